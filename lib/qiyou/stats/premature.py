"""premature — deaths between two ages -> the chance of dying there (WHO 40q30), deaths to avert.

For the four causes of the SDG indicator 3.4.1 the deaths are those with an underlying cause in
ICD-10 I00-I99 (circulatory), C00-C97 (cancer), E10-E14 (diabetes) and J30-J98 (chronic
respiratory); the figure is then the chance of dying of them if nothing else killed.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from qiyou.stats import limits
from qiyou.stats.bands import age_bands
from qiyou.stats.estimate import Estimate

FEW_DEATHS = 10
_STEPS = 64  # halvings of the search for the factor on all rates


def death_probability(  # noqa: PLR0913 - the definition has two ages besides data and level
    deaths: ArrayLike, population: ArrayLike, ages: ArrayLike, start: float = 30,
    end: float = 70, *, level: float = 0.95,
) -> Estimate:
    """Probability of dying between two ages at today's rates; 30 and 70 give WHO's 40q30.

    1 − Π (1 − q) over the bands, q = n m / (1 + n m / 2) with m deaths per person-year in a band
    n years wide. Delta-method limits on the scale log(−log(1 − probability)), so that they stay
    between 0 and 1. Not an age-standardised rate, and not for a single township: with fewer than
    10 deaths it is flagged ``unstable``.

    Parameters
    ----------
    deaths, population : 1-D array, or years × bands
        Deaths (from the causes meant) and person-years; several years are pooled.
    ages : 1-D array
        First age of each band; bands below ``start`` and from ``end`` on are left out.
    start, end : float
        Exact ages, each the start of a band.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate
        Between 0 and 1. ``n`` person-years, ``events`` deaths between the ages. Without deaths:
        upper limit from the exact Poisson limit of 0, all of it in the thinnest band.

    Raises
    ------
    ValueError
        As :func:`qiyou.stats.bands.age_bands`; ``start`` or ``end`` is not the start of a band;
        a band between them without population, or with a rate that nobody would survive.

    References
    ----------
    WHO (2014). Global status report on noncommunicable diseases; SDG indicator metadata 3.4.1.
    Chiang CL (1984), for the variance of q.

    Examples
    --------
    >>> ages = [30, 35, 40, 45, 50, 55, 60, 65, 70]
    >>> chance = death_probability([1, 1, 2, 4, 8, 12, 20, 30, 99], [5000] * 9, ages)
    >>> round(chance.low, 4), round(chance.value, 4), round(chance.high, 4)
    (0.0606, 0.075, 0.0928)
    """
    bands = bands_between(age_bands(deaths, population, ages), start, end)
    is_pooled = np.ndim(deaths) == 2 and len(np.asarray(deaths)) > 1
    total, n = float(bands["deaths"].sum()), float(bands["population"].sum())
    flag = "unstable" if total < FEW_DEATHS else "pooled" if is_pooled else "ok"
    note = "no_events" if total == 0 else "under_10_events" if total < FEW_DEATHS else ""
    low, high = delta_limits(bands, level)
    return Estimate(_probability(bands, 1.0), low, high, level, "delta, log-log", n, total, flag,
                    note)


def bands_between(bands: pd.DataFrame, start: float, end: float) -> pd.DataFrame:
    """Bands from one exact age to another, checked for the probability between them.

    Parameters
    ----------
    bands : pandas.DataFrame
        From :func:`qiyou.stats.bands.age_bands`.
    start, end : float
        Exact ages, each the start of a band.

    Returns
    -------
    pandas.DataFrame
        The rows from ``start`` to below ``end``.

    Raises
    ------
    ValueError
        As :func:`death_probability`.

    Examples
    --------
    >>> bands_between(age_bands([1, 1, 1], [9, 9, 9], [30, 35, 40]), 30, 40)["age"].tolist()
    [30.0, 35.0]
    """
    known = set(bands["age"])
    for age in (start, end):
        if age not in known:
            raise ValueError(f"no age band starts at {age:g}")
    if not start < end:
        raise ValueError(f"start {start:g} is not below end {end:g}")
    chosen = bands[(bands["age"] >= start) & (bands["age"] < end)]
    empty = chosen.loc[chosen["population"] == 0, "age"]
    if len(empty):
        raise ValueError(f"nobody lives in the band from {empty.iloc[0]:g}; merge bands")
    spent = chosen.loc[chosen["width"] * chosen["deaths"] >= 2 * chosen["population"], "age"]
    if len(spent):
        raise ValueError(f"nobody would survive the band from {spent.iloc[0]:g}; merge bands")
    return chosen.reset_index(drop=True)


def simulated_death_probability(
    bands: pd.DataFrame, level: float = 0.95, reps: int = 10_000, seed: int = 1
) -> Estimate:
    """Limits of the probability of dying from simulated deaths, as a check on the formula.

    Deaths in a band are Poisson with the count seen; limits are percentiles. With few deaths the
    percentiles lean low: the formula's limits are the ones to publish.

    Parameters
    ----------
    bands : pandas.DataFrame
        From :func:`bands_between`.
    level : float
        Two-sided confidence, 0 to 1.
    reps, seed : int
        Number of simulations; start of the random numbers.

    Returns
    -------
    Estimate
        Between 0 and 1.

    Raises
    ------
    ValueError
        ``level`` not between 0 and 1.

    Examples
    --------
    >>> bands = bands_between(age_bands([60, 90, 9], [9000, 9000, 99], [30, 50, 70]), 30, 70)
    >>> round(simulated_death_probability(bands).high, 2)
    0.32
    """
    limits.critical(level)
    random = np.random.default_rng(seed)
    deaths = random.poisson(bands["deaths"], (reps, len(bands)))
    half_hazard = bands["width"].to_numpy() * deaths / bands["population"].to_numpy() / 2
    alive = np.prod(np.maximum(1 - half_hazard, 0) / (1 + half_hazard), axis=1)
    low, high = np.quantile(1 - alive, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(_probability(bands, 1.0), float(low), float(high), level, "simulated",
                    float(bands["population"].sum()), float(bands["deaths"].sum()))


def deaths_to_avert(bands: pd.DataFrame, target: float, level: float = 0.95) -> Estimate:
    """How many of the deaths would have to be spared for the probability to be ``target``.

    All bands' rates are lowered by one factor; the deaths that this leaves are taken as fixed,
    and the count seen as Poisson, so the limits say how far chance alone moves the answer.
    Negative: the target is met with so many to spare. Not a forecast.

    Parameters
    ----------
    bands : pandas.DataFrame
        From :func:`bands_between`.
    target : float
        Probability to reach, above 0 and below 1.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    Estimate
        Deaths, over the person-years of ``bands``.

    Raises
    ------
    ValueError
        ``target`` not between 0 and 1; no deaths (no age pattern to lower).

    Examples
    --------
    >>> bands = bands_between(age_bands([60, 90, 9], [9000, 9000, 99], [30, 50, 70]), 30, 70)
    >>> spared = deaths_to_avert(bands, target=0.25)
    >>> round(spared.value, 1), round(spared.low, 1), round(spared.high, 1)
    (20.8, -2.3, 46.8)
    """
    if not 0 < target < 1:
        raise ValueError(f"target {target!r} is not between 0 and 1")
    total = np.float64(bands["deaths"].sum())
    if total == 0:
        raise ValueError("no deaths: there is no age pattern to lower")
    left = total * _factor_for(bands, target)
    low, high = (float(limit - left) for limit in limits.poisson(total, level))
    return Estimate(float(total - left), low, high, level, str(limits.poisson_method(total)),
                    float(bands["population"].sum()), float(total))


def delta_limits(bands: pd.DataFrame, level: float) -> tuple[float, float]:
    """Delta-method limits of the probability of dying over ``bands``, log(−log) scale.

    Examples
    --------
    >>> bands = bands_between(age_bands([60, 90, 9], [9000, 9000, 99], [30, 50, 70]), 30, 70)
    >>> [round(limit, 3) for limit in delta_limits(bands, 0.95)]
    [0.248, 0.324]
    """
    z = limits.critical(level)
    hazard = bands["width"] * bands["deaths"] / bands["population"]
    q = hazard / (1 + hazard / 2)
    if (q == 0).all():
        _, most = limits.poisson(np.float64(0), level)
        return 0.0, float(-np.expm1(-most * (bands["width"] / bands["population"]).max()))
    total = -np.log1p(-q).sum()
    # Var q = q² (1 − q) / deaths, and d log(1 − q) = −dq / (1 − q).
    variance = (q[q > 0] ** 2 / (1 - q[q > 0]) / bands["deaths"][q > 0]).sum()
    factor = np.exp(z * np.sqrt(variance) / total)
    return float(-np.expm1(-total / factor)), float(-np.expm1(-total * factor))


def _probability(bands: pd.DataFrame, factor: float) -> float:
    hazard = factor * bands["width"] * bands["deaths"] / bands["population"]
    return float(-np.expm1(np.log1p(-hazard / (1 + hazard / 2)).sum()))


def _factor_for(bands: pd.DataFrame, target: float) -> float:
    hazard = bands["width"] * bands["deaths"] / bands["population"]
    low, high = 0.0, float(2 / hazard.max()) * (1 - 1e-12)  # at 2, nobody survives a band
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _probability(bands, middle) < target else (low, middle)
    return (low + high) / 2
