"""problem_sheet — findings in order -> layout of the sheet of problems, for any writer.

Two libraries write this sheet, one into the sender's own workbook, one into a new workbook.
"""

import math
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from qiyou.catalogue import say
from qiyou.intake.cells import place
from qiyou.intake.problem_list import COLUMNS, counted, located, rule_words
from qiyou.intake.shown import line, told
from qiyou.store.records import Finding, Submission

WIDTHS = (5, 12, 11, 8, 12, 14, 6, 30, 20, 30, 24)
ROW_LIMIT = 2_000
HEADING_FILL, ENTRY_FILL, LINE_COLOUR, LINK_COLOUR = "DCE6F1", "FFF8DC", "B8C0CC", "0B5CAD"
# Inches left, right, top, bottom, footer.
MARGINS = (0.4, 0.4, 0.5, 0.75, 0.35)
_LINE, _TITLE_LINE, _HIGHEST = 15, 24, 405


@dataclass
class ProblemSheet:
    """What stands where on the sheet; rows and columns counted from 1.

    ``cells``: row, column, text, look. A look is ``title``, ``guide``, ``heading``, ``text``,
    ``link``, ``entry`` (to be written in by the sender) or a severity. ``links``: sheet,
    address and the column that holds the link, by row. ``top`` is the row of the headings.
    """

    sheet: str
    top: int
    cells: list[tuple[int, int, str, str]] = field(default_factory=list)
    heights: dict[int, int] = field(default_factory=dict)
    links: dict[int, tuple[str, str, int]] = field(default_factory=dict)
    widths: tuple[int, ...] = WIDTHS

    @property
    def bottom(self) -> int:
        """Last row."""
        return max(self.heights)


def problem_sheet(submission: Submission, findings: list[Finding], guide: list[str],
                  sheets: dict[str, str]) -> ProblemSheet:
    """Layout of the sheet of problems.

    Parameters
    ----------
    submission : Submission
    findings : list of Finding
        In the order that they are shown in.
    guide : list of str
        What to do, one paragraph an entry.
    sheets : dict of str to str
        Names that sheets have in the workbook that goes out, by the names in the findings; rows
        on other sheets get no link.
    """
    lines = [say("intake_answer.list.title", name=line(submission.name, 60),
                 count=len(findings), counts=counted(findings)), *guide]
    if len(findings) > ROW_LIMIT:
        lines.append(say("intake_answer.list.cut", count=ROW_LIMIT))
    plan = ProblemSheet(say("intake_answer.list.sheet"), len(lines) + 1)
    for row, text in enumerate(lines, 1):
        plan.cells.append((row, 1, text, "guide" if row > 1 else "title"))
        plan.heights[row] = row_height([text], [sum(WIDTHS)], _LINE if row > 1 else _TITLE_LINE)
    plan.cells += [(plan.top, column, say(f"intake_answer.heading.{name}"), "heading")
                   for column, name in enumerate(COLUMNS, 1)]
    plan.heights[plan.top] = 22
    for row, found in enumerate(findings[:ROW_LIMIT], plan.top + 1):
        if found.sheet in sheets:
            spot = located(found.cell)
            column = COLUMNS.index("cell" if spot else "sheet") + 1
            plan.links[row] = (sheets[found.sheet], place(*(spot or (1, 1))), column)
        _place(plan, row, found, _texts(row - plan.top, found, submission, sheets))
    return plan


def _place(plan: ProblemSheet, row: int, found: Finding, texts: list[str]):
    looks = {"severity": found.severity,
             "explanation": "entry" if found.severity == "核实" else "text"}
    if row in plan.links:
        looks[COLUMNS[plan.links[row][2] - 1]] = "link"
    plan.cells += [(row, column, text, looks.get(name, "text"))
                   for column, (name, text) in enumerate(zip(COLUMNS, texts, strict=True), 1)]
    plan.heights[row] = row_height(texts, WIDTHS, _LINE)


def _texts(number: int, found: Finding, submission: Submission,
           sheets: dict[str, str]) -> list[str]:
    return [str(number), line(found.file or submission.name),
            line(sheets.get(found.sheet, found.sheet)), line(found.cell), told(found.value),
            rule_words(found.rule), found.severity, told(found.sentence), told(found.expected),
            told(found.remedy), told(found.explanation)]


def row_height(texts, widths, height: int) -> int:
    """Height in points that shows all texts of a row whole; spreadsheets stop at 409.

    Parameters
    ----------
    texts : sequence of str
    widths : sequence of int
        Widths of their columns in characters.
    height : int
        Height of one line in points.

    Examples
    --------
    >>> row_height(["abcdef", "报表报表"], [10, 5], 15)
    33
    """
    return min(max(map(_lines, texts, widths)) * height + 3, _HIGHEST)


@lru_cache(maxsize=4096)
def _lines(text: str, width: int) -> int:
    """Lines that a text takes; most texts of a long list stand in it many times."""
    return sum(max(1, math.ceil(breadth(part) / max(width - 1, 1))) for part in text.split("\n"))


def breadth(text: str) -> int:
    """Columns that a text takes; a Chinese character takes two.

    Examples
    --------
    >>> breadth("ab报表")
    6
    """
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
