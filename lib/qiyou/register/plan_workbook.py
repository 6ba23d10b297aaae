"""plan_workbook — the bytes of an XLSX file -> sheets of cells as Excel would show them."""

import io
import re
import warnings
import zipfile
from datetime import date, datetime, time

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from qiyou.catalogue import say
from qiyou.register.plan_sheets import MAX_COLUMNS, MAX_ROWS, Printed, Sheet, UnreadableError

# A workbook of MAX_ROWS rows unpacks to a few megabytes; far more is a bomb or no plan table.
MAX_UNPACKED = 200_000_000
_PLACES = re.compile(r"0\.(0+)")


def read_workbook(data: bytes) -> list[Sheet]:
    """Read every visible sheet, numbers as their format shows them, merged areas filled.

    Formulas count with the value that Excel saved last; a formula without one shows as itself.

    Raises
    ------
    UnreadableError
        When the file is broken, encrypted, or too large inside.
    """
    _check_container(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about features it does not keep
            shown = load_workbook(io.BytesIO(data), data_only=True)
            written = load_workbook(io.BytesIO(data), data_only=False)
    except Exception:  # a broken workbook makes openpyxl raise nearly any type
        raise UnreadableError(say("plan_read.refused.broken")) from None
    pairs = [(sheet, written[sheet.title]) for sheet in shown.worksheets
             if sheet.sheet_state == "visible"]
    return [_sheet(values, formulas) for values, formulas in pairs]


def _check_container(data: bytes) -> None:
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableError(say("plan_read.refused.old_excel"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            unpacked = sum(member.file_size for member in container.infolist())
    except zipfile.BadZipFile:
        raise UnreadableError(say("plan_read.refused.broken")) from None
    if unpacked > MAX_UNPACKED:
        raise UnreadableError(say("plan_read.refused.size", limit=MAX_UNPACKED // 1_000_000))


def _sheet(values, formulas) -> Sheet:
    if values.max_row > MAX_ROWS:
        raise UnreadableError(say("plan_read.refused.rows", limit=MAX_ROWS))
    if values.max_column > MAX_COLUMNS:
        raise UnreadableError(say("plan_read.refused.columns", limit=MAX_COLUMNS))
    anchors = {(row, column): (area.min_row, area.min_col)
               for area in values.merged_cells.ranges
               for row in range(area.min_row, min(area.max_row, MAX_ROWS) + 1)
               for column in range(area.min_col, min(area.max_col, MAX_COLUMNS) + 1)}
    rows = []
    for row in range(1, values.max_row + 1):
        cells = []
        for column in range(1, values.max_column + 1):
            at = anchors.get((row, column), (row, column))
            text = _shown(values.cell(*at), formulas.cell(*at))
            cells.append(Printed(text, values.title, _place(row, column), _place(*at)))
        rows.append(tuple(cells))
    return Sheet(values.title, tuple(rows))


def _place(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def _shown(cell, formula) -> str:
    value = cell.value
    if value is None:
        value = formula.value  # a formula nobody calculated must not pass for an empty cell
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value).strip()


def _number(value: float, number_format: str) -> str:
    shown_format = number_format.partition(";")[0]
    match = _PLACES.search(shown_format)
    places = len(match[1]) if match else 0
    is_percent = "%" in shown_format
    number = round(value * 100, 10) if is_percent else value
    if shown_format == "General" or (is_percent and places == 0):
        # A format of 0% would print 66.67 % as 67 %: the figure behind it is what was promised.
        text = f"{number:.12g}"
    elif round(number, places) == round(number, 10):
        text = f"{number:.{places}f}"
    else:
        text = f"{number:.12g}"
    return f"{text}%" if is_percent else text
