"""hard_checks — rows of a form -> findings of the rules that no explanation lifts (强制性)."""

from collections.abc import Callable, Iterator
from itertools import product
from types import MappingProxyType

from qiyou.catalogue import say
from qiyou.intake.findings import finding
from qiyou.intake.record_checks import empty, happened
from qiyou.intake.rows import Reader, Row, Value
from qiyou.intake.words import shown
from qiyou.register.forms import Rule
from qiyou.store.records import Finding

# Decimals are typed by people; sums of them may differ in the last digit.
_ROUNDING = 1e-6


def check_rows(reader: Reader, rows: list[Row], is_whole: bool = True) -> list[Finding]:
    """Check what a form's rows must hold among themselves.

    ``is_whole`` is False where some rows could not be reached: then none is called missing and
    nothing is added up.

    Rows with cells that could not be read take part with what they have: a rule that needs a
    value which is missing says nothing, since the cell has its own finding.
    """
    data = [row for row in rows if not row.is_total]
    found = [*_twice(reader, data), *(_missing(reader, rows) if is_whole else ())]
    if is_whole and not found:
        # Rows that are lost or doubled explain every sum that differs.
        found += _sums(reader, rows)
    for row in rows:
        for rule in reader.table.form.rules:
            if rule.kind in ROW_RULES:
                found += ROW_RULES[rule.kind](reader, row, rule)
    return found


def key_words(reader: Reader, keys: dict[str, str | None]) -> str:
    """Keys of a row as people read them: township, names of codes."""
    parts = []
    for key, value in keys.items():
        column = reader.table.form.columns[key]
        if value is None:
            parts.append(reader.county.name if column.type == "area" else "")
        elif column.type == "area":
            parts.append(next((t.name for t in reader.county.townships if t.code == value), value))
        elif column.codes:
            parts.append(reader.forms.codes[column.codes][value].name)
        else:
            parts.append(value)
    return " ".join(part for part in parts if part)


def _twice(reader: Reader, rows: list[Row]) -> Iterator[Finding]:
    seen: dict[tuple, Row] = {}
    for row in rows:
        # Of a list the form's own keys decide: one case cannot be in two townships.
        key = tuple(_folded(row.keys.get(name)) for name in reader.table.form.keys or reader.keys)
        if None in key or not key:
            if not key and seen:
                yield _on_row(reader, row, "H402", key=say("intake.only_row"),
                              other=next(iter(seen.values())).number)
            seen.setdefault(key, row)
            continue
        if key in seen:
            yield _on_row(reader, row, "H402", key=shown(key_words(reader, row.keys)),
                          other=seen[key].number)
        seen.setdefault(key, row)


def _folded(key: str | None) -> str | None:
    return None if key is None else key.casefold()


def _missing(reader: Reader, rows: list[Row]) -> Iterator[Finding]:
    form = reader.table.form
    if form.rows != "grid" or not reader.keys or not rows:
        return
    lists = [_expected(reader, key, rows) for key in reader.keys]
    there = {tuple(row.keys.get(name) for name in reader.keys) for row in rows}
    # A row whose key cell could not be read may be the one that seems to be missing.
    if any(len(row.keys) < len(reader.keys) for row in rows):
        return
    lost = [key for key in product(*lists) if key not in there]
    if lost:
        words = [key_words(reader, dict(zip(reader.keys, key, strict=True))) for key in lost[:8]]
        yield finding("H401", reader.table.sheet, names=reader.listed(words), n=len(lost))


def _expected(reader: Reader, key: str, rows: list[Row]) -> list[str]:
    column = reader.table.form.columns[key]
    if column.type == "area":
        if reader.table.form.reporter == "township":
            return sorted({row.keys[key] for row in rows if row.keys.get(key)})
        return [township.code for township in reader.county.townships]
    return list(reader.forms.codes[column.codes])


def _sums(reader: Reader, rows: list[Row]) -> Iterator[Finding]:
    """Townships to the county and parts to subtotals, for columns that add up."""
    names = [name for name, column in reader.table.form.columns.items() if column.adds_up]
    data = [row for row in rows if not row.is_total]
    for total in (row for row in rows if row.is_total):
        fixed = {key: value for key, value in total.keys.items() if value is not None}
        parts = [row for row in data
                 if all(row.keys.get(key) == value for key, value in fixed.items())]
        for name in names:
            yield from _sum(reader, total, parts, name)


def _sum(reader: Reader, total: Row, parts: list[Row], name: str) -> Iterator[Finding]:
    stated = total.values.get(name)
    values = [row.values[name].value for row in parts if name in row.values]
    if stated is None or stated.value is None or len(values) < len(parts) or not parts:
        return
    added = sum(values)
    if not _is_close(added, stated.value):
        rule = "H403" if total.keys.get(reader.table.form.area, "") is None else "H409"
        yield _on_value(reader, stated, rule, name=reader.table.form.columns[name].name,
                        added=shown(added), gap=shown(stated.value - added),
                        key=key_words(reader, total.keys))


def _part(reader: Reader, row: Row, rule: Rule) -> Iterator[Finding]:
    part, whole = row.values.get(rule.part), row.values.get(rule.whole)
    if part and whole and None not in (part.value, whole.value) and part.value > whole.value:
        columns = reader.table.form.columns
        yield _on_value(reader, part, "H404", name=columns[rule.part].name,
                        whole=columns[rule.whole].name, other=shown(whole.value),
                        place=whole.cell)


def _row_sum(reader: Reader, row: Row, rule: Rule) -> Iterator[Finding]:
    total = row.values.get(rule.total)
    parts = [row.values.get(name) for name in rule.parts]
    if total is None or total.value is None or any(p is None or p.value is None for p in parts):
        return
    added = sum(part.value for part in parts)
    if not _is_close(added, total.value):
        columns = reader.table.form.columns
        names = " + ".join(columns[name].name for name in rule.parts)
        yield _on_value(reader, total, "H405", name=columns[rule.total].name, parts=names,
                        added=shown(added))


def _order(reader: Reader, row: Row, rule: Rule) -> Iterator[Finding]:
    first, then = row.values.get(rule.first), row.values.get(rule.then)
    if first and then and first.text and then.text and first.text > then.text:
        columns = reader.table.form.columns
        yield _on_value(reader, then, "H407", name=columns[rule.then].name,
                        first=columns[rule.first].name, other=first.text)


def _filled(reader: Reader, row: Row, rule: Rule) -> Iterator[Finding]:
    value = row.values.get(rule.column)
    if value and value.text == rule.is_code and rule.then not in row.values:
        columns = reader.table.form.columns
        yield _on_value(reader, value, "H408", name=columns[rule.column].name,
                        then=columns[rule.then].name)


ROW_RULES: MappingProxyType[str, Callable[[Reader, Row, Rule], Iterator[Finding]]] = \
    MappingProxyType({"part": _part, "sum": _row_sum, "order": _order, "filled": _filled,
                      "happened": happened, "empty": empty})


def _is_close(first: float, second: float) -> bool:
    return abs(first - second) <= _ROUNDING * max(1.0, abs(first), abs(second))


def _on_value(reader: Reader, value: Value, rule: str, **facts) -> Finding:
    text = _words(reader, value) if value.value is None else shown(value.value)
    return finding(rule, reader.table.sheet, value.cell, text or "", **facts)


def _words(reader: Reader, value: Value) -> str:
    """A code's name; other texts as they are."""
    column = reader.table.form.columns[value.column]
    if column.codes and value.text in reader.forms.codes[column.codes]:
        return reader.forms.codes[column.codes][value.text].name
    if column.type == "yes_no":
        return say(f"intake.{value.text}")
    return value.text or ""


def _on_row(reader: Reader, row: Row, rule: str, **facts) -> Finding:
    return finding(rule, reader.table.sheet, reader.table.spot(row.number), **facts)
