"""container — a file's bytes -> the form to read it as, or why it is refused unread.

Runs in milliseconds, before any parser: by content, never by name. No XML is parsed and nothing
is inflated but the first 4 KB of each part; the child looks at the rest (`package`).
"""

import re

from qiyou.intake.cells import Trouble
from qiyou.intake.kinds import OLE2, ZIP, kind_of
from qiyou.intake.ole2 import Ole2
from qiyou.intake.refusal import RefusedError
from qiyou.intake.zip_check import members_of, peek

_OTHER_ZIPS = (("word/", "F112"), ("ppt/", "F113"), ("xl/workbook.bin", "F118"))
_PARTS = (
    (re.compile(r"(^|/)vba(project|data)[^/]*\.(bin|xml)$|/(intl)?macrosheets/"), "F121"),
    (re.compile(r"/externallinks/.|(^|/)connections\.xml$|/querytables/."), "F122"),
    (re.compile(r"/embeddings/.|/activex/."), "F123"),
)
_MACRO_TYPES = re.compile(rb"macroenabled|vbaproject|ms-excel\.(intl)?macrosheet")
_DOCUMENT_TYPE = (b"<!DOCTYPE", b"<!ENTITY")
_PACKED = (b"PK\x03\x04", b"Rar!\x1a", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"MZ\x90\x00")
_CONTENT_TYPES = "[content_types].xml"


def form_of(data: bytes) -> str | Trouble:
    r"""Form of a file: ``xlsx``, ``xls`` or ``text``, or the trouble that ends it here.

    Rules F110 to F133 and F151.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    str or Trouble

    Examples
    --------
    >>> form_of(b"a,b\n1,2\n")
    'text'
    >>> form_of(b"%PDF-1.7 ...").rule
    'F110'
    """
    kind = kind_of(data)
    try:
        if kind == ZIP:
            return _zip_form(data)
        if kind == OLE2:
            return _ole2_form(Ole2(data))
    except RefusedError as refused:
        return refused.trouble
    return kind if kind == "text" else Trouble(kind)


def has_document_type(chunk: bytes) -> bool:
    """Whether bytes of XML in UTF-8 or UTF-16 hold a document type or an entity."""
    if b"\x00" in chunk:
        chunk = chunk.replace(b"\x00", b"")
    return any(sign in chunk for sign in _DOCUMENT_TYPE)


def _zip_form(data: bytes) -> str:
    """``xlsx``, when the ZIP is sound and is a workbook without active parts."""
    members = members_of(data)
    names = {member.filename.lower(): member for member in members}
    _check_is_workbook(data, names)
    for name in names:
        for pattern, rule in _PARTS:
            if pattern.search(name):
                raise RefusedError(rule, part=name[-80:])
    for name, member in names.items():
        _check_head(name, peek(data, member))
    return "xlsx"


def _check_is_workbook(data: bytes, names: dict) -> None:
    """A workbook of Office Open XML, not another kind of ZIP."""
    for start, rule in _OTHER_ZIPS:
        if any(name.startswith(start) for name in names):
            raise RefusedError(rule)
    if "mimetype" in names and b"opendocument" in peek(data, names["mimetype"]):
        raise RefusedError("F114")
    if not any(name.startswith("xl/") for name in names):
        raise RefusedError("F115")
    if _CONTENT_TYPES not in names or "_rels/.rels" not in names:
        raise RefusedError("F126", part="[Content_Types].xml")


def _check_head(name: str, head: bytes) -> None:
    """First bytes of one part."""
    if head.startswith(_PACKED):
        raise RefusedError("F123", part=name[-80:])
    is_markup = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
    if is_markup and has_document_type(head):
        raise RefusedError("F124", part=name[-80:])
    if name == _CONTENT_TYPES and _MACRO_TYPES.search(head.lower()):
        raise RefusedError("F121", part=name)


def _ole2_form(file: Ole2) -> str:
    """``xls``, when the file holds a workbook without active parts."""
    names = {name.lower() for name in file.streams | file.storages}
    if names & {"encryptedpackage", "encryptioninfo", "\tdrmcontent"}:
        raise RefusedError("F120")
    if not names & {"workbook", "book"}:
        raise RefusedError(_other_ole2(names))
    if names & {"_vba_project_cur", "_vba_project", "vba", "macros"}:
        raise RefusedError("F121", part="VBA")
    if any(name.startswith("lnk") for name in names):
        raise RefusedError("F122", part="OLE")
    if "ctls" in names or any(name.startswith("mbd") for name in names):
        raise RefusedError("F123", part="OLE")
    return "xls"


def _other_ole2(names: set[str]) -> str:
    """Rule for an OLE2 file that is no workbook."""
    if names & {"worddocument", "wpsdocument"}:
        return "F112"
    return "F113" if "powerpoint document" in names else "F119"
