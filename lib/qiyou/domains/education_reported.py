"""education_reported — reported kindergartens, learners, twin forms -> tables; the rest by name."""

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.education_balance import (
    SCHOOLS,
    balance,
    balance_drivers,
    balance_repair,
    balance_years,
    stage_words,
)
from qiyou.domains.education_enrolment import (
    enrolment_ages,
    enrolment_stages,
    expected_known,
    expected_ways,
    gross_known,
)
from qiyou.domains.education_floors import floors, floors_short
from qiyou.domains.education_schooling import (
    LEVELS,
    mean_of,
    schooling_groups,
    schooling_missing,
    schooling_moved,
    schooling_years,
)
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, promised, whole
from qiyou.domains.reported import county_rows, lacking, newest, people, table, town_rows
from qiyou.domains.study import Study
from qiyou.report.sentences import Sentences

__all__ = ["balance", "balance_drivers", "balance_repair", "balance_years", "elders_known",
           "elders_notes", "enrolment_ages", "enrolment_stages", "expected_known", "floors",
           "floors_short", "forms_apart", "gross_known", "groups_missing", "kindergarten_years",
           "kindergartens",
           "schooling_groups", "schooling_missing", "schooling_moved", "schooling_years"]

KINDERGARTENS, LIFELONG, PEOPLE = "kindergartens", "lifelong_learning", "population"
PUBLIC, ELDERS = "education.public_kindergarten_share", "education.elders_learning_share"
# Forms that count the same people may differ by this share, for days and entries differ a little;
# two reckonings of years of schooling by this much, beside which promised steps are small.
APART_PCT, APART_YEARS = 2.0, 0.1


def kindergarten_years(study: Study) -> Section:
    """Children in public kindergartens by year, and how many more the promise asks for."""
    name = "education.kindergarten_years"
    if lack := lacking(name, study, KINDERGARTENS):
        return lack
    rows = county_rows(study, KINDERGARTENS)
    every, public = (rows[key].astype(float) for key in ("children", "public_children"))
    promise = promised(study, PUBLIC)
    target = promise.targets[-1].value if promise else np.nan
    needed = whole(every * target / 100) if promise else np.full(len(rows), np.nan)
    shown = pd.DataFrame({
        "year": rows["period"], "kindergartens": rows["kindergartens"].astype(int),
        "public_kindergartens": rows["public_kindergartens"].astype(int),
        "children": every.astype(int), "public_children": public.astype(int),
        "share_pct": public / every * 100, "target": target, "needed": needed,
        "short": np.maximum(needed - public, 0), "one_child_pct": 100 / every})
    return table(name, study, shown)


def kindergartens(study: Study) -> Section:
    """Children in public and other kindergartens by township, with what does not add up."""
    name = "education.kindergartens"
    if lack := lacking(name, study, KINDERGARTENS):
        return lack
    rows = newest(town_rows(study, KINDERGARTENS))
    whole_of = rows["children"].astype(float)
    shown = pd.DataFrame({
        "year": rows["period"], "area_name": rows["area_name"],
        "kindergartens": rows["kindergartens"].astype(int),
        "public_kindergartens": rows["public_kindergartens"].astype(int),
        "children": whole_of.astype(int), "public_children": rows["public_children"].astype(int),
        "share_pct": rows["public_children"].astype(float) / whole_of.where(whole_of > 0) * 100,
        "other": (rows["children"] - rows["public_children"]).astype(int),
        "words": [_doubt(row) for _, row in rows.fillna(0).iterrows()]})
    return table(name, study, shown)


def _doubt(row: pd.Series) -> str:
    others = row["children"] - row["public_children"]
    is_all_public = row["kindergartens"] == row["public_kindergartens"]
    keys = {"no_house": row["children"] > 0 and row["kindergartens"] == 0,
            "no_children": row["children"] == 0,
            "others_nowhere": row["kindergartens"] > 0 and is_all_public and others > 0,
            "over_whole": row["affordable_children"] > others}
    return say("word.separator").join(say(f"education.doubt.{key}")
                                      for key, holds in keys.items() if holds)


def elders_known(study: Study) -> Section:
    """Old learners at year ends: as reported, and without those who learn online only."""
    name = "education.elders_known"
    if lack := lacking(name, study, LIFELONG, PEOPLE):
        return lack
    rows = county_rows(study, LIFELONG)
    rows = rows[rows["period"].str.endswith("Q4") | rows["period"].eq(rows["period"].max())]
    base = people(study, 60, None).loc[study.county.code]
    of = rows["period"].str[:4].astype(int).clip(upper=int(base.index.max()))
    persons = of.map(base)
    learners, online = (rows[key].fillna(0).astype(float) for key in ("elders", "elders_online"))
    promise = promised(study, ELDERS)
    shown = pd.DataFrame({
        "period": rows["period"], "base_of": of.astype(str), "residents": persons,
        "learners": learners.astype(int), "online": online.astype(int),
        "online_pct": online / learners * 100, "share_pct": learners / persons * 100,
        "without_online_pct": (learners - online) / persons * 100,
        "target": promise.targets[-1].value if promise else np.nan})
    return table(name, study, shown)


def elders_notes(study: Study) -> Section:
    """Whether the definition of a learner changed on the way, in the senders' own words."""
    name = "education.elders_notes"
    if lack := lacking(name, study, LIFELONG):
        return lack
    notes = study.snapshot.notes_of(LIFELONG)
    notes = notes[notes["column"].eq("elders")].drop_duplicates("note")
    if notes.empty:
        return Sentences(name, (say("education.said.no_break", **study.facts),), came_in(study))
    lines = tuple(say("education.said.break", period=row.period, note=row.note)
                  for row in notes.itertuples())
    return Sentences(name, (*lines, say("education.said.break_reading")), came_in(study),
                     is_list=True)


def groups_missing(study: Study) -> Section:
    """Schools outside the groups of schools, by the years in which they were."""
    name = "education.groups_missing"
    if lack := lacking(name, study, SCHOOLS):
        return lack
    rows = town_rows(study, SCHOOLS)
    sizes = rows.groupby("period")["school"].nunique()
    found = rows[rows["is_in_group"].eq(False)]
    if found.empty:
        return Sentences(name, (say("education.said.all_in_groups", **study.facts),),
                         came_in(study))
    shown = pd.DataFrame({
        "year": found["period"], "school": found["school"], "area_name": found["area_name"],
        "stage": [stage_words(study, stage) for stage in found["stage"]],
        "pupils": found["pupils"].astype(int), "schools": found["period"].map(sizes)})
    return table(name, study, shown)


def forms_apart(study: Study) -> Section:
    """Figures that two forms both tell of, newest year: where they are not the same."""
    name = "education.forms_apart"
    forms = (SCHOOLS, "enrolment", KINDERGARTENS, "attainment", "education_county", PEOPLE)
    if lack := lacking(name, study, *forms):
        return lack
    schools, pupils, children, levels, county = (
        newest(study.snapshot.form(form)) for form in forms[:5])
    children = children[children["area"].eq(study.county.code)]
    levels = levels[levels["area"].eq(study.county.code)]
    by_stage = schools.groupby("stage")["pupils"].sum()
    year = pupils["period"].iloc[0]
    # Of the last band only the ages up to 59 belong: the form on residents is cut there too.
    working = people(study, 16, 59).loc[study.county.code]
    pairs = {"primary": (by_stage.get("primary", np.nan), pupils["primary"].sum()),
             "junior": (by_stage.get("junior", np.nan), pupils["junior"].sum()),
             "preschool": (children["children"].sum(), pupils["preschool"].sum()),
             "working": (levels["total"].sum(), working.iloc[-1]),
             "mean": (county["mean_years"].iloc[0], mean_of(levels[LEVELS].sum())),
             "expected": (county["expected_years"].iloc[0],
                          expected_ways(study, year)["with_tertiary"])}
    shown = [{"name": say(f"education.pair.{key}"), "first": float(first), "second": float(second),
              "difference": float(first - second),
              "difference_pct": float((first - second) / second * 100),
              "words": say("education.apart" if _is_apart(key, first, second)
                           else "education.together")}
             for key, (first, second) in pairs.items() if second]
    return table(name, study, shown)


def _is_apart(key: str, first: float, second: float) -> bool:
    if key in ("mean", "expected"):
        return abs(first - second) > APART_YEARS
    return abs(first / second - 1) * 100 > APART_PCT
