"""period_words — a text or a cell that tells a period -> the period, or that nobody can tell.

What names several months, half a year, a school year or only a limit is no period: whoever took
one end of it would file the figures under a month that they are not of.
"""

import re
from datetime import date

from qiyou.intake.cells import Cell
from qiyou.intake.words import intake_words, pattern, squeezed
from qiyou.register.periods import Period, period_named, period_of

# 2025.1 is January, or October whose last nought the spreadsheet dropped.
_LOST_NOUGHT = re.compile(r"\d{4}\.1")


def period_in(text: str) -> Period | None:
    """Period that a text names; None if it names none, more than one, or only a part or a limit.

    Examples
    --------
    >>> period_in("2025年9月劳动报表").name, period_in("2025Q3").name, period_in("2024-2025")
    ('2025-09', '2025Q3', None)
    >>> period_in("2025年1—9月"), period_in("二〇二五年九月").name, period_in("25年9月").name
    (None, '2025-09', '2025-09')
    """
    plain = _arabic(squeezed(text))
    if is_several(plain):
        return None
    for key in ("quarter", "month", "compact", "year"):
        kind = "month" if key == "compact" else key
        names = {_name(kind, match) for match in pattern(f"period_{key}").finditer(plain)}
        if len(names) > 1:
            return None
        if names:
            return period_named(names.pop())
    return None


def period_of_cell(cell: Cell | None, text: str, frequency: str) -> Period | None:
    """Period of a label's entry, which may stand in a cell of its own as a number or a day.

    Parameters
    ----------
    cell : Cell or None
        Cell that the entry stands in.
    text : str
        The entry. Where the cell holds more than it (a label and its entry), the text decides.
    frequency : str
        Of the form: a day in a cell can only stand for the month whose first or last it is.
    """
    if cell is not None and cell.kind == "date":
        return _of_day(cell, frequency)
    is_alone = cell is not None and squeezed(str(cell.value)) == squeezed(text)
    is_stored = cell is not None and (cell.kind == "number" or (is_alone and not cell.format))
    if is_stored and _LOST_NOUGHT.fullmatch(squeezed(text)):
        return None
    return period_in(text)


def is_several(text: str) -> bool:
    """Whether a text speaks of several months or quarters, of half a year or of a limit.

    Examples
    --------
    >>> is_several("2025年8月、9月"), is_several("2025年9月"), is_several("2024-2025学年")
    (True, False, True)
    """
    return pattern("period_several").search(squeezed(text)) is not None


def _of_day(cell: Cell, frequency: str) -> Period | None:
    day = date.fromisoformat(str(cell.value)[:10])
    period = period_of(frequency, day)
    if frequency == "month" and "d" not in re.sub(r'"[^"]*"|\[[^\]]*\]', "", cell.format.lower()):
        return period
    ends = (period.last_day,) if frequency != "month" else (period.first_day, period.last_day)
    return period if day in ends else None


def _arabic(text: str) -> str:
    """Text whose years and months in Chinese numerals, and years of two digits, are in figures."""
    words = intake_words().periods
    text = pattern("period_chinese_year").sub(
        lambda found: "".join(str(words.numerals[sign]) for sign in found[1]) + found[2], text)
    text = pattern("period_chinese_month").sub(
        lambda found: f"{words.months[found[1]]}{found[2]}", text)
    return pattern("period_short_year").sub(r"20\1", text)


def _name(kind: str, match: re.Match) -> str:
    if kind == "quarter":
        part = match[2] or match[3]
        return f"{match[1]}Q{intake_words().periods.quarters.get(part, part)}"
    return f"{match[1]}-{int(match[2]):02d}" if kind == "month" else match[1]
