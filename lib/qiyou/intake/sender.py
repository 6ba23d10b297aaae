"""sender — who a table says it comes from -> the sender's name, and whether it can be so."""

from collections.abc import Iterable

from qiyou.intake.cells import place
from qiyou.intake.findings import finding
from qiyou.intake.head import labelled
from qiyou.intake.personal import masked
from qiyou.intake.row_records import Reader
from qiyou.intake.words import shown, squeezed
from qiyou.register.definitions import County
from qiyou.register.forms import Form, Forms
from qiyou.register.units import factor_between
from qiyou.store.records import Finding


def other_county(reader: Reader) -> list[Finding]:
    """A table whose head names another county: townships of one name are in many counties."""
    entry = reader.table.labels.get("county")
    own = (reader.county.name, reader.county.code)
    plain = squeezed(entry[0]) if entry else ""
    towns = [town.name for town in reader.county.townships]
    if not plain or any(name in plain for name in own) or plain in towns:
        return []
    return [finding("H412", reader.table.sheet, place(*entry[1:]), masked(shown(entry[0])),
                    name=reader.county.name)]


def unit_below(reader: Reader) -> list[Finding]:
    """A unit stated only below the table: nobody can tell which columns it holds for (S212)."""
    table = reader.table
    foot = labelled(table.grid, range(reader.end[0] + 1, table.grid.last_row + 1))
    if "unit" not in foot or "unit" in table.labels:
        return []
    text, row, column = foot["unit"]
    units = {entry.unit for entry in table.form.figures.values()}
    if text in units or not any(factor_between(text, unit) for unit in units):
        return []
    return [finding("S212", table.sheet, place(row, column), shown(text), heading=shown(text))]


def sender_of(reader: Reader) -> tuple[str, list[Finding]]:
    """Department that a table names, else the one that owes the form; S221 where it is another."""
    form, labels = reader.table.form, reader.table.labels
    names = department_names(form, reader.forms, reader.county)
    entry, found = labels.get("reporter"), []
    if entry and form.reporter != "township" and not _is_one_of(entry[0], names):
        found = [finding("S221", reader.table.sheet, place(*entry[1:]), shown(entry[0]),
                         department=names[0])]
    return masked(shown(entry[0] if entry else names[0])), found


def department_names(form: Form, forms: Forms, county: County) -> list[str]:
    """Names that the department of a form goes by in a county, its own first."""
    if form.reporter not in forms.departments:
        return [township.name for township in county.townships]
    department = forms.departments[form.reporter]
    own = county.reporters.get(form.reporter)
    return [*([own] if own else []), department.name, *department.aliases]


def _is_one_of(text: str, names: Iterable[str]) -> bool:
    plain = squeezed(text)
    return any(squeezed(name) in plain or plain in squeezed(name) for name in names)
