"""untouched — a sheet's XML + rows that marks change -> XML of those, the rest as it goes out.

openpyxl takes thirty millionths of a second to read a cell and as many to write it. Rows without
a mark, of plain numbers and texts, pass it by: they are put as it would write them. Whatever is
odd in a row, or in a sheet, goes through openpyxl as before.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from xml.sax.saxutils import escape

from qiyou.intake.cells import position

_DATA = (b"<sheetData>", b"</sheetData>")
_ROW = re.compile(rb'<row r="(\d{1,7})"([^<>]*)(?:/>|(?<!/)>(.*?)</row>)', re.DOTALL)
# What openpyxl keeps nothing of.
_PLAIN = re.compile(rb'(?: spans="[0-9:]*"| [A-Za-z0-9]+:[A-Za-z]+="[^"]*")*')
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d{1,6})")?(?: t="(n|s|inlineStr)")?'
    rb'(?: ?/>|>(?:<v>([-+.0-9eE]+)</v>|<is><t>(?! )([^<&\r\n\t]+)(?<! )</t></is>)</c>)')
_AREA = re.compile(rb'<(?:mergeCell|hyperlink)\b[^>]*?\bref="([A-Z$0-9]+)(?::([A-Z$0-9]+))?"')
_NOT_UTF8 = re.compile(rb'<\?xml[^>]*encoding="(?!utf-8|UTF-8)')
# Above so many rows under merged areas and links the sheet is not worth the trouble.
_MOST_ROWS = 100_000


@dataclass
class Untouched:
    """Cells of rows that no mark changes, as XML by row, and the area that they take."""

    rows: dict[int, str] = field(default_factory=dict)
    columns: set[int] = field(default_factory=set)
    # Rows with cells, be they empty.
    taken: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Looks:
    """What cells refer to: attribute of a style by its number, shared texts.

    A style that is None has to go through openpyxl.
    """

    styles: list[str | None]
    texts: list


def split(xml: bytes, touched: set[int], looks: Looks) -> tuple[bytes, Untouched]:
    """Take out of a sheet what passes openpyxl by.

    Parameters
    ----------
    xml : bytes
        The sheet as it came.
    touched : set of int
        Rows that must go through openpyxl.
    looks : Looks

    Returns
    -------
    bytes, Untouched
    """
    start, end = xml.find(_DATA[0]), xml.rfind(_DATA[1])
    areas = _rows_of_areas(xml[end:])
    if start < 0 or areas is None or b"<!" in xml or b"\x00" in xml or _NOT_UTF8.match(xml):
        return xml, Untouched()
    left, body = Untouched(), xml[start + len(_DATA[0]):end]
    kept, at, seen = [], 0, set()
    writer = _Writer(looks)
    for found in _ROW.finditer(body):
        number = int(found[1])
        if found.start() != at or number in seen:
            return xml, Untouched()
        at = found.end()
        seen.add(number)
        cells = None if number in touched or number in areas else \
            writer.cells(found[1], found[3] or b"", left.columns)
        if cells is None:
            kept.append(found[0])
            continue
        left.rows[number] = cells
        if found[3]:
            left.taken.add(number)
        if not _PLAIN.fullmatch(found[2]):
            kept.append(b'<row r="%b"%b></row>' % (found[1], found[2]))
    if at != len(body):
        return xml, Untouched()
    return xml[:start + len(_DATA[0])] + b"".join(kept) + xml[end:], left


def _rows_of_areas(tail: bytes) -> set[int] | None:
    """Rows under merged areas and links; None where they are too many to be listed."""
    rows: set[int] = set()
    count = 0
    for first, last in _AREA.findall(tail):
        try:
            top, bottom = (position(at.replace(b"$", b"").decode())[0]
                           for at in (first, last or first))
        except ValueError:
            return None
        count += bottom - top + 1
        if count > _MOST_ROWS:
            return None
        rows |= set(range(top, bottom + 1))
    return rows


class _Writer:
    """Cells as they come -> cells as openpyxl writes them; None for what is not plain."""

    def __init__(self, looks: Looks):
        self._looks, self._known = looks, {}

    def cells(self, row: bytes, content: bytes, columns: set[int]) -> str | None:
        """XML of a row's cells; their columns are added to ``columns``."""
        parts, own, at, last = [], [], 0, 0
        for found in _CELL.finditer(content):
            letters, number, style, kind, value, text = found.groups()
            column = _column(letters)
            rest = self._rest(style, kind, value, text)
            if found.start() != at or number != row or column <= last or rest is None:
                return None
            at, last = found.end(), column
            own.append(column)
            if rest:
                parts.append(f'<c r="{letters.decode()}{number.decode()}"{rest}')
        if at != len(content):
            return None
        columns.update(own)
        return "".join(parts)

    def _rest(self, *cell) -> str | None:
        """What follows a cell's address; "" for a cell that is left out."""
        if cell not in self._known:
            self._known[cell] = self._made(*cell)
        return self._known[cell]

    def _made(self, style: bytes | None, kind: bytes | None, value: bytes | None,
              text: bytes | None) -> str | None:
        styles, texts, number = self._looks.styles, self._looks.texts, int(style or 0)
        look = styles[number] if number < len(styles) else None
        if look is None or (text is None) != (kind != b"inlineStr"):
            return None
        if value is None and text is None:
            return None if kind == b"s" else f'{look} t="n" />' if look else ""
        if text is not None:
            return self._text(look, text.decode("utf-8"))
        if kind != b"s":
            return f'{look} t="n"><v>{value.decode()}</v></c>' if _is_number(value) else None
        at = int(value) if value.isdigit() else len(texts)
        return self._text(look, texts[at]) if at < len(texts) else None

    @staticmethod
    def _text(look: str, text) -> str | None:
        # An empty text, or one of several looks, or one whose spaces count, is rare.
        if type(text) is not str or not text or text != text.strip():
            return None
        return f'{look} t="inlineStr"><is><t>{escape(text)}</t></is></c>'


@cache
def _column(letters: bytes) -> int:
    return position(f"{letters.decode()}1")[1]


def _is_number(value: bytes) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
