"""xls — the bytes of an .xls (Excel 5 to 2003, WPS) -> its cells as stored.

Only in the child. xlrd parses the records; what it must not see has been refused by `biff`, and
it is given the workbook's stream alone, cut out by `ole2`.
"""

import io

from qiyou.intake.beside_xls import find_beside_xls
from qiyou.intake.biff import Scanned, scan
from qiyou.intake.cells import place
from qiyou.intake.formats import BUILTIN, stored
from qiyou.intake.gather import Gathered, SheetGathered
from qiyou.intake.ole2 import Ole2
from qiyou.intake.refusal import RefusedError

_EMPTY = ""


def read_xls(data: bytes) -> Gathered:
    """Read every worksheet of a workbook that `container.form_of` let through.

    Formulas come with the value that was calculated last; in this format there is always one, so
    none is of kind ``formula``. Numbers under a date's format become dates.

    Raises
    ------
    RefusedError
        F119 to F146; F126 for whatever xlrd cannot parse.
    MemoryError
        When the child's memory ends.
    """
    file = Ole2(data)
    name = next(name for wanted in ("workbook", "book") for name in file.streams
                if name.lower() == wanted)
    stream = file.stream(name)
    scanned = scan(stream)
    book = _parsed(stream)
    gathered = Gathered("xls")
    for index, sheet in enumerate(book.sheets()):
        into = gathered.sheet(sheet.name, sheet.visibility != 0)
        _read_sheet(book, sheet, (scanned, index), into)
        _read_shape(sheet, into)
        into.end()
    unused = set(book._sharedstrings or ()) - gathered.texts.keys()  # no public name
    gathered.beside = find_beside_xls(file, stream, unused)
    return gathered


def _parsed(stream: bytes):
    """Workbook of xlrd."""
    import xlrd  # noqa: PLC0415 - two other forms do without it

    try:
        return xlrd.open_workbook(file_contents=stream, formatting_info=True, ragged_rows=True,
                                  logfile=io.StringIO())
    except MemoryError:
        raise
    except Exception:  # a broken workbook makes xlrd raise nearly any type
        raise RefusedError("F126", part="BIFF") from None


def _read_sheet(book, sheet, at: tuple[Scanned, int], into: SheetGathered) -> None:
    """Cells of one sheet; ``at`` is what was scanned and the sheet's place in it."""
    scanned, index = at
    formulas = scanned.formulas[index]
    formats = _formats(book, scanned)
    struck_fonts = {index for index, font in enumerate(book.font_list) if font.struck_out}
    struck = {index for index, style in enumerate(book.xf_list)
              if style.font_index in struck_fonts}
    for row in range(sheet.nrows):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        for column, code in enumerate(kinds):
            is_computed = (row, column) in formulas
            kind, value = _plain(code, values[column])
            if value == _EMPTY and not (is_computed and kind == "text"):
                continue
            style = sheet.cell_xf_index(row, column)
            if style >= len(formats):
                raise RefusedError("F145", sheet.name, place(row + 1, column + 1))
            if style in struck or any(font in struck_fonts for _, font in
                                      sheet.rich_text_runlist_map.get((row, column), ())):
                into.struck.append((row + 1, column + 1))
            if kind == "number":
                kind, value = stored(value, formats[style], book.datemode == 1)
            into.add((row + 1, column + 1), kind, value, formats[style], is_computed)


def _plain(code: int, value) -> tuple[str, float | str | bool]:
    """Kind and value of a cell before its format is looked at; "" for a cell without a value."""
    import xlrd  # noqa: PLC0415 - loaded by `_parsed`

    if code in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        if value - value != 0:
            raise RefusedError("F126", part="BIFF")
        return "number", value
    if code == xlrd.XL_CELL_BOOLEAN:
        return "boolean", bool(value)
    if code == xlrd.XL_CELL_ERROR:
        return "error", xlrd.error_text_from_code.get(value, "#N/A")
    return ("text", value.replace("\x00", "\ufffd")) if code == xlrd.XL_CELL_TEXT else ("", _EMPTY)


def _formats(book, scanned: Scanned) -> list[str]:
    """Number format of each style."""
    def known(key: int) -> str:
        own = book.format_map.get(key) if key in scanned.own_formats else None
        return own.format_str if own else BUILTIN.get(key, "General")
    return [known(key) for key in scanned.style_formats]


def _read_shape(sheet, into: SheetGathered) -> None:
    """Merged areas, hidden rows and columns of one sheet."""
    for top, bottom, left, right in sheet.merged_cells:
        into.merge(top + 1, left + 1, bottom, right)
    into.hidden_rows |= {row + 1 for row, shape in sheet.rowinfo_map.items()
                         if shape.hidden or not shape.height}
    into.hidden_columns |= {column + 1 for column, shape in sheet.colinfo_map.items()
                            if shape.hidden or not shape.width}
