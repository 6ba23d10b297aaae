"""plan_names — the printed name of an indicator -> name, unit, marks; the definition it means."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from qiyou.register.definitions import Indicator
from qiyou.register.reading_words import ReadingWords, alike, one_dash, reading_words

SIMILAR = 0.8


@dataclass(frozen=True)
class Named:
    """A printed name taken apart; ``is_unit_known`` is False for a unit that is only assumed."""

    name: str
    unit: str | None
    is_unit_known: bool
    marks: str
    footnote: str


def take_apart(text: str, words: ReadingWords) -> Named:
    """Separate the name of an indicator from marks before it and unit and footnotes after it.

    Examples
    --------
    >>> from qiyou.register.reading_words import reading_words
    >>> take_apart("☆ 普惠托位 占比（%）", reading_words())
    Named(name='普惠托位占比', unit='%', is_unit_known=True, marks='☆', footnote='')
    """
    plain = alike(text)
    body = plain.lstrip(words.markers)
    marks = plain[:len(plain) - len(body)]
    body = re.sub(words.patterns.numbering, "", body)
    body, footnote = _cut(words.patterns.footnote, body)
    match = re.search(words.patterns.unit, body)
    if match and match.start() > 0:
        unit = match[1]
        is_known = unit in words.units
        if is_known or len(unit) <= 3:
            return Named(body[:match.start()], unit, is_known, marks, footnote)
    return Named(body, None, True, marks, footnote)


def _cut(pattern: str, text: str) -> tuple[str, str]:
    match = re.search(pattern, text)
    return (text[:match.start()], match[0]) if match and match.start() > 0 else (text, "")


def name_key(name: str) -> str:
    """Form of a name under which equal names are equal: quotes, dashes, brackets, width.

    Examples
    --------
    >>> name_key("０—3岁儿童“筛查”率") == name_key("0-3岁 儿童筛查率")
    True
    """
    return re.sub(reading_words().patterns.quotes, "", one_dash(alike(name))).lower()


class Names:
    """Definitions by name: exact after :func:`name_key`, nearest only as a suggestion."""

    def __init__(self, indicators: Iterable[Indicator]):
        self._by_key = {name_key(name): indicator for indicator in indicators
                        for name in (*indicator.aliases, indicator.name)}

    def find(self, name: str) -> Indicator | None:
        """Definition of exactly this name or alias."""
        return self._by_key.get(name_key(name))

    def nearest(self, name: str) -> Indicator | None:
        """Definition with the most similar name, if any is similar."""
        like = difflib.get_close_matches(name_key(name), self._by_key, 1, SIMILAR)
        return self._by_key[like[0]] if like else None
