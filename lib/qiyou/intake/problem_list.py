"""problem_list — findings -> their order and counts; a returned list -> the reasons in it.

The sheet that goes out is read again when the workbook returns: its columns are found by their
headings, wherever they stand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from qiyou.catalogue import has, say
from qiyou.intake.cells import Reading, Sheet, position
from qiyou.intake.findings import SEVERITIES, is_holding
from qiyou.intake.shown import line
from qiyou.store.records import Finding

COLUMNS = ("number", "file", "sheet", "cell", "value", "rule", "severity", "problem", "expected",
           "remedy", "explanation")
_HEADING_DEPTH = 12
# A file's findings are ordered, marked and listed: each place is looked at several times.
_REMEMBERED = 20_000
_LOCATED = (1_048_576, 16_384)


def ordered(findings: Iterable[Finding], reading: Reading | None = None) -> list[Finding]:
    """Findings by severity, the gravest first, then in order of sheets, rows and columns.

    Findings of a whole file come before those of a sheet, those before cells. What has a written
    reason already comes after what has none.
    """
    names = [sheet.name for sheet in reading.sheets] if reading else []
    rank = {name: number for number, name in enumerate(names, 1)}

    def key(found: Finding):
        known = rank.get(found.sheet, len(names) + 1) if found.sheet else 0
        return (-SEVERITIES.index(found.severity), bool(found.explanation), known, found.sheet,
                located(found.cell) or (0, 0), found.cell, found.rule, found.value,
                found.sentence)

    return sorted(findings, key=key)


@lru_cache(maxsize=_REMEMBERED)
def located(cell: str) -> tuple[int, int] | None:
    """Row and column of a finding's cell, of a range's first cell; None where there is none."""
    try:
        row, column = position(cell.partition(":")[0].replace("$", ""))
    except ValueError:
        return None
    is_inside = 1 <= row <= _LOCATED[0] and 1 <= column <= _LOCATED[1]
    return (row, column) if is_inside else None


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """Number of findings by severity, the gravest first, all four named."""
    found = [one.severity for one in findings]
    return {severity: found.count(severity) for severity in reversed(SEVERITIES)}


def counted(findings: Iterable[Finding]) -> str:
    """Number of findings by severity in words, without those that do not occur."""
    words = [say("intake_answer.receipt.count", severity=severity, count=count)
             for severity, count in counts(findings).items() if count]
    return say("intake_answer.comma").join(words) if words else say("intake_answer.none")


def rule_words(rule: str) -> str:
    """Id of a rule with its title where the catalogue has one."""
    key = f"intake.rule.{rule}.title"
    return f"{rule} {say(key)}" if has(key) else rule


def is_problem_list(sheet: Sheet) -> bool:
    """Whether a sheet is the list of problems that an earlier answer put there."""
    return _heading_row(sheet) is not None


def written_reasons(reading: Reading | None) -> dict[tuple[str, str, str], str]:
    """Reasons that the sender wrote on the list of problems of an earlier answer.

    Returns
    -------
    dict
        Reason by rule, name of the sheet and cell.
    """
    reasons: dict[tuple[str, str, str], str] = {}
    for rule, name, cell, _, reason in _entries(reading):
        reasons.setdefault((rule, name, cell), reason)
    return reasons


def _entries(reading: Reading | None) -> Iterator[tuple[str, str, str, str, str]]:
    """Rule, sheet, cell, value and reason of each line of a list that has a reason."""
    for sheet in reading.sheets if reading else []:
        found = _heading_row(sheet)
        if found is None:
            continue
        top, columns = found
        for row in sorted({row for row, _ in sheet.cells if row > top}):
            rule, *others, reason = (_text(sheet, row, columns[part]) for part in
                                     ("rule", "sheet", "cell", "value", "explanation"))
            if rule and reason:
                yield rule.split()[0], *others, reason


def with_reasons(findings: Iterable[Finding], reading: Reading | None) -> tuple[Finding, ...]:
    """Findings, those to be explained with the reasons that a returned workbook gives.

    A reason counts for the same rule and the same value at the same cell of the same sheet, if it
    explains anything: what was said of one figure does not hold for the next.
    """
    # The process that marks needs this module too, but nothing that reads forms.
    from qiyou.intake.reasons import is_reason  # noqa: PLC0415

    reasons: dict[tuple[str, ...], str] = {}
    for *key, text in _entries(reading):
        if is_reason(text):
            reasons.setdefault(tuple(key), text)
    return tuple(
        replace(found, explanation=reasons.get(
            (found.rule, line(found.sheet), line(found.cell), line(found.value)), ""))
        if found.severity == "核实" and not found.explanation else found for found in findings)


def open_problems(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that keep a file from being taken in."""
    return [found for found in findings if is_holding(found)]


def _heading_row(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Row of the headings and the column of each; None on any other sheet."""
    if not sheet.name.startswith(say("intake_answer.list.sheet")):
        return None
    headings = {say(f"intake_answer.heading.{name}"): name for name in COLUMNS}
    for row in range(1, _HEADING_DEPTH + 1):
        found = {headings[text]: column for column in range(1, 2 * len(COLUMNS))
                 if (text := _text(sheet, row, column)) in headings}
        if len(found) == len(COLUMNS):
            return row, found
    return None


def _text(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    if cell is None or cell.kind in ("error", "formula"):
        return ""
    if cell.kind == "number":
        return f"{cell.value:g}"
    return str(cell.value).strip()
