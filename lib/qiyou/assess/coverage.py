"""coverage — promises of "all" or "so many percent" + their base -> how many that is, and one."""

from collections.abc import Mapping
from math import ceil

import pandas as pd

from qiyou.register import Indicator, Plan, Register

COLUMNS = ["promise", "name", "clause", "year", "text", "base_name", "base", "needed",
           "one_missing_pct"]
FULL_PCT = 100.0
# Of these the numerator counts members of the base, and more of them is what is promised.
COVERING, UPWARD = ("share", "coverage"), (">=", ">", "=", "full")


def covered_bases(plan: Plan, indicators: Mapping[str, Indicator], register: Register,
                  bases: Mapping[str, float]) -> pd.DataFrame:
    """Promises to cover places or persons whose number is known, in whole ones.

    For knowing how much hangs on a single place: of seven townships one is 14 points. **Not for
    bases that move fast**: the base is that of the last census or the list of areas.

    Parameters
    ----------
    plan : Plan
    indicators : mapping of str to Indicator
        Those wanted.
    register : Register
        Names the denominators.
    bases : mapping of str to float
        Denominator id to persons or places, from ``bases.known_bases``.

    Returns
    -------
    DataFrame
        promise, name, clause, year, text (as printed), base_name, base, needed (whole ones that
        must be covered), one_missing_pct (points of the share that one of them is).
    """
    rows = []
    for promise in plan.promises:
        indicator = indicators.get(promise.indicator)
        is_covering = indicator and indicator.kind in COVERING and promise.comparison in UPWARD
        if not (is_covering and indicator.denominator in bases):
            continue
        cell, base = promise.path[-1], round(bases[indicator.denominator])
        share = FULL_PCT if promise.comparison == "full" else cell.value
        rows.append({
            "promise": promise.id, "name": promise.name, "clause": promise.clause,
            "year": cell.year, "text": cell.text,
            "base_name": register.methods.denominators[indicator.denominator].name,
            "base": base, "needed": ceil(round(share / FULL_PCT * base, 6)),
            "one_missing_pct": FULL_PCT / base,
        })
    return pd.DataFrame(rows, columns=COLUMNS)
