r"""person_numbers — any text -> where ID and mobile numbers stand in it.

Standard library only: the child looks with it at what no cell holds. Shapes only: no check digit is
asked for, because a mistyped number is a person's all the same.
"""

import re
import unicodedata
from datetime import date

# One space, mark or invisible character may stand between any two digits. A point may not: what
# spreadsheets compute often has fifteen digits, such as 95.4545454545455.
_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad"
_GAP = f"[\\s\\-\u2010-\u2015\u2212_\u00b7{_UNSEEN}]?"
_START, _END = r"(?<!\d)(?<!\d\.)", r"(?!\d)(?!\.\d)"
_IDENTITY = re.compile(rf"{_START}[1-9](?:{_GAP}\d){{16}}{_GAP}(?:[Xx]|\d(?![\dXx]))"
                       rf"|{_START}[1-9](?:{_GAP}\d){{14}}{_END}")
_MOBILE = re.compile(rf"{_START}(?:(?:\+|00)?86{_GAP}|0)?1(?:{_GAP}[3-9](?:{_GAP}\d){{9}}"
                     rf"|[3-9]\d\.\d{{4}}\.\d{{4}}){_END}")
# Longer than an ID number, with a sign too many or several without anything between them. Blanks
# are no part of it: they stand between figures.
_RUN = re.compile(rf"{_START}\d(?:[{_UNSEEN}]?\d){{17,199}}(?:[{_UNSEEN}]?[\dXx])"
                  rf"(?:[{_UNSEEN}]?[\dXx])*")
# An ID number cut where its parts meet, by whatever sign.
_CUT = re.compile(rf"{_START}[1-9]\d{{5}}\W?\d{{4}}\W?\d{{4}}\W?\d{{3}}[\dXx](?![\dXx])")
_BIRTHDAY_TOLD = (_RUN, _CUT)
# What is left of them in bytes that nobody can read as what they are: lists of numbers would look
# like the looser shapes.
_BARE = re.compile(r"(?<![\d.])(?:(?:\+?86[- ]?)?1[3-9]\d([- ]?)\d{4}\1\d{4}"
                   r"|[1-9]\d{5}([- ]?)(\d{8})\2\d{3}[\dXx])(?![\dXx])(?!\.\d)")
# Most texts hold no such number, and are told apart by this alone.
_LONG = re.compile(r"(?:\d\D?){11}")
# Full-width letters and marks that stand in such numbers; digits are digits in any width.
_WIDE = {0xFEE0 + ord(sign): sign for sign in "Xx-+."}
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_PLACES, _BIRTHDAY = 18, slice(6, 14)


def places_of(text: str) -> list[tuple[tuple[int, int], str]]:
    """Span and kind (``identity``, ``mobile``) of all that has the shape of such a number.

    Examples
    --------
    >>> places_of("13800138000, 1380013800")
    [((0, 11), 'mobile')]
    """
    if not _LONG.search(text):
        return []
    plain = _plain(text)
    odd = [found.span() for pattern in _BIRTHDAY_TOLD for found in pattern.finditer(plain)
           if _holds_birthday(found[0])]
    spans = [*odd, *(found.span() for found in _IDENTITY.finditer(plain))]
    return sorted([*((span, "identity") for span in spans),
                   *((found.span(), "mobile") for found in _MOBILE.finditer(plain))])


def has_identity(text: str) -> bool:
    """Whether a text holds an ID number with a possible birthday in it, or more than one number.

    An institution's 18-place credit code has the shape of an ID number, but hardly ever a day of
    birth at its place.

    Examples
    --------
    >>> has_identity("12330922471234567X"), has_identity("9999999199001011234")
    (False, True)
    """
    if not _LONG.search(text):
        return False
    plain = _plain(text)
    numbers = (re.sub("[^0-9Xx]", "", found[0]) for found in _IDENTITY.finditer(plain))
    return any(_is_day(n[_BIRTHDAY] if len(n) == _PLACES else f"19{n[6:12]}") for n in numbers) \
        or any(_holds_birthday(found[0]) for pattern in _BIRTHDAY_TOLD
               for found in pattern.finditer(plain))


def has_person(text: str) -> bool:
    """Whether a text holds a mobile number or an ID number as `has_identity` knows it."""
    return bool(_LONG.search(text)) and (
        bool(_MOBILE.search(_plain(text))) or has_identity(text))


def has_bare_person(text: str) -> bool:
    """Like `has_person` for texts that no person wrote: numbers set in the usual way alone.

    Examples
    --------
    >>> has_bare_person("tel:13800138000"), has_bare_person("/W [1380 500 1333 556]")
    (True, False)
    """
    return any(found[3] is None or _is_day(found[3]) for found in _BARE.finditer(text)) \
        or any(_holds_birthday(found[0]) for found in _RUN.finditer(text))


def is_split_identity(digits: str) -> bool:
    """Whether the digits of neighbouring cells, put together, are one ID number.

    Examples
    --------
    >>> is_split_identity("999999" + "199001011234"), is_split_identity("330922" + "100")
    (True, False)
    """
    whole = _plain(digits)
    return bool(re.fullmatch(r"[1-9]\d{16}[\dXx]", whole)) and _is_day(whole[_BIRTHDAY])


def _holds_birthday(run: str) -> bool:
    digits = re.sub("[^0-9Xx]", "", run)
    return any(digits[at] != "0" and _is_day(digits[at + 6:at + 14])
               for at in range(len(digits) - _PLACES + 1))


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
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text.translate(_WIDE))
