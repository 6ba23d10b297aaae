"""Control limits and signals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.funnel import dispersion, funnel, funnel_limits
from qiyou.stats.intervals import proportion_interval
from scipy import stats

steady = settings(derandomize=True, deadline=None, max_examples=60)

# PHEindicatormethods, test data of the funnel for proportions, baseline 80.642448 %:
# population, then limits in per cent (None: cut at 0 or 100)
PROPORTIONS = [
    (20, 63.326743, 97.958152, 53.341156, None),
    (50, 69.691035, 91.593861, 63.375595, 97.909301),
    (102, 72.974925, 88.309971, 68.553233, 92.731663),
    (539, 77.306949, 83.977947, 75.38344, 85.901456),
    (1008, 78.203374, 83.081521, 76.796814, 84.488082),
    (9998, 79.867989, 81.416907, 79.421375, 81.863521),
    (110_000, 80.408963, 80.875933, 80.274317, 81.010578),
]

# PHEindicatormethods, test data of the funnel for ratios: the expected events at which a count
# just signals low, and just signals high, at 95 % and at 99.8 %
RATIOS = [
    (1, 5.571644585, 0.025317898, 9.233410143, 0.001000547),
    (2, 7.224687515, 0.242209467, 11.22886836, 0.04540199),
    (5, 11.6683331, 1.623486324, 16.45474478, 0.739371928),
    (10, 18.39035799, 4.795387629, 24.13397235, 2.960519925),
    (30, 42.82687112, 20.24087434, 51.08312418, 15.86916711),
    (100, 121.6268111, 81.36400699, 134.9243187, 71.92139974),
    (716, 770.4222128, 664.5083011, 802.60414, 636.1521174),
]

# PHEindicatormethods, test data of the funnel for rates, baseline 116.1720835 per 100,000:
# events of three years, populations at which they just signal low and high at 95 %, those limits
RATES = [
    (5, 3348.002593, 49.78092521, 465.8280129, 357.7858395),
    (20, 8862.823734, 75.22057153, 3505.293872, 190.1885237),
    (104, 36157.10817, 95.87787415, 24382.08903, 142.1808715),
]


@pytest.mark.parametrize("case", PROPORTIONS, ids=str)
def test_published_limits_of_proportions(case):
    base, *published = case
    found = funnel_limits([base], 0.80642448, "proportion").loc[0] * 100
    names = ["low_95", "high_95", "low_998", "high_998"]
    for name, value in zip(names, published, strict=True):
        assert found[name] == pytest.approx(100 if value is None else value, abs=4e-4)


@pytest.mark.parametrize("case", RATIOS, ids=str)
def test_published_limits_of_ratios(case):
    events, low_95, high_95, low_998, high_998 = case
    bases = [low_95, high_95, low_998, high_998]
    found = funnel_limits(bases, 1.0, "ratio").to_numpy()
    touched = [found[i][column] * bases[i] for i, column in enumerate((0, 1, 2, 3))]
    assert touched == pytest.approx([events] * 4, rel=2e-5)


@pytest.mark.parametrize("case", RATES, ids=str)
def test_published_limits_of_rates(case):
    events, at_low, low, at_high, high = case
    found = funnel_limits([3 * at_low, 3 * at_high], 116.1720835e-5, "rate") * 1e5
    assert found.loc[0, "low_95"] == pytest.approx(low, rel=1e-5)
    assert found.loc[1, "high_95"] == pytest.approx(high, rel=1e-5)
    assert low * 3 * at_low / 1e5 == pytest.approx(events, rel=1e-6)


def test_limits_of_counts_are_where_the_exact_tail_is_the_level():
    """Second computation: Poisson tails at whole counts, through scipy."""
    for events in (3, 12, 40):
        expected = stats.chi2.ppf(0.975, 2 * events + 2) / 2  # P(X ≤ events) = 2.5 %
        assert stats.poisson.cdf(events, expected) == pytest.approx(0.025)
        assert funnel_limits([expected], 1.0, "ratio").loc[0, "low_95"] * expected == pytest.approx(
            events)


def test_an_area_outside_is_one_whose_own_interval_leaves_out_the_target():
    areas = pd.DataFrame({"events": range(1, 60), "base": 60})
    found = funnel(areas, "proportion", target=0.4)
    own = proportion_interval(areas["events"], 60)
    leaves_out = (own["low"] > 0.4) | (own["high"] < 0.4)
    assert (found["signal"] != "within").tolist() == leaves_out.tolist()


def test_target_is_by_default_all_events_over_all_bases():
    areas = pd.DataFrame({"area": ["a", "b"], "events": [10, 50], "base": [100, 300]})
    found = funnel(areas, "rate", per=100)
    assert found["target"].tolist() == [15.0, 15.0]
    assert found["area"].tolist() == ["a", "b"]
    assert list(areas.columns) == ["area", "events", "base"]


def test_five_signals():
    areas = pd.DataFrame({"events": [30, 18, 12, 43, 60], "base": 30.0})
    found = funnel(areas, "ratio", target=1.0)
    assert found["signal"].tolist() == ["within", "low_95", "low_998", "high_95", "high_998"]


def test_dispersion_is_the_mean_square_after_drawing_in_the_ends():
    """Second computation: sort, replace, average by hand (ten areas, one at each end)."""
    z = np.array([-9, -2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2, 12.0])
    low, high = -9 + 0.9 * 7, 2 + 0.1 * 10  # position 0.9 and 8.1 of the sorted ten
    by_hand = np.mean(np.array([low, -2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2, high])**2)
    assert dispersion(z) == pytest.approx(by_hand)
    assert dispersion(z, share=0) == pytest.approx(np.mean(z**2))


def test_adjusted_limits_are_wider_by_the_root_of_the_dispersion():
    areas = pd.DataFrame({"events": [300, 480, 350, 420, 390, 260], "base": [1000.0] * 6})
    plain, wide = funnel(areas, "proportion"), funnel(areas, "proportion", is_adjusted=True)
    factor = dispersion(plain["z"])
    assert factor > 1
    assert wide["dispersion"].tolist() == pytest.approx([factor] * 6)
    stretched = (wide["high_95"] - wide["target"]) / (plain["high_95"] - plain["target"])
    assert stretched.tolist() == pytest.approx([np.sqrt(factor)] * 6)


def test_limits_are_never_drawn_in():
    areas = pd.DataFrame({"events": [30, 31, 29, 30], "base": [100] * 4})
    assert set(funnel(areas, "proportion", is_adjusted=True)["dispersion"]) == {1.0}


def test_chance_alone_has_a_dispersion_of_one():
    random = np.random.default_rng(5)
    z = random.standard_normal(20_000)
    assert dispersion(z, share=0) == pytest.approx(1, abs=0.03)


GOOD = pd.DataFrame({"events": [3, 4], "base": [10, 20]})


@pytest.mark.parametrize("call", [
    lambda: funnel(GOOD, "mean"), lambda: funnel(GOOD.drop(columns="base"), "rate"),
    lambda: funnel(GOOD.assign(base=0), "rate"), lambda: funnel(GOOD.assign(events=-1), "rate"),
    lambda: funnel(GOOD.assign(events=[0, 0], base=[0, 5]), "rate", target=0.1),
    lambda: funnel(GOOD.assign(events=30), "proportion"),
    lambda: funnel(GOOD.assign(events=np.nan), "rate"), lambda: funnel(GOOD.iloc[:0], "rate"),
    lambda: funnel(GOOD.iloc[:1], "rate"),
    lambda: funnel(GOOD.iloc[:1], "rate", target=0.2, is_adjusted=True),
    lambda: funnel(GOOD, "proportion", target=1.0), lambda: funnel(GOOD, "rate", target=0),
    lambda: funnel(GOOD.assign(events=0), "rate"),
    lambda: funnel_limits([0], 0.5, "rate"), lambda: funnel_limits([5], 0.5, "rate", factor=0.5),
    lambda: funnel_limits([5], 0.5, "mean"), lambda: dispersion([1, np.nan]),
    lambda: dispersion([1, 2], share=0.5),
])
def test_degenerate_input_is_refused(call):
    with pytest.raises(ValueError, match=r".+"):
        call()


@steady
@given(st.floats(0.5, 1e5), st.floats(0.01, 0.99), st.sampled_from(["proportion", "rate", "ratio"]))
def test_limits_hold_the_target_and_998_holds_95(base, target, kind):
    edges = funnel_limits([base], target, kind).loc[0]
    assert 0 <= edges["low_998"] <= edges["low_95"] <= target
    assert target <= edges["high_95"] <= edges["high_998"]


@steady
@given(st.floats(1, 1e4), st.floats(0.01, 0.99), st.floats(1.1, 100))
def test_more_base_is_narrower(base, target, times):
    for kind in ("proportion", "rate", "ratio"):
        small, large = (funnel_limits([b], target, kind).loc[0] for b in (base, base * times))
        assert large["high_95"] - large["low_95"] <= small["high_95"] - small["low_95"] + 1e-12


@steady
@given(st.lists(st.tuples(st.integers(1, 50), st.integers(50, 500)), min_size=3, max_size=12),
       st.randoms())
def test_order_of_areas_changes_no_signal(rows, random):
    areas = pd.DataFrame(rows, columns=["events", "base"])
    order = random.sample(range(len(areas)), len(areas))
    plain, shuffled = (funnel(f, "rate", is_adjusted=True) for f in (areas, areas.iloc[order]))
    assert shuffled["signal"].tolist() == plain["signal"].iloc[order].tolist()
