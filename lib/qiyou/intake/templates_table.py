"""templates_table — a form's headings and rows -> the table on its sheet, with limits and notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from qiyou.catalogue import say
from qiyou.intake.shown import line
from qiyou.intake.templates_known import Known
from qiyou.intake.templates_layout import Heading, Row, lines_in
from qiyou.intake.templates_limits import heading_note, validation_of
from qiyou.intake.templates_style import Styles
from qiyou.intake.words import shown
from qiyou.register.forms import FIGURES, Form
from qiyou.register.periods import Period

# Rows that are drawn for records, and rows below the heading that the drop-downs reach.
BLANK_ROWS, REACH = 50, 2000
# A workbook with thousands of notes opens slowly, and nobody hovers over each.
MOST_NOTED_CELLS = 200
_LINE = 15.5
# A note's width in pixels and in half-width signs; the height of one of its lines.
_NOTE_PIXELS, _NOTE_SIGNS, _NOTE_LINE = 250, 34, 17


@dataclass(frozen=True)
class Page:
    """What one sheet shows: a form for a period with its headings, rows and drop-down ranges.

    ``name`` is the sheet's; ``reporter`` and ``county`` are names of a department and a county;
    ``sources`` gives the ranges of drop-downs by code list, and by ``area``.
    """

    form: Form
    period: Period
    name: str
    reporter: str
    county: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    sources: Mapping[str, str]

    @property
    def widths(self) -> list[float]:
        """Widths of the columns."""
        return [heading.width for heading in self.headings]

    @property
    def is_grid(self) -> bool:
        """Whether every row is prefilled."""
        return self.form.rows == "grid"

    @property
    def facts(self) -> dict[str, str]:
        """Values of the labels in the head that are known beforehand."""
        return {"number": self.form.number, "period": self.period.name,
                "reporter": self.reporter, "county": self.county}


def write_table(sheet, styles: Styles, page: Page, known: Known, top: int) -> tuple[int, int]:
    """Write headings and rows.

    Parameters
    ----------
    sheet : xlsxwriter.worksheet.Worksheet
    styles : Styles
    page : Page
    known : Known
    top : int
        Row of the first heading, counted from 0.

    Returns
    -------
    first, after : int
        The first row below the headings and the row after the last.
    """
    first = _head(sheet, styles, page, known, top)
    rows = page.rows or (None,) * BLANK_ROWS
    for number, row in enumerate(rows):
        _row(sheet, styles, page, row, first + number)
    entries = len(page.rows) * (len(page.headings) - len(page.form.keys))
    if page.is_grid and entries <= MOST_NOTED_CELLS:
        _earlier_notes(sheet, page, known, first)
    _limits(sheet, page, first)
    return first, first + len(rows)


def _head(sheet, styles: Styles, page: Page, known: Known, top: int) -> int:
    look = styles["head"]
    has_groups = any(heading.group for heading in page.headings)
    bottom = top + has_groups
    if has_groups:
        _groups(sheet, look, page, top)
    for index, heading in enumerate(page.headings):
        row = bottom if heading.group else top
        if row < bottom:
            sheet.merge_range(row, index, bottom, index, "", look)
        sheet.write_string(row, index, heading.words, look)
        targets = known.targets_of(page.form, heading.key, page.period.year)
        _note(sheet, row, index, heading_note(heading, targets, page.period.year))
    # A heading over both rows has the height of both.
    heights = [_LINE * lines_in(heading.words, heading.width) + 6 - (
        0 if heading.group or not has_groups else _LINE + 6) for heading in page.headings]
    sheet.set_row(bottom, max(_LINE + 6, *heights))
    return bottom + 1


def _groups(sheet, look, page: Page, row: int) -> None:
    start = 0
    for group, members in groupby(page.headings, key=lambda heading: heading.group):
        end = start + len(list(members)) - 1
        if group and end > start:
            sheet.merge_range(row, start, row, end, "", look)
        if group:
            sheet.write_string(row, start, group, look)
        start = end + 1
    sheet.set_row(row, _LINE + 6)


def _note(sheet, row: int, column: int, text: str) -> None:
    sheet.write_comment(row, column, text, {
        "width": _NOTE_PIXELS, "height": _NOTE_LINE * lines_in(text, _NOTE_SIGNS) + 12,
        "font_size": 9, "font_name": say("templates.font"), "author": say("templates.author")})


def _row(sheet, styles: Styles, page: Page, row: Row | None, at: int) -> None:
    labels = row.labels if row else {}
    wraps = [lines_in(labels[heading.key], heading.width)
             for heading in page.headings if heading.key in labels]
    sheet.set_row(at, max(18, _LINE * max(wraps, default=1) + 3))
    is_total = bool(row and row.is_total)
    for index, heading in enumerate(page.headings):
        look = styles.entry(heading.kind, is_total=is_total)
        if heading.key in labels:
            look = styles["key_total" if is_total else "key"]
            sheet.write_string(at, index, labels[heading.key], look)
        elif is_total and heading.column and heading.kind not in FIGURES:
            # Words, days and choices of single townships have no total.
            sheet.write_string(at, index, "/", styles["key_total"])
        else:
            sheet.write_blank(at, index, None, look)


def _earlier_notes(sheet, page: Page, known: Known, first: int) -> None:
    for number, row in enumerate(page.rows):
        for column, heading in enumerate(page.headings):
            if heading.key in row.labels:
                continue
            found = known.earlier(page.form.id, page.period, (row.area, row.item, heading.key))
            lines = [say(f"templates.earlier.{name}", period=period.words, value=line(shown(value)))
                     for name, period, value in found]
            if lines:
                _note(sheet, first + number, column, "\n".join(lines))


def _limits(sheet, page: Page, first: int) -> None:
    totals = sum(row.is_total for row in page.rows)
    for index, heading in enumerate(page.headings):
        if page.is_grid and heading.key in page.form.keys:
            continue
        column = heading.column
        source = page.sources.get(column.codes or "area") if column else None
        limit = validation_of(heading, first, index, source)
        count = REACH
        if page.is_grid:
            count = len(page.rows) - (0 if heading.kind in FIGURES else totals)
        if limit and count:
            sheet.data_validation(first, index, first + count - 1, index, limit)
