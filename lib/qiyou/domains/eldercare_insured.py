"""eldercare_insured — reported pensions, care insurance and ages -> who pays, who is covered."""

import numpy as np
import pandas as pd

from qiyou.assess.denominators import is_in_census
from qiyou.assess.projected import CHECK, projected
from qiyou.catalogue import say
from qiyou.domains.sent import (
    area_names,
    lacking,
    newest,
    persons,
    source,
    town_codes,
    year_ends,
)
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.wording import number
from qiyou.report.wording import period as in_words

PENSION, INSURED, ASSIGNED = "pension", "medical_insured", "assigned_targets"
# Yearbooks reckon dependency on the 15-64, whatever the age of retirement.
WORKING, OLD = (15, 64), (65, None)


def pension_by_year(study: Study) -> Exhibit:
    """Pension members of each kind, those who draw, and payers for each who draws."""
    name = "eldercare.pension_reported"
    if lack := lacking(name, study, PENSION):
        return lack
    frame = year_ends(study.snapshot.form(PENSION))
    own = frame[frame["area"].eq(study.county.code)].set_index("year").sort_index()
    insured, drawing = own["insured"].astype(float), own["receiving"].astype(float)
    assigned = _assigned(study)
    shown = pd.DataFrame({
        "year": own.index, "employee": own["employee"].astype(int).to_numpy(),
        "resident": own["resident"].astype(int).to_numpy(),
        "insured": insured.astype(int).to_numpy(), "receiving": drawing.to_numpy(),
        "paying_per": ((insured - drawing) / drawing).to_numpy(),
        "assigned": [assigned.get(year, np.nan) for year in own.index]})
    key = "eldercare.assigned_known" if assigned else "eldercare.assigned_unknown"
    return Exhibit(name, "table", shown.astype({"assigned": float}),
                   source=source(study, PENSION), facts=study.facts | {
                       "last": in_words(frame["period"].max()), "assigned": say(key)})


def _assigned(study: Study) -> dict[int, float]:
    """Targets that the prefecture sent down for pension members, by year."""
    frame = study.snapshot.form(ASSIGNED)
    rows = frame[frame["indicator"].eq("eldercare_pension_insured")]
    return dict(zip(rows["year"].astype(int), rows["value"].astype(float), strict=True))


def pension_by_township(study: Study) -> Exhibit:
    """Pension members and those who draw, by township."""
    name = "eldercare.pension_townships"
    if lack := lacking(name, study, PENSION, "population"):
        return lack
    frame = newest(study.snapshot.form(PENSION)).set_index("area")
    adults = persons(study, 16)
    adults = adults.xs(adults.index.get_level_values("year").max(), level="year")
    names = area_names(study)
    codes = [code for code in names if code in frame.index and adults.get(code)]
    shown = pd.DataFrame({
        "name": [names[code] for code in codes],
        "insured": [int(frame.loc[code, "insured"]) for code in codes],
        "adults": [int(adults[code]) for code in codes],
        "value": [frame.loc[code, "insured"] / adults[code] * 100 for code in codes],
        "employee_share": [frame.loc[code, "employee"] / frame.loc[code, "insured"] * 100
                           for code in codes],
        "receiving_share": [frame.loc[code, "receiving"] / frame.loc[code, "insured"] * 100
                            for code in codes]})
    return Exhibit(name, "table", shown, source=source(study, PENSION, "population"),
                   facts=study.facts | {"last": in_words(frame["period"].iloc[0])})


def care_insurance_by_age(study: Study) -> Exhibit:
    """Long-term care insurance by age, of those in basic medical insurance; persons to reach."""
    name = "eldercare.care_ages"
    if lack := lacking(name, study, INSURED):
        return lack
    frame = newest(study.snapshot.form(INSURED))
    own = frame[frame["area"].eq(study.county.code)].set_index("age")
    codes = study.forms.codes["insured_ages"]
    order = [code for code in codes if code in own.index]
    parts = [(codes[code].name, own.loc[code]) for code in order]
    whole = own[["insured", "care_insured"]].sum()
    shown = pd.DataFrame([_care(name, row) for name, row in
                          [*parts, (study.county.name, whole)]])
    return Exhibit(name, "table", shown, source=source(study, INSURED), facts=study.facts | {
        "last": in_words(frame["period"].iloc[0]),
        "left": number(shown["left"].iloc[-1], is_grouped=True)})


def care_insurance_by_township(study: Study) -> Exhibit:
    """Long-term care insurance by township: share of the insured, persons to reach."""
    name = "eldercare.care_townships"
    if lack := lacking(name, study, INSURED):
        return lack
    frame, names = newest(study.snapshot.form(INSURED)), area_names(study)
    sums = frame.groupby("area")[["insured", "care_insured"]].sum()
    shown = pd.DataFrame([_care(names[code], sums.loc[code]) for code in town_codes(study)
                          if code in sums.index])
    view = {"label": "name", "x": "value"}
    return Exhibit(name, "bars", shown, view, source(study, INSURED), study.facts | {
        "last": in_words(frame["period"].iloc[0]), "unit": "%"})


def _care(name: str, row: pd.Series) -> dict:
    insured, care = int(row["insured"]), int(row["care_insured"])
    return {"name": name, "insured": insured, "care": care,
            "value": care / insured * 100 if insured else np.nan, "left": insured - care}


def dependency_reported(study: Study) -> Exhibit:
    """Old people per hundred of working age, by township and year end."""
    name = "eldercare.dependency_reported"
    if lack := lacking(name, study, "population"):
        return lack
    old, working = persons(study, *OLD), persons(study, *WORKING)
    names = area_names(study)
    told = sorted(set(old.index.get_level_values("year")))
    oldest = persons(study, 80)
    rows = [{"name": names[code],
             **{f"y{year}": old.get((code, year), np.nan) / working.get((code, year), np.nan) * 100
                for year in told},
             "old": int(old[(code, told[-1])]), "oldest": int(oldest[(code, told[-1])])}
            for code in names if (code, told[-1]) in old.index]
    return Exhibit(name, "table", pd.DataFrame(rows), source=source(study, "population"),
                   facts=study.facts | {"last": told[-1]})




def dependency_projected(study: Study) -> Exhibit:
    """Old people per hundred of working age: reported, and projected by migration scenario."""
    name = "eldercare.dependency_projected"
    if lack := lacking(name, study, "population"):
        return lack
    old, working = (persons(study, *span).loc[study.county.code] for span in (OLD, WORKING))
    lines = [pd.DataFrame({"line": say("reported.line"), "year": old.index,
                           "value": (old / working * 100).to_numpy()})]
    if is_in_census(study.snapshot):
        paths = projected(study.snapshot, {"old": OLD, "working": WORKING}, study.plan.last_year)
        paths = paths[paths["scenario"].ne(CHECK)]
        wide = paths.pivot_table(index=["scenario", "year"], columns="group", values="persons",
                                 sort=False).reset_index()
        lines.append(pd.DataFrame({
            "line": [say(f"population.scenario.{one}") for one in wide["scenario"]],
            "year": wide["year"], "value": wide["old"] / wide["working"] * 100}))
    shown = pd.concat(lines, ignore_index=True)
    view = {"x": "year", "y": "value", "label": "line"}
    beside = shown[shown["year"].eq(old.index[-1])]["value"].iloc[1:]
    is_within = not len(beside) or beside.min() <= shown["value"][len(old) - 1] <= beside.max()
    return Exhibit(name, "lines", shown, view, source(study, "population"), study.facts | {
        "unit": say("unit.persons"),
        "placed": say(f"eldercare.placed_{is_within}".lower()),
        "now": number(shown["value"][len(old) - 1], decimals=1),
        "now_year": int(old.index[-1])})
