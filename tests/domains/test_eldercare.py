"""Carers for a county that grows older."""

from math import ceil

import pytest
from qiyou.domains import eldercare, house


@pytest.fixture(scope="module")
def study():
    return house.open_study(eldercare.DOMAIN, "shengsi", "2025", "2025-12-31", "internal")


def test_carers_are_the_ratio_times_the_old_rounded_up(study):
    data = eldercare.carers(study).data
    for _, row in data.iterrows():
        # The base is shown to the whole person; half a person cannot move the ceiling by two.
        assert abs(row["things"] - ceil(row["value"] / 10_000 * row["base"])) <= 1


def test_yearly_additions_add_up(study):
    exhibit = eldercare.carers(study)
    assert exhibit.data["added"].sum() == exhibit.facts["more"]
    assert exhibit.data["things"].iloc[-1] - exhibit.facts["first"] == exhibit.facts["more"]


def test_standing_still_is_falling_back(study):
    data = eldercare.carers_if_frozen(study).data
    still = data[data["line"].eq("护理员一个不增不减")]["value"]
    assert still.iloc[0] == pytest.approx(28)
    assert still.is_monotonic_decreasing


def test_scenarios_enclose_the_central_one(study):
    data = eldercare.oldest_by_year(study).data
    assert (data["base_low"] <= data["base"]).all() and (data["base"] <= data["base_high"]).all()
