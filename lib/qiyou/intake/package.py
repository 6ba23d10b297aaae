"""package — the bytes of a workbook's ZIP -> its parts and how they are related.

Standard library only: this runs in the child. Before anything is parsed every part is read to its
end, so that each checksum is tested, no document type hides in a part that nobody here parses, and
a flood of cells is refused for the price of inflating it.
"""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from qiyou.intake.caps import ATTRIBUTES, CELLS, ELEMENTS
from qiyou.intake.container import has_document_type
from qiyou.intake.refusal import RefusedError
from qiyou.intake.walker import Walker
from qiyou.intake.zip_check import between

_CHUNK = 1 << 16
_OVERLAP = 32  # a sign may lie across two chunks, in UTF-16 with a zero after each letter
_ACTIVE = {
    "vbaproject": "F121", "wordvbadata": "F121", "xlmacrosheet": "F121",
    "xlintlmacrosheet": "F121", "externallink": "F122", "externallinkpath": "F122",
    "connections": "F122", "querytable": "F122", "attachedtemplate": "F122",
    "oleobject": "F123", "package": "F123", "control": "F123", "activexcontrolbinary": "F123",
}
_BY_CONTENT_TYPE = (("macroenabled", "F121"), ("vbaproject", "F121"), ("macrosheet", "F121"),
                    ("sheet.binary", "F118"), ("externallink", "F122"), ("activex", "F123"))
# A link to click on is text; everything else outside would be fetched.
_HARMLESS_OUTSIDE = "hyperlink"


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part: last word of its type, target as a part's name."""

    kind: str
    target: str
    is_outside: bool


class Package:
    """A workbook's parts; names are compared in small letters, as OPC asks."""

    def __init__(self, data: bytes):
        self._data = data
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            raise RefusedError("F126", part="ZIP") from None
        self._members = {member.filename.lower(): member for member in self._zip.infolist()}
        self._survey()
        self.relations = {name: self._relations(name) for name in self._members
                          if name.endswith(".rels")}
        self._check_content_types()

    @property
    def parts(self) -> list[str]:
        """Names of all parts, in small letters."""
        return list(self._members)

    @property
    def around(self) -> bytes:
        """What lies between the parts: names, comments, extra fields."""
        return between(self._data, list(self._members.values()))

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part.lower() in self._members

    def chunks(self, part: str) -> Iterator[bytes]:
        """Content of a part in pieces of 64 KB; its checksum and length are tested at the end.

        Raises
        ------
        RefusedError
            F126 when it is missing or damaged.
        """
        member = self._members.get(part.lower())
        if member is None:
            raise RefusedError("F126", part=part[-80:])
        size = 0
        try:
            with self._zip.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
            raise RefusedError("F126", part=part[-80:]) from None
        if size != member.file_size:
            raise RefusedError("F126", part=part[-80:])

    def related(self, part: str = "") -> dict[str, Relation]:
        """Relationships of a part (of the package itself: ""), by their ids."""
        folder, name = posixpath.split(part)
        return self.relations.get(posixpath.join(folder, "_rels", f"{name}.rels").lower(), {})

    def _survey(self) -> None:
        """Look through the bytes of every part.

        Text cannot hold ``<``, so elements and values are never counted too low.
        """
        elements, attributes, values = ELEMENTS, ATTRIBUTES, CELLS
        for part in self._members:
            rest, is_markup = b"", None
            for chunk in self.chunks(part):
                if is_markup is None:
                    head = chunk[:200].replace(b"\x00", b"")
                    is_markup = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
                if not is_markup:
                    continue
                if has_document_type(rest + chunk):
                    raise RefusedError("F124", part=part[-80:])
                elements -= chunk.count(b"<") - chunk.count(b"</")
                attributes -= chunk.count(b'="') + chunk.count(b"='")
                values -= chunk.count(b"</v>")
                if values < 0:
                    raise RefusedError("F136", limit=CELLS // 10_000)
                if elements < 0 or attributes < 0:
                    raise RefusedError("F143")
                rest = chunk[-_OVERLAP:]

    def _relations(self, name: str) -> dict[str, Relation]:
        folder = posixpath.dirname(posixpath.dirname(name))
        reader = _Relations(name, folder)
        reader.walk(self.chunks(name))
        return reader.found

    def _check_content_types(self) -> None:
        part = "[Content_Types].xml"
        reader = Walker(part, "Types")
        reader.on_start = dict.fromkeys(("Default", "Override"), _check_content_type)
        reader.walk(self.chunks(part))


class _Relations(Walker):
    """Relationships of one ``.rels`` part."""

    def __init__(self, part: str, folder: str):
        super().__init__(part, "Relationships")
        self._folder = folder
        self.found: dict[str, Relation] = {}
        self.on_start["Relationship"] = self._one

    def _one(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2].lower()
        target = attributes.get("Target", "")
        is_outside = attributes.get("TargetMode", "").lower() == "external" or "://" in target
        if rule := _ACTIVE.get(kind):
            raise RefusedError(rule, part=self.part)
        if is_outside and kind != _HARMLESS_OUTSIDE:
            raise RefusedError("F122", part=self.part)
        name = attributes.get("Id", "")
        if not name or name in self.found:
            raise self.broken()
        target = target if is_outside else self._inside(target)
        self.found[name] = Relation(kind, target, is_outside)

    def _inside(self, target: str) -> str:
        """Name of the part that a target means; it may not leave the package."""
        target = target.partition("#")[0].replace("\\", "/")
        path = posixpath.normpath(posixpath.join("/", self._folder, target))
        # normpath stops at the root; a target that climbs above it is a trick.
        depth = self._folder.count("/") + bool(self._folder)
        if not target.startswith("/") and target.split("/").count("..") > depth:
            raise RefusedError("F127", part=target[-80:])
        return path.lstrip("/")


def _check_content_type(attributes: dict[str, str]) -> None:
    """Refuse the kinds of parts that act or reach outside."""
    kind = attributes.get("ContentType", "").lower()
    for sign, rule in _BY_CONTENT_TYPE:
        if sign in kind:
            raise RefusedError(rule, part=kind[-80:])
