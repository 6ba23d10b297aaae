"""Promised ratios in whole persons and things."""

from math import ceil

import pytest
from qiyou.assess.people import people


@pytest.fixture(scope="module")
def frame(study):
    return people(study.plan, study.indicators, study.register, study.snapshot)


def test_things_are_ratio_times_base_rounded_up(frame):
    row = frame[frame["promise"].eq("eldercare.certified_carers_per_10000")
                & frame["year"].eq(2027)].iloc[0]
    assert row["things"] == ceil(34 / 10_000 * row["base"])


def test_range_holds_the_central_figure(frame):
    assert (frame["base_low"] <= frame["base"]).all()
    assert (frame["base"] <= frame["base_high"]).all()
    assert (frame["things_low"] <= frame["things"]).all()
    assert (frame["things"] <= frame["things_high"]).all()


def test_things_are_whole(frame):
    assert (frame["things"] % 1).eq(0).all()


def test_base_of_old_people_grows_and_of_infants_shrinks(frame):
    wide = frame.pivot_table(index="year", columns="promise", values="base")
    assert wide["eldercare.certified_carers_per_10000"].is_monotonic_increasing
    assert wide["childcare.screening_share"].dropna().is_monotonic_decreasing


def test_no_indicator_gives_an_empty_frame(study):
    assert people(study.plan, {}, study.register, study.snapshot).empty
