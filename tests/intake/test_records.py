"""Ledgers and text files through the whole way: real bytes, one month after the other."""

import pytest
import xlsxwriter
from made import forms
from qiyou.intake.child import read_file
from qiyou.intake.pipeline import Office, take_in
from qiyou.intake.received import receive
from qiyou.register import open_register
from sloppy import Book

HEAD = "线索编号,乡镇,受理日期,化解日期,办理状态,涉及金额,涉及人数,说明"
OPEN = "A-1,菜园镇,2025-08-04,,在办,12000,3,"
CLOSED = "A-2,嵊山镇,2025-08-06,2025-08-20,已化解,5000,1,"


@pytest.fixture
def office(tmp_path):
    data = tmp_path / "data"
    (data / "inbox").mkdir(parents=True)
    return Office(open_register(), forms(), data, county="shengsi",
                  received="2025-11-08T12:00:00+08:00")


def send(office, text, name="台账.csv"):
    path = office.inbox / name
    path.write_text(text, encoding="utf-8-sig")
    return take_in(path, office).submission


def ledger(office, month, *rows, note=""):
    return send(office, "\n".join(["表号：劳得2", f"报告期：2025年{month}月", HEAD, *rows, note]),
                f"台账{month}-{len(rows)}.csv")


def rules(submission):
    return [(found.rule, found.cell) for found in submission.findings
            if found.severity in ("核实", "错误") and not found.explanation]


def test_a_clear_ledger_is_taken_in(office):
    assert ledger(office, 8, OPEN, CLOSED).result == "accepted"


@pytest.mark.parametrize("row, expected", [
    ("A-1,菜园镇,2025-09-04,,在办,12000,3,", [("H415", "C4")]),
    ("A-1,菜园镇,1925-08-04,,在办,12000,3,", [("H416", "C4")]),
    ("A-1,菜园镇,2025-08-04,2025-08-09,在办,12000,3,", [("H414", "D4")]),
    ("A-1,菜园镇,2025-08-04,2025-09-02,已化解,12000,3,", [("H415", "D4")]),
], ids=["received_after", "received_long_ago", "resolved_though_open", "resolved_after"])
def test_days_that_cannot_be(office, row, expected):
    assert rules(ledger(office, 8, row)) == expected


def test_a_missing_day_names_the_state_as_people_write_it(office):
    (found,) = ledger(office, 8, "A-1,菜园镇,2025-08-04,,已化解,12000,3,").findings
    assert found.rule == "H408"
    assert "已化解" in found.sentence and "resolved" not in repr(found)


def test_a_case_that_is_gone_must_be_explained(office):
    ledger(office, 8, OPEN, CLOSED)
    assert rules(ledger(office, 9, OPEN)) == [("V512", "A4")]
    assert ledger(office, 9, OPEN + "与B县合并办理后销号", note=" ").result == "accepted"


def test_a_case_that_is_open_again_must_be_explained(office):
    ledger(office, 8, OPEN, CLOSED)
    again = CLOSED.replace("2025-08-20,已化解", ",在办")
    assert rules(ledger(office, 9, OPEN, again)) == [("V513", "E5")]


def test_a_case_in_another_township_is_the_same_case(office):
    ledger(office, 8, OPEN, CLOSED)
    assert ledger(office, 9, OPEN.replace("菜园镇", "五龙乡"), CLOSED).result == "accepted"


def test_a_total_of_a_list_is_checked_and_left_out(office):
    total = "合计,,,,,17000,{},"
    assert ledger(office, 8, OPEN, CLOSED, total.format(4)).result == "accepted"
    assert rules(ledger(office, 9, OPEN, CLOSED, total.format(5))) == [("S227", "G6")]


@pytest.mark.parametrize("row", [
    "A-1,菜园镇,2025-08-04,,在办,12,000,3,",
    "A-1,菜园镇,2025-08-04,,在办,12,000,3",
], ids=["longer_than_the_heading", "number_in_the_remarks"])
def test_a_row_that_slid_to_the_right_is_refused(office, row):
    assert ("S223", "A4") in rules(ledger(office, 8, row))


def test_digits_that_an_export_guards_are_read(office):
    guarded = OPEN.replace("12000", '"=""12000"""').replace(",3,", ",'3,")
    assert ledger(office, 8, guarded).result == "accepted"


def arbitration(office, quarter, carried):
    """Quarterly table of labour disputes: some carried over from last year, none accepted."""
    columns = forms().form("labour_county").columns
    values = dict.fromkeys(columns, 0) | {"carried": carried, "due": carried}
    names = [f"{column.group or ''}{column.name}" for column in columns.values()]
    head = ["表号：" + forms().form("labour_county").number, f"报告期：2025年第{quarter}季度"]
    text = [*head, ",".join(names), ",".join(str(values[name]) for name in columns)]
    return send(office, "\n".join(text), f"仲裁{quarter}.csv")


def test_what_does_not_change_in_a_year_is_asked_about(office):
    assert arbitration(office, 1, 7).result == "accepted"
    assert "V514" not in [rule for rule, _ in rules(arbitration(office, 2, 7))]
    assert "V514" in [rule for rule, _ in rules(arbitration(office, 3, 8))]


def test_a_passed_assessment_is_all_or_nothing(office):
    form = forms().form("education_county").columns
    text = "\n".join(["表号：学优6", "报告期：2024年",
                      ",".join(column.name for column in form.values()),
                      "300,15.1,11.2,80%,100%,甲〔2024〕1号,户籍"])
    (found,) = [one for one in send(office, text).findings if one.severity == "错误"]
    assert (found.rule, found.value, found.expected) == ("C317", "80%", "0、100")


def test_a_percentage_is_shown_as_its_sender_sees_it(tmp_path, office):
    path = office.inbox / "评估.xlsx"
    book = xlsxwriter.Workbook(path)
    page, percent = book.add_worksheet(), book.add_format({"num_format": "0%"})
    names = [column.name for column in forms().form("education_county").columns.values()]
    page.write_row(0, 0, ["表号：学优6", None, "报告期：2024年"])
    page.write_row(1, 0, names)
    page.write_row(2, 0, [300, 15.1, 11.2])
    page.write(2, 3, 4.8, percent)
    book.close()
    (found,) = [one for one in take_in(path, office).submission.findings
                if one.severity == "错误"]
    assert (found.rule, found.value) == ("C317", "480%")


def test_lines_through_figures_are_seen_in_real_workbooks(tmp_path):
    path = tmp_path / "划线.xlsx"
    book = xlsxwriter.Workbook(path)
    page, line = book.add_worksheet(), book.add_format({"font_strikeout": True})
    page.write(0, 0, 12, line)
    page.write(0, 1, 13)
    page.write_rich_string(0, 2, line, "12", "13")
    page.write(0, 3, "12 13")
    book.close()
    (sheet,) = read_file(receive(path)).sheets
    assert sheet.struck == {(1, 1), (1, 3)}


def test_amounts_beyond_the_county_are_asked_about(office):
    assert rules(ledger(office, 8, OPEN.replace("12000", "35000000000"))) == [("V511", "F4")]


def test_the_clear_table_has_no_widths(tmp_path):
    (sheet,) = read_file(receive(Book().save(tmp_path / "x.xlsx"))).sheets
    assert not sheet.widths and not sheet.struck
