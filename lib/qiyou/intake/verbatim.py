"""verbatim — path of a workbook -> open workbook that is saved with its numbers as they were.

Only the marking process imports this: it needs openpyxl, and changes how that reads.
"""

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.reader import excel
from openpyxl.worksheet._reader import VALUE_TAG, WorksheetReader
from openpyxl.writer.excel import ExcelWriter

from qiyou.intake.quick_sheets import PLACEHOLDER, use_quick_sheets
from qiyou.intake.untouched import Looks, Untouched, split

_EPOCH = (1980, 1, 1, 0, 0, 0)
# A formula as the library writes it: always without the value that it last gave.
_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)>(<f(?:>| [^>]*[^/]>).*?</f>|<f[^>]*/>)'
                      rb"<v ?(?:/>|></v>)</c>", re.DOTALL)


class SteadyZip(ZipFile):
    """Archive whose bytes depend on its content alone; formulas get their last values back.

    Parameters
    ----------
    path : path-like
    computed : dict of str to dict
        By path of a sheet: stored type and value by address, as they came.
    rows : dict of str to bytes
        By path of a sheet: its rows, for their placeholder.
    """

    def __init__(self, path, computed, rows):
        super().__init__(path, "w", ZIP_DEFLATED)
        self.computed, self.rows = computed, rows

    def writestr(self, name, data, *_, **__):
        """Store a member without the time of day."""
        info = ZipInfo(name, _EPOCH)
        info.external_attr = 0o600 << 16
        super().writestr(info, data, ZIP_DEFLATED)

    def write(self, filename, arcname=None, *_, **__):
        """Store a sheet from the temporary file that the library made."""
        data, values = Path(filename).read_bytes(), self.computed.get(arcname)
        data = data.replace(PLACEHOLDER, self.rows.get(arcname, b""), 1)
        self.writestr(arcname, _FORMULA.sub(lambda found: _with_value(found, values), data)
                      if values else data)


def _with_value(found: re.Match, values: dict[str, tuple[str, str]]) -> bytes:
    address, attributes, formula = found.groups()
    kind, value = values.get(address.decode(), ("", None))
    if value is None:
        return found.group()
    text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    kind = f' t="{kind}"'.encode() if kind in ("str", "b", "e") else b""
    return b'<c r="%b"%b%b>%b<v>%b</v></c>' % (address, attributes, kind, formula, text.encode())


def opened(path: Path, touched: Callable = lambda *_: None):
    """Workbook, with numbers as the very text that was stored, and its formulas' last values.

    The library would turn serial numbers into days and back, write 16 digits of 17, and drop
    what formulas gave; a sender's figures must come back as they were.

    Parameters
    ----------
    path : path
    touched : function
        Of the workbook and the name of a sheet: its rows that will be changed and the styles of
        cells that may be, or None where that cannot be told. Other rows pass the library by.
    """
    computed: dict[str, dict[str, tuple[str, str]]] = {}

    class Verbatim(WorksheetReader):
        def __init__(self, ws, source, texts, *rest):
            ws.untouched = Untouched()
            known = touched(ws.parent, ws.title)
            if known is not None:
                looks = Looks(_style_attributes(ws.parent, known[1]), texts)
                thin, ws.untouched = split(source.read(), known[0], looks)
                source = BytesIO(thin)
            super().__init__(ws, source, texts, *rest)
            parse, values = self.parser.parse_cell, computed.setdefault(ws.title, {})
            self.parser.date_formats = frozenset()

            def parse_cell(element):
                cell = parse(element)
                if cell["data_type"] in ("f", "n"):
                    stored = element.findtext(VALUE_TAG)
                    if cell["data_type"] == "n" and stored:
                        cell["value"] = stored.strip()
                    elif stored:
                        values[element.get("r")] = (element.get("t", "n"), stored)
                return cell

            self.parser.parse_cell = parse_cell

    excel.WorksheetReader = Verbatim
    return excel.load_workbook(path, keep_links=False, rich_text=True), computed


def _style_attributes(workbook, changed: set[int]) -> list[str | None]:
    """Attribute of a cell by the number of its style; None for styles that may be changed."""
    known = workbook._cell_styles
    return [None if number in changed else f' s="{known.add(style)}"' if any(style) else ""
            for number, style in enumerate(list(known))]


def save(workbook, computed: dict, path: Path, modified: datetime):
    """Write the workbook so that the same content gives the same bytes."""
    workbook.properties.modified = modified
    # Sheets are numbered in the order that they stand in.
    paths = {f"xl/worksheets/sheet{number}.xml": computed.get(sheet.title, {})
             for number, sheet in enumerate(workbook.worksheets, 1)}
    ExcelWriter(workbook, SteadyZip(path, paths, use_quick_sheets())).save()
