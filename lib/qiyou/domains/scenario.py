"""scenario — a study + what is assumed -> what each township must still add to keep a promise."""

from math import ceil

import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in, is_open, unit_of
from qiyou.domains.study import Study
from qiyou.indicators import scale
from qiyou.register.periods import period_named
from qiyou.report.exhibit import Exhibit, unavailable

# Promises of a level by a date; ceilings and sums over years ask for other things.
LEVELS = ("at_least", "hold", "coverage")
QUOTIENTS = ("share", "ratio", "coverage")
_DUST = 1e-9


def monthly_need(study: Study, year: str = "", growth_pct: float = 0.0) -> Exhibit:
    """What every township must add by the end of a year, in whole persons and things.

    Every township is asked to reach the county's promised level itself. Need is target × base ÷
    scale − part, rounded up, where the base grows from its newest count by ``growth_pct`` a year.
    Not a forecast: it says what keeping the promise would take, not what will be done.

    Parameters
    ----------
    study : Study
    year : str
        Year by whose end the promise is to be kept; the plan's last year if "".
    growth_pct : float
        Change of the bases in per cent a year; negative where people leave.

    Returns
    -------
    Exhibit
        Table, one row an indicator, one column a township.
    """
    wanted = int(year or study.plan.last_year)
    promises = {promise.indicator: promise for promise in study.promises
                if promise.kind in LEVELS and promise.indicator in study.indicators
                and study.indicators[promise.indicator].kind in QUOTIENTS}
    facts = study.facts | {"wanted": wanted, "growth": f"{growth_pct:g}"}
    if study.series.empty:
        return unavailable("house.scenario", "house.nothing_came", **facts)
    rows = [row for name, promise in promises.items()
            if (row := _row(study, promise, study.indicators[name], (wanted, growth_pct)))]
    if not rows:
        return unavailable("house.scenario", "house.no_scenario", **facts)
    labels = {f"a{town.code}": town.name for town in study.county.townships}
    return Exhibit("house.scenario", "table", pd.DataFrame(rows), source=came_in(study),
                   facts=facts, labels=labels)


def need(part: float, base: float, target: float, growth: float = 1.0) -> int:
    """Whole units that are lacking for ``target`` per unit of a base that grows.

    Examples
    --------
    >>> need(30, 100, 0.45), need(30, 100, 0.45, 0.5), need(45, 100, 0.45)
    (15, 0, 0)
    """
    return max(0, ceil(target * base * growth - part - _DUST))


def _row(study: Study, promise, definition, assumed: tuple[int, float]) -> dict | None:
    wanted, growth_pct = assumed
    target = next((cell.value for cell in promise.path if cell.year == wanted), None)
    own = study.series[study.series["indicator"].eq(definition.id) & study.series["n"].gt(0)
                       & study.series["events"].notna()]
    own = own[~(own["period"].str.len().eq(4) & is_open(own))]
    towns = [town.code for town in study.county.townships]
    own = own[own["area"].isin(towns)]
    if target is None or own.empty or definition.direction != "higher":
        return None
    newest = period_named(own["period"].max())
    rows = own[own["period"].eq(newest.name)].set_index("area")
    months = (wanted - newest.last_day.year) * 12 + 12 - newest.last_day.month
    if months <= 0 or len(rows) < len(towns):
        return None
    growth = (1 + growth_pct / 100) ** (months / 12)
    lacking = {code: need(rows.at[code, "events"], rows.at[code, "n"],
                          target / scale(definition), growth) for code in towns}
    total = sum(lacking.values())
    return {"name": definition.name, "unit": unit_of(definition), "target": target,
            "newest": newest.name, "months": months, "county": total,
            "per_month": round(total / months, 2),
            **{f"a{code}": lacking[code] for code in towns},
            "words": say("house.scenario_done" if not total else "house.scenario_open")}
