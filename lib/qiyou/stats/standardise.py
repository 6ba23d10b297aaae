"""standardise — events, population and a standard by age band -> comparable rates and ratios."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from qiyou.stats import limits
from qiyou.stats.estimate import Estimate

DIRECT_FROM = 10  # events; below, the Dobson interval misses its level (Morris et al 2018)


def directly_standardised_rate(
    frame: pd.DataFrame, level: float = 0.95, per: float = 100_000
) -> Estimate:
    """Rate that the population would have with the standard's age structure.

    Sum of standard × events / population over the bands, divided by the standard's total; limits
    after Dobson with the interval of the total count. Not below 10 events, where it is not
    given; not with a standard whose bands differ from the data's; not when a band has nobody in
    it (merge bands first); not for events that people have several times a year.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per age band: ``events``, ``population`` (persons or person-years), ``standard``
        (persons or weights, any scale).
    level : float
        Two-sided confidence, 0 to 1.
    per : float
        Unit of the rate.

    Returns
    -------
    Estimate
        Per ``per`` of population. Fewer than 10 events: no figures, flagged ``suppressed``.

    Raises
    ------
    ValueError
        Missing column, negative or NaN figure, a band without population, more events than
        population, a standard that sums to 0.

    References
    ----------
    Dobson AJ et al. (1991). Confidence intervals for weighted sums of Poisson parameters.
    Statistics in Medicine 10, 457-462. Morris JK et al. (2018). Evaluation of stability of
    directly standardized rates for sparse data. Population Health Metrics 16, 19.

    Examples
    --------
    >>> bands = pd.DataFrame({"events": [5, 20], "population": [1000, 500], "standard": [3, 1]})
    >>> rate = directly_standardised_rate(bands, per=1000)
    >>> rate.value, round(rate.low, 3), round(rate.high, 3)
    (13.75, 8.816, 20.406)
    """
    events, population, standard = _columns(frame, ("events", "population", "standard"))
    limits.within_base(events, population)
    limits.positive("per", per)
    if standard.sum() == 0:
        raise ValueError("the standard population sums to 0")
    total, n = float(events.sum()), float(population.sum())
    if total < DIRECT_FROM:
        limits.critical(level)
        return Estimate(np.nan, np.nan, np.nan, level, "Dobson", n, total, "suppressed",
                        "under_10_events")
    weight = standard / standard.sum() / population
    value = float((weight * events).sum())
    scale = float(np.sqrt((weight**2 * events).sum() / total))
    low, high = (value + scale * (float(limit) - total)
                 for limit in limits.poisson(np.float64(total), level))
    return Estimate(value * per, low * per, high * per, level, "Dobson", n, total)


def indirectly_standardised_ratio(
    frame: pd.DataFrame, level: float = 0.95, per: float = 1.0, events: float | None = None
) -> Estimate:
    """Events observed over events expected at a reference population's rates (SMR, SIR).

    For places too small for age-specific rates of their own. Two such ratios must not be
    compared with each other: each has its own weights.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per age band: ``population``, ``reference_events``, ``reference_population`` and,
        unless ``events`` is given, ``events``.
    level : float
        Two-sided confidence, 0 to 1; the reference is taken as known.
    per : float
        1 for a ratio, 100 for a figure such as "SMR 112".
    events : float, optional
        Total observed, where it is not known by age.

    Returns
    -------
    Estimate
        ``events`` observed, ``n`` expected; exact Poisson below 10 events, Byar from 10.

    Raises
    ------
    ValueError
        Missing column, negative or NaN figure, more events than population, a reference band
        without population, nothing expected.

    References
    ----------
    Breslow NE, Day NE (1987). Statistical methods in cancer research II, pp. 65-72. IARC, Lyon.

    Examples
    --------
    >>> bands = pd.DataFrame({"population": [1000, 500], "reference_events": [10, 30],
    ...                       "reference_population": [10_000, 5_000]})
    >>> ratio = indirectly_standardised_ratio(bands, events=6)
    >>> ratio.n, ratio.value, round(ratio.low, 3), round(ratio.high, 3)
    (4.0, 1.5, 0.55, 3.265)
    """
    expected, _ = _expected(frame)
    observed = _observed(frame, events)
    limits.positive("per", per)
    low, high = (float(limit) * per / expected for limit in limits.poisson(observed, level))
    count = float(observed)
    return Estimate(count * per / expected, low, high, level, str(limits.poisson_method(observed)),
                    expected, count, note="no_events" if count == 0 else "")


def indirectly_standardised_rate(
    frame: pd.DataFrame, level: float = 0.95, per: float = 100_000, events: float | None = None
) -> Estimate:
    """Standardised ratio times the reference population's crude rate.

    The same information as :func:`indirectly_standardised_ratio` on the scale of a rate, and
    the same warning: not for comparing two such rates.

    Parameters
    ----------
    frame, level, events
        As in :func:`indirectly_standardised_ratio`.
    per : float
        Unit of the rate.

    Returns
    -------
    Estimate
        Per ``per``; ``n`` expected events.

    Raises
    ------
    ValueError
        As :func:`indirectly_standardised_ratio`.

    References
    ----------
    Breslow NE, Day NE (1987). Statistical methods in cancer research II, pp. 65-72. IARC, Lyon.

    Examples
    --------
    >>> bands = pd.DataFrame({"population": [1000, 500], "reference_events": [10, 30],
    ...                       "reference_population": [10_000, 5_000]})
    >>> round(indirectly_standardised_rate(bands, per=1000, events=6).value, 6)
    4.0
    """
    _, crude = _expected(frame)
    return indirectly_standardised_ratio(frame, level, per * crude, events)


def _columns(frame: pd.DataFrame, names: tuple[str, ...]) -> list[np.ndarray]:
    missing = [name for name in names if name not in frame]
    if missing:
        raise ValueError(f"the frame has no column {', '.join(missing)}")
    arrays = [limits.nonnegative(name, frame[name]) for name in names]
    for name, array in zip(names, arrays, strict=True):
        if name.endswith("population") and (array == 0).any():
            at = frame.index[int(np.argmax(array == 0))]
            raise ValueError(f"row {at}: {name} is 0; merge age bands")
    return arrays


def _expected(frame: pd.DataFrame) -> tuple[float, float]:
    if "population" not in frame:
        raise ValueError("the frame has no column population")
    population = limits.nonnegative("population", frame["population"])
    events, base = _columns(frame, ("reference_events", "reference_population"))
    limits.within_base(events, base)
    expected = float((population * events / base).sum())
    if expected == 0:
        raise ValueError("no events are expected: the reference has none where people live")
    return expected, float(events.sum() / base.sum())


def _observed(frame: pd.DataFrame, events: ArrayLike | None) -> np.ndarray:
    if events is not None:
        return limits.nonnegative("events", events)
    if "events" not in frame:
        raise ValueError("the frame has no column events and no total was given")
    return limits.within_base(frame["events"], frame["population"])[0].sum()
