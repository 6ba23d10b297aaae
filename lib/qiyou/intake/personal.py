"""personal — text that may hold ID or phone numbers -> the text without their digits.

What a file says of persons must reach no message, log or answer.
"""

from functools import lru_cache

from qiyou.catalogue import say
from qiyou.intake.person_numbers import places_of

# Findings of these rules mean that the file holds data of persons.
PERSONAL_RULES = frozenset({"C390", "C391"})

# Texts of findings come over and over again.
_REMEMBERED = 4096


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
    places = places_of(text)
    pieces, end = [], 0
    for (start, stop), kind in places:
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
    """Whether the text holds what looks like an ID or mobile number, to be masked.

    Examples
    --------
    >>> is_personal("１３８００１３８０００"), is_personal("1380013800")
    (True, False)
    """
    return bool(places_of(text))
