"""table_doubts — a table and its rows -> cells that stand where no heading is, subtotals, formats.

What is read can be wrong as a whole although every cell can be read: a row that slid to the
right, a subtotal that nothing adds up to, a number shown in ten thousands.
"""

import re
from collections.abc import Iterator

from qiyou.intake.cell_values import read_cell
from qiyou.intake.cells import place
from qiyou.intake.findings import finding
from qiyou.intake.formats import is_scaled
from qiyou.intake.row_records import Reader, Row
from qiyou.intake.words import intake_words, shown, squeezed
from qiyou.register.forms import FIGURES
from qiyou.store.records import Finding

_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?")
# Decimals are typed by people; sums of them may differ in the last digit.
_ROUNDING = 1e-6


def table_doubts(reader: Reader, rows: list[Row]) -> Iterator[Finding]:
    """Findings on a table's shape: S223 to S227.

    Parameters
    ----------
    reader : Reader
    rows : list of Row
        As `rows.read_rows` gives them.
    """
    yield from _slid(reader)
    yield from _outside(reader)
    yield from _scaled(reader)
    yield from _subtotals(reader, rows)


def _data_rows(reader: Reader) -> Iterator[int]:
    for number in range(reader.table.match.bottom + 1, reader.end[0] + 1):
        if number in reader.table.grid.rows:
            yield number


def _slid(reader: Reader) -> Iterator[Finding]:
    """Rows of a text file with more fields than the heading: a comma within a number."""
    table = reader.table
    widths = table.grid.sheet.widths
    if not widths:
        return
    width, at = widths.get(table.match.bottom, 0), table.match.explanation
    for row in _data_rows(reader):
        told = squeezed(table.grid.text(row, at)) if at else ""
        if widths.get(row, 0) > width or _NUMBER.fullmatch(told):
            yield finding("S223", table.sheet, table.spot(row), row=row, width=width,
                          n=widths.get(row, 0))


def _outside(reader: Reader) -> Iterator[Finding]:
    """Cells of data rows in columns that nothing stands above."""
    table = reader.table
    headed = {at for row in range(table.match.top, table.match.bottom + 1)
              for at in table.grid.columns(row) if table.grid.text(row, at)}
    if table.grid.sheet.widths:
        return  # a text file's have a finding of their own
    spots = [(row, at) for row in _data_rows(reader) for at in table.grid.rows[row]
             if at not in headed and table.grid.text(row, at)]
    if spots:
        columns = dict.fromkeys(place(1, at)[:-1] for _, at in sorted(spots, key=lambda s: s[1]))
        yield finding("S224", table.sheet, place(*spots[0]), n=len(spots),
                      places=intake_words().list_sign.join(columns))


def _scaled(reader: Reader) -> Iterator[Finding]:
    """Numbers shown in thousands or ten thousands: read as stored, and said so once a column."""
    table = reader.table
    for at, entry in table.match.headings.items():
        column = table.form.columns[entry.column]
        if column.type not in FIGURES:
            continue
        cells = [cell for row in _data_rows(reader)
                 if (cell := table.grid.sheet.cells.get((row, at))) and cell.kind == "number"
                 and is_scaled(cell.format, float(cell.value))]
        if cells:
            first = place(cells[0].row, cells[0].column)
            yield finding("S226", table.sheet, first, shown(cells[0].value), name=column.name,
                          n=len(cells), unit=column.unit)


def _subtotals(reader: Reader, rows: list[Row]) -> Iterator[Finding]:
    """Subtotals that are neither the sum of the rows since the last one nor of all rows above."""
    last = reader.table.match.bottom
    for number in _data_rows(reader):
        if not _is_subtotal(reader, number):
            continue
        above = [row for row in rows if row.number < number and not row.is_total]
        since = [row for row in above if row.number > last]
        yield from _against(reader, number, [since, above])
        last = number


def _is_subtotal(reader: Reader, number: int) -> bool:
    grid, columns = reader.table.grid, sorted(reader.table.match.headings)
    first = next((text for at in columns if (text := squeezed(grid.text(number, at)))), "")
    is_total = reader.table.form.rows == "open" and first in intake_words().totals
    return is_total or first.startswith(intake_words().checked_subtotals)


def _against(reader: Reader, number: int, parts: list[list[Row]]) -> Iterator[Finding]:
    table = reader.table
    for at, entry in table.match.headings.items():
        column, cell = table.form.columns[entry.column], table.grid.sheet.cells.get((number, at))
        # Of a list all that is counted adds up; of a grid what the form says.
        is_sum = column.adds_up or (table.form.rows == "open" and column.type == "whole")
        if not is_sum or cell is None:
            continue
        stated = read_cell(cell, column, entry.factor or 1.0, reader.lists).value
        sums = [_sum(rows, entry.column) for rows in parts]
        if stated is None or None in sums:
            continue
        if not any(abs(stated - added) <= _ROUNDING * max(1.0, abs(stated)) for added in sums):
            yield finding("S227", table.sheet, place(number, at), shown(stated),
                          name=column.name, added=shown(sums[0]))


def _sum(rows: list[Row], name: str) -> float | None:
    values = [row.values[name].value for row in rows if name in row.values]
    if len(values) < len(rows) or None in values:
        return None  # a cell that cannot be read has its own finding
    return sum(values)
