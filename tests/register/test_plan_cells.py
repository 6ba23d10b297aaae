"""Cells of plan tables: every way to write a figure that real plans use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiyou.register.plan_cells import read_cell
from qiyou.register.reading_words import reading_words

WORDS = reading_words()


def read(text):
    return read_cell(text, WORDS)


def rules(text):
    return [rule for rule, _ in read(text).remarks]


@pytest.mark.parametrize(("text", "value", "comparison"), [
    ("82.70", 82.7, None), ("12420", 12420, None), ("12,420", 12420, None),
    ("０．６３", 0.63, None),
    ("100%", 100, None), ("100％", 100, None), ("-1.5", -1.5, None),
    ("<5", 5, "<"), ("＜5", 5, "<"), (">5.55", 5.55, ">"), ("＞95", 95, ">"),
    ("≥80", 80, ">="), (">=80", 80, ">="), ("≤4.7", 4.7, "<="), ("<=4.7", 4.7, "<="),
    ("80以上", 80, ">="), ("80%以上", 80, ">="), ("5以下", 5, "<="),
    ("5%以内", 5, "<="), ("不低于90%", 90, ">="), ("不少于28幢", 28, ">="), ("至少3家", 3, ">="),
    ("不超过5", 5, "<="), ("不高于5", 5, "<="), ("控制在9.0%以内", 9, "<="), ("超过12年", 12, ">"),
    ("低于5", 5, "<"), ("保持100", 100, None), ("保持在92%以上", 92, ">="),
    ("达到90%以上", 90, ">="),
    ("95%+", 95, ">="), ("一家", 1, None), ("3家", 3, None), ("累计5000人", 5000, None),
])
def test_a_figure_with_its_sign(text, value, comparison):
    reading = read(text)
    assert (reading.value, reading.comparison) == (value, comparison)
    assert reading.remarks == ()


@pytest.mark.parametrize("text", ["/", "／", "-", "—", "——", "无", "N/A", "…"])
def test_signs_for_no_target(text):
    assert (read(text).value, read(text).comparison, read(text).remarks) == (None, "none", ())


@pytest.mark.parametrize(("text", "comparison"), [
    ("全覆盖", "full"), ("实现全覆盖", "full"), ("应保尽保", "full"), ("100%全覆盖", "full"),
    ("建成", "full"), ("2025年底建成", "full"), ("通过", "full"),
    ("完成市下达的任务指标", "assigned"), ("完成上级任务", "assigned"), ("按省下达数", "assigned"),
])
def test_words_that_promise_without_a_number(text, comparison):
    assert (read(text).value, read(text).comparison) == (None, comparison)


@pytest.mark.parametrize(("text", "value", "rule"), [
    ("约5", 5, "R12"), ("5左右", 5, "R12"), ("80-85", 80, "R13"), ("80%—85%", 80, "R13"),
    ("80～85", 80, "R13"), ("15000[注]", 15000, "R10"), ("80（省定）", 80, "R10"),
    ("80①", 80, "R10"), ("80²", 80, "R10"),
    ("1 3600", 13600, "R11"), ("82. 5", 82.5, "R11"),
    ("", None, "R06"), (" ", None, "R06"), ("\u200b", None, "R06"),
    ("#REF!", None, "R08"), ("=A1+1", None, "R08"),
    ("逐年提高", None, "R14"), ("年均增长5%", None, "R14"), ("高于全省平均水平", None, "R07"),
    ("TRUE", None, "R07"), ("2023-01-02", None, "R07"), ("80/85", None, "R07"),
    ("五花八门", None, "R07"),
    ("100/100", None, "R07"), ("85-80", None, "R07"), ("2023年", None, "R07"), ("第3", None, "R07"),
])
def test_what_is_not_a_plain_figure_is_remarked(text, value, rule):
    assert read(text).value == value
    assert rule in rules(text)


@pytest.mark.parametrize(("text", "value", "unit", "scale"), [
    ("0.63万人次", 0.63, "人次", 10_000), ("6万", 6, "", 10_000), ("7.77亿元", 7.77, "元", 1e8),
    ("15000元", 15000, "元", 1), ("4平方米以上", 4, "平方米", 1), ("4㎡", 4, "平方米", 1),
    ("2.6m²", 2.6, "平方米", 1), ("1‰以下", 1, "‰", 1),
])
def test_units_behind_a_figure(text, value, unit, scale):
    reading = read(text)
    assert (reading.value, reading.unit, reading.scale) == (value, unit, scale)


def test_signs_that_contradict_are_remarked():
    assert "R15" in rules("不低于80以下")


@given(st.floats(min_value=0, max_value=1e9, allow_nan=False).map(lambda x: f"{x:.4f}"))
def test_any_printed_number_is_read_as_it_is(text):
    assert read(text).value == float(text)


@given(st.text(max_size=30))
def test_any_text_is_a_figure_a_word_or_remarked(text):
    reading = read(text)
    typed = reading.value is not None or reading.comparison in ("full", "assigned")
    assert typed or reading.comparison == "none"
    if not typed and not reading.remarks:
        assert text.strip()
