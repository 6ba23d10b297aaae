"""reading_words — reading.yaml and texts as people type them -> words, and texts made alike."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from qiyou.register.definitions import Text
from qiyou.register.strict_yaml import Definition, read_model

Words = tuple[Text, ...]
# Sign words per comparison; the empty key holds words that say nothing about it.
BySign = dict[str, Words]
_YEAR = re.compile(r"(?<![0-9.])(199[1-9]|20[0-9]{2})(?![0-9])")
_SPACES = re.compile(r"\s+")
_DASHES = re.compile(r"[‐‑‒–—―−~]+")


class Guesses(Definition):
    """What a name suggests about an indicator that is not defined."""

    lower: Words
    cumulative: Words
    kinds: dict[str, Words]
    per: dict[str, float]


class Patterns(Definition):
    """Regular expressions for what stands in titles, around names and behind figures."""

    county: Text
    period: Text
    number: Text
    heading_noise: Text
    range: Text
    year: Text
    note: Text
    numbering: Text
    footnote: Text
    unit: Text
    quotes: Text


class ReadingWords(Definition):
    """``reading.yaml``."""

    headings: dict[str, Words]
    heading_parts: dict[str, Words]
    base_words: Words
    spelled_out: dict[str, Text]
    patterns: Patterns
    markers: Text
    units: Words
    scaled_units: dict[str, float]
    absent: Words
    full: Words
    assigned: Words
    done: Words
    growth: Words
    before: BySign
    after: BySign
    about: Words
    numerals: Annotated[dict[str, int], Field(min_length=1)]
    guesses: Guesses


@cache
def reading_words() -> ReadingWords:
    """Read the words once."""
    return read_model(Path(__file__).with_name("reading.yaml"), ReadingWords)


def alike(text: str) -> str:
    """Text without what makes equal things look different: width, spaces, control signs.

    Examples
    --------
    >>> alike("０—3 岁 ％")
    '0—3岁%'
    """
    plain = text
    for sign, word in reading_words().spelled_out.items():
        plain = plain.replace(sign, word)
    # Circled and raised digits are notes: 80① must not become 801.
    plain = "".join(f"[{sign}]" if unicodedata.category(sign) == "No" else sign for sign in plain)
    plain = unicodedata.normalize("NFKC", plain)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cc", "Cf"))
    return _SPACES.sub("", plain)


def one_dash(text: str) -> str:
    """Every kind of dash and tilde as one plain hyphen."""
    return _DASHES.sub("-", text)


def year_of(text: str) -> int | None:
    """Year that a heading names: ``2023年``, ``2023.0``, ``到2025年底``; None if none or several.

    Examples
    --------
    >>> year_of("２０２３年目标"), year_of("2023—2027年"), year_of("12420")
    (2023, None, None)
    """
    plain = alike(text)
    found = {int(year) for year in _YEAR.findall(plain)}
    return found.pop() if len(found) == 1 and len(plain) <= 14 else None
