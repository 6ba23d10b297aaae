"""privacy — sheets + recognised tables -> findings on persons' numbers, none of them repeated."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from qiyou.catalogue import say
from qiyou.intake.cells import Cell, Sheet, Trouble, place
from qiyou.intake.findings import finding
from qiyou.intake.head import Grid, is_contact
from qiyou.intake.layout import Table
from qiyou.intake.person_numbers import has_identity, has_person, is_split_identity
from qiyou.intake.personal import is_personal, masked
from qiyou.intake.words import intake_words
from qiyou.register.forms import FIGURES
from qiyou.store.records import Finding

_SHORTEST = 11
_TOO_SHORT = 100  # two digits are no piece of a number
# Where an ID number is cut when it stands in several cells: area, birthday, rest. Elsewhere
# only texts are put together, because figures stand side by side everywhere.
_CUTS = ((6,), (14,), (6, 14), (10,), (6, 10), (6, 10, 14))
_FIRST = (6, 10, 14)
_CUTS_AT_MOST, _PIECE, _PLACES = 3, range(4, 16), 18
# A piece that short is also a year or a count, which messages may name.
_TELLING = 6


@dataclass(frozen=True, slots=True)
class _Page:
    """A sheet and what its table says of places: largest figure, places of codes."""

    sheet: Sheet
    limits: dict[tuple[int, int], float]
    codes: frozenset[tuple[int, int]]


def personal_findings(sheets: Iterable[Sheet], tables: Iterable[Table]) -> Iterator[Finding]:
    """Cells that hold an identity or mobile number (C390), hidden sheets included.

    Left out are figures within a column's bounds, where eleven digits can be an amount of money,
    and telephone numbers beside a label such as 填报人 or 联系电话: an officer's belongs there, an
    ID number does not.
    """
    known = {table.sheet: table for table in tables}
    for sheet in sheets:
        grid, page, pieces = None, _page(sheet, known.get(sheet.name)), {}
        for at, cell in sheet.cells.items():
            if cell.kind == "number" and abs(cell.value) < _TOO_SHORT:
                continue
            text = _text(cell)
            if text[:1].isdecimal() and len(text) < _PLACES and _is_piece(page, at, text):
                pieces[at] = text
            if len(text) < _SHORTEST or not has_person(text) or _is_amount(cell, page, at):
                continue
            grid = grid or Grid(sheet)
            if has_identity(text) or not _is_by_contact(grid, *at):
                yield _told(sheet, at)
        for at in _split(sheet, pieces):
            yield _told(sheet, at)


def beside_cells(kind: str) -> dict[str, str]:
    """Words for a place that is no cell, and how to mend it: facts of C390."""
    return {part: say(f"intake_beside.{kind}.{part}") for part in ("where", "how")}


def in_words(trouble: Trouble) -> Trouble:
    """Trouble of the child, who knows no words, with words for the place."""
    kind = trouble.facts.get("beside")
    return Trouble(trouble.rule, masked(trouble.sheet), trouble.cell, beside_cells(kind)) \
        if kind else trouble


def without_numbers(found: Finding, pieces: Iterable[str] = ()) -> Finding:
    """Finding with every person's number masked, wherever it may have slipped in.

    ``pieces`` are parts of numbers that stand in several cells.
    """
    hidden = {}
    for name in ("sheet", "value", "sentence", "expected", "remedy", "explanation"):
        text = getattr(found, name)
        kept = text
        for piece in pieces:
            kept = kept.replace(piece, intake_words().mask)
        kept = masked(kept)
        if kept != text:
            hidden[name] = kept
    return replace(found, **hidden) if hidden else found


def pieces_in(sheets: Iterable[Sheet], findings: Iterable[Finding]) -> set[str]:
    """Texts of cells that findings call personal and that no mask would know by their shape."""
    pages = {masked(sheet.name): sheet for sheet in sheets}
    spots = {(one.sheet, one.cell) for one in findings if one.rule == "C390" and one.cell}
    if not spots:
        return set()
    texts = {_text(cell) for name, sheet in pages.items() for at, cell in sheet.cells.items()
             if (name, place(*at)) in spots}
    return {text for text in texts if len(text) >= _TELLING and not is_personal(text)}


def _told(sheet: Sheet, at: tuple[int, int]) -> Finding:
    return finding("C390", masked(sheet.name), place(*at), intake_words().mask,
                   **beside_cells("cell"))


def _text(cell: Cell) -> str:
    if cell.kind == "number":
        value = float(cell.value)
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e20 else ""
    return str(cell.value).strip("'\u2019 \t") if cell.kind in ("text", "formula") else ""


def _page(sheet: Sheet, table: Table | None) -> _Page:
    if table is None:
        return _Page(sheet, {}, frozenset())
    columns = {at: table.form.columns[entry.column] for at, entry in table.match.headings.items()}
    limits = {at: column.max for at, column in columns.items()
              if column.type in FIGURES and column.max is not None}
    codes = {at for at, column in columns.items() if column.type in ("area", "code")}
    below = [(row, at) for row, at in sheet.cells if row > table.match.bottom]
    return _Page(sheet, {(row, at): limits[at] for row, at in below if at in limits},
                 frozenset((row, at) for row, at in below if at in codes))


def _is_amount(cell: Cell, page: _Page, at: tuple[int, int]) -> bool:
    limit = page.limits.get(at)
    return limit is not None and cell.kind == "number" and float(cell.value) <= limit


def _is_piece(page: _Page, at: tuple[int, int], text: str) -> bool:
    """Whether a cell may hold a part of a number: digits that are no figure and no code."""
    if not (text.isdecimal() or (text[:-1].isdecimal() and text[-1] in "Xx")) or at in page.codes:
        return False
    limit = page.limits.get(at)
    return limit is None or not text.isdecimal() or float(text) > limit


def _split(sheet: Sheet, pieces: dict[tuple[int, int], str]) -> Iterator[tuple[int, int]]:
    """Places of cells side by side whose digits are one ID number."""
    for (row, column), first in pieces.items():
        is_text = sheet.cells[row, column].kind == "text"
        if len(first) not in (_PIECE if is_text else _FIRST):
            continue
        whole, ends = first, []
        while len(whole) < _PLACES and len(ends) < _CUTS_AT_MOST:
            ends.append(len(whole))
            whole += pieces.get((row, column + len(ends)), "")
            if len(whole) == ends[-1]:
                break
        if len(whole) == _PLACES and is_split_identity(whole):
            places = [(row, column + at) for at in range(len(ends) + 1)]
            is_text = len(ends) == 1 and all(sheet.cells[at].kind == "text" for at in places)
            yield from places if is_text or tuple(ends) in _CUTS else ()


def _is_by_contact(grid: Grid, row: int, column: int) -> bool:
    if is_contact(grid.text(row, column)):
        return True
    own = grid.anchor(row, column)
    left = [at for at in grid.columns(row) if at < column and grid.anchor(row, at) != own]
    return bool(left) and is_contact(grid.text(row, left[-1]))
