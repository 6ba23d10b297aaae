"""What keeping a promise takes: whole units, re-derived from the forms' rows."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiyou.domains.scenario import monthly_need, need
from qiyou.domains.study import open_study


@pytest.fixture(scope="module")
def assistance():
    return open_study("assistance", "haiyu", "2025", "2025-12-31", "internal")


@given(st.integers(0, 500), st.integers(1, 1000), st.floats(0, 1))
def test_the_need_is_the_least_that_reaches_the_target(part, base, target):
    lacking = need(part, base, target)
    assert (part + lacking) / base >= target - 1e-9
    assert lacking == 0 or (part + lacking - 1) / base < target


def test_needs_are_those_of_the_rows(assistance):
    data = monthly_need(assistance).data.set_index("name")
    name = assistance.indicators["assistance.household_visits"].name
    rows = assistance.snapshot.form("assisted_households", "2025Q3").set_index("area")
    target = data.loc[name, "target"] / 100
    for town in assistance.county.townships:
        wanted = max(0, ceil(target * rows.at[town.code, "households"]
                             - rows.at[town.code, "visited"] - 1e-9))
        assert data.loc[name, f"a{town.code}"] == wanted
    assert data.loc[name, "months"] == 27


def test_a_shrinking_base_asks_for_less_and_a_sooner_year_for_more_a_month(assistance):
    plain = monthly_need(assistance).data["county"].sum()
    assert monthly_need(assistance, "2027", -5.0).data["county"].sum() < plain
    soon, late = (monthly_need(assistance, year).data.set_index("name") for year in
                  ("2026", "2027"))
    both = soon.index.intersection(late.index)
    same = [name for name in both if soon.loc[name, "target"] == late.loc[name, "target"]]
    assert same
    assert all(soon.loc[name, "per_month"] >= late.loc[name, "per_month"] for name in same)


def test_a_year_that_is_over_asks_for_nothing(assistance):
    assert monthly_need(assistance, "2025", 0.0).form in ("table", "message")
    assert monthly_need(assistance, "2024", 0.0).form == "message"


def test_where_nothing_came_it_is_said():
    empty = open_study("assistance", "shengsi", "2025", "2025-12-31", "internal")
    found = monthly_need(empty)
    assert "嵊泗县" in str(found) and "2027" in found.metadata()["title"]
