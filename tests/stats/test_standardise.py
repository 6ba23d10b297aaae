"""Directly and indirectly standardised rates."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.intervals import poisson_interval, rate_interval
from qiyou.stats.standardise import (
    directly_standardised_rate,
    indirectly_standardised_rate,
    indirectly_standardised_ratio,
)
from scipy import stats

steady = settings(derandomize=True, deadline=None, max_examples=60)

# PHEindicatormethods, test data "testdata_big", with the European Standard Population 2013
EVENTS = [127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82, 91]
PEOPLE = [636, 558, 609, 543, 384, 594, 669, 843, 660, 576, 606, 522, 426, 273, 300, 288, 153,
          123, 207]
EUROPE_2013 = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500,
               5000, 4000, 2500, 1500, 1000]
BIG = pd.DataFrame({"events": EVENTS, "population": PEOPLE, "standard": EUROPE_2013})
# per, level, low, high
DIRECT = [
    (10_000, 0.95, 971.770906798568, 1117.894091547925),
    (10_000, 0.998, 932.3287880219904, 1162.0595999522059),
    (100_000, 0.95, 9717.709067985681, 11178.94091547925),
    (100_000, 0.998, 9323.287880219903, 11620.595999522058),
]

# The same people against PHEindicatormethods' reference population, with its expected events
REFERENCE_EVENTS = [10303, 2824, 3225, 3615, 3641, 3490, 3789, 3213, 3031, 2771, 3089, 3490, 3595,
                    4745, 5514, 7125, 5694, 6210, 5757]
REFERENCE_PEOPLE = [50520, 57173, 60213, 54659, 44345, 50128, 62163, 67423, 62899, 55463, 60479,
                    49974, 44140, 40888, 37239, 30819, 18136, 15325, 13918]
EXPECTED = [129.7052257, 27.56182114, 32.61795626, 35.91256701, 31.52878566, 41.35533035,
            40.77732735, 40.17262655, 31.80432121, 28.7776716, 30.95180145, 36.45455637,
            34.69574082, 31.68130014, 44.42117135, 66.58230312, 48.03606087, 49.84208809,
            85.62286248]
REFERRED = pd.DataFrame({"events": EVENTS, "population": PEOPLE,
                         "reference_events": REFERENCE_EVENTS,
                         "reference_population": REFERENCE_PEOPLE})

# SAS/STAT User's Guide, STDRATE, Getting started: skin cancer, Florida against the USA, 2000
FLORIDA = pd.DataFrame({
    "events": [0, 0, 4, 14, 43, 72, 70, 126, 136, 73],
    "population": [953785, 1997935, 1885014, 1957573, 2356649, 2088000, 1548371, 1447432, 1087524,
                   335944],
    "reference_events": [0, 1, 41, 186, 626, 1199, 1303, 1637, 1624, 803],
    "reference_population": [19175798, 41077577, 39183891, 39892024, 45148527, 37677952, 24274684,
                             18390986, 12361180, 4239587],
})
FLORIDA_EXPECTED = [0.000, 0.049, 1.972, 9.127, 32.676, 66.445, 83.112, 128.837, 142.878, 63.630]

# observed, expected, low, high, printed decimals
RATIOS = [
    # Altman DG et al (2000), Statistics with confidence, 2nd ed, ch. 7: 64 melanomas, 45.6 expected
    (64, 45.6, 1.08, 1.79, 2),
    # OpenEpi, documentation of the SMR module (Fisher's exact limits)
    (4, 3.3, 0.3303, 3.104, 3),
    # R, help of poisson.test: Welsh nickel workers of Breslow and Day (1987), exact limits
    (137, 24.19893, 4.753125, 6.692709, 2),
]


def one_band(observed, expected):
    """Reference that expects just so many events."""
    return pd.DataFrame({"events": [observed], "population": [10_000],
                         "reference_events": [expected], "reference_population": [10_000]})


@pytest.mark.parametrize(("per", "level", "low", "high"), DIRECT)
def test_published_direct_rates(per, level, low, high):
    rate = directly_standardised_rate(BIG, level, per)
    assert rate.value == pytest.approx(0.10430247991469423 * per, rel=1e-12)
    assert (rate.low, rate.high) == pytest.approx((low, high), rel=1e-12)
    assert (rate.events, rate.n) == (895, 8970)


def test_published_expected_events_by_age():
    for row in range(len(REFERRED)):
        ratio = indirectly_standardised_ratio(REFERRED.iloc[[row]])
        assert ratio.n == pytest.approx(EXPECTED[row], rel=1e-8)


def test_published_ratio_and_rate_of_that_area():
    """The printed expected events add to 838.5; limits from the published Byar rule."""
    ratio = indirectly_standardised_ratio(REFERRED)
    assert ratio.n == pytest.approx(sum(EXPECTED), rel=1e-9)
    assert ratio.high == pytest.approx(poisson_interval(895).high / sum(EXPECTED), rel=1e-9)
    crude = sum(REFERENCE_EVENTS) / sum(REFERENCE_PEOPLE)
    rate = indirectly_standardised_rate(REFERRED, per=100_000)
    assert rate.value == pytest.approx(895 / sum(EXPECTED) * crude * 100_000, rel=1e-9)


def test_published_florida_by_age():
    for row, expected in enumerate(FLORIDA_EXPECTED[1:], start=1):
        assert indirectly_standardised_ratio(FLORIDA.iloc[[row]]).n == pytest.approx(
            expected, abs=0.0005001)


def test_published_florida_in_all():
    """SAS: 538 observed, 528.726 expected, SMR 1.0175, rate 2.6829 per 100,000."""
    ratio, rate = indirectly_standardised_ratio(FLORIDA), indirectly_standardised_rate(FLORIDA)
    assert ratio.n == pytest.approx(528.726, abs=0.0005)
    assert ratio.value == pytest.approx(1.0175, abs=0.00005)
    assert rate.value == pytest.approx(2.6829, abs=0.00005)
    assert (ratio.low, ratio.high) == pytest.approx((0.9316, 1.1035), abs=0.005)  # Wald there


@pytest.mark.parametrize("case", RATIOS, ids=str)
def test_published_ratios(case):
    observed, expected, low, high, decimals = case
    ratio = indirectly_standardised_ratio(one_band(observed, expected))
    assert (ratio.low, ratio.high) == pytest.approx((low, high), abs=0.51 * 10**-decimals)


def test_direct_limits_are_close_to_the_gamma_method():
    """Second computation: Fay and Feuer's gamma limits, conservative above, from scipy."""
    weight = BIG["standard"] / BIG["standard"].sum() / BIG["population"]
    value, variance = (weight * BIG["events"]).sum(), (weight**2 * BIG["events"]).sum()
    low = variance / (2 * value) * stats.chi2.ppf(0.025, 2 * value**2 / variance)
    top, of_top = value + weight.max(), variance + weight.max() ** 2
    high = of_top / (2 * top) * stats.chi2.ppf(0.975, 2 * top**2 / of_top)
    rate = directly_standardised_rate(BIG, per=1)
    assert rate.low == pytest.approx(low, rel=0.005)
    assert rate.high == pytest.approx(high, rel=0.02)


def test_below_ten_events_no_direct_rate_is_given():
    frame = pd.DataFrame({"events": [4, 5], "population": [100, 100], "standard": [1, 1]})
    rate = directly_standardised_rate(frame)
    assert (rate.flag, rate.note, rate.events) == ("suppressed", "under_10_events", 9)
    assert np.isnan([rate.value, rate.low, rate.high]).all()


def test_total_alone_is_enough_for_a_ratio():
    by_age = indirectly_standardised_ratio(REFERRED)
    assert indirectly_standardised_ratio(REFERRED.drop(columns="events"), events=895) == by_age


def test_no_events_give_a_ratio_of_zero_with_an_upper_limit():
    ratio = indirectly_standardised_ratio(one_band(0, 4))
    assert (ratio.value, ratio.low, ratio.note) == (0, 0, "no_events")
    assert ratio.high == pytest.approx(3.689 / 4, abs=0.001)


@pytest.mark.parametrize("change", [
    {"events": -1}, {"events": np.nan}, {"events": 10_000}, {"population": 0}, {"standard": 0},
    {"population": -5}, {"standard": np.inf}])
def test_degenerate_bands_are_refused(change):
    with pytest.raises(ValueError, match=r".+"):
        directly_standardised_rate(BIG.assign(**change))


def test_an_empty_band_is_named():
    frame = BIG.assign(population=[0, *PEOPLE[1:]], events=[0, *EVENTS[1:]])
    with pytest.raises(ValueError, match="row 0: population is 0"):
        directly_standardised_rate(frame)


@pytest.mark.parametrize("call", [
    lambda: directly_standardised_rate(BIG.drop(columns="standard")),
    lambda: directly_standardised_rate(BIG.iloc[:0]),
    lambda: directly_standardised_rate(BIG, per=0),
    lambda: directly_standardised_rate(BIG, level=95),
    lambda: indirectly_standardised_ratio(REFERRED.drop(columns="events")),
    lambda: indirectly_standardised_ratio(REFERRED.drop(columns="population")),
    lambda: indirectly_standardised_ratio(REFERRED.assign(reference_events=0)),
    lambda: indirectly_standardised_ratio(REFERRED.assign(reference_population=0)),
    lambda: indirectly_standardised_ratio(REFERRED, events=-1),
    lambda: indirectly_standardised_rate(REFERRED, per=-1),
])
def test_degenerate_input_is_refused(call):
    with pytest.raises(ValueError, match=r".+"):
        call()


bands = st.lists(st.tuples(st.integers(2, 60), st.integers(100, 5000), st.integers(1, 9000)),
                 min_size=5, max_size=12).map(
    lambda rows: pd.DataFrame(rows, columns=["events", "population", "standard"]))


@steady
@given(bands)
def test_a_direct_rate_lies_in_its_interval(frame):
    rate = directly_standardised_rate(frame)
    assert 0 < rate.low < rate.value < rate.high


@steady
@given(bands, st.floats(0.001, 1000), st.randoms())
def test_order_of_bands_and_scale_of_the_standard_change_nothing(frame, factor, random):
    order = random.sample(range(len(frame)), len(frame))
    other = directly_standardised_rate(
        frame.iloc[order].assign(standard=lambda f: f["standard"] * factor))
    rate = directly_standardised_rate(frame)
    assert (other.value, other.low, other.high) == pytest.approx((rate.value, rate.low, rate.high))


@steady
@given(bands)
def test_its_own_population_as_standard_gives_the_crude_rate(frame):
    rate = directly_standardised_rate(frame.assign(standard=frame["population"]))
    crude = rate_interval(frame["events"].sum(), frame["population"].sum(), 100_000)
    assert (rate.value, rate.low, rate.high) == pytest.approx((crude.value, crude.low, crude.high))


@steady
@given(bands, st.integers(2, 9))
def test_more_data_is_narrower(frame, times):
    small, large = directly_standardised_rate(frame), directly_standardised_rate(
        frame.assign(events=frame["events"] * times, population=frame["population"] * times))
    assert large.value == pytest.approx(small.value)
    assert large.high - large.low < small.high - small.low


@steady
@given(bands)
def test_its_own_rates_as_reference_give_a_ratio_of_one(frame):
    own = frame.assign(reference_events=frame["events"], reference_population=frame["population"])
    assert indirectly_standardised_ratio(own).value == pytest.approx(1)
    assert indirectly_standardised_ratio(own, per=100).value == pytest.approx(100)
