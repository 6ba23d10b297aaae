"""mortality — deaths and people by age -> life expectancy, chance of a premature death."""

import re

import numpy as np
import pandas as pd

from qiyou.register import Indicator
from qiyou.stats.estimate import Estimate
from qiyou.stats.lifetable import life_expectancy as table_expectancy
from qiyou.stats.premature import death_probability

PREMATURE = (30, 70)  # WHO's span of premature death, first age and end
_AGE = re.compile(r"(?:^|;)age=age_(\d+)(?:_(\d+|plus))?(?:;|$)")
# Abridged life tables begin with the first year of life and the next four.
_FIRST_BANDS = (0, 1, 5)
# Codes of sexes are not told apart here, and of causes the form has picked those that are meant.


def life_expectancy(cell: pd.DataFrame, _definition: Indicator, level: float = 0.95) -> Estimate:
    """Life expectancy at birth, both sexes, from one period's deaths and person-years by age.

    Parameters
    ----------
    cell : DataFrame
        ``schema.OBSERVATIONS`` of one area and period; strata hold ``age=age_30_34``. A band
        that nobody died in may be left out of the deaths, not of the people.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate
        Years; withheld under 5,000 person-years, see `qiyou.stats.lifetable.life_expectancy`.
    """
    bands = by_age(cell)
    if bands is None:
        return _missing("no_ages")
    row = table_expectancy(bands["deaths"], bands["persons"], bands["age"], level=level).loc[0]
    return Estimate(row["value"], row["low"], row["high"], row["level"], row["method"], row["n"],
                    row["events"], row["flag"], row["note"])


def premature_mortality(cell: pd.DataFrame, _definition: Indicator, level: float = 0.95
                        ) -> Estimate:
    """Chance in % of dying between 30 and 70 at the period's rates of the causes sent.

    Parameters and limits as `life_expectancy`; see `qiyou.stats.premature.death_probability`.
    """
    bands = by_age(cell)
    if bands is None or not {*range(30, 70, 5)} <= set(bands["age"]):
        return _missing("no_ages")
    found = death_probability(bands["deaths"], bands["persons"], bands["age"], *PREMATURE,
                              level=level) if bands["age"].max() >= PREMATURE[1] else \
        _closed_at_end(bands, level)
    return Estimate(found.value * 100, found.low * 100, found.high * 100, found.level,
                    found.method, found.n, found.events, found.flag, found.note)


def _closed_at_end(bands: pd.DataFrame, level: float) -> Estimate:
    """The same where nothing is known from the end on: the open band of a table is made up."""
    end = pd.DataFrame({"age": [PREMATURE[1]], "deaths": [0.0], "persons": [1.0]})
    whole = pd.concat([bands, end], ignore_index=True)
    return death_probability(whole["deaths"], whole["persons"], whole["age"], *PREMATURE,
                             level=level)


def by_age(cell: pd.DataFrame) -> pd.DataFrame | None:
    """Deaths and person-years of one cell by age band, sexes and causes together.

    Returns
    -------
    DataFrame or None
        age (first of the band), deaths, persons, rising by age; None where an age cannot be read
        or either part is not there.
    """
    parts = {name: cell[cell["measure"].eq(measure)] for name, measure in
             (("deaths", "numerator"), ("persons", "denominator"))}
    ages = {name: rows["stratum"].map(_first_age) for name, rows in parts.items()}
    if any(rows.empty or ages[name].isna().any() for name, rows in parts.items()):
        return None
    starts = _starts(ages["persons"])
    sums = {name: _summed(rows, ages[name], starts) for name, rows in parts.items()}
    return pd.DataFrame({"age": starts, **{name: sums[name] for name in sums}})


def _first_age(stratum: object) -> float:
    found = _AGE.search(stratum) if isinstance(stratum, str) else None
    return float(found[1]) if found else np.nan


def _starts(ages: pd.Series) -> list[float]:
    """Starts of abridged bands within the span that people were counted for."""
    low, high = ages.min(), ages.max()
    return [float(age) for age in (*_FIRST_BANDS, *range(10, int(high) + 1, 5))
            if low <= age <= high]


def _summed(rows: pd.DataFrame, ages: pd.Series, starts: list[float]) -> np.ndarray:
    band = np.searchsorted(starts, ages, side="right") - 1
    is_within = band >= 0
    return np.bincount(band[is_within], weights=rows["value"].to_numpy(float)[is_within],
                       minlength=len(starts))


def _missing(reason: str) -> Estimate:
    return Estimate(np.nan, np.nan, np.nan, np.nan, "none", flag="missing", note=reason)
