"""Half-width that an interval will have."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.bands import age_bands
from qiyou.stats.intervals import proportion_interval, rate_interval
from qiyou.stats.lifetable import life_expectancy
from qiyou.stats.precision import (
    expected_count_range,
    expected_half_width_death_probability,
    expected_half_width_life_expectancy,
    expected_half_width_proportion,
    expected_half_width_rate,
)
from qiyou.stats.premature import bands_between, death_probability
from scipy.stats import poisson

steady = settings(derandomize=True, deadline=None, max_examples=60)
AGES = [0, 1, *range(5, 95, 5)]
PEOPLE = np.linspace(900, 200, 20).round()
RATES = np.geomspace(0.0002, 0.2, 20)


def half(estimate):
    """Half the width of an interval that was computed."""
    return (estimate["high"] - estimate["low"]) / 2


def test_it_is_half_the_interval_of_that_many_events():
    assert expected_half_width_proportion(0.3, 50, years=3) == half(proportion_interval(45, 150))
    assert expected_half_width_rate(2, 3000, years=2, per=1000) == pytest.approx(
        half(rate_interval(12, 6000, per=1000)))


def test_a_yearly_count_is_a_rate_per_year():
    assert expected_half_width_rate(190, 1, years=4) == pytest.approx(
        half(rate_interval(760, 4)))


def test_of_life_expectancy_it_is_chiangs():
    found = life_expectancy(3 * RATES * PEOPLE, 3 * PEOPLE, AGES, level=0.9).loc[0]
    assert expected_half_width_life_expectancy(RATES, PEOPLE, AGES, 3, 0.9) == pytest.approx(
        half(found))


def test_of_a_death_probability_it_is_the_delta_methods():
    bands = bands_between(age_bands(RATES * PEOPLE, PEOPLE, AGES), 30, 70)
    found = death_probability(5 * RATES * PEOPLE, 5 * PEOPLE, AGES)
    assert expected_half_width_death_probability(bands, years=5) == pytest.approx(half(found))


@steady
@given(st.floats(0, 1), st.integers(1, 10_000), st.integers(2, 5))
def test_more_years_are_narrower(p, n, years):
    one, more = (expected_half_width_proportion(p, n, y) for y in (1, years))
    assert more < one


@steady
@given(st.floats(0.1, 100), st.floats(1, 1e5))
def test_a_rate_per_thousand_is_a_thousand_times_the_rate(rate, exposure):
    plain = expected_half_width_rate(rate / 1000, exposure)
    assert expected_half_width_rate(rate, exposure, per=1000) == pytest.approx(plain * 1000)


@pytest.mark.parametrize("call", [
    lambda: expected_half_width_proportion(1.2, 100),
    lambda: expected_half_width_proportion(0.5, 0),
    lambda: expected_half_width_proportion(float("nan"), 10),
    lambda: expected_half_width_rate(-1, 10), lambda: expected_half_width_rate(1, 10, years=0),
    lambda: expected_half_width_rate(1, 10, per=0),
    lambda: expected_half_width_life_expectancy(RATES, PEOPLE[:-1], AGES),
    lambda: expected_half_width_life_expectancy(RATES, PEOPLE, AGES, years=-1),
    lambda: expected_half_width_life_expectancy(-RATES, PEOPLE, AGES),
])
def test_degenerate_input_is_refused(call):
    with pytest.raises(ValueError, match=r".+"):
        call()


@steady
@given(st.floats(0, 500), st.sampled_from([0.8, 0.95, 0.998]))
def test_count_range_is_that_of_the_poisson_quantiles(expected, level):
    """Second computation: scipy.stats, which the library does not load for its import time."""
    found = expected_count_range(expected, level).iloc[0]
    assert tuple(found) == poisson.interval(level, expected)


def test_count_range_refuses_what_is_no_expectation():
    with pytest.raises(ValueError, match="expected"):
        expected_count_range(-1)
