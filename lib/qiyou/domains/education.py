"""education — a study -> seats, students and years of schooling behind the promised shares."""

import pandas as pd

from qiyou.assess.bases import known_bases
from qiyou.assess.denominators import CENSUSES, group_table
from qiyou.assess.projected import BASE, EARLIER
from qiyou.catalogue import say
from qiyou.domains.asked import PROJECTED
from qiyou.domains.education_reported import (
    balance,
    balance_drivers,
    balance_repair,
    balance_years,
    elders_known,
    elders_notes,
    enrolment_ages,
    enrolment_stages,
    expected_known,
    floors,
    floors_short,
    forms_apart,
    gross_known,
    groups_missing,
    kindergarten_years,
    kindergartens,
    schooling_groups,
    schooling_missing,
    schooling_moved,
    schooling_years,
)
from qiyou.domains.needs import Section, ages, missing, promised, scenarios, spans, whole
from qiyou.domains.schooling import (
    GROSS,
    STAGES,
    schooling_balance,
    schooling_bases,
    schooling_findings,
    schooling_needs,
    schooling_sum,
    schooling_turnover,
)
from qiyou.domains.study import Study, reference_source
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number

__all__ = ["balance", "balance_drivers", "balance_repair", "balance_years", "cohorts_followed",
           "elders_known", "elders_learning", "elders_notes", "enrolment_ages", "enrolment_base",
           "enrolment_findings", "enrolment_persons", "enrolment_sensitivity", "enrolment_stages",
           "expected_known", "floors", "floors_short", "forms_apart", "gross_known",
           "groups_missing", "kindergarten_years", "kindergartens", "one_failure",
           "schooling_balance", "schooling_bases", "schooling_findings", "schooling_groups",
           "schooling_missing", "schooling_moved", "schooling_needs", "schooling_sum",
           "schooling_turnover", "schooling_years", "stage_cohorts", "stage_table"]

DOMAIN = "education"
ELDERS = "education.elders_learning_share"
# Five-year bands at the earlier census that were of school age or younger then.
FIRST_AGES = range(0, 30, 5)


def stage_cohorts(study: Study) -> Section:
    """People of each stage's age by year: the seats that residents would fill."""
    name = "education.stage_cohorts"
    if lack := missing(name, study):
        return lack
    shown = spans(study, STAGES).rename(columns={
        "base": "persons", "base_low": "persons_low", "base_high": "persons_high"}).reset_index()
    shown["group"] = shown["group"].map(stage_name)
    view = {"x": "year", "y": "persons", "label": "group", "low": "persons_low",
            "high": "persons_high"}
    return Exhibit(name, "lines", shown, view, reference_source(study, *PROJECTED),
                   study.facts | {"unit": say("unit.persons")})


def stage_table(study: Study) -> Section:
    """The stages at the census and in the plan's last year, and the change between."""
    name = "education.stage_table"
    if lack := missing(name, study):
        return lack
    known = spans(study, STAGES)
    first, last = (known.xs(year, level="year").loc[list(STAGES)]
                   for year in (BASE, study.plan.last_year))
    shown = pd.DataFrame({
        "group": [stage_name(stage) for stage in STAGES],
        "persons_census": first["base"].round().astype(int),
        "persons": last["base"].round().astype(int),
        "persons_low": last["base_low"].round().astype(int),
        "persons_high": last["base_high"].round().astype(int),
        "change_pct": ((last["base"] / first["base"] - 1) * 100).round(1)}).reset_index(drop=True)
    return Exhibit(name, "table", shown, source=reference_source(study, *PROJECTED),
                   facts=study.facts)


def stage_name(stage: str) -> str:
    """Stage of school with its ages, as people write it."""
    first, last = STAGES[stage]
    return say("education.stage", level=say(f"education.level.{stage}"), first=first, last=last)


def cohorts_followed(study: Study) -> Section:
    """The same people at two censuses: how many who grew up here are still counted here."""
    name = "education.cohorts_followed"
    if lack := missing(name, study):
        return lack
    bands = {first: (first, first + 4) for first in FIRST_AGES}
    aged = {first: (first + 10, first + 14) for first in FIRST_AGES}
    before = group_table(study.snapshot, bands, EARLIER)
    after = group_table(study.snapshot, aged, BASE)
    shown = pd.DataFrame({
        "age_before": [say("education.ages", first=a, last=b) for a, b in bands.values()],
        "age_after": [say("education.ages", first=a, last=b) for a, b in aged.values()],
        "persons_before": before.round().astype(int), "persons_after": after.round().astype(int),
        "change_pct": ((after / before - 1) * 100).round(1)}).reset_index(drop=True)
    return Exhibit(name, "table", shown, source=reference_source(study, *CENSUSES.values()),
                   facts=study.facts)


def enrolment_base(study: Study) -> Section:
    """People of college age by migration scenario: the base of the gross enrolment."""
    name = "education.enrolment_base"
    if lack := missing(name, study, GROSS):
        return lack
    group = study.register.indicator(GROSS).denominator
    frame = scenarios(study, ages(study, group)).rename(columns={group: "persons"})
    view = {"x": "year", "y": "persons", "label": "scenario"}
    return Exhibit(name, "lines", frame, view, reference_source(study, *PROJECTED),
                   study.facts | {"unit": say("unit.persons")})


def enrolment_persons(study: Study) -> Section:
    """Students that the promised gross enrolment asks for, under each base."""
    name = "education.enrolment_persons"
    if lack := missing(name, study, GROSS):
        return lack
    indicator = study.register.indicator(GROSS)
    base = spans(study, ages(study, indicator.denominator)).loc[indicator.denominator]
    rows = [{"year": cell.year, "text": cell.text,
             **base.loc[cell.year].round().astype(int).to_dict(),
             **{f"students{end}": whole(cell.value / indicator.per
                                        * base.loc[cell.year, f"base{end}"]).item()
                for end in ("", "_low", "_high")}}
            for cell in promised(study, GROSS).targets]
    return Exhibit(name, "table", pd.DataFrame(rows),
                   source=reference_source(study, *PROJECTED), facts=study.facts)


def enrolment_sensitivity(study: Study) -> Section:
    """The same students over another base: how far the ratio moves with nobody studying more."""
    name = "education.enrolment_sensitivity"
    if lack := missing(name, study, GROSS):
        return lack
    indicator = study.register.indicator(GROSS)
    base = spans(study, ages(study, indicator.denominator)).loc[indicator.denominator]
    shown = pd.DataFrame([
        {"year": str(cell.year), "value": cell.value,
         "low": cell.value * base.loc[cell.year, "base"] / base.loc[cell.year, "base_high"],
         "high": cell.value * base.loc[cell.year, "base"] / base.loc[cell.year, "base_low"]}
        for cell in promised(study, GROSS).targets])
    view = {"label": "year", "x": "value", "low": "low", "high": "high"}
    return Exhibit(name, "dot_interval", shown, view, reference_source(study, *PROJECTED),
                   study.facts | {"unit": indicator.unit})


def enrolment_findings(study: Study) -> Section:
    """Who is missing from the base of the gross enrolment, in sentences."""
    name = "education.enrolment_findings"
    if lack := missing(name, study, GROSS):
        return lack
    first, last = ages(study, study.register.indicator(GROSS).denominator).popitem()[1]
    span = BASE - EARLIER
    grown = group_table(study.snapshot, {"all": (first - span, last - span)}, EARLIER)["all"]
    here = group_table(study.snapshot, {"all": (first, last)}, BASE)["all"]
    swing = enrolment_sensitivity(study).data.iloc[-1]
    path = promised(study, GROSS).targets
    facts = study.facts | {
        "first": first, "last": last, "then_first": first - span, "then_last": last - span,
        "grown": number(grown, decimals=0), "here": number(here, decimals=0),
        "share": number(here / grown * 100, "%", 0), "text": path[-1].text, "end": path[-1].year,
        "low": number(swing["low"], "%", 0), "high": number(swing["high"], "%", 0),
        "steps": number(path[-1].value - path[0].value, decimals=1), "start": path[0].year}
    is_wide = swing["high"] - swing["low"] > path[-1].value - path[0].value
    keys = ("grown", "swing", *(["swing_wide"] if is_wide else []), "settle")
    lines = tuple(say(f"education.said.{key}", **facts) for key in keys)
    return Sentences(name, lines, reference_source(study, *PROJECTED), is_list=True)


def one_failure(study: Study) -> Section:
    """Promises of a hundred per cent or of every place: what one single failure does to each."""
    name = "education.one_failure"
    if lack := missing(name, study):
        return lack
    known = spans(study, ages(study, "age_3_5"))["base"].loc[("age_3_5", study.plan.last_year)]
    whole_counted = {"status": (say("education.whole.county"), 100.0),
                     "coverage": (say("education.whole.unknown"), float("nan")),
                     "share": (say("education.whole.children", n=number(known, decimals=0)),
                               100 / known)}
    rows = []
    for promise in study.plan.of_domain(DOMAIN):
        kind = study.register.indicator(promise.indicator).kind
        is_all = promise.comparison == "full" or promise.path[-1].value == 100
        if kind in whole_counted and is_all:
            counted, points = whole_counted[kind]
            rows.append({"name": promise.name, "text": promise.path[-1].text,
                         "judged": say(f"education.judged.{kind}"), "whole": counted,
                         "one_failure_pct": points})
    if not rows:
        return Sentences(name, (say("education.no_all", **study.facts),))
    return Exhibit(name, "table", pd.DataFrame(rows), source=study.plan_source,
                   facts=study.facts)


def elders_learning(study: Study) -> Section:
    """Learners that the promised share of old people means year by year, and per community."""
    name = "education.elders_learning"
    if lack := missing(name, study, ELDERS):
        return lack
    indicator, target = study.register.indicator(ELDERS), promised(study, ELDERS).targets[-1]
    base = spans(study, ages(study, indicator.denominator)).loc[indicator.denominator]
    base = base.loc[study.plan.base_year:target.year]
    communities = known_bases(study.register, study.snapshot)["communities"]
    learners = {end: whole(base[f"base{end}"] * target.value / indicator.per)
                for end in ("", "_low", "_high")}
    shown = pd.DataFrame({
        "year": base.index, "base": base["base"].round().astype(int), "learners": learners[""],
        "learners_low": learners["_low"], "learners_high": learners["_high"],
        "per_community": (learners[""] / communities).round().astype(int),
        "is_promised": base.index == target.year}).reset_index(drop=True)
    return Exhibit(name, "table", shown,
                   source=reference_source(study, *PROJECTED, "areas"), facts=study.facts)
