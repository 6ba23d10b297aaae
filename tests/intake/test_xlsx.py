"""What an .xlsx stores is read as it stores it, whoever wrote it."""

from datetime import date, datetime

import pytest
from qiyou.intake.child import read_file
from qiyou.intake.formats import BUILTIN, nature, stored
from qiyou.intake.received import Received
from qiyou.intake.refusal import RefusedError
from qiyou.intake.wire import pack, unpack
from qiyou.intake.xlsx import read_xlsx
from raw import CELL, HEAD, MAIN, relation, relations, sheet_xml, strings_xml, workbook_xml, xlsx


def cells(data):
    """Kind and value of each cell of the first sheet."""
    sheet = unpack(pack(read_xlsx(data))).sheets[0]
    return {place: cell[2:4] for place, cell in sheet.cells.items()}


def only(inside, **named):
    """Kind, value and whether it was computed, of the only cell."""
    data = xlsx(f'<row r="1">{inside}</row>', **named)
    (cell,) = unpack(pack(read_xlsx(data))).sheets[0].cells.values()
    return cell.kind, cell.value, cell.is_computed


def rule(data):
    """Rule and cell of a refusal."""
    with pytest.raises(RefusedError) as caught:
        read_xlsx(data)
    return caught.value.trouble.rule, caught.value.trouble.cell


@pytest.mark.parametrize("inside", [
    '<c r="A1"/>', '<c r="A1"><v/></c>', '<c r="A1" t="s"/>',
    '<c r="A1" t="inlineStr"><is><t></t></is></c>', '<c r="A1" t="str"><v></v></c>'])
def test_a_cell_without_content_is_left_out(inside):
    assert cells(xlsx(f'<row r="1">{inside}</row>')) == {}


def test_a_formula_that_gives_no_text_was_calculated():
    assert only('<c r="A1" t="str"><f>IF(B1,"","x")</f><v></v></c>') == ("text", "", True)


def test_zero_is_no_result_in_a_workbook_that_was_never_calculated():
    book = workbook_xml(after='<calcPr fullCalcOnLoad="1"/>')
    assert only('<c r="A1"><f>B1</f><v>0</v></c>', workbook=book)[0] == "formula"
    assert only('<c r="A1"><f>B1</f><v>3</v></c>', workbook=book) == ("number", 3.0, True)
    assert only('<c r="A1"><f>B1</f><v>0</v></c>') == ("number", 0.0, True)


def test_text_in_quotes_of_a_formula_reaches_nowhere():
    formula = 'IF(A2="a|b!",表!B1,Table1[2020]+表!B2)&amp;"WEBSERVICE(1)"'
    assert only(f'<c r="A1"><f>{formula}</f><v>1</v></c>') == ("number", 1.0, True)


@pytest.mark.parametrize(("stored_text", "value"), [
    ("a_x000D_b", "a\rb"), ("_x005F_x000D_", "_x000D_"), ("_xD83D__xDE00_", "😀"),
    ("_xD83D_", "\ufffd"), ("_x0000_", "\ufffd"), ("_x12_", "_x12_")])
def test_escapes_are_read(stored_text, value):
    assert only('<c r="A1" t="s"><v>0</v></c>',
                strings=strings_xml(f"<si><t>{stored_text}</t></si>"))[1] == value


def test_a_million_repeats_of_a_text_are_kept_once():
    rows = "".join(f'<row r="{row}">' + '<c t="s"><v>0</v></c>' * 20 + "</row>"
                   for row in range(1, 2001))
    data = xlsx(rows, strings=strings_xml(f"<si><t>{'长' * 10_000}</t></si>"))
    assert len(pack(read_xlsx(data))) < 1_000_000


def test_prefixes_change_nothing():
    sheet = (f'{HEAD}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1">'
             '<x:f>1+1</x:f><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>')
    strings = (f'{HEAD}<x:sst xmlns:x="{MAIN}"><x:si><x:r><x:t>甲</x:t></x:r></x:si></x:sst>')
    assert cells(xlsx(sheet=sheet, strings=strings)) == {(1, 1): ("number", 2.0)}


def test_utf16_parts_are_read():
    sheet = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>')
    data = sheet.replace("UTF-8", "UTF-16").encode("utf-16")
    assert cells(xlsx(extra={"xl/worksheets/sheet1.xml": data})) == {(1, 1): ("text", "甲")}


def test_cdata_and_comments_are_only_text():
    inside = '<c r="A1" t="inlineStr"><is><t>甲<!-- x --><![CDATA[<v>]]></t></is></c>'
    assert only(inside)[1] == "甲<v>"


def test_columns_without_places_follow_the_last_place():
    rows = '<row r="3"><c r="B3"><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>'
    assert list(cells(xlsx(rows))) == [(3, 2), (3, 4), (4, 1)]


def test_rows_out_of_order_keep_their_places():
    rows = ('<row r="5"><c r="A5"><v>5</v></c></row><row r="2"><c r="B2"><v>2</v></c>'
            '<c r="A2"><v>1</v></c></row>')
    assert cells(xlsx(rows)) == {(5, 1): ("number", 5.0), (2, 2): ("number", 2.0),
                                 (2, 1): ("number", 1.0)}


def test_whole_columns_hidden_or_merged_are_cut_to_the_table():
    page = sheet_xml(CELL, before='<cols><col min="1" max="16384" width="0"/></cols>',
                     after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    (sheet,) = read_xlsx(xlsx(sheet=page)).sheets
    assert (sheet.hidden_columns, sheet.merges) == ({1}, [])


def test_a_row_of_no_height_is_hidden():
    (sheet,) = read_xlsx(xlsx('<row r="1" ht="0" customHeight="1"><c><v>1</v></c></row>')).sheets
    assert sheet.hidden_rows == {1}


def test_the_refused_cell_is_named():
    assert rule(xlsx('<row r="7"><c r="AB7"><v>inf</v></c></row>')) == ("F144", "AB7")
    assert rule(xlsx(CELL + '<row r="9"><c r="XFD9"><v>1</v></c></row>')) == ("F137", "XFD9")


def test_a_chart_of_its_own_is_no_sheet():
    book = workbook_xml('<sheet name="图" sheetId="2" r:id="rId2"/>'
                        '<sheet name="表" sheetId="1" r:id="rId1"/>')
    rels = relations(relation("rId1", "worksheet", "worksheets/sheet1.xml"),
                     relation("rId2", "chartsheet", "chartsheets/sheet1.xml"))
    assert [sheet.name for sheet in read_xlsx(xlsx(workbook=book, rels=rels)).sheets] == ["表"]


def test_links_to_click_on_are_harmless():
    link = relations(relation("rId1", "hyperlink", "http://192.0.2.1/", ' TargetMode="External"'))
    data = xlsx(extra={"xl/worksheets/_rels/sheet1.xml.rels": link})
    assert cells(data) == {(1, 1): ("number", 1.0)}


def test_names_of_parts_may_differ_in_capitals_and_begin_with_a_slash():
    rels = relations(relation("rId1", "worksheet", "/xl/Worksheets/Sheet1.xml"))
    assert cells(xlsx(rels=rels)) == {(1, 1): ("number", 1.0)}


@pytest.mark.parametrize(("code", "expected"), [
    ("General", "number"), ("G/通用格式", "number"), ("0.00E+00", "number"), ("# ?/?", "number"),
    ("[Red]0.0;[Blue]-0.0", "number"), ("[$¥-804]#,##0", "number"), ("0\\d", "number"),
    ("_-* #,##0_-", "number"), ("@", "number"), ("[mm]:ss", "number"), ("", "number"),
    ("m月d日", "date"), ("yyyy", "date"), ("mmm", "date"), ("[$-F800]dddd, mmmm dd", "date"),
    ("[DBNum1][$-804]yyyy年m月", "date"), ("上午/下午h时mm分", "time"), ("mm:ss.0", "time")])
def test_formats_tell_days_and_hours(code, expected):
    assert nature(code) == expected


def test_chinese_numbers_of_formats_are_days_and_hours():
    days = [key for key, code in BUILTIN.items() if nature(code) == "date"]
    hours = [key for key, code in BUILTIN.items() if nature(code) == "time"]
    # ECMA-376 part 1, 18.8.30, zh-cn
    assert days == [14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]
    assert hours == [18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56]


@pytest.mark.parametrize(("number", "is_1904", "expected"), [
    (1.0, False, ("date", "1900-01-01")), (60.0, False, ("error", "1900-02-29")),
    (0.0, False, ("error", "1900-01-00")), (0.0, True, ("date", "1904-01-01")),
    (-1.0, False, ("error", "####")), (1e300, False, ("error", "####")),
    (2_958_465.0, False, ("date", "9999-12-31")), (2_958_466.0, False, ("error", "####")),
    (2_957_003.0, True, ("date", "9999-12-31")),
    (2_958_465.999_999_999, False, ("date", "9999-12-31T23:59:59"))])
def test_days_at_the_edges(number, is_1904, expected):
    assert stored(number, "yyyy-mm-dd", is_1904) == expected


def test_every_day_of_a_century_is_the_calendars():
    start = date(1900, 3, 1).toordinal() - 61
    assert all(stored(float(serial), "yyyy-mm-dd")[1]
               == date.fromordinal(start + serial).isoformat() for serial in range(61, 60_000, 37))


def test_files_of_openpyxl_are_read(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page.append(["甲", 0.95, True, datetime(2025, 9, 30), "=SUM(B1)", "#N/A"])
    page["B1"].number_format = "0%"
    page.merge_cells("A2:C2")
    book.save(tmp_path / "a.xlsx")
    found = cells((tmp_path / "a.xlsx").read_bytes())
    assert list(found.values()) == [("text", "甲"), ("number", 0.95), ("boolean", True),
                                    ("date", "2025-09-30"), ("formula", "=SUM(B1)"),
                                    ("error", "#N/A")]


def test_files_of_xlsxwriter_are_read(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as book:
        page = book.add_worksheet()
        page.write_rich_string(0, 0, "甲", book.add_format({"bold": True}), "乙")
        page.write_datetime(0, 1, datetime(2025, 9, 30), book.add_format({"num_format": "m/d"}))
        page.write_formula(0, 2, "=1+1", None, 2)
        page.write_formula(0, 3, "=1+1")
        page.write_comment(0, 0, "注")
        page.write_url(0, 4, "http://192.0.2.1/", string="链接")
    data = (tmp_path / "a.xlsx").read_bytes()
    assert list(cells(data).values()) == [("text", "甲乙"), ("date", "2025-09-30"),
                                          ("number", 2.0), ("formula", "=1+1"), ("text", "链接")]
    assert read_file(Received("a.xlsx", len(data), "", data)).troubles == []
