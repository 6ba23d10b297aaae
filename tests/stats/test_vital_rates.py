"""Survival, fertility and migration by single age, recomputed in other ways."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.vital_rates import (
    fitted_fertility,
    migration_factors,
    single_rates,
    survival_ratios,
    survive,
)
from scipy.integrate import quad

BANDS = ["0", "1-4", *(f"{age}-{age + 4}" for age in range(5, 85, 5)), "85+"]
# China, women, 2020-2025, World Population Prospects 2024 (R package wpp2024), 85+ closed.
WOMEN = [.00523073, .00039958, .00024434, .00022171, .0002647, .00043181, .00053499, .00060567,
         .00071765, .00103411, .0015412, .00256259, .00376739, .00680534, .01121011, .01970092,
         .03493009, .06716029, .17061076]


def test_survival_ratios_against_numerical_integration():
    """No printed answer: person-years are integrated numerically instead of in closed form."""
    rates = pd.Series(WOMEN, BANDS)
    hazard = np.repeat(WOMEN, [1, 4, *[5] * 16, 1])

    def alive(age):
        whole = int(age)
        return np.exp(-hazard[:whole].sum() - hazard[min(whole, 85)] * (age - whole))

    lived = [quad(alive, age, age + 1)[0] for age in range(86)]
    got = survival_ratios(rates)
    assert got.iloc[0] == pytest.approx(lived[0], rel=1e-10)
    np.testing.assert_allclose(got.iloc[1:86], np.array(lived[1:]) / lived[:-1], rtol=1e-9)
    assert got.iloc[86] == pytest.approx(np.exp(-WOMEN[-1]), rel=1e-12)


def test_survival_gives_the_published_life_expectancy():
    # 81.0967 years for the same period and source; the remaining gap is within-band mortality.
    ratios = survival_ratios(pd.Series(WOMEN, BANDS)).to_numpy()
    lived = ratios[:86].cumprod()
    expectancy = lived[:85].sum() + lived[85] / (1 - ratios[86])
    assert expectancy == pytest.approx(81.0967, abs=0.25)


def test_no_deaths_below_the_open_band_means_all_survive():
    rates = pd.Series([0.0, 0.0, 0.2], ["0-4", "5-9", "10+"])
    assert survival_ratios(rates).iloc[:10].tolist() == [1.0] * 10


@pytest.mark.parametrize("values", [[0.1, -0.1, 0.2], [0.1, np.nan, 0.2], [0.1, 0.1, 0.0]])
def test_impossible_death_rates_are_refused(values):
    with pytest.raises(ValueError, match="death rates must be known"):
        survival_ratios(pd.Series(values, ["0-4", "5-9", "10+"]))


def test_survive_needs_a_ratio_for_every_group():
    with pytest.raises(ValueError, match="one ratio more"):
        survive(np.ones(3), np.ones(3))


@given(persons=st.lists(st.floats(0, 1e5), min_size=3, max_size=90))
@settings(derandomize=True, deadline=None)
def test_full_survival_loses_nobody(persons):
    moved = survive(np.array(persons), np.ones(len(persons) + 1))
    assert moved.sum() == pytest.approx(sum(persons))


def test_rates_by_band_repeat_over_their_ages():
    rates = single_rates(pd.Series({"15-19": 0.01, "20-24": 0.04}), 86)
    assert rates.sum() == pytest.approx(5 * 0.01 + 5 * 0.04)
    assert (rates[15], rates[19], rates[20], rates[24]) == (0.01, 0.01, 0.04, 0.04)


@pytest.mark.parametrize("rates", [{"45+": 0.1}, {"15-19": -0.1}, {"15-19": np.nan}, {"all": 0.1}])
def test_unusable_rates_are_refused(rates):
    with pytest.raises(ValueError, match="a rate must be known"):
        single_rates(pd.Series(rates), 86)


@pytest.mark.parametrize("children", [1, 3, 5])
def test_fitted_fertility_bears_the_children_counted(children):
    """No printed answer: the births of each past year are counted out one by one."""
    rng = np.random.default_rng(7)
    base = pd.DataFrame({"f": rng.uniform(80, 120, 60), "m": rng.uniform(80, 120, 60)})
    survival = pd.DataFrame({"f": np.full(61, 0.99), "m": np.full(61, 0.98)})
    pattern = np.where((np.arange(60) >= 15) & (np.arange(60) < 50), 0.05, 0.0)
    rates = fitted_fertility(pattern, base, survival, children)
    borne = 0.0
    for years_ago in range(children):
        for age in range(15, 50):
            borne += rates[age] * base["f"][age + years_ago] * 0.99 ** (years_ago + 1)
    assert borne == pytest.approx(base.iloc[:children].to_numpy().sum())


def test_fertility_cannot_be_fitted_without_births():
    base, survival = pd.DataFrame({"f": [1.0] * 4}), pd.DataFrame({"f": [1.0] * 5})
    with pytest.raises(ValueError, match="no births"):
        fitted_fertility([0, 0, 0, 0], base, survival)
    with pytest.raises(ValueError, match="same ages"):
        fitted_fertility([0, 1, 0], base, survival)


@given(yearly=st.floats(0.9, 1.1), share=st.sampled_from([0.0, 0.5, 1.0]))
@settings(derandomize=True, deadline=None)
def test_a_constant_net_rate_is_found_again(yearly, share):
    survival = pd.DataFrame({"f": survival_ratios(pd.Series(WOMEN, BANDS))})
    earlier = pd.DataFrame({"f": np.linspace(900, 100, 86)})
    later = earlier["f"].to_numpy()
    for _ in range(10):
        later = survive(later, survival["f"].to_numpy()) * yearly
    later[:10] = 500
    factors = migration_factors(earlier, pd.DataFrame({"f": later}), survival, share=share)
    assert factors["f"].iloc[0] == 1
    np.testing.assert_allclose(factors["f"].iloc[1:], 1 + share * (yearly - 1), rtol=1e-9)


def test_open_age_that_is_no_multiple_of_five_is_covered():
    alive, ages = pd.DataFrame({"f": [1.0] * 23}), pd.DataFrame({"f": [10.0] * 22})
    later = ages.copy()
    later.loc[21, "f"] = 220.0  # ten each were 11, 12 … 20, and 21 or older: doubled
    factors = migration_factors(ages, later, alive)
    assert factors.loc[21, "f"] == pytest.approx(2 ** 0.1)


def test_censuses_that_do_not_fit_are_refused():
    alive = pd.DataFrame({"f": [1.0] * 22})
    ages = pd.DataFrame({"f": [10.0] * 21})
    with pytest.raises(ValueError, match="five or ten years apart"):
        migration_factors(ages, ages, alive, years=7)
    with pytest.raises(ValueError, match="no persons in the cohort"):
        migration_factors(ages, ages.assign(f=[10.0] * 10 + [0.0] * 11), alive)
