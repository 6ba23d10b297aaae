"""templates — forms, a county, periods, what is known -> one workbook per reporter to fill in."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook

from qiyou.catalogue import say
from qiyou.intake.templates_compare import (
    Lists,
    list_sources,
    write_compare,
    write_lists,
)
from qiyou.intake.templates_front import write_front
from qiyou.intake.templates_known import Known, plain
from qiyou.intake.templates_layout import headings_of, rows_of
from qiyou.intake.templates_sheet import write_form
from qiyou.intake.templates_style import Styles, default_look
from qiyou.intake.templates_table import Page
from qiyou.register.definitions import County, Township
from qiyou.register.forms import Form, Forms
from qiyou.register.forms_load import TOWNSHIP
from qiyou.register.periods import Period, period_named

# A workbook's own date of making, so that the same inputs give the same bytes.
_MADE = datetime(2023, 1, 1)
# Limits of spreadsheets and of file systems; a tab that is longer than this hides the others.
_LONGEST_SHEET, _SHORT_TITLE, _LONGEST_FILE = 31, 12, 80
_BAD_IN_SHEET = re.compile(r"[\[\]:*?/\\']")
_BAD_IN_FILE = re.compile(r'[<>:"/\\|?*\s]')


def make_templates(forms: Forms, county: County, periods: str | Sequence[str], known: Known,
                   out: Path) -> list[Path]:
    """Write the workbooks that departments and townships are to fill in.

    Not for a workbook that is out already: a file of the same name is overwritten, so look
    first whether somebody has filled it in (`workbooks` gives the bytes without writing).

    Parameters
    ----------
    forms : Forms
    county : County
    periods : str or sequence of str
        ``2025-09`` brings the monthly forms, ``2025Q3`` the quarterly, ``2025`` the yearly.
    known : Known
    out : path
        Folder; made if it is not there.

    Returns
    -------
    list of Path
        One per reporter that owes a form, in order of names.

    Raises
    ------
    ValueError
        When a period is no period, in words.
    OSError
        When the folder or a file cannot be written.
    """
    made = workbooks(forms, county, periods, known)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (out / name).write_bytes(content)
    return [out / name for name in made]


def workbooks(forms: Forms, county: County, periods: str | Sequence[str],
              known: Known) -> dict[str, bytes]:
    """Content of each workbook by its file name; parameters and errors of `make_templates`."""
    names = (periods,) if isinstance(periods, str) else tuple(dict.fromkeys(periods))
    asked = [period_named(name) for name in names]
    due = [(form, period) for period in asked for form in forms.of_frequency(period.frequency)]
    owed: dict[str, tuple[tuple[Township, ...], list[tuple[Form, Period]]]] = {}
    for form, period in due:
        for reporter, towns in reporters_of(form, forms, county, known):
            owed.setdefault(reporter, (towns, []))[1].append((form, period))
    stem = "+".join(period.name for period in asked)
    return {file_name(stem, reporter): _workbook(forms, county, known, (reporter, *owed[reporter]))
            for reporter in sorted(owed)}


def reporters_of(form: Form, forms: Forms, county: County,
                 known: Known) -> list[tuple[str, tuple[Township, ...]]]:
    """Who sends a form: names, each with the townships that it speaks of."""
    if form.reporter == TOWNSHIP:
        return [(town.name, (town,)) for town in county.townships]
    name = known.reporters.get(form.reporter) or forms.departments[form.reporter].name
    return [(name, county.townships)]


def file_name(periods: str, reporter: str) -> str:
    """File name that every system takes.

    Examples
    --------
    >>> file_name("2025Q3", "a/b: c.")
    '2025Q3_a_b__c.xlsx'
    """
    safe = _BAD_IN_FILE.sub("_", plain(reporter))[:_LONGEST_FILE].rstrip("._ ")
    return f"{periods}_{safe}.xlsx"


def _workbook(forms: Forms, county: County, known: Known, owed: tuple) -> bytes:
    reporter, towns, asked = owed
    lists = _lists(forms, towns, [form for form, _ in asked])
    sources = list_sources(say("templates.sheet.lists"), lists)
    names = _sheet_names(asked)
    has_total = len(towns) == len(county.townships)
    pages = [Page(form, period, name, reporter, county.name, headings_of(form, forms.codes),
                  rows_of(form, forms.codes, towns, county.code, has_total=has_total), sources)
             for (form, period), name in zip(asked, names, strict=True)]
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True, "default_format_properties": default_look()})
    book.set_properties({"title": plain(reporter), "author": say("templates.author"),
                         "created": _MADE})
    styles = Styles(book)
    write_front(book.add_worksheet(say("templates.sheet.front")), styles, pages, known)
    for page in pages:
        write_form(book.add_worksheet(page.name), styles, page, known)
    write_compare(book.add_worksheet(say("templates.sheet.compare")), styles, pages, known)
    write_lists(book.add_worksheet(say("templates.sheet.lists")), styles, lists)
    book.close()
    return content.getvalue()


def _lists(forms: Forms, towns: Sequence[Township], asked: Sequence[Form]) -> Lists:
    """Entries of the drop-downs: the townships, then each code list that a form uses."""
    found = {"area": (say("templates.compare.area"), [(town.name, town.code) for town in towns])}
    for form in asked:
        for column in form.columns.values():
            if column.codes and column.codes not in found:
                entries = forms.codes[column.codes]
                found[column.codes] = (column.name, [(entry.name, code)
                                                     for code, entry in entries.items()])
    return found


def _sheet_names(asked: Sequence[tuple[Form, Period]]) -> list[str]:
    """Names of the sheets: number and short title, with the period where a form comes twice."""
    taken: set[str] = set()
    names = []
    forms = [form.number for form, _ in asked]
    for form, period in asked:
        end = f" {period.name}" if forms.count(form.number) > 1 else ""
        start = _BAD_IN_SHEET.sub("", plain(f"{form.number} {form.title[:_SHORT_TITLE]}"))
        name = start[:_LONGEST_SHEET - len(end)] + end
        while name.casefold() in taken:
            end = f"{end}+"
            name = start[:_LONGEST_SHEET - len(end)] + end
        taken.add(name.casefold())
        names.append(name)
    return names
