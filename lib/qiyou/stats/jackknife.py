"""jackknife — a statistic of units -> its value and the half-width of its interval."""

from collections.abc import Callable
from math import nan

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from qiyou.stats import limits

FEW = 10  # units; below it a jackknife interval is a rough guide


def jackknife(
    statistic: Callable[[np.ndarray], float], rows: np.ndarray, level: float
) -> tuple[float, float]:
    """Value of a smooth statistic and t × its delete-one standard error.

    For indices that weigh all units. Not for medians, ranks or extremes: the jackknife fails on
    statistics that jump.

    Parameters
    ----------
    statistic : callable
        Takes rows, returns a number, NaN when it is not defined.
    rows : array, shape (units, columns)
        At least two units.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    tuple of float
        Value, and half-width √((n − 1) mean(θᵢ − θ̄)²) × Student's t with n − 1 degrees of
        freedom; NaN for two units, or when leaving out one leaves nothing to measure.

    Raises
    ------
    ValueError
        Fewer than two units, or a statistic that is not defined on all of them.

    References
    ----------
    Tukey JW (1958). Annals of Mathematical Statistics 29, 614. Efron B, Tibshirani RJ (1993).
    An Introduction to the Bootstrap, chapter 11. Chapman and Hall.

    Examples
    --------
    >>> beds = np.array([[1.0], [2.0], [6.0]])
    >>> value, half = jackknife(lambda rows: float(rows.mean()), beds, 0.95)
    >>> value, round(half, 4)  # the jackknife of a mean is Student's interval
    (3.0, 6.5724)
    """
    limits.critical(level)
    units = len(rows)
    if units < 2:
        raise ValueError("at least two units are needed to measure inequality")
    value = statistic(rows)
    if not np.isfinite(value):
        raise ValueError("all amounts are 0: nothing is shared out")
    left_out = np.array([statistic(np.delete(rows, at, axis=0)) for at in range(units)])
    if units == 2 or not np.isfinite(left_out).all():
        return value, nan
    se = np.sqrt((units - 1) * np.mean((left_out - left_out.mean()) ** 2))
    return value, float(stdtrit(units - 1, 0.5 + level / 2) * se)


def standing(units: int, half: float) -> str:
    """Return the notes that a jackknife interval needs, joined by ``;``.

    Examples
    --------
    >>> standing(7, 0.2)
    'under_10_units'
    """
    found = {"under_10_units": units < FEW, "no_interval": not np.isfinite(half)}
    return ";".join(note for note, applies in found.items() if applies)


def amounts(name: str, values: ArrayLike) -> np.ndarray:
    """Return a list of amounts as floats; refuse what is negative, missing or not a list.

    Examples
    --------
    >>> amounts("books", [3, 0]).tolist()
    [3.0, 0.0]
    """
    array = limits.nonnegative(name, values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a list of numbers")
    return array


def shares_of(name: str, weights: ArrayLike | None, units: int) -> np.ndarray:
    """Return how many people stand behind each unit, 1 each when not told.

    Examples
    --------
    >>> shares_of("weights", None, 2).tolist()
    [1.0, 1.0]
    """
    if weights is None:
        return np.ones(units)
    array = amounts(name, weights)
    if array.size != units:
        raise ValueError(f"{array.size} {name} for {units} units")
    if (array == 0).any():
        raise ValueError(f"{name} must be above 0: leave empty units out")
    return array
