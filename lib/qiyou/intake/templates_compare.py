"""templates_compare — earlier figures, targets, code lists -> a workbook's 对照 and 代码."""

from collections.abc import Mapping, Sequence

from wcwidth import wcswidth

from qiyou.catalogue import say
from qiyou.intake.cells import place
from qiyou.intake.templates_known import Known, plain
from qiyou.intake.templates_layout import lines_in
from qiyou.intake.templates_limits import target_line
from qiyou.intake.templates_style import Styles
from qiyou.intake.templates_table import Page

_COLUMNS = {"number": 12, "period": 10, "row": 26, "column": 30, "unit": 8, "last": 13,
            "year_before": 13, "target": 52, "lead": 22}

Lists = Mapping[str, tuple[str, Sequence[tuple[str, str]]]]


def write_compare(sheet, styles: Styles, pages: Sequence[Page], known: Known) -> None:
    """Write earlier figures and the year's targets.

    Parameters
    ----------
    sheet : xlsxwriter.worksheet.Worksheet
    styles : Styles
    pages : sequence of Page
    known : Known
    """
    for index, (name, width) in enumerate(_COLUMNS.items()):
        sheet.set_column(index, index, width)
        sheet.write_string(0, index, say(f"templates.compare.{name}"), styles["head"])
    lines = [line for page in pages for line in (*_targets(page, known), *_figures(page, known))]
    for row, line in enumerate(lines, start=1):
        for index, value in enumerate(line):
            _put(sheet, styles, row, index, value)
        wraps = [lines_in(value, width) for value, width
                 in zip(line, _COLUMNS.values(), strict=True) if isinstance(value, str)]
        sheet.set_row(row, 15.5 * max(wraps) + 2)
    if not lines:
        sheet.write_string(1, 0, say("templates.compare.nothing"), styles["hint_line"])
    _finish(sheet, len(_COLUMNS), len(lines))


def _put(sheet, styles: Styles, row: int, column: int, value) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, plain(value), styles["cell"])
    elif value is None:
        sheet.write_blank(row, column, None, styles["cell"])
    else:
        sheet.write_number(row, column, value, styles["figure"])


def _targets(page: Page, known: Known):
    columns = {heading.key: (heading.name, heading.column.unit)
               for heading in page.headings if heading.column}
    columns[None] = (say("templates.compare.form"), "")
    for key, (text, unit) in columns.items():
        for target in known.targets_of(page.form, key, page.period.year):
            yield (page.form.number, page.period.name, say("templates.whole_county"), text, unit,
                   None, None, target_line(target), target.lead)


def _figures(page: Page, known: Known):
    last, before = (known.before(page.form.id, period)
                    for period in (page.period.previous, page.period.year_before))
    start = (page.form.number, page.period.name)
    if not page.is_grid and (last or before):
        yield (*start, say("templates.compare.all"), say("templates.compare.records"), "",
               _records(last), _records(before), "", "")
    for row in page.rows:
        for heading in page.headings:
            key = (row.area, row.item, heading.key)
            if key in last or key in before:
                unit = heading.column.unit if heading.column else ""
                yield (*start, row.name, heading.name, unit, last.get(key), before.get(key),
                       "", "")


def _records(figures: Mapping) -> int | None:
    return len({(area, item) for area, item, _ in figures}) or None


def list_sources(name: str, lists: Lists) -> dict[str, str]:
    """Ranges of the drop-downs.

    Parameters
    ----------
    name : str
        Name of the sheet that `write_lists` writes.
    lists : mapping
        By code list, or ``area``: a title, and a name and a code of each entry.

    Returns
    -------
    dict of str to str
        A formula by the same keys.

    Examples
    --------
    >>> list_sources("x", {"sex": ("sex", [("male", "1"), ("female", "2")])})
    {'sex': "='x'!$A$2:$A$3"}
    """
    found = {}
    for number, (key, (_, entries)) in enumerate(lists.items()):
        column = place(1, 2 * number + 1)[:-1]
        found[key] = f"='{name}'!${column}$2:${column}${len(entries) + 1}"
    return found


def write_lists(sheet, styles: Styles, lists: Lists) -> None:
    """Write the lists that drop-downs show: names, each with its code.

    Parameters
    ----------
    sheet : xlsxwriter.worksheet.Worksheet
    styles : Styles
    lists : mapping
        As `list_sources` takes them.
    """
    for number, (title, entries) in enumerate(lists.values()):
        column = 2 * number
        sheet.write_string(0, column, title, styles["head"])
        sheet.write_string(0, column + 1, say("templates.compare.code"), styles["head"])
        for offset in (0, 1):
            widths = [wcswidth(entry[offset]) + 2 for entry in entries]
            sheet.set_column(column + offset, column + offset, min(40, max(12, *widths)))
        for row, entry in enumerate(entries, start=1):
            for offset, text in enumerate(entry):
                sheet.write_string(row, column + offset, plain(text), styles["cell"])
    _finish(sheet, len(lists) * 2, max(len(entries) for _, entries in lists.values()))


def _finish(sheet, columns: int, rows: int) -> None:
    sheet.set_row(0, 20)
    sheet.freeze_panes(1, 0)
    sheet.print_area(0, 0, max(1, rows), columns - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
