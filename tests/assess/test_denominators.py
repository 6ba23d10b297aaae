"""Age groups of the censuses, against sums made by hand."""

from dataclasses import replace

import pandas as pd
import pytest
from qiyou.assess.denominators import (
    band_persons,
    census_people,
    dependency,
    group_table,
    is_in_census,
)
from qiyou.store import open_snapshot


@pytest.fixture(scope="module")
def snapshot():
    return open_snapshot("shengsi", as_of="2025-06-30")


def test_band_sums_both_sexes(snapshot):
    census = snapshot.reference("census_2020_age_sex")
    assert band_persons(census, 60, None)["330922"] == 20_942
    assert band_persons(census, 0, 14)["330922"] == 5_016


@pytest.mark.parametrize(("first", "last"), [(0, 2), (3, 5), (62, None)])
def test_band_that_cuts_a_printed_one_is_refused(snapshot, first, last):
    with pytest.raises(ValueError, match="cut a band"):
        band_persons(snapshot.reference("census_2020_age_sex"), first, last)


def test_people_of_an_unlisted_area_are_refused(snapshot):
    with pytest.raises(KeyError, match="999999"):
        census_people(snapshot, 2020, "999999")
    assert not is_in_census(replace(snapshot, code="999999"))


def test_groups_on_printed_edges_are_the_printed_sums(snapshot):
    groups = {"all": (0, None), "children": (0, 14), "working": (15, 59), "old": (80, None)}
    table = group_table(snapshot, groups, 2020)
    # 15-59 as the county's own census bulletin prints it.
    assert table.to_dict() == pytest.approx(
        {"all": 66_903, "children": 5_016, "working": 40_945, "old": 2_701})


def test_interpolated_groups_make_up_the_printed_band(snapshot):
    table = group_table(snapshot, {"0_2": (0, 2), "3_4": (3, 4), "5_9": (5, 9)}, 2020)
    census = census_people(snapshot, 2020, "330922").groupby("age")["persons"].sum()
    assert table["0_2"] + table["3_4"] == pytest.approx(census["0"] + census["1-4"])
    assert table["5_9"] == pytest.approx(census["5-9"])
    assert census["0"] < table["0_2"] < census["0"] + census["1-4"]


def test_dependency_by_hand(snapshot):
    table = dependency(snapshot, {"somewhere": "330922", "above": "330900"})
    assert table[["area_name", "year"]].to_numpy().tolist() == [
        ["somewhere", 2010], ["somewhere", 2020], ["above", 2010], ["above", 2020]]
    row = table.iloc[1]
    working = 40_945 + 20_942 - 14_385
    assert row["child_ratio"] == pytest.approx(5_016 / working * 100)
    assert row["old_ratio"] == pytest.approx(14_385 / working * 100)
    assert row["total_ratio"] == pytest.approx(row["child_ratio"] + row["old_ratio"])
    assert row["ageing_index"] == pytest.approx(14_385 / 5_016 * 100)


def test_frames_do_not_change_the_snapshot(snapshot):
    before = snapshot.reference("census_2020_age_sex")
    dependency(snapshot, {"somewhere": "330922"})
    pd.testing.assert_frame_equal(before, snapshot.reference("census_2020_age_sex"))
