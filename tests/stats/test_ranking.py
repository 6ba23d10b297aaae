"""Ranks with confidence sets, against the published PISA and travel-time examples."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.ranking import joint_rank_intervals, plain_rank, rank_intervals

steady = settings(derandomize=True, deadline=None, max_examples=25)

# OECD, PISA 2018: mathematics score and standard error (as in R csranks, data set `pisa`).
PISA = pd.DataFrame([row.rsplit(" ", 2) for row in """
Australia 491.3600 1.9398;Austria 498.9423 2.9710;Belgium 508.0703 2.2627;Canada 512.0169 2.3575
Chile 417.4066 2.4159;Colombia 390.9323 2.9896;Czech Republic 499.4677 2.4607
Denmark 509.3984 1.7350;Estonia 523.4146 1.7436;Finland 507.3014 1.9679;France 495.4076 2.3202
Germany 500.0438 2.6471;Greece 451.3703 3.0912;Hungary 481.0826 2.3196;Iceland 495.1874 1.9531
Ireland 499.6329 2.1986;Israel 463.0345 3.4986;Italy 486.5899 2.7800;Japan 526.9733 2.4715
Korea 525.9330 3.1214;Latvia 496.1263 1.9628;Lithuania 481.1912 1.9533
Luxembourg 483.4215 1.0976;Mexico 408.8015 2.4932;Netherlands 519.2310 2.6323
New Zealand 494.4897 1.7059;Norway 500.9638 2.2190;Poland 515.6479 2.6021
Portugal 492.4874 2.6846;Slovak Republic 486.1649 2.5556;Slovenia 508.8975 1.3639
Spain 481.3926 1.4624;Sweden 502.3877 2.6543;Switzerland 515.3147 2.9080
Turkey 453.5078 2.2604;United Kingdom 501.7699 2.5644;United States 478.2447 3.2354
""".strip().replace("\n", ";").split(";")], columns=["country", "score", "se"]).set_index("country")
PISA = PISA.astype(float)

units = st.lists(st.tuples(st.floats(-100, 100), st.floats(0.01, 30)), min_size=2, max_size=9)


@pytest.fixture(scope="module")
def pisa():
    return rank_intervals(PISA["score"], PISA["se"])


def columns(rows):
    return (np.array(column) for column in zip(*rows, strict=True))


# --- published

def test_plain_ranks_of_pisa():
    """R csranks, README: irank(math_score)."""
    assert plain_rank(PISA["score"]).tolist() == [
        24, 18, 10, 7, 35, 37, 17, 8, 3, 11, 20, 15, 34, 30, 21, 16, 32, 25, 1, 2, 19, 29, 27, 36,
        4, 22, 14, 5, 23, 26, 9, 28, 12, 6, 33, 13, 31]


def test_marginal_set_of_the_united_kingdom(pisa):
    """csranks, vignette: rank 13, "anywhere between 7 and 23"."""
    row = pisa.loc["United Kingdom"]
    assert (row["value"], row["low"], row["high"]) == (13, 7, 23)


def test_chile_mexico_and_colombia_are_apart_from_the_rest(pisa):
    """csranks, vignette: their simultaneous sets do not overlap with the other countries'."""
    last = ["Chile", "Mexico", "Colombia"]
    assert pisa.loc[last, "simultaneous_low"].min() == 35
    assert pisa.drop(index=last)["simultaneous_high"].max() == 34


def test_germany_and_korea_meet_at_rank_7(pisa):
    """csranks, vignette: both simultaneous sets contain 7; at 75 % they no longer overlap."""
    assert pisa.loc["Korea", "simultaneous_high"] == 7
    assert pisa.loc["Germany", "simultaneous_low"] == 7
    looser = rank_intervals(PISA["score"], PISA["se"], level=0.75)
    assert looser.loc["Korea", "simultaneous_high"] < looser.loc["Germany", "simultaneous_low"]


def test_countries_that_may_be_among_the_best_five(pisa):
    """csranks, vignette, cstaubest(tau = 5): twelve countries."""
    assert sorted(pisa.index[pisa["simultaneous_low"] <= 5]) == [
        "Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea", "Netherlands",
        "Poland", "Slovenia", "Sweden", "Switzerland"]


def test_quantile_of_the_travel_time_example():
    """Klein, Wright and Wieczorek (2020): 51 states at 90 % jointly take z = 3.081."""
    se = 1.0
    just_apart, just_not = (np.concatenate([np.zeros(50), [2 * z * se]]) for z in (3.082, 3.080))
    apart = joint_rank_intervals(just_apart, np.full(51, se), level=0.9)
    together = joint_rank_intervals(just_not, np.full(51, se), level=0.9)
    assert (apart["high"].iloc[-1], together["high"].iloc[-1]) == (1, 51)


# --- second computations

def test_joint_sets_by_overlap_of_intervals():
    """Independent: pair by pair, with the quantile from tables (97.5 % of 3 at once: 2.3877)."""
    values, se = [5.0, 9.0, 20.0], [1.0, 2.0, 1.5]
    z = 2.387735  # standard normal, 1 - (1 - 0.95 ** (1/3)) / 2
    spans = [(v - z * s, v + z * s) for v, s in zip(values, se, strict=True)]
    low = [1 + sum(other[0] > own[1] for other in spans) for own in spans]
    high = [3 - sum(other[1] < own[0] for other in spans) for own in spans]
    table = joint_rank_intervals(values, se)
    assert (table["low"].tolist(), table["high"].tolist()) == (low, high)


@pytest.mark.parametrize(("gap", "worst"), [(1.85, 2), (2.07, 1)])
def test_two_units_are_one_test(gap, worst):
    """Independent: for two units the largest of two opposite tests has the quantile 1.96."""
    table = rank_intervals([gap * 2**0.5, 0.0], [1.0, 1.0], reps=40000)
    assert table["high"].tolist() == [worst, 2]


def test_coverage_of_simultaneous_sets():
    """Simulated: all seven true ranks covered in at least 93 % of 300 tables of nominal 95 %."""
    truth, se = np.array([1.0, 1.5, 2.0, 4.0, 4.2, 7.0, 9.0]), np.full(7, 0.8)
    true_rank = plain_rank(truth)
    draws = np.random.default_rng(7).normal(truth, se, (300, 7))
    covered = 0
    for values in draws:
        table = rank_intervals(values, se, reps=300)
        covered += ((table["simultaneous_low"] <= true_rank)
                    & (true_rank <= table["simultaneous_high"])).all()
    assert covered / 300 >= 0.93


def test_letters_join_exactly_the_pairs_that_cannot_be_told_apart():
    values, se = np.array([0.0, 1.5, 3.0, 20.0, 21.0]), np.full(5, 0.5)
    group = rank_intervals(values, se)["group"].tolist()
    shared = [[bool(set(one) & set(other)) for other in group] for one in group]
    gaps = np.abs(values[:, None] - values[None, :])
    assert shared == (gaps < 2).tolist()
    assert group[4] == "a"


# --- properties

@steady
@given(units)
def test_sets_hold_the_plain_rank_and_marginal_lies_in_simultaneous(rows):
    values, se = columns(rows)
    table = rank_intervals(values, se, reps=200)
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    assert (table["simultaneous_low"] <= table["low"]).all()
    assert (table["high"] <= table["simultaneous_high"]).all()


@steady
@given(units)
def test_joint_sets_hold_the_plain_rank(rows):
    table = joint_rank_intervals(*columns(rows))
    assert (table["low"] <= table["rank"]).all()
    assert (table["rank"] <= table["high"]).all()


@steady
@given(st.permutations(range(7)))
def test_order_of_units_does_not_matter(order):
    values, se = np.array([3.0, 4.5, 1.0, 9.0, 5.0, 2.0, 7.7]), np.linspace(0.3, 1.5, 7)
    straight = rank_intervals(values, se, reps=200)
    turned = rank_intervals(values[order], se[order], reps=200)
    kept = ["value", "low", "high", "simultaneous_low", "simultaneous_high", "group"]
    assert turned[kept].to_numpy().tolist() == straight[kept].iloc[order].to_numpy().tolist()


@steady
@given(st.sampled_from([0.5, 2.0, 1024.0]), st.sampled_from([-8.0, 0.0, 16.0]))
def test_units_of_measurement_do_not_matter(factor, shift):
    values, se = np.array([3.0, 4.5, 1.0, 9.0, 5.0]), np.array([0.5, 1.0, 0.25, 2.0, 0.5])
    straight, other = (rank_intervals(v, s, reps=200)
                       for v, s in ((values, se), (factor * values + shift, factor * se)))
    pd.testing.assert_frame_equal(straight, other)


@steady
@given(units)
def test_more_data_are_narrower(rows):
    values, se = columns(rows)
    wide, narrow = (rank_intervals(values, errors, reps=200) for errors in (se, se / 2))
    for prefix in ("", "simultaneous_"):
        width = wide[f"{prefix}high"] - wide[f"{prefix}low"]
        assert ((narrow[f"{prefix}high"] - narrow[f"{prefix}low"]) <= width).all()


def test_figures_without_error_rank_exactly():
    table = rank_intervals([3.0, 8.0, 3.0, 1.0], [0.0] * 4)
    assert table["low"].tolist() == [2, 1, 2, 4]
    assert table["high"].tolist() == [3, 1, 3, 4]
    assert table["group"].tolist() == ["b", "a", "b", "c"]


def test_a_rank_that_may_be_any_is_flagged():
    table = rank_intervals([1.0, 2.0, 3.0], [50.0, 50.0, 50.0])
    assert set(table["flag"]) == {"unstable"}
    assert set(table["note"]) == {"rank_undetermined"}
    assert set(table["group"]) == {"a"}


def test_same_seed_same_sets():
    one, other = (rank_intervals(PISA["score"], PISA["se"], reps=500, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("ranked", [rank_intervals, joint_rank_intervals])
@pytest.mark.parametrize(("values", "se", "message"), [
    ([1.0], [1.0], "one unit cannot be ranked"), ([], [], "at least one"),
    ([1.0, np.nan], [1.0, 1.0], "finite"), ([1.0, 2.0], [1.0, np.inf], "finite"),
    ([1.0, 2.0], [1.0, -1.0], "negative"), ([1.0, 2.0], [1.0], "2 values but 1 standard")])
def test_wrong_tables_are_refused(ranked, values, se, message):
    with pytest.raises(ValueError, match=message):
        ranked(values, se)


def test_too_few_draws_are_refused():
    with pytest.raises(ValueError, match="at least 100"):
        rank_intervals([1.0, 2.0], [1.0, 1.0], reps=99)


def test_a_level_of_certainty_is_refused():
    with pytest.raises(ValueError, match="level"):
        rank_intervals([1.0, 2.0], [1.0, 1.0], level=1)
