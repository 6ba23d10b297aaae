"""marks — findings on cells -> colour and note of each cell, colour of each sheet's tab.

Colour never stands alone: each note and each row of the list names the severity too.
"""

import math
from dataclasses import dataclass, field

from qiyou.catalogue import say
from qiyou.intake.findings import SEVERITIES
from qiyou.intake.personal import PERSONAL_RULES
from qiyou.intake.problem_list import located, rule_words
from qiyou.intake.problem_sheet import breadth
from qiyou.intake.shown import clipped, told
from qiyou.store.records import Finding

# Fills are used nowhere else, so that a returned workbook can be cleaned of them.
FILLS = {"拒收": "F7B5AE", "错误": "F7B5AE", "核实": "FFD98C", "提示": "C3DCF5"}
TABS = {"拒收": "C0392B", "错误": "C0392B", "核实": "E69F00", "提示": "2F75B5"}
# Each note is a drawing; spreadsheet programs open slowly with many thousands.
NOTE_LIMIT = 1_000
# Between the process that marks and the one that started it.
JOB, SOURCE, MARKED = "job.json", "source.xlsx", "marked.xlsx"
MARKING_MEMORY, MARKING_SECONDS = 1_000_000_000, 30
_NOTE_LENGTH, _NOTE_WIDTH, _NOTE_COLUMNS, _NOTE_LINE, _NOTE_HIGHEST = 1_500, 290, 40, 19, 420


@dataclass
class Marks:
    """What to colour and note: by name of the sheet, then by row and column counted from 1.

    ``personal``: cells whose content must not go out.
    """

    fills: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    notes: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    tabs: dict[str, str] = field(default_factory=dict)
    personal: dict[str, set[tuple[int, int]]] = field(default_factory=dict)


def marks_of(findings: list[Finding], sheets: dict[str, str]) -> Marks:
    """Marks of all findings on known sheets.

    Parameters
    ----------
    findings : list of Finding
        The gravest first.
    sheets : dict of str to str
        Names that sheets have in the workbook to be marked, by the names in the findings.
    """
    by_cell: dict[tuple[str, tuple[int, int]], list[Finding]] = {}
    marks = Marks()
    for found in findings:
        if found.sheet not in sheets:
            continue
        name = sheets[found.sheet]
        marks.tabs[name] = _graver(found.severity, marks.tabs.get(name))
        spot = located(found.cell)
        if spot:
            by_cell.setdefault((name, spot), []).append(found)
        if spot and found.rule in PERSONAL_RULES:
            marks.personal.setdefault(name, set()).add(spot)
    for number, ((name, spot), found) in enumerate(by_cell.items()):
        marks.fills.setdefault(name, {})[spot] = max(
            (one.severity for one in found), key=SEVERITIES.index)
        if number < NOTE_LIMIT:
            marks.notes.setdefault(name, {})[spot] = note(found)
    return marks


def note(findings: list[Finding]) -> str:
    """Note of a cell: what is wrong with it and how to mend it, all findings one after another."""
    notes = "\n\n".join(_told(found) for found in findings)
    return clipped(f"{say('intake_answer.note.mark')}\n{notes}", _NOTE_LENGTH)


def _told(found: Finding) -> str:
    words = "intake_answer.note.{}".format
    lines = [say(words("head"), severity=found.severity, rule=rule_words(found.rule))]
    lines += [say(words(part), text=told(text)) for part in ("sentence", "expected", "remedy")
              if (text := getattr(found, part))]
    if found.severity == "核实" and not found.explanation:
        lines.append(say(words("ask")))
    return "\n".join(lines)


def note_size(text: str) -> tuple[int, int]:
    """Width and height in pixels that show a note whole, up to a limit.

    Examples
    --------
    >>> note_size("abc")
    (290, 57)
    """
    lines = sum(max(1, math.ceil(breadth(part) / _NOTE_COLUMNS)) for part in text.split("\n"))
    return _NOTE_WIDTH, min((lines + 2) * _NOTE_LINE, _NOTE_HIGHEST)


def _graver(one: str, other: str | None) -> str:
    return one if other is None or SEVERITIES.index(one) > SEVERITIES.index(other) else other
