"""assessment — a file's sheets + what is known -> deliveries and everything that is wrong."""

from dataclasses import dataclass, field, replace

from qiyou.intake.cells import Cell, Reading
from qiyou.intake.codes import day_of
from qiyou.intake.figures import delivery, with_rest
from qiyou.intake.findings import finding, of_file
from qiyou.intake.hard_checks import check_rows
from qiyou.intake.head import labelled
from qiyou.intake.layout import Table, find_table
from qiyou.intake.past import Past
from qiyou.intake.personal import masked
from qiyou.intake.privacy import personal_findings, pieces_in, without_numbers
from qiyou.intake.problem_list import is_problem_list, with_reasons
from qiyou.intake.reasons import reason_in, with_row_reasons
from qiyou.intake.record_changes import check_records
from qiyou.intake.rows import Reader, Row, read_rows
from qiyou.intake.sender import other_county, sender_of, unit_below
from qiyou.intake.soft_checks import check_past
from qiyou.intake.strangers import strangers
from qiyou.intake.table_doubts import table_doubts
from qiyou.intake.version_checks import check_lost, check_revision, check_target, is_older
from qiyou.intake.words import intake_words, squeezed
from qiyou.register.definitions import County
from qiyou.register.forms import Forms
from qiyou.register.load import Register
from qiyou.store.moments import day
from qiyou.store.records import Delivery, Finding


@dataclass(frozen=True)
class Context:
    """What a file is held against: definitions, the store, the day it came, the county if told."""

    register: Register
    forms: Forms
    store: object
    received: str
    county: str | None = None

    @property
    def day(self) -> str:
        """Day that the file came, ISO."""
        return day(self.received)


@dataclass
class Assessment:
    """What was found in a file. ``older`` holds `id` of each delivery that is a late old one."""

    county: str = ""
    sender: str = ""
    reason: str = ""
    deliveries: list[Delivery] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    older: set[int] = field(default_factory=set)

    @property
    def is_older(self) -> bool:
        """Whether nothing in the file is newer than what is known."""
        return bool(self.deliveries) and len(self.older) == len(self.deliveries)


def assess(reading: Reading, context: Context, file: str) -> Assessment:
    """Find the forms in a file, read them and check them, as far as can be: every fault at once.

    Parameters
    ----------
    reading : Reading
        Without a trouble that refuses the file.
    context : Context
    file : str
        Name of the file, for its period and for messages.
    """
    done = Assessment()
    tables = _tables(reading, context, file, done)
    county = _county(tables, context, done)
    for table in tables:
        if county:
            _assess_table(Reader(table, county, context.forms), context, done)
    done.findings += personal_findings(reading.sheets, tables)
    pieces = pieces_in(reading.sheets, done.findings)
    done.findings = [of_file(without_numbers(found, pieces), file) for found in
                     with_reasons(done.findings, reading)]
    done.reason = masked(done.reason)
    return done


def _tables(reading: Reading, context: Context, file: str, done: Assessment) -> list[Table]:
    tables, unread = [], []
    for sheet in reading.sheets:
        is_own = squeezed(sheet.name) in intake_words().own_sheets or is_problem_list(sheet)
        if is_own or not sheet.cells:
            continue
        table, found = find_table(sheet, context.forms, file)
        if sheet.is_hidden:
            if table:
                done.findings.append(finding("S209", sheet.name, form=table.form.title))
            continue
        done.findings += found
        if table:
            tables.append(table)
        elif not found:
            unread.append(finding("S202", sheet.name))
    if not tables and not any(found.severity == "错误" for found in done.findings):
        unread = [finding("S201")]
    done.findings += unread
    return _once(tables, done)


def _once(tables: list[Table], done: Assessment) -> list[Table]:
    """Tables without those whose form and period stand in the file already."""
    seen: dict[tuple, Table] = {}
    for table in tables:
        key = (table.form.id, table.period and table.period.name)
        if key in seen:
            words = table.period.words if table.period else ""
            done.findings.append(finding("S213", table.sheet, form=table.form.title, period=words,
                                         other=seen[key].sheet))
        seen.setdefault(key, table)
    return list(seen.values())


def _county(tables: list[Table], context: Context, done: Assessment) -> County | None:
    """County that a file speaks of: told, named in it, or the only one there is."""
    counties = context.register.counties
    if context.county:
        found = [context.county]
    else:
        found = [name for name, county in counties.items() if _speaks_of(tables, county)]
        real = [name for name, county in counties.items() if not county.is_fictional]
        found = found if found or len(real) > 1 else real
    if len(found) != 1:
        if tables:
            names = intake_words().list_sign.join(c.name for c in counties.values())
            done.findings.append(finding("S214", tables[0].sheet, names=names))
        return None
    done.county = found[0]
    return counties[found[0]]


def _speaks_of(tables: list[Table], county: County) -> bool:
    names = {county.name, county.code, *(t.name for t in county.townships),
             *(t.code for t in county.townships)}
    return any(_names_any(table, names, county.name) for table in tables)


def _names_any(table: Table, names: set[str], county: str) -> bool:
    grid, match = table.grid, table.match
    heads = (grid.text(row, column) for row in range(1, match.top)
             for column in grid.rows.get(row, []))
    areas = [at for at, entry in match.headings.items() if entry.column == table.form.area]
    cells = (squeezed(grid.text(row, at)) for at in areas
             for row in range(match.bottom + 1, grid.last_row + 1))
    return any(county in text for text in heads) or any(text in names for text in cells)


def _assess_table(reader: Reader, context: Context, done: Assessment) -> None:
    table = reader.table
    rows, found = read_rows(reader)
    found += table_doubts(reader, rows)
    found += check_rows(reader, rows, not any(one.rule == "S210" for one in found))
    sender, doubts = sender_of(reader)
    found += [*other_county(reader), *unit_below(reader), *strangers(reader), *doubts]
    done.sender = done.sender or sender
    if table.period is None:
        done.findings += found
        return
    new = delivery(reader, rows, _declared(reader))
    past = Past(context.store, reader.county.id, table.form, table.period)
    if table.match.pattern.constants:
        new = with_rest(new, past.current, table.match.pattern.constants)
    reason = reason_in(table)
    done.reason = done.reason or reason
    if is_older(new, past):
        done.older.add(id(new))
        found.append(finding("V508", table.sheet, table.spot(table.match.bottom)))
    elif table.match.missing == []:
        spot = (table.sheet, _first_cell(reader, rows))
        found += [*_held_against(new, past, context, (reason, spot)),
                  *check_lost(new, past, reason, spot)]
        if context.day <= table.period.last_day.isoformat():
            found.append(finding("V510", *spot, period=table.period.words))
    done.deliveries.append(new)
    done.findings += with_row_reasons(reader, rows, found)


def _held_against(new: Delivery, past: Past, context: Context, told: tuple) -> list[Finding]:
    reason, spot = told
    found: list[Finding] = list(check_revision(new, past, reason))
    if past.current:
        # What is revised was held against the past when it first came.
        changed = {figure.key for figure in new.figures
                   if not _is_same(past.current.get(figure.key), figure)}
        new = replace(new, figures=tuple(f for f in new.figures if f.key in changed))
    plan = context.register.plans.get(past.county)
    code = context.register.counties[past.county].code
    return [*found, *check_past(new, past, context.register.methods.intake),
            *check_records(new, past, context.forms, spot),
            *check_target(new, past.form, plan, code)]


def _is_same(old, figure) -> bool:
    return old is not None and (old.value, old.text) == (figure.value, figure.text)


def _first_cell(reader: Reader, rows: list[Row]) -> str:
    first = next((row.number for row in rows), reader.table.match.bottom)
    return reader.table.spot(first)


def _foot(reader: Reader) -> dict:
    """Entries below the table and beside it, in rows that are no data."""
    table = reader.table
    return labelled(table.grid, range(reader.end[0] + 1, table.grid.last_row + 1))


def _declared(reader: Reader) -> str | None:
    """Day that the sender wrote on the table, ISO; None where there is none that can be read."""
    entry = reader.table.labels.get("declared") or _foot(reader).get("declared")
    if not entry:
        return None
    cell = reader.table.grid.cell(*entry[1:])
    if cell is not None and cell.kind == "date":
        return day_of(cell).text
    return day_of(Cell(*entry[1:], "text", entry[0])).text
