"""package — sheets of plain rows -> the bytes of a workbook, the same on every machine.

Written by hand and stored, not compressed: what a compressor makes of the same bytes differs
between zlib and its successors, and a library may change what it writes in any release. Git
compresses the files anyway.
"""

import io
import zipfile
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
# Day 0 of a spreadsheet's calendar.
_ORIGIN = date(1899, 12, 30)
# Looks of cells by name: number of the format in ``_STYLES``.
LOOKS = {"plain": 0, "title": 1, "head": 2, "cell": 3, "day": 4, "total": 5, "mark": 6}
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
    'formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="4"><font><sz val="11"/></font>'
    '<font><b/><sz val="16"/></font><font><b/><sz val="11"/></font>'
    '<font><b/><sz val="11"/><color rgb="FFC0392B"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
    '<fgColor rgb="FFDCE6F1"/></patternFill></fill></fills><borders count="2"><border/><border>'
    '<left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border>'
    '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="7"><xf/>'
    '<xf fontId="1" applyFont="1"><alignment horizontal="center"/></xf>'
    '<xf fontId="2" fillId="2" borderId="1"><alignment horizontal="center" wrapText="1"/></xf>'
    '<xf borderId="1"/><xf numFmtId="164" borderId="1" applyNumberFormat="1"/>'
    '<xf fontId="2" borderId="1"/><xf fontId="3"/></cellXfs><cellStyles count="1">'
    '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>')


@dataclass
class Sheet:
    """One sheet: rows of (value, look) or None, merged areas as (top, left, bottom, right) from 1.

    Values are numbers, texts, or days.
    """

    name: str
    rows: list[list] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


def workbook(sheets: list[Sheet], creator: str) -> bytes:
    """Bytes of an .xlsx file."""
    texts: dict[str, int] = {}
    bodies = [_worksheet(sheet, texts) for sheet in sheets]
    parts = {"[Content_Types].xml": _content_types(len(sheets)),
             "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml"),
                                        ("core", "docProps/core.xml")]),
             "docProps/core.xml": _core(creator), "xl/workbook.xml": _book(sheets),
             "xl/_rels/workbook.xml.rels": _relations(
                 [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
                 + [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]),
             "xl/styles.xml": _STYLES, "xl/sharedStrings.xml": _shared(texts)}
    parts |= {f"xl/worksheets/sheet{n}.xml": body for n, body in enumerate(bodies, 1)}
    return stored({name: (_HEAD + text).encode("utf-8") for name, text in parts.items()})


def stored(parts: dict[str, bytes]) -> bytes:
    """Archive of files that are stored as they are, all of one moment."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            about = zipfile.ZipInfo(name, (2023, 1, 1, 0, 0, 0))
            about.create_system, about.external_attr = 0, 0  # whoever makes it, it is the same
            archive.writestr(about, data)
    return content.getvalue()


def letters(column: int) -> str:
    """Letters of a column counted from 1.

    Examples
    --------
    >>> letters(1), letters(28)
    ('A', 'AB')
    """
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def _worksheet(sheet: Sheet, texts: dict[str, int]) -> str:
    rows = [f'<row r="{number}">' + "".join(
        _cell(f"{letters(at)}{number}", entry, texts) for at, entry in enumerate(row, 1) if entry)
        + "</row>" for number, row in enumerate(sheet.rows, 1)]
    areas = [f'<mergeCell ref="{letters(left)}{top}:{letters(right)}{bottom}"/>'
             for top, left, bottom, right in sheet.merges]
    merges = f'<mergeCells count="{len(areas)}">{"".join(areas)}</mergeCells>' if areas else ""
    return (f'<worksheet xmlns="{_MAIN}"><sheetFormatPr defaultRowHeight="15"/>'
            '<cols><col min="1" max="40" width="13" customWidth="1"/></cols>'
            f'<sheetData>{"".join(rows)}</sheetData>{merges}</worksheet>')


def _cell(place: str, entry: tuple, texts: dict[str, int]) -> str:
    value, look = entry
    style = f' s="{LOOKS[look]}"' if LOOKS[look] else ""
    if value is None:
        return f'<c r="{place}"{style}/>'
    if isinstance(value, date):
        return f'<c r="{place}" s="{LOOKS["day"]}"><v>{(value - _ORIGIN).days}</v></c>'
    if isinstance(value, str):
        number = texts.setdefault(value, len(texts))
        return f'<c r="{place}"{style} t="s"><v>{number}</v></c>'
    return f'<c r="{place}"{style}><v>{number_text(value)}</v></c>'


def number_text(value: float) -> str:
    """Shortest digits of a number, without a needless point."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _shared(texts: dict[str, int]) -> str:
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    return f'<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">{items}</sst>'


def _book(sheets: list[Sheet]) -> str:
    names = "".join(f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>'
                    for n, sheet in enumerate(sheets, 1))
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets>{names}</sheets></workbook>'


def _relations(targets: list[tuple[str, str]]) -> str:
    core = f"{_PACK}/relationships/metadata/core-properties"
    kinds = [core if kind == "core" else f"{_DOC}/{kind}" for kind, _ in targets]
    items = "".join(f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
                    for n, (kind, (_, target)) in enumerate(zip(kinds, targets, strict=True), 1))
    return f'<Relationships xmlns="{_PACK}/relationships">{items}</Relationships>'


def _content_types(sheets: int) -> str:
    parts = {f"/xl/worksheets/sheet{n}.xml": f"{_TYPES}worksheet+xml" for n in range(1, sheets + 1)}
    parts |= {"/xl/workbook.xml": f"{_TYPES}sheet.main+xml",
              "/xl/styles.xml": f"{_TYPES}styles+xml",
              "/xl/sharedStrings.xml": f"{_TYPES}sharedStrings+xml",
              "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml"}
    items = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>'
                    for name, kind in parts.items())
    return (f'<Types xmlns="{_PACK}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{items}</Types>')


def _core(creator: str) -> str:
    moment = "2023-01-01T00:00:00Z"
    return ('<cp:coreProperties xmlns:cp='
            '"http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:creator>{escape(creator)}</dc:creator>"
            f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
            "</cp:coreProperties>")
