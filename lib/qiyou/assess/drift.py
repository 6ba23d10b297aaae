"""drift — promised ratios + moving denominators -> how much of the change the base alone brings."""

from collections.abc import Mapping

import pandas as pd

from qiyou.assess.people import age_span, base_ranges
from qiyou.register import Indicator, Plan, Register
from qiyou.store import Snapshot

COLUMNS = ["promise", "name", "unit", "base_name", "base_value", "final_value",
           "needed_change_pct", "drift_pct", "drift_low_pct", "drift_high_pct", "unaided_value"]


# Of these the numerator is no part of the base; in a share it moves along with it.
MOVING = ("ratio", "rate")


def denominator_drift(plan: Plan, indicators: Mapping[str, Indicator], register: Register,
                      snapshot: Snapshot) -> pd.DataFrame:
    """What becomes of a ratio if its numerator stands still while its base moves as projected.

    A ratio can reach its target because people leave, and miss it although more was done because
    they age. For telling the two apart beforehand. **Not a forecast of the ratio.**

    Parameters
    ----------
    plan, indicators, register, snapshot
        As in ``people.people``; promises without a numeric base
        value are left out, and so are shares, whose numerator is part of the base.

    Returns
    -------
    DataFrame
        promise, name, unit, base_name, base_value (plan's base year), final_value (last year),
        needed_change_pct (fall of the denominator that alone would bring the target),
        drift_pct with drift_low_pct and drift_high_pct (projected change of the denominator over
        the same years, central scenario and range), unaided_value (the ratio in the last year
        with the numerator unchanged, central scenario).
    """
    chosen = [p for p in plan.promises if p.base and p.base.value and p.targets
              and p.indicator in indicators and indicators[p.indicator].kind in MOVING
              and age_span(register, indicators[p.indicator]) is not None]
    if not chosen:
        return pd.DataFrame(columns=COLUMNS)
    groups = {indicators[p.indicator].denominator: age_span(register, indicators[p.indicator])
              for p in chosen}
    bases = base_ranges(snapshot, groups, plan.last_year)
    return pd.DataFrame([_row(p, indicators[p.indicator], register, bases) for p in chosen],
                        columns=COLUMNS)


def _row(promise, indicator: Indicator, register: Register, bases: pd.DataFrame) -> dict:
    start, end = promise.base, promise.targets[-1]
    before, after = (bases.loc[(indicator.denominator, year)] for year in (start.year, end.year))
    drift = {f"drift{side}_pct": (after[f"base{side}"] / before[f"base{side}"] - 1) * 100
             for side in ("", "_low", "_high")}
    return {
        "promise": promise.id, "name": promise.name, "unit": promise.unit,
        "base_name": register.methods.denominators[indicator.denominator].name,
        "base_value": start.value, "final_value": end.value,
        "needed_change_pct": (start.value / end.value - 1) * 100, **drift,
        "unaided_value": start.value / (1 + drift["drift_pct"] / 100),
    }
