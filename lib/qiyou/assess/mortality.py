"""mortality — a published age pattern of death rates -> expected deaths in a county's people."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from qiyou.assess.denominators import census_people
from qiyou.stats.lifetable import life_table
from qiyou.stats.premature import death_probability
from qiyou.store import Snapshot

PREMATURE_AGES = (30, 70)  # WHO's span of premature death, first age and end
PATTERN, CENSUS = "life_table_china", 2020
# Death rates are scaled by a factor between these; outside, the pattern is the wrong one.
SCALES = (0.05, 2.0)


def expected_deaths(snapshot: Snapshot, life_expectancy: float) -> pd.DataFrame:
    """Deaths a year to expect in the county if its life expectancy were as given.

    The age pattern of death rates is borrowed from a published life table and scaled by one
    factor; people are those of the 2020 census. For the size of the noise before any deaths
    have been reported. **Not an estimate of the county's mortality.**

    Parameters
    ----------
    snapshot : Snapshot
        Its county must be in the census.
    life_expectancy : float
        Years, at birth, both sexes.

    Returns
    -------
    DataFrame
        age (first age of the band), persons, deaths (a year, not whole), rising by age.

    Raises
    ------
    ValueError
        When no scaling of the pattern gives that life expectancy.
    """
    people = _people_and_rates(snapshot)

    def gap(scale: float) -> float:
        table = life_table(people["deaths"] * scale, people["persons"], people["age"])
        return table["e"].iloc[0] - life_expectancy

    return people.assign(deaths=people["deaths"] * _scale(gap))


def expected_premature_deaths(snapshot: Snapshot, probability_pct: float) -> pd.DataFrame:
    """Deaths of the four causes a year to expect between two ages at a given probability.

    As :func:`expected_deaths`: the pattern over ages 30 to 69 is that of all causes, scaled
    until the probability of dying between the ages is as given.

    Parameters
    ----------
    snapshot : Snapshot
    probability_pct : float
        Probability of dying of the four causes from 30 to 70, in percent.

    Returns
    -------
    DataFrame
        As :func:`expected_deaths`; the bands outside the span are scaled along and mean nothing.
    """
    people = _people_and_rates(snapshot)

    def gap(scale: float) -> float:
        found = death_probability(people["deaths"] * scale, people["persons"], people["age"],
                                  start=PREMATURE_AGES[0], end=PREMATURE_AGES[1])
        return found.value * 100 - probability_pct

    return people.assign(deaths=people["deaths"] * _scale(gap))


def _people_and_rates(snapshot: Snapshot) -> pd.DataFrame:
    """Persons and deaths by age at the pattern's own rates, both sexes together."""
    people = census_people(snapshot, CENSUS, snapshot.code)
    rates = snapshot.reference(PATTERN)[["sex", "age", "mx"]]
    joined = people.merge(rates, on=["sex", "age"], validate="one_to_one")
    if len(joined) < len(people):
        raise ValueError("census and life table have different age bands")
    joined["deaths"] = joined["persons"] * joined["mx"]
    order = joined["age"].str.extract(r"^(\d+)", expand=False).astype(int)
    return (joined.assign(age=order).groupby("age")[["persons", "deaths"]].sum()
            .reset_index().astype({"age": int, "persons": float}))


def _scale(gap: Callable[[float], float]) -> float:
    low, high = SCALES
    if np.sign(gap(low)) == np.sign(gap(high)):
        raise ValueError("no scaling of the borrowed death rates reaches the given figure")
    return brentq(gap, low, high, xtol=1e-9)
