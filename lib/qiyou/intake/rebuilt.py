"""rebuilt — what was read of a file + marks -> a new workbook with the same cells, marked.

For files that are no workbook, cannot be opened for marking, or hold personal data that must not
go out again. Cells stand where they stood; formulas leave their last values only.
"""

import io
import math
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time

from xlsxwriter import Workbook
from xlsxwriter.exceptions import OverlappingRange

from qiyou.catalogue import say
from qiyou.intake.cells import Cell, Reading, Sheet
from qiyou.intake.marks import FILLS, TABS, Marks, note_size
from qiyou.intake.personal import hidden, masked
from qiyou.intake.problem_sheet import LINE_COLOUR, ProblemSheet, breadth
from qiyou.intake.rebuilt_list import add_list
from qiyou.intake.shown import CELL_LIMIT, clipped, is_formula_like, shown

_EPOCH = datetime(2000, 1, 1)
_FIRST_DAY = date(1900, 3, 1)
_DAY_FORMATS = {"date": "yyyy-mm-dd", "time": "hh:mm:ss"}
_MERGE_LIMIT, _WIDTH_ROWS, _WIDEST, _NARROWEST = 20_000, 300, 42, 9
# A number format can hold any text, in pieces too.
_NUMBERED = re.compile(r"[1-9\uff11-\uff19]")
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))


def rebuilt(reading: Reading | None, plan: ProblemSheet, marks: Marks,
            names: dict[str, str], *, is_masked: bool = False) -> bytes:
    """Workbook with the list of problems in front, then the file's sheets with their marks.

    Parameters
    ----------
    reading : Reading or None
        None for the list alone.
    plan : ProblemSheet
    marks : Marks
        By the names in ``names``.
    names : dict of str to str
        Names of sheets in the new workbook by their names in the file; see `sheet_names`.
    is_masked : bool
        Whether cells that look like ID or phone numbers are written as masks.

    Returns
    -------
    bytes
        Same content, same bytes.
    """
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"created": _EPOCH})
    looks = _Looks(book, is_masked)
    add_list(book, plan)
    hide = masked if is_masked else str
    for name, sheet in {names[one.name]: one for one in reading.sheets}.items() if reading else ():
        _write_sheet(book.add_worksheet(name), sheet, marks, looks, hide)
    book.close()
    return buffer.getvalue()


def sheet_names(reading: Reading | None) -> dict[str, str]:
    """Names for a new workbook by the names in the file.

    A name has at most 31 characters, none of []:*?/\\, and is not taken twice.
    """
    names: dict[str, str] = {}
    taken = {say("intake_answer.list.sheet").casefold(), "history"}
    for sheet in reading.sheets if reading else []:
        base = shown(masked(sheet.name)).translate(_FORBIDDEN).replace("\n", " ").strip("' ")
        base = base or say("intake_answer.sheet.unnamed")
        number, name = 1, base[:31]
        while name.casefold() in taken:
            number += 1
            name = f"{base[:31 - len(str(number)) - 1]}_{number}"
        taken.add(name.casefold())
        names[sheet.name] = name
    return names


class _Exact(float):
    """Number that is written with all its digits; the library would write 16."""

    def __format__(self, _):
        return repr(float(self))


class _Looks:
    """Formats of a workbook by number format and severity, made when first asked for."""

    def __init__(self, book, is_masked: bool):
        self._book, self._made, self._is_masked = book, {}, is_masked

    def __call__(self, number_format: str, severity: str | None, kind: str = ""):
        if self._is_masked and _NUMBERED.search(number_format):
            number_format = ""
        key = (number_format, severity, kind)
        if key not in self._made:
            look = {"font_name": say("intake_answer.font"), "font_size": 10}
            if number_format:
                look["num_format"] = number_format
            if severity:
                look |= {"bg_color": f"#{FILLS[severity]}", "border": 1,
                         "border_color": f"#{LINE_COLOUR}"}
            look |= {"quoted": {"quote_prefix": True}, "wrapped": {"text_wrap": True},
                     "": {}}[kind]
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _write_sheet(written, sheet: Sheet, marks: Marks, looks: _Looks, hide: Callable):
    name = written.get_name()
    anchors = _anchors(sheet)
    fills = _moved(marks.fills.get(name, {}), anchors)
    _merge(written, sheet, looks)
    personal = marks.personal.get(name, ())
    for spot, cell in sheet.cells.items():
        _write_cell(written, cell, fills.get(spot), looks, hidden if spot in personal else hide)
    for row, column in fills.keys() - sheet.cells.keys():
        written.write_blank(row - 1, column - 1, None, looks("", fills[row, column]))
    for (row, column), text in _moved(marks.notes.get(name, {}), anchors).items():
        width, height = note_size(text)
        written.write_comment(row - 1, column - 1, text, {
            "author": say("intake_answer.note.author"), "width": width, "height": height})
    _shape(written, sheet, fills)
    if name in marks.tabs:
        written.set_tab_color(f"#{TABS[marks.tabs[name]]}")
    elif sheet.is_hidden:
        written.hide()


def _write_cell(written, cell: Cell, severity: str | None, looks: _Looks, hide: Callable):
    row, column, value = cell.row - 1, cell.column - 1, cell.value
    text = _digits(value) if cell.kind == "number" else str(value)
    kind = "text" if hide(text) != text else cell.kind
    if kind == "number" and math.isfinite(value):
        plain = "" if cell.format == "General" else cell.format
        written.write_number(row, column, _Exact(value), looks(plain, severity))
    elif kind == "boolean":
        written.write_boolean(row, column, value, looks("", severity))
    elif kind in _DAY_FORMATS and (moment := _moment(cell)) is not None:
        look = looks(cell.format or _DAY_FORMATS[kind], severity)
        written.write_datetime(row, column, moment, look)
    else:
        text = clipped(shown(hide(text)), CELL_LIMIT)
        form = "quoted" if is_formula_like(text) else "wrapped" if "\n" in text else ""
        written.write_string(row, column, text, looks("@", severity, form))


def _digits(value: float) -> str:
    """Number as it would be typed, whole numbers without a point."""
    is_whole = math.isfinite(value) and value == int(value) and abs(value) < 1e20
    return str(int(value)) if is_whole else repr(value)


def _moment(cell: Cell) -> datetime | date | time | None:
    """Day or time of a cell; None for what a spreadsheet cannot hold as one."""
    with suppress(ValueError, TypeError):
        if cell.kind == "time":
            return time.fromisoformat(cell.value)
        moment = datetime.fromisoformat(cell.value)
        if moment.tzinfo is None and moment.date() >= _FIRST_DAY:
            return moment
    return None


def _merge(written, sheet: Sheet, looks: _Looks):
    """Merge as in the file; areas that overlap, or are as large as sheets, stay apart."""
    left = _MERGE_LIMIT
    for area in sheet.merges:
        size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if 1 < size <= left:
            left -= size
            with suppress(OverlappingRange):
                written.merge_range(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1,
                                    "", looks("", None))


def _anchors(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """First cell of its merged area by cell, which alone is shown."""
    anchors, left = {}, _MERGE_LIMIT
    for area in sheet.merges:
        left -= (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if left > 0:
            anchors |= {(row, column): (area.top, area.left)
                        for row in range(area.top, area.bottom + 1)
                        for column in range(area.left, area.right + 1)}
    return anchors


def _moved(marks: dict, anchors: dict) -> dict:
    """Marks on the cells that are shown; of several on one, the first, which is the gravest."""
    moved: dict = {}
    for spot, mark in marks.items():
        moved.setdefault(anchors.get(spot, spot), mark)
    return moved


def _shape(written, sheet: Sheet, fills: dict):
    """Widths by content; hidden rows and columns stay hidden unless they hold a mark."""
    widths: dict[int, int] = {}
    merged = {(area.top, area.left) for area in sheet.merges if area.right > area.left}
    for (row, column), cell in sheet.cells.items():
        if row <= _WIDTH_ROWS and (row, column) not in merged:
            widths[column] = max(widths.get(column, _NARROWEST), breadth(str(cell.value)[:60]) + 2)
    hidden = sheet.hidden_columns - {column for _, column in fills}
    for column in sorted(widths.keys() | hidden):
        written.set_column(column - 1, column - 1, min(widths.get(column, _NARROWEST), _WIDEST),
                           None, {"hidden": column in hidden})
    for row in sorted(sheet.hidden_rows - {row for row, _ in fills}):
        written.set_row(row - 1, None, None, {"hidden": True})
    written.set_paper(9)
    written.set_landscape()
    written.fit_to_pages(1, 0)
