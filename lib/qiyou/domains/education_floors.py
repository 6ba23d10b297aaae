"""education_floors — reported schools + the seven floors -> which school is short of what."""

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.education_balance import SCHOOLS, judged, stage_words
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, whole
from qiyou.domains.reported import lacking, newest, table, too_short
from qiyou.domains.study import Study
from qiyou.register.school_rule import Resource, school_rule
from qiyou.report.sentences import Sentences


def floors(study: Study) -> Section:
    """Each school against the seven floors: how many it meets, the lowest, and the verdict."""
    name = "education.floors"
    if lack := _lack(name, study):
        return lack
    rows, rule = newest(judged(study)), school_rule().schools
    met = reached(rows)
    is_met = met.ge(100)
    lowest = met.idxmin(axis=1)
    names = {one.id: one.name for one in school_rule().resources}
    count = is_met.sum(axis=1)
    is_enough = count.ge(rule.met_at_least) & met.ge(rule.rest_at_least * 100).all(axis=1)
    shown = pd.DataFrame({
        "school": rows["school"], "area_name": rows["area_name"],
        "stage": [stage_words(study, stage) for stage in rows["stage"]],
        "pupils": rows["pupils"].astype(int), "met": count,
        "weakest": lowest.map(names), "weakest_pct": met.min(axis=1), "is_enough": is_enough})
    return table(name, study, shown)


def reached(rows: pd.DataFrame) -> pd.DataFrame:
    """Amounts per pupil as percent of their floors: schools down, resources across."""
    return pd.DataFrame({one.id: rows[one.id] / rows["pupils"] * one.per
                         / rows["stage"].map(one.at_least) * 100
                         for one in school_rule().resources})


def floors_short(study: Study) -> Section:
    """What every school lacks of every floor, in whole persons, rooms, square metres, yuan."""
    name = "education.floors_short"
    if lack := _lack(name, study):
        return lack
    rows = newest(judged(study))
    found = [row for one in school_rule().resources for row in _short(study, rows, one)]
    if not found:
        return Sentences(name, (say("education.said.floors_met", **study.facts),), came_in(study))
    return table(name, study, found)


def _short(study: Study, rows: pd.DataFrame, one: Resource) -> list[dict]:
    floor = rows["stage"].map(one.at_least).astype(float)
    lacks = whole(floor * rows["pupils"] / one.per - rows[one.id])
    at = np.flatnonzero(lacks > 0)
    # Pupils at which what the school has would just do: the other way for the ratio to pass.
    enough = np.floor(rows[one.id] * one.per / floor)
    return [{"school": rows["school"].iloc[i], "stage": stage_words(study, rows["stage"].iloc[i]),
             "name": one.name, "per": int(one.per),
             "own": rows[one.id].iloc[i] / rows["pupils"].iloc[i] * one.per,
             "target": floor.iloc[i], "short": int(lacks[i]), "unit": one.unit,
             "pupils": int(rows["pupils"].iloc[i]), "pupils_enough": int(enough.iloc[i])}
            for i in at]


def _lack(name: str, study: Study) -> Section | None:
    if lack := lacking(name, study, SCHOOLS):
        return lack
    return too_short(name, study, SCHOOLS) if judged(study).empty else None
