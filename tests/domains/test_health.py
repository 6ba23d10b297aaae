"""What a county of this size can know of lives and deaths."""

from math import log, sqrt

import pytest
from qiyou.domains import health, house


@pytest.fixture(scope="module")
def study():
    return house.open_study(health.DOMAIN, "shengsi", "2025", "2025-12-31", "internal")


def test_pooling_narrows_by_the_root_of_the_years(study):
    data = health.life_expectancy_noise(study).data
    half = (data["high"] - data["low"]) / 2
    for years, width in zip(health.POOLED_YEARS, half, strict=True):
        assert width == pytest.approx(half[0] / sqrt(years), rel=0.01)


def test_interval_of_one_year_is_about_as_wide_as_published_for_such_sizes(study):
    data = health.life_expectancy_noise(study).data
    assert (data["high"] - data["low"])[0] / 2 == pytest.approx(1.3, abs=0.1)


def test_the_plans_two_versions_stand_side_by_side(study):
    data = health.deaths_to_avert(study).data
    assert data["clause"].tolist() == ["表 11", "二(四)4"]
    assert data["fewer_a_year"].iloc[0] > data["fewer_a_year"].iloc[1] > 0


def test_deaths_averted_follow_the_probability(study):
    # For small rates deaths go as -log(1 - probability).
    data = health.deaths_to_avert(study).data
    at = data["deaths_a_year"] + data["fewer_a_year"]
    assert at.iloc[0] == pytest.approx(at.iloc[1], abs=0.2)  # both are shown to a tenth
    ratio = data["deaths_a_year"].iloc[0] / at.iloc[0]
    assert ratio == pytest.approx(log(1 - 0.085) / log(1 - 0.095), abs=0.003)


def test_a_tenth_of_a_year_takes_longer_than_any_plan(study):
    data = health.years_to_see(study).data
    assert data["years_of_life"].tolist() == pytest.approx([0.1, 1.3, 1.6])
    assert data["years_each"].iloc[0] > 100
    assert data["years_each"].is_monotonic_decreasing


def test_expected_deaths_cover_all_ages_once(study):
    data = health.expected_by_age(study).data
    assert data["age"].iloc[0] == "0" and data["age"].iloc[1] == "1—4"
    assert data["age"].iloc[-1] == "85岁及以上"
    assert data["persons"].sum() == 66903
    assert (data["low"] <= data["value"]).all() and (data["value"] <= data["high"]).all()
