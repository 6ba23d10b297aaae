"""words — words.yaml and texts as people type them -> words, and texts made alike."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from qiyou.register.definitions import Text
from qiyou.register.strict_yaml import Definition, read_model

Words = tuple[Text, ...]
# Only the full-width forms of ASCII are taken for it. Compatibility forms are not: they would
# turn the sign of a footnote into a figure.
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")
# Signs that `half_width` changes; most texts have none, and looking is quicker than translating.
_CHANGED = re.compile(r"[\uff01-\uff5e\u3000\xa0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069"
                      r"\ufeff]")


class Patterns(Definition):
    """Regular expressions for ways of writing."""

    day: Text
    year: Text
    county: Text
    stated_unit: Text
    joined: Text
    names: Text
    noted: Text
    unit: Text
    period_month: Text
    period_quarter: Text
    period_compact: Text
    period_year: Text
    period_several: Text
    period_chinese_year: Text
    period_chinese_month: Text
    period_short_year: Text
    numbering: Text
    marks: Text


class Periods(Definition):
    """Words of periods."""

    quarters: dict[str, int]
    numerals: dict[str, int]
    months: dict[str, int]


class IntakeWords(Definition):
    """``words.yaml``."""

    labels: dict[str, Words]
    contacts: Words
    explanation: Words
    ignored_headings: Words
    column_labels: dict[str, Words]
    notes: Words
    totals: Words
    subtotals: Words
    checked_subtotals: Words
    not_applicable: Words
    unclear: Words
    nil_reports: Words
    vague: Words
    yes: Words
    no: Words
    standings: dict[str, Words]
    own_sheets: Words
    surnames: Annotated[str, Field(min_length=50)]
    no_names: Annotated[str, Field(min_length=20)]
    area_endings: Text
    mask: Text
    list_sign: Text
    number_words: Words
    scale_signs: Text
    patterns: Patterns
    periods: Periods


@cache
def intake_words() -> IntakeWords:
    """Words of the package's own ``words.yaml``."""
    return read_model(Path(__file__).with_name("words.yaml"), IntakeWords)


@cache
def pattern(name: str) -> re.Pattern:
    """Regular expression of ``words.yaml`` by its name."""
    return re.compile(getattr(intake_words().patterns, name))


def half_width(text: str) -> str:
    """Text with full-width forms of ASCII as ASCII, without invisible signs, not stripped.

    Examples
    --------
    >>> half_width("８５％①")
    '85%①'
    """
    # Most cells are plain, and a file may have a hundred thousand of them.
    if text.isascii() or not _CHANGED.search(text):
        return text
    return _INVISIBLE.sub("", text.translate(_HALF))


def squeezed(text: str) -> str:
    """Text in half-width signs without any spaces, for comparing names and labels.

    Examples
    --------
    >>> squeezed("菜 园\u3000镇")
    '菜园镇'
    """
    return "".join(half_width(text).split())


@cache
def heading(text: str) -> str:
    """Heading as it is compared: no spaces, numbering, footnote marks; small letters.

    Examples
    --------
    >>> heading(" 1.托位数 （个）* ")
    '托位数(个)'
    """
    plain = squeezed(text).casefold().replace("[", "(").replace("]", ")")
    return pattern("numbering").sub("", pattern("marks").sub("", plain))


def shown(value: object, length: int = 40) -> str:
    """Value as a message shows it: one line, at most ``length`` signs, figures not in full floats.

    Examples
    --------
    >>> shown(12.0), shown(True), shown("a\\nb")
    ('12', 'TRUE', 'a b')
    """
    if isinstance(value, bool):
        return str(value).upper()
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()
    return text if len(text) <= length else text[:length] + "…"
