"""detect — base, size and chance -> smallest difference that shows, years until a step shows.

The spans compared are described in ``stats.steps``, the half-widths in ``stats.precision``; their
functions can be called from here.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from qiyou.stats import limits
from qiyou.stats.limits import positive
from qiyou.stats.precision import (
    expected_half_width_death_probability,
    expected_half_width_life_expectancy,
    expected_half_width_proportion,
    expected_half_width_rate,
)
from qiyou.stats.steps import (
    base_needed,
    of_rate,
    of_share,
    quantiles_of,
    refuse_share,
    years_needed_life_expectancy,
    years_needed_proportion,
    years_needed_rate,
)

__all__ = [
    "Steps",
    "detectable_difference_life_expectancy",
    "detectable_difference_proportion",
    "detectable_difference_rate",
    "expected_half_width_death_probability",
    "expected_half_width_life_expectancy",
    "expected_half_width_proportion",
    "expected_half_width_rate",
    "years_needed_life_expectancy",
    "years_needed_proportion",
    "years_needed_rate",
]


class Steps(NamedTuple):
    """Smallest fall and smallest rise that show; NaN where none within range would."""

    fall: float
    rise: float


def detectable_difference_proportion(
    p: float, n: float, years: float = 1, power: float = 0.8, level: float = 0.95
) -> Steps:
    """Smallest fall and rise of a proportion that the test would find.

    Solves z √(2 p̄ (1 − p̄)) + z_power √(p (1 − p) + p' (1 − p')) = |p' − p| √(n years). Not for
    shares near 0 or 1 of a small base, where normal tests fail.

    Parameters
    ----------
    p : float
        Proportion before, 0 to 1.
    n : float
        Base of one year.
    years : float
        Years pooled, before and after.
    power, level : float
        Chance of finding the change; two-sided confidence.

    Returns
    -------
    Steps
        Two positive numbers on the scale of ``p``.

    Raises
    ------
    ValueError
        ``p`` outside 0 to 1; ``n`` or ``years`` not positive; power not above one half.

    References
    ----------
    Fleiss JL, Levin B, Paik MC (2003). Statistical methods for rates and proportions, ch. 4.

    Examples
    --------
    >>> round(detectable_difference_proportion(0.5, 50, power=0.9).rise, 4)
    0.3026
    """
    refuse_share(p)
    base = positive("n", n) * positive("years", years)
    quantiles = quantiles_of(power, level)
    return Steps(p - _nearest(p, 0.0, base, of_share, quantiles),
                 _nearest(p, 1.0, base, of_share, quantiles) - p)


def detectable_difference_rate(
    rate: float, exposure: float, years: float = 1, power: float = 0.8, level: float = 0.95
) -> Steps:
    """Smallest fall and rise of a rate that the test would find.

    As for proportions, with the Poisson variance rate / exposure. Not under about 10 events.

    Parameters
    ----------
    rate : float
        Rate before, per unit of exposure (divide a rate per 1,000 by 1,000).
    exposure : float
        Exposure of one year; 1 for a plain yearly count.
    years : float
        Years pooled, before and after.
    power, level : float
        Chance of finding the change; two-sided confidence.

    Returns
    -------
    Steps
        Two positive numbers on the scale of ``rate``.

    Raises
    ------
    ValueError
        ``rate`` negative; ``exposure`` or ``years`` not positive; power not between 0 and 1.

    Examples
    --------
    >>> steps = detectable_difference_rate(100, 1)
    >>> round(steps.fall, 1), round(steps.rise, 1)
    (35.9, 43.7)
    """
    rate = float(limits.nonnegative("rate", rate))
    base = positive("exposure", exposure) * positive("years", years)
    quantiles = quantiles_of(power, level)
    far = 10 * (sum(quantiles) ** 2 / base + sum(quantiles) * np.sqrt(rate / base))
    return Steps(rate - _nearest(rate, 0.0, base, of_rate, quantiles),
                 _nearest(rate, rate + far, base, of_rate, quantiles) - rate)


def detectable_difference_life_expectancy(
    se: float, years: float = 1, power: float = 0.8, level: float = 0.95
) -> float:
    """Smallest change of a life expectancy that the test would find, up or down.

    (z + z_power) √2 se / √years; serves any figure with a normal standard error.

    Parameters
    ----------
    se : float
        Standard error from one year (column ``se`` of a life table).
    years : float
        Years pooled, before and after.
    power, level : float
        Chance of finding the change; two-sided confidence.

    Returns
    -------
    float
        In the unit of ``se``.

    Raises
    ------
    ValueError
        ``se`` or ``years`` not positive; power not between 0 and 1.

    Examples
    --------
    >>> round(detectable_difference_life_expectancy(0.6), 2)
    2.38
    """
    reach = sum(quantiles_of(power, level))
    return float(reach * np.sqrt(2 / positive("years", years)) * positive("se", se))


def _nearest(
    before: float, furthest: float, base: float, variance: Callable,
    quantiles: tuple[float, float],
) -> float:
    def excess(after: float) -> float:
        return base_needed(before, after, variance, quantiles) - base

    if before == furthest or excess(furthest) > 0:
        return np.nan
    start = before + 1e-9 * (furthest - before)
    return float(brentq(excess, start, furthest, xtol=1e-14)) if excess(start) > 0 else start
