"""personal — text that may hold ID or phone numbers -> the text without their digits.

What a file says of persons must reach no message, log or answer. Shapes only: no check digit is
asked for, because a mistyped number is a person's all the same.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from qiyou.catalogue import say

# Findings of these rules mean that the file holds data of persons.
PERSONAL_RULES = frozenset({"C390", "C391"})

# One space, mark or invisible character may stand between any two digits. A point may not: what
# spreadsheets compute often has fifteen digits, such as 95.4545454545455.
_GAP = "[\\s\\-\u2010-\u2015\u2212_\u00b7\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]?"
_START, _END = r"(?<!\d)(?<!\d\.)", r"(?!\d)(?!\.\d)"
_IDENTITY = re.compile(rf"{_START}[1-9](?:{_GAP}\d){{16}}{_GAP}[\dXx](?![\dXx])"
                       rf"|{_START}[1-9](?:{_GAP}\d){{14}}{_END}")
_MOBILE = re.compile(rf"{_START}(?:(?:\+|00)?86{_GAP}|0)?1(?:{_GAP}[3-9](?:{_GAP}\d){{9}}"
                     rf"|[3-9]\d\.\d{{4}}\.\d{{4}}){_END}")
# Most texts hold no such number, and are told apart by this alone.
_LONG = re.compile(r"(?:\d\D?){11}")
# Texts of findings come over and over again.
_REMEMBERED = 4096
# Full-width letters and marks that stand in such numbers; digits are digits in any width.
_WIDE_X = {0xFEE0 + ord(sign): sign for sign in "Xx-+."}


@lru_cache(maxsize=_REMEMBERED)
def masked(text: str) -> str:
    """Text with ID numbers (18 and 15 places) and mobile numbers replaced by words.

    Numbers are found with full-width digits too, and with a space, mark or invisible character
    between digits. All of a number goes, not only its middle.

    Examples
    --------
    >>> masked("电话 138-0013-8000，3 人")
    '电话 〔手机号码已遮盖〕，3 人'
    >>> masked("2025年第3季度 95.4545454545455")
    '2025年第3季度 95.4545454545455'
    """
    if not _LONG.search(text):
        return text
    plain = _plain(text)
    places = [(found.span(), kind) for kind, pattern in (("identity", _IDENTITY),
                                                         ("mobile", _MOBILE))
              for found in pattern.finditer(plain)]
    pieces, end = [], 0
    for (start, stop), kind in sorted(places):
        if start >= end:
            pieces += [text[end:start], say(f"intake_answer.mask.{kind}")]
        end = max(end, stop)
    return "".join([*pieces, text[end:]]) if places else text


def hidden(text: str) -> str:
    """Mask of a cell that a finding calls personal, whatever its text looks like.

    Examples
    --------
    >>> hidden("13800138000"), hidden("not a number")
    ('〔手机号码已遮盖〕', '〔个人信息已遮盖〕')
    """
    kept = masked(text)
    return kept if kept != text and not any(map(str.isdecimal, kept)) \
        else say("intake_answer.mask.person")


def is_personal(text: str) -> bool:
    """Whether the text holds what looks like an ID or mobile number.

    Examples
    --------
    >>> is_personal("１３８００１３８０００"), is_personal("1380013800")
    (True, False)
    """
    plain = _plain(text)
    return bool(_IDENTITY.search(plain) or _MOBILE.search(plain))


def has_person(text: str) -> bool:
    """Whether the text holds a mobile number, or an ID number with a possible birthday in it.

    For refusing a file, where `is_personal` is for masking: an institution's 18-place credit code
    has the shape of an ID number, but hardly ever a day of birth at its place.

    Examples
    --------
    >>> has_person("12330922471234567X")
    False
    """
    plain = _plain(text)
    numbers = [re.sub("[^0-9Xx]", "", found[0]) for found in _IDENTITY.finditer(plain)]
    days = [(n[6:14] if len(n) == 18 else f"19{n[6:12]}") for n in numbers]
    return any(map(_is_day, days)) or bool(_MOBILE.search(plain))


def _is_day(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2100


def _plain(text: str) -> str:
    """Same length, digits of any script as ASCII."""
    if text.isascii():
        return text
    text = text.translate(_WIDE_X)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
