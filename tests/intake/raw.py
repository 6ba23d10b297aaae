"""Workbooks put together from their bare parts, so that every part can be wrong."""

import io
import struct
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"

CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/></Types>')


def relation(name, kind, target, more=""):
    """One relationship."""
    kind = kind if "/" in kind else f"{RELS}/{kind}"
    return f'<Relationship Id="{name}" Type="{kind}" Target="{target}"{more}/>'


def relations(*each):
    """A part of relationships."""
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(each)}</Relationships>'


def workbook_xml(sheets='<sheet name="表" sheetId="1" r:id="rId1"/>', before="", after=""):
    """The workbook's own part."""
    return (f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELS}">{before}<sheets>{sheets}</sheets>'
            f'{after}</workbook>')


def sheet_xml(rows, before="", after=""):
    """A worksheet's part; ``rows`` is what stands inside sheetData."""
    return (f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}'
            '</worksheet>')


def strings_xml(inside):
    """The shared strings' part."""
    return f'{HEAD}<sst xmlns="{MAIN}">{inside}</sst>'


def styles_xml(formats=(), styles=(0,)):
    """Styles: own formats as (number, code), styles as numbers of formats."""
    own = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in formats)
    xfs = "".join(f'<xf numFmtId="{number}"/>' for number in styles)
    # The first and last lists hold what must not be taken for the cells' styles.
    return (f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts>'
            f'<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{xfs}</cellXfs>'
            '<dxfs><dxf><numFmt numFmtId="164" formatCode="yyyy"/></dxf></dxfs></styleSheet>')


CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'


def parts(rows=CELL, *, strings=None, styles=None, **named):
    """Parts of a workbook; ``named`` replaces: types, root, workbook, sheet, rels."""
    rels = [relation("rId1", "worksheet", "worksheets/sheet1.xml")]
    made = {"[Content_Types].xml": named.get("types", CONTENT_TYPES),
            "_rels/.rels": named.get("root", relations(
                relation("rId1", "officeDocument", "xl/workbook.xml"))),
            "xl/workbook.xml": named.get("workbook", workbook_xml())}
    if strings is not None:
        rels.append(relation("rId2", "sharedStrings", "sharedStrings.xml"))
        made["xl/sharedStrings.xml"] = strings
    if styles is not None:
        rels.append(relation("rId3", "styles", "styles.xml"))
        made["xl/styles.xml"] = styles
    made["xl/_rels/workbook.xml.rels"] = named.get("rels", relations(*rels))
    made["xl/worksheets/sheet1.xml"] = named.get("sheet", sheet_xml(rows))
    return made


def zipped(made, method=zipfile.ZIP_DEFLATED, level=6):
    """A ZIP of parts (name -> text or bytes)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method, compresslevel=level) as container:
        for name, content in made.items():
            data = content.encode() if isinstance(content, str) else content
            container.writestr(zipfile.ZipInfo(name, (2025, 10, 1, 0, 0, 0)), data, method, level)
    return buffer.getvalue()


def xlsx(rows=CELL, extra=None, **named):
    """Bytes of a workbook; ``extra`` adds or replaces parts by their names."""
    return zipped({**parts(rows, **named), **(extra or {})})


_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512


def ole2(streams, storages=()):
    """Bytes of an OLE2 file with these streams (name -> bytes) and empty storages at its root.

    Streams are filled up to 4,096 bytes, below which they would lie elsewhere.
    """
    entries = [("Root Entry", 5, _END, 0)]
    chain, body = [], b""
    for name, data in streams.items():
        filled = data.ljust(max(4096, -(-len(data) // _SECTOR) * _SECTOR), b"\0")
        entries.append((name, 2, len(chain), len(filled)))
        count = len(filled) // _SECTOR
        chain += [*range(len(chain) + 1, len(chain) + count), _END]
        body += filled
    entries += [(name, 1, 0, 0) for name in storages]
    directory = b"".join(_entry(at, len(entries), entry) for at, entry in enumerate(entries))
    directory = directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0")
    first, count = len(chain), len(directory) // _SECTOR
    chain += [*range(first + 1, first + count), _END]
    fats = -(-(len(chain) + 1) // 127)
    places = list(range(len(chain), len(chain) + fats))
    chain += [_FAT] * fats
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * _SECTOR, b"\xff")
    head = struct.pack("<8s16s5H6s9L", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE,
                       9, 6, b"", 0, fats, first, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *(places + [_FREE] * (109 - len(places))))
    return head + body + directory + table


def _entry(at, count, entry):
    name, kind, start, size = entry
    text = name.encode("utf-16-le")
    child = 1 if at == 0 and count > 1 else _FREE
    right = at + 1 if 0 < at < count - 1 else _FREE
    return struct.pack("<64sH2B3L16sL16sLQ", text, len(text) + 2, kind, 1, _FREE, right, child,
                       b"", 0, b"", start, size)


def record(number, content=b""):
    """One BIFF record."""
    return struct.pack("<2H", number, len(content)) + content


def biff(sheets=((b"", 0),), book=b""):
    """A workbook's stream; ``sheets`` are (records, kind), ``book`` records of the whole book."""
    head = record(0x809, struct.pack("<4HLL", 0x600, 5, 0, 0, 0, 0)) + book
    names = [f"S{at}".encode() for at in range(len(sheets))]
    start = len(head) + sum(4 + 8 + len(name) for name in names) + 4
    bound, bodies = b"", b""
    for name, (records, kind) in zip(names, sheets, strict=True):
        bound += record(0x85, struct.pack("<LBBBB", start + len(bodies), 0, kind, len(name), 0)
                        + name)
        bodies += record(0x809, struct.pack("<4HLL", 0x600, 0x10, 0, 0, 0, 0)) + records
        bodies += record(0xA)
    return head + bound + record(0xA) + bodies


def number_record(row, column, value=1.0):
    """A cell with a number."""
    return record(0x203, struct.pack("<3Hd", row, column, 0, value))


ONE_NUMBER = ((number_record(0, 0), 0),)


def xls(*, sheets=ONE_NUMBER, book=b"", storages=()):
    """Bytes of an .xls by hand: enough for what is refused before it is parsed."""
    return ole2({"Workbook": biff(sheets, book)}, storages)
