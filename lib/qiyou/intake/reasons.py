"""reasons — explanations written in a table -> findings that they lift."""

from dataclasses import replace

from qiyou.intake.cells import position
from qiyou.intake.layout import Table
from qiyou.intake.rows import Reader, Row
from qiyou.intake.words import intake_words, squeezed
from qiyou.store.records import Finding

# Shorter texts explain nothing.
MIN_SIGNS = 4


def is_reason(text: str) -> bool:
    """Whether a text is an explanation and not a mark of its absence.

    Examples
    --------
    >>> is_reason("/"), is_reason("new kindergarten opened")
    (False, True)
    """
    plain, words = squeezed(text), intake_words()
    if plain.casefold() in (*words.not_applicable, *words.unclear):
        return False
    return len(plain) >= MIN_SIGNS and sum(sign.isalpha() for sign in plain) >= MIN_SIGNS


def reason_in(table: Table) -> str:
    """Reason that a sheet's head gives for all its revisions; "" without one."""
    text = table.labels["reason"][0] if "reason" in table.labels else ""
    return text if is_reason(text) else ""


def with_row_reasons(reader: Reader, rows: list[Row], findings: list[Finding]) -> list[Finding]:
    """Findings to be explained, each with the reason written in its row, where there is one."""
    reasons = {row.number: row.explanation for row in rows if is_reason(row.explanation)}
    return [replace(found, explanation=reasons[_row_of(found)])
            if found.severity == "核实" and _row_of(found) in reasons else found
            for found in findings]


def _row_of(found: Finding) -> int:
    try:
        return position(found.cell)[0]
    except ValueError:
        return 0
