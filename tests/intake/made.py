"""Sheets made from plain rows, as the readers hand them over."""

from datetime import date, time

from qiyou.intake.cells import Cell, Merge, Reading, Sheet
from qiyou.register import open_forms, open_register

TOWNSHIPS = ("菜园镇", "嵊山镇", "洋山镇", "五龙乡", "黄龙乡", "枸杞乡", "花鸟乡")
CODES = tuple(f"330922{end}" for end in (100, 101, 102, 200, 201, 202, 203))


class Percent(float):
    """A share in a cell that is formatted as a percentage."""


class Formula(str):
    """A formula without a calculated value."""


class Fault(str):
    """An Excel error."""


# Later types are kinds of earlier ones, so the order matters.
KINDS = ((bool, "boolean", bool, ""), (Percent, "number", float, "0.0%"),
         (Formula, "formula", str, ""), (Fault, "error", str, ""),
         ((int, float), "number", float, "General"),
         (time, "time", time.isoformat, "h:mm"), (date, "date", date.isoformat, "yyyy-mm-dd"),
         (str, "text", str, ""))


def cell(row, column, value):
    """Cell as a reader would store a Python value; None for an empty one."""
    found = [entry for entry in KINDS if isinstance(value, entry[0])]
    if not found:
        return None
    _, kind, stored, number_format = found[0]
    return Cell(row, column, kind, stored(value), number_format)


def sheet(rows, name="Sheet1", merges=(), **more):
    """Sheet whose first row is row 1."""
    made = Sheet(name, merges=[Merge(*merge) for merge in merges], **more)
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row, 1):
            one = cell(number, at, value)
            if one is not None:
                made.cells[number, at] = one
    return made


def reading(*sheets):
    """What a file with these sheets is read as."""
    return Reading("xlsx", sheets=list(sheets))


def forms():
    """The project's own forms."""
    return open_forms()


def county():
    """The registered county."""
    return open_register().county("shengsi")


def workbook(sheets, path):
    """Real .xlsx file of (name, rows, merges) with values as these makers know them."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    percent = book.add_format({"num_format": "0.0%"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows, merges in sheets:
        page = book.add_worksheet(name)
        for top, left, bottom, right in merges:
            page.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
        for number, row in enumerate(rows):
            for at, value in enumerate(row):
                if isinstance(value, Percent):
                    page.write_number(number, at, float(value), percent)
                elif isinstance(value, Formula | Fault):
                    page.write_formula(number, at, "=1/0", None,
                                       str(value) if isinstance(value, Fault) else "")
                elif isinstance(value, date):
                    page.write_datetime(number, at, value, day)
                elif isinstance(value, bool):
                    page.write_boolean(number, at, value)
                elif isinstance(value, int | float):
                    page.write_number(number, at, value)
                elif value is not None:
                    page.write_string(number, at, value)
    book.close()
    return path
