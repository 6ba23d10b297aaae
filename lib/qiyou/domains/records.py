"""records — a study + a form -> its records with dates, or who still has to send them."""

import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.sent import area_names, withheld
from qiyou.domains.study import Study
from qiyou.report.exhibit import Exhibit

__all__ = ["area_names", "at_year", "by_town", "last_day", "newest", "not_sent", "part_of_year",
           "records", "stepped", "whole_county", "withheld", "year_ends"]
TOWNSHIP = "township"


def records(study: Study, form: str) -> pd.DataFrame:
    """Newest rows of a form, its columns of dates read as dates."""
    rows = study.snapshot.form(form)
    days = [name for name, column in study.forms.form(form).columns.items()
            if column.type == "date" and name in rows]
    return rows.assign(**{name: pd.to_datetime(rows[name]) for name in days})


def whole_county(study: Study, form: str) -> pd.DataFrame:
    """Rows of a form that speak of the county as a whole, by period."""
    rows = records(study, form)
    rows = rows[rows["area"].eq(study.county.code)]
    return rows.sort_values("period", kind="stable").reset_index(drop=True)


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the newest period there is."""
    return rows[rows["period"].eq(rows["period"].max())].reset_index(drop=True)


def year_ends(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of each year's newest period, with the year as a number.

    For stocks and for counts that run up through the year. The newest year may be open.
    """
    years = rows["period"].str[:4]
    is_last = rows["period"].eq(rows.groupby(years)["period"].transform("max"))
    return rows[is_last].assign(year=years[is_last].astype(int)).reset_index(drop=True)


def last_day(period: str) -> pd.Timestamp:
    """Last day of a month, quarter or year.

    Examples
    --------
    >>> last_day("2024Q1"), last_day("2024-02")
    (Timestamp('2024-03-31 00:00:00'), Timestamp('2024-02-29 00:00:00'))
    """
    frequency = "Q" if "Q" in period else "M" if "-" in period else "Y"
    return pd.Period(period, frequency).end_time.normalize()


def part_of_year(period: str) -> int:
    """Number of the month or quarter in its year.

    Examples
    --------
    >>> part_of_year("2024Q3"), part_of_year("2024-09")
    (3, 9)
    """
    return int(period[4:].lstrip("Q-"))


def at_year(period: str) -> float:
    """Year that the end of a quarter or month stands at, for an axis of years.

    Examples
    --------
    >>> at_year("2024Q3"), at_year("2024-06")
    (2024.75, 2024.5)
    """
    parts = 4 if "Q" in period else 12
    return int(period[:4]) + part_of_year(period) / parts


def stepped(curve: pd.DataFrame) -> pd.DataFrame:
    """Curve of a waiting time with a corner before each rise, as lines are to draw it.

    Between two days on which nothing happens the chance does not rise. Limits step alike.

    Parameters
    ----------
    curve : DataFrame
        From `qiyou.stats.resolution.resolution_curve`, in order of days.

    Examples
    --------
    >>> rise = pd.DataFrame({"days": [0.0, 5.0], "value": [0.0, 1.0], "low": 0.0, "high": 1.0})
    >>> stepped(rise)[["days", "value"]].to_numpy().tolist()
    [[0.0, 0.0], [5.0, 0.0], [5.0, 1.0]]
    """
    corners = curve.shift().assign(days=curve["days"]).iloc[1:]
    order = pd.concat([corners, curve]).sort_index(kind="stable")
    return order.reset_index(drop=True)


def not_sent(name: str, study: Study, *forms: str) -> Exhibit | None:
    """Say which form has not come and who sends it; None where all forms have rows."""
    absent = [form for form in forms if study.snapshot.form(form).empty]
    if not absent:
        return None
    said = [say("records.form", title=form.title, number=form.number,
                reporter=_sender(study, form)) for form in map(study.forms.form, absent)]
    return withheld(name, study, "records.not_sent", forms=say("word.comma").join(said))


def by_town(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of townships in the county's order, with ``area_name`` in front."""
    order = [town.code for town in study.county.townships]
    found = rows[rows["area"].isin(order)].sort_values(
        "area", key=lambda codes: codes.map({code: at for at, code in enumerate(order)}),
        kind="stable").reset_index(drop=True)
    found.insert(0, "area_name", found["area"].map(area_names(study)))
    return found


def _sender(study: Study, form) -> str:
    if form.reporter == TOWNSHIP:
        return say("records.townships")
    return study.county.reporters.get(form.reporter) or study.forms.departments[form.reporter].name
