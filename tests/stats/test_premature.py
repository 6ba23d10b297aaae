"""Probability of dying between two ages."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.bands import age_bands
from qiyou.stats.intervals import poisson_interval
from qiyou.stats.lifetable import life_table
from qiyou.stats.premature import (
    bands_between,
    death_probability,
    deaths_to_avert,
    delta_limits,
    simulated_death_probability,
)

steady = settings(derandomize=True, deadline=None, max_examples=40)
AGES = [0, 1, *range(5, 95, 5)]

# PHEindicatormethods, test data of phe_life_expectancy (see test_lifetable)
PEOPLE = np.array([7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601, 50209,
                   56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936])
DEATHS = np.array([17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605,
                   1936, 1937])
BANDS = bands_between(age_bands(DEATHS, PEOPLE, AGES), 30, 70)

# US women, rates of ages 30 to 69 and survivors at 30 and 70: Preston et al (2001), box 4.3, as
# tabled in Ponnapalli KM (2005), Demographic Research 12, 141-172
US_WOMEN = {
    1935: ([.003980, .005003, .005927, .008310, .011638, .016309, .024373, .035823],
           .88746, .50757),
    1995: ([.000892, .001266, .001765, .002612, .004171, .006575, .010387, .016349],
           .98206, .78775),
}


@pytest.mark.parametrize("year", US_WOMEN)
def test_published_survivors_give_the_probability(year):
    """All causes: 1 − l(70) / l(30) of the published tables, to their rounding."""
    rates, at_30, at_70 = US_WOMEN[year]
    people = np.full(9, 1e6)
    found = death_probability(np.append(rates, 0.05) * people, people, range(30, 75, 5))
    assert found.value == pytest.approx(1 - at_70 / at_30, abs=0.0008)


def test_probability_is_that_of_the_life_table():
    """Second computation: survivors at 70 over survivors at 30 of Chiang's table."""
    table = life_table(DEATHS, PEOPLE, AGES).set_index("age")
    found = death_probability(DEATHS, PEOPLE, AGES)
    assert found.value == pytest.approx(1 - table.loc[70, "l"] / table.loc[30, "l"], rel=1e-12)
    assert (found.n, found.events) == (PEOPLE[7:15].sum(), DEATHS[7:15].sum())


def test_probability_is_that_of_a_cohort_followed_through():
    """Third computation: people dying band by band, WHO's formula 5 m / (1 + 2.5 m)."""
    alive = 1.0
    for deaths, people in zip(DEATHS[7:15], PEOPLE[7:15], strict=True):
        alive -= alive * 5 * (deaths / people) / (1 + 2.5 * (deaths / people))
    assert death_probability(DEATHS, PEOPLE, AGES).value == pytest.approx(1 - alive, rel=1e-12)


def test_limits_are_those_of_a_numerical_derivative():
    """Second computation: delta method with derivatives by differences and binomial deaths."""
    base = death_probability(DEATHS, PEOPLE, AGES)

    def log_hazard(deaths):
        return np.log(-np.log1p(-death_probability(deaths, PEOPLE, AGES).value))

    variance = 0.0
    for band in range(7, 15):
        step = np.where(np.arange(20) == band, 0.01, 0)
        slope = (log_hazard(DEATHS + step) - log_hazard(DEATHS - step)) / 0.02
        rate = DEATHS[band] / PEOPLE[band]
        variance += slope**2 * DEATHS[band] * (1 - (2.5 * rate)**2)  # of deaths, through q
    expected = np.exp(log_hazard(DEATHS) + 1.959963984540054 * np.sqrt(variance))
    assert -np.log1p(-base.high) == pytest.approx(expected, rel=1e-4)


def test_simulated_limits_agree_with_the_formula():
    formula, simulated = death_probability(DEATHS, PEOPLE, AGES), simulated_death_probability(BANDS)
    assert simulated.value == formula.value
    width = formula.high - formula.low
    assert simulated.low == pytest.approx(formula.low, abs=width / 20)
    assert simulated.high == pytest.approx(formula.high, abs=width / 20)


def test_simulation_is_the_same_for_the_same_seed():
    one, two, other = (simulated_death_probability(BANDS, reps=500, seed=s) for s in (3, 3, 4))
    assert one == two
    assert one != other


def test_few_deaths_are_flagged():
    few = death_probability(DEATHS / 500, PEOPLE / 500, AGES)
    assert few.events < 10
    assert (few.flag, few.note) == ("unstable", "under_10_events")


def test_no_deaths_are_not_no_risk():
    """Upper limit: 3.689 deaths, all in the band with the fewest people per year of width."""
    none = death_probability(np.where(np.array(AGES) < 70, 0, DEATHS / 50), PEOPLE / 50, AGES)
    thinnest = (PEOPLE[7:15] / 50).min()
    assert (none.value, none.low, none.note) == (0, 0, "no_events")
    assert none.high == pytest.approx(-np.expm1(-3.688879 * 5 / thinnest), rel=1e-5)


def test_years_are_pooled_and_flagged():
    two = death_probability([DEATHS, DEATHS], [PEOPLE, PEOPLE], AGES)
    one = death_probability(DEATHS, PEOPLE, AGES)
    assert two.flag == "pooled"
    assert two.value == pytest.approx(one.value)
    assert two.high - two.low < one.high - one.low


def test_sparing_those_deaths_reaches_the_target():
    """Second computation: lower every band's deaths by the same share and look."""
    spared = deaths_to_avert(BANDS, target=0.15)
    total = DEATHS[7:15].sum()
    lowered = DEATHS * (1 - spared.value / total)
    assert death_probability(lowered, PEOPLE, AGES).value == pytest.approx(0.15, rel=1e-9)
    left = total - spared.value
    assert (spared.low, spared.high) == pytest.approx(
        (poisson_interval(total).low - left, poisson_interval(total).high - left))


def test_a_target_already_met_leaves_deaths_to_spare():
    now = death_probability(DEATHS, PEOPLE, AGES).value
    assert deaths_to_avert(BANDS, target=now).value == pytest.approx(0, abs=1e-6)
    assert deaths_to_avert(BANDS, target=now * 1.1).value < 0


@pytest.mark.parametrize("call", [
    lambda: death_probability(DEATHS, PEOPLE, AGES, start=32),
    lambda: death_probability(DEATHS, PEOPLE, AGES, end=120),
    lambda: death_probability(DEATHS, PEOPLE, AGES, start=70, end=30),
    lambda: death_probability(DEATHS, np.where(np.array(AGES) == 50, 0, PEOPLE), AGES),
    lambda: death_probability(np.where(np.array(AGES) == 50, 0, DEATHS),
                              np.where(np.array(AGES) == 50, 0, PEOPLE), AGES),
    lambda: death_probability(PEOPLE * 0.5, PEOPLE, AGES),
    lambda: death_probability(np.delete(DEATHS, 10), np.delete(PEOPLE, 10), np.delete(AGES, 10)),
    lambda: death_probability(DEATHS, PEOPLE, AGES, level=2),
    lambda: deaths_to_avert(BANDS, target=1.2),
    lambda: deaths_to_avert(BANDS.assign(deaths=0.0), target=0.1),
    lambda: simulated_death_probability(BANDS, level=1),
])
def test_degenerate_input_is_refused(call):
    with pytest.raises(ValueError, match=r".+"):
        call()


bands = st.lists(st.tuples(st.integers(0, 40), st.integers(500, 9000)), min_size=2, max_size=8).map(
    lambda rows: pd.DataFrame({"age": 30.0 + 5 * np.arange(len(rows)), "width": 5.0,
                               "deaths": [float(d) for d, _ in rows],
                               "population": [float(p) for _, p in rows]}))


@steady
@given(bands)
def test_the_probability_lies_in_its_interval(frame):
    ages = [*frame["age"], frame["age"].iloc[-1] + 5]
    found = death_probability([*frame["deaths"], 0], [*frame["population"], 1], ages,
                              end=ages[-1])
    assert 0 <= found.low <= found.value <= found.high < 1


@steady
@given(bands, st.integers(2, 20))
def test_more_data_is_narrower(frame, times):
    more = frame.assign(deaths=frame["deaths"] * times, population=frame["population"] * times)
    (low, high), (lower, higher) = delta_limits(frame, 0.95), delta_limits(more, 0.95)
    assert higher - lower < high - low


@steady
@given(bands, st.randoms())
def test_order_of_bands_changes_nothing(frame, random):
    shuffled = frame.iloc[random.sample(range(len(frame)), len(frame))]
    assert delta_limits(shuffled, 0.9) == pytest.approx(delta_limits(frame, 0.9))
