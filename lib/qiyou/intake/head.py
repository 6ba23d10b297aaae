"""head — the words above and below a sheet's table -> labelled entries."""

import re
from collections.abc import Iterator
from functools import cache

from qiyou.intake.cells import Sheet
from qiyou.intake.words import half_width, intake_words, squeezed

# Rows that may stand above a table: title, number, department, unit.
HEAD_ROWS = 60
_SPACED = re.compile(r"\s+")


class Grid:
    """A sheet with merged areas filled from their top left cell, read as texts."""

    def __init__(self, sheet: Sheet):
        self.sheet = sheet
        self.last_row = max((row for row, _ in sheet.cells), default=0)
        self.rows: dict[int, list[int]] = {}
        for row, column in sorted(sheet.cells):
            self.rows.setdefault(row, []).append(column)
        self._anchors = {(row, column): (merge.top, merge.left) for merge in sheet.merges
                         for row in range(merge.top, min(merge.bottom, self.last_row) + 1)
                         for column in range(merge.left, merge.right + 1)}

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Place whose cell is shown at this one."""
        return self._anchors.get((row, column), (row, column))

    def cell(self, row: int, column: int):
        """Cell shown at a place, None if it is empty."""
        return self.sheet.cells.get(self.anchor(row, column))

    def text(self, row: int, column: int) -> str:
        """Text shown at a place in half-width signs, "" where there is none."""
        cell = self.cell(row, column) if self._anchors else self.sheet.cells.get((row, column))
        if cell is None or cell.kind not in ("text", "number", "date"):
            return ""
        if cell.kind == "number":
            return f"{cell.value:.15g}"
        return half_width(str(cell.value)).strip()

    def columns(self, row: int) -> list[int]:
        """Columns of a row at which something is shown, merged areas included."""
        spread = {column for (at, column), anchor in self._anchors.items()
                  if at == row and anchor in self.sheet.cells}
        return sorted({*self.rows.get(row, []), *spread})


@cache
def _labels() -> dict[str, str]:
    return {squeezed(word): kind for kind, words in intake_words().labels.items() for word in words}


@cache
def _label_pattern() -> re.Pattern:
    # The longest first, so that a label within a longer one is not taken for it.
    words = sorted(_labels(), key=len, reverse=True)
    return re.compile(rf"({'|'.join(map(re.escape, words))}):")


def labelled(grid: Grid, rows) -> dict[str, tuple[str, int, int]]:
    """Entries of a sheet's head or foot: kind of label -> text, row and column of its cell.

    A label stands before a colon in the same cell, or alone with its entry in the next cell to
    the right. The first of a kind counts.
    """
    found: dict[str, tuple[str, int, int]] = {}
    for kind, entry in every_label(grid, rows):
        found.setdefault(kind, entry)
    return {kind: entry for kind, entry in found.items() if entry[0]}


def every_label(grid: Grid, rows) -> Iterator[tuple[str, tuple[str, int, int]]]:
    """Kind and entry of every label, repeated ones too, in the sheet's order."""
    for row in rows:
        for column in grid.rows.get(row, []):
            for kind, text, at in _entries(grid, row, column):
                yield kind, (text, row, at)


def is_label(text: str) -> bool:
    """Whether a cell's text is a label, or begins with one and a colon."""
    plain = squeezed(text)
    # The pattern ends in a colon; most cells have none.
    return plain.rstrip(":") in _labels() or (":" in plain and bool(_label_pattern().match(plain)))


def is_contact(text: str) -> bool:
    """Whether a text is or holds the label of an officer's name or telephone."""
    plain, contacts = squeezed(text), intake_words().contacts
    if _labels().get(plain.rstrip(":")) in contacts:
        return True
    return any(_labels()[match[1]] in contacts for match in _label_pattern().finditer(plain))


def _entries(grid: Grid, row: int, column: int):
    if grid.anchor(row, column) != (row, column):
        return
    # Labels are set with blanks between their signs; entries keep theirs only inside words.
    plain = _SPACED.sub("", grid.text(row, column))
    if plain.rstrip(":") in _labels():
        text, at = _right_of(grid, row, column)
        yield _labels()[plain.rstrip(":")], text, at
        return
    marks = list(_label_pattern().finditer(plain))
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        text = plain[mark.end():following.start() if following else None].strip("()")
        at = column
        if not text and following is None:
            text, at = _right_of(grid, row, column)
        yield _labels()[mark[1]], text, at


def _right_of(grid: Grid, row: int, column: int) -> tuple[str, int]:
    own = grid.anchor(row, column)
    for at in grid.columns(row):
        if at > column and grid.anchor(row, at) != own:
            text = grid.text(row, at)
            return ("" if is_label(text) else text), at
    return "", column
