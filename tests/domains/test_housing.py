"""Coverage and households."""

import pytest
from qiyou.domains import house, housing


@pytest.fixture(scope="module")
def study():
    return house.open_study(housing.DOMAIN, "shengsi", "2025", "2025-12-31", "internal")


def test_renting_is_the_long_form_share_with_its_interval(study):
    row = housing.renting(study).data.iloc[0]
    assert row["is_county"]
    assert row["value"] == pytest.approx(438 / 2973 * 100)
    assert row["low"] < row["value"] < row["high"]
    width = 2 * 1.96 * (0.1473 * 0.8527 / 2973) ** 0.5 * 100
    assert row["high"] - row["low"] == pytest.approx(width, rel=0.01)


def test_target_is_reached_by_a_smaller_base_alone(study):
    data = housing.coverage_by_base(study).data.set_index("base_change_pct")
    # 17.8 / 18.5 = 0.962: a fall of 3.8 % is enough.
    assert data.loc[-5, "is_reached"] and not data.loc[-2, "is_reached"]
    assert data.loc[0, "numerator_change_pct"] == pytest.approx((18.5 / 17.8 - 1) * 100)


def test_fund_members_are_a_growing_part_of_a_shrinking_group(study):
    data = housing.fund_members(study).data
    assert data["members_pct"].is_monotonic_increasing
    assert (data["members_pct"] * data["base"] / 100).round(-1).eq(9400).all()


def test_tasks_say_what_counts_as_done(study):
    assert housing.tasks(study).data["definition"].str.len().gt(0).all()


def test_households_follow_the_assumed_urban_share(study):
    data = housing.in_households(study).data
    # 31,128 households, 43,886 of 66,903 people urban.
    assert data["urban_households"].iloc[1] == round(31128 * 43886 / 66903)
    assert (data["more"] == data["at_target"] - data["at_base"]).all()
    assert data["more"].iloc[1] == pytest.approx(20419 * 0.007, abs=1.5)
