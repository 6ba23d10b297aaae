"""The frames keep their contracts."""

import pandas as pd
import pytest
from qiyou.schema import ESTIMATES, OBSERVATIONS, PLAN_ROWS, VERDICTS, SchemaError

FRAMES = (OBSERVATIONS, ESTIMATES, VERDICTS, PLAN_ROWS)
ROW = {"indicator": "health.x", "area": "1", "period": "2025", "value": 1.0, "low": 0.5,
       "high": 1.5, "level": 0.95, "method": "Byar", "n": 10.0, "events": 1.0, "flag": "ok",
       "note": None}


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.name)
def test_empty_frame_passes_its_own_check(frame):
    assert frame.check(frame.empty()).empty


def test_columns_come_back_in_order():
    shuffled = pd.DataFrame([ROW])[list(reversed(ESTIMATES.names))]
    assert ESTIMATES.check(shuffled).columns.tolist() == ESTIMATES.names


@pytest.mark.parametrize(("change", "said"), [
    ({"flag": "fine"}, "flag holds 'fine'"),
    ({"area": None}, "area is empty in 1 rows"),
    ({"area": 330922}, "area holds .*330922.*, expected text"),
    ({"value": "many"}, "value holds 'many', expected number"),
    ({"colour": "red"}, "unknown column colour"),
])
def test_what_breaks_the_contract_is_named(change, said):
    with pytest.raises(SchemaError, match=said):
        ESTIMATES.check(pd.DataFrame([ROW | change]))


def test_all_problems_are_told_at_once():
    broken = pd.DataFrame([ROW | {"flag": "fine", "area": None}]).drop(columns="method")
    with pytest.raises(SchemaError, match=r"area is empty.*missing column method.*flag holds"):
        ESTIMATES.check(broken)


def test_optional_columns_may_be_empty():
    assert len(ESTIMATES.check(pd.DataFrame([ROW | {"value": None, "low": None}]))) == 1
