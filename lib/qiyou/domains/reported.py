"""reported — a study + ids of forms -> their rows and people by age, or words for what lacks."""

import re

import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.measured import came_in
from qiyou.domains.records import newest
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit, unavailable

__all__ = ["base_year", "county_rows", "lacking", "newest", "people", "table", "too_short",
           "town_rows", "year_ends"]
POPULATION = "population"
# What rows of a form hold beside its own columns.
_MARKS = ["submission", "received"]
_AGES = re.compile(r"age_(\d+)(?:_(\d+|plus))?")


def lacking(name: str, study: Study, *forms: str) -> Exhibit | None:
    """What is said where reporting forms have not come in; None where all have.

    Parameters
    ----------
    name : str
        Id of the exhibit that would have stood here.
    study : Study
    *forms : str
        Ids of the forms that the section is made from.
    """
    absent = [form for form in forms if study.snapshot.form(form).empty]
    if not absent:
        return None
    named = say("word.separator").join(_named(study, form) for form in absent)
    return unavailable(name, "reported.no_form", **study.facts, forms=named)


def too_short(name: str, study: Study, *forms: str) -> Exhibit:
    """Say that forms have come in, but not yet the periods that a section needs."""
    named = say("word.separator").join(_named(study, form) for form in forms)
    return unavailable(name, "reported.too_short", **study.facts, forms=named)


def _named(study: Study, form: str) -> str:
    known = study.forms.form(form)
    office = study.forms.departments.get(known.reporter)
    by = say("reported.townships") if office is None else office.name
    return say("reported.form", number=known.number, title=known.title, office=by)


def county_rows(study: Study, form: str) -> pd.DataFrame:
    """Rows of a grid form that stand for the whole county, one period below the other."""
    rows = study.snapshot.form(form).drop(columns=_MARKS)
    return rows[rows["area"].eq(study.county.code)].reset_index(drop=True)


def town_rows(study: Study, form: str) -> pd.DataFrame:
    """Rows of a form in the townships, in their order, with ``area_name``."""
    order = {town.code: at for at, town in enumerate(study.county.townships)}
    names = {town.code: town.name for town in study.county.townships}
    rows = study.snapshot.form(form).drop(columns=_MARKS)
    rows = rows[rows["area"].isin(list(order))]
    rows = rows.sort_values("area", key=lambda codes: codes.map(order), kind="stable")
    rows = rows.sort_values("period", kind="stable", ignore_index=True)
    return rows.assign(area_name=rows["area"].map(names))


def year_ends(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of each year's last quarter, and of the newest quarter if its year is open."""
    is_end = rows["period"].str.endswith("Q4") | rows["period"].eq(rows["period"].max())
    return rows[is_end].reset_index(drop=True)


def people(study: Study, first: int, last: int | None) -> pd.DataFrame:
    """Reported residents of ages ``first`` to ``last``: areas down, years (int) across.

    Raises
    ------
    ValueError
        When a band of the form is cut by the ages.
    """
    rows = study.snapshot.form(POPULATION)
    found = {code: _in_ages(code, first, last) for code in rows["age"].unique()}
    kept = rows[rows["age"].map(found)]
    table = kept.pivot_table(index="area", columns="period", values="total", aggfunc="sum")
    return table.rename(columns=int).astype(float)


def _in_ages(code: str, first: int, last: int | None) -> bool:
    start, end = _AGES.fullmatch(code).groups()
    top = 200 if end == "plus" else int(end or start)
    limit = 200 if last is None else last
    if int(start) > limit or top < first:
        return False
    if int(start) < first or top > limit:
        raise ValueError(f"ages {first} to {last} cut the band {code}")
    return True


def base_year(years: pd.Index, period: str) -> int:
    """Newest year whose end is not after a period's; the first one where all are later."""
    year, quarter = int(period[:4]), period[4:]
    end = year if quarter in ("", "Q4", "-12") else year - 1
    earlier = [known for known in years if known <= end]
    return max(earlier) if earlier else min(years)


def table(name: str, study: Study, rows: pd.DataFrame | list, **facts) -> Exhibit:
    """Table of reported figures, with their source line."""
    shown = pd.DataFrame(rows).reset_index(drop=True)
    return Exhibit(name, "table", shown, source=came_in(study), facts=study.facts | facts)
