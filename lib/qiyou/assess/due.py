"""due — forms + a county + two days or periods -> every return that is due, and when."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from qiyou.catalogue import say
from qiyou.register.definitions import DOMAINS, County
from qiyou.register.forms import Form, Forms
from qiyou.register.forms_load import TOWNSHIP
from qiyou.register.periods import Period, period_named, period_of

COLUMNS = ["form", "number", "title", "domain", "frequency", "reporter", "area", "department",
           "period", "due"]
_HOMES = (*DOMAINS, "overall")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def due_list(forms: Forms, county: County, first: str, last: str) -> pd.DataFrame:
    """Every return that is due between two days, or for periods between two periods.

    A return is one form for one period from one reporter; of a form that townships send
    themselves each township owes its own. It is due ``due_days`` calendar days after the period's
    end: days of rest are not left out and a due day on one is **not** moved to the next working
    day, because their dates are set year by year and stand in no file here.

    Parameters
    ----------
    forms : Forms
    county : County
    first, last : str
        Two ISO days (returns whose due day lies between them, both included) or two periods
        (``2025``, ``2025Q3``, ``2025-09``: returns whose period lies within them).

    Returns
    -------
    DataFrame
        form, number, title, domain, frequency, reporter (department id, or ``township``), area
        (the township's code, "" for a department), department (the county's own name for it),
        period, due (ISO day); in order of due day, domain and number.

    Raises
    ------
    ValueError
        When one is a day and the other a period, or neither can be read; in words.

    Examples
    --------
    >>> from qiyou.register import open_forms, open_register
    >>> county = next(iter(open_register().counties.values()))
    >>> found = due_list(open_forms(), county, "2025Q3", "2025Q3")
    >>> sorted(set(found["period"]))
    ['2025-07', '2025-08', '2025-09', '2025Q3']
    """
    is_day = [bool(_DAY.fullmatch(text)) for text in (first, last)]
    if is_day[0] != is_day[1]:
        raise ValueError(say("ledger.mixed", first=first, last=last))
    choose = _periods_due if is_day[0] else _periods_within
    rows = [row for form in sorted(forms.forms.values(), key=form_order)
            for period in choose(form, first, last)
            for row in _returns(form, period, county, forms)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values("due", kind="stable", ignore_index=True)


def form_order(form: Form) -> tuple:
    """Place of a form among all: by domain, then by the number in its number."""
    digits = re.search(r"\d+", form.number)
    return (_HOMES.index(form.domain), int(digits[0]) if digits else 0, form.number)


def department_name(reporter: str, forms: Forms, county: County) -> str:
    """Name of a department in a county: the county's own, else the general one."""
    return county.reporters.get(reporter) or forms.departments[reporter].name


def _periods_due(form: Form, first: str, last: str) -> Iterator[Period]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    period = period_of(form.frequency, start - timedelta(form.due_days))
    while period.due(form.due_days) <= end:
        if period.due(form.due_days) >= start:
            yield period
        period = period.following


def _periods_within(form: Form, first: str, last: str) -> Iterator[Period]:
    start, end = period_named(first).first_day, period_named(last).last_day
    period = period_of(form.frequency, start)
    while period.last_day <= end:
        if period.first_day >= start:
            yield period
        period = period.following


def _returns(form: Form, period: Period, county: County, forms: Forms) -> Iterator[tuple]:
    head = (form.id, form.number, form.title, form.domain, form.frequency, form.reporter)
    tail = (period.name, period.due(form.due_days).isoformat())
    if form.reporter == TOWNSHIP:
        for township in county.townships:
            yield (*head, township.code, township.name, *tail)
    else:
        yield (*head, "", department_name(form.reporter, forms, county), *tail)
