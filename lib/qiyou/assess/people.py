"""people — promised ratios + denominators to come -> persons, places, beds, year by year."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from qiyou.assess.projected import BASE, CHECK, projected
from qiyou.register import Indicator, Plan, Register
from qiyou.store import Snapshot

# Kinds of indicator that are so many of something per so many of a base.
PER_BASE = ("share", "ratio", "rate")
CENTRAL = "half"


def people(plan: Plan, indicators: Mapping[str, Indicator], register: Register,
           snapshot: Snapshot) -> pd.DataFrame:
    """What promised shares and ratios mean in whole persons or things, year by year.

    The base is projected from the census in three migration scenarios; the central one lets
    half of the past net migration go on. For seeing what a ratio asks for while its denominator
    moves. **Not a target of its own**: the plan promises the ratio, and the count follows
    whatever the denominator turns out to be.

    Parameters
    ----------
    plan : Plan
    indicators : mapping of str to Indicator
        Those wanted; only kinds with a base that has ages in ``methods.yaml`` are given.
    register : Register
    snapshot : Snapshot

    Returns
    -------
    DataFrame
        promise, name, year, value and unit as promised, base_name, base, base_low, base_high
        (persons, over the scenarios), things, things_low, things_high: whole units, rounded
        up where more is promised and down where less is.
    """
    chosen = [promise for promise in plan.promises
              if promise.indicator in indicators
              and age_span(register, indicators[promise.indicator]) is not None]
    groups = {indicators[p.indicator].denominator: age_span(register, indicators[p.indicator])
              for p in chosen}
    if not chosen:
        return pd.DataFrame(columns=COLUMNS)
    bases = base_ranges(snapshot, groups, plan.last_year)
    rows = [_row(promise, cell, indicators[promise.indicator], register, bases)
            for promise in chosen for cell in promise.targets]
    return pd.DataFrame(rows, columns=COLUMNS)


COLUMNS = ["promise", "name", "year", "value", "unit", "base_name", "base", "base_low",
           "base_high", "things", "things_low", "things_high"]


def base_ranges(snapshot: Snapshot, groups: Mapping[str, tuple[int, int | None]],
                until: int) -> pd.DataFrame:
    """Projected persons by group and year: central scenario, lowest, highest.

    Returns
    -------
    DataFrame
        Indexed by group and year: base, base_low, base_high (persons).
    """
    paths = projected(snapshot, groups, until)
    paths = paths[paths["scenario"].ne(CHECK) & paths["year"].gt(BASE)]
    spread = paths.groupby(["group", "year"])["persons"].agg(base_low="min", base_high="max")
    central = paths[paths["scenario"].eq(CENTRAL)].set_index(["group", "year"])["persons"]
    return spread.assign(base=central)


def age_span(register: Register, indicator: Indicator) -> tuple[int, int | None] | None:
    """Ages of the base that an indicator is a ratio to; None where it has no such base."""
    if indicator.kind not in PER_BASE or indicator.denominator is None or indicator.per is None:
        return None
    return register.methods.denominators[indicator.denominator].ages


def _row(promise, cell, indicator: Indicator, register: Register, bases: pd.DataFrame) -> dict:
    base = bases.loc[(indicator.denominator, cell.year)]
    whole = np.floor if promise.comparison in ("<=", "<") else np.ceil
    # A count that is whole but for rounding in the product must not gain one.
    things = {f"things{end}": whole(round(cell.value / indicator.per * base[f"base{end}"], 6))
              for end in ("", "_low", "_high")}
    return {"promise": promise.id, "name": promise.name, "year": cell.year, "value": cell.value,
            "unit": promise.unit,
            "base_name": register.methods.denominators[indicator.denominator].name,
            **base.to_dict(), **things}
