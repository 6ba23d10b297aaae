"""record_checks — rows of a form -> findings on their days, and on cells that must be empty.

Hard like `hard_checks`: a day after the period's end or in another decade is a slip, not news.
"""

from collections.abc import Iterator
from datetime import timedelta

from qiyou.intake.findings import finding
from qiyou.intake.rows import Reader, Row, Value
from qiyou.register.forms import Rule
from qiyou.store.records import Finding

_DAYS_A_YEAR = 365.25


def happened(reader: Reader, row: Row, rule: Rule) -> Iterator[Finding]:
    """A day that lies after the period (H415), or ``years`` or more before its end (H416)."""
    value, period = row.values.get(rule.column), reader.table.period
    if value is None or not value.text or period is None:
        return
    last = period.last_day
    first = (last - timedelta(rule.years * _DAYS_A_YEAR)).isoformat() if rule.years else ""
    facts = {"name": reader.table.form.columns[rule.column].name}
    if value.text > last.isoformat():
        yield _on(reader, value, "H415", last=last.isoformat(), **facts)
    elif value.text < first:
        yield _on(reader, value, "H416", first=first, years=rule.years, **facts)


def empty(reader: Reader, row: Row, rule: Rule) -> Iterator[Finding]:
    """A cell that must be empty while another holds a code: a day of resolution of an open case."""
    state, then = row.values.get(rule.column), row.values.get(rule.then)
    if state is None or then is None or state.text != rule.is_code:
        return
    columns = reader.table.form.columns
    code = reader.forms.codes[columns[rule.column].codes][state.text].name
    yield _on(reader, then, "H414", name=columns[rule.column].name, state=code,
              then=columns[rule.then].name)


def _on(reader: Reader, value: Value, rule: str, **facts) -> Finding:
    return finding(rule, reader.table.sheet, value.cell, value.text or "", **facts)
