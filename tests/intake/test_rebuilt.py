"""A new workbook from what was read: same cells in the same places, marked, nothing live in it."""

import hashlib
import io
from datetime import datetime, time

import openpyxl
import pytest
from qiyou.intake import problem_sheet
from qiyou.intake.cells import Cell, Merge, Reading, Sheet
from qiyou.intake.marked import REBUILT_CELLS, workbook_for
from qiyou.intake.problem_list import ordered
from qiyou.intake.rebuilt import sheet_names
from qiyou.store.records import Finding, Submission

RED, AMBER = "FFF7B5AE", "FFFFD98C"
MOBILE, IDENTITY = "13900001111", "99999919900101123X"


def sheet_of(name, cells, merges=(), **more):
    made = {(row, column): Cell(row, column, kind, value, number_format)
            for row, column, kind, value, number_format in cells}
    return Sheet(name, made, list(merges), **more)


def old_workbook() -> Reading:
    return Reading("xls", "", [
        sheet_of("就业", [
            (1, 1, "text", "海屿县就业情况", "General"),
            (3, 2, "number", 0.30000000000000004, "0.00%"), (3, 3, "number", 1234.0, "#,##0"),
            (4, 1, "text", "=cmd|' /C calc'!A0", "@"), (4, 2, "boolean", True, ""),
            (4, 3, "date", "2025-09-30", "yyyy/m/d"), (4, 4, "time", "07:30:00", "h:mm"),
            (5, 1, "error", "#DIV/0!", ""), (5, 2, "formula", "=A1+1", ""),
            (5, 3, "date", "1899-12-31", "yyyy/m/d"), (5, 4, "number", float("inf"), ""),
            (6, 1, "text", "007", "@"), (6, 2, "text", "一\n二", ""),
            (6, 3, "text", "a\x00\u202eb", ""),
            (7, 1, "text", "长" * 40_000, ""), (8, 2, "number", 5.0, "")],
            [Merge(1, 1, 1, 4), Merge(1, 4, 2, 5), Merge(9, 1, 9, 1), Merge(11, 1, 12, 2)],
            hidden_rows={3, 8}, hidden_columns={3, 4}),
        sheet_of("藏", [(1, 1, "text", "x", "")], is_hidden=True)])


FINDINGS = (
    Finding("Z901", "错误", "", "就业", "B3", "0.3", "不是百分数。", "百分数", "改成百分数"),
    Finding("Z501", "核实", "", "就业", "B12", "", "变动大。", "", "核对"),
    Finding("Z902", "错误", "", "就业", "F9", "", "没有填。", "数", "补上"),
)


def answered(reading, findings=FINDINGS, data=b"", name="海屿就业.xls"):
    sent = Submission(hashlib.sha256(data).hexdigest(), len(data), name, "某局", "haiyu",
                      "2025-10-09T09:15:00+08:00", "held", (), tuple(findings))
    return workbook_for(sent, ordered(findings, reading), reading, data)


def opened(made):
    return openpyxl.load_workbook(io.BytesIO(made.data))


@pytest.fixture(scope="module")
def book():
    made = answered(old_workbook())
    assert (made.name, made.is_marked) == ("海屿就业_已标注.xlsx", True)
    return opened(made)


def test_cells_stand_where_they_stood_with_value_and_format(book):
    sheet = book["就业"]
    assert book.sheetnames == ["问题清单", "就业", "藏"]
    assert {cell: (sheet[cell].value, sheet[cell].number_format)
            for cell in ("B3", "C3", "B4", "C4", "D4", "A6", "B8")} == {
        "B3": (0.30000000000000004, "0.00%"), "C3": (1234, "#,##0"), "B4": (True, "General"),
        "C4": (datetime(2025, 9, 30), "yyyy/m/d"), "D4": (time(7, 30), "h:mm"),
        "A6": ("007", "@"), "B8": (5, "General")}


def test_nothing_is_live(book):
    types = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows()
             for cell in row}
    assert "f" not in types
    assert book["就业"]["A4"].value == "=cmd|' /C calc'!A0" and book["就业"]["A4"].quotePrefix
    assert book["就业"]["B5"].value == "=A1+1"


def test_what_a_spreadsheet_cannot_hold_is_kept_as_text(book):
    sheet = book["就业"]
    assert [sheet[cell].value for cell in ("A5", "C5", "D5", "C6")] == [
        "#DIV/0!", "1899-12-31", "inf", "a␀⟦U+202E⟧b"]
    assert len(sheet["A7"].value) < 32_767 and sheet["A7"].value.endswith("长…")
    assert sheet["B6"].alignment.wrap_text


def test_merged_areas_stay_unless_they_overlap(book):
    assert sorted(map(str, book["就业"].merged_cells.ranges)) == ["A11:B12", "A1:D1"]


def test_marks_are_on_the_cells_that_are_shown(book):
    sheet = book["就业"]
    assert {cell: sheet[cell].fill.fgColor.rgb for cell in ("B3", "A11", "F9")} == {
        "B3": RED, "A11": AMBER, "F9": RED}
    assert "【错误】Z901" in sheet["B3"].comment.text
    assert "【核实】Z501" in sheet["A11"].comment.text
    assert sheet.sheet_properties.tabColor.rgb == "FFC0392B"


def test_hidden_stays_hidden_but_for_what_is_marked(book):
    sheet = book["就业"]
    assert not sheet.row_dimensions[3].hidden and sheet.row_dimensions[8].hidden
    assert sheet.column_dimensions["C"].hidden and book["藏"].sheet_state == "hidden"


def test_links_lead_to_cells_and_the_list_says_that_it_was_rebuilt(book):
    sheet = book["问题清单"]
    rows = {row[5].value: row for row in sheet.iter_rows() if row[5].value}
    assert rows["Z901"][3].hyperlink.location == "'就业'!B3"
    assert "重新生成" in "".join(str(sheet.cell(row, 1).value) for row in range(1, 6))
    assert sheet.protection.sheet and not rows["Z501"][10].protection.locked


def test_a_text_file_comes_back_as_a_workbook_of_texts():
    reading = Reading("text", "gb18030", [sheet_of("", [
        (1, 1, "text", "乡镇", ""), (1, 2, "text", "人数", ""), (2, 1, "text", "海东镇", ""),
        (2, 2, "text", "+5", ""), (3, 2, "text", "0012", "")])])
    bad = Finding("Z901", "错误", "", "", "B2", "+5", "不对。")
    made = answered(reading, [bad], name="海屿.csv")
    book = opened(made)
    assert made.name == "海屿_已标注.xlsx" and book.sheetnames == ["问题清单", "数据"]
    assert [book["数据"][cell].value for cell in ("A1", "B2", "B3")] == ["乡镇", "+5", "0012"]
    assert {cell.data_type for row in book["数据"]["A1:B3"] for cell in row if cell.value} == {"s"}
    assert book["数据"]["B2"].fill.fgColor.rgb == RED


def test_personal_numbers_go_from_every_cell():
    reading = Reading("xlsx", "", [
        sheet_of("名册", [(1, 1, "text", f"电话{MOBILE}", ""),
                        (2, 1, "number", float(MOBILE), "0"),
                        (3, 1, "text", IDENTITY, "@"),
                        (4, 1, "text", "１３９ ００００ １１１１", ""),
                        (5, 1, "number", 999999199001011200.0, "0"), (6, 1, "number", 95.0, ""),
                        (7, 1, "text", "张某某", "")]),
        sheet_of(f"{MOBILE}", [(1, 1, "text", "139-0000-1111", "")])])
    found = [Finding("C390", "拒收", "", "名册", "A3", "", "有个人号码。"),
             Finding("C391", "拒收", "", "名册", "A7", "", "填了人名。")]
    # The original is never opened, whatever is in it.
    made = answered(reading, found, data=b"PK")
    book = opened(made)
    values = [cell.value for sheet in book.worksheets[1:] for row in sheet.iter_rows()
              for cell in row]
    assert values == ["电话〔手机号码已遮盖〕", "〔手机号码已遮盖〕", "〔证件号码已遮盖〕",
                      "〔手机号码已遮盖〕", "〔证件号码已遮盖〕", 95, "〔个人信息已遮盖〕",
                      "〔手机号码已遮盖〕"]
    assert not any("1390000" in title for title in book.sheetnames)
    assert "已遮盖" in "".join(str(book.worksheets[0].cell(row, 1).value) for row in range(1, 7))


def test_a_finding_on_a_sheet_that_is_named_by_a_number_is_marked():
    reading = Reading("xlsx", "", [sheet_of(MOBILE, [(1, 1, "text", MOBILE, "")])])
    found = [Finding("C390", "拒收", "", "〔手机号码已遮盖〕", "A1", "", "有个人号码。")]
    sheet = opened(answered(reading, found)).worksheets[1]
    assert sheet["A1"].fill.fgColor.rgb == RED and sheet["A1"].value == "〔手机号码已遮盖〕"


def test_the_list_of_an_earlier_answer_does_not_come_back():
    earlier = opened(answered(old_workbook())).worksheets[0]
    cells = [(cell.row, cell.column, "text", cell.value, "") for row in earlier.iter_rows()
             for cell in row if cell.value]
    reading = old_workbook()
    reading.sheets.insert(0, sheet_of("问题清单", cells))
    assert opened(answered(reading)).sheetnames == ["问题清单", "就业", "藏"]


def test_without_personal_findings_large_figures_stay():
    reading = Reading("xls", "", [sheet_of("投资", [(1, 1, "number", 13_900_001_111.0, "#,##0")])])
    book = opened(answered(reading, [Finding("Z901", "错误", "", "投资", "A1", "", "太大。")]))
    assert book["投资"]["A1"].value == 13_900_001_111


def test_the_same_reading_gives_the_same_bytes():
    assert answered(old_workbook()).data == answered(old_workbook()).data


def test_a_list_that_is_cut_says_so(monkeypatch):
    monkeypatch.setattr(problem_sheet, "ROW_LIMIT", 2)
    sheet = opened(answered(old_workbook())).worksheets[0]
    assert [row[5].value for row in sheet.iter_rows(min_row=sheet.max_row - 1)] == ["Z901", "Z902"]
    assert "只列出前 2 处" in "".join(str(sheet.cell(row, 1).value) for row in range(1, 7))


def test_a_file_with_too_many_cells_gives_the_list_alone():
    class Many(dict):
        def __len__(self):
            return REBUILT_CELLS + 1

    made = answered(Reading("xls", "", [Sheet("就业", Many())]))
    assert made.name == "问题清单.xlsx" and opened(made).sheetnames == ["问题清单"]


def test_names_of_sheets_fit_a_workbook():
    names = sheet_names(Reading("text", "", [Sheet(name) for name in (
        "一" * 40, "一" * 41, "a/b[c]:d*?\\", "'引号'", "", "History", "问题清单", "A", "a")]))
    assert list(names.values()) == [
        "一" * 31, "一" * 29 + "_2", "a_b_c__d___", "引号", "数据", "History_2", "问题清单_2",
        "A", "a_2"]
