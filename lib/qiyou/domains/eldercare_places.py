"""eldercare_places — reported homes and villages -> beds to change, villages named one by one."""

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.needs import whole
from qiyou.domains.sent import (
    area_names,
    lacking,
    newest,
    newest_persons,
    source,
    town_codes,
    year_ends,
)
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.wording import number
from qiyou.report.wording import period as in_words

BEDS, MEALS = "eldercare.nursing_beds_share", "eldercare.meal_service_share"
HOMES, PLACES = "care_homes", "place_services"
SERVICES = ("has_home_care", "has_canteen", "has_meals", "has_home_help")
OLD = 60


def beds_by_year(study: Study) -> Exhibit:
    """Nursing beds, all beds and residents at each year's newest quarter, with beds to change."""
    name = "eldercare.beds_reported"
    if lack := lacking(name, study, HOMES):
        return lack
    frame = year_ends(study.snapshot.form(HOMES))
    sums = frame.groupby("year")[["beds", "nursing_beds", "residents"]].sum().astype(int)
    target = study.plan.promise(BEDS).path[-1]
    shown = pd.DataFrame({
        "year": sums.index, "beds": sums["beds"].to_numpy(),
        "nursing": sums["nursing_beds"].to_numpy(),
        "value": (sums["nursing_beds"] / sums["beds"] * 100).to_numpy(),
        # What the share would be if the beds of the first year were still all there.
        "fixed": (sums["nursing_beds"] / sums["beds"].iloc[0] * 100).to_numpy(),
        "residents": sums["residents"].to_numpy(),
        "to_change": np.maximum(0, whole(target.value / 100 * sums["beds"])
                                - sums["nursing_beds"].to_numpy())})
    return Exhibit(name, "table", shown, source=source(study, HOMES), facts=study.facts | {
        "target": target.text, "target_year": target.year,
        "last": in_words(frame["period"].max())})


def homes(study: Study) -> Exhibit:
    """Every home: beds, nursing beds, residents, carers; what one bed is worth in it."""
    name = "eldercare.homes"
    if lack := lacking(name, study, HOMES):
        return lack
    frame = newest(study.snapshot.form(HOMES))
    names, target = area_names(study), study.plan.promise(BEDS).path[-1]
    beds, nursing = frame["beds"].astype(float), frame["nursing_beds"].astype(float)
    shown = pd.DataFrame({
        "name": frame["home"], "area_name": frame["area"].map(names),
        "beds": frame["beds"].astype(int), "nursing": frame["nursing_beds"].astype(int),
        "value": nursing / beds.where(beds > 0) * 100,
        "residents": frame["residents"].astype(int),
        "occupied": frame["residents"].astype(float) / beds.where(beds > 0) * 100,
        "per_carer": frame["residents"].astype(float)
        / frame["carers"].astype(float).replace(0, np.nan),
        "to_change": np.maximum(0, whole(target.value / 100 * beds) - nursing.astype(int))})
    return Exhibit(name, "table", shown.reset_index(drop=True), source=source(study, HOMES),
                   facts=study.facts | {"target": target.text,
                                        "last": in_words(frame["period"].iloc[0])})


def beds_by_township(study: Study) -> Exhibit:
    """Beds and nursing beds per hundred people of 80 and over in each township."""
    name = "eldercare.beds_townships"
    if lack := lacking(name, study, HOMES, "population"):
        return lack
    sums = newest(study.snapshot.form(HOMES)).groupby("area")[["beds", "nursing_beds"]].sum()
    people, names = newest_persons(study, 80), area_names(study)
    codes = [code for code in town_codes(study) if people.get(code)]
    shown = pd.DataFrame({
        "name": [names[code] for code in codes],
        "oldest": [int(people[code]) for code in codes],
        "beds": [int(sums["beds"].get(code, 0)) for code in codes],
        "nursing": [int(sums["nursing_beds"].get(code, 0)) for code in codes]})
    shown = shown.assign(beds_per=shown["beds"] / shown["oldest"] * 100,
                         nursing_per=shown["nursing"] / shown["oldest"] * 100)
    return Exhibit(name, "table", shown, source=source(study, HOMES, "population"),
                   facts=study.facts)


def villages_without(study: Study) -> Exhibit:
    """Villages and communities without meals, home help, a canteen or a day centre, by name."""
    name = "eldercare.villages_without"
    if lack := lacking(name, study, PLACES):
        return lack
    frame = newest(study.snapshot.form(PLACES))
    names, kinds = area_names(study), study.forms.codes["place_kinds"]
    lacks = frame[~frame[list(SERVICES)].eq(True).all(axis=1)]
    shown = pd.DataFrame({
        "area_name": lacks["area"].map(names), "place": lacks["place"],
        "kind": [kinds[code].name for code in lacks["kind"]],
        "lacks": [_listed(row) for _, row in lacks.iterrows()]})
    target = study.plan.promise(MEALS).path[-1]
    n, with_meals = len(frame), int(frame["has_meals"].eq(True).sum())
    facts = study.facts | {
        "last": in_words(frame["period"].iloc[0]), "n": n, "n_lacking": len(shown),
        "meals": with_meals, "share": number(with_meals / n * 100, decimals=1),
        "needed": int(whole(target.value / 100 * n)), "target": target.text}
    return Exhibit(name, "table", shown.reset_index(drop=True), source=source(study, PLACES),
                   facts=facts)


def _listed(row: pd.Series) -> str:
    return say("word.comma").join(say(f"eldercare.service.{service}") for service in SERVICES
                                  if pd.isna(row[service]) or not row[service])


def villages_by_township(study: Study) -> Exhibit:
    """How many villages of each township lack each service, as a grid."""
    name = "eldercare.villages_grid"
    if lack := lacking(name, study, PLACES):
        return lack
    frame, names = newest(study.snapshot.form(PLACES)), area_names(study)
    counts = frame.groupby("area")["place"].size()
    rows = [{"name": say("eldercare.of_places", name=names[code], n=int(counts[code])),
             "service": say(f"eldercare.service.{service}"),
             "value": int((~frame.loc[frame["area"].eq(code), service].eq(True)).sum())}
            for code in town_codes(study) if code in counts.index for service in SERVICES]
    view = {"x": "service", "label": "name", "value": "value"}
    return Exhibit(name, "strip", pd.DataFrame(rows), view, source(study, PLACES),
                   study.facts | {"last": in_words(frame["period"].iloc[0])})


def villages_changed(study: Study) -> Exhibit:
    """Villages whose services began or stopped since the same quarter a year ago, by name."""
    name = "eldercare.villages_changed"
    if lack := lacking(name, study, PLACES):
        return lack
    frame, names = study.snapshot.form(PLACES), area_names(study)
    last = frame["period"].max()
    before = f"{int(last[:4]) - 1}{last[4:]}"
    if before not in set(frame["period"]):
        before = frame["period"].min()
    then, now = (frame[frame["period"].eq(period)].set_index(["area", "place"])[list(SERVICES)]
                 .eq(True) for period in (before, last))
    both = now.index.intersection(then.index)
    rows = [{"area_name": names[area], "place": place,
             "service": say(f"eldercare.service.{service}"),
             "words": say("eldercare.begun" if now.loc[(area, place), service]
                          else "eldercare.stopped")}
            for area, place in both for service in SERVICES
            if now.loc[(area, place), service] != then.loc[(area, place), service]]
    shown = pd.DataFrame(rows, columns=["area_name", "place", "service", "words"])
    shown = shown.sort_values("words", kind="stable", ascending=False, ignore_index=True)
    stopped = int(shown["words"].eq(say("eldercare.stopped")).sum())
    return Exhibit(name, "table", shown, source=source(study, PLACES), facts=study.facts | {
        "before": in_words(before), "last": in_words(last), "n_stopped": stopped,
        "n_begun": len(shown) - stopped, "n_new": len(now.index.difference(then.index)),
        "n_gone": len(then.index.difference(now.index))})


def meals_used(study: Study) -> Exhibit:
    """Places with meals, people who take them and old people, by township."""
    name = "eldercare.meals_used"
    if lack := lacking(name, study, PLACES, "population"):
        return lack
    frame = newest(study.snapshot.form(PLACES))
    people, names, rows = newest_persons(study, OLD), area_names(study), []
    for code in town_codes(study):
        own = frame[frame["area"].eq(code)]
        open_here = own[own["has_meals"].eq(True)]
        users = float(open_here["meal_users"].astype(float).sum())
        rows.append({
            "name": names[code], "n_places": len(own), "n_meals": len(open_here),
            "users": int(users), "old": int(people.get(code, 0)),
            "value": users / people[code] * 100 if people.get(code) else np.nan,
            "per_place": users / len(open_here) if len(open_here) else np.nan})
    return Exhibit(name, "table", pd.DataFrame(rows), source=source(study, PLACES, "population"),
                   facts=study.facts | {"last": in_words(frame["period"].iloc[0])})
