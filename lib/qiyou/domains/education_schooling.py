"""education_schooling — reported attainment -> mean years, what moved them, what is missing."""

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, no_promise, promised, whole
from qiyou.domains.reported import county_rows, lacking, newest, table, too_short, town_rows
from qiyou.domains.schooling import MEAN
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.stats.education import CENSUS_YEARS, SYSTEM_YEARS, mean_years_of_schooling

ATTAINMENT, COUNTY, LIFELONG = "attainment", "education_county", "lifelong_learning"
LEVELS = ["none", "primary", "junior", "senior", "college", "bachelor", "master"]
# One step up: from, to, and the column of the form on adult learners that counts such steps.
STEPS = {"secondary": ("junior", "senior", "secondary"), "college": ("senior", "college",
                                                                      "college")}


def schooling_years(study: Study) -> Section:
    """Mean years of the working-age by year, on two scales, beside the reported figure."""
    name = "education.schooling_years"
    if lack := lacking(name, study, ATTAINMENT):
        return lack
    told = pd.Series(dtype=float)
    if not (county := county_rows(study, COUNTY)).empty:
        told = county.set_index("period")["mean_years"].astype(float)
    promise, rows = promised(study, MEAN), []
    for year, part in county_rows(study, ATTAINMENT).groupby("period"):
        counts = part[LEVELS].sum().astype(float)
        census = mean_of(counts)
        rows.append({"year": year, "persons": int(counts.sum()), "census_scale": census,
                     "system_scale": mean_years_of_schooling(counts.to_dict(),
                                                             SYSTEM_YEARS).value,
                     "reported": told.get(year, np.nan),
                     "difference": told.get(year, np.nan) - census,
                     "target": promise.targets[-1].value if promise else np.nan})
    return table(name, study, rows)


def mean_of(counts: pd.Series) -> float:
    """Mean years of persons by level, on the scale of the census."""
    return mean_years_of_schooling(counts.astype(float).to_dict(), CENSUS_YEARS).value


def schooling_groups(study: Study) -> Section:
    """Mean years by age group and by township, newest year, beside the promise."""
    name = "education.schooling_groups"
    if lack := lacking(name, study, ATTAINMENT):
        return lack
    county, towns = newest(county_rows(study, ATTAINMENT)), newest(town_rows(study, ATTAINMENT))
    codes = study.forms.codes["working_ages"]
    parts = {study.county.name: county,
             **{codes[age].name: part for age, part in county.groupby("age", sort=False)},
             **dict(iter(towns.groupby("area_name", sort=False)))}
    promise = promised(study, MEAN)
    shown = pd.DataFrame([
        {"group": group, "persons": int(part[LEVELS].to_numpy().sum()),
         "years": mean_of(part[LEVELS].sum()),
         "tertiary_pct": part[["college", "bachelor", "master"]].to_numpy().sum()
         / part[LEVELS].to_numpy().sum() * 100,
         "target": promise.targets[-1].value if promise else np.nan}
        for group, part in parts.items() if part[LEVELS].to_numpy().sum() > 0])
    view = {"x": "years", "label": "group", "target": "target"}
    return Exhibit(name, "dot_interval", shown, view, came_in(study),
                   study.facts | {"unit": say("education.unit_years")})


def schooling_moved(study: Study) -> Section:
    """Change of the mean from the first to the newest year: ages that changed, ages that learned.

    Kitagawa's two terms: shares of the age groups at mean levels of schooling, and levels of
    schooling at mean shares; they add up to the change.
    """
    name = "education.schooling_moved"
    if lack := lacking(name, study, ATTAINMENT):
        return lack
    rows = county_rows(study, ATTAINMENT)
    years = sorted(rows["period"].unique())
    if len(years) < 2:
        return too_short(name, study, ATTAINMENT)
    first, last = (_by_age(rows[rows["period"].eq(year)]) for year in (years[0], years[-1]))
    codes = study.forms.codes["working_ages"]
    shown = pd.DataFrame({
        "age_group": [codes[age].name for age in first.index],
        "first_year": years[0], "first_pct": (first["share"] * 100).to_numpy(),
        "first": first["years"].to_numpy(), "last_year": years[-1],
        "last_pct": (last["share"] * 100).to_numpy(), "last": last["years"].to_numpy(),
        "of_ages": ((last["share"] - first["share"]) * (first["years"] + last["years"])
                    / 2).to_numpy(),
        "of_learning": ((last["years"] - first["years"]) * (first["share"] + last["share"])
                        / 2).to_numpy()})
    total = {"age_group": say("education.all_ages"), "first_year": years[0], "first_pct": 100.0,
             "first": float(first["share"] @ first["years"]), "last_year": years[-1],
             "last_pct": 100.0, "last": float(last["share"] @ last["years"]),
             "of_ages": shown["of_ages"].sum(), "of_learning": shown["of_learning"].sum()}
    return table(name, study, pd.concat([shown, pd.DataFrame([total])], ignore_index=True))


def _by_age(rows: pd.DataFrame) -> pd.DataFrame:
    counts = rows.set_index("age")[LEVELS].astype(float).sort_index()
    return pd.DataFrame({"share": counts.sum(axis=1) / counts.to_numpy().sum(),
                         "years": counts.apply(mean_of, axis=1)})


def schooling_missing(study: Study) -> Section:
    """Years of schooling that the promise is away from, told in persons who would have to learn."""
    name = "education.schooling_missing"
    if lack := lacking(name, study, ATTAINMENT, LIFELONG):
        return lack
    if (promise := promised(study, MEAN)) is None:
        return no_promise(name, study, study.register.indicator(MEAN).name)
    rows = newest(county_rows(study, ATTAINMENT))
    counts, target = rows[LEVELS].sum().astype(float), promise.targets[-1]
    gap = (target.value - mean_of(counts)) * counts.sum()
    if gap <= 0:
        return Sentences(name, (say("education.said.mean_reached", **study.facts,
                                    text=target.text, period=rows["period"].iloc[0]),),
                         came_in(study))
    pace = _upgrades(study)
    shown = [_step(counts, gap, step, pace) for step in STEPS]
    return table(name, study, [{"period": rows["period"].iloc[0], "target": target.text,
                                "gap_years": gap / counts.sum(), "person_years": gap, **row}
                               for row in shown])


def _upgrades(study: Study) -> pd.Series:
    """Steps up in the newest whole year, by column of the form."""
    rows = county_rows(study, LIFELONG)
    ends = rows[rows["period"].str.endswith("Q4")]
    columns = [column for _, _, column in STEPS.values()]
    return newest(ends)[columns].sum().astype(float) if len(ends) else pd.Series(
        np.nan, index=columns)


def _step(counts: pd.Series, gap: float, step: str, pace: pd.Series) -> dict:
    start, end, column = STEPS[step]
    each = CENSUS_YEARS[end] - CENSUS_YEARS[start]
    needed = whole(gap / each).item()
    return {"step": say(f"education.step.{step}"), "years_each": each, "needed": needed,
            "there": int(counts[start]), "is_possible": needed <= counts[start],
            "upgrades_a_year": pace[column],
            "years_at_pace": needed / pace[column] if pace[column] else np.nan}
