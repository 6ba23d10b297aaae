"""steps — values before and after -> base needed, years to pool until the change shows.

Two spans of equally many years, before and after, are compared by a two-sided normal test at
``level`` that is to find a true change with probability ``power``. More years than the plan has
says that its step cannot be shown in its time.
"""

from collections.abc import Callable
from math import ceil

import numpy as np
from scipy.special import ndtri

from qiyou.stats import limits
from qiyou.stats.limits import positive


def years_needed_proportion(
    before: float, after: float, n: float, power: float = 0.8, level: float = 0.95
) -> int:
    """Years to pool, before and after, until the test finds this change of a proportion.

    Parameters
    ----------
    before, after : float
        Proportions, 0 to 1, not equal.
    n : float
        Base of one year.
    power, level : float
        Chance of finding the change; two-sided confidence.

    Returns
    -------
    int
        Whole years, at least 1.

    Raises
    ------
    ValueError
        Proportions equal or out of range; ``n`` not positive; power not between 0 and 1.

    References
    ----------
    Fleiss JL, Levin B, Paik MC (2003). Statistical methods for rates and proportions, ch. 4.

    Examples
    --------
    >>> years_needed_proportion(0.5, 0.75, n=10, power=0.9)
    8
    """
    refuse_share(before)
    refuse_share(after)
    base = base_needed(before, after, of_share, quantiles_of(power, level))
    return _whole_years(base / positive("n", n))


def years_needed_rate(
    before: float, after: float, exposure: float, power: float = 0.8, level: float = 0.95
) -> int:
    """Years to pool, before and after, until the test finds this change of a rate.

    Parameters
    ----------
    before, after : float
        Rates per unit of exposure, not equal.
    exposure : float
        Exposure of one year; 1 for a plain yearly count.
    power, level : float
        Chance of finding the change; two-sided confidence.

    Returns
    -------
    int
        Whole years, at least 1.

    Raises
    ------
    ValueError
        Rates equal or negative; ``exposure`` not positive; power not between 0 and 1.

    Examples
    --------
    >>> years_needed_rate(100, 90, exposure=1)
    15
    """
    before, after = (float(limits.nonnegative("rate", rate)) for rate in (before, after))
    base = base_needed(before, after, of_rate, quantiles_of(power, level))
    return _whole_years(base / positive("exposure", exposure))


def years_needed_life_expectancy(
    step: float, se: float, power: float = 0.8, level: float = 0.95
) -> int:
    """Years to pool, before and after, until the test finds this change of a life expectancy.

    Parameters
    ----------
    step : float
        Change, not 0; its sign does not matter.
    se : float
        Standard error from one year, in the unit of ``step``.
    power, level : float
        Chance of finding the change; two-sided confidence.

    Returns
    -------
    int
        Whole years, at least 1.

    Raises
    ------
    ValueError
        ``step`` 0 or not finite; ``se`` not positive; power not between 0 and 1.

    Examples
    --------
    >>> years_needed_life_expectancy(0.3, se=0.6)
    63
    """
    reach = sum(quantiles_of(power, level))
    return _whole_years(2 * (reach * positive("se", se) / positive("step", abs(step))) ** 2)


def quantiles_of(power: float, level: float) -> tuple[float, float]:
    """Return the normal quantiles of level (two-sided) and power."""
    if not 0 < limits.number("power", power) < 1:
        raise ValueError(f"power {power!r} is not between 0 and 1")
    return limits.critical(level), float(ndtri(power))


def of_share(p: float) -> float:
    """Return the variance of one observation of a proportion."""
    return p * (1 - p)


def of_rate(rate: float) -> float:
    """Return the variance of the count of a rate in one unit of exposure."""
    return rate


def base_needed(
    before: float, after: float, variance: Callable, quantiles: tuple[float, float]
) -> float:
    """Return the base, in each of the two spans, at which the test finds the change."""
    if before == after:
        raise ValueError(f"no step: {before!r} before and after")
    z, z_power = quantiles
    spread = (z * np.sqrt(2 * variance((before + after) / 2))
              + z_power * np.sqrt(variance(before) + variance(after)))
    return float((spread / (after - before)) ** 2)


def _whole_years(years: float) -> int:
    return max(1, ceil(years - 1e-9))


def refuse_share(p: float) -> None:
    """Raise ValueError unless ``p`` is between 0 and 1."""
    if not 0 <= limits.number("p", p) <= 1:
        raise ValueError(f"proportion {p!r} is not between 0 and 1")
