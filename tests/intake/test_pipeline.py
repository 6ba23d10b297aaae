"""One file through the whole way: real bytes, a real store, a real answer."""

import hashlib
import json
import os

import pytest
from made import county, forms
from qiyou.intake.pipeline import Office, take_in
from qiyou.register import open_register
from qiyou.store import open_store
from sloppy import CASES, Book

COLUMN = "trained_month"


@pytest.fixture
def office(tmp_path):
    data = tmp_path / "data"
    (data / "inbox").mkdir(parents=True)
    return Office(open_register(), forms(), data, received="2025-10-08T12:00:00+08:00")


def at(office, received):
    """The same office on another day."""
    return Office(office.register, office.forms, office.data, received=f"{received}T12:00:00+08:00")


def send(office, book, name="就业.xlsx"):
    return take_in(book.save(office.inbox / name), office)


def current(office, period="2025-09"):
    with open_store(office.data) as store:
        figures = store.current("shengsi", "training_jobs", period)
    return {key[0]: stored.value for key, stored in figures.items() if key[2] == COLUMN}


def results(office):
    with open_store(office.data) as store:
        return [row.result for row in store.submissions()]


def test_a_good_file_becomes_figures_an_archive_and_a_receipt(office):
    path = Book().save(office.inbox / "就业.xlsx")
    data = path.read_bytes()
    outcome = take_in(path, office)
    assert outcome.submission.result == "accepted"
    assert current(office)[county().townships[0].code] == 10
    with open_store(office.data) as store:
        assert store.read_archive(hashlib.sha256(data).hexdigest()) == data
    receipt = (outcome.answer / "回执.txt").read_text(encoding="utf-8")
    assert hashlib.sha256(data).hexdigest() in receipt and "已收讫" in receipt
    assert not path.exists()


def test_a_file_elsewhere_is_left_where_it_is(office, tmp_path):
    path = Book().save(tmp_path / "elsewhere.xlsx")
    assert take_in(path, office).submission.result == "accepted"
    assert path.exists()


def test_a_bad_file_changes_no_figure_and_comes_back_marked(office):
    send(office, Book())
    bad = Book().rewrite("B", [99, 11, 12, 13, 14, 15, 16]).set("C7", "无").period(
        "2025年9月", "2025-10-20")
    outcome = send(office, bad)
    assert outcome.submission.result == "held"
    assert current(office)[county().townships[0].code] == 10
    listed = json.loads((outcome.answer / "问题清单.json").read_text(encoding="utf-8"))
    assert {found["rule"] for found in listed["findings"]} >= {"C304"}
    assert list(outcome.answer.glob("*_已标注.xlsx"))


@pytest.mark.parametrize("name", ["formula", "error", "boolean", "date", "percent", "full_width",
                                  "text_numbers", "two_bad_cells", "missing_column"])
def test_what_is_found_in_plain_rows_is_found_in_a_real_workbook(name, office):
    book = Book()
    CASES[name][1](book)
    outcome = send(office, book)
    holding = {(found.rule, found.cell) for found in outcome.submission.findings
               if found.severity in ("错误", "拒收")}
    assert holding == set(CASES[name][2])


def test_the_same_bytes_again_change_nothing(office):
    path = Book().save(office.data / "a.xlsx")
    first, second = take_in(path, office), take_in(path, at(office, "2025-11-01"))
    assert (first.is_known, second.is_known) == (False, True)
    assert second.answer == first.answer
    assert results(office) == ["accepted"]


def test_the_same_values_in_other_bytes_change_no_figure(office):
    send(office, Book())
    again = Book()
    again.rows[0][0] += " "
    assert send(office, again).submission.facts["forms"][0]["unchanged"] == 48
    with open_store(office.data) as store:
        assert max(stored.vintage for stored in
                   store.current("shengsi", "training_jobs", "2025-09").values()) == 1


def revised(reason="漏统计一期培训班，现予补报"):
    book = Book().rewrite("B", [12, 11, 12, 13, 14, 15, 16]).period("2025年9月", "2025-10-20")
    return book.set("H5", reason).set("H12", reason)


def test_a_revision_needs_a_reason_and_keeps_the_old_figure(office):
    send(office, Book())
    silent = send(office, revised(None))
    assert silent.submission.result == "held"
    assert {found.rule for found in silent.submission.findings} == {"V507"}
    assert send(at(office, "2025-10-21"), revised()).submission.result == "accepted"
    assert current(office)[county().townships[0].code] == 12
    with open_store(office.data) as store:
        (change,) = [one for one in store.revisions("shengsi")
                     if (one.area, one.column) == (county().townships[0].code, COLUMN)]
        earlier = store.current("shengsi", "training_jobs", "2025-09", as_of="2025-10-10")
    assert (change.old, change.new, change.why) == (10, 12, "漏统计一期培训班，现予补报")
    assert earlier[county().townships[0].code, "", COLUMN].value == 10


def test_an_older_version_that_comes_late_is_not_the_newest(office):
    send(office, Book())
    send(at(office, "2025-10-21"), revised())
    late = Book()
    late.rows[0][0] += "　"
    outcome = send(at(office, "2025-10-22"), late)
    assert outcome.submission.result == "stale"
    assert current(office)[county().townships[0].code] == 12


def test_a_return_to_the_old_figure_on_a_later_day_counts(office):
    send(office, Book())
    send(at(office, "2025-10-21"), revised())
    back = Book().period("2025年9月", "2025-10-25").set("H5", "复核后恢复原数").set(
        "H12", "复核后恢复原数")
    assert send(at(office, "2025-10-26"), back).submission.result == "accepted"
    assert current(office)[county().townships[0].code] == 10


def test_without_a_day_the_same_words_as_an_earlier_version_are_old(office):
    send(office, Book())
    send(at(office, "2025-10-21"), revised())
    undated = Book()
    undated.rows[12] = ["填报人：甲某"]
    assert send(at(office, "2025-10-22"), undated).submission.result == "stale"


def test_personal_data_is_not_archived_and_stays_with_its_owner(office):
    outcome = send(office, Book().set("H6", "330922199001011234"))
    assert outcome.submission.result == "refused"
    assert (office.inbox / "就业.xlsx").exists()
    kept = [path for path in office.data.rglob("*") if path.is_file()
            and path.parent != office.inbox]
    assert not any(b"330922199001011234" in path.read_bytes() for path in kept)
    assert not list((office.data / "store" / "archive").rglob("*xlsx"))


def test_an_answer_that_was_lost_is_written_again(office):
    path = Book().save(office.data / "a.xlsx")
    first = take_in(path, office)
    for file in first.answer.iterdir():
        file.unlink()
    first.answer.rmdir()
    assert take_in(path, office).answer == first.answer
    assert (first.answer / "回执.txt").exists()


def test_explanations_on_the_returned_list_are_taken(office):
    from openpyxl import load_workbook

    send(office, Book())
    held = send(office, revised(None))
    (marked,) = held.answer.glob("*_已标注.xlsx")
    book = load_workbook(marked)
    page = book["问题清单"]
    headings = {cell.value: cell.column for row in page.iter_rows(max_row=12) for cell in row
                if cell.value in ("说明", "规则")}
    for row in range(1, page.max_row + 1):
        if str(page.cell(row, headings["规则"]).value).startswith("V507"):
            page.cell(row, headings["说明"]).value = "漏统计一期培训班"
    path = office.inbox / "改后.xlsx"
    book.save(path)
    outcome = take_in(path, at(office, "2025-10-21"))
    assert outcome.submission.result == "accepted", outcome.submission.findings
    assert {found.explanation for found in outcome.submission.findings} == {"漏统计一期培训班"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_refused_with_a_receipt(office):
    os.mkfifo(office.inbox / "管道.xlsx")
    outcome = take_in(office.inbox / "管道.xlsx", office)
    assert outcome.submission.result == "refused"
    assert "拒收" in (outcome.answer / "回执.txt").read_text(encoding="utf-8")


def test_a_file_that_does_not_exist_is_nothing(office):
    outcome = take_in(office.inbox / "无此文件.xlsx", office)
    assert outcome.is_missing and outcome.answer is None
    assert results(office) == []


ARREARS = ["线索编号", "乡镇", "受理日期", "化解日期", "办理状态", "涉及金额（元）", "涉及人数",
           "行业", "说明"]


def arrears(office, rows, declared, name="欠薪.xlsx"):
    from made import workbook

    labels = ["表号：劳得2", "报告期：2025年9月", f"填报日期：{declared}"]
    head = [["欠薪线索台账"], labels, ARREARS]
    return take_in(workbook([("欠薪", [*head, *rows], [])], office.inbox / name), office)


def case(number, **more):
    return [number, "菜园镇", "2025-09-01", None, "在办", 5000, 2, None, more.get("note")]


def cases(office):
    with open_store(office.data) as store:
        return sorted({key[1] for key in store.current("shengsi", "arrears", "2025-09")})


def test_a_list_may_say_that_there_is_nothing(office):
    assert arrears(office, [["本期无"]], "2025-10-08").submission.result == "accepted"
    assert cases(office) == []
    assert arrears(office, [], "2025-10-09", "空.xlsx").submission.result == "held"


def test_a_record_that_is_gone_needs_a_reason(office):
    first = arrears(office, [case("A1"), case("A2")], "2025-10-08")
    assert first.submission.result == "accepted", first.submission.findings
    shorter = arrears(office, [case("A1")], "2025-10-09")
    assert {found.rule for found in shorter.submission.findings} == {"V509"}
    assert cases(office) == ["case=A1", "case=A2"]
    said = arrears(office, [case("A1", note="A2 与 A1 为同一线索，合并")], "2025-10-10")
    assert said.submission.result == "accepted"
    assert cases(office) == ["case=A1"]


def test_one_case_cannot_be_in_two_townships(office):
    other = [*case("a1")]
    other[1] = "枸杞乡"
    found = arrears(office, [case("A1"), other], "2025-10-08").submission.findings
    assert {one.rule for one in found if one.severity == "错误"} == {"H402"}


def test_a_persons_name_is_no_case_number(office):
    outcome = arrears(office, [case("王小明")], "2025-10-08")
    assert outcome.submission.result == "refused"
    assert "王小明" not in repr(outcome.submission.findings)


def test_a_case_number_that_a_spreadsheet_has_rounded_is_refused(office):
    found = arrears(office, [case(2025000100020003.0)], "2025-10-08").submission.findings
    assert "C332" in {one.rule for one in found}
