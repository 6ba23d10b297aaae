"""The sender's own workbook, back with marks: everything as it was, and every bad cell found."""

import hashlib
import io
import os
import time
import warnings
import zipfile
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from qiyou.intake import marked as module
from qiyou.intake.cells import Cell, Merge, Reading, Sheet
from qiyou.intake.marked import marked_name, workbook_for
from qiyou.intake.problem_list import ordered, with_reasons
from qiyou.store.records import Finding, Submission

RED, AMBER, BLUE = "FFF7B5AE", "FFFFD98C", "FFC3DCF5"
ENTRY = "FFFFFBE8"


def made_workbook() -> bytes:
    """Workbook as a department keeps it: two sheets and whatever people put into them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "托位"
    sheet["A1"] = "海屿县托位情况"
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment("center")
    sheet.merge_cells("A1:E1")
    for column, text in enumerate(["乡镇", "托位数", "其中普惠", "比例", "填报日期"], 1):
        sheet.cell(3, column, text).fill = PatternFill("solid", fgColor="FFDCE6F1")
    for row, name in enumerate(["海东镇", "海西镇", "礁头乡"], 4):
        sheet.append([name, row * 10, row * 3, 0.1 + 0.2, datetime(2025, 9, 30)])
        sheet.cell(row, 4).number_format = "0.00%"
        sheet.cell(row, 2).fill = PatternFill("solid", fgColor=ENTRY)
        sheet.cell(row, 2).protection = Protection(locked=False)
    sheet["A7"], sheet["B7"], sheet["C7"] = "合计", "=SUM(B4:B6)", '=IF(B7>0,"是","否")'
    sheet["B5"] = "三十左右"
    sheet["C5"].comment = Comment("与民政对过", "某经办")
    sheet["A9"] = "+86 等"
    sheet["A9"].data_type = "s"
    sheet["A10"] = "=不是公式"
    sheet["A10"].data_type = "s"
    sheet["E6"] = -5
    sheet["E6"].number_format = "yyyy-mm-dd"
    sheet.add_data_validation(DataValidation("whole", "0", "999", sqref="B4:B6"))
    sheet.conditional_formatting.add("C4:C6", CellIsRule("greaterThan", ["30"],
                                                         font=Font(bold=True)))
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.freeze_panes, sheet.protection.sheet = "B4", True
    other = book.create_sheet("It's 备查")
    other["A1"], other["B2"] = 123456789012345678, True
    other["A2"] = "#N/A"
    other["A2"].data_type = "e"
    book.create_sheet("藏").sheet_state = "hidden"
    return saved(book)


def saved(book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_values(data: bytes) -> bytes:
    """Formulas with the values that a spreadsheet program would have stored."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(b"<v>0.3</v>", b"<v>0.30000000000000004</v>")
                text = text.replace(b"<f>SUM(B4:B6)</f><v />", b"<f>SUM(B4:B6)</f><v>100</v>")
                text = text.replace(b'<c r="C7"><f>', b'<c r="C7" t="str"><f>').replace(
                    b"</f><v />", "</f><v>是</v>".encode())
            # The library that writes the original keeps 16 digits.
            text = text.replace(b"<v>1.234567890123457e+17</v>", b"<v>123456789012345678</v>")
            archive.writestr(name, text)
    return target.getvalue()


def reading() -> Reading:
    """What readers would hand over of it, as far as marking looks at it."""
    return Reading("xlsx", "", [
        Sheet("托位", {(1, 1): Cell(1, 1, "text", "海屿县托位情况")}, [Merge(1, 1, 1, 5)]),
        Sheet("It's 备查"), Sheet("藏", is_hidden=True)])


FINDINGS = (
    Finding("Z901", "错误", "", "托位", "B5", "三十左右", "“托位数”应是整数。", "整数", "写实际数"),
    Finding("Z501", "核实", "", "托位", "C5", "15", "比上期增加一倍。", "与上期相近", "核对"),
    Finding("Z101", "提示", "", "托位", "C5", "15", "列已隐藏。", "", "取消隐藏"),
    Finding("Z102", "提示", "", "托位", "E6", "-5", "日期有误。", "日期", "改成日期"),
    Finding("Z502", "核实", "", "托位", "B4", "40", "与上期相同。", "", "核对"),
    Finding("Z103", "错误", "", "托位", "C1", "", "表题不对。", "规定的表题", "改表题"),
    Finding("Z104", "错误", "", "It's 备查", "", "", "多出一张表。", "一张表", "删去"),
    Finding("Z105", "错误", "", "托位", "G20", "", "应有数。", "数", "补上"),
    Finding("Z106", "提示", "", "藏", "A1", "", "工作表已隐藏。", "", "不必改"),
    Finding("Z107", "错误", "", "", "", "", "文件里没有表号。", "表号", "写上表号"),
)


def submission(data: bytes, findings=FINDINGS, name="海屿托位.xlsx", result="held"):
    return Submission(hashlib.sha256(data).hexdigest(), len(data), name, "某局", "haiyu",
                      "2025-10-09T09:15:00+08:00", result, (), tuple(findings))


def marked(data: bytes, findings=FINDINGS, read=None, **changes):
    read = read or reading()
    return workbook_for(submission(data, findings, **changes), ordered(findings, read), read, data)


@pytest.fixture(scope="module")
def original() -> bytes:
    return with_values(made_workbook())


@pytest.fixture(scope="module")
def returned(original) -> bytes:
    made = marked(original)
    assert made.name == "海屿托位_已标注.xlsx" and made.is_marked
    return made.data


@pytest.fixture(scope="module")
def book(returned):
    return openpyxl.load_workbook(io.BytesIO(returned))


def listed(book):
    """Rows of the list of problems as mappings by heading."""
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows())
    top = next(n for n, row in enumerate(rows) if row[0].value == "序号")
    headings = [cell.value for cell in rows[top]]
    return [dict(zip(headings, row, strict=True)) for row in rows[top + 1:]]


def test_every_cell_keeps_its_value_and_format(original, book):
    before = openpyxl.load_workbook(io.BytesIO(original))
    assert book.sheetnames == ["问题清单", *before.sheetnames]
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                now = book[sheet.title][cell.coordinate]
                assert kept(now) == kept(cell)


def kept(cell):
    """What marking must leave alone of a cell."""
    return (cell.value, cell.data_type, cell.number_format, repr(cell.font), repr(cell.alignment),
            repr(cell.border), repr(cell.protection))


def test_numbers_come_back_with_every_digit(original, returned):
    def stored(data, name):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read(name)

    assert b"<v>0.30000000000000004</v>" in stored(original, "xl/worksheets/sheet1.xml")
    assert b"<v>0.30000000000000004</v>" in stored(returned, "xl/worksheets/sheet2.xml")
    # A day before the first that spreadsheets know is no day, but a number all the same.
    assert b"<v>-5</v>" in stored(returned, "xl/worksheets/sheet2.xml")
    assert b"<v>123456789012345678</v>" in stored(returned, "xl/worksheets/sheet3.xml")


def test_formulas_keep_the_values_that_they_last_gave(returned, book):
    assert book["托位"]["B7"].value == "=SUM(B4:B6)"
    values = openpyxl.load_workbook(io.BytesIO(returned), data_only=True)["托位"]
    assert (values["B7"].value, values["C7"].value) == (100, "是")


def test_merges_checks_panes_and_protection_stay(book):
    sheet = book["托位"]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:E1"]
    assert [str(check.sqref) for check in sheet.data_validations.dataValidation] == ["B4:B6"]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["C4:C6"]
    assert sheet.freeze_panes == "B4" and sheet.protection.sheet


def test_texts_that_look_like_formulas_stay_texts(book):
    assert [book["托位"][cell].data_type for cell in ("A9", "A10")] == ["s", "s"]


def test_bad_cells_have_the_colour_of_their_gravest_finding(book):
    colours = {cell: book["托位"][cell].fill.fgColor.rgb for cell in
               ("B5", "C5", "E6", "B4", "A1", "G20", "B6")}
    assert colours == {"B5": RED, "C5": AMBER, "E6": BLUE, "B4": AMBER, "A1": RED, "G20": RED,
                       "B6": ENTRY}


def test_notes_name_severity_rule_and_remedy(book):
    text = book["托位"]["B5"].comment.text
    assert "【错误】Z901\n问题：“托位数”应是整数。\n应为：整数\n怎样改：写实际数" in text
    assert "【错误】Z103" in book["托位"]["A1"].comment.text


def test_a_note_that_was_there_is_kept_before_ours(book):
    text = book["托位"]["C5"].comment.text
    assert text.startswith("与民政对过\n")
    assert text.index("【核实】Z501") < text.index("【提示】Z101")
    assert "写明原因" in text


def test_tabs_show_the_gravest_finding_of_their_sheet(book):
    tabs = {sheet.title: sheet.sheet_properties.tabColor and sheet.sheet_properties.tabColor.rgb
            for sheet in book.worksheets}
    assert tabs == {"问题清单": None, "托位": "FFC0392B", "It's 备查": "FFC0392B", "藏": "FF2F75B5"}


def test_what_is_marked_is_not_hidden(book):
    sheet = book["托位"]
    assert not sheet.row_dimensions[5].hidden and not sheet.column_dimensions["C"].hidden
    assert book["藏"].sheet_state == "visible"


def guide_of(data: bytes) -> str:
    """What stands above the list of problems."""
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return "\n".join(str(sheet.cell(row, 1).value) for row in range(1, 7))


def test_the_list_stands_first_and_is_open(book):
    assert book.active.title == "问题清单"
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets] == [1, 0, 0, 0]


def test_the_list_has_every_finding_with_its_place(book):
    rows = listed(book)
    assert [row["序号"].value for row in rows] == [str(n) for n in range(1, 11)]
    first = {name: cell.value for name, cell in rows[2].items()}
    assert first == {
        "序号": "3", "文件": "海屿托位.xlsx", "工作表": "托位", "单元格": "B5", "数值": "三十左右",
        "规则": "Z901", "级别": "错误", "问题": "“托位数”应是整数。", "应为": "整数",
        "怎样改": "写实际数", "说明": None, "原底色": f"rgb:{ENTRY}:0.0"}


def test_cells_of_the_list_lead_to_the_cells_meant(book):
    links = {row["规则"].value: (row["单元格"].hyperlink or row["工作表"].hyperlink)
             for row in listed(book)}
    places = {rule: link.location for rule, link in links.items() if link}
    assert places["Z901"] == "'托位'!B5" and places["Z104"] == "'It''s 备查'!A1"
    assert "Z107" not in places


def test_only_reasons_for_questions_can_be_written(book):
    assert book["问题清单"].protection.sheet and not book["问题清单"].protection.password
    free = {row["规则"].value for row in listed(book) if not row["说明"].protection.locked}
    assert free == {"Z501", "Z502"}
    assert all(row["级别"].protection.locked for row in listed(book))


def test_the_list_prints_on_landscape_pages_and_filters(book):
    sheet = book["问题清单"]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.page_setup.fitToWidth == 1 and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.auto_filter.ref.startswith("A") and sheet.freeze_panes.startswith("A")
    assert sheet.column_dimensions["L"].hidden
    assert all(cell.alignment.wrap_text for cell in list(listed(book)[0].values())[:11])


def test_texts_of_the_list_are_never_formulas():
    data = made_workbook()
    bad = replace(FINDINGS[0], value="=1+1", sentence="@SUM(A1)", expected="-1", remedy="+1")
    row = listed(openpyxl.load_workbook(io.BytesIO(marked(data, [bad]).data)))[0]
    cells = [row[name] for name in ("数值", "问题", "应为", "怎样改")]
    assert [cell.value for cell in cells] == ["=1+1", "@SUM(A1)", "-1", "+1"]
    assert {cell.data_type for cell in cells} == {"s"} and all(cell.quotePrefix for cell in cells)


def test_the_same_workbook_gives_the_same_bytes(original, returned):
    assert marked(original).data == returned


def second_round(returned: bytes) -> tuple[bytes, Reading]:
    """The marked workbook with one reason written, and how it is read."""
    book = openpyxl.load_workbook(io.BytesIO(returned))
    for row in listed(book):
        if row["规则"].value == "Z501":
            row["说明"].value = "新开一所"
    book["托位"]["B5"] = 30
    cells = {(cell.row, cell.column): Cell(cell.row, cell.column, "text", str(cell.value))
             for row in book.worksheets[0].iter_rows() for cell in row if cell.value}
    again = reading()
    again.sheets.insert(0, Sheet("问题清单", cells))
    return saved(book), again


def test_a_second_round_replaces_the_list_and_takes_off_old_marks(original, returned):
    data, again = second_round(returned)
    left = with_reasons([FINDINGS[1], FINDINGS[5]], again)
    book = openpyxl.load_workbook(io.BytesIO(marked(data, left, again).data))
    assert book.sheetnames == ["问题清单", "托位", "It's 备查", "藏"]
    sheet = book["托位"]
    assert sheet["B5"].value == 30 and sheet["B5"].comment is None
    assert [sheet[cell].fill.fgColor.rgb for cell in ("B5", "B4")] == [ENTRY, ENTRY]
    assert sheet["E6"].fill.fill_type is None and sheet["G20"].fill.fill_type is None
    assert sheet["A1"].fill.fgColor.rgb == RED
    assert sheet["C5"].comment.text.count("审核意见") == 1
    assert sheet["C5"].comment.text.startswith("与民政对过\n")
    assert book["It's 备查"].sheet_properties.tabColor is None


def test_reasons_are_carried_to_the_next_list(returned):
    data, again = second_round(returned)
    left = with_reasons([FINDINGS[1], FINDINGS[5]], again)
    rows = listed(openpyxl.load_workbook(io.BytesIO(marked(data, left, again).data)))
    assert {row["规则"].value: row["说明"].value for row in rows} == {"Z103": None,
                                                              "Z501": "新开一所"}


def test_a_sheet_of_the_same_name_that_is_not_ours_stays():
    book = openpyxl.Workbook()
    book.active.title = "问题清单"
    book.active["A1"] = "我们自己的"
    data, read = saved(book), Reading("xlsx", "", [Sheet("问题清单")])
    bad = [Finding("Z901", "错误", "", "问题清单", "A1", "", "不对。")]
    back = openpyxl.load_workbook(io.BytesIO(marked(data, bad, read).data))
    assert back.sheetnames == ["问题清单2", "问题清单"]
    assert back["问题清单"]["A1"].value == "我们自己的"


def test_a_workbook_that_cannot_be_opened_is_rebuilt():
    made = marked(b"PK\x03\x04 no workbook")
    assert made.is_marked and made.name == "海屿托位_已标注.xlsx"
    assert openpyxl.load_workbook(io.BytesIO(made.data)).sheetnames[0] == "问题清单"


def test_a_workbook_with_links_to_others_is_rebuilt(original):
    target = io.BytesIO(original)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    assert "重新生成" in guide_of(marked(target.getvalue()).data)
    assert "重新生成" not in guide_of(marked(original).data)


def test_a_marking_that_takes_too_long_is_given_up(original, monkeypatch):
    monkeypatch.setattr(module, "MARKING_SECONDS", 0.01)
    assert openpyxl.load_workbook(io.BytesIO(marked(original).data)).sheetnames[0] == "问题清单"


@pytest.mark.skipif(os.name != "posix", reason="no limit on memory")
def test_a_workbook_that_eats_memory_is_rebuilt_and_harms_nobody(original):
    target = io.BytesIO(original)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, \
            warnings.catch_warnings(action="ignore"), \
            archive.open("xl/styles.xml", "w") as member:
        for _ in range(120):
            member.write(bytes(10_000_000))
    start = time.perf_counter()
    assert "重新生成" in guide_of(marked(target.getvalue()).data)
    assert time.perf_counter() - start < 10


def test_files_that_were_taken_in_get_no_workbook(original):
    for result in ("accepted", "stale"):
        assert marked(original, result=result) is None


def test_findings_on_the_file_alone_give_the_list_alone(original):
    made = marked(original, [FINDINGS[-1]])
    assert made.name == "问题清单.xlsx" and not made.is_marked
    book = openpyxl.load_workbook(io.BytesIO(made.data))
    assert book.sheetnames == ["问题清单"]
    assert listed(book)[0]["问题"].value == "文件里没有表号。"


def test_hundreds_of_findings_are_quick():
    book = openpyxl.Workbook()
    book.active.title = "托位"
    for row in range(1, 101):
        book.active.append([row * column for column in range(1, 11)])
    bad = [Finding("Z901", "错误", "", "托位", f"{column}{row}", "1", f"{row} 不对。", "数", "改")
           for row in range(1, 51) for column in "ABCDEFGHIJ"]
    data, read = saved(book), Reading("xlsx", "", [Sheet("托位")])
    start = time.perf_counter()
    made = marked(data, bad, read)
    assert time.perf_counter() - start < 5
    sheet = openpyxl.load_workbook(io.BytesIO(made.data))["托位"]
    assert all(sheet[found.cell].comment and sheet[found.cell].fill.fgColor.rgb == RED
               for found in bad)


def test_names_of_marked_workbooks_are_short_and_marked_once():
    assert marked_name("托位.csv") == "托位_已标注.xlsx"
    assert marked_name("托位_已标注.xlsx") == "托位_已标注.xlsx"
    long = marked_name("海" * 300 + ".xlsx")
    assert len(long.encode()) <= 180 and long.endswith("海_已标注.xlsx")
    assert "13900001111" not in marked_name("13900001111.xlsx")
