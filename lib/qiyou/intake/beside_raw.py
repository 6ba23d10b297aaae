"""beside_raw — bytes that nobody reads as what they are -> whether persons' numbers show in them.

Standard library only: this runs in the child. Bytes are read as text in every encoding that such a
text may have; of a ZIP its members, even of one that is cut short. What is packed or locked
otherwise stays unseen.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress

from qiyou.intake.caps import MEMBERS
from qiyou.intake.gather import Gathered
from qiyou.intake.person_numbers import has_bare_person

_TAGS = re.compile(r"<[^<>]{0,2000}>")
# Runs of text that editors cut numbers into; other tags end a text.
_RUNS = re.compile(r"</?(?:\w+:)?(?:r|t|rPr|span|font|b|i|u|lang|sz|szCs|rFonts|color|proofErr)"
                   r"(?:\s[^<>]{0,500})?/?>")
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
# Without one of these there is no number to look for: digits, markup that may cut them or write
# them as references, full-width digits in UTF-8 and GB18030.
_SIGNS = re.compile(rb"(?:\d[\x00 -]{0,2}){11}|</|&#|\xef\xbc[\x90-\x99]|(?:\xa3[\xb0-\xb9]){11}")
# Local header of a ZIP's deflated member: lengths of its name and of its extra field at the end.
_MEMBER = re.compile(rb"PK\x03\x04.{4}\x08\x00.{16}(.{4})", re.DOTALL)
_LENGTHS, _CHUNK = struct.Struct("<2H"), 1 << 16
# Decoded, a text takes up to four times its bytes.
_INFLATED_BYTES = 30_000_000
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF38: "X", 0xFF58: "x"}


def look_through(data: bytes) -> Gathered:
    """Whether refused bytes show a person's number, as an answer without sheets."""
    gathered = Gathered("raw")
    if any(map(shows_person, _contents(data))):
        gathered.beside.add(("bytes", ""))
    return gathered


def shows_person(data: bytes) -> bool:
    """Whether a number stands in bytes of any encoding, set in the usual way.

    Examples
    --------
    >>> shows_person("电话13900001111".encode("gb18030")), shows_person(b"0 0 595 842")
    (True, False)
    """
    return bool(_SIGNS.search(data)) and any(map(_shows, _texts(data)))


def _texts(data: bytes) -> Iterator[str]:
    if b"\0" not in data:
        # Sound UTF-8 is hardly ever anything else, and digits stand in it as in the others.
        with suppress(UnicodeDecodeError):
            yield data.decode("utf-8")
            return
    for encoding in _ENCODINGS:
        yield data.decode(encoding, "ignore")
    # In a record texts may begin at any byte.
    yield data[1:].decode("utf-16-le", "ignore")


def _shows(text: str) -> bool:
    text = text.translate(_WIDE) if not text.isascii() else text
    if has_bare_person(text):
        return True
    if "<" not in text and "&#" not in text:
        return False
    from html import unescape  # noqa: PLC0415 - large, and few bytes come here

    return has_bare_person(unescape(_TAGS.sub(" ", _RUNS.sub("", text))))


def _contents(data: bytes) -> Iterator[bytes]:
    """The bytes themselves, and what is packed in them as in a ZIP, cut short or not."""
    yield data
    left, view = _INFLATED_BYTES, memoryview(data)
    for number, found in enumerate(_MEMBER.finditer(data)):
        if left <= 0 or number > MEMBERS:
            return
        start = found.end() + sum(_LENGTHS.unpack(found[1]))
        content = _inflated(view[start:], left)
        left -= len(content)
        yield content


def _inflated(packed: memoryview, limit: int) -> bytes:
    """As much as can be inflated."""
    machine, pieces, size = zlib.decompressobj(-15), [], 0
    try:
        for at in range(0, len(packed), _CHUNK):
            pieces.append(machine.decompress(packed[at:at + _CHUNK], limit - size))
            size += len(pieces[-1])
            if machine.eof or machine.unconsumed_tail or size >= limit:
                break
    except zlib.error:
        pass  # locked, or damaged from here on
    return b"".join(pieces)
