"""Gini, Theil and Atkinson against PySAL and R ineq."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats import inequality
from qiyou.stats.inequality import atkinson, gini, theil, theil_decomposition

steady = settings(derandomize=True, deadline=None, max_examples=40)
amounts = st.lists(st.floats(0.1, 1000), min_size=3, max_size=20)
INDICES = [gini, theil, atkinson]

# Product per head of Mexico's 32 states in 1940, and their region (PySAL, data set `mexico`).
MEXICO = [10384, 22361, 9573, 3758, 2934, 8578, 8537, 6909, 17816, 12132, 4359, 2181, 4414, 5309,
          3408, 3327, 6936, 4836, 9073, 1892, 3569, 11016, 21965, 4372, 4840, 6399, 2459, 7508,
          3605, 5203, 7990, 3734]
REGION = [2, 1, 2, 5, 5, 1, 1, 3, 4, 2, 3, 5, 3, 3, 4, 3, 3, 2, 1, 5, 3, 3, 5, 2, 2, 1, 5, 1, 3, 3,
          5, 2]
INCOMES = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]  # R ineq, example


# --- published

def test_gini_of_mexico():
    assert gini(MEXICO).value == pytest.approx(0.353723711735, abs=5e-13)


def test_gini_of_the_ineq_example():
    assert gini(INCOMES).value == pytest.approx(0.462091130267624, rel=1e-14)


@pytest.mark.parametrize(("values", "published"), [
    (INCOMES[:1] + INCOMES[2:], 0.4331769), ([1.0] * 5 + [0.0] * 5, 0.5), ([0.25, 0.75], 0.25)])
def test_further_ginis(values, published):
    assert gini(values).value == pytest.approx(published, abs=5e-8)


@pytest.mark.parametrize(("values", "weights", "published"), [
    ([3, 1, 7, 2, 5], [1, 2, 3, 4, 5], 0.2983050847),
    (range(1, 51), range(1, 51), 0.2 * 49 * 52 / (50 * 51)),
    (range(1, 51), None, (1 - 1 / 50) / 3)])
def test_weighted_ginis(values, weights, published):
    """Reference value and closed forms (1 … n, without and with weights 1 … n) of cmapM's tests."""
    answer = gini(list(values), weights and list(weights))
    assert answer.value == pytest.approx(published, abs=5e-11)


def test_theil_of_mexico():
    assert theil(MEXICO).value == pytest.approx(0.20894344, abs=5e-9)


def test_theil_between_regions_of_mexico():
    assert theil_decomposition(MEXICO, REGION).loc["between", "value"] == pytest.approx(
        0.0345889, abs=5e-8)


@pytest.mark.parametrize(("values", "closed_form"), [
    ([0.0, 0.0, 5.0], np.log(3)), ([1.0, 3.0], 0.25 * np.log(0.5) + 0.75 * np.log(1.5))])
def test_theil_in_closed_form(values, closed_form):
    """Second computation: one of three holds all; two unequal halves."""
    assert theil(values).value == pytest.approx(closed_form)


@pytest.mark.parametrize(("values", "epsilon", "published"), [
    ([10, 20, 30, 40, 50], 0.5, 0.06315), (INCOMES, 0.5, 0.1796591), (INCOMES, 1, 0.3518251),
    (INCOMES[:1] + INCOMES[2:], 0.5, 0.1620009), (INCOMES[:1] + INCOMES[2:], 1, 0.3273538)])
def test_atkinson_as_published(values, epsilon, published):
    digits = len(str(published)) - 2
    assert round(atkinson(values, epsilon).value, digits) == published


def test_atkinson_of_2_is_one_less_harmonic_over_arithmetic_mean():
    """Second computation."""
    harmonic = 10 / np.sum(1 / np.array(INCOMES))
    assert atkinson(INCOMES, 2).value == pytest.approx(1 - harmonic / np.mean(INCOMES))


def test_gini_jackknife_recomputed():
    """Independent: leave one out with the mean-difference formula, t with 9 degrees (2.262157)."""
    def by_differences(values):
        values = np.array(values, float)
        return np.abs(values[:, None] - values).mean() / (2 * values.mean())

    left = np.array([by_differences(INCOMES[:at] + INCOMES[at + 1:]) for at in range(10)])
    half = 2.262157 * np.sqrt(9 / 10 * np.sum((left - left.mean()) ** 2))
    answer = gini(INCOMES)
    assert answer.high - answer.value == pytest.approx(half, rel=1e-6)


# --- properties

@steady
@given(amounts, st.sampled_from(INDICES), st.floats(0.01, 100))
def test_scale_free(values, index, factor):
    scaled = index([factor * value for value in values])
    assert scaled.value == pytest.approx(index(values).value, abs=1e-9)


@steady
@given(amounts, st.sampled_from(INDICES), st.randoms(use_true_random=False))
def test_order_free(values, index, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    one, other = index(values), index(shuffled)
    assert (other.value, other.high) == pytest.approx((one.value, one.high), abs=1e-9, nan_ok=True)


@steady
@given(amounts, st.sampled_from(INDICES))
def test_weights_of_one_change_nothing(values, index):
    assert index(values, weights=[1.0] * len(values)) == index(values)


@steady
@given(amounts, st.sampled_from(INDICES), st.integers(2, 5))
def test_a_weight_of_k_is_k_units(values, index, k):
    weights = [k] + [1] * (len(values) - 1)
    repeated = index([values[0]] * k + values[1:])
    assert index(values, weights=weights).value == pytest.approx(repeated.value, abs=1e-9)


@steady
@given(amounts, st.sampled_from(INDICES))
def test_interval_contains_the_value(values, index):
    answer = index(values)
    assert answer.low <= answer.value + 1e-12
    assert answer.value <= answer.high + 1e-12


@steady
@given(amounts, st.sampled_from(INDICES))
def test_more_units_are_narrower(values, index):
    once, twice = index(values), index(values * 2)
    assert twice.value == pytest.approx(once.value, abs=1e-9)
    assert twice.high - twice.value <= once.high - once.value + 1e-9


@steady
@given(st.lists(st.tuples(st.floats(0.1, 1000), st.integers(0, 2), st.floats(0.5, 9)), min_size=4))
def test_between_and_within_add_up_to_the_total(units):
    values, groups, weights = zip(*units, strict=True)
    table = theil_decomposition(values, groups, weights)
    total, between, within = table["value"]
    assert between + within == pytest.approx(total, abs=1e-9)
    assert min(between, within) >= 0


@steady
@given(amounts, st.sampled_from(INDICES))
def test_equal_shares_are_no_inequality(values, index):
    assert index([values[0]] * len(values)).value == pytest.approx(0, abs=1e-9)


@steady
@given(amounts)
def test_a_gift_from_rich_to_poor_lowers_every_index(values):
    low, high = np.argmin(values), np.argmax(values)
    gift = (values[high] - values[low]) / 4
    after = list(values)
    after[low], after[high] = values[low] + gift, values[high] - gift
    for index in INDICES:
        assert index(after).value <= index(values).value + 1e-9


def test_no_groups_leave_all_within():
    table = theil_decomposition(MEXICO, ["all"] * 32)
    assert table.loc["between", "value"] == pytest.approx(0, abs=1e-12)
    assert table.loc["within", "share"] == pytest.approx(1)


# --- refusals and flags

def test_few_units_are_flagged():
    assert (gini(INCOMES).flag, gini(INCOMES[:9]).flag) == ("ok", "unstable")
    assert gini(INCOMES[:9]).note == "under_10_units"


@pytest.mark.parametrize("values", [[1.0, 3.0], [0.0, 0.0, 5.0]])
def test_no_interval_where_one_unit_decides(values):
    answer = gini(values)
    assert np.isnan(answer.high)
    assert answer.note == "under_10_units;no_interval"


@pytest.mark.parametrize("index", INDICES)
@pytest.mark.parametrize(("values", "message"), [
    ([1, -2, 3], "-2.0"), ([1, np.nan, 3], "nan"), ([1, np.inf, 3], "inf"), ([], "empty"),
    ([4], "at least two units"), ([0, 0, 0], "all amounts are 0"), ([[1, 2], [3, 4]], "list")])
def test_wrong_amounts_are_refused(index, values, message):
    with pytest.raises(ValueError, match=message):
        index(values)


@pytest.mark.parametrize(("weights", "message"), [
    ([1, 2], "2 weights for 3 units"), ([1, 0, 1], "above 0"), ([1, -1, 1], "-1.0")])
def test_wrong_weights_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        gini([1, 2, 3], weights)


@pytest.mark.parametrize(("values", "epsilon", "message"), [
    ([1, 2, 3], 0, "epsilon 0"), ([1, 2, 3], -1, "epsilon -1"), ([0, 2, 3], 1, "value of 0")])
def test_wrong_aversions_are_refused(values, epsilon, message):
    with pytest.raises(ValueError, match=message):
        atkinson(values, epsilon)


@pytest.mark.parametrize("groups", [["a", "b"], ["a", None, "b"]])
def test_units_without_a_group_are_refused(groups):
    with pytest.raises(ValueError, match="name the group of every unit"):
        theil_decomposition([1, 2, 3], groups)


def test_everything_about_inequality_is_found_here():
    for name in ("weighted_cv", "composite_cv", "slope_index", "relative_index"):
        assert callable(getattr(inequality, name))
