"""Places in a file that can carry a person's number, each in a workbook that is right otherwise.

`CARRIERS` maps a name to a function of the path and the number that writes the file.
"""

import struct
import zipfile

import openpyxl
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from raw import HEAD, biff, number_record, ole2, record, relation, relations
from sloppy import Book

DRAWING = ('<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/'
           'spreadsheetDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
           '<xdr:twoCellAnchor><xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="文本框"{}/></xdr:nvSpPr>'
           '<xdr:txBody><a:p>{}</a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>')
VML = ('<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="_x0000_s1025"{}><v:textbox>'
       '<div>{}</div></v:textbox></v:shape></xml>')


def opened(change):
    """A file made from a right table that openpyxl changes: ``change(book, sheet, number)``."""
    def make(path, number):
        Book().save(path)
        book = openpyxl.load_workbook(path)
        change(book, book.active, number)
        book.save(path)
        return path
    return make


def patched(part, old, new):
    """A file in whose part ``old`` is replaced; ``{}`` in ``new`` is the number."""
    def make(path, number):
        with zipfile.ZipFile(Book().save(path)) as container:
            parts = {name: container.read(name) for name in container.namelist()}
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.format(number).encode(), 1)
        return zipped(path, parts)
    return make


def added(name, content, kind="other"):
    """A file with one part more, hanging on the sheet; ``content(number)`` is what it holds."""
    def make(path, number):
        with zipfile.ZipFile(Book().save(path)) as container:
            parts = {part: container.read(part) for part in container.namelist()}
        data = content(number)
        parts[name] = data if isinstance(data, bytes) else data.encode()
        parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations(
            relation("rId9", kind, f"/{name}")).encode()
        return zipped(path, parts)
    return make


def zipped(path, parts, comment=b"", extra=b""):
    """Write a ZIP of parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        container.comment = comment
        for number, (name, data) in enumerate(parts.items()):
            member = zipfile.ZipInfo(name, (2025, 10, 1, 0, 0, 0))
            member.compress_type, member.extra = zipfile.ZIP_DEFLATED, extra if number == 2 else b""
            container.writestr(member, data)
    return path


def rezipped(**more):
    """A file whose container itself carries the number."""
    def make(path, number):
        with zipfile.ZipFile(Book().save(path)) as container:
            parts = {name: container.read(name) for name in container.namelist()}
        data = number.encode()
        made = {"comment": data} if "comment" in more else {
            "extra": b"\xfe\xca" + len(data).to_bytes(2, "little") + data}
        return zipped(path, parts, **made)
    return make


def _note(_book, sheet, number):
    sheet["B5"].comment = Comment(f"家长电话{number}", "甲某")


def _author(_book, sheet, number):
    sheet["B5"].comment = Comment("见附件", f"甲某{number}")


def _property(name):
    def change(book, _sheet, number):
        setattr(book.properties, name, f"甲某 {number}")
    return change


def _custom(book, _sheet, number):
    book.custom_doc_props.append(StringProperty(name="经办", value=number))


def _format(_book, sheet, number):
    sheet["B5"].number_format = f'0"（{number}）"'


def _escaped_format(_book, sheet, number):
    sheet["B5"].number_format = '0"' + f'{number[:3]}""{number[3:]}"'


def _header(_book, sheet, number):
    sheet.oddHeader.center.text = f"报表 {number}"


def _big_footer(_book, sheet, number):
    sheet.oddFooter.right.text, sheet.oddFooter.right.size = f"经办{number}", 14


def _name(book, _sheet, number):
    book.defined_names["电话"] = DefinedName("电话", attr_text=f'"{number}"')


def _named_comment(book, _sheet, number):
    book.defined_names["甲"] = DefinedName("甲", attr_text="1", comment=number)


def _validation(**texts):
    def change(_book, sheet, number):
        rule = DataValidation(type="list", formula1='"甲,乙"')
        for name, text in texts.items():
            setattr(rule, name, text.format(number))
        rule.add("H5")
        sheet.add_data_validation(rule)
    return change


def _link(_book, sheet, number):
    sheet["A1"].hyperlink = f"mailto:{number}@example.com"


def _tooltip(_book, sheet, number):
    sheet["A1"].hyperlink = "https://example.com/"
    sheet["A1"].hyperlink.tooltip = f"问{number}"


def _sheet_name(_book, sheet, number):
    sheet.title = f"甲某{number}"


def _condition(_book, sheet, number):
    from openpyxl.formatting.rule import FormulaRule
    sheet.conditional_formatting.add("B5", FormulaRule(formula=[f"B5={number[:17]}"
                                                               if len(number) > 11 else
                                                               f"B5={number}"]))


def _run_drawing(number):
    runs = "".join(f"<a:r><a:rPr/><a:t>{part}</a:t></a:r>" for part in (number[:3], number[3:]))
    return HEAD + DRAWING.format("", runs)


CARRIERS = {
    "comment": opened(_note), "comment's author": opened(_author),
    "threaded comment": added("xl/threadedComments/threadedComment1.xml", lambda n: (
        f'<ThreadedComments><threadedComment ref="A1" dT="2025-10-08T10:00:00.00" personId='
        f'"{{12345678-1234-1234-1234-123456789012}}"><text>{n}</text></threadedComment>'
        "</ThreadedComments>")),
    "person": added("xl/persons/person.xml", lambda n: (
        f'<personList><person displayName="甲某{n}" userId="S::a@b::1"/></personList>')),
    **{f"property {name}": opened(_property(name))
       for name in ("creator", "title", "description", "lastModifiedBy", "keywords")},
    "custom property": opened(_custom),
    "company": patched("docProps/app.xml", "<Company></Company>", "<Company>{}</Company>"),
    "formula": patched("xl/worksheets/sheet1.xml", "<v>10</v>", "<f>N({})+10</f><v>10</v>"),
    "text in a formula": patched("xl/worksheets/sheet1.xml", "<v>10</v>",
                                 '<f>10+N("甲{}")</f><v>10</v>'),
    "number format": opened(_format), "number format in pieces": opened(_escaped_format),
    "header": opened(_header), "footer in a size": opened(_big_footer),
    "name": opened(_name), "name's comment": opened(_named_comment),
    "validation's list": opened(_validation(formula1='"甲,{}"')),
    "validation's prompt": opened(_validation(prompt="问{}")),
    "validation's error": opened(_validation(error="问{}", errorTitle="错")),
    "link": opened(_link), "link's tooltip": opened(_tooltip),
    "encoded link": added("xl/worksheets/x.xml", lambda n: (
        f'<x url="file:///C:/%E7%94%B2/%3{"%3".join(n)}/a"/>')),
    "sheet's name": opened(_sheet_name),
    "text box": added("xl/drawings/drawing1.xml", lambda n: HEAD + DRAWING.format(
        "", f"<a:r><a:t>电话{n}</a:t></a:r>"), "drawing"),
    "text box in runs": added("xl/drawings/drawing1.xml", _run_drawing, "drawing"),
    "picture's text": added("xl/drawings/drawing1.xml", lambda n: HEAD + DRAWING.format(
        f' descr="甲{n}"', ""), "drawing"),
    "old drawing": added("xl/drawings/vmlDrawing1.vml", lambda n: VML.format("", n), "vmlDrawing"),
    "old drawing that is no XML": added("xl/drawings/vmlDrawing1.vml", lambda n: VML.format(
        "", f"甲<br>{n}"), "vmlDrawing"),
    "old drawing's title": added("xl/drawings/vmlDrawing1.vml", lambda n: VML.format(
        f' alt="{n}"', ""), "vmlDrawing"),
    "chart": added("xl/charts/chart1.xml", lambda n: (
        f'<c:chartSpace xmlns:c="c"><c:strCache><c:pt idx="0"><c:v>甲{n}</c:v></c:pt></c:strCache>'
        "</c:chartSpace>"), "chart"),
    "pivot's cache": added("xl/pivotCache/pivotCacheDefinition1.xml", lambda n: (
        f'<pivotCacheDefinition><sharedItems><s v="{n}"/></sharedItems></pivotCacheDefinition>')),
    "table's column": added("xl/tables/table1.xml", lambda n: (
        f'<table id="1" name="t"><tableColumns><tableColumn id="1" name="甲{n}"/></tableColumns>'
        "</table>"), "table"),
    "custom XML": added("customXml/item1.xml", lambda n: f'<a b="{n}"/>', "customXml"),
    "custom XML in references": added("customXml/item1.xml", lambda n: "<a>{}</a>".format(
        "".join(f"&#{ord(sign)};" for sign in n)), "customXml"),
    "custom XML in UTF-16": added("customXml/item1.xml", lambda n: (
        f'<?xml version="1.0" encoding="UTF-16"?><a>{n}</a>'.encode("utf-16")), "customXml"),
    "text beside XML": added("xl/notes.txt", lambda n: f"甲某 {n}".encode("gb18030")),
    "unused string": patched("xl/sharedStrings.xml", "</sst>", "<si><t>甲{}</t></si></sst>"),
    "unused string in runs": lambda path, n: patched(
        "xl/sharedStrings.xml", "</sst>",
        f"<si><r><t>{n[:4]}</t></r><r><t>{n[4:]}</t></r></si></sst>")(path, n),
    "phonetic guide": patched("xl/sharedStrings.xml", "</t></si>",
                              '</t><rPh sb="0" eb="1"><t>{}</t></rPh></si>'),
    "sheet that is not listed": added("xl/worksheets/sheet9.xml", lambda n: (
        f'<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>{n}</v></c></row></sheetData>'
        "</worksheet>")),
    "container's comment": rezipped(comment=1), "container's extra field": rezipped(extra=1),
    "member's name": lambda path, n: added(f"xl/{n}.xml", lambda _: "<a/>")(path, n),
}


STYLE = record(0xE0, struct.pack("<2H", 0, 0) + bytes(16))


def note(number):
    """A note: an object that says so, then its text in sixteen bits."""
    text = f"甲{number}".encode("utf-16-le")
    return (record(0x5D, struct.pack("<4H", 0x15, 18, 0x19, 1) + bytes(14))
            + record(0x1B6, bytes(18)) + record(0x3C, b"\x01" + text))


def formula(number):
    """A formula that adds a number; it gives 1."""
    tokens = b"\x1f" + struct.pack("<d", float(number)) + b"\x1e\x01\x00\x03"
    return record(6, struct.pack("<3Hd", 0, 1, 0, 1.0) + bytes(6)
                  + struct.pack("<H", len(tokens)) + tokens)


def link(number):
    """A link to an address."""
    address = f"mailto:{number}@example.com\0".encode("utf-16-le")
    standard = bytes.fromhex("d0c9ea79f9bace118c8200aa004ba90b")
    return record(0x1B8, bytes(8) + standard + struct.pack("<2L", 2, 3)
                  + bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
                  + struct.pack("<L", len(address)) + address)


def old(sheet=lambda n: b"", book=lambda n: b"", **streams):
    """An .xls with one number, and more records or streams."""
    def make(path, number):
        records = number_record(0, 0) + sheet(number)
        parts = {"Workbook": biff(((records, 0),), STYLE + book(number))}
        path.write_bytes(ole2(parts | {name: content(number) for name, content in streams.items()}))
        return path
    return make


OLD = {
    "note": old(note), "note's author": old(lambda n: record(
        0x1C, struct.pack("<5HB", 0, 0, 0, 1, len(n), 0) + n.encode())),
    "header": old(lambda n: record(0x14, bytes(3) + f"甲{n}".encode("utf-16-le"))),
    "formula": old(formula),
    "text in a formula": old(lambda n: record(
        6, struct.pack("<3Hd", 0, 1, 0, 1.0) + bytes(6) + struct.pack("<H", len(n) + 3)
        + b"\x17" + bytes([len(n), 0]) + n.encode())),
    "link": old(link),
    "validation": old(lambda n: record(0x1BE, bytes(7) + n.encode())),
    "writer": old(book=lambda n: record(0x5C, b"\x0b\0\0" + n.encode())),
    "format": old(book=lambda n: record(
        0x41E, struct.pack("<2HB", 164, len(n) + 2, 0) + f'"{n}"'.encode())),
    "properties": old(**{
        "\x05SummaryInformation": lambda n: bytes(9) + f"甲{n}".encode("gb18030")}),
}
