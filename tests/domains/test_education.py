"""Students, schooling and learners, reckoned again from the census and by hand."""

import csv
from dataclasses import replace
from math import ceil

import pytest
from qiyou.assess.projected import projected
from qiyou.domains import education
from qiyou.domains.schooling import tertiary_needed
from qiyou.domains.study import open_study
from qiyou.project import data_folder


@pytest.fixture(scope="module")
def study():
    return open_study("education", "shengsi", "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def persons(study) -> dict:
    groups = {"college": (18, 22), "old": (60, None), "small": (3, 5)}
    frame = projected(study.snapshot, groups, 2027)
    return frame.set_index(["scenario", "group", "year"])["persons"].to_dict()


def counted(census: str, ages: tuple[str, ...]) -> int:
    path = data_folder() / "reference" / f"{census}.csv"
    with path.open(encoding="utf-8") as file:
        return sum(int(row["persons"]) for row in csv.DictReader(file)
                   if row["area_code"] == "330922" and row["age"] in ages)


def test_cohorts_are_the_bands_of_the_two_censuses(study):
    shown = education.cohorts_followed(study).data.set_index("age_before")
    before = counted("census_2010_age_sex", ("10-14",))
    after = counted("census_2020_age_sex", ("20-24",))
    row = shown.loc["10—14岁"]
    assert (row["persons_before"], row["persons_after"]) == (before, after)
    assert row["change_pct"] == pytest.approx((after / before - 1) * 100, abs=0.05)


def test_first_band_joins_infants_and_toddlers(study):
    row = education.cohorts_followed(study).data.iloc[0]
    assert row["persons_before"] == counted("census_2010_age_sex", ("0", "1-4"))


def test_students_asked_for_are_whole(study, persons):
    row = education.enrolment_persons(study).data.iloc[-1]
    assert row["students"] == ceil(0.72 * persons["half", "college", 2027])
    assert row["students_high"] == ceil(0.72 * persons["none", "college", 2027])


def test_same_students_over_another_base(study, persons):
    row = education.enrolment_sensitivity(study).data.iloc[-1]
    students = 72.0 * persons["half", "college", 2027]
    assert row["low"] == pytest.approx(students / persons["none", "college", 2027])
    assert row["high"] == pytest.approx(students / persons["full", "college", 2027])


def test_choice_of_base_outweighs_the_whole_path(study):
    row = education.enrolment_sensitivity(study).data.iloc[-1]
    assert row["high"] - row["low"] > 72.0 - 67.5


def test_stages_shrink_from_below(study, persons):
    shown = education.stage_table(study).data
    assert shown["persons"].iloc[0] == round(persons["half", "small", 2027])
    assert shown["change_pct"].iloc[0] < -40


@pytest.mark.parametrize(("lower_pct", "years"), [(20, 9), (40, 9), (30, 6)])
def test_balanced_shares_give_the_promised_mean(lower_pct, years):
    high = tertiary_needed(12, lower_pct, years)
    mean = (lower_pct * years + high * 16 + (100 - lower_pct - high) * 12) / 100
    assert mean == pytest.approx(12)


def test_shares_above_a_hundred_are_called_impossible(study):
    shown = education.schooling_balance(study).data.set_index("lower_pct")
    # 60 % at nine years need 60 · 3/4 = 45 % at sixteen: together 105 %.
    assert not shown.loc[60, "is_possible_lower"]
    assert shown.loc[50, "is_possible_lower"]


def test_printed_schooling_is_not_set_against_the_promise(study):
    shown = education.schooling_bases(study).data
    assert shown["years"].tolist()[0] == 8.79
    assert shown["counted"].nunique() == 2


def test_turnover_covers_the_working_ages_once(study):
    shown = education.schooling_turnover(study).data
    assert shown["share_pct"].iloc[:2].sum() == pytest.approx(100, abs=0.1)
    assert shown["age_census"].tolist() == ["53—59岁", "16—52岁", "9—15岁"]


def test_expected_schooling_is_twelve_years_and_five_at_the_gross_ratio(study):
    shown = education.schooling_sum(study).data
    total = shown.loc[shown["is_counted"], "years"].sum()
    assert total == pytest.approx(12 + 5 * 0.72) == pytest.approx(15.6)
    assert "15.6年相等" in str(education.schooling_findings(study))


def test_promises_of_a_hundred_per_cent_are_all_there(study):
    shown = education.one_failure(study).data
    assert len(shown) == 4
    assert shown["one_failure_pct"].tolist()[:2] == [100, 100]


def test_learners_grow_with_the_old(study, persons):
    shown = education.elders_learning(study).data.set_index("year")
    assert shown.loc[2027, "learners"] == ceil(0.4 * persons["half", "old", 2027])
    assert shown.index[shown["is_promised"]].tolist() == [2027]
    assert shown["learners"].is_monotonic_increasing


@pytest.mark.parametrize("name", education.__all__)
def test_county_outside_the_census_gets_words_instead_of_a_traceback(study, name):
    elsewhere = replace(study, snapshot=replace(study.snapshot, code="999999"))
    section = getattr(education, name)(elsewhere)
    assert section._repr_mimebundle_()[0]["text/plain"]


@pytest.mark.parametrize("name", education.__all__)
def test_plan_without_promises_gets_words_instead_of_a_traceback(study, name):
    plans = {study.county.id: replace(study.plan, promises=())}
    bare = replace(study, register=replace(study.register, plans=plans))
    section = getattr(education, name)(bare)
    assert section._repr_mimebundle_()[0]["text/plain"]
