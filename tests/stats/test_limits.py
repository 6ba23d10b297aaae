"""Limits as plain arrays, and what is refused at the door."""

import numpy as np
import pytest
from qiyou.stats import limits
from scipy import stats


def test_exact_limits_are_the_chi_square_quantiles_of_scipy():
    """Second computation: half the chi-square quantiles, through scipy.stats."""
    events = np.arange(0, 10)
    low, high = limits.poisson(events.astype(float), 0.95)
    assert low == pytest.approx(np.nan_to_num(stats.chi2.ppf(0.025, 2 * events) / 2))
    assert high == pytest.approx(stats.chi2.ppf(0.975, 2 * events + 2) / 2)


def test_byar_stays_close_to_exact_from_ten_events():
    events = np.arange(10.0, 400.0)
    low, high = limits.poisson(events, 0.95)
    assert np.abs(low / (stats.chi2.ppf(0.025, 2 * events) / 2) - 1).max() < 0.002
    assert np.abs(high / (stats.chi2.ppf(0.975, 2 * events + 2) / 2) - 1).max() < 0.002


def test_wilson_limits_are_where_the_score_statistic_is_z():
    """Second computation: put the limits back into the score test."""
    events, n = np.array([1.0, 15.0, 81.0]), np.array([29.0, 148.0, 263.0])
    for p in limits.wilson(events, n, 0.95):
        score = (events / n - p) / np.sqrt(p * (1 - p) / n)
        assert np.abs(score) == pytest.approx(stats.norm.ppf(0.975))


@pytest.mark.parametrize("level", [0, 1, -0.5, 95, float("nan")])
def test_a_level_outside_0_to_1_is_refused(level):
    with pytest.raises(ValueError, match="level"):
        limits.critical(level)


@pytest.mark.parametrize("values", [[], -1, [1, -2], float("nan"), float("inf")])
def test_what_is_no_count_is_refused(values):
    with pytest.raises(ValueError, match="deaths"):
        limits.nonnegative("deaths", values)


def test_more_events_than_base_are_refused_with_both_figures():
    with pytest.raises(ValueError, match="7 events are more than the base 5"):
        limits.within_base([1, 7], [5, 5])


def test_events_without_exposure_are_refused():
    with pytest.raises(ValueError, match="without exposure"):
        limits.with_exposure(1, 0)


@pytest.mark.parametrize("number", [0, -1, float("nan"), float("inf")])
def test_what_is_not_positive_is_refused(number):
    with pytest.raises(ValueError, match="per"):
        limits.positive("per", number)
