"""series — observations + definitions -> estimates by month, quarter and year, townships too."""

from collections.abc import Collection, Mapping

import pandas as pd

from qiyou.assess.aligned import aligned, pooled, yearly
from qiyou.indicators import RANDOM, estimate
from qiyou.register import Indicator
from qiyou.register.forms import Forms
from qiyou.schema import ESTIMATES

_KEY = ["indicator", "area", "period"]


def flow_indicators(forms: Forms) -> frozenset[str]:
    """Indicators whose forms count what happened in each period, so that periods add up."""
    return frozenset(feed.indicator for form in forms.forms.values() for feed in form.feeds
                     if feed.is_flow)


def series(observations: pd.DataFrame, definitions: Mapping[str, Indicator],
           flows: Collection[str] = (), level: float = 0.95) -> pd.DataFrame:
    """Estimates of all periods that figures came for, and of their years.

    A year that is not over stands where it stands: its note says so, and nothing is put up to a
    whole year here (`qiyou.stats.path` does that).

    Parameters
    ----------
    observations : DataFrame
        ``schema.OBSERVATIONS``.
    definitions : mapping of str to Indicator
        By id.
    flows : collection of str
        See `flow_indicators`.
    level : float
        Two-sided confidence, 0 to 1.

    Returns
    -------
    DataFrame
        ``schema.ESTIMATES`` by indicator, area and period. Notes may hold ``base_of:2024`` (the
        base is that year's) and ``part_year:2025Q3`` (the year up to then).
    """
    own, bases = aligned(observations, definitions)
    years, parts = yearly(own, flows)
    short = own[own["period"].str.len().gt(4)]
    found = pd.concat([estimate(short, definitions, level), estimate(years, definitions, level)])
    notes = _notes(found, {"base_of": _with_years(bases), "part_year": parts})
    return ESTIMATES.check(found.assign(note=notes).sort_values(_KEY, ignore_index=True))


def pooled_series(observations: pd.DataFrame, definitions: Mapping[str, Indicator],
                  years: int, flows: Collection[str] = (), level: float = 0.95) -> pd.DataFrame:
    """Estimates over several years together, for indicators that chance is in.

    Parameters as `series`; ``years`` at least 2. An open year is left out, for its share of the
    year is not known.

    Returns
    -------
    DataFrame
        ``schema.ESTIMATES``; ``period`` is the last of the years, the flag ``pooled`` unless the
        figure is worse than that.
    """
    chancy = {name: one for name, one in definitions.items() if one.chance in RANDOM}
    own, _ = aligned(observations, chancy)
    whole, parts = yearly(own, flows)
    keys = pd.MultiIndex.from_frame(whole[_KEY])
    found = estimate(pooled(whole[~keys.isin(parts.index)], years), chancy, level)
    return found.assign(flag=found["flag"].replace("ok", "pooled"))


def _with_years(bases: pd.Series) -> pd.Series:
    """Bases of periods, and of the years that these periods stand for."""
    if bases.empty:
        return bases
    frame = bases.rename("base").reset_index()
    years = frame.assign(period=frame["period"].str[:4]).drop_duplicates(_KEY, keep="last")
    # The base of a year's own period is no news.
    years = years[years["base"].ne(years["period"])]
    both = pd.concat([frame, years]).drop_duplicates(_KEY, keep="first")
    return both.set_index(_KEY)["base"]


def _notes(found: pd.DataFrame, marks: Mapping[str, pd.Series]) -> list[str]:
    keys = list(found[_KEY].itertuples(index=False, name=None))
    told = {name: mark.to_dict() for name, mark in marks.items()}
    return [";".join([*(part for part in [note] if part),
                      *(f"{name}:{known[key]}" for name, known in told.items() if key in known)])
            for key, note in zip(keys, found["note"].fillna(""), strict=True)]
