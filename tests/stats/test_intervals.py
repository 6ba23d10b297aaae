"""Intervals of one proportion, count, rate or mean."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.intervals import (
    mean_interval,
    poisson_interval,
    proportion_interval,
    rate_interval,
    zero_event_upper,
)

steady = settings(derandomize=True, deadline=None, max_examples=60)
LEVELS = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.998])

# events, n, level, low, high, printed decimals
PROPORTIONS = [
    # Newcombe RG (1998), Statistics in Medicine 17, 857-872, table I, method 3 (Wilson)
    (81, 263, 0.95, 0.2553, 0.3662, 4),
    (15, 148, 0.95, 0.0624, 0.1605, 4),
    (0, 20, 0.95, 0.0, 0.1611, 4),
    (1, 29, 0.95, 0.0061, 0.1718, 4),
    # Fagerland MW, Lydersen S, Laake P (2017), Statistical analysis of contingency tables, ch. 2
    (13, 16, 0.95, 0.5699, 0.9341, 4),
    # PHEindicatormethods, test data of phe_proportion
    (65, 100, 0.95, 0.5525444329688797, 0.7363575175690247, 12),
    (1045, 5000, 0.95, 0.19795549880013297, 0.22049130373189027, 12),
    (65, 100, 0.998, 0.4954946574070431, 0.7783540614089697, 12),
]

# events, level, low, high, printed decimals
COUNTS = [
    # Garwood F (1936), Biometrika 28, 437-442; Ulm K (1990), Am J Epidemiol 131, 373-375
    (0, 0.95, 0.0, 3.689, 3),
    (1, 0.95, 0.0253, 5.572, 3),
    (2, 0.95, 0.242, 7.225, 3),
    (3, 0.95, 0.619, 8.767, 3),
    (5, 0.95, 1.623, 11.668, 3),
    (7, 0.95, 2.814, 14.423, 3),
    (8, 0.95, 3.454, 15.763, 3),
    # PHEindicatormethods, test data of the funnel for ratios (exact, solved there numerically)
    (4, 0.95, 1.089865762, 10.24158653, 5),
    (6, 0.998, 1.107104434, 18.0616374, 5),
    (9, 0.998, 2.452425215, 22.65737951, 4),
    # PHEindicatormethods, test data of Byar's method
    (65, 0.95, 50.163187710459454, 82.84913854593984, 10),
    (1045, 0.95, 982.5932018073325, 1110.33121298565, 8),
    (65, 0.998, 42.8802614714802, 94.00029084431802, 10),
]

# events, exposure, per, level, low, high: PHEindicatormethods, test data of phe_rate
RATES = [
    (1, 100, 100, 0.95, 0.025317807984289897, 5.571643390938898),
    (5, 100, 100, 0.95, 1.62348639011842, 11.668332079322669),
    (20, 100, 100, 0.95, 12.211428834875937, 30.889880369197066),
    (65, 100, 100, 0.95, 50.163187710459454, 82.84913854593984),
    (1, 100, 100, 0.998, 0.0010005003335835344, 9.233413476451585),
    (5, 100, 100, 0.998, 0.739371731917839, 16.454745203680105),
    (20, 100, 100, 0.998, 8.922802365144193, 38.08503562504191),
]

# values, level, low, high, printed decimals
MEANS = [
    # Student (1908), extra hours of sleep with drug 2; limits as R's t.test prints them
    ([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4], 0.95, 0.8976775, 3.7623225, 7),
    # documentation of the R package distributions3, t interval for a mean
    ([3, 7, 11, 0, 7, 0, 4, 5, 6, 2], 0.88, 2.631598, 6.368402, 6),
    # "Confidence intervals using the t-distribution", RPubs 1297895, example 2
    ([10, 13, 14, 15, 12, 11, 17, 14, 13, 16, 18, 15], 0.99, 11.87, 16.13, 2),
]


@pytest.mark.parametrize("case", PROPORTIONS, ids=str)
def test_published_proportions(case):
    events, n, level, low, high, decimals = case
    share = proportion_interval(events, n, level)
    assert (share.low, share.high) == pytest.approx((low, high), abs=0.51 * 10**-decimals)
    assert share.value == events / n


@pytest.mark.parametrize("case", COUNTS, ids=str)
def test_published_counts(case):
    events, level, low, high, decimals = case
    count = poisson_interval(events, level)
    assert (count.low, count.high) == pytest.approx((low, high), abs=0.51 * 10**-decimals)


@pytest.mark.parametrize("case", RATES, ids=str)
def test_published_rates(case):
    events, exposure, per, level, low, high = case
    rate = rate_interval(events, exposure, per, level)
    assert (rate.value, rate.low, rate.high) == pytest.approx((events, low, high), rel=1e-6)


@pytest.mark.parametrize("case", MEANS, ids=str)
def test_published_means(case):
    values, level, low, high, decimals = case
    mean = mean_interval(values, level)
    assert (mean.low, mean.high) == pytest.approx((low, high), abs=0.51 * 10**-decimals)


@pytest.mark.parametrize(("n", "upper"), [(14, 0.193), (20, 0.139), (100, 0.0295)])
def test_zero_events_leave_the_upper_limit_that_gives_them_five_per_cent(n, upper):
    """Second computation: 0 of n has probability (1 − upper)^n, which must be 5 %."""
    limit = zero_event_upper(n).high
    assert limit == pytest.approx(upper, abs=0.0005)
    assert (1 - limit) ** n == pytest.approx(0.05)


def test_mean_is_accurate_beside_a_large_offset():
    """NIST StRD NumAcc4: 10000000.2 and alternating .1 and .3; mean and deviation certified."""
    values = [10000000.2] + [10000000.1, 10000000.3] * 500
    mean = mean_interval(values)
    assert mean.value == pytest.approx(10000000.2, rel=1e-13)
    deviation = (mean.high - mean.value) / 1.962339080825 * np.sqrt(1001)  # t quantile, 1000 d.f.
    assert deviation == pytest.approx(0.1, rel=1e-7)


@pytest.mark.parametrize(("events", "method"), [(9, "exact Poisson"), (10, "Byar")])
def test_method_changes_at_ten_events(events, method):
    assert poisson_interval(events).method == rate_interval(events, 100).method == method


def test_arrays_give_a_row_each_equal_to_the_scalar():
    frame = proportion_interval(pd.Series([3, 5], index=[7, 8]), [10, 20])
    assert frame.loc[8, "low"] == proportion_interval(5, 20).low
    assert frame["n"].tolist() == [10, 20]


def test_rows_keep_the_index_that_the_series_share():
    events, exposure = pd.Series([3, 5], ["east", "west"]), pd.Series([10, 20], ["east", "west"])
    assert rate_interval(events, exposure).index.tolist() == ["east", "west"]
    # Series that do not agree are taken by position, as arrays are; their labels say nothing.
    assert rate_interval(events, exposure.set_axis([1, 2])).index.tolist() == [0, 1]


@pytest.mark.parametrize("wrong", ["3", ["3"], [[1], [1, 2]], [pd.Timestamp("2025-01-01")]])
def test_what_is_no_number_is_refused(wrong):
    with pytest.raises(ValueError, match="events"):
        poisson_interval(wrong)


def test_no_base_is_a_missing_row_not_a_figure():
    frame = rate_interval([0, 2], [0, 50])
    assert frame["flag"].tolist() == ["missing", "ok"]
    assert frame.loc[0, ["value", "low", "high"]].isna().all()
    assert proportion_interval(0, 0).note == "no_base"


def test_no_events_are_noted():
    assert proportion_interval(0, 20).note == poisson_interval(0).note == "no_events"


def test_one_value_has_no_interval():
    mean = mean_interval([4.0])
    assert (mean.value, mean.flag) == (4.0, "unstable")
    assert np.isnan(mean.low)


@pytest.mark.parametrize("call", [
    lambda: proportion_interval(6, 5), lambda: proportion_interval(-1, 5),
    lambda: proportion_interval(float("nan"), 5), lambda: proportion_interval([], []),
    lambda: proportion_interval(1, 5, level=95), lambda: poisson_interval(-1),
    lambda: poisson_interval(float("inf")), lambda: poisson_interval([[1, 2]]),
    lambda: rate_interval(1, 0), lambda: rate_interval(1, -5),
    lambda: rate_interval(1, 5, per=0), lambda: rate_interval([1, 2], [1, 2, 3]),
    lambda: mean_interval([]), lambda: mean_interval([1, float("nan")]),
    lambda: mean_interval([[1, 2]]), lambda: mean_interval([1, 2], level=0),
    lambda: zero_event_upper(0), lambda: zero_event_upper(-3),
    lambda: zero_event_upper(10, level=1),
])
def test_degenerate_input_is_refused(call):
    with pytest.raises(ValueError, match=r".+"):
        call()


@steady
@given(st.integers(1, 5000), st.floats(0, 1), LEVELS)
def test_a_proportions_interval_contains_it_and_stays_in_range(n, share, level):
    estimate = proportion_interval(round(share * n), n, level)
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


@steady
@given(st.integers(0, 5000), LEVELS)
def test_a_counts_interval_contains_it(events, level):
    estimate = poisson_interval(events, level)
    assert 0 <= estimate.low <= events <= estimate.high


@steady
@given(st.integers(1, 500), st.integers(0, 100), st.integers(2, 20))
def test_more_data_is_narrower(n, percent, times):
    events = round(n * percent / 100)
    small, large = proportion_interval(events, n), proportion_interval(events * times, n * times)
    assert large.high - large.low < small.high - small.low
    few, many = rate_interval(events, n), rate_interval(events * times, n * times)
    assert many.high - many.low <= (few.high - few.low) * 1.001


@steady
@given(st.integers(0, 200), st.floats(1, 1e6), st.sampled_from([1.0, 100.0, 1e5]))
def test_a_rate_is_scale_free(events, exposure, per):
    plain, scaled = rate_interval(events, exposure), rate_interval(events, exposure, per)
    assert scaled.high == pytest.approx(plain.high * per)
    assert scaled.low == pytest.approx(plain.low * per)


@steady
@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30), st.randoms())
def test_a_mean_does_not_care_for_order(values, random):
    shuffled = random.sample(values, len(values))
    one, other = mean_interval(values), mean_interval(shuffled)
    assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=1e-9)


@steady
@given(st.integers(1, 400), LEVELS)
def test_a_higher_level_is_wider(events, level):
    narrow, wide = poisson_interval(events, level), poisson_interval(events, (1 + level) / 2)
    assert wide.low < narrow.low
    assert narrow.high < wide.high
