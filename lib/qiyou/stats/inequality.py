"""inequality — amounts of units and how many people they hold -> indices of inequality."""

from collections.abc import Callable
from math import nan

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from qiyou.stats import limits
from qiyou.stats.estimate import Estimate, estimates_frame
from qiyou.stats.gradients import relative_index, slope_index
from qiyou.stats.jackknife import amounts, jackknife, shares_of, standing
from qiyou.stats.school_balance import composite_cv, weighted_cv

__all__ = [
    "atkinson", "composite_cv", "gini", "relative_index", "slope_index", "theil",
    "theil_decomposition", "weighted_cv",
]


def gini(values: ArrayLike, weights: ArrayLike | None = None, level: float = 0.95) -> Estimate:
    """Gini coefficient: half the mean difference between two people, over the mean.

    0 is equal shares; one of n holding all gives 1 − 1/n. No small-sample factor n/(n−1) is
    applied, so few units look more equal than many. Not for amounts that may be negative.

    Parameters
    ----------
    values : array, shape (units,)
        Amounts per person, 0 or more.
    weights : array, shape (units,), optional
        People in each unit, above 0; without them each unit counts once.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate
        Jackknife over units, Student's t. Flagged ``unstable`` below 10 units.

    Raises
    ------
    ValueError
        Gaps, negative values, fewer than two units, all values 0.

    References
    ----------
    Gini C (1914). Atti del Reale Istituto Veneto 73, 1203-1248. Karagiannis E, Kovacevic M
    (2000). A method to calculate the jackknife variance estimator for the Gini coefficient.
    Oxford Bulletin of Economics and Statistics 62, 119-122.

    Examples
    --------
    >>> round(gini([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]).value, 7)
    0.4620911
    """
    return _index(_gini, _units(values, weights), "Gini", level)


def theil(values: ArrayLike, weights: ArrayLike | None = None, level: float = 0.95) -> Estimate:
    """Theil's T: mean of (value/mean) ln(value/mean); 0 is equal shares, at most ln(units).

    Feels differences among the high values most. Not for amounts that may be negative.
    Parameters, returns and errors as in :func:`gini`.

    References
    ----------
    Theil H (1967). Economics and Information Theory. North-Holland.

    Examples
    --------
    >>> round(theil([1.0, 1.0, 4.0]).value, 6)
    0.231049
    """
    return _index(_theil, _units(values, weights), "Theil T", level)


def theil_decomposition(
    values: ArrayLike, groups: ArrayLike, weights: ArrayLike | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Split Theil's T into what lies between groups and what lies within them.

    Not for groups of one unit each (nothing is within), and not for explaining causes: the split
    says where inequality lies, not why.

    Parameters
    ----------
    values, weights, level
        As in :func:`gini`.
    groups : array, shape (units,)
        The group of each unit.

    Returns
    -------
    pandas.DataFrame
        Rows ``total, between, within``; the fields of an Estimate and ``share`` of the total.

    Raises
    ------
    ValueError
        As in :func:`gini`; gaps in groups.

    References
    ----------
    Shorrocks AF (1980). The class of additively decomposable inequality measures. Econometrica
    48, 613-625.

    Examples
    --------
    >>> split = theil_decomposition([1.0, 3.0, 2.0, 6.0], ["a", "a", "b", "b"])
    >>> split["value"].round(6).tolist(), split["share"].round(3).tolist()
    ([0.187445, 0.056633, 0.130812], [1.0, 0.302, 0.698])
    """
    names = pd.Series(np.asarray(groups))
    if names.isna().any() or len(names) != len(np.asarray(values)):
        raise ValueError("groups must name the group of every unit")

    def between(rows: np.ndarray) -> float:
        people = np.bincount(rows[:, 2].astype(int), rows[:, 1])
        sums = np.bincount(rows[:, 2].astype(int), rows[:, 0] * rows[:, 1])
        present = people > 0  # the jackknife may empty a group
        return _theil(np.column_stack([sums[present] / people[present], people[present]]))

    parts = {
        "total": _theil, "between": between,
        "within": lambda rows: max(_theil(rows) - between(rows), 0.0),
    }
    rows = _units(values, weights, pd.factorize(names)[0])
    estimates = [
        _index(statistic, rows, f"Theil T, {part}", level) for part, statistic in parts.items()
    ]
    frame = estimates_frame(estimates).set_axis(list(parts))
    total = frame.loc["total", "value"]
    return frame.assign(share=frame["value"] / total if total > 0 else nan)


def atkinson(
    values: ArrayLike, epsilon: float = 0.5, weights: ArrayLike | None = None, level: float = 0.95
) -> Estimate:
    """Atkinson's index: share of the total that equal spreading could save at equal welfare.

    ``epsilon`` is the aversion to inequality: the higher, the more the lowest values count. It
    is a choice of value and must be stated. Not for values of 0 with ``epsilon`` of 1 or more.

    Parameters
    ----------
    values, weights, level
        As in :func:`gini`.
    epsilon : float
        Above 0; usual are 0.5, 1 and 2.

    Returns
    -------
    Estimate
        As in :func:`gini`.

    Raises
    ------
    ValueError
        As in :func:`gini`; ``epsilon`` not above 0; zeros where they are not allowed.

    References
    ----------
    Atkinson AB (1970). On the measurement of inequality. Journal of Economic Theory 2, 244-263.

    Examples
    --------
    >>> round(atkinson([10.0, 20.0, 30.0, 40.0, 50.0]).value, 5)
    0.06315
    """
    epsilon = limits.positive("epsilon", epsilon)
    if epsilon >= 1 and (np.asarray(values, float) == 0).any():
        raise ValueError("a value of 0 makes the index 1 whatever the rest: use epsilon below 1")

    def index(rows: np.ndarray) -> float:
        share = rows[:, 1] / rows[:, 1].sum()
        mean = share @ rows[:, 0]
        if mean == 0:
            return nan
        relative, power = rows[:, 0] / mean, 1 - epsilon
        if power == 0:
            return float(1 - np.exp(share @ np.log(relative)))
        return float(1 - (share @ relative**power) ** (1 / power))

    return _index(index, _units(values, weights), f"Atkinson, epsilon {epsilon:g}", level)


def _gini(rows: np.ndarray) -> float:
    values, weights = rows[np.argsort(rows[:, 0], kind="stable"), :2].T
    held = values * weights
    if held.sum() == 0:
        return nan
    middle = np.cumsum(weights) - weights / 2
    return float(2 * (held @ middle) / (held.sum() * weights.sum()) - 1)


def _theil(rows: np.ndarray) -> float:
    share = rows[:, 1] / rows[:, 1].sum()
    mean = share @ rows[:, 0]
    if mean == 0:
        return nan
    relative = rows[:, 0] / mean
    logs = np.log(relative, out=np.zeros_like(relative), where=relative > 0)
    return float(max(share @ (relative * logs), 0.0))


def _units(values: ArrayLike, weights: ArrayLike | None, *more: np.ndarray) -> np.ndarray:
    values = amounts("values", values)
    return np.column_stack([values, shares_of("weights", weights, values.size), *more])


def _index(
    statistic: Callable[[np.ndarray], float], rows: np.ndarray, method: str, level: float
) -> Estimate:
    value, half = jackknife(statistic, rows, level)
    note = standing(len(rows), half)
    return Estimate(
        value, max(value - half, 0.0), value + half, level, f"{method}; jackknife", len(rows),
        flag="unstable" if note else "ok", note=note,
    )
