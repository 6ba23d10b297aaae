"""quick_sheets — sheets of an open workbook -> their rows as XML, the bytes openpyxl would write.

openpyxl makes an element of every cell; a list of ten thousand findings takes it six seconds.
What is no plain number or text is still left to it. Only the marking process imports this.
"""

from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import escape

from openpyxl.cell._writer import etree_write_cell
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import SheetDimension
from openpyxl.writer import excel

from qiyou.intake.cells import place
from qiyou.intake.untouched import Untouched

# Stands in a sheet's file for its rows, which are put in once the file goes into the archive.
PLACEHOLDER = b"<rows />"
_ATTRIBUTE = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}


class QuickSheet(WorksheetWriter):
    """Writer of one sheet; leaves its rows in ``ready``, by the path that the sheet gets."""

    ready: dict[str, bytes]

    def write_dimensions(self):
        """Write the area that all rows take, those among them that no mark changed."""
        rows, columns = map(set, zip(*self.ws._cells, strict=True)) if self.ws._cells else ((), ())
        left = getattr(self.ws, "untouched", Untouched())
        rows, columns = {*rows, *left.taken}, {*columns, *left.columns}
        first, last = (place(end(rows), end(columns)) if rows else "A1" for end in (min, max))
        self.xf.send(SheetDimension(f"{first}:{last}").to_tree())

    def rows(self):
        """Numbers of all rows with their cells; those that no mark changed have none."""
        rows = dict(super().rows())
        left = getattr(self.ws, "untouched", Untouched())
        if any(rows.get(number) for number in left.rows):
            raise ValueError("a row that was to stay as it is has been changed")
        return sorted({**{number: [] for number in left.taken}, **rows}.items())

    def write_rows(self):
        """Put the placeholder where the rows belong."""
        rows = self.rows()
        xf = self.xf.send(True)
        with xf.element("sheetData"):
            if rows:
                xf.write(Element("rows"))
        self.xf.send(None)
        styles = _Styles(self.ws.parent)
        self.ready[self.ws.path[1:]] = "".join(
            self._row(number, cells, styles) for number, cells in rows).encode("utf-8")

    def _row(self, number: int, cells: list, styles) -> str:
        attributes = {"r": f"{number}", **dict(self.ws.row_dimensions.get(number, {}))}
        head = " ".join(f'{name}="{escape(value, _ATTRIBUTE)}"'
                        for name, value in attributes.items())
        left = getattr(self.ws, "untouched", Untouched()).rows.get(number, "")
        return f"<row {head}>{left}{''.join(self._cell(cell, styles) for cell in cells)}</row>"

    def _cell(self, cell, styles) -> str:
        if cell._comment is not None:
            self.ws._comments.append(CommentRecord.from_cell(cell))
        style, value, kind = styles(cell), cell._value, cell.data_type
        if value is None and not style and not cell._comment:
            return ""
        if kind not in ("n", "s") or not isinstance(value, str | None):
            return self._left_to_the_library(cell, bool(style))
        if cell.hyperlink:
            self.ws._hyperlinks.append(cell.hyperlink)
        head = f'<c r="{place(cell.row, cell.column)}"{style} t="'
        if kind == "n":
            return f'{head}n"><v>{escape(value)}</v></c>' if value else f'{head}n" />'
        if not value:
            return f'{head}inlineStr" />'
        is_kept = value != (bare := value.strip()) and bare
        space = ' xml:space="preserve"' if is_kept else ""
        return f'{head}inlineStr"><is><t{space}>{escape(value)}</t></is></c>'

    def _left_to_the_library(self, cell, has_style: bool) -> str:
        made = _Kept()
        etree_write_cell(made, self.ws, cell, has_style)
        return tostring(made.element, "unicode")


class _Kept:
    """Takes the one element that the library's writer writes."""

    def write(self, element):
        """Keep it."""
        self.element = element


class _Styles:
    """Attribute of a cell's style, looked up once for all cells that look alike."""

    def __init__(self, workbook):
        self._known, self._made = workbook._cell_styles, {}

    def __call__(self, cell) -> str:
        style = getattr(cell, "_style", None)
        key = style.tobytes() if style is not None else b""
        if key not in self._made:
            self._made[key] = f' s="{self._known.add(style)}"' if style and any(style) else ""
        return self._made[key]


def use_quick_sheets() -> dict[str, bytes]:
    """Let the library write sheets with `QuickSheet`; return where their rows will be."""
    ready: dict[str, bytes] = {}
    excel.WorksheetWriter = type("QuickSheet", (QuickSheet,), {"ready": ready})
    return ready
