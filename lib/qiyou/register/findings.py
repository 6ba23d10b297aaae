"""findings — trouble in a table that somebody sent -> what, where, how bad, what to do."""

from dataclasses import dataclass

from qiyou.catalogue import say
from qiyou.register.plan_sheets import Printed

# Rules of `qiyou plan read`; a number is never used again for another rule.
SEVERITIES = {
    "R01": "refused",  # the file cannot be read
    "R02": "error",    # a sheet without a plan table
    "R03": "note",     # which year is the base was guessed
    "R04": "check",    # a column without a known meaning
    "R05": "note",     # a row that holds no indicator
    "R06": "check",    # an empty cell
    "R07": "error",    # a cell that could not be read
    "R08": "error",    # an error or an uncalculated formula
    "R09": "check",    # an indicator without any figure
    "R10": "note",     # a note behind a figure
    "R11": "check",    # spaces inside a number
    "R12": "check",    # about
    "R13": "check",    # a range
    "R14": "check",    # growth or direction instead of a level
    "R15": "check",    # signs that contradict each other
    "R16": "error",    # figures without a name
    "R17": "check",    # a figure converted to the row's unit
    "R18": "check",    # a unit that does not fit the row's
    "R19": "check",    # a unit other than the definition's
    "R20": "note",     # one cell for several years
    "R21": "check",    # an indicator that is not defined
    "R22": "check",    # percentages that look like decimals
    "R23": "check",    # an indicator twice
    "R24": "note",     # rows without numbers
    "R25": "note",     # a county that is not registered
    "R26": "note",     # a sign before a name
    "R27": "note",     # a unit that is not in the list
    "R28": "note",     # a year before the base
    "R29": "check",    # no unit anywhere
}


@dataclass(frozen=True)
class Finding:
    """One trouble; ``sentence`` says what is wrong and what to do about it.

    ``sheet`` and ``cell`` are empty where the whole file or sheet is meant.
    """

    rule: str
    severity: str
    file: str
    sheet: str
    cell: str
    value: str
    sentence: str


class Reporter:
    """Collects the findings of one file, so that every message knows where it belongs."""

    def __init__(self, file: str):
        self.file = file
        self.findings: list[Finding] = []

    def at(self, rule: str, printed: Printed, **facts) -> None:
        """Add the finding of ``rule`` at a printed cell."""
        self._add(rule, printed.sheet, printed.place, printed.text, facts)

    def on(self, rule: str, sheet: str = "", **facts) -> None:
        """Add the finding of ``rule`` on a whole sheet, or on the file."""
        self._add(rule, sheet, "", "", facts)

    def _add(self, rule: str, sheet: str, place: str, value: str, facts: dict) -> None:
        sentence = say(f"plan_read.rule.{rule}", value=value, **facts)
        severity = say(f"audit.severity.{SEVERITIES[rule]}")
        self.findings.append(Finding(rule, severity, self.file, sheet, place, value, sentence))
