"""beside — a workbook's parts + the texts of its cells -> where else persons' numbers stand.

Standard library only: this runs in the child. Cells are judged by `privacy`, which knows what
their columns may hold; all other text that people can put into a workbook is looked at here,
whether a spreadsheet would show it or not.
"""

import re
from dataclasses import dataclass, field
from itertools import chain

from qiyou.intake.beside_raw import shows_person
from qiyou.intake.package import Package
from qiyou.intake.person_numbers import has_bare_person, has_person
from qiyou.intake.refusal import RefusedError
from qiyou.intake.walker import ROOM, Walker

_SHORTEST = 11
# Kind of place by what its part is called, the first that fits.
_KINDS = (("comment", r"comments|persons/"), ("pivot", r"pivot|slicer"), ("chart", r"charts?/"),
          ("link", r"worksheets/_rels/"), ("drawing", r"drawing|diagram"),
          ("format", r"styles"), ("table", r"tables/"),
          ("properties", r"docprops/|customxml/"))
_KINDS = tuple((kind, re.compile(sign)) for kind, sign in _KINDS)
# Kind of place within a worksheet or the workbook, by the element around it.
_WITHIN = {
    "f": "formula", "headerFooter": "header", "dataValidations": "validation",
    "hyperlinks": "link", "conditionalFormatting": "formula", "sheet": "sheet_name",
    "definedNames": "names", "legacyDrawingHF": "header",
}
# Elements of text that is one with the text around it.
_INLINE = frozenset({"t", "r", "fld", "font", "span", "b", "i", "u", "a"})
# Attributes that people write themselves. In others numbers are coordinates and keys, so only what
# is more than numbers is looked at there, and only for numbers set in the usual way.
_WRITTEN = frozenset({
    "name", "displayName", "comment", "description", "help", "statusBar", "customMenu", "userName",
    "user", "userId", "url", "prompt", "promptTitle", "error", "errorTitle", "display", "tooltip",
    "location", "caption", "totalsRowLabel", "descr", "title", "alt", "href", "string",
    "formatCode", "Target", "text", "author", "initials", "linkTarget", "uniqueName"})
_VALUES = {"filter": "val", "customFilter": "val", "s": "v", "n": "v"}
_NUMBERS = re.compile(r"[\d\s.,;:+\-%eE()*/|]*")
# Signs of code between which people's text stands: fonts and sizes of headers, quotes of formats.
_CODES = re.compile(r'&K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|&"[^"]*"|&\d{1,3}|[\\"]')
# Keys of programs: GUIDs and long numbers to the base 16 with at least two letters among them.
_KEY = re.compile(r"(?<![0-9A-Za-z])(?:(?:0x)?(?=(?:\d*[A-Fa-f]){2})[0-9A-Fa-f]{24,}"
                  r"|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})(?![0-9A-Za-z])")
# Plain cells and strings, nine tenths of all elements, which are known: each call of the parser
# into Python costs more than cutting them out of the bytes.
_PLAIN = re.compile(rb'<c(?: [^<>]*)?(?:/>|>(?:<v>[^<]*</v>)?</c>)'
                    rb'|<si><t(?: xml:space="preserve")?>[^<]*</t></si>')
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")


@dataclass(frozen=True, slots=True)
class Known:
    """What has been read already. ``owners``: sheet's name by part; ``read``: parts whose cells
    were read; ``strings``: part of the shared strings, ``texts``: these; ``shown``: texts of
    cells and names of sheets.
    """

    strings: str
    texts: list[str]
    owners: dict[str, str] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)


def find_beside(package: Package, known: Known) -> set[tuple[str, str]]:
    """Kinds of places outside the cells that hold a person's number, each with its sheet or "".

    Raises
    ------
    MemoryError
        When the child's memory ends. What is no XML is looked at as bytes, so nothing is refused
        here that could be read.
    """
    found = {("texts", "") for text in known.texts
             if len(text) >= _SHORTEST and text not in known.shown and has_person(text)}
    for part in package.parts:
        owner = _owner(part, known.owners)
        found |= {(kind, owner) for kind in _kinds_in(package, part, known)}
    if shows_person(package.around):
        found.add(("container", ""))
    return found


def _owner(part: str, owners: dict[str, str]) -> str:
    """Sheet that a part belongs to; of relationships the one of the part that has them."""
    return owners.get(part) or owners.get(part.replace("_rels/", "").removesuffix(".rels"), "")


def _kinds_in(package: Package, part: str, known: Known) -> set[str]:
    kind = next((kind for kind, sign in _KINDS if sign.search(part)), "other")
    kind = "texts" if part == known.strings else kind
    listener = _Listener(part, kind, known)
    chunks = package.chunks(part)
    first = next(chunks, b"")
    if first.startswith(_IMAGES):
        return set()
    if first.replace(b"\x00", b"")[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        try:
            chunks = chain([first], chunks)
            is_known = part in known.read or part == known.strings
            listener.walk((_PLAIN.sub(b"", one) for one in chunks) if is_known else chunks)
        except RefusedError:
            pass  # old drawings are often no XML that holds
        else:
            return listener.finish()
    is_seen = shows_person(b"".join(package.chunks(part)))
    return listener.found | ({kind} if is_seen else set())


class _Listener(Walker):
    """Listens to all texts and attributes of one part, and leaves out what cells hold."""

    def __init__(self, part: str, kind: str, known: Known):
        super().__init__(part, "")
        self.found: set[str] = set()
        self._kind, self._known = kind, known
        # What cells show is known already: values of sheets, strings of the workbook.
        self._has_cells, self._has_strings = part in known.read, part == known.strings
        self._is_custom = part.startswith("customxml/")
        self._open: list[tuple[str, int, str]] = [("", 0, kind)]  # name, block, kind
        self._count, self._silent = 0, 0
        self._text, self._block, self._text_kind = "", 0, kind
        self.is_open = True

    def finish(self) -> set[str]:
        """Kinds of places that hold a person's number."""
        self._end_text()
        return self.found

    def settle(self) -> None:
        """Take what was heard: texts have no bounds here."""
        self._hear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.heard:
            self._hear()
        name = name[name.rfind(":") + 1:]
        outer, block, kind = self._open[-1]
        kind = _WITHIN.get(name, kind) if self._kind == "other" else kind
        if name not in _INLINE or not block:
            self._count += 1
            block = self._count
        self._open.append((name, block, kind))
        if self._silent or self._is_silent(name, outer):
            self._silent += 1
        if attributes and name not in ("c", "row"):
            self._look_at(name, kind, attributes)

    def _end(self, _name: str) -> None:
        if self.heard:
            self._hear()
        self._open.pop()
        if self._silent:
            self._silent -= 1

    def _is_silent(self, name: str, outer: str) -> bool:
        """Whether an element holds what a cell shows."""
        if self._has_cells and outer == "c":
            return name in ("v", "is")
        # Of a shared string the text is known, its phonetic guides are not.
        return self._has_strings and name == "t" and outer in ("si", "r")

    def _hear(self) -> None:
        text = "".join(self.heard)
        self.heard.clear()
        if self._silent or not text or text.isspace():
            return
        _, block, kind = self._open[-1]
        if block != self._block or len(self._text) > ROOM:
            self._end_text()
        self._block, self._text_kind = block, kind
        self._text += text

    def _end_text(self) -> None:
        if len(self._text) >= _SHORTEST and self._text not in self._known.shown \
                and _is_written_person(self._text):
            self.found.add(self._text_kind)
        self._text = ""

    def _look_at(self, element: str, kind: str, attributes: dict[str, str]) -> None:
        for full, value in attributes.items():
            if len(value) < _SHORTEST or full.startswith("xmlns"):
                continue
            name = full[full.rfind(":") + 1:]
            if self._is_custom or name in _WRITTEN or _VALUES.get(element) == name:
                is_person = _is_written_person(value) or (
                    "%" in value and _is_written_person(_unquoted(value)))
            else:
                is_person = not _NUMBERS.fullmatch(value) and has_bare_person(_KEY.sub("", value))
            if is_person:
                self.found.add(kind)


def _is_written_person(text: str) -> bool:
    """Whether a text that people may have written holds a person's number."""
    text = _KEY.sub(" ", text)
    return has_person(text) or (("&" in text or '"' in text or "\\" in text)
                                and has_person(_CODES.sub("", text)))


def _unquoted(address: str) -> str:
    """Address with ``%31`` read; other characters than ASCII do not matter here."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), address)
