"""projected — two censuses + published rates -> persons of age groups in later years."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pandas as pd

from qiyou.assess.denominators import census_people
from qiyou.stats.projection import (
    Assumptions,
    age_groups,
    by_age_and_sex,
    cohort_component,
    fitted_fertility,
    hamilton_perry,
    migration_factors,
    on_dates,
    single_rates,
    survival_ratios,
)
from qiyou.store import Snapshot

BASE_DAY = date(2020, 11, 1)
BASE, EARLIER = 2020, 2010
# Share of the net migration of 2010-2020, by age and sex, that goes on after 2020.
SCENARIOS = MappingProxyType({"none": 0.0, "half": 0.5, "full": 1.0})
CHECK = "hamilton_perry"


def projected(
    snapshot: Snapshot, groups: Mapping[str, tuple[int, int | None]], until: int,
) -> pd.DataFrame:
    """Persons of age groups at the ends of years, by migration scenario.

    Cohort-component from the 2020 census: survival of a published national life table,
    fertility of a published pattern scaled to the census's infants, both constant; net migration
    as the 2010-2020 residual, none of it, half, or all going on. Hamilton and Perry's
    projection stands beside as a check that needs no rates. For moving denominators. **Not a
    forecast**: a scenario says what follows if its assumptions hold; and not beyond 2030.

    Parameters
    ----------
    snapshot : Snapshot
        Its county must be in both censuses, with borders unchanged.
    groups : mapping of str to (int, int or None)
        First and last completed year of age of each group.
    until : int
        Last year, at most 2029.

    Returns
    -------
    DataFrame
        scenario (``none``, ``half``, ``full``, ``hamilton_perry``), year, group, persons. 2020
        is the census itself, on its day; later years are the 31st of December.
    """
    years = range(BASE + 1, until + 1)
    days = [BASE_DAY, *(date(year, 12, 31) for year in years)]
    parts = {name: on_dates(path, BASE_DAY, days)
             for name, path in _paths(snapshot, until - BASE + 1).items()}
    rows = [(name, day.year, group, persons)
            for name, people in parts.items() for day in days
            for group, persons in age_groups(people[day], groups).sum(axis=1).items()]
    return pd.DataFrame(rows, columns=["scenario", "year", "group", "persons"])


def constants(snapshot: Snapshot) -> dict[str, float]:
    """What a reader of the projection must know of its assumptions, as figures.

    Returns
    -------
    dict
        ``total_fertility``: births per woman that the census's infants imply;
        ``infants``: persons under one at the census;
        ``net_migration``: 2010-2020 residual of those alive at both ends, persons.
    """
    held = assumptions(snapshot)
    earlier, base = (_people(snapshot, year) for year in (EARLIER, BASE))
    alive = cohort_component(earlier, replace(held, migration=None, fertility=[0] * len(base)), 10)
    return {
        "total_fertility": float(sum(held.fertility)),
        "infants": float(base.iloc[0].sum()),
        "net_migration": float(base.iloc[10:].sum().sum() - alive[10].iloc[10:].sum().sum()),
    }


def assumptions(snapshot: Snapshot, share: float = 0.0) -> Assumptions:
    """Rates that a scenario holds constant; ``share`` of past net migration goes on."""
    rates = snapshot.reference("life_table_china").pivot_table(
        index="age", columns="sex", values="mx", sort=False)
    survival = pd.DataFrame({sex: survival_ratios(rates[sex]) for sex in rates})
    base = _people(snapshot, BASE)
    pattern = snapshot.reference("fertility_china").set_index("age")["births_per_woman"]
    fertility = fitted_fertility(single_rates(pattern, len(base)), base, survival)
    migration = migration_factors(_people(snapshot, EARLIER), base, survival, share=share)
    return Assumptions(survival, fertility, migration)


def _paths(snapshot: Snapshot, steps: int) -> dict[str, pd.DataFrame]:
    base = _people(snapshot, BASE)
    paths = {name: cohort_component(base, assumptions(snapshot, share), steps)
             for name, share in SCENARIOS.items()}
    censuses = (census_people(snapshot, year, snapshot.code) for year in (EARLIER, BASE))
    survival = assumptions(snapshot).survival
    return paths | {CHECK: hamilton_perry(*censuses, children=1, survival=survival)}


def _people(snapshot: Snapshot, year: int) -> pd.DataFrame:
    return by_age_and_sex(census_people(snapshot, year, snapshot.code))
