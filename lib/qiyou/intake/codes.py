"""codes — cells of townships, codes, keys, days and words -> one canonical text, or a rule."""

import re
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from qiyou.intake.cells import Cell
from qiyou.intake.numbers import MAX_DIGITS, Found, refused_kind
from qiyou.intake.words import half_width, intake_words, pattern, shown, squeezed
from qiyou.register.definitions import County
from qiyou.register.forms import Code, FormColumn

MAX_KEY, MAX_TEXT = 80, 500
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
YES, NO = "yes", "no"


def code_of(cell: Cell, codes: dict[str, Code]) -> Found:
    """Code whose name or other spelling the cell holds."""
    text = _as_text(cell)
    if isinstance(text, Found):
        return text
    known = {squeezed(name).casefold(): code for code, entry in codes.items()
             for name in (entry.name, *entry.aliases, code)}
    found = known.get(squeezed(text).casefold())
    if found:
        return Found(text=found)
    names = [entry.name for entry in codes.values()]
    like = get_close_matches(squeezed(text), names, n=1, cutoff=0.5)
    return Found(rule="C318", facts=(("nearest", like[0] if like else ""),
                                     ("names", shown(_listed(names), 80))))


def area_of(cell: Cell, county: County) -> Found:
    """Code of the township whose name or code the cell holds."""
    text = _as_text(cell)
    if isinstance(text, Found):
        return text
    plain = squeezed(text)
    for whole in (county.province, county.prefecture, county.name):
        plain = plain.removeprefix(whole)
    by_name = {township.name: township.code for township in county.townships}
    short: dict[str, list[str]] = {}
    for name, code in by_name.items():
        short.setdefault(name.rstrip(intake_words().area_endings), []).append(code)
    if plain in by_name:
        return Found(text=by_name[plain])
    if plain in by_name.values():
        return Found(text=plain)
    # National lists write codes with twelve digits; the last three are the village's.
    if plain.endswith("000") and plain[:-3] in by_name.values():
        return Found(text=plain[:-3])
    if len(short.get(plain, [])) == 1:
        return Found(text=short[plain][0])
    like = get_close_matches(plain, list(by_name), n=1, cutoff=0.4)
    return Found(rule="C319", facts=(("nearest", like[0] if like else ""),
                                     ("names", _listed(by_name))))


def key_of(cell: Cell) -> Found:
    """Name or number that tells records apart, in half-width signs."""
    text = _as_text(cell)
    if isinstance(text, Found):
        return text
    if cell.kind == "number" and abs(float(cell.value)) >= 10 ** MAX_DIGITS:
        return Found(rule="C332")
    plain = " ".join(half_width(text).split())
    if not plain or len(plain) > MAX_KEY:
        return Found(rule="C324" if plain else "C333", facts=(("limit", str(MAX_KEY)),))
    return Found(text=plain)


def words_of(cell: Cell) -> Found:
    """Free words as they stand, without control and direction signs."""
    text = _as_text(cell)
    if isinstance(text, Found):
        return text
    kept = [sign for sign in half_breaks(text) if sign.isprintable() or sign == "\n"]
    plain = "".join(kept).strip()
    if len(plain) > MAX_TEXT:
        return Found(rule="C324", facts=(("limit", str(MAX_TEXT)),))
    return Found(text=plain) if plain else Found()


def half_breaks(text: str) -> str:
    """Text with every kind of line end as one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")


def day_of(cell: Cell) -> Found:
    """Day as ISO text: a stored date, 2025-09-30, 2025/9/30, 2025.9.30, 2025年9月30日, 20250930."""
    refused = refused_kind(cell)
    if refused:
        return refused
    text = _number_text(cell) if cell.kind == "number" else half_width(str(cell.value)).strip()
    if cell.kind == "date":
        text = text[:10]
    if text.casefold() in intake_words().not_applicable:
        return Found()
    return _day(text)


@lru_cache(maxsize=4096)
def _day(text: str) -> Found:
    # Days stand in a table many times over.
    match = pattern("day").fullmatch(re.sub(r"\s", "", text)) or _COMPACT.fullmatch(text)
    try:
        day = date(*map(int, match.groups()[:3])) if match else None
    except ValueError:
        day = None
    is_plausible = day is not None and 1900 <= day.year <= 2100
    return Found(text=day.isoformat()) if is_plausible else Found(rule="C321")


def clock_of(cell: Cell) -> Found:
    """Time of day as HH:MM: a stored time, or 7:30."""
    refused = refused_kind(cell)
    if refused:
        return refused
    text = half_width(str(cell.value)).strip()
    match = _CLOCK.fullmatch(text) if cell.kind in ("time", "text") else None
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        return Found(rule="C322")
    return Found(text=f"{int(match[1]):02d}:{match[2]}")


def yes_no_of(cell: Cell) -> Found:
    """``yes`` or ``no``."""
    if cell.kind == "boolean":
        return Found(text=YES if cell.value else NO)
    text = _as_text(cell)
    if isinstance(text, Found):
        return text
    plain, words = squeezed(text).casefold(), intake_words()
    if plain in words.yes or plain in words.no:
        return Found(text=YES if plain in words.yes else NO)
    return Found() if plain in words.not_applicable else Found(rule="C323")


def year_of(cell: Cell, column: FormColumn) -> Found:
    """Year as four digits, ``2025`` or ``2025年``."""
    refused = refused_kind(cell, "C308")
    if refused:
        return refused
    text = _number_text(cell) if cell.kind == "number" else squeezed(str(cell.value))
    match = pattern("year").fullmatch(text)
    low, high = column.min or 1900, column.max or 2100
    if not match or not low <= int(match[1]) <= high:
        return Found(rule="C321")
    return Found(text=match[1])


def _listed(names) -> str:
    return intake_words().list_sign.join(names)


def _as_text(cell: Cell) -> str | Found:
    """Text of a cell where words belong; a stored whole number is its digits."""
    refused = refused_kind(cell, "C308")
    if refused:
        return refused
    return _number_text(cell) if cell.kind == "number" else str(cell.value)


def _number_text(cell: Cell) -> str:
    value = float(cell.value)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
