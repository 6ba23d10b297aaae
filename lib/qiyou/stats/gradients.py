"""gradients — values of groups ordered by advantage -> slope and relative index of inequality."""

from math import exp, log, sqrt

import numpy as np
from numpy.typing import ArrayLike

from qiyou.stats import limits
from qiyou.stats.estimate import Estimate
from qiyou.stats.jackknife import jackknife, shares_of, standing


def slope_index(
    values: ArrayLike, population: ArrayLike, se: ArrayLike | None = None, level: float = 0.95
) -> Estimate:
    """Slope index of inequality: difference between the two ends of an ordered population.

    Groups are placed at the middle of their share of the population, the worst-off at 0 and the
    best-off at 1; a line weighted by population is fitted; the index is its rise. Not for groups
    without a natural order (towns by name), and not when the values bend rather than rise.

    Parameters
    ----------
    values : array, shape (groups,)
        Rates, shares or means, from the worst-off group to the best-off.
    population : array, shape (groups,)
        People in each group, above 0.
    se : array, shape (groups,), optional
        Standard errors of the values.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate
        In the unit of the values; above 0 when the best-off have more. With ``se`` the interval
        says what chance in the groups' values does to it (exact for a linear index); without,
        it is a jackknife over groups, flagged ``unstable`` below 10 groups.

    Raises
    ------
    ValueError
        Fewer than three groups, gaps, populations not above 0, negative standard errors.

    References
    ----------
    Pamuk ER (1985). Social class inequality in mortality from 1921 to 1972 in England and Wales.
    Population Studies 39, 17-31. Low A, Low A (2004). Measuring the gap: quantifying and
    comparing local health inequalities. Journal of Public Health 26, 388-395.

    Examples
    --------
    >>> round(slope_index([10.0, 12.0, 14.0, 16.0], [100, 100, 100, 100]).value, 6)
    8.0
    """
    rows = _rows(values, population)
    if se is None:
        value, half = jackknife(_slope, rows, level)
        note = standing(len(rows), half)
        return _estimate((value, value - half, value + half), level, rows, note)
    _, rise = _line_weights(rows)
    value = float(rise @ rows[:, 0])
    half = limits.critical(level) * sqrt(np.sum((rise * _errors(se, rows)) ** 2))
    return _estimate((value, value - half, value + half), level, rows)


def relative_index(
    values: ArrayLike, population: ArrayLike, se: ArrayLike | None = None, level: float = 0.95
) -> Estimate:
    """Relative index of inequality: the fitted value of the best-off end over the worst-off.

    1 is no inequality. For comparing indicators in different units. Not where the fitted line
    reaches 0 within the population, and not alone: a ratio may grow while both ends improve.

    Parameters
    ----------
    values, population, se, level
        As in :func:`slope_index`; values of 0 or more.

    Returns
    -------
    Estimate
        A ratio; the interval is symmetric for its logarithm. Otherwise as :func:`slope_index`.

    Raises
    ------
    ValueError
        As in :func:`slope_index`; a fitted line that reaches 0.

    References
    ----------
    Kunst AE, Mackenbach JP (1995). Measuring socioeconomic inequalities in health. WHO. Low A,
    Low A (2004). Journal of Public Health 26, 388-395.

    Examples
    --------
    >>> round(relative_index([10.0, 12.0, 14.0, 16.0], [100, 100, 100, 100]).value, 6)
    1.888889
    """
    rows = _rows(values, population)
    start, rise = _line_weights(rows)
    if min(start @ rows[:, 0], (start + rise) @ rows[:, 0]) <= 0:
        raise ValueError("the fitted line reaches 0: a ratio of its ends says nothing")
    if se is None:
        value, half = jackknife(_log_ratio, rows, level)
        return _estimate(_limits(value, half), level, rows, standing(len(rows), half))
    worst, best = start @ rows[:, 0], (start + rise) @ rows[:, 0]
    pull = (start + rise) / best - start / worst
    half = limits.critical(level) * sqrt(np.sum((pull * _errors(se, rows)) ** 2))
    return _estimate(_limits(log(best / worst), half), level, rows)


def _rows(values: ArrayLike, population: ArrayLike) -> np.ndarray:
    """Columns: value, population, place of the group's middle between 0 and 1."""
    values = np.asarray(values, float)
    if values.ndim != 1 or values.size < 3 or not np.isfinite(values).all():
        raise ValueError("values must be a list of finite numbers, at least three groups")
    population = shares_of("population", population, values.size)
    place = (np.cumsum(population) - population / 2) / population.sum()
    return np.column_stack([values, population, place])


def _errors(se: ArrayLike, rows: np.ndarray) -> np.ndarray:
    errors = limits.nonnegative("se", se)
    if errors.shape != (len(rows),):
        raise ValueError(f"{errors.size} standard errors for {len(rows)} groups")
    return errors


def _line_weights(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each group's value counts in the line's start (place 0) and in its rise."""
    weights, place = rows[:, 1] / rows[:, 1].sum(), rows[:, 2]
    off_centre = place - weights @ place
    rise = weights * off_centre / (weights @ off_centre**2)
    return weights - rise * (weights @ place), rise


def _slope(rows: np.ndarray) -> float:
    return float(_line_weights(rows)[1] @ rows[:, 0])


def _log_ratio(rows: np.ndarray) -> float:
    start, rise = _line_weights(rows)
    worst, best = start @ rows[:, 0], (start + rise) @ rows[:, 0]
    return log(best / worst) if min(worst, best) > 0 else np.nan


def _limits(value: float, half: float) -> tuple[float, float, float]:
    return exp(value), exp(value - half), exp(value + half)


def _estimate(
    bounds: tuple[float, float, float], level: float, rows: np.ndarray, note: str | None = None
) -> Estimate:
    method = "weighted line; delta" if note is None else "weighted line; jackknife"
    flag = "unstable" if note else "ok"
    return Estimate(*bounds, level, method, len(rows), flag=flag, note=note or "")
