"""housing — a study -> coverage, works and households in a county that loses people."""

import numpy as np
import pandas as pd

from qiyou.assess.denominators import CENSUSES, is_in_census
from qiyou.assess.people import base_ranges
from qiyou.catalogue import say
from qiyou.domains.asked import PROJECTED
from qiyou.domains.housing_milestones import (
    project_counts,
    project_list,
    project_pace,
    risky_projects,
)
from qiyou.domains.housing_reported import (
    coverage_bases,
    coverage_terms,
    fund_reported,
    rental_families,
    rental_towns,
    service_measures,
    unserved_compounds,
)
from qiyou.domains.housing_works import (
    danger_agreement,
    danger_curve,
    danger_promises,
    danger_standing,
    renewal_compounds,
    renewal_curve,
    renewal_words,
)
from qiyou.domains.study import Study, reference_source
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.report.wording import number
from qiyou.stats.intervals import proportion_interval

__all__ = [
    "coverage_bases", "coverage_by_base", "coverage_terms", "danger_agreement",
    "danger_curve", "danger_promises", "danger_standing", "fund_members", "fund_reported",
    "in_households", "project_counts", "project_list", "project_pace", "renewal_compounds",
    "renewal_curve", "renewal_words", "rental_families", "rental_towns", "renting",
    "risky_projects", "service_measures", "tasks", "unserved_compounds",
]

DOMAIN = "housing"
SUPPORT, FUND = "housing.support_coverage", "housing.provident_fund_members"
PROFILE = f"census_{max(CENSUSES)}_profile"
RENTAL = "housing.public_rental_households"
URBAN_FACTORS = (0.9, 1.0, 1.1)
CHANGES_PCT = (-10.0, -5.0, -2.0, 0.0, 2.0, 5.0)
TEN_THOUSAND = 10_000


def renting(study: Study) -> Exhibit:
    """Share of households that rent, from the census's ten-percent long form, with its interval."""
    county = study.county
    codes = {county.name: county.code, county.prefecture: county.prefecture_code,
             county.province: county.province_code}
    profile = study.snapshot.reference(PROFILE).set_index("area_code")
    if county.code not in profile.index:
        return unavailable("housing.renting", "house.not_in_census", name=county.name)
    rows = profile.loc[list(codes.values())]
    level = study.register.methods.levels.interval
    found = proportion_interval(rows["households_renting_longform"], rows["households_longform"],
                                level)
    shown = pd.DataFrame({
        "area_name": list(codes), "value": found["value"].to_numpy() * 100,
        "low": found["low"].to_numpy() * 100, "high": found["high"].to_numpy() * 100,
        "events": found["events"].to_numpy(), "n": found["n"].to_numpy(),
        "is_county": [code == county.code for code in codes.values()],
    }).astype({"events": int, "n": int})
    view = {"label": "area_name", "x": "value", "low": "low", "high": "high",
            "highlight": "is_county"}
    return Exhibit("housing.renting", "dot_interval", shown, view,
                   reference_source(study, PROFILE), study.facts)


def coverage_by_base(study: Study) -> Exhibit:
    """What the coverage rate becomes when only its denominator changes."""
    promise = study.plan.promise(SUPPORT)
    start, target = promise.base, promise.path[-1]
    changes = np.array(CHANGES_PCT)
    value = start.value / (1 + changes / 100)
    shown = pd.DataFrame({
        "base_change_pct": changes, "value": value,
        "is_reached": value >= target.value,
        "numerator_change_pct": (target.value / start.value * (1 + changes / 100) - 1) * 100,
    })
    facts = study.facts | {
        "base": start.text, "final": target.text,
        "fall": number((1 - start.value / target.value) * 100, "%", 1)}
    return Exhibit("housing.coverage_by_base", "table", shown, source=study.plan_source,
                   facts=facts)


def in_households(study: Study) -> Exhibit:
    """The coverage rate and the public rental promise as households of the last census.

    How many households are urban was not printed; their share is taken to be that of urban
    people, and a tenth fewer or more.
    """
    profile = study.snapshot.reference(PROFILE).set_index("area_code")
    if study.county.code not in profile.index:
        return unavailable("housing.in_households", "house.not_in_census", name=study.county.name)
    row = profile.loc[study.county.code]
    urban = row["households"] * row["urban"] / row["population"] * np.array(URBAN_FACTORS)
    promise, rental = study.plan.promise(SUPPORT), study.plan.promise(RENTAL).path[-1]
    start, target = promise.base, promise.path[-1]
    shown = pd.DataFrame({
        "urban_households": urban.round(),
        "at_base": (urban * start.value / 100).round(),
        "at_target": np.ceil(urban * target.value / 100),
    }).astype(int)
    shown = shown.assign(more=shown["at_target"] - shown["at_base"],
                         rental_pct=rental.value / shown["at_target"] * 100)
    facts = study.facts | {
        "households": number(row["households"]), "rental": rental.text, "base": start.text,
        "urban": number(row["urban"] / row["population"] * 100, "%", 1), "final": target.text}
    return Exhibit("housing.in_households", "table", shown,
                   source=reference_source(study, PROFILE), facts=facts)


def fund_members(study: Study) -> Exhibit:
    """The promised members of the provident fund beside the people of working age to come."""
    if not is_in_census(study.snapshot):
        return unavailable("housing.fund", "house.not_in_census", name=study.county.name)
    promise = study.plan.promise(FUND)
    members = promise.path[-1].value * TEN_THOUSAND
    ages = {"age_15_59": study.register.methods.denominators["age_15_59"].ages}
    bases = base_ranges(study.snapshot, ages, study.plan.last_year).loc["age_15_59"]
    bases = bases[bases.index >= study.plan.base_year]
    shown = pd.DataFrame({
        "year": bases.index, "base": bases["base"].round(), "base_low": bases["base_low"].round(),
        "base_high": bases["base_high"].round(), "members_pct": members / bases["base"] * 100,
    }).reset_index(drop=True).astype({"base": int, "base_low": int, "base_high": int})
    facts = study.facts | {"members": number(members), "clause": promise.clause}
    return Exhibit("housing.fund", "table", shown, source=reference_source(study, *PROJECTED),
                   facts=facts)


def tasks(study: Study) -> Exhibit:
    """Promises that are finished or not: what counts as done, and by when."""
    kinds = ("milestone", "coverage", "hold")
    found = [promise for promise in study.promises if promise.kind in kinds]
    shown = pd.DataFrame({
        "clause": [promise.clause for promise in found],
        "name": [promise.name for promise in found],
        "kind": [say(f"kind.{promise.kind}") for promise in found],
        "year": [promise.path[-1].year for promise in found],
        "text": [promise.path[-1].text for promise in found],
        "definition": [study.indicators[promise.indicator].definition for promise in found],
    })
    return Exhibit("housing.tasks", "table", shown, source=study.plan_source, facts=study.facts)
