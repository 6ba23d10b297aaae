"""Life table and life expectancy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.lifetable import life_expectancy, life_table, simulated_life_expectancy
from scipy import stats

steady = settings(derandomize=True, deadline=None, max_examples=40)
AGES = [0, 1, *range(5, 95, 5)]

# PHEindicatormethods, test data of phe_life_expectancy
PEOPLE = np.array([7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601, 50209,
                   56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936])
DEATHS = np.array([17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605,
                   1936, 1937])
YEARS = [80.16960813, 79.36245674, 75.44193645, 70.47299936, 65.52909542, 60.67510088, 55.78835987,
         50.92752727, 46.06740425, 41.24505636, 36.49322717, 31.83343842, 27.26027992, 22.9719144,
         18.76856852, 14.95858336, 11.51684445, 8.618849241, 6.163942934, 6.16210635]
LOW = [79.88268548, 79.0898816, 75.17407307, 70.20675732, 65.26548673, 60.41876577, 55.53801579,
       50.68279939, 45.82666794, 41.00842831, 36.26223216, 31.60996318, 27.04337271, 22.76653134,
       18.57570352, 14.77985004, 11.34831778, 8.451134045, 5.978358351, 5.887683386]
HIGH = [80.45653078, 79.63503188, 75.70979983, 70.7392414, 65.79270412, 60.931436, 56.03870395,
        51.17225516, 46.30814055, 41.48168441, 36.72422219, 32.05691365, 27.47718713, 23.17729746,
        18.96143352, 15.13731667, 11.68537112, 8.786564437, 6.349527517, 6.436529314]

# US women, Preston SH, Heuveline P, Guillot M (2001), box 4.3, as tabled in Ponnapalli KM (2005),
# Demographic Research 12, 141-172: death rates and life expectancy at birth
US_AGES = AGES[:-1]
US_RATES = {
    1935: ([.047139, .004157, .001525, .001208, .002022, .002944, .003562, .003980, .005003,
            .005927, .008310, .011638, .016309, .024373, .035823, .055769, .092454, .130808,
            .222482], 63.32),
    1995: ([.006830, .000358, .000167, .000196, .000459, .000503, .000647, .000892, .001266,
            .001765, .002612, .004171, .006575, .010387, .016349, .024504, .038841, .063900,
            .151106], 79.00),
}


@pytest.mark.parametrize("row", range(len(AGES)), ids=[f"at {age}" for age in AGES])
def test_published_life_expectancy(row):
    """All 20 ages; the published limits were computed with z = 1.96."""
    found = life_expectancy(DEATHS, PEOPLE, AGES).iloc[row]
    assert found["value"] == pytest.approx(YEARS[row], rel=1e-9)
    assert (found["low"], found["high"]) == pytest.approx((LOW[row], HIGH[row]), rel=1e-6)
    error = life_table(DEATHS, PEOPLE, AGES)["se"].iloc[row]
    assert YEARS[row] - 1.96 * error == pytest.approx(LOW[row], abs=1e-8)


def test_published_life_expectancy_at_998():
    """The published standard error, times the normal quantile of 99.8 %."""
    found = life_expectancy(DEATHS, PEOPLE, AGES, level=0.998).loc[0]
    error = (HIGH[0] - LOW[0]) / 2 / 1.96
    assert found["high"] - found["value"] == pytest.approx(stats.norm.ppf(0.999) * error, rel=1e-6)


@pytest.mark.parametrize("year", US_RATES)
def test_published_american_women(year):
    """Their a(x) differ a little from one half: within 0.15 years."""
    rates, published = US_RATES[year]
    people = np.full(len(rates), 1e6)
    found = life_expectancy(np.array(rates) * people, people, US_AGES, a0=0.2)
    assert found.loc[0, "value"] == pytest.approx(published, abs=0.15)


def test_variance_is_that_of_the_sum_over_bands():
    """Second computation: Chiang's formula with survivors, and Silcocks' term, written out."""
    table = life_table(DEATHS, PEOPLE, AGES)
    m, n = DEATHS / PEOPLE, np.append(np.diff(AGES), 0)
    q = table["q"].to_numpy()
    survivors = np.append(1, np.cumprod(1 - q[:-1]))
    with np.errstate(invalid="ignore"):
        of_q = q**2 * (1 - q) / DEATHS
    e, a = table["e"].to_numpy(), np.append(0.1, np.full(19, 0.5))
    parts = survivors[:-1]**2 * of_q[:-1] * ((1 - a[:-1]) * n[:-1] + e[1:])**2
    open_band = survivors[-1]**2 * (4 / (DEATHS[-1] * m[-1]**2)) / 4
    assert table["se"].iloc[0]**2 == pytest.approx(parts.sum() + open_band, rel=1e-10)


def test_simulated_limits_agree_with_the_formula():
    table = life_table(DEATHS, PEOPLE, AGES)
    chiang, simulated = life_expectancy(DEATHS, PEOPLE, AGES), simulated_life_expectancy(table)
    width, other = (f["high"] - f["low"] for f in (chiang, simulated))
    assert (other / width - 1).abs().max() < 0.05
    assert (simulated["low"] - chiang["low"]).abs().max() < 0.02


def test_simulation_is_the_same_for_the_same_seed():
    table = life_table(DEATHS, PEOPLE, AGES)
    one, two, other = (simulated_life_expectancy(table, reps=500, seed=s) for s in (3, 3, 4))
    assert one.equals(two)
    assert not one.equals(other)


def test_a_band_without_deaths_is_passed_through():
    deaths = np.where(np.array(AGES) == 10, 0, DEATHS)
    table = life_table(deaths, PEOPLE, AGES)
    assert table.loc[3, "q"] == 0
    assert table.loc[3, "l"] == table.loc[4, "l"]


def test_a_last_band_without_deaths_is_merged_with_the_one_below():
    deaths = np.append(DEATHS[:-1], 0)
    merged_deaths, merged_people = deaths[:-1], np.append(PEOPLE[:-2], PEOPLE[-2:].sum())
    found = life_expectancy(deaths, PEOPLE, AGES)
    expected = life_expectancy(merged_deaths, merged_people, AGES[:-1])
    assert found["value"].tolist()[:-1] == pytest.approx(expected["value"].tolist())
    assert found.loc[90, "flag"] == "missing"
    assert np.isnan(found.loc[90, "value"])
    assert set(found["note"]) == {"last_band_merged"}


def test_under_5000_person_years_it_is_not_given():
    few = life_expectancy(DEATHS / 200, PEOPLE / 200, AGES)
    assert PEOPLE.sum() / 200 < 5000
    assert set(few["flag"]) == {"suppressed"}
    assert few[["value", "low", "high"]].isna().all(axis=None)
    assert set(few["note"]) == {"under_5000_person_years"}


def test_no_deaths_at_all_is_not_immortality():
    found = life_expectancy(np.zeros(20), PEOPLE, AGES)
    assert set(zip(found["flag"], found["note"], strict=True)) == {("suppressed", "no_events")}


def test_an_interval_over_20_years_is_flagged():
    deaths = np.zeros(20)
    deaths[[0, 10, -1]] = [1, 1, 1]
    found = life_expectancy(deaths, PEOPLE / 60, AGES)
    is_wide = found["high"] - found["low"] > 20
    assert is_wide.any()
    assert (found["flag"] == "unstable").tolist() == is_wide.tolist()
    assert found.loc[is_wide, "note"].str.contains("interval_over_20_years").all()


def test_a_rate_that_nobody_survives_is_noted():
    people, deaths = PEOPLE.copy(), DEATHS.copy()
    people[17], deaths[17] = 10, 9  # 5-year band, 0.9 deaths per person-year
    found = life_expectancy(deaths, people, AGES)
    assert found.loc[80, "value"] == pytest.approx(2.5)
    assert found["note"].str.contains("band_exhausted").all()
    assert np.isfinite(found.loc[0, ["value", "low", "high"]].astype(float)).all()


def test_years_are_pooled_and_flagged():
    two = life_expectancy([DEATHS, DEATHS], [PEOPLE, PEOPLE], AGES)
    one, double = life_expectancy(DEATHS, PEOPLE, AGES), life_expectancy(
        2 * DEATHS, 2 * PEOPLE, AGES)
    assert set(two["flag"]) == {"pooled"}
    assert two["low"].tolist() == double["low"].tolist()
    assert (two["high"] - two["low"] < one["high"] - one["low"]).all()


@pytest.mark.parametrize("call", [
    lambda: life_table(DEATHS, PEOPLE, np.array(AGES) + 1),
    lambda: life_table(DEATHS, PEOPLE[:-1], AGES),
    lambda: life_table(DEATHS, np.where(np.array(AGES) == 20, 0, PEOPLE), AGES),
    lambda: life_table(np.where(np.array(AGES) == 20, 0, DEATHS),
                       np.where(np.array(AGES) == 20, 0, PEOPLE), AGES),
    lambda: life_table(DEATHS, np.where(np.array(AGES) == 85, 119, PEOPLE), AGES),
    lambda: life_table(-DEATHS, PEOPLE, AGES),
    lambda: life_table(np.zeros(20), PEOPLE, AGES),
    lambda: life_table(DEATHS, PEOPLE, AGES, a0=1),
    lambda: life_table(np.delete(DEATHS, 5), np.delete(PEOPLE, 5), np.delete(AGES, 5)),
    lambda: life_expectancy(DEATHS, PEOPLE, AGES, level=95),
    lambda: life_expectancy([], [], []),
    lambda: simulated_life_expectancy(life_table(DEATHS, PEOPLE, AGES), level=0),
])
def test_degenerate_input_is_refused(call):
    with pytest.raises(ValueError, match=r".+"):
        call()


tables = st.lists(st.floats(1e-4, 0.05), min_size=19, max_size=19).map(
    lambda rates: np.append(rates, 0.2))


@steady
@given(tables)
def test_columns_of_a_table_hold_together(rates):
    table = life_table(rates * 1e5, np.full(20, 1e5), AGES)
    assert table["d"].sum() == pytest.approx(100_000)
    assert table["L"].sum() == pytest.approx(table["T"].iloc[0])
    assert table["T"].tolist() == pytest.approx((table["l"] * table["e"]).tolist())
    assert (table["l"].diff().iloc[1:] <= 0).all()
    years_lived = table["L"].to_numpy()[:-1]
    closed = table.iloc[:-1]
    survivors, dying = closed["l"].to_numpy(), closed["d"].to_numpy()
    by_hand = closed["width"] * (survivors - dying + closed["a"] * dying)
    assert years_lived == pytest.approx(by_hand.to_numpy())


@steady
@given(tables, st.floats(1.01, 2))
def test_higher_rates_shorten_life(rates, factor):
    people = np.full(20, 1e6)
    longer, shorter = (life_table(r * people, people, AGES)["e"].iloc[0]
                       for r in (rates, rates * factor))
    assert shorter < longer


@steady
@given(tables, st.integers(2, 50))
def test_more_data_is_narrower_by_the_square_root(rates, times):
    people = np.full(20, 1e4)
    small, large = (life_expectancy(rates * n, n, AGES).loc[0] for n in (people, people * times))
    assert large["value"] == pytest.approx(small["value"])
    assert (large["high"] - large["low"]) * np.sqrt(times) == pytest.approx(
        small["high"] - small["low"])
