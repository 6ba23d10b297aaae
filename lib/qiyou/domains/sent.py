"""sent — a study + form ids -> rows that departments sent, or words on what is missing."""

from string import Formatter

import pandas as pd

from qiyou.assess.due import department_name
from qiyou.catalogue import has, say, template
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.report.wording import MISSING

# Texts of an exhibit that may hold facts.
TEXTS = ("title", "note", "assumptions", "x", "y", "alt")


def lacking(name: str, study: Study, *forms: str) -> Exhibit | None:
    """Words naming the forms that no figure has come by; None where all have been sent.

    Parameters
    ----------
    name : str
        Id of the exhibit that would have stood here.
    study : Study
    *forms : str
        Ids of the forms that the section rests on.
    """
    absent = [form for form in forms if study.snapshot.form(form).empty]
    if not absent:
        return None
    items = say("word.separator").join(_item(study, form) for form in absent)
    return withheld(name, study, "sent.lacking", items=items)


def withheld(name: str, study: Study, reason: str, **facts) -> Exhibit:
    """Exhibit that says in words why its section cannot be computed.

    The exhibit's own texts may speak of figures that do not exist: their fields become dashes.
    """
    texts = [template(f"exhibit.{name}.{part}") for part in TEXTS if has(f"exhibit.{name}.{part}")]
    fields = {field for text in texts for _, field, _, _ in Formatter().parse(text) if field}
    return unavailable(name, reason, **(dict.fromkeys(fields, MISSING) | study.facts | facts))


def _item(study: Study, form: str) -> str:
    one = study.forms.form(form)
    reporter = say("sent.townships") if one.reporter == "township" \
        else department_name(one.reporter, study.forms, study.county)
    return say("sent.form", number=one.number, title=one.title, reporter=reporter)


def source(study: Study, *forms: str) -> str:
    """Source line of figures from named forms."""
    titles = "".join(say("sent.title", title=study.forms.form(form).title) for form in forms)
    return say("sent.source", titles=titles, **study.facts)


def newest(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the newest period of a form."""
    return frame[frame["period"].eq(frame["period"].max())]


def year_ends(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of each year's newest quarter, with its year; an open year stands where it stands."""
    year = frame["period"].str[:4]
    last = frame.groupby(year)["period"].transform("max")
    return frame[frame["period"].eq(last)].assign(year=year[frame["period"].eq(last)].astype(int))


def whole_years(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the years that all four quarters came for, with their year."""
    year = frame["period"].str[:4]
    quarters = frame.groupby(year)["period"].transform("nunique")
    return frame[quarters.eq(4)].assign(year=year[quarters.eq(4)].astype(int))


def area_names(study: Study) -> dict[str, str]:
    """Names by code, the county first, then its townships."""
    towns = {town.code: town.name for town in study.county.townships}
    return {study.county.code: study.county.name, **towns}


def town_codes(study: Study) -> list[str]:
    """Codes of the townships in their order."""
    return [town.code for town in study.county.townships]


def persons(study: Study, first: int, last: int | None = None) -> pd.Series:
    """Residents of an age group at the ends of the years reported, by area and year.

    Parameters
    ----------
    study : Study
    first, last : int, int or None
        First and last completed year of age, edges of bands of the form; None for no upper end.

    Returns
    -------
    Series
        Indexed by area and year (int).
    """
    frame = study.snapshot.form("population")
    age = first_age(frame["age"])
    rows = frame[age.ge(first) & (True if last is None else age.le(last))]
    rows = rows.assign(year=rows["period"].astype(int))
    return rows.groupby(["area", "year"])["total"].sum().astype(float)


def newest_persons(study: Study, first: int, last: int | None = None) -> pd.Series:
    """Residents of an age group at the newest year end that was reported, by area."""
    known = persons(study, first, last)
    return known.xs(known.index.get_level_values("year").max(), level="year")


def first_age(codes: pd.Series) -> pd.Series:
    """First completed year of codes such as ``age_30_34`` and ``age_90_plus``.

    Examples
    --------
    >>> first_age(pd.Series(["age_0", "age_30_34", "age_90_plus"])).tolist()
    [0, 30, 90]
    """
    return codes.str.extract(r"^age_(\d+)", expand=False).astype(int)
