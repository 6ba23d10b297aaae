"""Files that break readers: each made on the spot, with one sentence on why it is nasty.

`FILES` maps a name to (why, the bytes or a maker of them, the rule that must refuse it).
`PATHS` maps a name to (why, what is done with a path, the rule).
"""

import gzip
import os
import socket
import struct
import zipfile
from io import BytesIO

from raw import (
    CELL,
    CONTENT_TYPES,
    MAIN,
    TYPES,
    ole2,
    parts,
    record,
    relation,
    relations,
    sheet_xml,
    strings_xml,
    workbook_xml,
    xls,
    xlsx,
    zipped,
)

DTD = '<!DOCTYPE x [<!ENTITY a "b">]>'
LAUGHS = ('<!DOCTYPE lolz [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)) + "]>")
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
ZEROES = b"\x00" * 60_000_000


def with_doctype(part, doctype):
    """A workbook one part of which begins with a document type."""
    made = parts(strings=strings_xml("<si><t>a</t></si>"))
    head, _, rest = made[part].partition("?>\n")
    return zipped(made | {part: f"{head}?>\n{doctype}{rest}"})


def utf16_doctype():
    """An entity hidden from a search for ASCII text."""
    text = '<?xml version="1.0" encoding="UTF-16"?>' + DTD + sheet_xml(CELL).partition("?>\n")[2]
    return xlsx(extra={"xl/worksheets/sheet1.xml": text.encode("utf-16")})


def flagged(data, at, mask):
    """ZIP with bits set in the flags of every member, in both places."""
    out = bytearray(data)
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = out.find(sign)
        while start >= 0:
            out[start + place + at] |= mask
            start = out.find(sign, start + 4)
    return bytes(out)


def overlapping():
    """Two members of the directory that point at the same bytes, as quoted bombs do."""
    made = bytearray(xlsx(extra={"xl/media/one.xml": "<a/>", "xl/media/two.xml": "<a/>"}))
    first = made.find(b"PK\x01\x02")
    places = []
    while first >= 0:
        places.append(first)
        first = made.find(b"PK\x01\x02", first + 4)
    made[places[-1] + 42:places[-1] + 46] = made[places[-2] + 42:places[-2] + 46]
    return bytes(made)


def twice_named():
    """Two members of one name: which one does a reader take?"""
    buffer = BytesIO()
    made = parts()
    with zipfile.ZipFile(buffer, "w") as container:
        for name, text in made.items():
            container.writestr(zipfile.ZipInfo(name), text)
        container.writestr(zipfile.ZipInfo("xl/Worksheets/sheet1.xml"), sheet_xml(CELL))
    return buffer.getvalue()


def wrong_size():
    """A member that inflates to more than its directory says."""
    made = bytearray(xlsx(extra={"xl/worksheets/sheet1.xml": sheet_xml(CELL + " " * 5000)}))
    at = made.find(b"PK\x01\x02", made.find(b"xl/worksheets/sheet1.xml") - 60)
    start = made.rfind(b"PK\x01\x02", 0, made.rfind(b"xl/worksheets/sheet1.xml"))
    made[start + 24:start + 28] = struct.pack("<L", 100)
    assert at
    return bytes(made)


def wrong_crc():
    """A flipped byte inside a part."""
    made = bytearray(zipped(parts(), zipfile.ZIP_STORED))
    at = made.find(b"<v>1</v>")
    made[at + 3:at + 4] = b"7"
    return bytes(made)


def cells(count, each='<c r="{0}{1}"><v>1</v></c>'):
    """Rows with many cells."""
    return "".join(f'<row r="{row}">' + "".join(
        each.format(chr(65 + at), row) for at in range(20)) + "</row>"
        for row in range(1, count // 20 + 1))


def gb18030_and_utf8():
    """Two programs wrote into one file."""
    return "乡镇,托位\n".encode("gb18030") * 3 + "菜园镇,12\n".encode() * 3


def biff_encrypted():
    """An .xls with a password: FILEPASS in the book's records."""
    return xls(book=record(0x2F, struct.pack("<HHH", 1, 1, 1) + b"\0" * 48))


DOCX = CONTENT_TYPES.replace("spreadsheetml", "wordprocessingml")
MACRO_TYPES = CONTENT_TYPES.replace(
    f"{TYPES}.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
EXTERNAL = relations(relation("rId1", "worksheet", "worksheets/sheet1.xml"),
                     relation("rId2", "externalLink", "externalLinks/externalLink1.xml"))

def many_sheets():
    """A hundred sheets, each with a part of its own."""
    names = range(1, 101)
    book = workbook_xml("".join(f'<sheet name="S{at}" sheetId="{at}" r:id="rId{at}"/>'
                                for at in names))
    rels = relations(*(relation(f"rId{at}", "worksheet", f"worksheets/sheet{at}.xml")
                       for at in names))
    sheets = {f"xl/worksheets/sheet{at}.xml": sheet_xml(CELL) for at in names}
    return xlsx(workbook=book, rels=rels, extra=sheets)


FILES = {
    "nothing_inside": ("a ZIP without members", lambda: zipped({}), "F115"),
    "other_zip": ("photographs in a ZIP called .xlsx",
                  lambda: zipped({"photo.jpg": b"\xff\xd8"}), "F115"),
    "document": ("a Word document called .xlsx", lambda: zipped(
        {"[Content_Types].xml": DOCX, "_rels/.rels": relations(), "word/document.xml": "<a/>"}),
        "F112"),
    "slides": ("a presentation", lambda: zipped({"ppt/presentation.xml": "<a/>"}), "F113"),
    "open_document": ("an .ods table", lambda: zipped(
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}),
        "F114"),
    "binary_workbook": ("an .xlsb, which no reader here knows",
                        lambda: zipped({"xl/workbook.bin": b"\x00"}), "F118"),
    "pdf": ("a scan", lambda: b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "F110"),
    "picture": ("a photograph of the table", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "F111"),
    "photo": ("a photograph of the screen", lambda: b"\xff\xd8\xff\xe0" + b"\0" * 40, "F111"),
    "web_page": ("a platform's .xls that is a web page",
                 "<html><body><table><tr><td>1</td></tr></table></body></html>".encode,
                 "F116"),
    "xml_2003": ("an .xls in the XML of 2003", (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        ).encode, "F117"),
    "rar": ("a RAR called .xlsx", lambda: b"Rar!\x1a\x07\x01\x00" + b"\0" * 40, "F115"),
    "seven_zip": ("a 7z called .xlsx", lambda: b"7z\xbc\xaf\x27\x1c" + b"\0" * 40, "F115"),
    "gzip": ("a gzip called .csv", lambda: gzip.compress(b"a,b\n1,2\n", mtime=0), "F115"),
    "program": ("a program called .xlsx", lambda: b"MZ\x90\x00" + b"\0" * 200, "F119"),
    "database": ("a database called .xls", lambda: b"SQLite format 3\x00" + b"\0" * 200, "F119"),
    "encrypted_package": ("a workbook with a password is an OLE2 file with one stream",
                          lambda: ole2({"EncryptedPackage": b"x" * 5000,
                                        "EncryptionInfo": b"y" * 100}), "F120"),
    "encrypted_members": ("ZIP members with a password", lambda: flagged(xlsx(), 0, 1), "F120"),
    "encrypted_xls": ("an .xls with a password", biff_encrypted, "F120"),
    "macro_part": ("macros run when a workbook is opened",
                   lambda: xlsx(extra={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "F121"),
    "macro_type": ("a macro workbook whose macros lie elsewhere",
                   lambda: xlsx(types=MACRO_TYPES), "F121"),
    "old_macro_sheet": ("macros of Excel 4 are cells of a sheet of their own",
                        lambda: xlsx(extra={"xl/macrosheets/sheet1.xml": "<a/>"}), "F121"),
    "xls_macro": ("an .xls with a macro storage",
                  lambda: xls(storages=("_VBA_PROJECT_CUR",)), "F121"),
    "external_link": ("figures that depend on a file that did not come", lambda: xlsx(
        rels=EXTERNAL, extra={"xl/externalLinks/externalLink1.xml": "<a/>"}), "F122"),
    "connection": ("a query to a database", lambda: xlsx(
        extra={"xl/connections.xml": f'<connections xmlns="{MAIN}"/>'}), "F122"),
    "dde": ("DDE starts programs", lambda: xlsx(rels=relations(
        relation("rId1", "worksheet", "worksheets/sheet1.xml"),
        relation("rId2", "externalLink", "http://example.org/x.xml", ' TargetMode="External"'))),
        "F122"),
    "embedded_object": ("a Word document inside a cell",
                        lambda: xlsx(extra={"xl/embeddings/oleObject1.bin": b"\xd0\xcf"}), "F123"),
    "nested_zip": ("a ZIP inside: where does unpacking end?",
                   lambda: xlsx(extra={"xl/media/inner.xml": xlsx()}), "F123"),
    "doctype_in_workbook": ("a DTD in the workbook",
                            lambda: with_doctype("xl/workbook.xml", DTD), "F124"),
    "xxe_in_sheet": ("an entity that reads the password file",
                     lambda: with_doctype("xl/worksheets/sheet1.xml", XXE), "F124"),
    "xxe_in_strings": ("the same among the shared strings",
                       lambda: with_doctype("xl/sharedStrings.xml", XXE), "F124"),
    "billion_laughs": ("ten entities that grow to gigabytes",
                       lambda: with_doctype("xl/worksheets/sheet1.xml", LAUGHS), "F124"),
    "doctype_in_utf16": ("an entity in UTF-16, invisible to a search for ASCII", utf16_doctype,
                         "F124"),
    "cut_in_half": ("half a download", lambda: xlsx()[:len(xlsx()) // 2], "F125"),
    "cut_directory": ("the end of the directory is gone", lambda: xlsx()[:-30], "F125"),
    "cut_to_head": ("four bytes of a ZIP", lambda: xlsx()[:4], "F125"),
    "bad_crc": ("one flipped byte", wrong_crc, "F126"),
    "no_content_types": ("the package's table of contents is missing", lambda: zipped(
        {name: text for name, text in parts().items() if name != "[Content_Types].xml"}), "F126"),
    "no_sheet_part": ("the workbook names a sheet that is not there", lambda: zipped(
        {name: text for name, text in parts().items() if "sheet1" not in name}), "F126"),
    "broken_xml": ("a tag that does not close", lambda: xlsx(sheet="<worksheet><sheetData>"),
                   "F126"),
    "relation_outside": ("a sheet that lies at ../../etc/passwd", lambda: xlsx(rels=relations(
        relation("rId1", "worksheet", "../../../etc/passwd"))), "F127"),
    "path_in_name": ("a member that would be written outside",
                     lambda: xlsx(extra={"../../evil.xml": "<a/>"}), "F127"),
    "absolute_name": ("a member at the root of the disk",
                      lambda: xlsx(extra={"/etc/cron.d/evil": "x"}), "F127"),
    "backslash_name": ("a path of Windows in a member's name",
                       lambda: xlsx(extra={"xl\\..\\evil.xml": "<a/>"}), "F127"),
    "twice_named": ("two members of one name", twice_named, "F127"),
    "data_before": ("a program before the ZIP", lambda: b"MZ\x90\x00" + b"\0" * 60 + xlsx(),
                    "F119"),
    "data_after": ("a second file behind the ZIP", lambda: xlsx() + b"\0" * 70_000, "F125"),
    "bomb": ("60 MB of zeroes in 60 KB", lambda: xlsx(
        extra={"xl/media/zero.xml": ZEROES}), "F130"),
    "bomb_in_sheet": ("blanks between two cells", lambda: xlsx(
        sheet=sheet_xml(CELL + " " * 60_000_000)), "F130"),
    "wrong_size": ("a member larger than it says", wrong_size, "F126"),
    "overlapping": ("members that share their bytes", overlapping, "F132"),
    "many_members": ("five thousand members", lambda: xlsx(
        extra={f"xl/media/{at}.xml": "" for at in range(5000)}), "F133"),
    "many_sheets": ("a hundred sheets", many_sheets, "F134"),
    "row_far_below": ("one stray cell at row 1048576 eats gigabytes elsewhere", lambda: xlsx(
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "F137"),
    "stray_cell": ("one cell at XFD1048576 aborts today's fastest reader", lambda: xlsx(
        CELL + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "F137"),
    "column_far_right": ("one stray cell at XFD1", lambda: xlsx(
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'), "F137"),
    "many_columns": ("a row of six hundred figures", lambda: xlsx(
        '<row r="1">' + "<c><v>1</v></c>" * 600 + "</row>"), "F138"),
    "many_rows": ("twenty-five thousand rows", lambda: xlsx("".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 25_001))), "F135"),
    "many_cells": ("two hundred thousand cells", lambda: xlsx(cells(200_000)), "F136"),
    "many_merges": ("a hundred thousand merged areas", lambda: xlsx(sheet=sheet_xml(
        CELL, after="<mergeCells>" + "".join(
            f'<mergeCell ref="A{row}:B{row}"/>' for row in range(1, 100_001))
        + "</mergeCells>")), "F139"),
    "huge_strings": ("a table of a million words", lambda: xlsx(
        strings=strings_xml("<si><t>a</t></si>" * 1_000_000)), "F130"),
    "endless_text": ("a cell with more words than a spreadsheet can hold", lambda: xlsx(
        f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"字" * 40_000}</t></is></c></row>'), "F142"),
    "deep_xml": ("ten thousand levels of elements", lambda: xlsx(
        sheet=sheet_xml("<a>" * 10_000 + "</a>" * 10_000)), "F143"),
    "not_a_number": ("a stored value that is no number", lambda: xlsx(
        '<row r="1"><c r="A1"><v>12abc</v></c></row>'), "F144"),
    "infinite": ("a stored value beyond all numbers", lambda: xlsx(
        '<row r="1"><c r="A1"><v>1e999</v></c></row>'), "F144"),
    "style_out_of_range": ("a style that the file does not have", lambda: xlsx(
        '<row r="1"><c r="A1" s="99"><v>1</v></c></row>'), "F145"),
    "string_out_of_range": ("a word that the table does not have", lambda: xlsx(
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        strings=strings_xml("<si><t>a</t></si>")), "F144"),
    "cell_twice": ("one cell with two values", lambda: xlsx(
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), "F146"),
    "nul_text": ("a CSV with NUL", lambda: b"a,b\n1,\x002\n", "F151"),
    "two_encodings": ("UTF-8 and GB18030 in one file", gb18030_and_utf8, "F152"),
    "open_quote": ("a quotation mark that never closes takes all rows into one cell",
                   ('乡镇,数\n菜园镇,"12\n' + "嵊山镇,13\n" * 50).encode, "F153"),
    "long_line": ("a line of three megabytes", lambda: b"1," * 1_500_000, "F155"),
    "no_encoding": ("bytes that no Chinese encoding holds", lambda: b"\xff\xff\x81\x30,1\n" * 3,
                    "F150"),
}


def make_fifo(path):
    """A pipe that nobody writes to."""
    os.mkfifo(path)


def make_socket(path):
    """A socket in the inbox."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.path.relpath(path))
    server.close()


def make_large(path):
    """A sparse file of 21 MB."""
    with path.open("wb") as file:
        file.truncate(21 * 1024 * 1024)


def make_link(path):
    """A link to a good workbook elsewhere."""
    target = path.parent.parent / "target.xlsx"
    target.write_bytes(xlsx())
    path.symlink_to(target)


PATHS = {
    "fifo": ("a pipe never ends", make_fifo, "F105"),
    "socket": ("a socket is no file", make_socket, "F105"),
    "folder": ("a folder called .xlsx", lambda path: path.mkdir(), "F104"),
    "link": ("a link can point at any file of the machine", make_link, "F103"),
    "dangling_link": ("a link to nothing", lambda path: path.symlink_to("nowhere"), "F103"),
    "empty": ("a download that never began", lambda path: path.write_bytes(b""), "F106"),
    "only_mark": ("a byte order mark and nothing else",
                  lambda path: path.write_bytes(b"\xef\xbb\xbf"), "F106"),
    "large": ("more than 20 MB", make_large, "F107"),
}
