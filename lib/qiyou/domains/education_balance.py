"""education_balance — reported schools + the rule of 2017 -> gaps between schools, and floors."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section
from qiyou.domains.reported import lacking, newest, table, too_short, town_rows
from qiyou.domains.study import Study
from qiyou.register.school_rule import Resource, school_rule
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number
from qiyou.stats.school_balance import composite_cv, weighted_cv

SCHOOLS = "schools"
# Schools with fewer pupils are left out by the rule; two schools are the least that can differ.
FEWEST_PUPILS, FEWEST_SCHOOLS = 50, 2
# A coefficient closer to its limit than this is named: a few teachers moving would cross it.
NEAR = 0.1


def balance(study: Study) -> Section:
    """Coefficient of each resource between the schools of a stage, and its limit."""
    name = "education.balance"
    if lack := _lack(name, study):
        return lack
    shown = pd.DataFrame([_coefficient(study, *case) for case in _cases(newest(judged(study)))])
    view = {"label": "label", "x": "value", "low": "lowest_without", "high": "highest_without",
            "target": "target", "note": "said"}
    return Exhibit(name, "dot_interval", shown, view, came_in(study), study.facts | {"unit": ""})


def _coefficient(study: Study, stage: str, resource: Resource, rows: pd.DataFrame) -> dict:
    found = weighted_cv(rows[resource.id], rows["pupils"], study.register.methods.levels.interval)
    limit = school_rule().greatest_cv[stage]
    without = without_each(rows, resource.id)
    label = say("education.stage_resource", stage=stage_words(study, stage), name=resource.name)
    return {"label": label,
            "period": rows["period"].iloc[0], "schools": len(rows), "value": found.value,
            "low": found.low, "high": found.high, "target": limit,
            "is_within": found.value <= limit, "lowest_without": without.min(),
            "highest_without": without.max(), "is_steady": bool(
                (without.le(limit) == (found.value <= limit)).all()),
            "said": say("education.cv_words", value=number(found.value, decimals=3),
                        low=number(without.min(), decimals=3),
                        high=number(without.max(), decimals=3))}


def judged(study: Study) -> pd.DataFrame:
    """Schools that the rule judges, all years, figures as floats."""
    rows = town_rows(study, SCHOOLS)
    rows = rows[rows["pupils"].ge(FEWEST_PUPILS)]
    return rows.astype(dict.fromkeys(["pupils", *(one.id for one in school_rule().resources)],
                                     float))


def _cases(rows: pd.DataFrame) -> Iterator[tuple[str, Resource, pd.DataFrame]]:
    for stage in school_rule().greatest_cv:
        part = rows[rows["stage"].eq(stage)].reset_index(drop=True)
        for resource in school_rule().resources:
            if len(part) >= FEWEST_SCHOOLS and part[resource.id].sum() > 0:
                yield stage, resource, part


def stage_words(study: Study, stage: str) -> str:
    """Name of a stage of schooling as the forms have it."""
    return study.forms.codes["school_stages"][stage].name


def without_each(rows: pd.DataFrame, column: str) -> pd.Series:
    """Coefficient with each school left out in turn, by position."""
    if len(rows) <= FEWEST_SCHOOLS:
        return pd.Series([np.nan] * len(rows))
    left = [rows.drop(index=at) for at in rows.index]
    return pd.Series([cv(part[column], part["pupils"]) if part[column].sum() else np.nan
                      for part in left])


def cv(totals: pd.Series | np.ndarray, pupils: pd.Series) -> float:
    """Coefficient alone, without the interval."""
    return weighted_cv(totals, pupils).value


def balance_years(study: Study) -> Section:
    """Each coefficient in the first and the newest year, and the mean over the resources."""
    name = "education.balance_years"
    if lack := _lack(name, study):
        return lack
    every = judged(study)
    periods = sorted(every["period"].unique())
    if len(periods) < 2:
        return too_short(name, study, SCHOOLS)
    known = [{(stage, resource.id): cv(rows[resource.id], rows["pupils"])
              for stage, resource, rows in _cases(every[every["period"].eq(period)])}
             for period in (periods[0], periods[-1])]
    names = {one.id: one.name for one in school_rule().resources}
    rows = [{"stage": stage_words(study, stage), "name": names[column], "first_year": periods[0],
             "first": value, "last_year": periods[-1], "last": known[1].get((stage, column)),
             "change": known[1].get((stage, column), np.nan) - value}
            for (stage, column), value in known[0].items()]
    return table(name, study, [*rows, *_composites(study, every, periods)])


def _composites(study: Study, every: pd.DataFrame, periods: list[str]) -> list[dict]:
    columns, found = [one.id for one in school_rule().resources], []
    for stage in school_rule().greatest_cv:
        both = [every[every["period"].eq(period) & every["stage"].eq(stage)]
                for period in (periods[0], periods[-1])]
        if min(len(part) for part in both) < FEWEST_SCHOOLS:
            continue
        first, last = (composite_cv(part[columns], part["pupils"]).value for part in both)
        found.append({"stage": stage_words(study, stage), "name": say("education.mean_of_seven"),
                      "first_year": periods[0], "first": first, "last_year": periods[-1],
                      "last": last, "change": last - first})
    return found


def balance_drivers(study: Study) -> Section:
    """For each resource: the school that adds most to the gap, and the gap without it."""
    name = "education.balance_drivers"
    if lack := _lack(name, study):
        return lack
    shown = [_driver(study, *case) for case in _cases(newest(judged(study)))]
    return table(name, study, shown)


def _driver(study: Study, stage: str, resource: Resource, rows: pd.DataFrame) -> dict:
    each = rows[resource.id] / rows["pupils"]
    mean = rows[resource.id].sum() / rows["pupils"].sum()
    parts = rows["pupils"] * (each - mean) ** 2
    at = parts.idxmax()
    return {"stage": stage_words(study, stage), "name": resource.name,
            "school": rows["school"][at], "pupils": int(rows["pupils"][at]),
            "own": each[at] * resource.per, "county_mean": mean * resource.per,
            "part_pct": parts[at] / parts.sum() * 100 if parts.sum() else 0.0,
            "value": cv(rows[resource.id], rows["pupils"]),
            "without": without_each(rows, resource.id)[at]}


def balance_repair(study: Study) -> Section:
    """Least that would have to be added where a coefficient is above its limit.

    Schools are filled up from the lowest, to one level per pupil, until the coefficient is at
    the limit; whole persons and rooms are rounded up. Where every coefficient passes, the
    sentences say how near each comes.
    """
    name = "education.balance_repair"
    if lack := _lack(name, study):
        return lack
    rule, found = school_rule(), []
    cases = list(_cases(newest(judged(study))))
    for stage, resource, rows in cases:
        limit = rule.greatest_cv[stage]
        value = cv(rows[resource.id], rows["pupils"])
        if value > limit:
            added = least_added(rows, resource, limit)
            found.append({
                "stage": stage_words(study, stage), "name": resource.name,
                "value": value, "target": limit, "schools": say("word.comma").join(
                    rows["school"][added > 0]), "added": added.sum(), "unit": resource.unit,
                "added_pct": added.sum() / rows[resource.id].sum() * 100,
                "after": cv(rows[resource.id] + added, rows["pupils"])})
    if found:
        return table(name, study, found)
    margins = {say("education.stage_resource", stage=stage_words(study, stage),
                   name=resource.name): rule.greatest_cv[stage] - cv(rows[resource.id],
                                                                     rows["pupils"])
               for stage, resource, rows in cases}
    nearest = min(margins, key=margins.get)
    facts = study.facts | {"n": len(margins), "nearest": nearest,
                           "margin": number(margins[nearest], decimals=3)}
    key = "repair_near" if margins[nearest] < NEAR else "repair_none"
    return Sentences(name, (say(f"education.said.{key}", **facts),), came_in(study))


def least_added(rows: pd.DataFrame, resource: Resource, limit: float) -> np.ndarray:
    """Amounts to add to each school so that the coefficient comes down to the limit.

    Examples
    --------
    >>> rule = school_rule()
    >>> two = pd.DataFrame({"pupils": [100.0, 100.0], "backbone_teachers": [10.0, 1.0]})
    >>> least_added(two, rule.resources[1], 0.5).tolist()
    [0.0, 3.0]
    """
    totals, pupils = rows[resource.id].to_numpy(), rows["pupils"].to_numpy()
    is_counted = np.equal(np.mod(totals, 1), 0).all() and resource.per > 1

    def added(level: float) -> np.ndarray:
        lacks = np.maximum(level * pupils - totals, 0)
        return np.ceil(np.round(lacks, 6)) if is_counted else lacks

    return added(_lowest(lambda level: cv(totals + added(level), pupils) <= limit,
                         (totals / pupils).min(), (totals / pupils).max()))


def _lowest(passes: Callable[[float], bool], low: float, high: float) -> float:
    """Lowest level that passes, by halving; the highest one always does."""
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if passes(middle) else (middle, high)
    return high


def _lack(name: str, study: Study) -> Section | None:
    if lack := lacking(name, study, SCHOOLS):
        return lack
    has_pairs = next(_cases(newest(judged(study))), None) is not None
    return None if has_pairs else too_short(name, study, SCHOOLS)
