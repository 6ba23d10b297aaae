"""beside_xls — the records of an .xls and the texts of its cells -> where else numbers stand.

Standard library only: this runs in the child. Records are no text, so they are looked at as
bytes: in this format people's text lies in them as it is, in eight or sixteen bits.
"""

import re
import struct
from collections.abc import Iterable, Iterator

from qiyou.intake.beside_raw import shows_person
from qiyou.intake.ole2 import Ole2
from qiyou.intake.person_numbers import has_person
from qiyou.intake.refusal import RefusedError

_KINDS = {
    0x1C: "comment", 0x14: "header", 0x15: "header", 0x866: "header", 0x18: "names",
    0x1BE: "validation", 0x1B2: "validation", 0x1B8: "link", 0x800: "link", 0x41E: "format",
    0x85: "sheet_name", 0x5C: "properties", 0x6: "formula", 0x4BC: "formula", 0x221: "formula",
    0x1B6: "drawing", 0xEC: "drawing", 0xEB: "drawing", 0x5D: "drawing", 0x100D: "chart",
}
# What cells hold is judged where their columns are known: texts, numbers, results of formulas.
_CELLS = frozenset({0xFC, 0x203, 0x204, 0xFD, 0x27E, 0x205, 0xD6, 0x207, 0xBD, 0x201, 0xBE, 0xFF})
_CONTINUE, _TEXT, _OBJECT, _FORMULA, _NOTE = 0x3C, 0x1B6, 0x5D, 0x6, b"\x19\x00"
_SHORTEST, _TOKENS = 10, 22
# Numbers overlap where one begins like the sign of another.
_NUMBER, _DOUBLE = re.compile(rb"\x1f(?=(.{8}))", re.DOTALL), struct.Struct("<d")
_HEAD = struct.Struct("<2H")


def find_beside_xls(file: Ole2, stream: bytes, texts: Iterable[str]) -> set[tuple[str, str]]:
    """Kinds of places outside the cells that hold a person's number, each with "" for its sheet.

    Parameters
    ----------
    file : Ole2
    stream : bytes
        The workbook's.
    texts : iterable of str
        Shared strings that no cell shows.
    """
    blobs: dict[str, bytearray] = {}
    for kind, content in _records(stream):
        blobs.setdefault(kind, bytearray()).extend(content + b"\n\0\n\0")
    found = {(kind, "") for kind, blob in blobs.items() if shows_person(bytes(blob))}
    if any(map(has_person, texts)):
        found.add(("texts", ""))
    for name in file.streams:
        if name.lower() not in ("workbook", "book") and _stream_shows(file, name):
            found.add(("properties", ""))
    return found


def _records(stream: bytes) -> Iterator[tuple[str, bytes]]:
    """Kind of place and content of each record that holds no cell's value."""
    at, last, is_note = 0, 0, False
    while at + 4 <= len(stream):
        number, size = _HEAD.unpack_from(stream, at)
        content = stream[at + 4:at + 4 + size]
        at += 4 + size
        # What goes on belongs to the record before it.
        last = last if number == _CONTINUE else number
        if number == _OBJECT:
            is_note = content[4:6] == _NOTE
        if last not in _CELLS and size > _SHORTEST:
            yield ("comment" if last == _TEXT and is_note else _KINDS.get(last, "other")), content
        if number == _FORMULA:
            yield "formula", b"\n".join(_constants(content[_TOKENS:]))


def _constants(tokens: bytes) -> Iterator[bytes]:
    """Whole numbers that a formula is written with."""
    for found in _NUMBER.finditer(tokens):
        value = _DOUBLE.unpack(found[1])[0]
        if 1e10 <= value < 1e18 and value.is_integer():
            yield b"%d" % int(value)


def _stream_shows(file: Ole2, name: str) -> bool:
    try:
        return shows_person(file.stream(name))
    except RefusedError:
        return False  # it cannot be read by anyone else either
