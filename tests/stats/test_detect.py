"""Smallest difference that shows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats import detect
from qiyou.stats.detect import (
    detectable_difference_life_expectancy,
    detectable_difference_proportion,
    detectable_difference_rate,
    years_needed_life_expectancy,
    years_needed_proportion,
    years_needed_rate,
)

steady = settings(derandomize=True, deadline=None, max_examples=60)


@pytest.mark.parametrize(("power", "rise", "tolerance"), [
    (0.90, 0.3026, 0.00005),        # R, help of power.prop.test: p2 = 0.8026
    (0.7401659, 0.25, 0.0000005),   # the same page: n = 50, 0.50 and 0.75 have that power
])
def test_published_differences_of_proportions(power, rise, tolerance):
    found = detectable_difference_proportion(0.5, 50, power=power)
    assert found.rise == pytest.approx(rise, abs=tolerance)
    assert found.fall == pytest.approx(found.rise)


def test_a_difference_of_rates_needs_the_one_year_it_was_asked_for():
    """Second computation: the years needed for just that step."""
    found = detectable_difference_rate(100, 1)
    for after in (100 - found.fall, 100 + found.rise):
        assert years_needed_rate(100, after, 1) == 1
        assert years_needed_rate(100, 100 + (after - 100) * 0.999, 1) == 2


def test_a_difference_of_life_expectancy_needs_the_years_it_was_asked_for():
    found = detectable_difference_life_expectancy(0.6, years=3)
    assert years_needed_life_expectancy(found, 0.6) == 3
    assert years_needed_life_expectancy(found * 0.999, 0.6) == 4


def test_what_no_change_could_show_is_not_a_number():
    assert np.isnan(detectable_difference_proportion(0.01, 50).fall)
    assert np.isnan(detectable_difference_proportion(1.0, 50).rise)
    assert np.isnan(detectable_difference_rate(1, 1).fall)


@steady
@given(st.floats(0.05, 0.95), st.integers(100, 10_000), st.integers(1, 5))
def test_difference_and_years_of_a_proportion_agree(p, n, years):
    found = detectable_difference_proportion(p, n, years)
    for after in (p - found.fall, p + found.rise):
        if np.isfinite(after):
            assert years_needed_proportion(p, after, n) == years


@steady
@given(st.floats(20, 1e4), st.integers(2, 9))
def test_more_data_shows_smaller_differences(rate, times):
    one, more = (detectable_difference_rate(rate, 1, years) for years in (1, times))
    assert 0 < more.fall < one.fall
    assert 0 < more.rise < one.rise


@steady
@given(st.floats(20, 1e4), st.floats(0.001, 1000))
def test_the_unit_of_exposure_does_not_matter(rate, unit):
    plain, other = detectable_difference_rate(rate, 1), detectable_difference_rate(
        rate / unit, unit)
    assert other.rise * unit == pytest.approx(plain.rise, rel=1e-6)


@pytest.mark.parametrize("call", [
    lambda: detectable_difference_proportion(-0.1, 100),
    lambda: detectable_difference_proportion(0.1, 100, years=0),
    lambda: detectable_difference_proportion(0.1, 100, power=0),
    lambda: detectable_difference_rate(-1, 1), lambda: detectable_difference_rate(1, 0),
    lambda: detectable_difference_life_expectancy(0),
    lambda: detectable_difference_life_expectancy(float("nan")),
])
def test_degenerate_input_is_refused(call):
    with pytest.raises(ValueError, match=r".+"):
        call()


def test_everything_about_detection_can_be_called_from_here():
    assert all(callable(getattr(detect, name)) for name in detect.__all__)
