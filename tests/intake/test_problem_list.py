"""Order of problems, and reasons read from a list that came back."""

from qiyou.catalogue import say
from qiyou.intake.cells import Cell, Reading, Sheet
from qiyou.intake.problem_list import (
    COLUMNS,
    counted,
    is_problem_list,
    located,
    ordered,
    rule_words,
    with_reasons,
    written_reasons,
)
from qiyou.store.records import Finding


def returned(rows, headings=None, name="问题清单", top=4):
    """List as it comes back, written by hand from the issue's headings."""
    headings = headings or ["序号", "文件", "工作表", "单元格", "数值", "规则", "级别", "问题",
                            "应为", "怎样改", "说明"]
    cells = {(1, 1): Cell(1, 1, "text", "《某表》问题清单")}
    for row, texts in enumerate([headings, *rows], top):
        for column, text in enumerate(texts, 1):
            if text:
                cells[row, column] = Cell(row, column, "text", text)
    return Reading("xlsx", "", [Sheet("托育", {}), Sheet(name, cells)])


VALUE = "5"


def row(rule, sheet, cell, reason, severity="核实"):
    return ["1", "某表.xlsx", sheet, cell, VALUE, rule, severity, "错", "对", "改", reason]


def test_headings_are_those_that_senders_know():
    assert " ".join(say(f"intake_answer.heading.{name}") for name in COLUMNS) == (
        "序号 文件 工作表 单元格 数值 规则 级别 问题 应为 怎样改 说明")


def test_the_gravest_come_first_then_by_place_in_the_file():
    reading = Reading("xlsx", "", [Sheet("乙"), Sheet("甲")])
    found = [Finding("R1", "提示", "", "乙", "A1"), Finding("R2", "错误", "", "甲", "A1"),
             Finding("R3", "错误", "", "乙", "AA2"), Finding("R4", "错误", "", "乙", "B2"),
             Finding("R5", "错误", "", "乙", "B10"), Finding("R6", "错误", "", "乙"),
             Finding("R7", "错误"), Finding("R8", "拒收", "", "甲", "Z9"),
             Finding("R9", "核实", "", "乙", "A1", explanation="属实"),
             Finding("R0", "核实", "", "乙", "C1")]
    assert [one.rule for one in ordered(found, reading)] == [
        "R8", "R7", "R6", "R4", "R3", "R5", "R2", "R0", "R9", "R1"]


def test_order_does_not_depend_on_the_order_of_arrival():
    found = [Finding("R1", "错误", "", "x", f"A{n}") for n in range(1, 30)]
    assert ordered(found[::-1]) == ordered(found) == found


def test_counts_name_only_what_occurs():
    assert counted([Finding("A", "错误"), Finding("B", "提示"), Finding("C", "错误")]) == \
        "错误 2，提示 1"
    assert counted([]) == "无"


def test_cells_and_first_cells_of_ranges_are_located():
    assert located("C7") == (7, 3)
    assert located("$B$3:D9") == (3, 2)
    assert [located(text) for text in ("", "C", "7", "A0", "AAAA1", "A1048577", "XFE1")] == \
        [None] * 7


def test_a_rule_without_a_title_is_named_by_its_id():
    assert rule_words("Z999") == "Z999"


def test_reasons_are_read_back_by_rule_sheet_and_cell():
    reading = returned([row("V501 变动过大", "托育", "C6", " 新开一所 "),
                        row("V502", "托育", "D6", "")])
    assert written_reasons(reading) == {("V501", "托育", "C6"): "新开一所"}


def test_columns_are_found_by_their_headings_in_any_order():
    headings = ["说明", "规则", "级别", "单元格", "工作表", "问题", "应为", "怎样改", "数值",
                "文件", "序号"]
    reading = returned([["并园", "V501", "核实", "C6", "托育", "", "", "", "", "", ""]], headings,
                       name="问题清单2", top=7)
    assert written_reasons(reading) == {("V501", "托育", "C6"): "并园"}


def test_a_sheet_without_the_headings_is_no_list():
    other = returned([], headings=["序号", "问题", "说明"]).sheets[1]
    assert not is_problem_list(other)
    assert not is_problem_list(returned([], name="托育").sheets[1])
    assert is_problem_list(returned([]).sheets[1])


def test_only_questions_take_reasons():
    found = (Finding("V501", "核实", "", "托育", "C6", VALUE),
             Finding("H401", "错误", "", "托育", "C7", VALUE),
             Finding("V501", "核实", "", "托育", "D6", VALUE, explanation="表内已写"))
    reading = returned([row("V501", "托育", "C6", "新开一所"), row("H401", "托育", "C7", "不想改"),
                        row("V501", "托育", "D6", "另一个")])
    assert [one.explanation for one in with_reasons(found, reading)] == ["新开一所", "", "表内已写"]


def test_what_was_said_of_one_value_does_not_hold_for_the_next():
    reading = returned([row("V501", "托育", "C6", "新开一所")])
    (same, other) = with_reasons([Finding("V501", "核实", "", "托育", "C6", VALUE),
                                  Finding("V501", "核实", "", "托育", "C6", "999")], reading)
    assert (same.explanation, other.explanation) == ("新开一所", "")


def test_a_mark_that_explains_nothing_is_no_reason():
    reading = returned([row("V501", "托育", "C6", "/"), row("V502", "托育", "C6", "无")])
    found = [Finding("V501", "核实", "", "托育", "C6"), Finding("V502", "核实", "", "托育", "C6")]
    assert [one.explanation for one in with_reasons(found, reading)] == ["", ""]


def test_nothing_read_gives_no_reasons():
    assert written_reasons(None) == {}
    assert with_reasons([Finding("V501", "核实")], None)[0].explanation == ""
