"""text_encoding — the bytes of a text -> its encoding, proved to the last byte.

Standard library only: this runs in the child. UTF-8, UTF-16 and GB18030, nothing else is guessed:
a text of another encoding would often pass for one of these and store other names.
"""

import codecs
import re
from itertools import islice

from qiyou.intake.refusal import RefusedError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
          (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHUNK = 1 << 20
_CHINESE = re.compile(r"[\u2010-\u2027\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_CHINESE_UTF8 = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2,}")
_LOOKED_AT = 20_000
_EDGES, _FIELD = re.compile(rb"[^,;\t\r\n\"]*"), 200
_ENOUGH = 2
# Some characters hold a zero byte themselves, on the other side than ASCII in UTF-16 does.
_SOME_ZEROS, _MANY_ZEROS, _ONE_SIDED = 0.01, 0.3, 0.75


def encoding_of(data: bytes) -> tuple[str, int]:
    r"""Encoding of a text and the length of its mark (BOM) in bytes.

    With a mark the encoding is what it says. Without one, zero bytes on one side of each pair
    mean UTF-16; then UTF-8, then GB18030 is tried, each to the last byte. A text whose lines are
    partly UTF-8 and partly not is mixed.

    Returns
    -------
    encoding : str
        ``utf-8``, ``utf-16-le``, ``utf-16-be`` or ``gb18030``.
    mark : int

    Raises
    ------
    RefusedError
        F150 undecodable (with the byte's number, from 1), F151 zero bytes, F152 mixed.

    Examples
    --------
    >>> encoding_of("\u5c9b,1".encode("gb18030")), encoding_of("a,1".encode("utf-16-be"))
    (('gb18030', 0), ('utf-16-be', 0))
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            _prove(data, encoding, len(mark))
            _check_zeros(data, encoding)
            return encoding, len(mark)
    if encoding := _utf16_by_zeros(data):
        _prove(data, encoding, 0)
        return encoding, 0
    _check_zeros(data, "")
    first_bad = _first_bad(data, "utf-8", 0)
    if first_bad is None:
        return "utf-8", 0
    if _has_utf8_field(data):
        raise RefusedError("F152", position=first_bad + 1)
    _prove(data, "gb18030", 0)
    return "gb18030", 0


def _utf16_by_zeros(data: bytes) -> str:
    """UTF-16 without a mark, by where the zero bytes lie; "" when it is not."""
    zeros = data.count(0)
    if len(data) % 2 or zeros < _SOME_ZEROS * len(data) or not zeros:
        return ""
    if zeros < _MANY_ZEROS * len(data) and _first_bad(data, "utf-8", 0) is None:
        return ""  # a text in UTF-8 with zeros strewn in
    odd = data[1::2].count(0)
    if max(odd, zeros - odd) < _ONE_SIDED * zeros:
        return ""
    encoding = "utf-16-le" if odd * 2 > zeros else "utf-16-be"
    return encoding if "\x00" not in data.decode(encoding, "replace") else ""


def _check_zeros(data: bytes, encoding: str) -> None:
    """A text holds no character zero."""
    if encoding.startswith("utf-16"):
        at = 2 * data.decode(encoding, "replace").find("\x00")
    else:
        at = data.find(0)
    if at >= 0:
        raise RefusedError("F151", position=at + 1)


def _prove(data: bytes, encoding: str, start: int) -> None:
    """Decode to the last byte."""
    bad = _first_bad(data, encoding, start)
    if bad is not None:
        raise RefusedError("F150", position=bad + 1)


def _first_bad(data: bytes, encoding: str, start: int) -> int | None:
    """Index of the first byte that cannot be decoded; None when all can."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for at in range(start, len(data), _CHUNK):
        chunk = data[at:at + _CHUNK]
        try:
            decoder.decode(chunk, at + _CHUNK >= len(data))
        except UnicodeDecodeError as error:
            # The decoder puts bytes kept from the chunk before in front.
            return at - (len(error.object) - len(chunk)) + error.start
    return None


def _has_utf8_field(data: bytes) -> bool:
    """Whether whole fields are Chinese in UTF-8.

    Three characters of GB18030 can look like two of UTF-8, hence one field of three or more, or
    several fields, before the text is called mixed.
    """
    short = set()
    for found in islice(_CHINESE_UTF8.finditer(data), _LOOKED_AT):
        start, end = found.span()
        before = _EDGES.findall(data, max(0, start - _FIELD), start)
        begin = start - len(before[-1]) if before else start
        field = data[begin:_EDGES.match(data, end, end + _FIELD).end()]
        try:
            characters = len(_CHINESE.findall(field.decode("utf-8")))
        except UnicodeDecodeError:
            continue
        short.add(field)
        if characters > _ENOUGH or len(short) > _ENOUGH:
            return True
    return False
