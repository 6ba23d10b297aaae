"""Differences and ratios of two groups."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats import comparisons, intervals
from qiyou.stats.comparisons import difference_interval, ratio_interval
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.rates import confint_poisson_2indep

steady = settings(derandomize=True, deadline=None, max_examples=60)
COUNTED = st.tuples(st.integers(0, 40), st.integers(0, 60)).map(lambda g: (g[0], g[0] + g[1] + 1))

# Newcombe RG (1998), Statistics in Medicine 17, 873-890, table II, method 10
DIFFERENCES = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0),
    ((10, 10), (0, 10), 0.6075, 1.0),
]

# first, second, level, kind, method, low, high, printed decimals
RATIOS = [
    # Fagerland MW, Lydersen S, Laake P (2015), Stat Methods Med Res 24, 224-254, table 5, and the
    # four decimals that the authors' R package contingencytables prints (Perondi et al 2004)
    ((7, 34), (1, 34), 0.95, "proportion", "score", 1.2209, 42.5757, 4),
    ((7, 34), (1, 34), 0.95, "proportion", "log", 0.9096, 53.8695, 4),
    # Koopman PAR (1984), Biometrics 40, 513-517, example
    ((36, 40), (16, 80), 0.95, "proportion", "score", 2.94, 7.15, 2),
    # Gart JJ, Nam J (1988), Biometrics 44, 323-338: score without skewness correction, as the R
    # package ratesci checks itself against them
    ((8, 15), (4, 15), 0.95, "proportion", "score", 0.815, 5.336, 3),
    ((6, 10), (6, 20), 0.95, "proportion", "score", 0.844, 4.594, 3),
    # Rothman KJ (2012), Epidemiology: an introduction, table 9-2 (Feychting et al), 90 %
    ((136, 22_050), (1709, 127_650), 0.90, "rate", "log", 0.40, 0.53, 2),
    # Wahi M, Pezzullo J (2024), Biostatistics for dummies, 2nd ed: diabetes in two cities
    ((24, 80_000), (30, 300_000), 0.95, "rate", "log", 1.75, 5.13, 2),
]


@pytest.mark.parametrize(("first", "second", "low", "high"), DIFFERENCES)
def test_published_differences(first, second, low, high):
    change = difference_interval(first, second)
    assert (change.low, change.high) == pytest.approx((low, high), abs=0.00005001)


def test_published_difference_of_rates_to_its_rounding():
    """Rothman (2012), table 9-2: −7.2 per 1,000, 90 % limits −8.2 and −6.2 (Wald; ours −6.1)."""
    change = difference_interval((136, 22_050), (1709, 127_650), 0.90, "rate", 1000)
    assert (round(change.value, 1), round(change.low, 1)) == (-7.2, -8.2)
    assert change.high == pytest.approx(-6.2, abs=0.1)


@pytest.mark.parametrize("case", RATIOS, ids=str)
def test_published_ratios(case):
    first, second, level, kind, method, low, high, decimals = case
    ratio = ratio_interval(first, second, level, kind, method)
    assert (ratio.low, ratio.high) == pytest.approx((low, high), abs=0.51 * 10**-decimals)


@pytest.mark.parametrize(("first", "second", "p", "null"), [
    ((60, 51_477.5), (30, 54_308.7), 0.000316, 1.0), ((41, 28_010), (15, 19_017), 0.2398, 1.5)])
def test_published_score_tests_of_rates(first, second, p, null):
    """Gu K et al (2008), Biometrical Journal 50, 283-298: at level 1 − 2 p the limit is null."""
    ratio = ratio_interval(first, second, level=1 - 2 * p, kind="rate")
    assert ratio.low == pytest.approx(null, rel=0.001)


@pytest.mark.parametrize(("first", "second"), [
    ((7, 34), (1, 34)), ((30, 40), (10, 50)), ((5, 60), (9, 70)), ((10, 10), (5, 20))])
def test_koopmans_limits_equal_statsmodels(first, second):
    """Second computation: statsmodels' iterative score interval without correction."""
    other = confint_proportions_2indep(*first, *second, compare="ratio", method="score",
                                       correction=False)
    ratio = ratio_interval(first, second)
    assert (ratio.low, ratio.high) == pytest.approx(other, rel=1e-6)


@pytest.mark.parametrize(("first", "second"), [
    ((11, 800), (21, 3011)), ((136, 22_050), (1709, 127_650)), ((3, 10), (7, 9))])
def test_the_closed_score_interval_of_rates_equals_the_iterative_one(first, second):
    """Second computation: statsmodels solves the score equation step by step."""
    other = confint_poisson_2indep(*first, *second, method="score", compare="ratio")
    ratio = ratio_interval(first, second, kind="rate")
    assert (ratio.low, ratio.high) == pytest.approx(other, rel=1e-6)


def test_difference_of_rates_puts_the_two_poisson_intervals_together():
    """Second computation: the square-and-add rule with limits from scipy's chi-square."""
    (x1, t1), (x2, t2) = (4, 100.0), (9, 150.0)
    low1, low2 = stats.chi2.ppf(0.025, [2 * x1, 2 * x2]) / 2 / [t1, t2]
    high1, high2 = stats.chi2.ppf(0.975, [2 * x1 + 2, 2 * x2 + 2]) / 2 / [t1, t2]
    gap = x1 / t1 - x2 / t2
    change = difference_interval((x1, t1), (x2, t2), kind="rate")
    assert change.low == pytest.approx(gap - np.hypot(x1 / t1 - low1, high2 - x2 / t2))
    assert change.high == pytest.approx(gap + np.hypot(high1 - x1 / t1, x2 / t2 - low2))


def test_all_of_all_in_both_groups_is_a_ratio_of_one():
    ratio = ratio_interval((10, 10), (20, 20))
    assert ratio.value == 1
    assert ratio.high == pytest.approx(1 + 1.959963984540054**2 / 20)  # where the score is z


def test_no_events_in_the_second_group_leave_the_ratio_open_above():
    for kind in ("proportion", "rate"):
        ratio = ratio_interval((4, 100), (0, 100), kind=kind)
        assert (ratio.value, ratio.high) == (np.inf, np.inf)
        assert ratio.low > 0
        assert (ratio.flag, ratio.note) == ("unstable", "no_reference_events")


def test_no_events_at_all_give_no_ratio():
    ratio = ratio_interval((0, 10), (0, 10))
    assert (ratio.flag, ratio.note) == ("missing", "no_events")
    assert np.isnan([ratio.value, ratio.low, ratio.high]).all()


def test_an_area_without_base_is_a_missing_row():
    frame = difference_interval(([5, 0], [10, 0]), ([1, 1], [10, 10]))
    assert frame["flag"].tolist() == ["ok", "missing"]
    assert np.isnan(frame.loc[1, "value"])
    assert ratio_interval((0, 0), (1, 10), kind="rate").note == "no_base"


@pytest.mark.parametrize("call", [
    lambda: difference_interval((11, 10), (1, 10)),
    lambda: difference_interval((-1, 10), (1, 10)),
    lambda: difference_interval((1, 0), (1, 10), kind="rate"),
    lambda: difference_interval((1, 10), (1, 10), kind="mean"),
    lambda: difference_interval((1, 10), (float("nan"), 10)),
    lambda: ratio_interval((0, 10), (1, 10), method="log"),
    lambda: ratio_interval((1, 10), (1, 10), method="wald"),
    lambda: ratio_interval((1, 10), (1, 10), level=2),
])
def test_degenerate_input_is_refused(call):
    with pytest.raises(ValueError, match=r".+"):
        call()


def test_the_functions_can_be_called_from_intervals():
    assert intervals.difference_interval is comparisons.difference_interval
    assert intervals.ratio_interval is comparisons.ratio_interval


@steady
@given(COUNTED, COUNTED, st.sampled_from(["proportion", "rate"]))
def test_a_difference_lies_in_its_interval_and_turns_its_sign_with_the_order(first, second, kind):
    change, back = difference_interval(first, second, kind=kind), difference_interval(
        second, first, kind=kind)
    assert change.low <= change.value <= change.high
    assert (back.low, back.high) == pytest.approx((-change.high, -change.low))


@steady
@given(COUNTED, COUNTED, st.sampled_from(["proportion", "rate"]))
def test_a_ratio_lies_in_its_interval_and_turns_over_with_the_order(first, second, kind):
    if first[0] and second[0]:
        ratio = ratio_interval(first, second, kind=kind)
        back = ratio_interval(second, first, kind=kind)
        assert ratio.low <= ratio.value <= ratio.high
        assert (back.low, back.high) == pytest.approx((1 / ratio.high, 1 / ratio.low), rel=1e-6)


@steady
@given(COUNTED, COUNTED, st.integers(2, 9))
def test_more_data_is_narrower(first, second, times):
    more = tuple(tuple(times * x for x in group) for group in (first, second))
    small, large = difference_interval(first, second), difference_interval(*more)
    assert large.high - large.low < small.high - small.low


@steady
@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30),
       st.floats(1, 1e4))
def test_a_ratio_of_rates_is_scale_free(x1, t1, x2, t2, factor):
    if x1 and x2:
        plain = ratio_interval((x1, t1), (x2, t2), kind="rate")
        scaled = ratio_interval((x1, t1 * factor), (x2, t2 * factor), kind="rate")
        assert (plain.low, plain.high) == pytest.approx((scaled.low, scaled.high))
