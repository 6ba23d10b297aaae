"""access — travel times, places and people -> supply within reach, share of people in time."""

from collections.abc import Callable, Mapping
from math import nan

import numpy as np
import pandas as pd

from qiyou.stats.estimate import Estimate
from qiyou.stats.travel import Network, arrival_chances, earliest_arrivals, travel_times
from qiyou.stats.waiting import Wait, mean_wait, next_sailing

__all__ = ["Network", "Wait", "arrival_chances", "catchment_access", "earliest_arrivals",
           "enhanced_two_step_access", "mean_wait", "next_sailing", "share_within",
           "travel_times", "two_step_access"]

Decay = Mapping[float, float] | Callable[[np.ndarray], np.ndarray]


def two_step_access(times: pd.DataFrame, supply: pd.Series, demand: pd.Series,
                    limit: float) -> pd.DataFrame:
    """Two-step floating catchment area: supply per person within a travel-time limit.

    First each place's supply is shared among all people within the limit of it; then each
    origin adds up the shares of the places within its limit. For services that people compete
    for (beds, places, doctors). Not for open goods such as a park, where only the time counts;
    and the edge at the limit is sharp: see :func:`enhanced_two_step_access`.

    Parameters
    ----------
    times : DataFrame
        Columns ``origin, destination, minutes``, a pair at most once; a pair left out or
        infinite is out of reach.
    supply : Series
        Beds, places … by destination.
    demand : Series
        Persons by origin.
    limit : float
        Minutes.

    Returns
    -------
    DataFrame
        Columns ``origin, demand, access, reached``: access in units of supply per person,
        ``reached`` the number of places within reach.

    Raises
    ------
    ValueError
        For a repeated pair, an unknown place, or missing or negative figures.

    References
    ----------
    Luo and Wang (2003) Environ. Plann. B 30:865-884.

    Examples
    --------
    >>> times = pd.DataFrame({"origin": ["a", "b", "b"], "destination": ["x", "x", "y"],
    ...                       "minutes": [10, 12, 40]})
    >>> people, beds = pd.Series({"a": 60, "b": 40}), pd.Series({"x": 5, "y": 3})
    >>> two_step_access(times, beds, people, 15)["access"].tolist()
    [0.05, 0.05]
    """
    return catchment_access(times, supply, demand, {limit: 1.0})


def enhanced_two_step_access(times: pd.DataFrame, supply: pd.Series, demand: pd.Series,
                             zones: Mapping[float, float]) -> pd.DataFrame:
    """Enhanced two-step floating catchment area: nearer zones weigh more, in both steps.

    As :func:`two_step_access`, with weights by travel-time zone. The weights are a judgement;
    show at least two sets. Not comparable between sets of weights.

    Parameters
    ----------
    times, supply, demand
        As for :func:`two_step_access`.
    zones : mapping of minutes to weight
        Upper limit of each zone and its weight, for instance ``{10: 1, 20: 0.68, 30: 0.22}``.

    Returns
    -------
    DataFrame
        As :func:`two_step_access`.

    Raises
    ------
    ValueError
        As :func:`two_step_access`; for weights that are negative or rise with time.

    References
    ----------
    Luo and Qi (2009) Health and Place 15:1100-1107.

    Examples
    --------
    >>> times = pd.DataFrame({"origin": ["a", "b"], "destination": ["x", "x"],
    ...                       "minutes": [10, 25]})
    >>> people, beds = pd.Series({"a": 50, "b": 100}), pd.Series({"x": 10})
    >>> enhanced_two_step_access(times, beds, people, {15: 1.0, 30: 0.5})["access"].tolist()
    [0.1, 0.05]
    """
    return catchment_access(times, supply, demand, zones)


def catchment_access(times: pd.DataFrame, supply: pd.Series, demand: pd.Series,
                     decay: Decay) -> pd.DataFrame:
    """Floating catchment access under any decay of weight with travel time.

    The form behind the two-step methods and the gravity model; what people reach adds up to
    the supply of the places that anybody reaches. Not for choosing the decay: take it from a
    study, and say which.

    Parameters
    ----------
    times, supply, demand
        As for :func:`two_step_access`.
    decay : mapping or callable
        Zones as for :func:`enhanced_two_step_access`, or a function of an array of minutes.

    Returns
    -------
    DataFrame
        As :func:`two_step_access`.

    Raises
    ------
    ValueError
        As :func:`enhanced_two_step_access`.

    References
    ----------
    Luo and Wang (2003) Environ. Plann. B 30:865-884. Wang (2012) Ann. Assoc. Am. Geogr. 102:1104.

    Examples
    --------
    >>> times = pd.DataFrame({"origin": ["a", "b"], "destination": ["x", "x"], "minutes": [1, 2]})
    >>> people, beds = pd.Series({"a": 1, "b": 1}), pd.Series({"x": 1.5})
    >>> catchment_access(times, beds, people, lambda minutes: 1 / minutes)["access"].tolist()
    [1.0, 0.5]
    """
    _check(times, supply, demand)
    weights = np.zeros((len(demand), len(supply)))
    rows, columns = demand.index.get_indexer(times["origin"]), supply.index.get_indexer(
        times["destination"])
    weights[rows, columns] = _weigh(times["minutes"].to_numpy(dtype=float), decay)
    people = demand.to_numpy(dtype=float) @ weights
    ratio = np.divide(supply.to_numpy(dtype=float), people, out=np.zeros_like(people),
                      where=people > 0)
    return pd.DataFrame({"origin": demand.index, "demand": demand.to_numpy(),
                         "access": weights @ ratio, "reached": (weights > 0).sum(axis=1)})


def _check(times: pd.DataFrame, supply: pd.Series, demand: pd.Series) -> None:
    """Refuse tables that do not fit together."""
    if times.duplicated(["origin", "destination"]).any():
        raise ValueError("a pair of origin and destination is repeated; choose one time each")
    for side, known in (("origin", demand), ("destination", supply)):
        unknown = set(times[side]) - set(known.index)
        if unknown or not known.index.is_unique:
            raise ValueError(f"every {side} must be listed once with its figure; see "
                             f"{sorted(map(str, unknown)) or 'repeated names'}")
    minutes, figures = times["minutes"].to_numpy(dtype=float), pd.concat([supply, demand])
    if np.isnan(minutes).any() or (minutes < 0).any():
        raise ValueError("travel times must be known and not negative; leave out what is unknown")
    if not np.isfinite(figures.to_numpy(dtype=float)).all() or (figures < 0).any():
        raise ValueError("supply and persons must be known and not negative")


def _weigh(minutes: np.ndarray, decay: Decay) -> np.ndarray:
    """Weight of each travel time; 0 beyond the last zone and where there is no way."""
    if callable(decay):
        weights = np.zeros(len(minutes))
        weights[np.isfinite(minutes)] = decay(minutes[np.isfinite(minutes)])
    elif not decay:
        raise ValueError("at least one travel-time zone with its weight is needed")
    else:
        limits, values = (np.array(part, dtype=float) for part in zip(*sorted(decay.items()),
                                                                      strict=True))
        if (np.diff(values) > 0).any():
            raise ValueError("zone weights must not rise with travel time")
        weights = np.append(values, 0.0)[np.searchsorted(limits, minutes)]
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("weights must be known and not negative")
    return weights


def share_within(times: pd.DataFrame, population: pd.Series, limit: float = 15) -> Estimate:
    """Share of people whose nearest place lies within a travel-time limit.

    For promises such as a fifteen-minute service circle. Everybody is counted where they live,
    so there is no sampling interval; not for whether the place has room for them, which is
    access, nor where one point stands for a scattered township.

    Parameters
    ----------
    times : DataFrame
        Columns ``origin, destination, minutes``; missing or infinite pairs are out of reach.
    population : Series
        Persons by origin; origins without a row in ``times`` reach nothing.
    limit : float
        Minutes, the limit itself included.

    Returns
    -------
    Estimate
        ``value`` a fraction, ``events`` the persons within the limit, ``n`` all persons;
        limits NaN.

    Raises
    ------
    ValueError
        For an unknown origin, missing or negative figures, or nobody at all.

    Examples
    --------
    >>> times = pd.DataFrame({"origin": ["a", "b"], "destination": "x", "minutes": [15, 16]})
    >>> share_within(times, pd.Series({"a": 30, "b": 10})).value
    0.75
    """
    pairs = times.groupby(["origin", "destination"], as_index=False)["minutes"].min()
    _check(pairs, pd.Series(0.0, index=pairs["destination"].unique()), population)
    total = float(population.sum())
    if total == 0:
        raise ValueError("there are no persons to be within reach")
    nearest = pairs.groupby("origin")["minutes"].min().reindex(population.index)
    within = float(population[nearest <= limit].sum())
    return Estimate(within / total, nan, nan, nan, "count", n=total, events=within)
