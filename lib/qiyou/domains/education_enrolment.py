"""education_enrolment — reported pupils and residents by age -> enrolment, expected schooling."""

import numpy as np
import pandas as pd

from qiyou.assess.denominators import group_table, is_in_census
from qiyou.assess.projected import BASE
from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.needs import Section, promised
from qiyou.domains.reported import county_rows, lacking, people, table, too_short
from qiyou.domains.schooling import EXPECTED, GROSS, STAGES
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit
from qiyou.stats.education import gross_enrolment_ratio, school_life_expectancy

ENROLMENT, COUNTY, PEOPLE = "enrolment", "education_county", "population"
# Columns of the form that are schooling in the sense of the expectancy: from primary school on.
COUNTED = ["primary", "junior", "senior"]
LEVELS = {"preschool": "preschool", "primary": "primary", "junior": "lower", "senior": "upper"}
AGES = range(3, 19)
# From this age on, those who learn elsewhere are students that the county's form counts too.
ADULT = 18


def pupils_by_age(study: Study, period: str) -> pd.DataFrame:
    """Pupils of a year by single age: the form's columns; those elsewhere are 0 where not told."""
    rows = county_rows(study, ENROLMENT)
    rows = rows[rows["period"].eq(period) & rows["age"].str.fullmatch(r"age_\d+")]
    ages = rows["age"].str.removeprefix("age_").astype(int)
    columns = ["preschool", *COUNTED, "elsewhere", "total"]
    return rows.set_index(ages)[columns].fillna(0).astype(float).sort_index()


def residents_by_age(study: Study, year: int, ages: range) -> pd.Series:
    """Reported residents of the county by single age."""
    rows = county_rows(study, PEOPLE)
    known = rows[rows["period"].eq(str(year))].set_index("age")["total"].astype(float)
    return pd.Series({age: known[f"age_{age}"] for age in ages})


def enrolment_stages(study: Study) -> Section:
    """Gross enrolment of each stage in the first and the newest year: pupils over residents."""
    name = "education.enrolment_stages"
    if lack := lacking(name, study, ENROLMENT, PEOPLE):
        return lack
    years = _years(study)
    if not years:
        return too_short(name, study, ENROLMENT, PEOPLE)
    rows = []
    for column, stage in LEVELS.items():
        first, last = STAGES[stage]
        base = people(study, first, last).loc[study.county.code]
        for year in dict.fromkeys((years[0], years[-1])):
            pupils = county_rows(study, ENROLMENT).query("period == @year")[column].sum()
            found = gross_enrolment_ratio(float(pupils), base[int(year)])
            rows.append({"stage": say(f"education.level.{stage}"),
                         "ages": say("education.ages", first=first, last=last), "year": year,
                         "pupils": int(pupils), "residents": int(base[int(year)]),
                         "gross_pct": found.value})
    return table(name, study, rows)


def _years(study: Study) -> list[str]:
    known = {str(year) for year in people(study, 3, 3).columns}
    return [year for year in sorted(county_rows(study, ENROLMENT)["period"].unique())
            if year in known]


def enrolment_ages(study: Study) -> Section:
    """Pupils per hundred residents of each age: in the county's schools, and anywhere."""
    name = "education.enrolment_ages"
    if lack := lacking(name, study, ENROLMENT, PEOPLE):
        return lack
    if not (years := _years(study)):
        return too_short(name, study, ENROLMENT, PEOPLE)
    pupils = pupils_by_age(study, years[-1]).reindex(AGES).fillna(0)
    residents = residents_by_age(study, int(years[-1]), AGES)
    parts = {"here": pupils["total"], "anywhere": pupils["total"] + pupils["elsewhere"]}
    shown = pd.concat([pd.DataFrame({
        "label": say(f"education.learning.{key}"), "age": list(AGES),
        "pupils": counted.astype(int).to_numpy(), "residents": residents.to_numpy(),
        "rate_pct": (counted / residents * 100).to_numpy()})
        for key, counted in parts.items()], ignore_index=True)
    view = {"x": "age", "y": "rate_pct", "label": "label"}
    return Exhibit(name, "lines", shown, view, came_in(study), study.facts | {"unit": "%"})


def gross_known(study: Study) -> Section:
    """Reported students over three bases: residents aged 18-22, and those who grew up here."""
    name = "education.gross_known"
    if lack := lacking(name, study, COUNTY, PEOPLE):
        return lack
    students = county_rows(study, COUNTY).set_index("period")
    base = people(study, 18, 22).loc[study.county.code]
    grown = _grown(study)
    promise, rows = promised(study, GROSS), []
    for period, row in students.iterrows():
        if int(period) not in base.index:
            continue
        counted = float(row["tertiary_students"])
        cell = None if promise is None else promise.target(int(period))
        rows.append({"year": period, "students": int(counted), "basis": row["basis"],
                     "residents": int(base[int(period)]),
                     "gross_pct": gross_enrolment_ratio(counted, base[int(period)]).value,
                     "target": np.nan if cell is None else cell,
                     "grown": grown.get(period, np.nan),
                     "of_grown_pct": counted / grown[period] * 100 if period in grown else np.nan})
    return table(name, study, rows) if rows else too_short(name, study, COUNTY, PEOPLE)


def _grown(study: Study) -> dict[str, float]:
    """People now 18 to 22 who lived here at the census, as children: nobody moved or died."""
    if not is_in_census(study.snapshot):
        return {}
    return {str(year): float(group_table(study.snapshot, {
        "all": (18 - (year - BASE), 22 - (year - BASE))}, BASE)["all"])
        for year in range(BASE + 1, study.plan.last_year + 1)}


def expected_known(study: Study) -> Section:
    """Expected years of schooling, reckoned in three ways, beside the reported and promised."""
    name = "education.expected_known"
    if lack := lacking(name, study, ENROLMENT, COUNTY, PEOPLE):
        return lack
    years = [year for year in _years(study)
             if year in set(county_rows(study, COUNTY)["period"])]
    if not years:
        return too_short(name, study, ENROLMENT, COUNTY, PEOPLE)
    told = county_rows(study, COUNTY).set_index("period")["expected_years"].astype(float)
    promise = promised(study, EXPECTED)
    shown = [{"year": year, **expected_ways(study, year), "reported": told[year],
              "target": promise.targets[-1].value if promise else np.nan} for year in years]
    return table(name, study, shown)


def expected_ways(study: Study, year: str) -> dict[str, float]:
    """Years from primary school on: in the county; and elsewhere; and in higher education."""
    ages = range(STAGES["primary"][0], 25)
    pupils = pupils_by_age(study, year).reindex(ages).fillna(0)
    residents = residents_by_age(study, int(year), ages)
    here = pupils[COUNTED].sum(axis=1)
    # Above school age those elsewhere are counted among the students of higher education.
    away = pupils["elsewhere"].where(pupils.index < ADULT, 0)
    students = county_rows(study, COUNTY).set_index("period")["tertiary_students"].astype(float)
    first, last = STAGES["tertiary"]
    tertiary = [(students[year], residents.loc[first:last].sum(), last - first + 1)]
    return {"here": school_life_expectancy(here, residents).value,
            "with_elsewhere": school_life_expectancy(here + away, residents).value,
            "with_tertiary": school_life_expectancy(here + away, residents, tertiary).value}
