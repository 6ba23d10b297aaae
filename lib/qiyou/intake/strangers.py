"""strangers — what stands around a table -> another place, time or unit than it is read for."""

import csv
import re
from collections.abc import Iterator
from functools import cache

from qiyou.intake.cells import place
from qiyou.intake.findings import finding
from qiyou.intake.head import every_label
from qiyou.intake.layout import Table
from qiyou.intake.period_words import period_in
from qiyou.intake.personal import masked
from qiyou.intake.row_records import Reader
from qiyou.intake.words import heading, intake_words, pattern, shown, squeezed
from qiyou.project import project_root
from qiyou.register.units import factor_between
from qiyou.store.records import Finding


def strangers(reader: Reader) -> Iterator[Finding]:
    """Findings on all that speaks of another county, another period or another unit.

    Parameters
    ----------
    reader : Reader
        Of a table whose county is known.

    Yields
    ------
    Finding
        H412 another county in the title, the reporter's name or a column; S219 another period
        below the table or in a column; S225 a unit where nobody can tell what it is for.
    """
    yield from _other_county(reader)
    yield from _other_period(reader)
    yield from _columns(reader)
    yield from _loose_units(reader)


def _head(table: Table) -> Iterator[tuple[int, int, str]]:
    grid = table.grid
    for row in range(1, table.match.top):
        for column in grid.rows.get(row, []):
            text = squeezed(grid.text(row, column))
            if text:
                yield row, column, text


def _other_county(reader: Reader) -> Iterator[Finding]:
    """Another county's name in the head: there are townships of one name in many counties."""
    label = reader.table.labels.get("county")
    for row, column, text in _head(reader.table):
        if label and (row, column) == label[1:]:
            continue  # the entry 地区 has a check of its own
        name = _county_in(reader, text)
        if name:
            yield finding("H412", reader.table.sheet, place(row, column), masked(shown(text)),
                          name=reader.county.name)
            return


def _county_in(reader: Reader, text: str) -> str:
    """Name of another county that a text speaks of, "" where it speaks of none."""
    own = reader.county
    if own.name in text:
        return ""
    for part in (own.province, own.prefecture):
        text = text.removeprefix(part)
    named = next((name for name in _counties() if name in text and name != own.name), "")
    begins = pattern("county").match(text)
    return named or (begins[1] if begins else "")


@cache
def _counties() -> tuple[str, ...]:
    """Names of the province's counties, as the reference table lists them."""
    path = project_root() / "data" / "reference" / "areas.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(row["area_name"] for row in csv.DictReader(file)
                     if row["level"] == "county")


def _other_period(reader: Reader) -> Iterator[Finding]:
    table = reader.table
    if table.period is None:
        return
    for kind, (text, row, column) in every_label(table.grid, _foot(reader)):
        period = period_in(text) if kind == "period" else None
        if period and period != table.period:
            yield finding("S219", table.sheet, place(row, column), table.period.words,
                          other=shown(text))


def _foot(reader: Reader) -> range:
    return range(reader.end[0] + 1, reader.table.grid.last_row + 1)


def _columns(reader: Reader) -> Iterator[Finding]:
    """Columns of place or time that the form does not have, where they differ from the head."""
    table, words = reader.table, intake_words()
    kinds = {heading(name): kind for kind, names in words.column_labels.items() for name in names}
    for at, text in table.match.unknown.items():
        kind = kinds.get(text) or kinds.get(heading(table.grid.text(table.match.bottom, at)))
        is_other = {"county": _is_other_place, "period": _is_other_time}.get(kind)
        for row in range(table.match.bottom + 1, reader.end[0] + 1) if is_other else ():
            entry = squeezed(table.grid.text(row, at))
            if entry and is_other(reader, entry):
                rule = "H412" if kind == "county" else "H413"
                period = table.period.words if table.period else ""
                yield finding(rule, table.sheet, place(row, at), masked(shown(entry)),
                              name=reader.county.name, period=period)
                break


def _is_other_place(reader: Reader, entry: str) -> bool:
    county = reader.county
    own = (county.name, county.code, county.prefecture, *intake_words().totals,
           *(part for town in county.townships for part in (town.name, town.code)))
    return not any(name in entry for name in own) and bool(
        _county_in(reader, entry) or entry.isdigit())


def _is_other_time(reader: Reader, entry: str) -> bool:
    period = reader.table.period
    if period is None:
        return False
    if re.fullmatch(r"\d{1,2}", entry):
        return period.frequency != "year" and int(entry) != period.part
    read = period_in(entry)
    if read is None:
        return False
    return read.year != period.year or (read.frequency == period.frequency and read != period)


def _loose_units(reader: Reader) -> Iterator[Finding]:
    """Units in the title, alone in a cell or in a note: nobody can tell which columns they hold.

    Only such as would change a figure are asked about: 万元 above a table in 元.
    """
    table = reader.table
    if "unit" in table.labels:
        return
    plain = {column.unit for name, column in table.form.figures.items()
             if any(entry.column == name and not entry.unit
                    for entry in table.match.headings.values())}
    spots = [*_head(table), *((row, column, squeezed(table.grid.text(row, column)))
                              for row in _foot(reader) for column in table.grid.rows.get(row, []))]
    for row, column, text in spots:
        for unit in _units_in(text):
            factors = {factor_between(unit, own) for own in plain} - {None}
            if factors and 1.0 not in factors:
                yield finding("S225", table.sheet, place(row, column), shown(text), unit=unit)
                return


def _units_in(text: str) -> list[str]:
    """Units that a text states: alone, in brackets, or after the word for unit."""
    found = pattern("stated_unit").findall(f"({text})" if len(text) <= 4 else text)
    return [unit for groups in found for part in groups if part
            for unit in pattern("joined").split(part)]
