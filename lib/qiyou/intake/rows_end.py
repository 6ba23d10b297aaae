"""rows_end — a table on a sheet -> its last row, and what is hidden in it."""

from qiyou.intake.cells import place
from qiyou.intake.findings import finding
from qiyou.intake.head import is_label
from qiyou.intake.layout import Table
from qiyou.intake.words import intake_words, squeezed
from qiyou.register.forms import FIGURES
from qiyou.store.records import Finding


def last_row(table: Table) -> tuple[int, list[Finding]]:
    """Last row of the table: the one before its notes or foot, unless data follow them."""
    grid, first = table.grid, table.match.bottom + 1
    for number in range(first, grid.last_row + 1):
        if number in grid.rows and _is_note(table, number):
            later = [row for row in range(number + 1, grid.last_row + 1)
                     if row in grid.rows and _looks_like_data(table, row)]
            stray = [finding("S210", table.sheet, place(later[0], 1), row=later[0],
                             note=number)] if later else []
            return number - 1, stray
    return grid.last_row, []


def _is_note(table: Table, number: int) -> bool:
    columns = table.grid.rows[number]
    text = table.grid.text(number, columns[0])
    plain = squeezed(text)
    if not plain or not (plain.startswith(intake_words().notes) or is_label(text)):
        return False
    return len(columns) == 1 or not _looks_like_data(table, number)


def _looks_like_data(table: Table, number: int) -> bool:
    grid = table.grid
    figures = [at for at, entry in table.match.headings.items()
               if table.form.columns[entry.column].type in FIGURES]
    cells = [grid.sheet.cells.get((number, at)) for at in figures]
    return sum(cell is not None and cell.kind == "number" for cell in cells) >= min(2, len(figures))


def hidden(table: Table, last: int) -> list[Finding]:
    """Findings on hidden rows and columns of a table: they are read like any other."""
    sheet = table.grid.sheet
    rows = sorted(row for row in sheet.hidden_rows
                  if table.match.bottom < row <= last and row in table.grid.rows)
    columns = [at for at in sorted(table.match.headings) if at in sheet.hidden_columns]
    found = []
    if rows:
        listed = intake_words().list_sign.join(map(str, rows[:8]))
        found.append(finding("S208", sheet.name, place(rows[0], 1), places=listed, n=len(rows)))
    if columns:
        listed = intake_words().list_sign.join(place(1, at)[:-1] for at in columns[:8])
        found.append(finding("S220", sheet.name, place(table.match.bottom, columns[0]),
                             places=listed, n=len(columns)))
    return found
