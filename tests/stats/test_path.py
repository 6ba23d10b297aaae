"""Progress within the year: shares of past years, their band, pace and time left."""

from math import inf, isnan, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from qiyou.stats.path import Pace, expected_path, required_pace, time_to_target, year_end
from scipy.integrate import quad
from scipy.special import gammaln

QUARTERS = pd.DataFrame([[10, 20, 30, 40], [12, 18, 30, 40], [8, 22, 28, 42]])


def test_shares_are_means_of_the_years_not_of_the_amounts():
    history = pd.DataFrame([[1, 9], [500, 500]])
    assert expected_path(history)["value"].tolist() == pytest.approx([0.3, 1.0])


def test_concentration_recovers_a_known_dirichlet():
    """No printed vector exists: a large sample from a known Dirichlet, its exact Beta band."""
    draws = np.random.default_rng(5).dirichlet([6, 3, 9, 12], size=20_000)
    row = expected_path(pd.DataFrame(draws), 0.9).iloc[1]
    exact = np.quantile(np.random.default_rng(6).beta(9, 21, size=400_000), [0.05, 0.95])
    assert [row["low"], row["high"]] == pytest.approx(exact, abs=0.004)


def test_band_against_integration_of_the_beta_density():
    """Second computation: moments by hand, limits checked by integrating the density."""
    row = expected_path(QUARTERS).iloc[1]
    shares = np.array(QUARTERS) / 100
    mean, variance = shares.mean(axis=0), shares.var(axis=0, ddof=1).sum()
    spread = (mean * (1 - mean)).sum() / (variance * 4 / 3) - 1
    a, b = spread * 0.3, spread * 0.7

    def density(x):
        return np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x)
                      + gammaln(a + b) - gammaln(a) - gammaln(b))

    assert row["value"] == pytest.approx(0.3)
    assert quad(density, 0.1, row["low"])[0] == pytest.approx(0.025, abs=1e-6)
    assert quad(density, row["high"], 0.6)[0] == pytest.approx(0.025, abs=1e-6)


def test_two_mirrored_years_have_a_symmetric_band():
    row = expected_path(pd.DataFrame([[1, 3], [3, 1]])).iloc[0]
    assert row["value"] == 0.5
    assert row["low"] + row["high"] == pytest.approx(1)
    assert row["flag"] == "unstable"


def test_equal_years_have_no_band():
    frame = expected_path(pd.DataFrame([[1, 2, 3]] * 4))
    assert frame["low"].tolist() == frame["value"].tolist() == frame["high"].tolist()


def test_one_year_gives_a_path_without_a_band():
    frame = expected_path(pd.DataFrame([[1, 1, 2]]))
    assert frame["value"].tolist() == [0.25, 0.5, 1.0]
    assert frame["low"].isna().all()
    assert set(frame["flag"]) == {"unstable"}


histories = arrays(float, st.tuples(st.integers(2, 6), st.sampled_from([4, 12])),
                   elements=st.integers(0, 50)).filter(lambda a: (a.sum(axis=1) > 0).all())


@given(amounts=histories, level=st.sampled_from([0.5, 0.8, 0.95]))
@settings(derandomize=True, deadline=None)
def test_band_contains_the_share_and_ends_at_one(amounts, level):
    frame = expected_path(pd.DataFrame(amounts), level)
    assert (frame["low"] <= frame["value"]).all()
    assert (frame["value"] <= frame["high"]).all()
    assert frame["value"].is_monotonic_increasing
    assert frame.iloc[-1][["value", "low", "high"]].tolist() == [1, 1, 1]


@given(amounts=histories, factor=st.floats(0.01, 1e4))
@settings(derandomize=True, deadline=None)
def test_scale_and_order_of_the_years_do_not_matter(amounts, factor):
    once = expected_path(pd.DataFrame(amounts))
    again = expected_path(pd.DataFrame(factor * amounts[::-1]))
    columns = ["value", "low", "high"]
    np.testing.assert_allclose(again[columns], once[columns], rtol=1e-6, atol=1e-9)


def test_more_years_narrow_the_band():
    few, many = QUARTERS, pd.concat([QUARTERS] * 4)
    widths = [frame["high"] - frame["low"] for frame in (expected_path(few), expected_path(many))]
    assert (widths[1][:3] < widths[0][:3]).all()


@pytest.mark.parametrize(("history", "told"), [
    ([[1, -1]], "not negative"), ([[1, nan]], "known"), ([[0, 0]], "adds up to nothing"),
    ([[5]], "two periods"), (np.empty((0, 12)), "past years are needed"),
])
def test_unusable_history_is_refused(history, told):
    with pytest.raises(ValueError, match=told):
        expected_path(pd.DataFrame(history))


def test_level_must_be_a_confidence():
    with pytest.raises(ValueError, match="between 0 and 1"):
        expected_path(QUARTERS, 95)


def test_year_end_divides_by_the_usual_share():
    row = expected_path(QUARTERS).iloc[1]
    got = year_end(33, 2, QUARTERS)
    assert [got.value, got.low, got.high] == pytest.approx(
        [110, 33 / row["high"], 33 / row["low"]])
    assert year_end(98, 4, QUARTERS).value == 98


def test_year_end_is_missing_where_nothing_comes_so_early():
    got = year_end(5, 1, pd.DataFrame([[0, 10], [0, 12], [0, 9]]))
    assert got.flag == "missing"
    assert isnan(got.value)


@pytest.mark.parametrize(("done", "period"), [(5, 0), (5, 5), (5, 1.5), (-1, 2), (nan, 2)])
def test_year_end_refuses_impossible_input(done, period):
    with pytest.raises(ValueError, match=r"period must be|must be known"):
        year_end(done, period, QUARTERS)


@pytest.mark.parametrize(("target", "done", "elapsed", "pace"), [
    (120, 60, 6, Pace(60, 10, 10, 1)),
    (190, 95, 8, Pace(95, 11.875, 23.75, 2)),
    (100, 120, 9, Pace(0, 120 / 9, 0, 0)),
    (100, 40, 12, Pace(60, 40 / 12, inf, inf)),
    (100, 0, 6, Pace(100, 0, 100 / 6, inf)),
])
def test_required_pace(target, done, elapsed, pace):
    assert required_pace(target, done, elapsed) == pace


def test_pace_before_the_first_period():
    pace = required_pace(120, 0, 0)
    assert pace.required == 10
    assert isnan(pace.so_far)
    assert isnan(pace.ratio)


@pytest.mark.parametrize("arguments", [(-1, 0, 1), (1, nan, 1), (1, 0, 13), (1, 0, -1)])
def test_required_pace_refuses_impossible_input(arguments):
    with pytest.raises(ValueError, match=r"must be known|must lie between"):
        required_pace(*arguments)


@pytest.mark.parametrize(("start", "now", "target", "left"), [
    (4.2, 4.6, 5.4, 4), (8.5, 8.0, 7.0, 4), (4.2, 5.6, 5.5, 0), (4.2, 4.2, 5.5, inf),
    (4.2, 4.0, 5.5, inf), (8.5, 6.9, 7.0, 0), (5.0, 5.0, 5.0, 0), (5.0, 4.0, 5.0, inf),
])
def test_time_to_target(start, now, target, left):
    assert time_to_target(start, now, target, 2) == pytest.approx(left)


@pytest.mark.parametrize("arguments", [(nan, 1, 2, 1), (1, 2, 3, 0)])
def test_time_to_target_refuses_impossible_input(arguments):
    with pytest.raises(ValueError, match="must be known"):
        time_to_target(*arguments)
