"""Sloppy tables are read where they are clear and refused where they are not, cell by cell."""

from pathlib import Path

import pytest
from made import TOWNSHIPS, county, forms
from qiyou.intake.assessment import Context, assess
from qiyou.intake.findings import is_holding
from qiyou.register import open_register
from qiyou.store import open_store
from sloppy import CASES as SLOPPY
from sloppy import FIRST
from subtle import CASES as SUBTLE
from subtle import SubtleBook as Book

CASES = SLOPPY | SUBTLE
RECEIVED = "2025-10-08T12:00:00+08:00"
FIGURES = {
    (code, column): value + at
    for at, code in enumerate(county().townships)
    for column, value in {"trained_month": 10, "trained_year": 100, "trained_since": 1000,
                          "jobs_month": 5, "jobs_year": 50, "jobs_since": 500}.items()
}


def assessed(book, folder: Path, received=RECEIVED):
    with open_store(folder) as store:
        context = Context(open_register(), forms(), store, received)
        return assess(book.reading(), context, book.file)


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_found_and_nothing_else(name, tmp_path):
    _, spoil, expected = CASES[name]
    book = Book()
    spoil(book)
    done = assessed(book, tmp_path)
    holding = [(found.rule, found.cell) for found in done.findings if is_holding(found)]
    # A fault may make others: a cell that cannot be read leaves sums unchecked, never wrong.
    assert sorted({(rule, cell if wanted else "") for rule, cell in holding
                   for wanted in [dict(expected).get(rule, "?")]}) == sorted(set(expected))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case[2]])
def test_what_is_clear_is_read_to_the_last_figure(name, tmp_path):
    _, spoil, _ = CASES[name]
    book = Book()
    spoil(book)
    (new,) = assessed(book, tmp_path).deliveries
    read = {(figure.area, figure.column): figure.value for figure in new.figures
            if figure.area != county().code}
    expected = {(town.code, column): value for (town, column), value in FIGURES.items()}
    assert read == pytest.approx(expected)
    assert (new.form, new.period, new.declared) == ("training_jobs", "2025-09", "2025-10-08")


@pytest.mark.parametrize("name", CASES)
def test_every_finding_says_what_is_wrong_and_how_to_mend_it(name, tmp_path):
    book = Book()
    CASES[name][1](book)
    for found in assessed(book, tmp_path).findings:
        assert found.file == book.file
        assert found.sentence.endswith("。")
        assert found.remedy and found.expected
        assert "{" not in found.sentence + found.remedy + found.expected


@pytest.mark.parametrize("name", ["identity_number", "mobile_number", "identity_in_figures",
                                  "name"])
def test_nothing_of_a_person_is_repeated(name, tmp_path):
    book = Book()
    CASES[name][1](book)
    said = repr(assessed(book, tmp_path).findings)
    assert not any(secret in said for secret in
                   ("330922199001011", "1990", "13805801234", "１３８", "0580", "王小明"))


def test_the_county_row_is_kept_under_the_county_and_subtotals_are_not(tmp_path):
    book = Book()
    CASES["subtotal"][1](book)
    (new,) = assessed(book, tmp_path).deliveries
    areas = {figure.area for figure in new.figures}
    assert areas == {county().code, *(town.code for town in county().townships)}
    totals = {figure.column: figure.value for figure in new.figures
              if figure.area == county().code}
    assert totals["trained_month"] == sum(10 + at for at in range(len(TOWNSHIPS)))


def test_figures_remember_their_cells(tmp_path):
    (new,) = assessed(Book(), tmp_path).deliveries
    first = next(figure for figure in new.figures if figure.column == "trained_month")
    assert (first.sheet, first.cell, first.unit) == ("就业月报", f"B{FIRST}", "人次")


def test_the_department_of_the_form_is_the_sender(tmp_path):
    assert assessed(Book(), tmp_path).sender == "县人社局"
    book = Book().set("E2", "填报单位：县水务局")
    rules = [found.rule for found in assessed(book, tmp_path).findings]
    assert "S221" in rules


def test_an_officer_may_leave_a_telephone_in_the_foot(tmp_path):
    book = Book().set("C13", "联系电话：13805801234")
    assert not any(is_holding(found) for found in assessed(book, tmp_path).findings)


def test_a_reason_in_the_row_lifts_what_may_be_explained_and_nothing_else(tmp_path):
    book = Book()
    CASES["not_over"][1](book)
    book.set("H5", "按上级要求提前报送快报数").set("C7", "无").set("H7", "没有发生所以这样写")
    found = {one.rule: one for one in assessed(book, tmp_path).findings}
    assert found["V510"].explanation == "按上级要求提前报送快报数"
    assert not found["C304"].explanation
    assert is_holding(found["C304"]) and not is_holding(found["V510"])


@pytest.mark.parametrize("text", ["/", "无", "已核", "——", "1234567"])
def test_an_empty_phrase_is_no_reason(text, tmp_path):
    book = Book()
    CASES["not_over"][1](book)
    book.set("H5", text)
    found = next(one for one in assessed(book, tmp_path).findings if one.rule == "V510")
    assert not found.explanation
