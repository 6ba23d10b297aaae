"""health_reported — reported deaths -> life tables, life expectancy and what moved it."""

from math import hypot, sqrt

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.deaths import (
    FORMS,
    STARTS,
    by_age,
    death_years,
    deaths,
    is_countable,
    of_years,
    person_years,
    table_of,
)
from qiyou.domains.sent import area_names, lacking, source, town_codes, withheld
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.wording import number, years
from qiyou.stats.decomposition import contribution_by_cause
from qiyou.stats.intervals import poisson_interval
from qiyou.stats.lifetable import life_expectancy
from qiyou.stats.limits import critical

LIFE = "health.life_expectancy"
# First ages of the groups that contributions are shown by; a five-year band has too few deaths.
GROUPS = (0, 15, 45, 60, 70, 80)
LATER = (0, 60, 80)


def life_table_reported(study: Study) -> Exhibit:
    """Abridged life table of all years reported together."""
    name = "health.life_table"
    if lack := lacking(name, study, *FORMS):
        return lack
    told = death_years(study)
    table, z = table_of(of_years(study, *told)), _z(study)
    shown = pd.DataFrame({
        "age": [band_label(first) for first in table["age"]],
        "persons": table["population"].round().astype(int),
        "deaths": table["deaths"].astype(int), "rate": table["m"] * 1000,
        "dying": table["q"] * 1000, "survivors": table["l"].round().astype(int),
        "value": table["e"], "low": table["e"] - z * table["se"],
        "high": table["e"] + z * table["se"]})
    facts = study.facts | {"years": years(told), "n": int(table["deaths"].sum())}
    return Exhibit(name, "table", shown, source=source(study, *FORMS), facts=facts)


def life_by_year(study: Study) -> Exhibit:
    """Life expectancy of each year and of all together, beside the promise of the year."""
    name = "health.life_reported"
    if lack := lacking(name, study, *FORMS):
        return lack
    told = death_years(study)
    targets = {cell.year: cell.value for cell in study.plan.promise(LIFE).path}
    rows = [_expectancy(study, (year,)) | {"target": targets.get(year)} for year in told]
    if len(told) > 1:
        rows.append(_expectancy(study, tuple(told)) | {"target": None})
    shown = pd.DataFrame(rows).astype({"target": float})
    view = {"label": "period", "x": "value", "low": "low", "high": "high", "target": "target"}
    first, last = rows[0], rows[len(told) - 1]
    facts = study.facts | _change(first, last, study) | {
        "half": number((last["high"] - last["low"]) / 2, say("sent.years"), 1),
        "step": number(_step(study), say("sent.years"), 1), "first": told[0], "last": told[-1]}
    return Exhibit(name, "dot_interval", shown, view, source(study, *FORMS), facts)


def _step(study: Study) -> float:
    values = [cell.value for cell in study.plan.promise(LIFE).path if cell.value is not None]
    return float(np.median(np.diff(values))) if len(values) > 1 else float("nan")


def _expectancy(study: Study, told: tuple[int, ...]) -> dict:
    bands = of_years(study, *told)
    found = life_expectancy(bands["deaths"], bands["persons"], bands["age"],
                            level=study.register.methods.levels.interval).loc[0]
    label = say("sent.year" if len(told) == 1 else "sent.pooled", years=years(told))
    return {"period": label, "value": found["value"], "low": found["low"],
            "high": found["high"], "events": int(found["events"])}


def _change(first: dict, last: dict, study: Study) -> dict:
    """Difference of two years with its interval, and whether chance alone can have made it."""
    change = last["value"] - first["value"]
    half = hypot(*((row["high"] - row["low"]) / 2 for row in (first, last)))
    key = "inside" if abs(change) <= half else "outside"
    unit = say("sent.years")
    return {"change": number(change, unit, 1), "change_low": number(change - half, unit, 1),
            "change_high": number(change + half, unit, 1), "judged": say(f"sent.{key}")}


def life_by_sex(study: Study) -> Exhibit:
    """Years still to live of men and women at birth, at 60 and at 80, all years together."""
    name = "health.life_sexes"
    if lack := lacking(name, study, *FORMS):
        return lack
    told, rows = death_years(study), []
    events, people = deaths(study), person_years(study)
    for sex in study.forms.codes["sex"]:
        bands = by_age(events[events["sex"].eq(sex) & events["year"].isin(told)],
                       people[people["sex"].eq(sex) & people["year"].isin(told)])
        found = life_expectancy(bands["deaths"], bands["persons"], bands["age"])
        rows += [{"sex": study.forms.codes["sex"][sex].name, "age": age,
                  "value": found.loc[age, "value"], "low": found.loc[age, "low"],
                  "high": found.loc[age, "high"], "events": int(found.loc[age, "events"])}
                 for age in LATER]
    return Exhibit(name, "table", pd.DataFrame(rows), source=source(study, *FORMS),
                   facts=study.facts | {"years": years(told)})


def life_by_township(study: Study) -> Exhibit:
    """Life expectancy of each township, all years together; withheld where too few live there."""
    name = "health.life_townships"
    if lack := lacking(name, study, *FORMS):
        return lack
    told, names = death_years(study), area_names(study)
    events, people = deaths(study), person_years(study)
    rows = [{"name": names[code]} | _of_township(
        by_age(events[events["area"].eq(code) & events["year"].isin(told)],
               people[people["area"].eq(code) & people["year"].isin(told)]))
            for code in town_codes(study)]
    shown = pd.DataFrame(rows)
    view = {"label": "name", "x": "value", "low": "low", "high": "high", "note": "note"}
    county = of_years(study, *told)
    whole = life_expectancy(county["deaths"], county["persons"], county["age"]).loc[0]
    facts = study.facts | {"years": years(told),
                           "whole": number(whole["value"], say("sent.years"), 1)}
    return Exhibit(name, "dot_interval", shown, view, source(study, *FORMS), facts)


def _of_township(bands: pd.DataFrame) -> dict:
    nothing = {"value": np.nan, "low": np.nan, "high": np.nan,
               "n": int(bands["persons"].sum()), "events": int(bands["deaths"].sum())}
    if not is_countable(bands):
        return nothing | {"note": say("sent.empty_band")}
    found = life_expectancy(bands["deaths"], bands["persons"], bands["age"]).loc[0]
    if found["flag"] == "suppressed":
        return nothing | {"note": say("remark.under_5000_person_years")}
    return nothing | {key: found[key] for key in ("value", "low", "high")} | {"note": ""}


def contribution_ages(study: Study) -> Exhibit:
    """Years that each age group adds to the change of life expectancy, first year to last."""
    name = "health.contribution_ages"
    return _contributions(name, study, "age", lambda age: group_label(
        max(first for first in GROUPS if first <= age)))


def contribution_causes(study: Study) -> Exhibit:
    """Years that each cause adds to the change of life expectancy, first year to last."""
    codes = study.forms.codes["causes"]
    return _contributions("health.contribution_causes", study, "cause",
                          lambda cause: codes[cause].name)


def _contributions(name: str, study: Study, column: str, label) -> Exhibit:
    if lack := lacking(name, study, *FORMS):
        return lack
    told = death_years(study)
    if len(told) < 2:
        return withheld(name, study, "sent.one_year")
    parts = contributions(study, told[0], told[-1])
    kept = parts.assign(name=parts[column].map(label), variance=parts["se"] ** 2)
    sums = kept.groupby("name", sort=False)[["total", "variance"]].sum()
    sums = sums[sums["variance"].gt(0)]  # a cause that nobody died of has nothing to add
    half = _z(study) * np.sqrt(sums["variance"])
    shown = pd.DataFrame({
        "name": sums.index, "value": sums["total"].to_numpy(),
        "low": (sums["total"] - half).to_numpy(), "high": (sums["total"] + half).to_numpy()})
    is_seen = shown["low"].gt(0) | shown["high"].lt(0)
    whole = _z(study) * sqrt(parts["se"].pow(2).sum())
    facts = study.facts | {
        "first": told[0], "last": told[-1], "n_seen": int(is_seen.sum()), "n": len(shown),
        "total": number(shown["value"].sum(), say("sent.years"), 2),
        "half": number(whole, say("sent.years"), 1)}
    view = {"label": "name", "x": "value", "low": "low", "high": "high"}
    return Exhibit(name, "dot_interval", shown, view, source(study, *FORMS), facts)


def contributions(study: Study, first: int, last: int) -> pd.DataFrame:
    """Contribution of each age band and cause to the change of life expectancy.

    Returns
    -------
    DataFrame
        As `qiyou.stats.decomposition.contribution_by_cause`; bands above the highest that both
        years had deaths in are put together with it.
    """
    tables = [table_of(of_years(study, year)) for year in (first, last)]
    events, codes = deaths(study), list(study.forms.codes["causes"])
    causes = [events[events["year"].eq(year)].pivot_table(
        index="age", columns="cause", values="deaths", aggfunc="sum", fill_value=0.0).reindex(
        index=STARTS, columns=codes, fill_value=0.0) for year in (first, last)]
    return contribution_by_cause(*tables, *causes)


def deaths_by_cause(study: Study) -> Exhibit:
    """Deaths of each cause by year, with the range that chance leaves around the newest count."""
    name = "health.deaths_causes"
    if lack := lacking(name, study, *FORMS):
        return lack
    told, events = death_years(study), deaths(study)
    counts = events[events["year"].isin(told)].pivot_table(
        index="cause", columns="year", values="deaths", aggfunc="sum", fill_value=0.0)
    codes = study.forms.codes["causes"]
    counts = counts.reindex([code for code in codes if code in counts.index])
    mean = counts.mean(axis=1)
    limits = poisson_interval(mean.to_numpy() * len(told))
    shown = pd.DataFrame({
        "name": [codes[code].name for code in counts.index],
        **{f"y{year}": counts[year].astype(int).to_numpy() for year in told},
        "mean": mean.to_numpy(), "low": limits["low"].to_numpy() / len(told),
        "high": limits["high"].to_numpy() / len(told),
        "share": (mean / mean.sum() * 100).to_numpy()})
    return Exhibit(name, "table", shown, source=source(study, *FORMS),
                   facts=study.facts | {"years": years(told), "n": int(counts.sum().sum())})


def band_label(first: float) -> str:
    """Band of the life table as tables print it, from its first age."""
    place = STARTS.index(int(first))
    return _label(int(first), STARTS[place + 1] if place + 1 < len(STARTS) else None)


def group_label(first: int) -> str:
    """Group of contributions as charts print it, from its first age."""
    place = GROUPS.index(first)
    return _label(first, GROUPS[place + 1] if place + 1 < len(GROUPS) else None) + (
        say("sent.age_unit") if place + 1 < len(GROUPS) else "")


def _label(first: int, after: int | None) -> str:
    if after is None:
        return say("health.age_open", first=first)
    return str(first) if after == first + 1 else f"{first}—{after - 1}"


def _z(study: Study) -> float:
    return critical(study.register.methods.levels.interval)
