"""Enrolment, expected and mean years of schooling.

Published worked examples are few and short; where there is none, figures are computed a second
time, which the test says.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.education import (
    CENSUS_YEARS,
    SYSTEM_YEARS,
    gross_enrolment_ratio,
    mean_years_of_schooling,
    school_life_expectancy,
)

steady = settings(derandomize=True, deadline=None, max_examples=40)
ages = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 500)), min_size=1, max_size=20)


def by_age(numbers, first=6):
    return pd.Series(list(numbers), range(first, first + len(numbers)))


# --- gross enrolment ratio

@pytest.mark.parametrize(("enrolled", "population", "percent"), [
    (15_000_000, 12_000_000, 125.0), (900_000, 1_000_000, 90.0), (950_000, 1_000_000, 95.0)])
def test_ratio_as_in_worked_examples(enrolled, population, percent):
    """Vidyanju, and two states of Wikipedia's article "Gross enrolment ratio"."""
    assert gross_enrolment_ratio(enrolled, population).value == percent


def test_full_counts_have_no_limits():
    answer = gross_enrolment_ratio(450, 500)
    assert np.isnan([answer.low, answer.high, answer.level]).all()
    assert (answer.flag, answer.note, answer.n, answer.events) == ("ok", "full_count", 500, 450)


def test_limits_from_an_uncertain_population_agree_with_simulation():
    answer = gross_enrolment_ratio(450, 500, population_se=20)
    drawn = 100 * 450 / np.random.default_rng(1).normal(500, 20, 200_000)
    assert [answer.low, answer.high] == pytest.approx(
        np.quantile(drawn, [0.025, 0.975]).tolist(), abs=0.1)


@steady
@given(st.integers(1, 10_000), st.integers(100, 10_000), st.floats(0.1, 20))
def test_ratio_lies_between_its_limits(enrolled, population, se):
    answer = gross_enrolment_ratio(enrolled, population, se)
    assert answer.low < answer.value < answer.high
    assert gross_enrolment_ratio(enrolled, population, se / 2).high < answer.high


def test_no_children_are_missing_not_zero():
    answer = gross_enrolment_ratio(0, 0)
    assert (answer.flag, answer.note) == ("missing", "no_base")
    assert np.isnan(answer.value)


@pytest.mark.parametrize(("enrolled", "population", "se", "message"), [
    (5, 0, 0, "no population of their age"), (-1, 10, 0, "enrolled holds -1"),
    (1, np.nan, 0, "population holds nan"), (1, 10, -1, "population_se holds -1"),
    (1, 10, 6, "too uncertain")])
def test_wrong_ratios_are_refused(enrolled, population, se, message):
    with pytest.raises(ValueError, match=message):
        gross_enrolment_ratio(enrolled, population, se)


# --- school life expectancy

def test_twelve_grades_and_a_repeated_one_are_thirteen_years():
    """Huebler (UIS, 2013): 4 + 8 grades, all complete, all repeat one: 13 years."""
    assert school_life_expectancy(by_age([100] * 13), by_age([100] * 13)).value == 13


def test_expectancy_recomputed_as_a_life_table():
    """Second computation: 1000 children walk through the ages, person-years are counted."""
    rates = [0.95, 1.0, 0.9, 0.45, 0.2]
    years = sum(1000 * rate for rate in rates) / 1000
    answer = school_life_expectancy(
        by_age([200 * rate for rate in rates]), by_age([200] * len(rates)))
    assert answer.value == pytest.approx(years)


def test_pupils_of_unknown_age_add_their_level_s_rate_times_its_length():
    """Second computation: 30 pupils of unknown age spread evenly over a level of 3 ages of 100."""
    known, spread = [90, 80, 70], [100, 90, 80]
    told = school_life_expectancy(by_age(known), by_age([100] * 3), [[30, 300, 3]])
    assert told.value == pytest.approx(
        school_life_expectancy(by_age(spread), by_age([100] * 3)).value)


def test_limits_from_uncertain_populations_agree_with_simulation():
    pupils, people, se = np.array([90, 80, 60]), np.array([100, 100, 100]), np.array([4, 5, 6])
    answer = school_life_expectancy(by_age(pupils), by_age(people), (), by_age(se))
    drawn = (pupils / np.random.default_rng(2).normal(people, se, (200_000, 3))).sum(axis=1)
    assert [answer.low, answer.high] == pytest.approx(
        np.quantile(drawn, [0.025, 0.975]).tolist(), abs=0.02)


def test_more_pupils_than_children_are_noted():
    answer = school_life_expectancy(by_age([110, 90]), by_age([100, 100]))
    assert answer.note == "rate_above_1;full_count"


@steady
@given(ages, st.floats(0.1, 50))
def test_size_of_the_county_does_not_matter(rows, factor):
    pupils, people = zip(*rows, strict=True)
    one = school_life_expectancy(by_age(pupils), by_age(people))
    other = school_life_expectancy(by_age(pupils) * factor, by_age(people) * factor)
    assert other.value == pytest.approx(one.value)


@steady
@given(ages, st.integers(0, 19))
def test_years_add_up_over_stages(rows, cut):
    pupils, people = (by_age(column) for column in zip(*rows, strict=True))
    at = cut % len(rows)
    parts = [school_life_expectancy(pupils.iloc[part], people.iloc[part]).value
             for part in (slice(None, at), slice(at, None)) if len(pupils.iloc[part])]
    assert sum(parts) == pytest.approx(school_life_expectancy(pupils, people).value)


def test_order_of_ages_does_not_matter():
    pupils, people = by_age([90, 80, 60]), by_age([100, 90, 95])
    assert school_life_expectancy(pupils[::-1], people[::-1]) == school_life_expectancy(
        pupils, people)


@pytest.mark.parametrize(("pupils", "people", "message"), [
    (pd.Series({6: 1, 8: 1}), pd.Series({6: 1, 8: 1}), "without a gap"),
    (pd.Series([1, 1], [6, 6]), pd.Series([1, 1], [6, 6]), "without a gap"),
    (by_age([1, 1]), by_age([1, 1, 1]), "same ages"), (by_age([]), by_age([]), "empty"),
    (by_age([1, -1]), by_age([1, 1]), "-1"), (by_age([1, 1]), by_age([1, 0]), "no population"),
    (by_age([1, 1]), by_age([1, np.nan]), "nan")])
def test_wrong_ages_are_refused(pupils, people, message):
    with pytest.raises(ValueError, match=message):
        school_life_expectancy(pupils, people)


@pytest.mark.parametrize(("unknown", "message"), [
    ([[1, 2]], "pupils, population and years"), ([1, 2, 3], "pupils, population and years"),
    ([[1, 0, 3]], "no population"), ([[1, -2, 3]], "-2")])
def test_wrong_levels_are_refused(unknown, message):
    with pytest.raises(ValueError, match=message):
        school_life_expectancy(by_age([1]), by_age([1]), unknown)


def test_errors_of_other_ages_are_refused():
    with pytest.raises(ValueError, match="population_se must cover the same ages"):
        school_life_expectancy(by_age([1]), by_age([1]), (), by_age([1], first=7))


# --- mean years of schooling

def test_census_of_2000_as_reckoned():
    """第五次人口普查（万人）：16×4571 + 12×14109 + 9×42989 + 6×45191，全国 126583 万人。"""
    counts = {"college": 4571, "senior": 14109, "junior": 42989, "primary": 45191}
    counts["none"] = 126583 - sum(counts.values())
    answer = mean_years_of_schooling(counts)
    assert round(answer.value * answer.n) == 73136 + 169308 + 386901 + 271146
    assert answer.n == 126583


def test_example_with_other_years():
    """教育统计指标一例：15%×15 + 40%×11 + 30%×8 + 10%×5 + 5%×1 = 9.60。"""
    counts = {"college": 15, "senior": 40, "junior": 30, "primary": 10, "none": 5}
    years = {"college": 15, "senior": 11, "junior": 8, "primary": 5, "none": 1}
    assert mean_years_of_schooling(counts, years).value == pytest.approx(9.60)


def test_zhejiang_2020_comes_out_near_the_published_figure():
    """七普浙江：公报每 10 万人 16990、14555、32706、26384 人，分县资料平均 9.51 年。

    The published base is ages 6 and over; ages 0–4 are known, of ages 5–9 (3,025,007) one fifth
    is taken as aged 5: so to about one hundredth of a year, not to the digit.
    """
    people, per_100_000 = 64_567_588, {
        "college": 16990, "senior": 14555, "junior": 32706, "primary": 26384}
    counts = {level: rate * people / 100_000 for level, rate in per_100_000.items()}
    counts["none"] = people - 459_109 - 2_492_380 - 3_025_007 / 5 - sum(counts.values())
    assert mean_years_of_schooling(counts).value == pytest.approx(9.51, abs=0.01)


def test_years_of_the_census_bulletin():
    """七普公报第六号注：小学6、初中9、高中12、大专及以上16。"""
    assert [CENSUS_YEARS[level] for level in ("primary", "junior", "senior", "college", "doctor")
            ] == [6, 9, 12, 16, 16]
    assert [SYSTEM_YEARS[level] for level in ("college", "bachelor", "master", "doctor")
            ] == [15, 16, 19, 22]


@steady
@given(st.dictionaries(st.sampled_from(sorted(CENSUS_YEARS)), st.integers(0, 9999), min_size=1),
       st.floats(0.01, 100))
def test_mean_lies_within_the_years_and_is_scale_free(counts, factor):
    counts = {**counts, "junior": 1}
    answer = mean_years_of_schooling(counts)
    assert 0 <= answer.value <= 16
    scaled = mean_years_of_schooling({level: factor * n for level, n in counts.items()})
    assert scaled.value == pytest.approx(answer.value)


def test_one_level_is_its_own_mean():
    assert mean_years_of_schooling({"senior": 7}).value == 12


def test_nobody_is_missing():
    assert mean_years_of_schooling({"primary": 0}).flag == "missing"


@pytest.mark.parametrize(("counts", "message"), [
    ({"primry": 3}, r"levels without years: \['primry'\]"), ({}, "levels without years"),
    ({"primary": -1}, "-1"), ({"primary": np.nan}, "nan")])
def test_wrong_counts_are_refused(counts, message):
    with pytest.raises(ValueError, match=message):
        mean_years_of_schooling(counts)
