"""plan_cells — the text of one cell of a plan table -> a typed figure, or why there is none."""

import re
from dataclasses import dataclass

from qiyou.register.reading_words import ReadingWords, alike, one_dash

_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,15})?(?:[eE][-+]?\d)?"
_FIGURE = re.compile(rf"({_NUMBER})([^\d.,]{{0,8}})", re.ASCII)
_SPLIT = re.compile(r"\d\s+[\d.]|\.\s+\d")
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


@dataclass(frozen=True)
class Reading:
    """What a cell says.

    ``comparison`` is None where the cell holds a bare figure, ``none`` where it promises nothing.
    ``unit`` stands after the figure, ``scale`` is the factor of 万 or 亿 in it. ``remarks`` are
    rules of ``plan_read`` that apply to the cell, each with its facts.
    """

    value: float | None = None
    comparison: str | None = None
    unit: str = ""
    scale: float = 1.0
    remarks: tuple[tuple[str, dict], ...] = ()


def read_cell(text: str, words: ReadingWords) -> Reading:
    """Read one cell of a plan table.

    Parameters
    ----------
    text : str
        As printed.
    words : ReadingWords

    Returns
    -------
    Reading
        With ``remarks`` for whatever is not a plain figure.

    Examples
    --------
    >>> from qiyou.register.reading_words import reading_words
    >>> words = reading_words()
    >>> [(r.value, r.comparison) for r in (read_cell(t, words) for t in ("＞5.55", "80以上", "/"))]
    [(5.55, '>'), (80.0, '>='), (None, 'none')]
    """
    plain = one_dash_outside_signs(alike(text), words)
    if not plain:
        return Reading(comparison="none", remarks=(("R06", {}),))
    if plain.lower() in words.absent:
        return Reading(comparison="none")
    if plain.upper() in _ERRORS or plain.startswith("="):
        return Reading(comparison="none", remarks=(("R08", {}),))
    remarks = [("R11", {})] if _SPLIT.search(text.strip()) else []
    plain, note = _without_note(plain, words)
    if note:
        remarks.append(("R10", {"note": note}))
    reading = _figure(plain, words) or _words(plain, words)
    return Reading(reading.value, reading.comparison, reading.unit, reading.scale,
                   (*remarks, *reading.remarks))


def one_dash_outside_signs(plain: str, words: ReadingWords) -> str:
    """One kind of dash, except where the cell is nothing but a dash."""
    return plain if plain.lower() in words.absent else one_dash(plain)


def _without_note(plain: str, words: ReadingWords) -> tuple[str, str]:
    match = re.search(words.patterns.note, plain)
    if match and match.start() > 0:
        return plain[:match.start()], match[0]
    return plain, ""


def _figure(plain: str, words: ReadingWords) -> Reading | None:
    core, signs, is_about = _peel(plain, words)
    sign = signs[-1] if signs else None
    remarks = (("R12", {}),) if is_about else ()
    if len(set(signs)) > 1:
        remarks += (("R15", {"signs": " ".join(signs)}),)
    between = rf"({_NUMBER})([^\d.,-]{{0,6}})(?:{words.patterns.range})({_NUMBER})([^\d.,]{{0,8}})"
    span = re.fullmatch(between, core, re.ASCII)
    if span:
        low, high = _value(span[1]), _value(span[3])
        scale, unit = scaled(span[4] or span[2], words)
        if low < high and _is_unit(unit, words):
            return Reading(low, sign, unit, scale, (*remarks, ("R13", {"low": low, "high": high})))
    match = _FIGURE.fullmatch(core)
    scale, unit = scaled(match[2], words) if match else (1.0, "")
    if match and _is_unit(unit, words) and not re.match(words.patterns.year, core):
        return Reading(_value(match[1]), sign, unit, scale, remarks)
    if core and core[0] in words.numerals and len(core) <= 3 and core[1:] in ("", *words.units):
        return Reading(float(words.numerals[core[0]]), sign, core[1:], 1.0, remarks)
    return None


def _peel(plain: str, words: ReadingWords) -> tuple[str, list[str], bool]:
    """Take the words around a figure off, longest first, and collect the signs they stand for."""
    signs, is_about, last = [], False, None
    while plain != last:
        last = plain
        for word in words.about:
            if plain.startswith(word) or plain.endswith(word):
                plain, is_about = plain.removeprefix(word).removesuffix(word), True
        for sign, word in _longest_first(words.before):
            if plain.startswith(word):
                plain = plain.removeprefix(word)
                signs += [sign] if sign else []
                break
        for sign, word in _longest_first(words.after):
            if plain.endswith(word):
                plain = plain.removesuffix(word)
                signs += [sign] if sign else []
                break
    return plain, signs, is_about


def _longest_first(by_sign):
    pairs = [(sign, word) for sign, known in by_sign.items() for word in known]
    return sorted(pairs, key=lambda pair: -len(pair[1]))


def _is_unit(text: str, words: ReadingWords) -> bool:
    # A longer tail is a sentence: 3个百分点以上的增幅 is no count of three.
    return len(text) <= 3 or text in words.units


def _words(plain: str, words: ReadingWords) -> Reading:
    if any(word in plain for word in words.assigned):
        return Reading(comparison="assigned")
    if any(word in plain for word in words.full):
        return Reading(comparison="full")
    if any(word in plain for word in words.growth):
        return Reading(comparison="none", remarks=(("R14", {}),))
    undated = re.sub(words.patterns.year, "", plain)
    if any(word in plain for word in words.done) and not re.search(r"\d", undated):
        return Reading(comparison="full")
    return Reading(comparison="none", remarks=(("R07", {}),))


def _value(text: str) -> float:
    return float(text.replace(",", ""))


def scaled(unit: str, words: ReadingWords) -> tuple[float, str]:
    """Take 万 or 亿 off a unit: the factor, and what is left."""
    for sign, factor in words.scaled_units.items():
        if unit.startswith(sign):
            return factor, unit.removeprefix(sign)
    return 1.0, unit
