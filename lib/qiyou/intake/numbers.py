"""numbers — a stored cell of a figure column -> the number in it, or the rule that it breaks.

One documented rule for every way of writing (docs/intake.md); nothing is guessed.
"""

import re
from math import isfinite
from types import MappingProxyType
from typing import NamedTuple

from qiyou.intake.cells import Cell
from qiyou.intake.formats import is_percentage, is_scaled
from qiyou.intake.words import half_width, intake_words, pattern
from qiyou.register.forms import FormColumn

_PLAIN = re.compile(r"[-+]?([0-9]+)(\.[0-9]+)?")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_SCIENTIFIC = re.compile(r"[-+]?[0-9]*\.?[0-9]+[eE][-+]?[0-9]+|[-+]?(inf|infinity|nan)", re.I)
# Signs that nobody sees: between digits they hide what is stored, and some turn the order round.
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069]|\\d[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+\\d")
# Binary fractions carry about this many digits; longer ones were changed by the spreadsheet.
MAX_DIGITS = 15
_RULES = MappingProxyType({"error": "C310", "formula": "C311", "boolean": "C309"})
# Share of a whole number that is rounding noise of a formula, not a fraction.
_NOISE = 1e-9


class Found(NamedTuple):
    """What a cell holds: ``value`` or ``text``, or neither where there is none; or a broken rule.

    ``facts`` fill the rule's sentences. A tuple, because one is made for every cell.
    """

    value: float | None = None
    text: str | None = None
    rule: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def figure(cell: Cell, column: FormColumn, factor: float = 1.0) -> Found:
    """Number of a cell in the column's unit.

    Parameters
    ----------
    cell : Cell
        Not empty.
    column : FormColumn
        Of a type that holds figures.
    factor : float
        Units of the column in one unit of the heading (10000 for 万人 over 人).

    Returns
    -------
    Found
        ``value`` None without a rule where the cell says that there is no figure.
    """
    refused = refused_kind(cell, "C308")
    if refused:
        return refused
    if cell.kind == "number":
        found = _stored(float(cell.value), cell.format, column)
        if factor != 1 and not found.rule and is_scaled(cell.format, float(cell.value)):
            return Found(rule="C328")
    else:
        raw = str(cell.value)
        is_hidden = not raw.isascii() and _UNSEEN.search(raw)
        found = Found(rule="C330") if is_hidden else _written(raw, column)
    if found.rule or found.value is None:
        return found
    return _fitting(_clean(found.value * factor), column)


def refused_kind(cell: Cell, date_rule: str = "") -> Found | None:
    """Rule that a cell breaks by its kind alone: errors, formulas without a value, TRUE/FALSE."""
    kind = cell.kind
    rule = date_rule if kind in ("date", "time") else _RULES.get(kind, "")
    return Found(rule=rule) if rule else None


def _stored(value: float, number_format: str, column: FormColumn) -> Found:
    if not isfinite(value):
        return Found(rule="C325")
    if abs(value) >= 10 ** MAX_DIGITS:
        return Found(rule="C332")
    if is_percentage(number_format, value):
        if column.type != "percent":
            return Found(rule="C307")
        return Found(value * 100 * (10 if column.unit == "‰" else 1))
    return _percentage(value, column)


def _percentage(value: float, column: FormColumn) -> Found:
    # 0.95 in a column of per cents may be a share written as a decimal; only the sender knows.
    is_doubtful = column.type == "percent" and column.unit == "%" and 0 < abs(value) <= 1
    return Found(rule="C306") if is_doubtful else Found(value)


def _written(raw: str, column: FormColumn) -> Found:
    text = half_width(raw).replace("\u2212", "-").strip()
    words = intake_words()
    if not text or text.casefold() in words.not_applicable:
        return Found()
    if text.casefold() in words.unclear:
        return Found(rule="C304")
    number, sign = _split_sign(text)
    if sign in ("%", "‰"):
        if column.type != "percent":
            return Found(rule="C307")
        found = _read(number, column)
        scale = {("%", "‰"): 10.0, ("‰", "%"): 0.1}.get((sign, column.unit), 1.0)
        return found if found.value is None else Found(found.value * scale)
    if column.unit and text.endswith(column.unit):
        return _read(text.removesuffix(column.unit).strip(), column)
    found = _read(text, column)
    return found if found.value is None else _percentage(found.value, column)


def _split_sign(text: str) -> tuple[str, str]:
    return (text[:-1].rstrip(), text[-1]) if text[-1:] in ("%", "‰") else (text, "")


def _read(text: str, column: FormColumn) -> Found:
    match = _PLAIN.fullmatch(text)
    if match:
        whole = match[1]
        if len(whole) > 1 and whole.startswith("0"):
            return Found(rule="C326")
        if len(text.strip("+-").replace(".", "")) > MAX_DIGITS:
            return Found(rule="C332")
        return Found(float(text))
    if _GROUPED.fullmatch(text):
        return Found(float(text.replace(",", "")))
    return Found(rule=_why_not(text, column))


def _why_not(text: str, column: FormColumn) -> str:
    if _SCIENTIFIC.fullmatch(text):
        return "C325"
    if re.fullmatch(r"[-+]?[0-9][0-9,.\s]*", text):
        return "C312" if re.search(r"\s", text) else "C313"
    if pattern("noted").fullmatch(text):
        return "C327"
    if is_name(text):
        return "C391"
    if any(word in text for word in intake_words().vague) and re.search("[0-9]", text):
        return "C314"
    return "C315" if re.match(r"[-+]?[0-9]", text) else "C305"


def is_name(text: str) -> bool:
    """Whether a text where a figure belongs looks like persons' names.

    Examples
    --------
    >>> is_name("暂无"), is_name("不详")
    (False, False)
    """
    words = intake_words()
    plain = "".join(half_width(text).split())
    if not pattern("names").fullmatch(plain):
        return False
    names = re.split(f"[{words.list_sign},;/]", plain)
    return all(name[0] in words.surnames and not set(name[1:]) & set(words.no_names)
               for name in names)


def _clean(value: float) -> float:
    # Scaling by 100 or 10000 leaves binary dust: 0.29 * 100 is 28.999999999999996.
    return value if value.is_integer() and abs(value) < 1e13 else float(f"{value:.13g}")


def _fitting(value: float, column: FormColumn) -> Found:
    if column.type == "whole":
        nearest = value if value.is_integer() else float(round(value))
        if abs(value - nearest) > _NOISE * max(1.0, abs(value)):
            return Found(rule="C316")
        value = nearest
    low, high = column.min, column.max
    if column.one_of and value not in column.one_of:
        listed = intake_words().list_sign.join(f"{one:.15g}" for one in column.one_of)
        return Found(rule="C317", facts=(("bounds", listed),))
    if (low is not None and value < low) or (high is not None and value > high):
        return Found(rule="C317", facts=(("bounds", _bounds(low, high)),))
    return Found(value + 0.0)


def _bounds(low: float | None, high: float | None) -> str:
    parts = [f"{sign} {limit:.15g}" for sign, limit in (("≥", low), ("≤", high))
             if limit is not None]
    return " ".join(parts)
