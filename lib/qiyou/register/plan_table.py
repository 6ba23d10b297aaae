"""plan_table — one sheet -> the rows that promise something; the rest is reported, not dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

from qiyou.catalogue import say
from qiyou.register.findings import Reporter
from qiyou.register.plan_header import Header, headers_in, read_header
from qiyou.register.plan_names import take_apart
from qiyou.register.plan_sheets import Printed, Sheet
from qiyou.register.reading_words import ReadingWords

Row = tuple[Printed, ...]
MAX_NAME = 200


@dataclass(frozen=True)
class Entry:
    """One row of a plan table: the cells that matter, by role and by year."""

    name: Printed
    cells: dict[int, Printed]
    header: Header
    county: str = ""
    domain: str = ""
    unit: str = ""
    number: str = ""
    lead: str = ""
    note: str = ""


def read_table(sheet: Sheet, words: ReadingWords, reporter: Reporter) -> list[Entry]:
    """Find the table in a sheet and read its rows.

    Parameters
    ----------
    sheet : Sheet
    words : ReadingWords
    reporter : Reporter
        Receives a finding for every row, column and sheet that is not read.

    Returns
    -------
    list of Entry
        In the sheet's order; a header that is repeated further down starts a new table.
    """
    rows = sheet.rows
    heads = headers_in(rows)
    if not heads:
        if any(cell.text for row in rows for cell in row):
            reporter.on("R02", sheet.name)
        return []
    entries: list[Entry] = []
    heading = {cell.anchor for cell in rows[heads[0]] if cell.text}
    for row in rows[:heads[0]]:
        if not any(cell.text and cell.anchor in heading for cell in row):
            _skipped(row, reporter)
    for number, end in zip(heads, [*heads[1:], len(rows)], strict=True):
        header = read_header(rows, number, words)
        _report_columns(rows[number:end], header, reporter)
        entries += _entries(rows[number + 1:end], header, words, reporter)
    return entries


def _entries(rows: Sequence[Row], header: Header, words: ReadingWords,
             reporter: Reporter) -> list[Entry]:
    entries, last = [], {"county": header.county, "domain": ""}
    for row in rows:
        name = row[header.roles["indicator"]]
        cells = {year: row[column] for column, year in header.years.items()
                 if row[column].anchor != name.anchor}
        texts = {role: row[column].text for role, column in header.roles.items()
                 if row[column].anchor != name.anchor}
        is_filled = any(cell.text for cell in cells.values())
        is_named = 0 < len(take_apart(name.text, words).name) <= MAX_NAME
        if is_filled and not is_named:
            reporter.at("R16", next(cell for cell in cells.values() if cell.text))
        elif not is_filled:
            _unfilled(row, name, cells, reporter)
        else:
            # Tables print county and domain once and leave the rows below empty.
            if texts.get("county", "") not in ("", last["county"]):
                last = {"county": texts["county"], "domain": ""}
            last = {role: texts.get(role) or last[role] for role in last}
            rest = {role: texts.get(role, "") for role in ("unit", "number", "lead", "note")}
            entries.append(Entry(name, cells, header, **last, **rest))
    return entries


def _unfilled(row: Row, name: Printed, cells: dict[int, Printed], reporter: Reporter) -> None:
    others = [cell for cell in row if cell.text and cell.anchor != name.anchor]
    if name.text and cells and others:
        reporter.at("R09", name)
    else:
        _skipped(row, reporter)


def _skipped(row: Row, reporter: Reporter) -> None:
    filled = [cell for cell in row if cell.text]
    if filled:
        reporter.at("R05", filled[0])


def _report_columns(rows: Sequence[Row], header: Header, reporter: Reporter) -> None:
    for column, heading in enumerate(rows[0]):
        is_repeated = column in header.repeated
        is_unknown = column not in header.known_columns and any(row[column].text for row in rows)
        if is_repeated or (is_unknown and _own_text(rows, column)):
            reporter.at("R04", heading)
    for column, year in header.years.items():
        if header.base_year and year < header.base_year:
            reporter.at("R28", rows[0][column])
    if header.is_base_guessed:
        key = "plan_read.base.year" if header.base_year else "plan_read.base.none"
        reporter.on("R03", rows[0][0].sheet, meaning=say(key, year=header.base_year))


def _own_text(rows: Sequence[Row], column: int) -> bool:
    return any(row[column].text and row[column].place == row[column].anchor for row in rows)
