"""health_services — reported insured, visits, sports grounds -> shares by age, town and kind."""

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.moved import split
from qiyou.domains.sent import (
    area_names,
    lacking,
    newest,
    newest_persons,
    persons,
    source,
    town_codes,
    whole_years,
    withheld,
)
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.wording import number
from qiyou.report.wording import period as in_words
from qiyou.stats.intervals import proportion_interval

INSURANCE, SPORTS = "health.supplementary_insurance", "health.sports_area_per_person"
INSURED, VISITS, VENUES = "medical_insured", "medical_visits", "sports_venues"


def insured_by_age(study: Study) -> Exhibit:
    """Share with the supplementary insurance by age: first and newest period, persons short."""
    name = "health.insured_ages"
    if lack := lacking(name, study, INSURED):
        return lack
    frame = study.snapshot.form(INSURED)
    frame = frame[frame["area"].eq(study.county.code)]
    first = frame[frame["period"].eq(frame["period"].min())].set_index("age")
    last = newest(frame).set_index("age")
    target = _target(study, int(last["period"].iloc[0][:4]))
    codes = study.forms.codes["insured_ages"]
    order = [code for code in codes if code in last.index]
    rows = [_insured(codes[code].name, last.loc[code], target)
            | {"first": _share(first, code)} for code in order]
    shown = pd.DataFrame(rows)[["name", "insured", "supplementary", "first", "value", "short"]]
    whole = _insured(name, last[["insured", "supplementary"]].sum(), target)
    facts = study.facts | {
        "first": in_words(frame["period"].min()), "last": in_words(frame["period"].max()),
        "target": number(target), "short": number(whole["short"], is_grouped=True)}
    return Exhibit(name, "table", shown, source=source(study, INSURED), facts=facts)


def _share(frame: pd.DataFrame, code: str) -> float:
    if code not in frame.index or not frame.loc[code, "insured"]:
        return np.nan
    return float(frame.loc[code, "supplementary"] / frame.loc[code, "insured"] * 100)


def _insured(name: str, row: pd.Series, target: float) -> dict:
    insured, have = int(row["insured"]), int(row["supplementary"])
    return {"name": name, "insured": insured, "supplementary": have,
            "value": have / insured * 100 if insured else np.nan,
            "short": max(0, int(np.ceil(round(target / 100 * insured - have, 6))))}


def _target(study: Study, year: int) -> float:
    """Promise of a year; the nearest one before it where the plan ends."""
    path = study.plan.promise(INSURANCE).path
    return next((cell.value for cell in path if cell.year >= year), path[-1].value)


def insured_by_township(study: Study) -> Exhibit:
    """Share with the supplementary insurance by township, newest period, and persons short."""
    name = "health.insured_townships"
    if lack := lacking(name, study, INSURED):
        return lack
    frame = newest(study.snapshot.form(INSURED))
    target, names = _target(study, int(frame["period"].iloc[0][:4])), area_names(study)
    sums = frame.groupby("area")[["insured", "supplementary"]].sum()
    old = frame[frame["age"].isin(["age_60_79", "age_80_plus"])].groupby("area")[
        ["insured", "supplementary"]].sum()
    codes = [code for code in [study.county.code, *town_codes(study)] if code in sums.index]
    rows = [_insured(names[code], sums.loc[code], target) | {
        "old": float(old.loc[code, "supplementary"] / old.loc[code, "insured"] * 100)
        if old["insured"].get(code, 0) else np.nan} for code in codes]
    shown = pd.DataFrame(rows)[["name", "insured", "supplementary", "value", "old", "short"]]
    return Exhibit(name, "table", shown, source=source(study, INSURED), facts=study.facts | {
        "last": in_words(frame["period"].iloc[0]), "target": number(target)})


def visits_by_kind(study: Study) -> Exhibit:
    """In-county share of outpatient and of inpatient care by whole year, and of both together."""
    name = "health.visits_kinds"
    if lack := lacking(name, study, VISITS):
        return lack
    frame = whole_years(study.snapshot.form(VISITS))
    if frame.empty:
        return withheld(name, study, "sent.no_whole_year")
    sums = frame[frame["area"].eq(study.county.code)].groupby("year")[
        ["outpatient", "outpatient_in", "inpatient", "inpatient_in", "visits", "visits_in"]].sum()
    shown = pd.DataFrame({
        "year": sums.index, **{kind: (sums[f"{kind}_in"] / sums[kind] * 100).to_numpy(float)
                               for kind in ("outpatient", "inpatient", "visits")},
        "inpatient_out": (sums["inpatient"] - sums["inpatient_in"]).to_numpy(int),
        "inpatient_share": (sums["inpatient"] / sums["visits"] * 100).to_numpy(float)})
    return Exhibit(name, "table", shown, source=source(study, VISITS), facts=study.facts | {
        "share": number(shown["inpatient_share"].iloc[-1], decimals=1)})


def inpatients_by_township(study: Study) -> Exhibit:
    """In-county share of inpatient stays by township, newest whole year."""
    name = "health.visits_townships"
    if lack := lacking(name, study, VISITS):
        return lack
    frame = whole_years(study.snapshot.form(VISITS))
    if frame.empty:
        return withheld(name, study, "sent.no_whole_year")
    year, names = frame["year"].max(), area_names(study)
    sums = frame[frame["year"].eq(year)].groupby("area")[["inpatient", "inpatient_in"]].sum()
    sums = sums.reindex([study.county.code, *town_codes(study)]).dropna().astype(float)
    limits = proportion_interval(sums["inpatient_in"].to_numpy(), sums["inpatient"].to_numpy())
    shown = pd.DataFrame({
        "name": [names[code] for code in sums.index],
        **{side: limits[side].to_numpy() * 100 for side in ("value", "low", "high")},
        "n": sums["inpatient"].astype(int).to_numpy(),
        "is_county": sums.index == study.county.code})
    view = {"label": "name", "x": "value", "low": "low", "high": "high",
            "highlight": "is_county"}
    return Exhibit(name, "dot_interval", shown, view, source(study, VISITS),
                   study.facts | {"last": int(year), "unit": "%"})


def sports_area(study: Study) -> Exhibit:
    """Sports area per head by year; its change split into grounds and people; area to go."""
    name = "health.sports_reported"
    if lack := lacking(name, study, VENUES, "population"):
        return lack
    frame = study.snapshot.form(VENUES)
    area = frame.groupby(frame["period"].astype(int))["square_metres"].sum().astype(float)
    people = persons(study, 0).loc[study.county.code]
    told = [year for year in area.index if year in people.index]
    if not told:
        return withheld(name, study, "sent.no_whole_year")
    target = study.plan.promise(SPORTS).path[-1]
    rows, before = [], None
    for year in told:
        parts = (np.nan, np.nan) if before is None else split(
            (area[before], area[year]), (people[before], people[year]), 1)
        rows.append({"year": year, "square_metres": round(area[year]),
                     "persons": int(people[year]), "value": area[year] / people[year],
                     "of_part": parts[0], "of_base": parts[1],
                     "needed": max(0, round(target.value * people[year] - area[year]))})
        before = year
    return Exhibit(name, "table", pd.DataFrame(rows), source=source(study, VENUES, "population"),
                   facts=study.facts | {"target": target.text, "target_year": target.year})


def sports_by_township(study: Study) -> Exhibit:
    """Sports area per head in each township, how much of it is one ground and how much is open."""
    name = "health.sports_townships"
    if lack := lacking(name, study, VENUES, "population"):
        return lack
    frame = newest(study.snapshot.form(VENUES))
    people, names, rows = newest_persons(study, 0), area_names(study), []
    for code in town_codes(study):
        own = frame[frame["area"].eq(code)]
        area = own["square_metres"].astype(float)
        total, is_open = area.sum(), own["is_open"].eq(True).fillna(False).astype(bool)
        rows.append({
            "name": names[code], "grounds": len(own), "square_metres": round(total),
            "persons": int(people.get(code, 0)),
            "value": total / people[code] if people.get(code) else np.nan,
            "largest": area.max() / total * 100 if total else np.nan,
            "open_share": area[is_open].sum() / total * 100 if total else np.nan})
    return Exhibit(name, "table", pd.DataFrame(rows), source=source(study, VENUES, "population"),
                   facts=study.facts | {"last": frame["period"].iloc[0]})


def unopened(study: Study) -> Exhibit:
    """Named grounds that fulfil the conditions and are not open to the public."""
    name = "health.sports_closed"
    if lack := lacking(name, study, VENUES):
        return lack
    frame = newest(study.snapshot.form(VENUES))
    shut = frame[frame["is_eligible"].eq(True) & frame["is_open"].eq(False)]
    names, owners = area_names(study), study.forms.codes["sports_owners"]
    shown = pd.DataFrame({
        "name": shut["venue"], "area_name": shut["area"].map(names),
        "owner": [owners[code].name for code in shut["owner"]],
        "square_metres": shut["square_metres"].astype(float)}).reset_index(drop=True)
    return Exhibit(name, "table", shown, source=source(study, VENUES),
                   facts=study.facts | {"last": frame["period"].iloc[0], "n": len(shown),
                                        "words": say("sent.none") if shown.empty else ""})
