"""travel — walking links and timetables -> travel times and chances of arriving today."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import inf

import networkx as nx
import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Network:
    """Ways that are always open, and services that run at set times.

    Attributes
    ----------
    links : DataFrame
        ``start, end, minutes``: walking or driving, each direction its own row.
    services : DataFrame
        One row per hop of a bus or ferry on one day: ``start, end, departs, arrives`` in minutes
        after midnight. Optional: ``trip`` (hops of one vehicle share it, so that passengers may
        stay aboard), ``board`` (minutes to be there before departure), ``cancel`` (probability
        of not sailing), ``group`` (services cancelled together, as by fog).
    """

    links: pd.DataFrame
    services: pd.DataFrame


def earliest_arrivals(network: Network, start: Hashable, depart: float) -> pd.Series:
    """Earliest arrival at every stop, leaving one stop at one minute of the day.

    Scans the services once in order of departure (connection scan), walking by shortest ways
    before, between and after. Not across midnight: a stop reached only by tomorrow's boat is
    not reached.

    Parameters
    ----------
    network : Network
    start : hashable
        Name of a stop.
    depart : float
        Minutes after midnight.

    Returns
    -------
    Series
        Minutes after midnight by stop; infinite where it cannot be reached today.

    Raises
    ------
    ValueError
        For an unknown stop, missing columns, negative minutes, or a service that does not
        arrive after it departs.

    References
    ----------
    Dibbelt, Pajor, Strasser and Wagner (2018) J. Exp. Algorithmics 23:1.7.

    Examples
    --------
    >>> links = pd.DataFrame({"start": ["home"], "end": ["pier"], "minutes": [10]})
    >>> boats = pd.DataFrame({"start": ["pier"] * 2, "end": ["island"] * 2,
    ...                       "departs": [485, 540], "arrives": [515, 570]})
    >>> earliest_arrivals(Network(links, boats), "home", 480)["island"]
    np.float64(570.0)
    """
    walks = _walks(_checked(network))
    if start not in walks:
        raise ValueError(f"there is no stop {start!r} in the network")
    return _scan(network.services, walks, start, depart)


def _checked(network: Network) -> Network:
    """The network, when its tables can be travelled on."""
    clock = ["departs", "arrives"]
    for table, columns in ((network.links, ["minutes"]), (network.services, clock)):
        missing = {"start", "end", *columns} - set(table.columns)
        if missing:
            raise ValueError(f"the network lacks the columns {', '.join(sorted(missing))}")
        values = table[columns].to_numpy(dtype=float)
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueError("minutes must be known and not negative")
    if not (network.services["arrives"] > network.services["departs"]).all():
        raise ValueError("a service must arrive after it departs")
    return network


def _walks(network: Network) -> dict[Hashable, dict[Hashable, float]]:
    """Shortest always-open way between any two stops."""
    graph = nx.DiGraph()
    for table in (network.links, network.services):
        graph.add_nodes_from(pd.concat([table["start"], table["end"]]))
    shortest = network.links.groupby(["start", "end"], sort=False)["minutes"].min()
    graph.add_weighted_edges_from((*ends, minutes) for ends, minutes in shortest.items())
    return dict(nx.all_pairs_dijkstra_path_length(graph))


def _scan(services: pd.DataFrame, walks: dict, start: Hashable, depart: float) -> pd.Series:
    """One pass over the services in order of departure."""
    arrival = dict.fromkeys(walks, inf) | {stop: depart + minutes
                                           for stop, minutes in walks[start].items()}
    aboard = set()
    for hop in _complete(services).sort_values("departs", kind="stable").itertuples():
        if hop.trip not in aboard and arrival[hop.start] + hop.board > hop.departs:
            continue
        aboard.add(hop.trip)
        for stop, minutes in walks[hop.end].items():
            arrival[stop] = min(arrival[stop], hop.arrives + minutes)
    return pd.Series(arrival, dtype=float)


def _complete(services: pd.DataFrame) -> pd.DataFrame:
    """Services with their optional columns filled: each its own trip, each trip its own group."""
    full = services.reset_index(drop=True)
    trip = full.get("trip", full.index.to_series()).astype(object)
    trip = trip.where(trip.notna(), "hop " + full.index.astype(str).to_series(full.index))
    group = full.get("group", trip).astype(object)
    return full.assign(trip=trip, group=group.where(group.notna(), trip),
                       board=full.get("board", 0.0), cancel=full.get("cancel", 0.0))


def travel_times(network: Network, starts: Sequence[Hashable],
                 departs: Sequence[float]) -> pd.DataFrame:
    """Travel times from several stops at several minutes of the day, waits included.

    Give departures spread over the day and take their median, or the worst: one lucky minute
    before a boat says little. Not for how many people get there, which is access.

    Parameters
    ----------
    network : Network
    starts : sequence of hashable
        Stops to leave from.
    departs : sequence of float
        Minutes after midnight.

    Returns
    -------
    DataFrame
        Columns ``origin, destination, depart, minutes``; infinite when not reached today.

    Raises
    ------
    ValueError
        As :func:`earliest_arrivals`.

    Examples
    --------
    >>> links = pd.DataFrame({"start": ["home"], "end": ["clinic"], "minutes": [10]})
    >>> boats = pd.DataFrame(columns=["start", "end", "departs", "arrives"])
    >>> travel_times(Network(links, boats), ["home"], [480])["minutes"].tolist()
    [0.0, 10.0]
    """
    walks = _walks(_checked(network))
    unknown = [start for start in starts if start not in walks]
    if unknown:
        raise ValueError(f"there is no stop {unknown[0]!r} in the network")
    tables = []
    for start in starts:
        for depart in departs:
            arrival = _scan(network.services, walks, start, depart)
            tables.append(pd.DataFrame({"origin": start, "destination": arrival.index,
                                        "depart": depart, "minutes": arrival.values - depart}))
    return pd.concat(tables, ignore_index=True)


def arrival_chances(network: Network, start: Hashable, depart: float,
                    reps: int = 1000, seed: int = 1) -> pd.DataFrame:
    """Chance of arriving today, and travel times, when sailings may be cancelled.

    Days are drawn with the services' ``cancel`` probabilities, one draw per ``group``; the
    passenger knows the day's sailings and takes the best way, so real days are no better.
    Not for rare closures: a chance is known to about ``0.5 / sqrt(reps)``.

    Parameters
    ----------
    network : Network
        With a column ``cancel`` in the services; without it every day is like the timetable.
    start : hashable
    depart : float
        Minutes after midnight.
    reps, seed : int
        Days drawn, and the seed that makes them repeatable.

    Returns
    -------
    DataFrame
        Columns ``destination, chance, median, p90``; minutes are infinite when fewer days than
        that arrive.

    Raises
    ------
    ValueError
        As :func:`earliest_arrivals`; for a probability outside 0 to 1, or no days.

    Examples
    --------
    >>> links = pd.DataFrame({"start": ["home"], "end": ["pier"], "minutes": [5]})
    >>> boats = pd.DataFrame({"start": ["pier"], "end": ["island"], "departs": [500],
    ...                       "arrives": [530], "cancel": [1.0]})
    >>> arrival_chances(Network(links, boats), "home", 480, reps=10)["chance"].tolist()
    [1.0, 1.0, 0.0]
    """
    walks = _walks(_checked(network))
    services = _complete(network.services)
    if start not in walks or reps < 1 or not services["cancel"].between(0, 1).all():
        raise ValueError("an existing stop, days to draw and probabilities from 0 to 1 are needed")
    codes, groups = pd.factorize(services["group"])
    draws = np.random.default_rng(seed).random((reps, len(groups)))
    # Many days are alike: each pattern of sailings is travelled once.
    patterns, day = np.unique(draws[:, codes] >= services["cancel"].to_numpy(), axis=0,
                              return_inverse=True)
    travelled = [_scan(services[runs], walks, start, depart) - depart for runs in patterns]
    minutes = pd.DataFrame(travelled).iloc[day.ravel()]
    return pd.DataFrame({"destination": minutes.columns,
                         "chance": np.isfinite(minutes).mean().to_numpy(),
                         "median": minutes.quantile(0.5, interpolation="higher").to_numpy(),
                         "p90": minutes.quantile(0.9, interpolation="higher").to_numpy()})
