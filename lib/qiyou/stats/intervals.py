"""intervals — events and bases -> a proportion, count, rate or mean with its confidence limits.

Scalars give an :class:`~qiyou.stats.estimate.Estimate`, arrays a frame with one row each, which
keeps the index that all Series given have in common.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from qiyou.stats import limits
from qiyou.stats.comparisons import difference_interval, ratio_interval
from qiyou.stats.estimate import Estimate, lay_out

__all__ = ["difference_interval", "mean_interval", "poisson_interval", "proportion_interval",
           "rate_interval", "ratio_interval", "zero_event_upper"]


def proportion_interval(
    events: ArrayLike, n: ArrayLike, level: float = 0.95
) -> Estimate | pd.DataFrame:
    """Proportion with Wilson's score interval.

    For shares of people or cases counted one by one (screened of invited). Not for samples with
    clusters or weights (use ``stats.survey``), and not where the base is the whole population
    and nothing is left to chance: there the share is simply what it is.

    Parameters
    ----------
    events : float or 1-D array
        How many have the attribute, 0 to ``n``.
    n : float or 1-D array
        How many there are.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate or pandas.DataFrame
        Value and limits between 0 and 1. ``n`` = 0 gives a row flagged ``missing``.

    Raises
    ------
    ValueError
        Negative, NaN or infinite input; more events than base.

    References
    ----------
    Wilson EB (1927). JASA 22, 209-212. Newcombe RG (1998). Two-sided confidence intervals for
    the single proportion. Statistics in Medicine 17, 857-872.

    Examples
    --------
    >>> share = proportion_interval(81, 263)
    >>> round(share.low, 4), round(share.high, 4)
    (0.2553, 0.3662)
    """
    index = limits.shared_index(events, n)
    events, n = limits.within_base(events, n)
    low, high = limits.wilson(events, n, level)
    value = events / np.where(n > 0, n, np.nan)
    return lay_out({
        "value": value, "low": low, "high": high, "level": level, "method": "Wilson",
        "n": n, "events": events, **_standing(events, n),
    }, index)


def poisson_interval(events: ArrayLike, level: float = 0.95) -> Estimate | pd.DataFrame:
    """Count with its Poisson interval: exact below 10 events, Byar's from 10.

    Not for counts with a ceiling near them (shares), nor for events that come in clusters.

    Parameters
    ----------
    events : float or 1-D array
        Events counted, 0 or more.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate or pandas.DataFrame
        In events.

    Raises
    ------
    ValueError
        Negative, NaN or infinite input.

    References
    ----------
    Garwood F (1936). Biometrika 28, 437-442. Ulm K (1990). Am J Epidemiol 131, 373-375.
    Breslow NE, Day NE (1987). Statistical methods in cancer research II. IARC, Lyon.

    Examples
    --------
    >>> deaths = poisson_interval(5)
    >>> round(deaths.low, 3), round(deaths.high, 3), deaths.method
    (1.623, 11.668, 'exact Poisson')
    """
    index = limits.shared_index(events)
    events = limits.nonnegative("events", events)
    low, high = limits.poisson(events, level)
    return lay_out({
        "value": events, "low": low, "high": high, "level": level,
        "method": limits.poisson_method(events), "events": events,
        "note": np.where(events == 0, "no_events", ""),
    }, index)


def rate_interval(
    events: ArrayLike, exposure: ArrayLike, per: float = 1.0, level: float = 0.95
) -> Estimate | pd.DataFrame:
    """Crude rate with the Poisson interval of its events.

    Not for comparing areas whose ages differ: standardise first.

    Parameters
    ----------
    events : float or 1-D array
        Events counted.
    exposure : float or 1-D array
        Person-years, births, cases at risk; taken as known.
    per : float
        Unit of the rate: 1000 gives a rate per 1,000.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate or pandas.DataFrame
        Per ``per`` units of exposure. No exposure and no events: flagged ``missing``.

    Raises
    ------
    ValueError
        Negative, NaN or infinite input; events without exposure; ``per`` not positive.

    Examples
    --------
    >>> rate = rate_interval(20, 100, per=100)
    >>> round(rate.low, 4), rate.value, round(rate.high, 4)
    (12.2114, 20.0, 30.8899)
    """
    index = limits.shared_index(events, exposure)
    events, exposure = limits.with_exposure(events, exposure)
    low, high = limits.poisson(events, level)
    factor = limits.positive("per", per) / np.where(exposure > 0, exposure, np.nan)
    return lay_out({
        "value": events * factor, "low": low * factor, "high": high * factor, "level": level,
        "method": limits.poisson_method(events), "n": exposure, "events": events,
        **_standing(events, exposure),
    }, index)


def mean_interval(values: ArrayLike, level: float = 0.95) -> Estimate:
    """Mean of a simple random sample with Student's t interval.

    Not for weighted or clustered samples (``stats.survey``), nor for few and very skewed values.

    Parameters
    ----------
    values : 1-D array
        The measurements, in any unit.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate
        In the unit of ``values``. One value alone is flagged ``unstable`` and has no limits.

    Raises
    ------
    ValueError
        No values, NaN or infinite ones, more than one dimension.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika 6, 1-25.

    Examples
    --------
    >>> hours = mean_interval([10, 13, 14, 15, 12, 11, 17, 14, 13, 16, 18, 15], level=0.99)
    >>> round(hours.low, 2), round(hours.high, 2)
    (11.87, 16.13)
    """
    sample = limits.numbers("values", values)
    if sample.ndim != 1 or sample.size == 0 or not np.isfinite(sample).all():
        raise ValueError("values must be a list of finite numbers, at least one")
    limits.critical(level)
    n, mean, half = sample.size, float(sample.mean()), np.nan
    standing = {"flag": "unstable", "note": "single_value"} if n == 1 else {}
    if n > 1:
        half = float(stdtrit(n - 1, 0.5 + level / 2) * sample.std(ddof=1) / np.sqrt(n))
    return Estimate(mean, mean - half, mean + half, level, "Student t", n, **standing)


def zero_event_upper(n: ArrayLike, level: float = 0.95) -> Estimate | pd.DataFrame:
    """Upper limit of a proportion when 0 of ``n`` were seen; 0 of n is not "no risk".

    One-sided: 1 − (1 − level)^(1/n), close to 3/n at 95 %. Not for comparing with two-sided
    limits of other areas: take :func:`proportion_interval` for all of them there.

    Parameters
    ----------
    n : float or 1-D array
        How many were watched, above 0.
    level : float
        One-sided confidence, 0 to 1.

    Returns
    -------
    Estimate or pandas.DataFrame
        Value and lower limit 0, upper limit as above.

    Raises
    ------
    ValueError
        ``n`` is not positive and finite.

    References
    ----------
    Hanley JA, Lippman-Hand A (1983). If nothing goes wrong, is everything all right?
    JAMA 249, 1743-1745.

    Examples
    --------
    >>> round(zero_event_upper(100).high, 4)
    0.0295
    """
    index = limits.shared_index(n)
    n = limits.nonnegative("n", n)
    if (n == 0).any():
        raise ValueError("n holds 0: nothing was watched")
    limits.critical(level)
    return lay_out({
        "value": 0.0, "low": 0.0, "high": -np.expm1(np.log1p(-level) / n), "level": level,
        "method": "exact, one-sided", "n": n, "events": 0.0, "note": "no_events",
    }, index)


def _standing(events: np.ndarray, base: np.ndarray) -> dict[str, np.ndarray]:
    note = np.where(base == 0, "no_base", np.where(events == 0, "no_events", ""))
    return {"flag": np.where(base == 0, "missing", "ok"), "note": note}
