"""denominators — censuses by age and sex -> age groups, dependency ratios by area."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from qiyou.stats.interpolation import age_groups, band_edges, by_age_and_sex
from qiyou.store import Snapshot

CENSUSES = MappingProxyType({2010: "census_2010_age_sex", 2020: "census_2020_age_sex"})
# Chinese yearbooks reckon dependency on the 15-64; the retirement age plays no part in it.
CHILD, WORKING, OLD = (0, 14), (15, 64), (65, None)


def band_persons(census: pd.DataFrame, first: int, last: int | None) -> pd.Series:
    """Persons of both sexes aged ``first`` to ``last``, by area code.

    For groups whose edges the census table has. **Not for groups that cut across its bands**
    (under 3): see :func:`group_table`.

    Parameters
    ----------
    census : DataFrame
        Columns area_code, age, persons: a census reference table.
    first, last : int, int or None
        First and last completed year of age; None for no upper end.

    Raises
    ------
    ValueError
        When an edge falls inside a band of the table.

    Examples
    --------
    >>> rows = {"area_code": ["1"] * 3, "age": ["0-4", "5-9", "10+"], "persons": [5, 6, 7]}
    >>> band_persons(pd.DataFrame(rows), 0, 9)["1"]
    np.int64(11)
    """
    labels = list(dict.fromkeys(census["age"]))
    starts = dict(zip(labels, band_edges(labels), strict=True))
    edges = set(starts.values())
    if first not in edges or (last is not None and last + 1 not in edges):
        raise ValueError(f"ages {first} to {last} cut a band of the census table")
    age = census["age"].map(starts)
    rows = census[age.ge(first) & (True if last is None else age.le(last))]
    return rows.groupby("area_code")["persons"].sum()


def census_people(snapshot: Snapshot, year: int, code: str) -> pd.DataFrame:
    """Persons of one area by sex and age band, as the census printed them.

    Returns
    -------
    DataFrame
        sex (m, f), age, persons; ages in rising order.

    Raises
    ------
    KeyError
        When the census does not list the area.
    """
    census = snapshot.reference(CENSUSES[year])
    rows = census[census["area_code"].eq(code)]
    if rows.empty:
        raise KeyError(f"the census of {year} does not list area {code}")
    return rows[["sex", "age", "persons"]].reset_index(drop=True)


def is_in_census(snapshot: Snapshot) -> bool:
    """Whether both censuses list the snapshot's county."""
    return all(snapshot.code in set(snapshot.reference(name)["area_code"])
               for name in CENSUSES.values())


def group_table(
    snapshot: Snapshot, groups: Mapping[str, tuple[int, int | None]], year: int,
) -> pd.Series:
    """Persons of the county in any age groups at a census.

    Groups that cut across the printed bands are interpolated (PCHIP on the cumulated counts);
    each printed band keeps its sum. **Not for a single year of age**, which no interpolation
    knows.

    Parameters
    ----------
    snapshot : Snapshot
        Its county must be in the census.
    groups : mapping of str to (int, int or None)
        First and last completed year of age of each group.
    year : int
        2010 or 2020.

    Returns
    -------
    Series
        Persons by group.
    """
    people = by_age_and_sex(census_people(snapshot, year, snapshot.code))
    return age_groups(people, groups).sum(axis=1).rename("persons")


def dependency(snapshot: Snapshot, codes: Mapping[str, str]) -> pd.DataFrame:
    """Children and old people per hundred of the 15-64, by area and census.

    For reading how many a working-age person stands beside. **Not a measure of burden in
    money**: who works, and until what age, is not in it.

    Parameters
    ----------
    snapshot : Snapshot
    codes : mapping of str to str
        Area code of each area's name, in the order wanted.

    Returns
    -------
    DataFrame
        area_name, year, child_ratio, old_ratio, total_ratio (per hundred aged 15-64),
        ageing_index (65 and over per hundred under 15).
    """
    rows = []
    for year, name in CENSUSES.items():
        census = snapshot.reference(name)
        child, working, old = (band_persons(census, *band) for band in (CHILD, WORKING, OLD))
        for area_name, code in codes.items():
            base = working[code] / 100
            rows.append((area_name, year, child[code] / base, old[code] / base,
                         (child[code] + old[code]) / base, old[code] / child[code] * 100))
    names = ["area_name", "year", "child_ratio", "old_ratio", "total_ratio", "ageing_index"]
    frame = pd.DataFrame(rows, columns=names)
    order = {name: position for position, name in enumerate(codes)}
    return frame.sort_values(["area_name", "year"], ignore_index=True,
                             key=lambda column: column.map(order)
                             if column.name == "area_name" else column)
