"""kinds — first bytes of a file -> what it is, whatever its name says.

Only bytes are compared; nothing is parsed.
"""

import re

ZIP, OLE2 = "zip", "ole2"
# Names of a form's files; other endings get a hint.
SUFFIXES = {"xlsx": (".xlsx", ".xltx"), "xls": (".xls", ".xlt", ".et", ".ett"),
            "text": (".csv", ".tsv", ".txt", ".tab")}

_MAGIC = (
    (b"PK\x03\x04", ZIP), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE2),
    (b"%PDF", "F110"), (b"{\\rtf", "F112"),
    (b"\x89PNG", "F111"), (b"\xff\xd8\xff", "F111"), (b"GIF8", "F111"), (b"BM", "F111"),
    (b"II*\x00", "F111"), (b"MM\x00*", "F111"),
    (b"PK\x05\x06", "F115"), (b"PK\x07\x08", "F115"), (b"Rar!\x1a", "F115"),
    (b"7z\xbc\xaf\x27\x1c", "F115"), (b"\x1f\x8b\x08", "F115"), (b"BZh", "F115"),
    (b"\xfd7zXZ\x00", "F115"), (b"\x28\xb5\x2f\xfd", "F115"),
    (b"MZ", "F119"), (b"\x7fELF", "F119"), (b"SQLite format 3\x00", "F119"),
    (b"\x09\x08", "F119"), (b"\x09\x00\x04\x00", "F119"), (b"\x09\x02\x06\x00", "F119"),
    (b"\x09\x04\x06\x00", "F119"),
)
# "BM" and "MZ" begin ordinary words too: only with the zero bytes of a binary header.
_SHORT = (b"BM", b"MZ")
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD, _ZIP_END = 4096, 65_557
_HTML_FIRST = re.compile(rb"<(!doctype\s+html|html|head|meta|body|table|div|style|script|center"
                         rb"|title|form|font|link)[\s>/]")
_HTML_INSIDE = re.compile(rb"<(html|table|body)[\s>]")
_MHTML = re.compile(rb"(mime-version:|content-type:\s*multipart/related)")
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 26}) + b"\x7f"


def kind_of(data: bytes) -> str:
    r"""What the bytes are: ``zip``, ``ole2``, ``text``, or the rule that refuses them.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7 ..."), kind_of(b"a,b\n"), kind_of(b"<table><tr>")
    ('F110', 'text', 'F116')
    """
    head = data[:_HEAD]
    for magic, kind in _MAGIC:
        if head.startswith(magic) and (magic not in _SHORT or b"\x00" in head[:16]):
            return kind
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        return "F111" if head[8:12] in (b"WEBP", b"heic", b"heix", b"mif1", b"avif") else "F119"
    if head[257:262] == b"ustar":
        return "F115"
    if b"PK\x05\x06" in data[-_ZIP_END:] and b"PK\x01\x02" in data:
        return "F128"  # a ZIP behind something else
    return _markup(head) or _text_or_not(head)


def _markup(head: bytes) -> str:
    """Rule for a page or an XML table that calls itself a spreadsheet; "" for neither."""
    plain = head.replace(b"\x00", b"")  # UTF-16 of ASCII
    for bom in _BOMS:
        plain = plain.removeprefix(bom)
    plain = plain.lstrip().lower()
    if plain.startswith(b"<?xml") or plain.startswith(b"<workbook"):
        return "F116" if _HTML_INSIDE.search(plain) else "F117"
    if _HTML_FIRST.match(plain) or (plain.startswith(b"<!--") and _HTML_INSIDE.search(plain)):
        return "F116"
    return "F116" if _MHTML.match(plain) else ""


def _text_or_not(head: bytes) -> str:
    """``text``, or F119 for bytes that no text has."""
    if head.startswith(_BOMS):
        return "text"
    # Control characters, not zeros: those are what UTF-16 without a mark has in plenty.
    controls = sum(head.count(code) for code in _CONTROLS if code)
    if controls * 20 > len(head):
        return "F119"
    return "text"
