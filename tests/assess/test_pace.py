"""How steep promises are."""

import math

import pandas as pd
import pytest
from qiyou.assess.pace import pace


def rows(promise, cells, comparison=">="):
    """Plan rows of one promise; the first cell is its base."""
    return pd.DataFrame([
        {"promise": promise, "indicator": promise, "name": promise, "domain": "d", "clause": "c",
         "kind": "at_least", "comparison": "none" if position == 0 else comparison, "unit": "%",
         "year": year, "value": value, "text": str(value), "lead": "l"}
        for position, (year, value) in enumerate(cells)])


def test_step_a_year_is_the_straight_line_from_base_to_end():
    found = pace(rows("a", [(2022, 10.0), (2023, 16.0), (2024, 18.0), (2027, 20.0)]), 2024).iloc[0]
    assert found["change"] == 10
    assert found["change_a_year"] == 2
    assert found["year_target"] == 18
    assert found["first_year_share_pct"] == pytest.approx(60)


def test_growth_is_compound():
    found = pace(rows("a", [(2022, 100.0), (2024, 121.0)]), 2024).iloc[0]
    assert found["growth_a_year_pct"] == pytest.approx(10)


def test_year_without_a_cell_has_no_target():
    found = pace(rows("a", [(2022, 10.0), (2027, 20.0)]), 2025).iloc[0]
    assert math.isnan(found["year_target"])
    assert found["year_text"] == ""


def test_promise_without_base_has_no_pace():
    frame = rows("a", [(2022, None), (2023, 5.0), (2024, 6.0)])
    found = pace(frame, 2024).iloc[0]
    assert math.isnan(found["change"]) and math.isnan(found["growth_a_year_pct"])
    assert found["final"] == 6


def test_order_of_promises_is_kept():
    cells = [(2022, 1.0), (2023, 2.0)]
    frame = pd.concat([rows("b", cells), rows("a", cells)])
    assert pace(frame, 2023)["promise"].tolist() == ["b", "a"]


def test_what_was_given_is_not_changed():
    frame = rows("a", [(2022, 1.0), (2023, 2.0)])
    before = frame.copy()
    pace(frame, 2023)
    pd.testing.assert_frame_equal(frame, before)


def test_a_ceiling_asks_for_no_change():
    frame = rows("a", [(2022, 4.7), (2023, 5.0), (2024, 5.0)], "<").assign(kind="below")
    found = pace(frame, 2024).iloc[0]
    assert math.isnan(found["change_a_year"]) and math.isnan(found["growth_a_year_pct"])
    assert found["final"] == 5
