"""Townships, codes, keys, days and clocks have one canonical form each."""

from datetime import date, time

import pytest
from made import Fault, Formula, cell, county, forms
from qiyou.intake import codes
from qiyou.register.forms import Code, FormColumn

SEX = {"male": Code(name="男", aliases=("男性", "1")), "female": Code(name="女", aliases=("2",))}
YEAR = FormColumn(type="year", name="年份", min=2020.0, max=2030.0)


def at(value):
    return cell(1, 1, value)


@pytest.mark.parametrize("written", ["菜园镇", "菜 园 镇", "嵊泗县菜园镇", "菜园", "330922100",
                                     330922100, 330922100.0, "330922100000", "\u200b菜园镇"])
def test_townships_are_known_by_name_and_code(written):
    assert codes.area_of(at(written), county()).text == "330922100"


@pytest.mark.parametrize("written", ["菜圆镇", "长涂镇", "330921100", "合计", "", "园"])
def test_other_places_are_refused_with_the_nearest_name(written):
    found = codes.area_of(at(written), county())
    assert (found.text, found.rule) == (None, "C319")
    assert "菜园镇" in dict(found.facts)["names"]


def test_the_nearest_township_is_named():
    assert dict(codes.area_of(at("菜圆镇"), county()).facts)["nearest"] == "菜园镇"


@pytest.mark.parametrize(("written", "code"), [("男", "male"), ("男性", "male"), (1, "male"),
                                              ("１", "male"), ("female", "female"),
                                              (" 女 ", "female")])
def test_codes_are_known_by_name_alias_and_code(written, code):
    assert codes.code_of(at(written), SEX).text == code


@pytest.mark.parametrize("written", ["男/女", "M", 3, "未知"])
def test_what_is_in_no_code_list_is_refused(written):
    assert codes.code_of(at(written), SEX).rule == "C318"


@pytest.mark.parametrize("written", [date(2025, 9, 3), "2025-09-03", "2025/9/3", "2025.9.3",
                                     "2025年9月3日", "20250903", 20250903, " ２０２５年９月３日 "])
def test_days_are_read(written):
    assert codes.day_of(at(written)).text == "2025-09-03"


@pytest.mark.parametrize("written", ["9/3/2025", "2025-13-01", "2025-02-30", 45903, "2025年9月",
                                     "上月底", "03-09-2025", "1025-01-01"])
def test_days_with_two_readings_are_refused(written):
    assert codes.day_of(at(written)).rule == "C321"


def test_a_mark_of_absence_is_no_day_and_no_fault():
    assert codes.day_of(at("/")) == codes.Found()


@pytest.mark.parametrize(("written", "clock"), [(time(7, 30), "07:30"), ("7:30", "07:30"),
                                               ("07：30", "07:30"), ("23:59:00", "23:59")])
def test_clocks_are_read(written, clock):
    assert codes.clock_of(at(written)).text == clock


@pytest.mark.parametrize("written", ["24:00", "7点半", 0.3125, "7:60", "730"])
def test_other_clocks_are_refused(written):
    assert codes.clock_of(at(written)).rule == "C322"


@pytest.mark.parametrize(("written", "answer"), [("是", "yes"), ("√", "yes"), (True, "yes"),
                                                ("否", "no"), ("无", "no"), (False, "no"),
                                                ("/", None)])
def test_yes_and_no_are_read(written, answer):
    found = codes.yes_no_of(at(written))
    assert (found.text, found.rule) == (answer, "")


@pytest.mark.parametrize("written", [1, 0, "1", "可能", "是否"])
def test_other_answers_are_refused(written):
    assert codes.yes_no_of(at(written)).rule == "C323"


@pytest.mark.parametrize(("written", "year"), [(2025, "2025"), ("2025", "2025"),
                                              ("2025年", "2025")])
def test_years_are_read(written, year):
    assert codes.year_of(at(written), YEAR).text == year


@pytest.mark.parametrize("written", [25, "2019", 2031, "二〇二五", 2025.5])
def test_other_years_are_refused(written):
    assert codes.year_of(at(written), YEAR).rule == "C321"


@pytest.mark.parametrize("reader", [codes.key_of, codes.words_of, codes.day_of, codes.clock_of])
@pytest.mark.parametrize(("written", "rule"), [(Fault("#REF!"), "C310"), (Formula("=A1"), "C311")])
def test_errors_and_uncalculated_formulas_are_refused_everywhere(reader, written, rule):
    assert reader(at(written)).rule == rule


def test_keys_lose_needless_blanks_only():
    assert codes.key_of(at(" 菜园  小学（东）")).text == "菜园 小学(东)"
    assert codes.key_of(at(12)).text == "12"
    assert codes.key_of(at("=cmd|' /C calc'!A0")).text == "=cmd|' /C calc'!A0"


def test_long_keys_and_words_are_refused():
    assert codes.key_of(at("长" * 81)).rule == "C324"
    assert codes.words_of(at("长" * 501)).rule == "C324"


def test_words_lose_control_and_direction_signs():
    assert codes.words_of(at("甲\u202e乙\x07\r\n丙")).text == "甲乙\n丙"


def test_every_code_of_the_forms_is_read_by_each_of_its_spellings():
    for entries in forms().codes.values():
        for code, entry in entries.items():
            for spelling in (entry.name, *entry.aliases):
                assert codes.code_of(at(spelling), entries).text == code, (code, spelling)
