"""cells — what a file's readers hand over -> sheets of cells with stored type and number format.

Standard library only: the child process that parses hostile files imports this and little else.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

# What a cell was stored as. ``formula`` is one without a calculated value; ``error`` an Excel
# error such as #DIV/0!; text files hold ``text`` only. Empty cells are left out.
KINDS = ("number", "text", "date", "time", "boolean", "error", "formula")


class Cell(NamedTuple):
    """One stored cell.

    ``value``: float for ``number``; ISO text for ``date`` (``2025-09-30`` or with a time) and
    ``time`` (``07:30:00``); bool; the error's name; the formula's text; else the text as stored,
    not stripped. ``format`` is the number format as stored ("" in text files). ``is_computed``:
    the value is what a formula last gave. A tuple, because a frozen dataclass takes four times
    as long to make and there are a hundred thousand of them.
    """

    row: int
    column: int
    kind: str
    value: float | str | bool
    format: str = ""
    is_computed: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area, corners included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet: cells by (row, column), counted from 1.

    ``struck``: places whose text or part of it is struck through. ``widths``: number of fields
    of each row of a text file, empty ones too; nothing for workbooks.
    """

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    struck: set[tuple[int, int]] = field(default_factory=set)
    widths: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a file or sheet cannot be used, or what must be known of it: a rule and its facts."""

    rule: str
    sheet: str = ""
    cell: str = ""
    facts: dict = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """A file's content: ``form`` xlsx, xls or text; nothing but ``troubles`` when refused."""

    form: str = ""
    encoding: str = ""
    sheets: list[Sheet] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def place(row: int, column: int) -> str:
    """Address of a cell as spreadsheets write it.

    Examples
    --------
    >>> place(3, 28)
    'AB3'
    """
    return f"{_letters(column)}{row}"


@lru_cache(maxsize=1024)
def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def position(address: str) -> tuple[int, int]:
    """Row and column of an address such as ``AB3``; inverse of `place`.

    Raises
    ------
    ValueError
        When it is no address.
    """
    letters = address.rstrip("0123456789")
    digits = address[len(letters):]
    if not letters.isascii() or not letters.isalpha() or not digits or len(letters) > 3:
        raise ValueError(f"not a cell: {address[:20]!r}")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits), column
