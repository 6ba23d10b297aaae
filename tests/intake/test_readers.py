"""What readers hand over is what the file stores: type, value, format, place."""

from pathlib import Path

import pytest
from qiyou.intake.child import read_file
from qiyou.intake.received import receive
from raw import CELL, MAIN, parts, sheet_xml, strings_xml, styles_xml, workbook_xml, xlsx, zipped

# Made with XlsxWriter and saved as Excel 97 by LibreOffice Calc.
OLD_FILE = Path(__file__).parent / "files" / "office.xls"


@pytest.fixture
def read(tmp_path):
    """Read bytes as a file of a name."""
    def reading(data, name="表.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return read_file(receive(path))
    return reading


def cells(reading, sheet=0):
    """Kind and value of each cell by its place."""
    return {place: (cell.kind, cell.value) for place, cell in reading.sheets[sheet].cells.items()}


def one(read, inside, **named):
    """The only cell of a workbook."""
    (found,) = read(xlsx(f'<row r="1">{inside}</row>', **named)).sheets[0].cells.values()
    return found


@pytest.mark.parametrize(("inside", "kind", "value"), [
    ('<c r="A1"><v>0.1</v></c>', "number", 0.1),
    ('<c r="A1"><v>1E+3</v></c>', "number", 1000.0),
    ('<c r="A1"><v>-0</v></c>', "number", 0.0),
    ('<c r="A1" t="b"><v>1</v></c>', "boolean", True),
    ('<c r="A1" t="e"><v>#REF!</v></c>', "error", "#REF!"),
    ('<c r="A1" t="str"><f>A2&amp;A3</f><v>甲乙</v></c>', "text", "甲乙"),
    ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is></c>', "text", " 甲 "),
    ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r><rPh><t>x</t></rPh></is></c>',
     "text", "甲乙"),
    ('<c r="A1" t="d"><v>2025-09-30T00:00:00</v></c>', "date", "2025-09-30"),
    ('<c r="A1"><f>SUM(B1:B3)</f></c>', "formula", None),
    ('<c r="A1"><f>SUM(B1:B3)</f><v/></c>', "formula", None),
    ('<c r="A1"><f t="shared" si="0"/></c>', "formula", None),
])
def test_stored_types_are_kept(read, inside, kind, value):
    found = one(read, inside)
    assert found.kind == kind
    assert value is None or found.value == value


def test_a_formulas_last_value_is_marked_as_computed(read):
    assert one(read, '<c r="A1"><f>6*7</f><v>42</v></c>').is_computed
    assert not one(read, '<c r="A1"><v>42</v></c>').is_computed


def test_shared_strings_keep_rich_text_and_drop_what_is_for_pronunciation(read):
    strings = strings_xml("<si><t>甲</t></si><si><r><t>乙</t></r><r><t>丙</t></r>"
                          "<rPh sb='0' eb='1'><t>yi</t></rPh></si><si><t>a_x000D_b</t></si>")
    found = read(xlsx('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>',
                      strings=strings))
    assert cells(found) == {(1, 1): ("text", "甲"), (1, 2): ("text", "乙丙")}


@pytest.mark.parametrize(("serial", "code", "kind", "value"), [
    ("45930", "yyyy\\-mm\\-dd", "date", "2025-09-30"),
    ("45930.5", "yyyy/m/d h:mm", "date", "2025-09-30T12:00:00"),
    ("59", "yyyy-mm-dd", "date", "1900-02-28"),
    ("61", "yyyy-mm-dd", "date", "1900-03-01"),
    ("0.3125", "h:mm", "time", "07:30:00"),
    ("0.95", "0.0%", "number", 0.95),
    ("1.5", "[h]:mm", "number", 1.5),
    ("12", "0&quot;日&quot;", "number", 12.0),
    ("45930", "[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "date", "2025-09-30"),
])
def test_formats_say_what_is_a_day_and_what_a_figure(read, serial, code, kind, value):
    found = one(read, f'<c r="A1" s="1"><v>{serial}</v></c>',
                styles=styles_xml([(200, code)], (0, 200)))
    assert (found.kind, found.value) == (kind, value)


def test_days_of_the_other_calendar(read):
    found = one(read, '<c r="A1" s="1"><v>44468</v></c>', styles=styles_xml((), (0, 14)),
                workbook=workbook_xml(before='<workbookPr date1904="1"/>'))
    assert (found.kind, found.value) == ("date", "2025-09-30")


def test_formats_come_along(read):
    found = one(read, '<c r="A1" s="1"><v>0.95</v></c>', styles=styles_xml((), (0, 10)))
    assert "%" in found.format


def test_rows_and_cells_without_places_follow_one_another(read):
    found = read(xlsx("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"))
    assert list(cells(found)) == [(1, 1), (1, 2), (2, 1)]


def test_empty_top_rows_and_left_columns_keep_their_places(read):
    assert list(cells(read(xlsx('<row r="5"><c r="D5"><v>1</v></c></row>')))) == [(5, 4)]


def test_what_is_hidden_and_merged_is_told(read):
    page = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'
                     '<row r="2" hidden="1"><c r="C2"><v>2</v></c></row>',
                     before='<cols><col min="2" max="3" hidden="1"/></cols>',
                     after='<mergeCells><mergeCell ref="A1:C1"/></mergeCells>')
    (found,) = read(xlsx(sheet=page)).sheets
    (merge,) = found.merges
    assert (found.hidden_rows, found.hidden_columns) == ({2}, {2, 3})
    assert (merge.top, merge.left, merge.bottom, merge.right) == (1, 1, 1, 3)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_told(read, state):
    book = workbook_xml(f'<sheet name="藏" sheetId="1" state="{state}" r:id="rId1"/>')
    (found,) = read(xlsx(workbook=book)).sheets
    assert (found.name, found.is_hidden) == ("藏", True)


def test_strict_workbooks_are_read(read):
    strict = {name: text.replace(MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, text in parts(CELL).items()}
    assert cells(read(zipped(strict))) == {(1, 1): ("number", 1.0)}


def test_markup_in_names_is_only_text(read):
    book = workbook_xml('<sheet name="&lt;script&gt;=1+1" sheetId="1" r:id="rId1"/>')
    assert read(xlsx(workbook=book)).sheets[0].name == "<script>=1+1"


def test_old_workbooks_keep_types_formats_and_what_is_hidden(read):
    found = read(OLD_FILE.read_bytes(), "旧.xls")
    assert found.troubles == []
    shown, hidden = found.sheets
    assert (shown.name, shown.is_hidden, hidden.is_hidden) == ("就业", False, True)
    assert cells(found)[3, 2] == ("number", 12.0)
    assert cells(found)[3, 4] == ("date", "2025-09-30")
    assert cells(found)[4, 2] == ("number", 42.0)
    assert cells(found)[4, 3] == ("boolean", True)
    assert cells(found)[4, 4] == ("error", "#DIV/0!")
    assert cells(found)[5, 4] == ("time", "07:30:00")
    assert cells(found)[5, 1] == ("text", "=文字")
    assert "%" in shown.cells[3, 3].format and shown.cells[3, 3].value == 0.955
    assert 5 in shown.hidden_rows and 3 in shown.hidden_columns
    assert [(m.top, m.left, m.bottom, m.right) for m in shown.merges] == [(1, 1, 1, 4)]


TABLE = "乡镇,托位数\n菜园镇,12\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le",
                                      "utf-16-be"])
def test_text_in_each_encoding_is_read(read, encoding):
    found = read(TABLE.encode(encoding), "表.csv")
    assert cells(found) == {(1, 1): ("text", "乡镇"), (1, 2): ("text", "托位数"),
                            (2, 1): ("text", "菜园镇"), (2, 2): ("text", "12")}


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_text_with_each_delimiter_is_read(read, sign):
    found = read(TABLE.replace(",", sign).encode(), "表.csv")
    assert cells(found)[2, 2] == ("text", "12")


def test_quoted_line_ends_and_delimiters_stay_in_their_cells(read):
    found = read('名称,数\n"甲\n乙,丙",3\n'.encode(), "表.csv")
    assert cells(found)[2, 1] == ("text", "甲\n乙,丙") and cells(found)[2, 2] == ("text", "3")


def test_a_name_that_fits_another_form_is_told_and_read(read):
    found = read(xlsx(), "表.csv")
    assert [one.rule for one in found.troubles] == ["F109"] and cells(found)
