"""aligned — observations whose parts come at different times -> parts that share their periods.

Departments count children screened every quarter; the statistics office counts children once a
year. A quarter's share needs the newest count of children there is at its end.
"""

from collections.abc import Collection, Mapping

import pandas as pd

from qiyou.indicators.cells import latest
from qiyou.register import Indicator
from qiyou.register.periods import Period, period_named

_KEY = ["indicator", "area"]
# Kinds whose base is person-years lived in the year, not the people at its end.
MEAN_BASE = ("life_expectancy", "premature_mortality")
_PARTS_OF_YEAR = {"month": 12, "quarter": 4}


def aligned(observations: pd.DataFrame, definitions: Mapping[str, Indicator]
            ) -> tuple[pd.DataFrame, pd.Series]:
    """Give every period with a numerator the base that was newest at its end.

    A base of the same period stands. Otherwise the newest of those that end no later counts; where
    there is none, the first later one of the same year. Bases of life tables are the mean of the
    year's end and the one before, where both are known.

    Parameters
    ----------
    observations : DataFrame
        ``schema.OBSERVATIONS``; of several vintages the latest counts.
    definitions : mapping of str to Indicator
        By id; others are passed over.

    Returns
    -------
    observations : DataFrame
        ``schema.OBSERVATIONS`` without periods that have nothing but a base.
    bases : Series of str
        Period that a base was taken from, where it is another one, by indicator, area, period.
    """
    known = latest(observations[observations["indicator"].isin(list(definitions))])
    parts, taken = [], {}
    for key, rows in known.groupby(_KEY, sort=True):
        is_base = rows["measure"].eq("denominator")
        told = rows[~is_base]
        periods = [period_named(name) for name in sorted(told["period"].unique())]
        bases = {period_named(name): base for name, base in rows[is_base].groupby("period")}
        if definitions[key[0]].kind in MEAN_BASE:
            bases = {period: _mean_base(period, bases) for period in bases}
        parts.append(told)
        for period in periods:
            source = _base_period(period, list(bases))
            if source is None:
                continue
            parts.append(bases[source].assign(period=period.name))
            if source != period:
                taken[(*key, period.name)] = source.name
    found = pd.concat(parts, ignore_index=True) if parts else known.iloc[:0]
    index = pd.MultiIndex.from_tuples(taken, names=[*_KEY, "period"]) if taken else None
    return found, pd.Series(list(taken.values()), index=index, dtype="str")


def yearly(observations: pd.DataFrame, flows: Collection[str]) -> tuple[pd.DataFrame, pd.Series]:
    """Turn figures of months and quarters into those of their years.

    Indicators in ``flows`` count what happened in each period: a year is their sum. All others
    stand at the end of the period, or count up through the year: a year is its newest period.

    Parameters
    ----------
    observations : DataFrame
        As `aligned` gives them.
    flows : collection of str
        Ids of indicators.

    Returns
    -------
    observations : DataFrame
        One period a year.
    parts : Series of str
        Newest period in it, where the year is not complete, by indicator, area and year.
    """
    rows = observations.assign(year=observations["period"].str[:4])
    groups = rows.groupby([*_KEY, "year"])["period"]
    is_whole = rows["period"].eq(rows["year"])
    has_whole = is_whole.groupby([rows[name] for name in (*_KEY, "year")]).transform("any")
    is_flow = rows["indicator"].isin(list(flows)) & ~has_whole
    is_kept = is_whole | (~has_whole & ~is_flow & rows["period"].eq(groups.transform("max")))
    added = _added(rows[is_flow], "year")
    found = pd.concat([rows[is_kept], added], ignore_index=True)
    found = found.assign(period=found["year"]).sort_values([*_KEY, "period"], kind="stable")
    return found[list(observations.columns)].reset_index(drop=True), _open_years(
        rows[~has_whole], flows)


def _open_years(rows: pd.DataFrame, flows: Collection[str]) -> pd.Series:
    """Newest period of each year that its periods do not fill."""
    told = rows.groupby([*_KEY, "year"])["period"].agg(["max", "nunique"]).reset_index()
    last = [period_named(name) for name in told["max"]]
    full = pd.Series([_PARTS_OF_YEAR[one.frequency] for one in last], told.index, dtype=int)
    part = pd.Series([one.part for one in last], told.index, dtype=int)
    is_short = told["indicator"].isin(list(flows)) & told["nunique"].lt(full)
    is_open = is_short | part.lt(full)
    found = told[is_open].rename(columns={"year": "period"})
    return found.set_index([*_KEY, "period"])["max"].astype("str")


def pooled(observations: pd.DataFrame, years: int) -> pd.DataFrame:
    """Add up the numerators and bases of several whole years, ending with each year.

    For rates of few events. **Not for stocks**: three years' beds are not three times the beds,
    so their ratio is a mean over the years, which hides what changed within them.

    Parameters
    ----------
    observations : DataFrame
        One period a year, as `yearly` gives them.
    years : int
        How many, at least 2. Years before which there are not so many get no row.
    """
    pieces = []
    for _, rows in observations.groupby(_KEY, sort=True):
        there = sorted(rows["period"].astype(int).unique())
        for last in there:
            span = range(last - years + 1, last + 1)
            if not set(span) <= set(there):
                continue
            inner = rows[rows["period"].astype(int).isin(span)]
            pieces.append(_added(inner).assign(period=str(last)))
    return pd.concat(pieces, ignore_index=True) if pieces else observations.iloc[:0]


def _base_period(period: Period, bases: list[Period]) -> Period | None:
    if period in bases:
        return period
    earlier = [base for base in bases if base.last_day <= period.last_day]
    if earlier:
        return max(earlier, key=lambda base: base.last_day)
    return next((base for base in sorted(bases, key=lambda b: b.last_day)
                 if base.year == period.year), None)


def _mean_base(period: Period, bases: dict[Period, pd.DataFrame]) -> pd.DataFrame:
    before = bases.get(period.previous)
    if before is None:
        return bases[period]
    both = pd.concat([bases[period], before])
    means = both.groupby("stratum", dropna=False)["value"].mean()
    is_in_both = both["stratum"].value_counts(dropna=False).eq(2)
    rows = bases[period]
    if not rows["stratum"].map(is_in_both).all():
        return rows  # other age groups than a year ago: nothing to take the mean of
    return rows.assign(value=rows["stratum"].map(means))


def _added(rows: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Sum by measure and stratum; a figure's other columns are its newest period's."""
    keys = [*_KEY, "measure", "stratum", "unit", *more]
    ordered = rows.sort_values("period", kind="stable")
    groups = ordered.groupby(keys, dropna=False, sort=True)
    newest = groups.tail(1).set_index(keys)
    sums = groups["value"].sum(min_count=1)
    return newest.assign(value=sums.reindex(newest.index)).reset_index()[list(rows.columns)]
