"""waiting — a timetable and a moment at the pier -> expected wait and chance of sailing."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np


@dataclass(frozen=True)
class Wait:
    """Waiting for a boat: ``minutes`` when one still sails, ``chance`` that one does."""

    minutes: float
    chance: float


def next_sailing(departures: Sequence[float], ready: float, cancel: float = 0.0) -> Wait:
    """Expected wait for the next sailing that really sails, today.

    Each sailing is cancelled on its own with one probability. Not for days on which the port
    is closed: then all go together, the chance is ``1 - cancel`` and nobody waits longer.

    Parameters
    ----------
    departures : sequence of float
        Minutes after midnight, in any order.
    ready : float
        Minute at which the passenger stands at the pier.
    cancel : float
        Probability that a sailing is cancelled.

    Returns
    -------
    Wait
        ``minutes`` is NaN and ``chance`` 0 after the last boat.

    Raises
    ------
    ValueError
        For unknown times or a probability outside 0 to 1.

    Examples
    --------
    >>> next_sailing([480, 600, 720], ready=500, cancel=0.5)
    Wait(minutes=140.0, chance=0.75)
    """
    times = np.sort(np.asarray(departures, dtype=float))
    if not (np.isfinite(times).all() and np.isfinite(ready) and 0 <= cancel <= 1):
        raise ValueError("times must be known and the probability lie between 0 and 1")
    waits = times[times >= ready] - ready
    sails = (1 - cancel) * cancel ** np.arange(len(waits))
    chance = float(sails.sum())
    return Wait(float(sails @ waits) / chance if chance > 0 else nan, chance)


def mean_wait(departures: Sequence[float], first: float, last: float) -> Wait:
    """Mean wait of people who come to the pier at any time between two moments.

    What a timetable costs those who cannot choose their hour; irregular gaps cost more than
    their number tells. Not for passengers who know the timetable and come for a boat.

    Parameters
    ----------
    departures : sequence of float
        Minutes after midnight, in any order.
    first, last : float
        Beginning and end of the time at which people come, evenly.

    Returns
    -------
    Wait
        Mean wait of those who come before the last boat, and their share.

    Raises
    ------
    ValueError
        For unknown times or a period without length.

    References
    ----------
    Osuna and Newell (1972) Transportation Science 6:52-72: half the mean square of the gaps
    over their mean.

    Examples
    --------
    >>> mean_wait([480, 540, 600], first=420, last=600)
    Wait(minutes=30.0, chance=1.0)
    """
    times = np.sort(np.asarray(departures, dtype=float))
    if not np.isfinite([first, last, *times]).all() or not last > first:
        raise ValueError("times must be known and the period must have a length")
    if not (times > first).any():
        return Wait(nan, 0.0)
    begins = np.array([first, *times[(times > first) & (times < last)]])
    ends = np.array([*begins[1:], max(begins[-1], min(last, times[-1]))])
    boats = times[np.searchsorted(times, ends)]
    # Within a gap the wait falls evenly from its beginning to its end.
    lengths = ends - begins
    waited = lengths @ (boats - (begins + ends) / 2)
    return Wait(float(waited / lengths.sum()), float(lengths.sum() / (last - first)))
