"""rows — a table on a sheet -> its rows with keys and values, and what is wrong with each cell."""

from collections.abc import Iterator

from qiyou.catalogue import say
from qiyou.intake.cell_values import read_cell
from qiyou.intake.cells import Cell, place
from qiyou.intake.codes import words_of
from qiyou.intake.findings import finding
from qiyou.intake.formats import is_percentage
from qiyou.intake.numbers import Found
from qiyou.intake.row_records import Reader, Row, Value
from qiyou.intake.rows_end import hidden
from qiyou.intake.words import half_width, intake_words, shown, squeezed
from qiyou.register.forms import FIGURES, FormColumn
from qiyou.store.records import Finding

# Rules whose bad value is a person's: it is never shown.
PERSONAL = ("C390", "C391")
# Longer than any figure of a county: most likely somebody's number, so not shown either.
HIDDEN = (*PERSONAL, "C332")


def read_rows(reader: Reader) -> tuple[list[Row], list[Finding]]:
    """Rows of a table down to its notes, each cell read by its column's rule.

    Returns
    -------
    list of Row, list of Finding
        Every bad cell has a finding; its row is marked broken and keeps the values that are right.
    """
    rows, found = [], []
    last, stray = reader.end
    found += [*stray, *hidden(reader.table, last)]
    for number in range(reader.table.match.bottom + 1, last + 1):
        if number in reader.table.grid.rows and not _is_nil(reader, number):
            row, troubles = _row(reader, number)
            found += troubles
            if row is not None:
                rows.append(row)
    if not rows and not found \
            and not any(_is_nil(reader, number) for number in reader.table.grid.rows):
        found.append(finding("S215", reader.table.sheet, form=reader.table.form.title))
    return rows, found


def _row(reader: Reader, number: int) -> tuple[Row | None, list[Finding]]:
    entries = dict(_entries(reader, number))
    if not entries:
        return None, []
    skipped = _skipped(reader, number, entries)
    if skipped:
        return None, [skipped]
    row, found = Row(number, explanation=_explanation(reader, number)), []
    _read_keys(reader, row, entries, found)
    if _is_blank(reader, row, entries):
        return None, []
    constants, is_total = reader.table.match.pattern.constants, row.is_total
    for name, column in reader.others:
        if name in constants:
            row.values[name] = _constant(column, name, constants[name])
        elif name in reader.places and not (is_total and column.type not in FIGURES):
            _read_value(reader, row, (name, column, is_total), entries.get(name), found)
    row.is_broken = bool(found)
    return row, found


def _is_nil(reader: Reader, number: int) -> bool:
    """A row of an open form that says there is nothing to report in this period."""
    if reader.table.form.rows != "open" or number <= reader.table.match.bottom:
        return False
    filled = reader.table.grid.rows[number]
    return len(filled) == 1 and squeezed(
        reader.table.grid.text(number, filled[0])) in intake_words().nil_reports


def _is_blank(reader: Reader, row: Row, entries: dict) -> bool:
    """A prepared row that nobody has filled in: of an open form, or for the total."""
    form = reader.table.form
    if row.is_total:
        return not any(form.columns[name].type in FIGURES for name in entries)
    is_filled = any(name != form.area and name not in reader.table.match.pattern.constants
                    and form.columns[name].type != "code" for name in entries)
    return form.rows == "open" and not is_filled


def _entries(reader: Reader, number: int) -> Iterator[tuple[str, tuple[Cell, str, float]]]:
    """Cells of a row by column: cell, its address, the heading's factor. Merged keys count."""
    grid = reader.table.grid
    for at, name, factor, is_key in reader.headings:
        anchor = grid.anchor(number, at)
        cell = grid.sheet.cells.get(anchor)
        # A figure in a merged area belongs to its first row only; a key belongs to all of them.
        if cell is not None and (anchor[0] == number or is_key) and not _is_empty(cell):
            yield name, (cell, place(*anchor), factor)


def _is_empty(cell: Cell) -> bool:
    return cell.kind == "text" and not half_width(str(cell.value)).strip()


def _skipped(reader: Reader, number: int, entries: dict) -> Finding | None:
    match, grid = reader.table.match, reader.table.grid
    columns = sorted(match.headings)
    first = next((text for at in columns if (text := squeezed(grid.text(number, at)))), "")
    is_total = reader.table.form.rows == "open" and first in intake_words().totals
    if is_total or first.startswith(intake_words().subtotals):
        return finding("S218", reader.table.sheet, place(number, columns[0]), shown(first))
    for texts in reader.heading_texts:
        # The whole row is compared only where it begins like a heading row.
        if first == texts[0] and len(entries) > 1 and texts == [
                squeezed(grid.text(number, at)) for at in columns]:
            return finding("S217", reader.table.sheet, place(number, columns[0]))
    return None


def _read_keys(reader: Reader, row: Row, entries: dict, found: list[Finding]) -> None:
    constants = reader.table.match.pattern.constants
    keys = [key for key in reader.keys if key not in constants]
    totals = [key for key in keys if key in entries and _is_total(reader, key, entries[key][0])]
    for key in keys:
        column = reader.table.form.columns[key]
        if key in totals:
            row.keys[key] = None
        elif key not in entries:
            if totals and column.type in ("area", "code"):
                row.keys[key] = None
            else:
                found.append(_empty_key(reader, row.number, key))
        else:
            result = _read(reader, column, entries[key])
            _keep(reader, result, (*entries[key][:2], False), key, found)
            if result.text is not None:
                row.keys[key] = result.text
    for key, constant in constants.items():
        if key in reader.keys:
            row.keys[key] = constant


def _is_total(reader: Reader, key: str, cell: Cell) -> bool:
    column = reader.table.form.columns[key]
    if column.type not in ("area", "code"):
        return False
    text = squeezed(str(cell.value))
    is_county = column.type == "area" and text in (reader.county.name, reader.county.code)
    if column.codes and reader.lists.code(column.codes, cell).text:
        return False
    return is_county or text in intake_words().totals


def _empty_key(reader: Reader, number: int, key: str) -> Finding:
    at = reader.places.get(key, 0)
    column = reader.table.form.columns[key]
    return finding("C333", reader.table.sheet, place(number, at) if at else f"{number}",
                   name=column.name)


def _read_value(reader: Reader, row: Row, what: tuple[str, FormColumn, bool], entry,
                found: list[Finding]) -> None:
    name, column, is_total = what
    if entry is None:
        # A total that nobody typed is no fault: it is checked where it stands.
        if column.is_required and not is_total:
            found.append(finding("C301", reader.table.sheet,
                                 place(row.number, reader.places[name]), name=column.name))
        return
    result = _read(reader, column, entry)
    is_good = not result.rule and (result.value is not None or result.text is not None)
    if is_good or _keep(reader, result, (*entry[:2], is_total), name, found):
        row.values[name] = Value(name, result.value, result.text, entry[1])


def _constant(column: FormColumn, name: str, text: str) -> Value:
    if column.type in FIGURES:
        return Value(name, float(text), None, "")
    return Value(name, None, text, "")


def _keep(reader: Reader, result: Found, at: tuple, name: str, found: list) -> bool:
    """Whether a cell gave a value; otherwise the finding that says why is added."""
    cell, spot, is_total = at
    column = reader.table.form.columns[name]
    if result.rule:
        value = intake_words().mask if result.rule in HIDDEN else _as_seen(cell)
        facts = {"bounds": "", "nearest": "", "names": "", "limit": ""} | dict(result.facts)
        if facts["nearest"]:
            facts["nearest"] = say("intake.nearest", name=facts["nearest"])
        found.append(finding(result.rule, reader.table.sheet, spot, value, name=column.name,
                             unit=column.unit, **facts))
        return False
    if result.value is None and result.text is None:
        if column.is_required and not is_total:
            found.append(finding("C302", reader.table.sheet, spot, shown(cell.value),
                                 name=column.name))
        return False
    return True


def _as_seen(cell: Cell) -> str:
    """Value as its sender sees it: 4.8 under a percent format is 480%."""
    if cell.kind == "number" and is_percentage(cell.format, float(cell.value)):
        return f"{shown(float(f'{float(cell.value) * 100:.13g}'))}%"
    return shown(cell.value)


def _read(reader: Reader, column: FormColumn, entry: tuple) -> Found:
    cell, _, factor = entry
    if (cell.row, cell.column) in reader.table.grid.sheet.struck:
        return Found(rule="C329")
    return read_cell(cell, column, factor, reader.lists)


def _explanation(reader: Reader, number: int) -> str:
    at = reader.table.match.explanation
    cell = reader.table.grid.cell(number, at) if at else None
    return " ".join((words_of(cell).text or "").split()) if cell else ""
