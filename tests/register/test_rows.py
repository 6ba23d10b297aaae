"""Rows of a plan: one per promise and year, base cells promise nothing."""

import pytest
from qiyou.register import open_register, plan_rows
from qiyou.schema import PLAN_ROWS


@pytest.fixture(scope="module")
def rows():
    register = open_register()
    return plan_rows(register.plan("shengsi"), register)


@pytest.fixture(scope="module")
def table(rows):
    return rows[rows["clause"].str.startswith("表")]


def test_the_frame_keeps_its_contract(rows):
    assert PLAN_ROWS.check(rows).equals(rows)


def test_the_table_has_121_cells(table):
    counts = table["text"].map(
        lambda text: text if text in ("<5", "/") else "number" if text[0].isdigit() else "text")
    assert counts.value_counts().to_dict() == {"number": 101, "/": 13, "<5": 5, "text": 2}


def test_only_numbers_have_values(table):
    assert table["value"].notna().sum() == 101 + 5
    assert table.loc[table["text"].isin(["/", "全覆盖"]), "value"].isna().all()


def test_the_base_year_promises_nothing(table):
    assert set(table.loc[table["year"] == 2022, "comparison"]) == {"none"}


def test_a_slash_promises_nothing(table):
    assert set(table.loc[table["text"] == "/", "comparison"]) == {"none"}


@pytest.mark.parametrize(("clause", "comparison"), [
    ("表 1", ">="), ("表 2", "="), ("表 7", "<"), ("表 11", "<="), ("表 14", "assigned"),
    ("表 15", "full"), ("表 17", "none"),
])
def test_comparison_of_the_last_year(table, clause, comparison):
    row = table[(table["clause"] == clause) & (table["year"] == 2027)]
    assert row["comparison"].tolist() == [comparison]


def test_table_rows_come_first_and_in_order(rows):
    clauses = rows["clause"].drop_duplicates().tolist()
    assert clauses[:21] == [f"表 {number}" for number in range(1, 22)]


def test_prose_follows_in_the_order_of_the_clauses(rows):
    order = "一二三四五六七"
    prose = rows.loc[~rows["clause"].str.startswith("表"), "clause"].drop_duplicates()
    keys = [(clause[0] == "二", order.index(clause[2]), clause[4:]) for clause in prose]
    assert keys == sorted(keys)
