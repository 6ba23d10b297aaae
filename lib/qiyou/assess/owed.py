"""owed — promises and observations -> the figures that no department has sent yet."""

import pandas as pd

from qiyou.catalogue import say
from qiyou.register import County, Indicator, Plan, Register


def figures_owed(plan: Plan, register: Register, observations: pd.DataFrame,
                 last_year: int) -> pd.DataFrame:
    """Indicators that the plan promises on and the years without a county figure.

    The plan asks for regular monitoring, so a figure is owed for every year, also where a value
    is promised for the final year only; of things built or passed only for the year they are due.
    A promise without a base owes the base as well. For asking departments for figures, **not
    for judging** them.

    Parameters
    ----------
    plan, register
        What was promised, how it is defined.
    observations : DataFrame
        ``schema.OBSERVATIONS`` of the county.
    last_year : int
        Last year that figures could exist for.

    Returns
    -------
    DataFrame
        indicator, name, lead, needed (numerator and denominator in words), years (tuple of int),
        source_system.
    """
    known = set(zip(observations["indicator"], observations["period"].str[:4], strict=True))
    rows = []
    for indicator_id in dict.fromkeys(promise.indicator for promise in plan.promises):
        indicator = _indicator(plan, register, indicator_id)
        due = _due_years(plan, indicator, last_year)
        missing = tuple(year for year in due if (indicator_id, str(year)) not in known)
        if missing:
            rows.append({
                "indicator": indicator_id, "name": indicator.name,
                "lead": _lead(plan, indicator_id), "needed": _needed(register, indicator),
                "years": missing, "source_system": indicator.source_system or "",
            })
    names = ["indicator", "name", "lead", "needed", "years", "source_system"]
    return pd.DataFrame(rows, columns=names)


def townships_owed(plan: Plan, register: Register, observations: pd.DataFrame,
                   county: County) -> pd.DataFrame:
    """Indicators with a numerator and a denominator, and how many townships have sent figures.

    Returns
    -------
    DataFrame
        indicator, name, numerator, denominator (in words), n_reported, n_areas.
    """
    codes = [township.code for township in county.townships]
    local = observations[observations["area"].isin(codes)]
    reported = local.groupby("indicator")["area"].nunique()
    rows = []
    for indicator_id in dict.fromkeys(promise.indicator for promise in plan.promises):
        indicator = _indicator(plan, register, indicator_id)
        if indicator.numerator and indicator.denominator:
            rows.append({
                "indicator": indicator_id, "name": indicator.name,
                "numerator": indicator.numerator,
                "denominator": register.methods.denominators[indicator.denominator].name,
                "n_reported": int(reported.get(indicator_id, 0)), "n_areas": len(codes),
            })
    return pd.DataFrame(rows)


def _due_years(plan: Plan, indicator: Indicator, last_year: int) -> tuple[int, ...]:
    """Every year from the base or the first promise; of things built or passed, their due year."""
    promises = plan.of_indicator(indicator.id)
    if all(promise.kind == "milestone" for promise in promises):
        due = {cell.year for promise in promises for cell in promise.path}
    else:
        has_base = any(promise.base and promise.base.value is not None for promise in promises)
        due = set(range(plan.first_year if has_base else plan.base_year, plan.last_year + 1))
    return tuple(sorted(year for year in due if year <= last_year))


def _indicator(plan: Plan, register: Register, name: str) -> Indicator:
    local = {indicator.id: indicator for indicator in plan.local_indicators}
    return local.get(name) or register.indicator(name)


def _lead(plan: Plan, indicator: str) -> str:
    leads = [promise.lead for promise in plan.of_indicator(indicator) if promise.lead]
    return leads[0] if leads else say("house.no_lead")


def _needed(register: Register, indicator: Indicator) -> str:
    if indicator.numerator and indicator.denominator:
        base = register.methods.denominators[indicator.denominator].name
        return say("house.needed_ratio", numerator=indicator.numerator, denominator=base)
    if not indicator.unit:
        return say("house.needed_state", value=indicator.numerator or indicator.name)
    return say("house.needed_value", value=indicator.numerator or indicator.name,
               unit=indicator.unit)
