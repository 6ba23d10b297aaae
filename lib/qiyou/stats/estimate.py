"""estimate — value, limits, method, base and standing -> the row that every statistic returns."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from math import nan

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

# Restated from the house's frame contract, because stats imports nothing of the house.
FLAGS = ("ok", "pooled", "unstable", "suppressed", "missing")
_TEXT = ("method", "flag", "note")

# Ids that `note` may hold, and what each says; the words for readers are in the catalogue.
NOTES = {
    "no_base": "nothing was observed: no population, no cases",
    "no_events": "no event was seen; that is not the same as no risk",
    "no_reference_events": "the second group has no events: the ratio has no upper limit",
    "single_value": "one value alone has no interval",
    "under_10_events": "fewer than 10 events",
    "under_5000_person_years": "fewer than 5,000 person-years",
    "interval_over_20_years": "interval wider than 20 years",
    "last_band_merged": "no deaths in the last age band: merged with the band below",
    "band_exhausted": "death rate so high that nobody would survive its age band",
}


@dataclass(frozen=True)
class Estimate:
    """A value with its interval, method, base and standing.

    Attributes
    ----------
    value, low, high : float
        Point estimate and limits, in the same unit; NaN where none may be given.
    level : float
        Nominal two-sided confidence, 0 to 1; NaN where there is no interval.
    method : str
        Name of the method in the literature: ``Wilson``, ``Byar``, ``Chiang II`` …
    n, events : float
        Base (persons, person-years, cases) and events counted; NaN where it has none.
    flag : str
        ``ok``, ``pooled`` (several periods together), ``unstable`` (given, too wide to act on),
        ``suppressed`` (not given: too little behind it), ``missing`` (nothing to compute from).
    note : str
        Ids of what a reader must know, joined by ``;`` — words are the rooms' business.

    Raises
    ------
    ValueError
        When ``flag`` is none of the five.

    Examples
    --------
    >>> Estimate(0.25, 0.1, 0.4, 0.95, "Wilson", n=40, events=10).flag
    'ok'
    """

    value: float
    low: float
    high: float
    level: float
    method: str
    n: float = nan
    events: float = nan
    flag: str = "ok"
    note: str = ""

    def __post_init__(self) -> None:
        if self.flag not in FLAGS:
            raise ValueError(f"flag {self.flag!r} is none of {', '.join(FLAGS)}")

    def __getitem__(self, name: str) -> float | str:
        """Read a field by name, as in a row of :func:`estimates_frame`."""
        return asdict(self)[name]


COLUMNS = tuple(field.name for field in fields(Estimate))


def estimates_frame(estimates: Sequence[Estimate]) -> pd.DataFrame:
    """Lay estimates out as a frame, one row each, in the order given.

    Parameters
    ----------
    estimates : sequence of Estimate
        May be empty.

    Returns
    -------
    pandas.DataFrame
        Columns ``value, low, high, level, method, n, events, flag, note``; numbers as float64.

    Examples
    --------
    >>> frame = estimates_frame([Estimate(0.25, 0.1, 0.4, 0.95, "Wilson", n=40, events=10)])
    >>> frame.loc[0, ["low", "high", "n"]].tolist()
    [0.1, 0.4, 40.0]
    """
    rows = [asdict(estimate) for estimate in estimates]
    types = {name: "str" if name in _TEXT else "float64" for name in COLUMNS}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)


def lay_out(
    parts: Mapping[str, ArrayLike], index: pd.Index | None = None
) -> Estimate | pd.DataFrame:
    """Turn fields into one Estimate (all scalars) or into a frame (any is an array).

    Parameters
    ----------
    parts : mapping of field name to scalar or 1-D array
        Fields of :class:`Estimate`; scalars are repeated along the arrays.
    index : pandas.Index, optional
        Of the frame; 0, 1, 2 … without it.

    Returns
    -------
    Estimate or pandas.DataFrame
        Rows in the order given.

    Raises
    ------
    ValueError
        When lengths do not fit together or an array has more than one dimension.

    Examples
    --------
    >>> parts = {"value": [1.0, 2.0], "low": 0.5, "high": 3.0, "level": 0.95, "method": "Byar"}
    >>> lay_out(parts)["value"].tolist()
    [1.0, 2.0]
    """
    columns = np.broadcast_arrays(*(np.asarray(part) for part in parts.values()))
    if columns[0].ndim > 1:
        raise ValueError("arrays must have one dimension")
    rows = [
        Estimate(**{name: cell.item() for name, cell in zip(parts, cells, strict=True)})
        for cells in zip(*(np.atleast_1d(column) for column in columns), strict=True)
    ]
    if not columns[0].ndim:
        return rows[0]
    frame = estimates_frame(rows)
    return frame if index is None else frame.set_axis(index)


def join_notes(marks: Mapping[str, ArrayLike], rows: int) -> list[str]:
    """Join the ids of :data:`NOTES` that hold in each row; an empty id is passed over.

    Parameters
    ----------
    marks : mapping of note id to bool or array of bool
        Whether the note holds, once for all rows or row by row.
    rows : int
        How many rows.

    Returns
    -------
    list of str

    Examples
    --------
    >>> join_notes({"no_events": [True, False], "last_band_merged": True}, 2)
    ['no_events;last_band_merged', 'last_band_merged']
    """
    holds = {name: np.broadcast_to(mark, rows) for name, mark in marks.items() if name}
    return [";".join(name for name in holds if holds[name][row]) for row in range(rows)]
