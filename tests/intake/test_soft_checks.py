"""Changes are asked about when chance does not explain them, and only then."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import forms
from qiyou.intake.past import Past
from qiyou.intake.soft_checks import check_past, is_beyond_chance, looks_like_slip
from qiyou.register import open_register
from qiyou.register.periods import period_named
from qiyou.store.records import Delivery, Figure
from qiyou.store.rows import Stored
from scipy.stats import binomtest

COUNTY = "330922"
LIMITS = open_register().methods.intake


class Known:
    """A store that knows some periods of one form."""

    def __init__(self, periods):
        self._periods = periods

    def current(self, county, form, period):
        return {key: stored(value) for key, value in self._periods.get(period, {}).items()}

    def periods(self, county, form):
        return sorted(self._periods)


def stored(value):
    return Stored(value, None, "", 1, 1, "2025-01-01T00:00:00+08:00", "正式", None, "", "", "",
                  False, "a" * 64)


def rules(form, period, figures, before):
    """Rules that a delivery breaks, by cell: figures and periods before by (area, column)."""
    made = tuple(Figure(area, "", column, float(value), None, "", "表", f"B{at}")
                 for at, ((area, column), value) in enumerate(figures.items(), 1))
    known = Known({name: {(area, "", column): float(value)
                          for (area, column), value in values.items()}
                   for name, values in before.items()})
    past = Past(known, "shengsi", forms().form(form), period_named(period))
    new = Delivery(form, period, (COUNTY,), made, "正式")
    return [(found.rule, found.cell) for found in check_past(new, past, LIMITS)]


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from([0.95, 0.99, 0.998]))
def test_chance_is_what_the_exact_binomial_test_says(first, second, level):
    total = first + second
    expected = total > 0 and binomtest(max(first, second), total, 0.5).pvalue < 1 - level
    # scipy's two-sided value equals the doubled tail because the distribution is symmetric.
    assert is_beyond_chance(first, second, level) == expected


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_chance_does_not_depend_on_the_order(first, second):
    assert is_beyond_chance(first, second, 0.998) == is_beyond_chance(second, first, 0.998)


@settings(deadline=None)
@given(st.integers(2001, 10**6))
def test_large_counts_agree_with_four_sigmas(total):
    half = total // 2
    assert not is_beyond_chance(half, total - half, 0.998)
    assert is_beyond_chance(half + 2.2 * total**0.5, half - 2.2 * total**0.5, 0.998)


def test_few_events_may_double_without_a_question():
    assert rules("births", "2025-09", {(COUNTY, "infant_deaths"): 2},
                 {"2025-08": {(COUNTY, "infant_deaths"): 0}}) == []


def test_many_events_may_not():
    key = (COUNTY, "live")
    assert forms().form("births").columns["live"].chance == "events"
    assert rules("births", "2025-09", {key: 40}, {"2025-08": {key: 30}}) == []
    assert rules("births", "2025-09", {key: 80}, {"2025-08": {key: 30}}) == [("V501", "B1")]


def test_complete_counts_are_asked_about_when_they_jump():
    key = (COUNTY, "insured")
    form = "pension"
    assert "insured" in forms().form(form).columns
    assert rules(form, "2025Q3", {key: 1000}, {"2025Q2": {key: 950}}) == []
    assert rules(form, "2025Q3", {key: 2000}, {"2025Q2": {key: 950}}) == [("V502", "B1")]


def test_a_jump_against_last_year_counts_too():
    key = (COUNTY, "insured")
    before = {"2025Q2": {key: 1000}, "2024Q3": {key: 400}}
    assert rules("pension", "2025Q3", {key: 1000}, before) == [("V502", "B1")]


def test_a_figure_that_counts_up_is_not_held_against_the_last_period():
    key = (COUNTY, "trained_year")
    assert rules("training_jobs", "2025-02", {key: 200}, {"2025-01": {key: 100}}) == []


def test_a_figure_that_counts_up_must_not_fall():
    key = (COUNTY, "trained_year")
    assert rules("training_jobs", "2025-03", {key: 90}, {"2025-01": {key: 100}}) == [("H406", "B1")]


def test_a_yearly_count_may_begin_anew_and_a_count_of_the_plan_may_not():
    before = {"2024-12": {(COUNTY, "trained_year"): 900, (COUNTY, "trained_since"): 5000}}
    now = {(COUNTY, "trained_year"): 60, (COUNTY, "trained_since"): 60}
    assert rules("training_jobs", "2025-01", now, before) == [("H406", "B2")]


def test_swapped_digits_and_a_tenfold_look_like_slips():
    key = (COUNTY, "insured")
    for wrong in (1423, 12430, 124.3):
        found = rules("pension", "2025Q3", {key: wrong}, {"2025Q2": {key: 1243}})
        assert found == [("V503", "B1")], wrong


@pytest.mark.parametrize(("new", "old", "is_slip"), [
    (1243, 1234, True), (1200, 120, True), (120, 12000, True), (21, 12, False), (1234, 1234, False),
    (1235, 1234, False), (12.34, 13.24, False), (4321, 1234, False), (50, 5, False),
])
def test_slips(new, old, is_slip):
    assert looks_like_slip(new, old) is is_slip


def test_the_old_table_under_a_new_title_is_one_question():
    figures = {(f"33092210{at}", "insured"): 1000 + at for at in range(6)}
    assert rules("pension", "2025Q3", figures, {"2025Q2": figures}) == [("V504", "B1")]
    changed = figures | {("330922100", "insured"): 1001}
    assert rules("pension", "2025Q3", changed, {"2025Q2": figures}) == []


def test_zeroes_and_a_single_repeated_value_are_no_old_table():
    figures = {(f"33092210{at}", "insured"): 0 for at in range(6)}
    assert rules("pension", "2025Q3", figures, {"2025Q2": figures}) == []


def test_counts_through_the_plan_are_not_held_against_a_year_ago():
    now, before = {("330922100", "trained_since"): 900}, {("330922100", "trained_since"): 500}
    assert rules("training_jobs", "2025-09", now, {"2024-09": before}) == []
    assert rules("training_jobs", "2025-09", {("330922100", "trained_since"): 5000},
                 {"2025-08": before}) == [("V503", "B1")]


def test_counts_that_begin_anew_in_january_are_held_against_a_year_ago_only():
    now, before = {("330922100", "paid"): 9000}, {("330922100", "paid"): 40000}
    assert rules("medical_assistance", "2025Q1", now, {"2024Q4": before}) == []
    assert rules("medical_assistance", "2025Q1", now, {"2024Q1": before}) == [("V502", "B1")]


def test_works_that_start_and_end_do_not_swing():
    now, before = {(COUNTY, "done_year"): 9000}, {(COUNTY, "done_year"): 400}
    assert rules("projects", "2025-09", now, {"2025-08": before, "2024-09": before}) == []


def test_a_share_that_rose_because_its_base_shrank_is_asked_about():
    form = forms().form("labour_county")
    assert {"closed", "due"} <= set(form.columns)
    before = {"2025Q2": {(COUNTY, "closed"): 100, (COUNTY, "due"): 120}}
    now = {(COUNTY, "closed"): 100, (COUNTY, "due"): 105}
    assert ("V506", "B2") in rules("labour_county", "2025Q3", now, before)
    same_base = {(COUNTY, "closed"): 100, (COUNTY, "due"): 119}
    assert rules("labour_county", "2025Q3", same_base, before) == []


def test_nothing_known_asks_nothing():
    assert rules("pension", "2025Q3", {(COUNTY, "insured"): 7}, {}) == []


def test_an_earlier_month_that_comes_late_must_not_exceed_a_later_one():
    key = (COUNTY, "trained_year")
    later = {"2025-10": {key: 100}}
    assert rules("training_jobs", "2025-09", {key: 90}, later) == []
    assert rules("training_jobs", "2025-09", {key: 120}, later) == [("H411", "B1")]
