"""school_balance — schools' resources and pupils -> coefficients of variation between schools."""

from collections.abc import Callable
from math import nan

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from qiyou.stats.estimate import Estimate
from qiyou.stats.jackknife import amounts, jackknife, shares_of, standing


def weighted_cv(totals: ArrayLike, persons: ArrayLike, level: float = 0.95) -> Estimate:
    """Coefficient of variation between schools, weighted by pupils.

    S = √Σ (Pᵢ/P) (xᵢ − X)², where xᵢ is a school's amount per pupil and X = Σ totals / Σ pupils;
    the coefficient is S / X. This is how the balance of compulsory education in a county is
    defined. Not the coefficient of the schools' own ratios, which lets a school of 20 pupils
    count like one of 800, and not for amounts that may be negative.

    Parameters
    ----------
    totals : array, shape (schools,)
        Books, square metres, teachers: the amount, not the amount per pupil.
    persons : array, shape (schools,)
        Pupils, above 0.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate
        With all schools in, the value itself is exact; the jackknife interval says how much it
        hangs on single schools. ``n`` counts schools; below 10 this is noted.

    Raises
    ------
    ValueError
        Gaps, negative amounts, schools without pupils, fewer than two schools, nothing at all.

    References
    ----------
    Ministry of Education, PRC (2012). Interim measures for supervising balanced compulsory
    education in counties, document jiaodu 3 of 2012. Ministry of Education, PRC (2017), document
    jiaodu 6 of 2017. Efron B, Stein C (1981). The jackknife estimate of variance. AoS 9, 586-596.

    Examples
    --------
    >>> round(weighted_cv([279, 137, 935, 160, 402], [45, 37, 89, 76, 55]).value, 4)
    0.5153
    """
    totals = amounts("totals", totals)
    rows = np.column_stack([totals, shares_of("persons", persons, totals.size)])
    return _full_count(_school_cv, rows, level, "weighted CV")


def composite_cv(
    totals: pd.DataFrame | ArrayLike, persons: ArrayLike, level: float = 0.95
) -> Estimate:
    """Mean of the schools' coefficients of variation over several resources.

    Not a substitute for looking at each: the rule of 2017 sets its limit on every resource.

    Parameters
    ----------
    totals : array, shape (schools, resources)
        Amounts; one column for each resource (seven in the rule of 2017).
    persons, level
        As in :func:`weighted_cv`.

    Returns
    -------
    Estimate
        As in :func:`weighted_cv`.

    Raises
    ------
    ValueError
        As in :func:`weighted_cv`.

    References
    ----------
    As in :func:`weighted_cv`.

    Examples
    --------
    >>> composite_cv([[10, 30], [30, 10]], [10, 10]).value
    0.5
    """
    table = np.asarray(totals, float)
    if table.ndim != 2 or table.shape[1] == 0:
        raise ValueError("totals must have a row per school and a column per resource")
    columns = [amounts("totals", column) for column in table.T]
    rows = np.column_stack([*columns, shares_of("persons", persons, len(table))])

    def mean_cv(rows: np.ndarray) -> float:
        return float(np.mean([_school_cv(rows[:, [at, -1]]) for at in range(len(columns))]))

    return _full_count(mean_cv, rows, level, "mean weighted CV")


def _school_cv(rows: np.ndarray) -> float:
    totals, persons = rows[:, 0], rows[:, 1]
    mean = totals.sum() / persons.sum()
    if mean == 0:
        return nan
    return float(np.sqrt(persons @ (totals / persons - mean) ** 2 / persons.sum()) / mean)


def _full_count(
    statistic: Callable[[np.ndarray], float], rows: np.ndarray, level: float, method: str
) -> Estimate:
    value, half = jackknife(statistic, rows, level)
    return Estimate(
        value, max(value - half, 0.0), value + half, level, f"{method}; jackknife", len(rows),
        note=standing(len(rows), half),
    )
