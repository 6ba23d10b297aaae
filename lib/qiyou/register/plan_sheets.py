"""plan_sheets — a CSV, TSV or XLSX file -> sheets of printed cells, or a refusal."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from qiyou.catalogue import say
from qiyou.register.reading_words import year_of

MAX_BYTES = 20_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 200
TEXT_KINDS = (".csv", ".tsv", ".txt")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class UnreadableError(Exception):
    """A file that is refused; ``args[0]`` says why and what to do, in words."""


@dataclass(frozen=True)
class Printed:
    """One cell as a reader of the file sees it.

    ``anchor`` is the place of the top left cell of a merged area, else the place itself.
    """

    text: str
    sheet: str
    place: str
    anchor: str


@dataclass(frozen=True)
class Sheet:
    """One table: rows of equal length."""

    name: str
    rows: tuple[tuple[Printed, ...], ...]


def read_sheets(path: Path) -> list[Sheet]:
    """Read a file whose kind, size and encoding nobody vouches for.

    Parameters
    ----------
    path : path
        A ``.csv``, ``.tsv``, ``.txt`` or ``.xlsx`` file.

    Returns
    -------
    list of Sheet
        One for text files, all of a workbook.

    Raises
    ------
    UnreadableError
        For other kinds, more than 20 MB or 5,000 rows, or a broken file.
    """
    data = _bytes(path)
    kind = path.suffix.lower()
    if kind in (".xlsx", ".xlsm"):
        from qiyou.register.plan_workbook import read_workbook  # noqa: PLC0415 - openpyxl is slow

        return read_workbook(data)
    if kind in TEXT_KINDS:
        return [_text_sheet(data)]
    raise UnreadableError(say("plan_read.refused.kind", kind=kind or path.name))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableError(say("plan_read.refused.size", limit=MAX_BYTES // 1_000_000))
        return path.read_bytes()
    except OSError:
        raise UnreadableError(say("plan_read.refused.missing")) from None


def _text_sheet(data: bytes) -> Sheet:
    text = _decoded(data)
    rows = _parsed(text)
    if len(rows) > MAX_ROWS:
        raise UnreadableError(say("plan_read.refused.rows", limit=MAX_ROWS))
    width = min(max(map(len, rows), default=0), MAX_COLUMNS)
    printed = []
    for number, row in enumerate(rows, start=1):
        if any(cell.strip() for cell in row[MAX_COLUMNS:]):
            raise UnreadableError(say("plan_read.refused.columns", limit=MAX_COLUMNS))
        cells = (*row[:width], *[""] * (width - len(row)))
        printed.append(tuple(_at(text, number, column) for column, text in enumerate(cells, 1)))
    return Sheet("", tuple(printed))


def _at(text: str, row: int, column: int) -> Printed:
    place = say("plan_read.place", row=row, column=column)
    return Printed(text.strip(), "", place, place)


def _decoded(data: bytes) -> str:
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or data[:4] == b"%PDF":
        raise UnreadableError(say("plan_read.refused.disguised"))
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    for name in [encoding] if encoding else ["utf-8", "gb18030"]:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableError(say("plan_read.refused.encoding"))


def _parsed(text: str) -> list[list[str]]:
    try:
        parsed = [list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
                  for sign in ",\t;"]
    except csv.Error:
        raise UnreadableError(say("plan_read.refused.broken")) from None
    # The right delimiter is the one that sets the years of the header apart.
    return max(parsed, key=lambda rows: max((_years(row) for row in rows), default=0))


def _years(row: list[str]) -> int:
    return sum(year_of(cell) is not None for cell in row)
