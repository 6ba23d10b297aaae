"""places — a promise on places + a later document with another base -> what each one asks for."""

import pandas as pd

from qiyou.assess.people import CENTRAL
from qiyou.catalogue import say
from qiyou.domains.asked import PROJECTED
from qiyou.domains.needs import Section, ages, missing, promised, scenarios, spans, whole
from qiyou.domains.study import Study, reference_source
from qiyou.indicators import unit_factor
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import MISSING, number

PLACES, POPULATION = "childcare.places_per_1000", "population"
RESIDENTS = "population.resident"


def places_crosswalk(study: Study) -> Section:
    """Places that the plan's ratio and a later document's ratio ask for, year by year."""
    name = "childcare.places_crosswalk"
    if lack := _lack(name, study):
        return lack
    promise, (_, change) = promised(study, PLACES), redefinition(study)
    known = spans(study, ages(study, POPULATION, change.denominator))
    per = study.register.indicator(PLACES).per
    rows = [_asked(say("childcare.ruler.plan"), cell.year, cell.value / per,
                   known.loc[(POPULATION, cell.year)]) for cell in promise.targets]
    rows += [_asked(say("childcare.ruler.later"), cell.year, change.value / per,
                    known.loc[(change.denominator, cell.year)]) for cell in promise.targets]
    shown = pd.DataFrame(rows)
    is_plan = shown["ruler"].eq(say("childcare.ruler.plan"))
    shown["is_stated"] = is_plan | shown["year"].eq(change.year)
    view = {"x": "year", "y": "places", "label": "ruler", "low": "places_low",
            "high": "places_high"}
    return Exhibit(name, "lines", shown, view, _source(study), _facts(study))


def _asked(ruler: str, year: int, share: float, base: pd.Series) -> dict:
    return {"ruler": ruler, "year": year,
            **{f"places{end}": whole(share * base[f"base{end}"]).item()
               for end in ("", "_low", "_high")}}


def places_by_scenario(study: Study) -> Section:
    """Both rulers in every year and scenario, and the plan's ratio over the other base."""
    name = "childcare.places_by_scenario"
    if lack := _lack(name, study):
        return lack
    promise, (_, change) = promised(study, PLACES), redefinition(study)
    per = study.register.indicator(PLACES).per
    frame = scenarios(study, ages(study, POPULATION, change.denominator))
    frame = frame[frame["year"].isin([cell.year for cell in promise.targets])]
    plan, children = frame["year"].map(promise.target) / per * frame[POPULATION], frame[
        change.denominator]
    shown = pd.DataFrame({
        "year": frame["year"], "scenario": frame["scenario"],
        "population": frame[POPULATION].round().astype(int),
        "children": children.round().astype(int), "places_plan": whole(plan),
        "places_later": whole(change.value / per * children),
        "plan_per_1000_children": (plan / children * per).round().astype(int),
    }).sort_values("year", kind="stable", ignore_index=True)
    return Exhibit(name, "table", shown, source=_source(study), facts=_facts(study))


def places_findings(study: Study) -> Section:
    """Where the two rulers part, in sentences."""
    name = "childcare.places_findings"
    if lack := _lack(name, study):
        return lack
    shown, change = places_crosswalk(study).data, redefinition(study)[1]
    plan, later = (row for _, row in shown[shown["year"].eq(change.year)].iterrows())
    table = places_by_scenario(study).data
    equal = table[table["scenario"].eq(say(f"population.scenario.{CENTRAL}"))].set_index("year")[
        "plan_per_1000_children"]
    facts = _facts(study) | {
        "plan": _range(plan), "later": _range(later), "needed": number(later["places"]),
        "times": number(plan["places"] / later["places"], decimals=1),
        "equal": number(equal[change.year]), "equal_last": number(equal.iloc[-1]),
        "end": equal.index[-1]}
    is_apart = plan["places_low"] > later["places_high"] or (
        plan["places_high"] < later["places_low"])
    keys = ["part" if is_apart else "part_close",
            "equal_rising" if equal.iloc[-1] > equal[change.year] else "equal"]
    if plan["places_low"] <= change.value <= plan["places_high"]:
        keys.append("same_figure")
    lines = (*(say(f"childcare.said.{key}", **facts) for key in keys),
             *_base_words(study, later["places"], facts), say("childcare.said.settle", **facts))
    return Sentences(name, lines, _source(study), is_list=True)


def _range(row: pd.Series) -> str:
    return say("childcare.range", value=number(row["places"]), low=number(row["places_low"]),
               high=number(row["places_high"]))


def _base_words(study: Study, needed: float, facts: dict) -> list[str]:
    """Places that the plan's base implies, where the population of the base year is published."""
    base, people = promised(study, PLACES).base, _residents(study)
    if base is None or base.value is None or people is None:
        return []
    implied = base.value / study.register.indicator(PLACES).per * people
    way = "above" if implied >= needed else "below"
    return [say(f"childcare.said.base_{way}", **facts, base=base.text, people=number(people),
                implied=number(implied, decimals=0))]


def _residents(study: Study) -> float | None:
    rows = study.snapshot.observations
    rows = rows[rows["indicator"].eq(RESIDENTS) & rows["area"].eq(study.county.code)
                & rows["period"].eq(str(study.plan.base_year))].sort_values("vintage")
    return rows["value"].iloc[-1] * unit_factor(rows["unit"].iloc[-1]) if len(rows) else None


def redefinition(study: Study) -> tuple | None:
    """Latest document known by the study's date that gives the promise another base.

    Returns
    -------
    (document, change) or None
        As the plan registers them under ``later_documents``.
    """
    found = [(document, change) for document in study.plan.later_documents
             if document.date <= study.as_of for change in document.changes
             if change.promise == PLACES and change.is_redefinition
             and change.value is not None and change.denominator]
    return max(found, key=lambda pair: pair[0].date, default=None)


def _lack(name: str, study: Study) -> Section | None:
    """What is missing for the comparison: census, promise, or a second definition."""
    if lack := missing(name, study, PLACES, **dict.fromkeys(_NAMED, MISSING)):
        return lack
    if redefinition(study) is None:
        return Sentences(name, (say("childcare.no_second_ruler", **study.facts),))
    return None


# Facts that texts name beside the study's own; blank where nothing could be computed.
_NAMED = ("document", "later_name", "later_value", "stated_year", "unit")


def _facts(study: Study) -> dict:
    document, change = redefinition(study)
    return study.facts | {
        "document": document.title, "later_name": change.name,
        "later_value": number(change.value), "stated_year": change.year, "unit": change.unit}


def _source(study: Study) -> str:
    return say("word.separator").join([
        study.plan_source, redefinition(study)[0].title, reference_source(study, *PROJECTED)])
