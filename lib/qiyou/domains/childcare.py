"""childcare — a study -> what places, doctors and rare events mean where few children are born."""

import numpy as np
import pandas as pd

from qiyou.assess.denominators import census_people
from qiyou.assess.projected import BASE
from qiyou.catalogue import say
from qiyou.domains.asked import PROJECTED
from qiyou.domains.childcare_reported import (
    affordable,
    children_to_come,
    months_between,
    occupancy,
    occupancy_findings,
    occupancy_quarters,
    paediatricians_known,
    paediatricians_towns,
    places_attained,
    places_known,
    places_needed_towns,
    rare_findings,
    rare_pooled,
    rare_towns,
    rare_windows,
    rare_years,
    screening_known,
    screening_pace,
    staff_known,
    staff_without,
)
from qiyou.domains.needs import Section, ages, missing, promised, scenarios, spans, whole
from qiyou.domains.places import (
    PLACES,
    places_by_scenario,
    places_crosswalk,
    places_findings,
)
from qiyou.domains.study import Study, reference_source
from qiyou.report.exhibit import Exhibit
from qiyou.stats.intervals import zero_event_upper
from qiyou.stats.lifetable import life_table

__all__ = ["affordable", "births", "child_deaths", "children_to_come", "defects_upper",
           "defects_zero_chance", "months_between", "occupancy", "occupancy_findings",
           "occupancy_quarters", "paediatricians", "paediatricians_known", "paediatricians_towns",
           "places_attained", "places_by_scenario", "places_crosswalk", "places_findings",
           "places_known", "places_needed_towns", "rare_findings", "rare_pooled", "rare_towns",
           "rare_windows", "rare_years", "screening_known", "screening_pace", "single_event",
           "staff_known", "staff_steps", "staff_without", "township_places"]

DOMAIN = "childcare"
DEFECTS, DOCTORS = "childcare.severe_birth_defects", "childcare.paediatricians_per_1000"
STAFF = "childcare.staff_certified_share"
# Infants at the end of a year stand in for the births of the year.
INFANTS = {"births": (0, 0)}
POOLED_YEARS = (1, 2, 3, 5)
STAFF_SIZES = (5, 10, 20, 30, 50, 100)
LIFE_TABLE = "life_table_china"
# The national level, and half of it: the figures differ between provinces by more than that.
LEVELS = {"national": 1.0, "half": 0.5}
# Rates that the plan names or implies, and the births that each is counted per.
SINGLE_EVENTS = {"defect": 1_000, "infant": 1_000, "mother": 100_000}


def births(study: Study) -> Section:
    """Infants at each year's end by migration scenario: the base of every rate per birth."""
    name = "childcare.births"
    if lack := missing(name, study):
        return lack
    view = {"x": "year", "y": "births", "label": "scenario"}
    return Exhibit(name, "lines", scenarios(study, INFANTS), view,
                   reference_source(study, *PROJECTED),
                   study.facts | {"unit": say("unit.persons")})


def single_event(study: Study) -> Section:
    """What one event does to a rate, in one year's births and in several years'."""
    name = "childcare.single_event"
    if lack := missing(name, study):
        return lack
    known = {years: _births(study, years) for years in (1, 3, 5)}
    shown = pd.DataFrame([
        {"name": say(f"childcare.event.{event}"), "unit": say(f"childcare.event_unit.{event}"),
         **{f"one_in_{years}": round(per / known[years], 1) for years in known}}
        for event, per in SINGLE_EVENTS.items()])
    return Exhibit(name, "table", shown, source=reference_source(study, *PROJECTED),
                   facts=study.facts)


def defects_zero_chance(study: Study) -> Section:
    """Chance of a year, and of several, without a single case at the promised risk and above."""
    name = "childcare.defects_zero"
    if lack := missing(name, study, DEFECTS):
        return lack
    promise = promised(study, DEFECTS)
    risk = promise.targets[-1].value / study.register.indicator(DEFECTS).per
    counted = np.array([round(_births(study, years)) for years in POOLED_YEARS])
    shown = pd.DataFrame({"pooled": _pooled(study), "births": counted,
                          "expected": counted * risk})
    for times in (1, 2, 3):
        shown[f"zero_{times}_pct"] = ((1 - times * risk) ** counted * 100).round(1)
    return Exhibit(name, "table", shown, source=reference_source(study, *PROJECTED),
                   facts=study.facts)


def defects_upper(study: Study) -> Section:
    """Risk that cannot be ruled out where no case has been seen, beside the promised one."""
    name = "childcare.defects_upper"
    if lack := missing(name, study, DEFECTS):
        return lack
    promise, per = promised(study, DEFECTS), study.register.indicator(DEFECTS).per
    counted = np.array([round(_births(study, years)) for years in POOLED_YEARS])
    found = zero_event_upper(counted, study.register.methods.levels.interval)
    shown = pd.DataFrame({
        "pooled": _pooled(study), "births": counted, "value": found["value"],
        "low": found["low"], "high": found["high"] * per, "target": promise.targets[-1].value})
    view = {"label": "pooled", "x": "value", "low": "low", "high": "high", "target": "target"}
    return Exhibit(name, "dot_interval", shown, view, reference_source(study, *PROJECTED),
                   study.facts | {"unit": promise.unit})


def _pooled(study: Study) -> list[str]:
    last = study.plan.last_year
    return [say("childcare.one_year", year=last) if years == 1 else
            say("childcare.years_pooled", first=last - years + 1, last=last, n=years)
            for years in POOLED_YEARS]


def _births(study: Study, years: int) -> float:
    """Infants of the last years of the plan, added up, in the central scenario."""
    last = study.plan.last_year
    known = spans(study, INFANTS)["base"].loc["births"]
    return float(known.loc[last - years + 1:last].sum())


def child_deaths(study: Study) -> Section:
    """Deaths of infants and of under-fives to expect a year, at a published national level."""
    name = "childcare.child_deaths"
    if lack := missing(name, study):
        return lack
    born = spans(study, INFANTS)["base"].loc["births"].loc[study.plan.first_year:]
    rows = []
    for age, risk in _death_risks(study).items():
        for level, share in LEVELS.items():
            expected = born.mean() * risk * share
            rows.append({
                "name": say(f"childcare.death.{age}"), "scenario": say(f"childcare.level.{level}"),
                "risk_per_1000": risk * share * 1000, "deaths_a_year": expected,
                "months_between": round(12 / expected, 1),
                "zero_a_year_pct": round(np.exp(-expected) * 100, 1)})
    return Exhibit(name, "table", pd.DataFrame(rows),
                   source=reference_source(study, LIFE_TABLE, *PROJECTED[:2]), facts=study.facts)


def _death_risks(study: Study) -> dict[str, float]:
    """Probability of dying before 1 and before 5, sexes weighted as among the county's infants."""
    people = census_people(study.snapshot, BASE, study.county.code)
    infants = people[people["age"].eq("0")].set_index("sex")["persons"]
    rates = study.snapshot.reference(LIFE_TABLE)
    risks = {}
    for sex, part in rates.groupby("sex"):
        first = part["age"].str.extract(r"^(\d+)", expand=False).astype(int)
        alive = life_table(part["mx"], np.ones(len(part)), first).set_index("age")["l"]
        risks[sex] = 1 - alive.loc[[1, 5]] / alive.loc[0]
    both = pd.DataFrame(risks).mul(infants / infants.sum()).sum(axis=1)
    return {"infant": both[1], "under5": both[5]}


def paediatricians(study: Study) -> Section:
    """Whole paediatricians that the promised ratio means, and what the loss of one does to it."""
    name = "childcare.paediatricians"
    if lack := missing(name, study, DOCTORS):
        return lack
    group = study.register.indicator(DOCTORS).denominator
    target, per = promised(study, DOCTORS).targets[-1], study.register.indicator(DOCTORS).per
    frame = scenarios(study, ages(study, group))
    census = frame[frame["year"].eq(BASE)].head(1).assign(scenario=say("childcare.census"))
    rows = pd.concat([census, frame[frame["year"].eq(target.year)]], ignore_index=True)
    needed = target.value / per * rows[group]
    shown = pd.DataFrame({
        "year": rows["year"], "scenario": rows["scenario"],
        "children": rows[group].round().astype(int), "doctors_exact": needed,
        "doctors": whole(needed), "with_all": whole(needed) / rows[group] * per,
        "with_one_fewer": (whole(needed) - 1) / rows[group] * per})
    return Exhibit(name, "table", shown, source=reference_source(study, *PROJECTED),
                   facts=study.facts)


def staff_steps(study: Study) -> Section:
    """How many may lack a certificate, and what one person weighs, by the number of staff."""
    name = "childcare.staff_steps"
    if lack := missing(name, study, STAFF):
        return lack
    target = promised(study, STAFF).targets[-1]
    staff = np.array(STAFF_SIZES)
    certified = whole(staff * target.value / study.register.indicator(STAFF).per)
    shown = pd.DataFrame({"staff": staff, "certified": certified, "without": staff - certified,
                          "one_person_pct": (100 / staff).round(1)})
    return Exhibit(name, "table", shown, source=study.plan_source, facts=study.facts)


def township_places(study: Study) -> Section:
    """Places and children of each township: what has come in, and what has not."""
    rows = study.snapshot.observations
    rows = rows[rows["indicator"].eq(PLACES) & rows["period"].str[:4].eq(str(study.year))]
    known = rows.sort_values("vintage").drop_duplicates(["area", "measure"], keep="last")
    known = known.set_index(["area", "measure"])["value"]
    shown = pd.DataFrame([
        {"area_name": township.name,
         **{measure: _told(known, township.code, measure)
            for measure in ("numerator", "denominator")}}
        for township in study.county.townships])
    return Exhibit("childcare.township_places", "table", shown, source=study.plan_source,
                   facts=study.facts)


def _told(known: pd.Series, area: str, measure: str) -> str:
    value = known.get((area, measure))
    return say("house.not_reported") if value is None else f"{value:g}"
