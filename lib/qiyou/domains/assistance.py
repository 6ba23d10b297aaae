"""assistance — a study -> standards, hundred-percent promises and places of social assistance."""

import numpy as np
import pandas as pd

from qiyou.domains.assistance_cases import (
    applications,
    helped_by_town,
    looked_at,
    medical_aid_years,
    missed_by_town,
    take_up,
    take_up_sample,
    visits_outlook,
    visits_season,
)
from qiyou.domains.assistance_reported import (
    catch_up,
    cost_coverage,
    cost_landing,
    homes_by_town,
    standard_in_force,
    standard_in_prices,
    standard_to_income,
    trust_funds,
)
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.wording import number
from qiyou.stats.intervals import zero_event_upper

__all__ = [
    "applications", "catch_up", "cost_coverage", "cost_landing", "helped_by_town",
    "homes_by_town", "hundred_percent", "looked_at", "medical_aid_years", "missed_by_town",
    "own_costs", "real_standard", "standard", "standard_in_force", "standard_in_prices",
    "standard_to_income", "take_up", "take_up_sample", "trust_funds", "visits_outlook",
    "visits_season", "zero_failures",
]

DOMAIN = "assistance"
STANDARD, COSTS = "assistance.living_standard", "assistance.medical_cost_coverage"
INFLATION_PCT = (0.0, 1.0, 2.0, 3.0)
CASES = (5, 10, 30, 50, 100, 300, 1000)
FEW_CASES, NEARLY_ALL_PCT = 10, 99.0  # what the note explains the table by
MONTHS = 12
FULL_PCT = 100.0


def standard(study: Study) -> Exhibit:
    """The promised minimum living standard: per year, per month, and its growth."""
    promise = study.plan.promise(STANDARD)
    cells = [cell for cell in promise.cells if cell.value is not None]
    values = pd.Series([cell.value for cell in cells])
    shown = pd.DataFrame({
        "year": [cell.year for cell in cells], "value": values, "a_month": values / MONTHS,
        "added": values.diff(), "growth_pct": values.pct_change() * 100,
    })
    years = cells[-1].year - cells[0].year
    facts = study.facts | {
        "growth": number(((values.iloc[-1] / values.iloc[0]) ** (1 / years) - 1) * 100, "%", 2)}
    return Exhibit("assistance.standard", "table", shown, source=study.plan_source, facts=facts)


def real_standard(study: Study) -> Exhibit:
    """What the promised standard is worth in prices of the base year, by assumed inflation."""
    promise = study.plan.promise(STANDARD)
    start, end = promise.base, promise.targets[-1]
    years = end.year - start.year
    prices = (1 + np.array(INFLATION_PCT) / 100) ** years
    real = end.value / prices
    shown = pd.DataFrame({
        "inflation_pct": INFLATION_PCT, "prices_pct": (prices - 1) * 100, "value": real,
        "real_growth_pct": (real / start.value - 1) * 100,
        "real_growth_a_year_pct": ((real / start.value) ** (1 / years) - 1) * 100,
    })
    return Exhibit("assistance.real_standard", "table", shown, source=study.plan_source,
                   facts=study.facts | {"final": end.text, "base": start.text})


def own_costs(study: Study) -> Exhibit:
    """The part of medical costs that people in need still bear themselves, as promised."""
    cells = [cell for cell in study.plan.promise(COSTS).cells if cell.value is not None]
    own = pd.Series([FULL_PCT - cell.value for cell in cells])
    shown = pd.DataFrame({
        "year": [cell.year for cell in cells], "value": [cell.value for cell in cells],
        "own_pct": own, "of_base_pct": own / own.iloc[0] * 100,
    })
    facts = study.facts | {"first": number(own.iloc[0], "%"), "last": number(own.iloc[-1], "%")}
    return Exhibit("assistance.own_costs", "table", shown, source=study.plan_source, facts=facts)


def zero_failures(study: Study) -> Exhibit:
    """How many failures may hide behind "none found", by how many cases were looked at."""
    level = study.register.methods.levels.interval
    upper = zero_event_upper(np.array(CASES), level)
    shown = pd.DataFrame({
        "n": CASES, "upper_pct": upper["high"].to_numpy() * 100,
        "kept_at_least_pct": FULL_PCT - upper["high"].to_numpy() * 100,
    })
    nearly_all = shown[shown["kept_at_least_pct"].ge(NEARLY_ALL_PCT)]
    facts = study.facts | {
        "few": FEW_CASES, "level": number(level * 100, "%"), "many": int(nearly_all["n"].iloc[0]),
        "nearly": number(NEARLY_ALL_PCT, "%"),
        "kept": number(shown.set_index("n").loc[FEW_CASES, "kept_at_least_pct"], "%", 0)}
    return Exhibit("assistance.zero_failures", "table", shown, facts=facts)


def hundred_percent(study: Study) -> Exhibit:
    """The promises of one hundred percent, and what one case of each is."""
    found = [promise for promise in study.promises
             if promise.path[-1].value == FULL_PCT and promise.unit == "%"]
    denominators = study.register.methods.denominators
    indicators = [study.indicators[promise.indicator] for promise in found]
    shown = pd.DataFrame({
        "clause": [promise.clause for promise in found],
        "name": [promise.name for promise in found],
        "year": [promise.path[0].year for promise in found],
        "case": [denominators[i.denominator].name if i.denominator else i.name
                 for i in indicators],
        "definition": [indicator.definition for indicator in indicators],
    })
    return Exhibit("assistance.hundred_percent", "table", shown, source=study.plan_source,
                   facts=study.facts | {"n": len(shown)})
