"""projection — a census by sex and age, rates and a scenario -> persons in later years."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from qiyou.stats.cohort_ratios import cohort_change_ratios, hamilton_perry
from qiyou.stats.interpolation import age_groups, by_age_and_sex, single_ages
from qiyou.stats.vital_rates import (
    fitted_fertility,
    migration_factors,
    single_rates,
    survival_ratios,
    survive,
)

__all__ = ["Assumptions", "age_groups", "by_age_and_sex", "cohort_change_ratios",
           "cohort_component", "fitted_fertility", "hamilton_perry", "migration_factors",
           "on_dates", "single_ages", "single_rates", "survival_ratios"]


@dataclass(frozen=True)
class Assumptions:
    """What a cohort-component projection holds constant.

    Attributes
    ----------
    survival : DataFrame
        One column per sex. Row 0: birth to the first age group; row i: group i - 1 to group i;
        last row: within the open group. One row more than there are groups.
    fertility : sequence of float
        Births per woman and year, one value per age group.
    migration : DataFrame or None
        Factor on those who arrive in each age group, one column per sex; None for no migration.
    male_share : float
        Share of boys among births. The default is 105 boys to 100 girls; a population's own
        infants are better where there are enough of them.
    width : float
        Years per age group and per step.
    """

    survival: pd.DataFrame
    fertility: Sequence[float]
    migration: pd.DataFrame | None = None
    male_share: float = 1.05 / 2.05
    width: float = 1.0


def cohort_component(base: pd.DataFrame, assumptions: Assumptions, steps: int) -> pd.DataFrame:
    """Project a population by sex and age: survivors, births of the women, net migration.

    Run it once per scenario and show the scenarios together: a projection says what follows
    from its assumptions, not what will be. Not beyond some ten years on constant rates, and
    not for places of a few hundred people, where chance outweighs the rates.

    Parameters
    ----------
    base : DataFrame
        Persons by age group (rows, the last one open) and sex (columns ``f`` and, unless women
        alone are projected, ``m``).
    assumptions : Assumptions
        Rates held constant; ages and sexes as in ``base``.
    steps : int
        Number of steps of ``assumptions.width`` years.

    Returns
    -------
    DataFrame
        Persons; rows as ``base``, columns (step, sex), step 0 the base itself.

    Raises
    ------
    ValueError
        For negative or missing persons or rates, ages that do not fit, or no women.

    Notes
    -----
    Births are the rates times the mean of the women before and after the step; newborn are
    survived to the first age group. Migrants arrive at the end of a step, in proportion to
    the survivors, so that factors from the survival-ratio method fit.

    References
    ----------
    Preston, Heuveline and Guillot (2001) Demography, chapter 6.

    Examples
    --------
    >>> base = pd.DataFrame({"f": [10.0, 20.0, 30.0], "m": [10.0, 20.0, 30.0]})
    >>> everyone_lives = pd.DataFrame({"f": [1.0] * 4, "m": [1.0] * 4})
    >>> cohort_component(base, Assumptions(everyone_lives, [0, 0, 0]), 1)[1]["f"].tolist()
    [0.0, 10.0, 50.0]
    """
    if assumptions.migration is None:
        ones = pd.DataFrame(1.0, index=base.index, columns=base.columns)
        assumptions = replace(assumptions, migration=ones)
    _check(base, assumptions)
    states = {0: base.astype(float)}
    for step in range(steps):
        states[step + 1] = _advance(states[step], assumptions)
    return pd.concat(states, axis=1, names=["step", "sex"])


def _check(base: pd.DataFrame, assumptions: Assumptions) -> None:
    """Refuse what cannot be projected."""
    if "f" not in base:
        raise ValueError("the population needs a column f: births are counted from the women")
    if len(assumptions.fertility) != len(base) or len(assumptions.survival) != len(base) + 1:
        raise ValueError("one fertility rate per age group and one survival ratio more are needed")
    sexes = list(base.columns)
    for table in (base, assumptions.survival[sexes], assumptions.migration[sexes],
                  pd.Series(assumptions.fertility)):
        values = table.to_numpy(dtype=float)
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueError("persons and rates must be known and not negative")


def _advance(population: pd.DataFrame, assumptions: Assumptions) -> pd.DataFrame:
    """One step: survive, migrate, then add the births to the first group."""
    survival, migration = assumptions.survival, assumptions.migration
    after = pd.DataFrame({sex: survive(population[sex].to_numpy(), survival[sex].to_numpy())
                          * migration[sex].to_numpy() for sex in population},
                         index=population.index)
    women = (population["f"] + after["f"]).to_numpy() / 2
    births = assumptions.width * (np.asarray(assumptions.fertility, dtype=float) @ women)
    shares = {"f": 1 - assumptions.male_share, "m": assumptions.male_share}
    after.iloc[0] = [births * shares[sex] * survival[sex].iloc[0] * migration[sex].iloc[0]
                     for sex in population]
    return after


def on_dates(projection: pd.DataFrame, base: date, dates: Sequence[date]) -> pd.DataFrame:
    """Read a yearly projection on given days, such as mid-year or the last of December.

    Linear between anniversaries of the base, so that sums over ages stay consistent. Not for
    projections whose steps are longer than a year.

    Parameters
    ----------
    projection : DataFrame
        From :func:`cohort_component` (width 1) or :func:`hamilton_perry`.
    base : date
        Day of step 0, such as a census day.
    dates : sequence of date

    Returns
    -------
    DataFrame
        Persons; rows as ``projection``, columns (date, sex).

    Raises
    ------
    ValueError
        For a day before the base or after the last step.

    Examples
    --------
    >>> years = {0: pd.DataFrame({"f": [100.0]}), 1: pd.DataFrame({"f": [173.0]})}
    >>> steps = pd.concat(years, axis=1, names=["step", "sex"])
    >>> on_dates(steps, date(2020, 11, 1), [date(2021, 1, 13)]).iloc[0].tolist()
    [114.6]
    """
    last = projection.columns.get_level_values("step").max()
    frames = {}
    for day in dates:
        years = _years_between(base, day)
        if not 0 <= years <= last:
            raise ValueError(f"{day} lies outside the projection from {base} over {last} years")
        step = min(int(years), last - 1)
        before, after = projection[step], projection[step + 1]
        frames[day] = before + (years - step) * (after - before)
    return pd.concat(frames, axis=1, names=["date", "sex"])


def _years_between(base: date, day: date) -> float:
    """Anniversaries passed, and the part of the year run since the last one."""
    whole = day.year - base.year - ((day.month, day.day) < (base.month, base.day))
    last, following = (base.replace(year=base.year + whole + extra) for extra in (0, 1))
    return whole + (day - last) / (following - last)
