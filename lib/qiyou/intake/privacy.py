"""privacy — sheets + recognised tables -> findings on persons' numbers, none of them repeated."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from qiyou.intake.cells import Cell, Sheet, place
from qiyou.intake.findings import finding
from qiyou.intake.head import Grid, is_contact
from qiyou.intake.layout import Table
from qiyou.intake.personal import has_person, masked
from qiyou.intake.words import intake_words
from qiyou.register.forms import FIGURES
from qiyou.store.records import Finding


def personal_findings(sheets: Iterable[Sheet], tables: Iterable[Table]) -> Iterator[Finding]:
    """Cells that hold an identity or mobile number (C390), hidden sheets included.

    Left out are figures within a column's bounds, where eleven digits can be an amount of money,
    and what stands beside a label such as 填报人 or 联系电话: an officer's telephone belongs there.
    """
    figures = {table.sheet: _figure_cells(table) for table in tables}
    for sheet in sheets:
        grid = None
        known = figures.get(sheet.name, {})
        for at, cell in sheet.cells.items():
            text = _text(cell)
            if len(text) < 11 or not has_person(text) or _is_amount(cell, known.get(at)):
                continue
            grid = grid or Grid(sheet)
            if not _is_by_contact(grid, *at):
                yield finding("C390", masked(sheet.name), place(*at), intake_words().mask)


def without_numbers(found: Finding) -> Finding:
    """Finding with every person's number masked, wherever it may have slipped in."""
    hidden = {name: mask for name in
              ("sheet", "value", "sentence", "expected", "remedy", "explanation")
              if (mask := masked(text := getattr(found, name))) != text}
    return replace(found, **hidden) if hidden else found


def _text(cell: Cell) -> str:
    if cell.kind == "number":
        value = float(cell.value)
        if abs(value) < 1e10:
            return ""  # ten digits at most
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e18 else ""
    return str(cell.value) if cell.kind in ("text", "formula") else ""


def _figure_cells(table: Table) -> dict[tuple[int, int], float]:
    """Largest figure that each cell of a table's figure columns may hold."""
    columns = {at: table.form.columns[entry.column] for at, entry in table.match.headings.items()}
    limits = {at: column.max for at, column in columns.items()
              if column.type in FIGURES and column.max is not None}
    return {(row, at): limits[at] for row, at in table.grid.sheet.cells
            if at in limits and row > table.match.bottom}


def _is_amount(cell: Cell, limit: float | None) -> bool:
    return limit is not None and cell.kind == "number" and float(cell.value) <= limit


def _is_by_contact(grid: Grid, row: int, column: int) -> bool:
    if is_contact(grid.text(row, column)):
        return True
    own = grid.anchor(row, column)
    left = [at for at in grid.columns(row) if at < column and grid.anchor(row, at) != own]
    return bool(left) and is_contact(grid.text(row, left[-1]))
