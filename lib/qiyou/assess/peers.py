"""peers — census denominators of a province's counties -> ranks, nearest neighbours."""

from types import MappingProxyType

import numpy as np
import pandas as pd

from qiyou.assess.denominators import CENSUSES, band_persons
from qiyou.indicators import COMPLETE
from qiyou.stats.funnel import funnel
from qiyou.stats.intervals import proportion_interval
from qiyou.store import Snapshot

# Share of persons in an age band; edges fall on those of the census tables.
AGE_SHARES = MappingProxyType({
    "under5_pct": (0, 4),
    "age_0_14_pct": (0, 14),
    "age_15_59_pct": (15, 59),
    "age_60_plus_pct": (60, None),
    "age_65_plus_pct": (65, None),
    "age_80_plus_pct": (80, None),
})
# Read from the printed profile without reckoning.
PRINTED = MappingProxyType({
    "population_persons": "population",
    "schooling_years": "mean_years_schooling",
    "household_size": "household_size",
    "housing_area_m2": "housing_area_per_person_m2",
})
SAMPLED = MappingProxyType({"renting_pct": ("households_renting_longform", "households_longform")})
FEATURES = (*PRINTED, *AGE_SHARES, "urban_pct", "renting_pct", "population_change_pct")
# What makes two counties alike for public services: how many, how young, how old, how schooled,
# how dense, how housed. Size enters as its logarithm: twice as large is one step everywhere.
LIKENESS = ("population_persons", "age_0_14_pct", "age_60_plus_pct", "schooling_years",
            "urban_pct", "household_size", "renting_pct")
LOGARITHMIC = ("population_persons",)


def features(snapshot: Snapshot) -> pd.DataFrame:
    """Features of every county of the snapshot's province at the 2020 census.

    For setting a county among others. **Not for judging its services**: these are denominators,
    the people and households that services are for.

    Returns
    -------
    DataFrame
        One row per county by code: area_code, area_name and the columns of ``FEATURES``;
        ``population_change_pct`` (2010 to 2020) is empty where the county's borders changed.
    """
    profile = _counties(snapshot).set_index("area_code")
    census = snapshot.reference(CENSUSES[2020])
    persons = profile["population"]
    frame = pd.DataFrame({"area_name": profile["area_name"]})
    for name, column in PRINTED.items():
        frame[name] = profile[column]
    for name, (first, last) in AGE_SHARES.items():
        frame[name] = band_persons(census, first, last).reindex(persons.index) / persons * 100
    frame["urban_pct"] = profile["urban"] / persons * 100
    for name, (part, whole) in SAMPLED.items():
        frame[name] = profile[part] / profile[whole] * 100
    frame["population_change_pct"] = _change_pct(snapshot, persons)
    return frame.rename_axis("area_code").reset_index()


def peer_table(snapshot: Snapshot, feature: str, level: float = 0.95) -> pd.DataFrame:
    """One feature of all counties of the province, from the largest value down.

    For saying where a county stands. **Ranks are of values, not of merit**, and for a sampled
    feature neighbours in rank may well have changed places by chance: look at the limits.

    Parameters
    ----------
    snapshot : Snapshot
        Its county is marked, if it is among them.
    feature : str
        One of ``FEATURES``.
    level : float
        Confidence of the limits of a sampled feature, 0 to 1.

    Returns
    -------
    DataFrame
        area_code, area_name, value (unit of the feature), low, high, level, method, n, events,
        rank (1: largest; equal values share a rank), counties (how many are ranked),
        is_county. Features from complete enumeration have no limits and say so in ``method``;
        a share of the ten-percent long form has Wilson limits, taken as a simple random sample.

    Raises
    ------
    KeyError
        When there is no such feature.
    """
    if feature not in FEATURES:
        raise KeyError(f"no feature {feature!r}; known: {', '.join(FEATURES)}")
    frame = features(snapshot)[["area_code", "area_name", feature]]
    frame = frame.rename(columns={feature: "value"}).dropna(subset="value")
    frame = frame.merge(_limits(snapshot, feature, level), on="area_code")
    frame["rank"] = frame["value"].rank(ascending=False, method="min").astype(int)
    frame["counties"] = len(frame)
    frame["is_county"] = frame["area_code"].eq(snapshot.code)
    return frame.sort_values(["rank", "area_code"]).reset_index(drop=True)


def nearest_neighbours(
    snapshot: Snapshot, k: int = 8, by: tuple[str, ...] = LIKENESS,
) -> pd.DataFrame:
    """Counties of the province most like the snapshot's.

    Euclidean distance over standardised features (z-scores over all counties of the province,
    population as its logarithm). For choosing whom to compare with. **Likeness depends on the
    features chosen**: ``kept`` says how often a neighbour stays among the nearest ``k`` when one
    feature is left out.

    Parameters
    ----------
    snapshot : Snapshot
        Its county must be among the province's.
    k : int
        How many neighbours.
    by : tuple of str
        At least two of ``FEATURES`` that no county lacks.

    Returns
    -------
    DataFrame
        The county itself (distance 0), then the neighbours from the nearest on: area_code,
        area_name, distance (in standard deviations), kept (0 to ``len(by)``), the features,
        is_county.

    Raises
    ------
    KeyError
        When the county is not in the census tables.
    """
    frame = features(snapshot).set_index("area_code")
    scores = _standardised(frame[list(by)])
    distance = _distance(scores, snapshot.code)
    order = distance.sort_values(kind="stable").index
    chosen = order[order != snapshot.code][:k]
    left_out = [_nearest(scores.drop(columns=name), snapshot.code, k) for name in by]
    kept = [sum(code in near for near in left_out) for code in chosen]
    rows = frame.loc[[snapshot.code, *chosen], ["area_name", *by]].reset_index()
    rows.insert(2, "distance", distance[rows["area_code"]].to_numpy())
    rows.insert(3, "kept", [len(by), *kept])
    return rows.assign(is_county=rows["area_code"].eq(snapshot.code))


def peer_funnel(snapshot: Snapshot, feature: str) -> pd.DataFrame:
    """A sampled feature of all counties against limits around the province's own share.

    For seeing how much of the differences between counties sampling alone could make. Limits
    are not widened for overdispersion: counties do differ, and that is the finding. **Not for
    features from complete enumeration**, which have no sampling in them.

    Parameters
    ----------
    snapshot : Snapshot
    feature : str
        One of ``SAMPLED``.

    Returns
    -------
    DataFrame
        area_code, area_name, events, base (sampled cases), and what ``stats.funnel`` adds
        (value, target, low_95 … signal; in percent), is_county.

    Raises
    ------
    KeyError
        When the feature is not a sampled one.
    """
    part, whole = SAMPLED[feature]
    counties, province = _counties(snapshot), _province(snapshot).iloc[0]
    frame = counties[["area_code", "area_name"]].assign(
        events=counties[part], base=counties[whole]).reset_index(drop=True)
    found = funnel(frame, "proportion", province[part] / province[whole], per=100)
    return found.assign(is_county=found["area_code"].eq(snapshot.code))


def remoteness(snapshot: Snapshot, by: tuple[str, ...] = LIKENESS) -> pd.DataFrame:
    """Distance of every county to its own nearest neighbour: how unlike the others it is.

    For saying whether the nearest neighbours of a county are near at all.

    Returns
    -------
    DataFrame
        area_code, distance (in standard deviations, as in :func:`nearest_neighbours`).
    """
    scores = _standardised(features(snapshot).set_index("area_code")[list(by)])
    nearest = [_distance(scores, code).drop(code).min() for code in scores.index]
    return pd.DataFrame({"area_code": scores.index, "distance": nearest})


def _counties(snapshot: Snapshot) -> pd.DataFrame:
    profile = snapshot.reference("census_2020_profile")
    is_own = profile["area_code"].str[:2].eq(snapshot.code[:2])
    return profile[is_own & profile["level"].eq("county")]


def _province(snapshot: Snapshot) -> pd.DataFrame:
    profile = snapshot.reference("census_2020_profile")
    return profile[profile["area_code"].eq(snapshot.code[:2].ljust(6, "0"))]


def _change_pct(snapshot: Snapshot, persons: pd.Series) -> pd.Series:
    before = band_persons(snapshot.reference(CENSUSES[2010]), 0, None)
    changes = snapshot.reference("area_changes")
    codes = dict(zip(persons.index, persons.index, strict=True))
    is_comparable = changes["is_comparable"].eq("yes")
    codes |= dict.fromkeys(changes.loc[~is_comparable, "area_code"])
    same = changes[is_comparable]
    codes |= dict(zip(same["area_code"], same["area_code_2010"], strict=True))
    old = pd.Series(codes).reindex(persons.index).map(before)
    return (persons / old - 1) * 100


def _limits(snapshot: Snapshot, feature: str, level: float) -> pd.DataFrame:
    counties = _counties(snapshot)
    columns = ["low", "high", "level", "method", "n", "events"]
    if feature not in SAMPLED:
        empty = dict.fromkeys(columns, np.nan) | {"method": COMPLETE}
        return counties[["area_code"]].assign(**empty)
    part, whole = SAMPLED[feature]
    found = proportion_interval(counties[part], counties[whole], level)
    found[["low", "high"]] *= 100
    return found[columns].assign(area_code=counties["area_code"].to_numpy())


def _standardised(frame: pd.DataFrame) -> pd.DataFrame:
    logged = [name for name in LOGARITHMIC if name in frame]
    values = frame.assign(**{name: np.log(frame[name]) for name in logged})
    return (values - values.mean()) / values.std(ddof=0)


def _distance(scores: pd.DataFrame, code: str) -> pd.Series:
    return np.sqrt(((scores - scores.loc[code]) ** 2).sum(axis=1))


def _nearest(scores: pd.DataFrame, code: str, k: int) -> set[str]:
    return set(_distance(scores, code).drop(code).nsmallest(k).index)
