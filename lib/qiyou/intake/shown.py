"""shown — any text that came in -> text that shows what it holds and fits a cell or a name.

Nothing invisible is passed on: a control character can end a line or a file, a bidi mark can
turn a sentence round, and XML takes neither.
"""

import re
import unicodedata
from functools import lru_cache

from qiyou.catalogue import say
from qiyou.intake.personal import masked

# Spreadsheets hold 32,767 UTF-16 units in a cell; some characters take two.
CELL_LIMIT = 16_000
# A cell that begins like this becomes a formula once it is edited or its file is read as text.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
# Texts of findings come over and over again.
_REMEMBERED = 4096
_NAME_LIMIT, _NAME_BYTES, _SUFFIX_LIMIT = 80, 180, 10
_ODD = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\u061c\u180e\u200b-\u200f\u2028-\u202e"
                  "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]")
_SEPARATORS = re.compile(r'[/\\<>:"|?*]+')
_DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(\.|$)", re.IGNORECASE)


def shown(text: str) -> str:
    r"""Text with control and bidi characters made visible; tabs and line ends stay.

    Examples
    --------
    >>> shown("a\x00b\u202ec")
    'a␀b⟦U+202E⟧c'
    """
    return _ODD.sub(_sign, text.replace("\r\n", "\n").replace("\r", "\n"))


@lru_cache(maxsize=_REMEMBERED)
def told(text: str, limit: int = CELL_LIMIT) -> str:
    """Text as we may repeat it to a sender: visible, without personal numbers, not too long.

    Examples
    --------
    >>> told("13800138000", 20), told("abcdef", 4)
    ('〔手机号码已遮盖〕', 'abc…')
    """
    return clipped(shown(masked(text)), limit)


@lru_cache(maxsize=_REMEMBERED)
def line(text: str, limit: int = CELL_LIMIT) -> str:
    """Like `told`, on one line."""
    return clipped(" ".join(told(text).split()), limit)


def clipped(text: str, limit: int) -> str:
    """Text of at most ``limit`` characters; what was cut shows as …"""
    return text if len(text) <= limit else text[:max(limit - 1, 0)] + "…"


def is_formula_like(text: str) -> bool:
    """Whether a program could take the text for a formula."""
    return text.startswith(FORMULA_SIGNS)


def safe_name(name: str) -> str:
    r"""Name that a file or folder can have on Windows and Linux.

    Separators, control and bidi characters, device names, and dots and spaces at the ends go;
    Chinese stays. At most 80 characters and 180 bytes in UTF-8; a short extension is kept. Not a
    key: different names may become the same.

    Examples
    --------
    >>> safe_name("../../etc/报表 .xlsx"), safe_name("CON.xlsx"), safe_name("a\u202excod.exe")
    ('_etc_报表 .xlsx', '_CON.xlsx', 'axcod.exe')
    """
    name = "".join(sign for sign in _SEPARATORS.sub("_", unicodedata.normalize("NFC", name))
                   if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    name = re.sub(r"\s+", " ", name).strip(". ")
    name = re.sub(r"^(_\.*)+", "_", name)
    name = f"_{name}" if _DEVICE.match(name) else name
    return _shortened(name).strip(". ") or say("intake_answer.unnamed")


def _shortened(name: str) -> str:
    """Cut before the extension, at whole characters."""
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > _SUFFIX_LIMIT or " " in suffix:
        stem, dot, suffix = name, "", ""
    tail = dot + suffix
    stem = stem[:_NAME_LIMIT - len(tail)]
    while len((stem + tail).encode("utf-8")) > _NAME_BYTES:
        stem = stem[:-1]
    return stem + tail


def _sign(found: re.Match) -> str:
    """Visible form of one odd character."""
    code = ord(found.group())
    if code < 0x20 or code == 0x7F:
        return chr(0x2421 if code == 0x7F else 0x2400 + code)
    if 0xD800 <= code <= 0xDFFF or code >= 0xFFFE:
        return "\ufffd"
    return f"⟦U+{code:04X}⟧"
