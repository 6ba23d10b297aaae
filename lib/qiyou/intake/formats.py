"""formats — a number format and a stored number -> number, date or time.

Standard library only. A spreadsheet stores days and hours as numbers; only the format tells.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from operator import eq, ge, gt, le, lt, ne

# ECMA-376 part 1, 18.8.30. The Chinese ones (27-36, 50-58) stand here without their characters;
# which of them are days and which are hours is what counts.
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0;-#,##0",
    6: "#,##0;[Red]-#,##0", 7: "#,##0.00;-#,##0.00", 8: "#,##0.00;[Red]-#,##0.00", 9: "0%",
    10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: "yyyy-m", 28: "m-d", 29: "m-d", 30: "m-d-yy", 31: "yyyy-m-d",
    32: "h:mm", 33: "h:mm:ss", 34: "AM/PM h:mm", 35: "AM/PM h:mm:ss", 36: "yyyy-m",
    37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: "yyyy-m",
    51: "m-d", 52: "yyyy-m", 53: "m-d", 54: "m-d", 55: "AM/PM h:mm", 56: "AM/PM h:mm:ss",
    57: "yyyy-m", 58: "m-d",
}
# What is shown literally: quoted text, an escaped, filled or skipped character.
_LITERAL = re.compile(r'"[^"]*"?|[\\_*].', re.DOTALL)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]?")
_CODED = re.compile(r"\[(?!<|>|=)[^\]]*\]")
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)\]")
_SIGNS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
# A comma after the last digit divides by a thousand; 0!.0 sets a point between stored digits.
_THOUSANDS = re.compile(r"[0#?],+(?![0#?,])")
_POINT_BY_HAND = re.compile(r"[0#?]\\\.[0#?]|[0#?]\"\.\"[0#?]")
_NUMBER_OF_DAYS = 2_958_466  # 9999-12-31 is the day before
_SECONDS = 86_400


@cache
def nature(format: str) -> str:
    """``date``, ``time`` or ``number``: how a positive value of this format is shown.

    Elapsed hours (``[h]:mm``) are numbers.

    Examples
    --------
    >>> [nature(f) for f in ("yyyy/m/d", "h:mm", "[h]:mm", "0.0%", '0" days"')]
    ['date', 'time', 'number', 'number', 'number']
    """
    plain = _LITERAL.sub("", format).split(";")[0]
    if _ELAPSED.search(plain):
        return "number"
    plain = _BRACKETS.sub("", plain).lower().replace("general", "")
    if "y" in plain or "d" in plain:
        return "date"
    if "h" in plain or "s" in plain:
        return "time"
    return "date" if "m" in plain else "number"


def stored(number: float, format: str, is_1904: bool = False) -> tuple[str, float | str]:
    """Kind and value of a stored number under its format.

    What a spreadsheet shows in a date's cell and no calendar has (1900-01-00, 1900-02-29, ####)
    is an ``error``.

    Parameters
    ----------
    number : float
        Finite.
    format : str
    is_1904 : bool
        Days are counted from 1904-01-01, as old Macintosh versions did.

    Returns
    -------
    kind : str
        ``number``, ``date``, ``time`` or ``error``.
    value : float or str
        ISO text of a date (``2025-09-30``, with a time ``2025-09-30T07:30:00``) or time.

    Examples
    --------
    >>> stored(45930.0, "yyyy/m/d"), stored(0.3125, "h:mm"), stored(60.0, "yyyy/m/d")
    (('date', '2025-09-30'), ('time', '07:30:00'), ('error', '1900-02-29'))
    """
    kind = nature(format)
    if kind == "number":
        return kind, number
    limit = _NUMBER_OF_DAYS - (1_462 if is_1904 else 0)
    if not 0 <= number < limit:
        return "error", "####"
    days, seconds = divmod(min(round(number * _SECONDS), limit * _SECONDS - 1), _SECONDS)
    clock = (datetime.min + timedelta(seconds=seconds)).time()
    if kind == "time" and days == 0:
        return kind, clock.isoformat()
    day = _day(days, is_1904)
    if day is None:
        return "error", "1900-02-29" if days else "1900-01-00"
    return "date", day.isoformat() if clock == time() else f"{day}T{clock.isoformat()}"


def section(format: str, number: float) -> str:
    """Section of a number format that shows a number, without what it shows literally.

    Sections with conditions are tried in their order; else they are for positive numbers,
    negative ones and nought (ECMA-376 part 1, 18.8.31).

    Examples
    --------
    >>> section("[>=1]0.0%;0.00", 0.25), section("0%;-0.0", -0.5), section('0.00"%"', 2.0)
    ('0.00', '-0.0', '0.00')
    """
    parts = [_CODED.sub("", part) for part in _LITERAL.sub("", format).split(";")][:3]
    tests = [_CONDITION.search(part) for part in parts]
    if any(tests):
        for part, test in zip(parts, tests, strict=True):
            if test is None or _SIGNS[test[1]](number, float(test[2])):
                return _BRACKETS.sub("", part)
        return _BRACKETS.sub("", parts[-1])
    index = 0 if number > 0 else 1 if number < 0 else 2
    return _BRACKETS.sub("", parts[index] if index < len(parts) and parts[index] else parts[0])


def is_percentage(format: str, number: float) -> bool:
    """Whether a number is shown times a hundred with a sign for per cent.

    Examples
    --------
    >>> is_percentage("0.0%", 0.5), is_percentage("0.0_%", 0.5), is_percentage('0"%"', 0.5)
    (True, False, False)
    """
    return "%" in format and "%" in section(format, number)


def is_scaled(format: str, number: float) -> bool:
    """Whether a number is shown smaller than it is: in thousands, or by a point set in by hand.

    Examples
    --------
    >>> is_scaled("#,##0,", 1.0), is_scaled('0!.0,"x"', 1.0), is_scaled("#,##0.00", 1.0)
    (True, True, False)
    """
    plain = format.replace("!.", "\\.")
    if not _POINT_BY_HAND.search(plain) and "," not in plain:
        return False
    return bool(_POINT_BY_HAND.search(plain) or _THOUSANDS.search(section(plain, number)))


def _day(days: int, is_1904: bool) -> date | None:
    """Day of a serial number; None for the two that Excel invented."""
    if is_1904:
        return date(1904, 1, 1) + timedelta(days)
    if days in (0, 60):
        return None
    # Excel took 1900 for a leap year, as Lotus 1-2-3 had done.
    start = date(1899, 12, 31) if days < 60 else date(1899, 12, 30)
    return start + timedelta(days)
