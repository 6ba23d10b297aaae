"""Slope and relative index of inequality.

No printed result with its data could be found, so every figure is computed a second time:
weighted least squares through `statsmodels`, limits by simulation.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.gradients import relative_index, slope_index
from statsmodels.regression.linear_model import WLS

steady = settings(derandomize=True, deadline=None, max_examples=40)
groups = st.lists(st.tuples(st.floats(50, 90), st.integers(10, 5000)), min_size=3, max_size=10)

# Life expectancy by tenth of deprivation in two areas, with population and standard error
# (example data of R PHEindicatormethods, phe_sii).
AREAS = [
    ([75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3],
     [7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534],
     [1.64, 1.58, 1.51, 1.78, 1.7, 1.56, 1.37, 1.4, 2.43, 1.57]),
    ([70.5, 71.6, 72.5, 73.5, 73.1, 76.2, 78.7, 80.6, 80.9, 80],
     [21675, 20065, 19750, 24713, 20112, 19618, 22408, 19752, 18939, 19312],
     [0.23, 0.26, 0.3, 0.16, 0.79, 0.78, 0.4, 0.28, 0.23, 0.35]),
]


def places(population):
    population = np.array(population, float)
    return (np.cumsum(population) - population / 2) / population.sum()


def line(values, population):
    x = np.column_stack([np.ones(len(values)), places(population)])
    return WLS(np.array(values, float), x, weights=population).fit().params


def columns(rows):
    return (list(column) for column in zip(*rows, strict=True))


@pytest.mark.parametrize("area", AREAS)
def test_slope_is_that_of_least_squares(area):
    values, population, _ = area
    assert slope_index(values, population).value == pytest.approx(line(values, population)[1])


@pytest.mark.parametrize("area", AREAS)
def test_relative_index_is_the_ratio_of_the_ends(area):
    values, population, _ = area
    start, rise = line(values, population)
    assert relative_index(values, population).value == pytest.approx((start + rise) / start)


@pytest.mark.parametrize("index", [slope_index, relative_index])
def test_limits_from_standard_errors_agree_with_simulation(index):
    """20,000 sets of values drawn with their errors; quantiles of the refitted index."""
    values, population, se = AREAS[0]
    draws = np.random.default_rng(5).normal(values, se, (20_000, 10))
    x = np.column_stack([np.ones(10), places(population)])
    weights = np.array(population, float)
    fit = draws @ (np.linalg.inv(x.T @ (weights[:, None] * x)) @ (x.T * weights)).T
    simulated = fit[:, 1] if index is slope_index else fit.sum(axis=1) / fit[:, 0]
    answer = index(values, population, se)
    width = answer.high - answer.low
    assert [answer.low, answer.high] == pytest.approx(
        np.quantile(simulated, [0.025, 0.975]).tolist(), abs=0.03 * width)


def test_jackknife_limits_recomputed():
    """Independent: places kept, one tenth left out at a time, t with 9 degrees (2.262157)."""
    values, population, _ = AREAS[1]
    x = np.column_stack([np.ones(10), places(population)])
    left = []
    for out in range(10):
        kept = [at for at in range(10) if at != out]
        fitted = WLS(np.array(values)[kept], x[kept], weights=np.array(population)[kept]).fit()
        left.append(fitted.params[1])
    half = 2.262157 * np.sqrt(9 / 10 * np.sum((np.array(left) - np.mean(left)) ** 2))
    answer = slope_index(values, population)
    assert answer.high - answer.value == pytest.approx(half, rel=1e-6)


@steady
@given(groups, st.floats(0.1, 100))
def test_scale_free(rows, factor):
    values, population = columns(rows)
    scaled = [factor * value for value in values]
    assert slope_index(scaled, population).value == pytest.approx(
        factor * slope_index(values, population).value, abs=1e-6)
    assert slope_index(values, [factor * people for people in population]).value == pytest.approx(
        slope_index(values, population).value, abs=1e-6)


@steady
@given(groups)
def test_turning_the_order_turns_the_sign(rows):
    values, population = columns(rows)
    assert slope_index(values[::-1], population[::-1]).value == pytest.approx(
        -slope_index(values, population).value, abs=1e-9)


@steady
@given(groups, st.floats(0.5, 3))
def test_interval_contains_the_value(rows, se):
    values, population = columns(rows)
    answer = slope_index(values, population, [se] * len(values))
    assert answer.low < answer.value < answer.high


@steady
@given(groups)
def test_smaller_errors_are_narrower(rows):
    values, population = columns(rows)
    wide, narrow = (slope_index(values, population, [se] * len(values)) for se in (2.0, 1.0))
    assert wide.high - wide.value == pytest.approx(2 * (narrow.high - narrow.value))


@steady
@given(st.floats(1, 90), st.lists(st.integers(10, 5000), min_size=3, max_size=9))
def test_the_same_everywhere_is_no_gradient(value, population):
    values = [value] * len(population)
    assert slope_index(values, population).value == pytest.approx(0, abs=1e-6)
    assert relative_index(values, population).value == pytest.approx(1)


def test_few_groups_without_errors_are_flagged():
    values, population, se = (column[:5] for column in AREAS[0])
    assert slope_index(values, population).flag == "unstable"
    assert slope_index(values, population, se).flag == "ok"


@pytest.mark.parametrize("index", [slope_index, relative_index])
@pytest.mark.parametrize(("values", "population", "se", "message"), [
    ([1, 2], [1, 1], None, "at least three groups"), ([], [], None, "at least three groups"),
    ([1, np.nan, 3], [1, 1, 1], None, "finite"), ([1, 2, 3], [1, 0, 1], None, "above 0"),
    ([1, 2, 3], [1, 1], None, "2 population for 3"), ([1, 2, 3], [1, 1, 1], [1, 1], "2 standard"),
    ([1, 2, 3], [1, 1, 1], [1, -1, 1], "-1.0")])
def test_wrong_groups_are_refused(index, values, population, se, message):
    with pytest.raises(ValueError, match=message):
        index(values, population, se)


def test_a_line_through_zero_has_no_ratio():
    with pytest.raises(ValueError, match="reaches 0"):
        relative_index([0.0, 0.0, 9.0], [1, 1, 1])
