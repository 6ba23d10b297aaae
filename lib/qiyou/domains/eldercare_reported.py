"""eldercare_reported — reported carers, calls, pensions and old people -> who is still to reach."""

import numpy as np
import pandas as pd

from qiyou.assess.denominators import is_in_census
from qiyou.assess.people import base_ranges
from qiyou.catalogue import say
from qiyou.domains.moved import split
from qiyou.domains.needs import whole
from qiyou.domains.sent import (
    area_names,
    lacking,
    newest,
    newest_persons,
    persons,
    source,
    town_codes,
    withheld,
    year_ends,
)
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.wording import number
from qiyou.report.wording import period as in_words

CARERS, PENSION = "eldercare.certified_carers_per_10000", "eldercare.pension_insured"
SUPPORT, INSURED = "elder_support", "medical_insured"
OLD, OLDEST = 60, 80


def carers_reported(study: Study) -> Exhibit:
    """Certified carers and old people reported, the ratio, the promise, carers short of it."""
    name = "eldercare.carers_reported"
    if lack := lacking(name, study, SUPPORT, "population"):
        return lack
    carers = _county(study).set_index("year")["certified"].astype(int)
    old = persons(study, OLD).loc[study.county.code]
    per = study.indicators[CARERS].per
    targets = {cell.year: cell.value for cell in study.plan.promise(CARERS).path}
    rows, before = [], None
    for year in carers.index:
        base = old[max([end for end in old.index if end <= year], default=old.index.min())]
        parts = (np.nan, np.nan) if before is None else split(
            (before[0], carers[year]), (before[1], base), per)
        needed = whole(targets[year] / per * base) if year in targets else None
        rows.append({
            "year": year, "carers": int(carers[year]), "old": int(base),
            "value": carers[year] / base * per, "target": targets.get(year),
            "short": np.nan if needed is None else max(0, int(needed) - carers[year]),
            "of_part": parts[0], "of_base": parts[1]})
        before = carers[year], base
    shown = pd.DataFrame(rows).astype({"target": float, "short": float})
    one = per / shown["old"].iloc[-1]
    return Exhibit(name, "table", shown, source=source(study, SUPPORT, "population"),
                   facts=study.facts | {"one": number(one, decimals=2),
                                        "last": in_words(_newest_name(study, SUPPORT))})


def _county(study: Study, form: str = SUPPORT) -> pd.DataFrame:
    """County rows of the form at each year's newest quarter."""
    frame = year_ends(study.snapshot.form(form))
    return frame[frame["area"].eq(study.county.code)].sort_values("year")


def _newest_name(study: Study, form: str) -> str:
    return study.snapshot.form(form)["period"].max()


def carers_training(study: Study) -> Exhibit:
    """Carers trained in each whole year beside the net gain in certified carers."""
    name = "eldercare.training"
    if lack := lacking(name, study, SUPPORT):
        return lack
    rows = _county(study)
    if len(rows) < 2:
        return withheld(name, study, "sent.one_year")
    shown = pd.DataFrame({
        "year": rows["year"].to_numpy(), "trained": rows["trained"].astype(float).to_numpy(),
        "carers": rows["carers"].astype(int).to_numpy(),
        "certified": rows["certified"].astype(int).to_numpy(),
        "gained": rows["certified"].astype(float).diff().to_numpy(),
        "uncertified": (rows["carers"] - rows["certified"]).astype(int).to_numpy()})
    return Exhibit(name, "table", shown, source=source(study, SUPPORT), facts=study.facts | {
        "last": in_words(_newest_name(study, SUPPORT)),
        "uncertified": int(shown["uncertified"].iloc[-1])})


def carers_to_come(study: Study) -> Exhibit:
    """Whole carers to gain each year left, from the newest count, as the old grow on.

    The old people reported last are carried on at the pace of the projection, so that the base
    begins where the reports end and not where the projection from the census stands.
    """
    name = "eldercare.carers_to_come"
    if lack := lacking(name, study, SUPPORT, "population"):
        return lack
    if not is_in_census(study.snapshot):
        return withheld(name, study, "house.not_in_census", name=study.county.name)
    have = int(_county(study)["certified"].iloc[-1])
    bases, per = old_to_come(study), study.indicators[CARERS].per
    now, rows, before = int(_newest_name(study, SUPPORT)[:4]), [], have
    for cell in study.plan.promise(CARERS).path:
        if cell.year < now:
            continue
        needs = {end: int(whole(cell.value / per * bases.loc[cell.year, f"base{end}"]))
                 for end in ("", "_low", "_high")}
        rows.append({"year": cell.year, "target": cell.value,
                     "base": round(bases.loc[cell.year, "base"]), "things": needs[""],
                     "things_low": needs["_low"], "things_high": needs["_high"],
                     "added": max(0, needs[""] - before)})
        before = max(before, needs[""])
    shown = pd.DataFrame(rows)
    return Exhibit(name, "table", shown, source=source(study, SUPPORT, "population"),
                   facts=study.facts | {"have": have, "more": int(shown["added"].sum()),
                                        "last": in_words(_newest_name(study, SUPPORT))})


def old_to_come(study: Study) -> pd.DataFrame:
    """Old people by year: the newest count carried on at the projection's pace, with its range."""
    known = persons(study, OLD).loc[study.county.code]
    ages = {"old": study.register.methods.denominators["age_60_plus"].ages}
    paths = base_ranges(study.snapshot, ages, study.plan.last_year).loc["old"]
    year = int(known.index.max())
    return paths / paths.loc[year] * known[year]


def carers_by_township(study: Study) -> Exhibit:
    """Certified carers and old people by township, and what one carer more would do there."""
    name = "eldercare.carers_townships"
    if lack := lacking(name, study, SUPPORT, "population"):
        return lack
    frame = newest(study.snapshot.form(SUPPORT)).set_index("area")
    old, names, per = newest_persons(study, OLD), area_names(study), study.indicators[CARERS].per
    codes = [code for code in town_codes(study) if code in frame.index and old.get(code)]
    shown = pd.DataFrame({
        "name": [names[code] for code in codes],
        "carers": [int(frame.loc[code, "carers"]) for code in codes],
        "certified": [int(frame.loc[code, "certified"]) for code in codes],
        "old": [int(old[code]) for code in codes],
        "value": [frame.loc[code, "certified"] / old[code] * per for code in codes],
        "one_more": [per / old[code] for code in codes]})
    without = shown.loc[shown["certified"].eq(0), "name"]
    told = say("word.comma").join(without) if len(without) else say("sent.none")
    return Exhibit(name, "table", shown, source=source(study, SUPPORT, "population"),
                   facts=study.facts | {"last": in_words(_newest_name(study, SUPPORT)),
                                        "without": told})


def oldest_equipped(study: Study) -> Exhibit:
    """Emergency calls of the 80 and over by township: share, change, persons without one."""
    name = "eldercare.calls_townships"
    if lack := lacking(name, study, SUPPORT):
        return lack
    return _covered(name, study, ("oldest", "oldest_equipped"), "oldest_alone")


def homes_adapted(study: Study) -> Exhibit:
    """Homes adapted of those willing by township: share, change, homes to do."""
    name = "eldercare.homes_adapted"
    if lack := lacking(name, study, SUPPORT):
        return lack
    return _covered(name, study, ("willing", "adapted"))


def _covered(name: str, study: Study, columns: tuple[str, str], *more: str) -> Exhibit:
    """Table of a coverage by township, first to newest quarter, the county first."""
    base, done = columns
    frame, names = study.snapshot.form(SUPPORT), area_names(study)
    first, last = frame["period"].min(), frame["period"].max()
    then, now = (frame[frame["period"].eq(period)].set_index("area") for period in (first, last))
    rows = []
    for code in [code for code in names if code in now.index]:
        share = now.loc[code, done] / now.loc[code, base] * 100 if now.loc[code, base] else np.nan
        was = then.loc[code, done] / then.loc[code, base] * 100 \
            if code in then.index and then.loc[code, base] else np.nan
        rows.append({"name": names[code], "base": int(now.loc[code, base]),
                     "done": int(now.loc[code, done]), "first": was, "value": share,
                     "change": share - was, "left": int(now.loc[code, base] - now.loc[code, done]),
                     **{column: now.loc[code, column] for column in more}})
    shown = pd.DataFrame(rows)
    # Half of the county's own gain: every township gains a little as others are done.
    lagging = shown.iloc[1:].loc[lambda part: part["change"].lt(shown["change"].iloc[0] / 2),
                                 "name"]
    told = say("word.comma").join(lagging) if len(lagging) else say("sent.none")
    return Exhibit(name, "table", shown, source=source(study, SUPPORT), facts=study.facts | {
        "first": in_words(first), "last": in_words(last), "left": shown["left"].iloc[0],
        "lagging": told})


def oldest_compared(study: Study) -> Exhibit:
    """People of 80 and over as three departments count them, by township."""
    name = "eldercare.oldest_compared"
    if lack := lacking(name, study, SUPPORT, "population", INSURED):
        return lack
    support = newest(study.snapshot.form(SUPPORT)).set_index("area")["oldest"]
    insured = newest(study.snapshot.form(INSURED))
    insured = insured[insured["age"].eq("age_80_plus")].set_index("area")["insured"]
    people, names = newest_persons(study, OLDEST), area_names(study)
    codes = [code for code in names
             if code in support.index and code in insured.index and code in people.index]
    shown = pd.DataFrame({
        "name": [names[code] for code in codes],
        "residents": [int(people[code]) for code in codes],
        "support": [int(support[code]) for code in codes],
        "insured": [int(insured[code]) for code in codes]})
    shown["gap"] = shown[["residents", "support", "insured"]].max(axis=1) \
        - shown[["residents", "support", "insured"]].min(axis=1)
    return Exhibit(name, "table", shown, source=source(study, SUPPORT, "population", INSURED),
                   facts=study.facts)
