"""What every statistic returns."""

import math

import pandas as pd
import pytest
from qiyou.schema import ESTIMATE_FLAGS, ESTIMATES
from qiyou.stats.estimate import (
    COLUMNS,
    FLAGS,
    NOTES,
    Estimate,
    estimates_frame,
    join_notes,
    lay_out,
)

ONE = Estimate(0.25, 0.1, 0.4, 0.95, "Wilson", n=40, events=10)


def test_flags_are_those_of_the_house():
    assert FLAGS == ESTIMATE_FLAGS


def test_columns_are_those_of_the_house():
    assert list(COLUMNS) == [name for name in ESTIMATES.names
                             if name not in ("indicator", "area", "period")]


def test_a_frame_of_estimates_passes_the_house_check():
    frame = estimates_frame([ONE, Estimate(math.nan, math.nan, math.nan, 0.95, "Wilson",
                                           flag="missing", note="no_base")])
    keyed = frame.assign(indicator="x", area="1", period="2025")[ESTIMATES.names]
    assert len(ESTIMATES.check(keyed)) == 2


def test_no_estimates_give_an_empty_frame_with_all_columns():
    frame = estimates_frame([])
    assert list(frame.columns) == list(COLUMNS)
    assert frame["value"].dtype == "float64"


def test_an_unknown_flag_is_refused():
    with pytest.raises(ValueError, match="flag 'fine' is none of ok"):
        Estimate(1, 0, 2, 0.95, "Byar", flag="fine")


def test_a_field_reads_by_name_as_in_a_row():
    assert ONE["high"] == ONE.high == estimates_frame([ONE]).loc[0]["high"]


def test_scalars_give_an_estimate_and_arrays_a_frame():
    parts = {"value": 1.0, "low": 0.0, "high": 2.0, "level": 0.95, "method": "Byar"}
    assert lay_out(parts) == Estimate(1.0, 0.0, 2.0, 0.95, "Byar")
    frame = lay_out({**parts, "high": [2.0, 3.0]})
    assert isinstance(frame, pd.DataFrame)
    assert frame["low"].tolist() == [0.0, 0.0]


def test_two_dimensions_are_refused():
    with pytest.raises(ValueError, match="one dimension"):
        lay_out({"value": [[1.0]], "low": 0.0, "high": 2.0, "level": 0.95, "method": "Byar"})


def test_notes_are_ids_with_a_meaning():
    assert all(name.isidentifier() and meaning for name, meaning in NOTES.items())
    assert join_notes({"": True, "no_base": [True, False]}, 2) == ["no_base", ""]
