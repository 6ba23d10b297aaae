"""Each way of writing a figure has one rule."""

from datetime import date, time

import pytest
from made import Fault, Formula, Percent, cell
from qiyou.intake.numbers import figure, is_name
from qiyou.register.forms import FormColumn

PERSONS = FormColumn(type="whole", name="人数", unit="人", min=0.0, max=1e6)
SHARE = FormColumn(type="percent", name="比率", unit="%", min=0.0, max=100.0)
PERMILLE = FormColumn(type="percent", name="发生率", unit="‰", min=0.0, max=1000.0)
AREA = FormColumn(type="number", name="面积", unit="平方米")


def read(value, column=PERSONS, factor=1.0):
    return figure(cell(1, 1, value), column, factor)


@pytest.mark.parametrize(("written", "value"), [
    (12, 12), (12.0, 12), (0, 0), ("12", 12), (" 12 ", 12), ("１２", 12), ("1,234", 1234),
    ("１，２３４", 1234), ("+5", 5), ("12人", 12), ("12 人", 12), ("\u200b12", 12),
    ("12.0", 12), (12.000000000001, 12), ("\u3000７\xa0", 7),
])
def test_clear_ways_of_writing_are_read(written, value):
    found = read(written)
    assert (found.value, found.rule) == (value, "")


@pytest.mark.parametrize(("written", "rule"), [
    ("约12", "C314"), ("12以上", "C314"), (">12", "C314"), ("10~12", "C314"), ("12左右", "C314"),
    ("1 2", "C312"), ("1 234", "C312"), ("1,23", "C313"), ("12,34,567", "C313"), ("1.2.3", "C313"),
    ("1e3", "C325"), ("1.5E+3", "C325"), ("inf", "C325"), ("nan", "C325"), ("007", "C326"),
    ("(12)", "C327"), ("12①", "C327"), ("12[1]", "C327"), ("12*", "C327"), ("12户", "C315"),
    ("1.2万", "C315"), ("十二", "C305"), ("abc", "C305"), ("12%", "C307"), ("①", "C305"),
    ("²", "C305"), ("٣", "C305"), ("½", "C305"), ("1234567890123456", "C332"), ("无", "C304"),
    ("不详", "C304"), ("暂无", "C304"), ("同上", "C304"), ("12.5", "C316"), (12.5, "C316"),
    ("-1", "C317"), (-1, "C317"), ("\u2212" + "3", "C317"), (2e6, "C317"), (1e16, "C332"),
    (True, "C309"), (False, "C309"), (Fault("#DIV/0!"), "C310"), (Formula("=A1+1"), "C311"),
    (date(2025, 9, 30), "C308"), (time(7, 30), "C308"), (Percent(0.95), "C307"),
    ("张三", "C391"), ("王小明、李小红", "C391"), ("=1+1", "C305"), ("@SUM(A1)", "C305"),
])
def test_unclear_ways_of_writing_break_a_rule(written, rule):
    found = read(written)
    assert (found.value, found.rule) == (None, rule)


@pytest.mark.parametrize("written", ["/", "／", "—", "－", "--", "…", "N/A", "  ", "\u3000"])
def test_marks_of_absence_are_no_figure_and_no_fault(written):
    found = read(written)
    assert (found.value, found.text, found.rule) == (None, None, "")


@pytest.mark.parametrize(("written", "value"), [
    (95, 95), (Percent(0.95), 95), ("95%", 95), ("95％", 95), ("0.8%", 0.8), (0, 0),
    (Percent(0.008), 0.8), ("950‰", 95), ("95 %", 95), (Percent(0.29), 29), (99.9, 99.9),
    ("0", 0), ("0.0%", 0), (Percent(1.0), 100),
])
def test_per_cents_are_read_where_they_say_so(written, value):
    assert read(written, SHARE).value == value


@pytest.mark.parametrize(("written", "rule"), [
    (0.95, "C306"), (1, "C306"), ("0.95", "C306"), ("1", "C306"), (Percent(95), "C317"),
    (120, "C317"), ("120%", "C317"),
])
def test_per_cents_with_two_readings_are_refused(written, rule):
    assert read(written, SHARE).rule == rule


@pytest.mark.parametrize(("written", "value"), [(0.8, 0.8), ("0.8‰", 0.8), ("0.08%", 0.8),
                                                (Percent(0.0008), 0.8)])
def test_per_milles_keep_their_scale(written, value):
    assert read(written, PERMILLE).value == pytest.approx(value, abs=1e-12)


def test_units_of_the_heading_are_converted_without_binary_dust():
    assert read(0.29, factor=10000.0).value == 2900
    assert read("1.2345", factor=10000.0).value == 12345
    assert read(0.00005, factor=10000.0).rule == "C316"


def test_decimals_stay_as_written():
    assert read("0.1", AREA).value == 0.1
    assert read(0.1 + 0.2, AREA).value == 0.3
    assert read("120.5平方米", AREA).value == 120.5


@pytest.mark.parametrize(("text", "is_one"), [
    ("张三", True), ("欧阳", False), ("王芳", True), ("高于", False), ("方案", True),
    ("没有", False), ("三十", False), ("陈某某", True), ("李 雷", True),
])
def test_names_are_told_from_words(text, is_one):
    # 方案 looks like a name; it is no figure either, so refusing it costs nothing.
    assert is_name(text) is is_one


def test_a_percent_sign_that_a_format_only_prints_multiplies_nothing():
    from qiyou.intake.cells import Cell

    for printed in ('0.00"%"', "0.00\\%"):
        found = figure(Cell(1, 1, "number", 4.8, printed), SHARE)
        assert found.value == 4.8
        assert figure(Cell(1, 1, "number", 0.25, printed), SHARE).rule == "C306"
