"""Schools, enrolment, schooling and learners, reckoned again from the reported rows."""

import csv
from dataclasses import replace
from math import ceil, sqrt

import pandas as pd
import pytest
from qiyou.domains import education, education_reported
from qiyou.domains.education_balance import least_added
from qiyou.domains.study import open_study
from qiyou.project import data_folder
from qiyou.register.school_rule import school_rule

CODE = "339922"
YEARS = {"none": 0, "primary": 6, "junior": 9, "senior": 12, "college": 16, "bachelor": 16,
         "master": 16}


@pytest.fixture(scope="module")
def study():
    return open_study("education", "haiyu", "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def bare():
    return open_study("education", "shengsi", "2025", "2025-12-31", "internal")


def truth(indicator: str, period: str) -> float:
    with (data_folder() / "sample" / "truth" / "values.csv").open(encoding="utf-8") as file:
        return next(float(row["value"]) for row in csv.DictReader(file)
                    if (row["indicator"], row["area"], row["period"])
                    == (indicator, CODE, period))


def by_hand(rows: pd.DataFrame, column: str) -> float:
    pupils, totals = rows["pupils"].astype(float), rows[column].astype(float)
    mean = totals.sum() / pupils.sum()
    parts = [p / pupils.sum() * (x / p - mean) ** 2 for p, x in zip(pupils, totals, strict=True)]
    return sqrt(sum(parts)) / mean


def schools(study, stage: str) -> pd.DataFrame:
    return study.snapshot.form("schools", "2024").query("stage == @stage and pupils >= 50")


def test_coefficients_are_weighted_by_pupils(study):
    shown = education.balance(study).data
    expected = [by_hand(schools(study, stage), one.id) for stage in ("primary", "junior")
                for one in school_rule().resources]
    assert shown["value"].tolist() == pytest.approx(expected)
    assert shown["target"].tolist() == [0.5] * 7 + [0.45] * 7


def test_a_coefficient_that_hangs_on_one_school_is_told(study):
    shown = education.balance(study).data
    shaky = shown[~shown["is_steady"]]
    assert len(shaky) == 1
    rows = schools(study, "primary")
    without = [by_hand(rows.drop(at), "sport_art_teachers") for at in rows.index]
    assert shaky["highest_without"].iloc[0] == pytest.approx(max(without)) and max(without) > 0.5


def test_driver_is_the_school_with_most_of_the_squares(study):
    row = education.balance_drivers(study).data.query("stage == '小学'").iloc[2]
    rows = schools(study, "primary").set_index("school")
    mean = rows["sport_art_teachers"].sum() / rows["pupils"].sum()
    squares = {school: row["pupils"] * (row["sport_art_teachers"] / row["pupils"] - mean) ** 2
               for school, row in rows.iterrows()}
    assert row["school"] == max(squares, key=squares.get) == "南沄学校"
    assert row["part_pct"] == pytest.approx(100 * max(squares.values()) / sum(squares.values()))


def test_least_added_just_passes():
    rows = pd.DataFrame({"pupils": [800.0, 100.0, 60.0], "backbone_teachers": [4.0, 6.0, 5.0]})
    one = school_rule().resources[1]
    assert by_hand(rows, one.id) > 0.5
    added = least_added(rows, one, 0.5)
    after = rows.assign(backbone_teachers=rows["backbone_teachers"] + added)
    assert by_hand(after, one.id) <= 0.5
    after.loc[added.argmax(), "backbone_teachers"] -= 1
    assert by_hand(after, one.id) > 0.5


def test_a_county_above_the_limit_is_told_what_to_add(study):
    rows = study.snapshot.form("schools").copy()
    rows.loc[rows["school"].eq("南沄学校") | rows["school"].eq("东矶小学"),
             "sport_art_teachers"] = 0
    shown = education.balance_repair(replace(study, snapshot=Planted(study.snapshot, rows))).data
    first = shown.query("stage == '小学'").iloc[0]
    assert first["value"] > 0.5 >= first["after"] and first["added"] >= 1


class Planted:
    """A snapshot whose form on schools is another."""

    def __init__(self, snapshot, schools: pd.DataFrame):
        self._snapshot, self._schools = snapshot, schools

    def form(self, form: str, period: str | None = None) -> pd.DataFrame:
        return self._schools if form == "schools" else self._snapshot.form(form, period)

    def __getattr__(self, name: str):
        return getattr(self._snapshot, name)


def test_floors_school_by_school(study):
    shown = education.floors(study).data.set_index(["school", "stage"])
    # One has no teacher of sport or art, the other is short of three resources.
    assert shown.index[~shown["is_enough"]].tolist() == [("东矶小学", "小学"), ("南沄学校", "小学")]
    short = education.floors_short(study).data.set_index(["school", "name"])["short"]
    assert short["东矶小学", "县级以上骨干教师数"] == ceil(504 / 100) - 3
    assert short["东矶小学", "体育运动场馆面积"] == ceil(7.5 * 504 - 3613.1)


def people(study, year: str, ages: range) -> float:
    rows = study.snapshot.form("population", year).query("area == @CODE")
    return float(rows[rows["age"].isin([f"age_{age}" for age in ages])]["total"].sum())


def test_gross_enrolment_of_a_stage(study):
    row = education.enrolment_stages(study).data.query("stage == '小学' and year == '2024'").iloc[0]
    pupils = study.snapshot.form("enrolment", "2024")["primary"].sum()
    assert row["gross_pct"] == pytest.approx(100 * pupils / people(study, "2024", range(6, 12)))


def test_pupils_leave_after_junior_school(study):
    shown = education.enrolment_ages(study).data
    wide = shown.pivot_table(index="age", columns="label", values="rate_pct", sort=False)
    away = wide.iloc[:, 1] - wide.iloc[:, 0]
    assert away.loc[16:18].min() > away.loc[6:11].max()


def test_students_over_residents_are_near_the_truth(study):
    shown = education.gross_known(study).data.set_index("year")["gross_pct"]
    assert shown["2024"] == pytest.approx(truth("education.higher_gross_enrolment", "2024"),
                                          abs=0.5)


def test_expected_years_age_by_age(study):
    rows = study.snapshot.form("enrolment", "2024").set_index("age")
    total = 0.0
    for age in range(6, 25):
        pupils = rows.loc[f"age_{age}", ["primary", "junior", "senior"]].sum()
        total += pupils / people(study, "2024", range(age, age + 1))
    row = education.expected_known(study).data.set_index("year").loc["2024"]
    assert row["here"] == pytest.approx(total)
    students = study.snapshot.form("education_county", "2024")["tertiary_students"].iloc[0]
    assert row["with_tertiary"] - row["with_elsewhere"] == pytest.approx(
        5 * students / people(study, "2024", range(18, 23)))
    assert row["reported"] == truth("education.expected_schooling_years", "2024")


def attained(study, year: str) -> pd.Series:
    rows = study.snapshot.form("attainment", year).query("area == @CODE")
    return rows[list(YEARS)].sum().astype(float)


def mean(counts: pd.Series) -> float:
    return sum(counts[level] * years for level, years in YEARS.items()) / counts.sum()


def test_mean_years_on_the_scale_of_the_census(study):
    shown = education.schooling_years(study).data.set_index("year")
    assert shown["census_scale"].to_dict() == pytest.approx(
        {year: mean(attained(study, year)) for year in ("2022", "2023", "2024")})
    assert (shown["system_scale"] < shown["census_scale"]).all()


def test_two_terms_add_up_to_the_change(study):
    total = education.schooling_moved(study).data.iloc[-1]
    change = mean(attained(study, "2024")) - mean(attained(study, "2022"))
    assert total["of_ages"] + total["of_learning"] == pytest.approx(change)
    assert total["last"] - total["first"] == pytest.approx(change)


def test_missing_years_in_persons(study):
    row = education.schooling_missing(study).data.iloc[0]
    counts = attained(study, "2024")
    gap = (11.2 - mean(counts)) * counts.sum()
    assert row["person_years"] == pytest.approx(gap)
    assert row["needed"] == ceil(gap / 3)
    a_year = study.snapshot.form("lifelong_learning", "2024Q4").query("area == @CODE")["secondary"]
    assert row["years_at_pace"] == pytest.approx(ceil(gap / 3) / float(a_year.iloc[0]))


def test_public_kindergartens_in_children(study):
    row = education.kindergarten_years(study).data.set_index("year").loc["2024"]
    known = study.snapshot.form("kindergartens", "2024").query("area == @CODE").iloc[0]
    assert row["short"] == ceil(0.92 * known["children"]) - known["public_children"]
    assert row["share_pct"] == pytest.approx(
        100 * known["public_children"] / known["children"])


def test_children_without_a_kindergarten_are_asked_about(study):
    words = education.kindergartens(study).data.set_index("area_name")["words"]
    assert "没有幼儿园" in words["远汐乡"]


def test_the_break_of_definition_shows_and_is_told(study):
    # Planted: from 2024 on those who learn online only are counted.
    shown = education.elders_known(study).data.set_index("period")
    jump = shown[["share_pct", "without_online_pct"]].diff().loc["2024Q4"]
    assert jump["share_pct"] > 5
    assert jump["without_online_pct"] < 2
    assert "2024Q1" in str(education.elders_notes(study))


def test_schools_outside_the_groups_are_named(study):
    rows = study.snapshot.form("schools", "2024")
    shown = education.groups_missing(study).data.query("year == '2024'")
    assert shown["school"].tolist() == rows[~rows["is_in_group"]]["school"].tolist()
    assert shown["schools"].tolist() == [rows["school"].nunique()] * len(shown)


def test_forms_that_tell_of_the_same_people(study):
    shown = education.forms_apart(study).data
    assert shown["first"].iloc[0] == study.snapshot.form("schools", "2024").query(
        "stage == 'primary'")["pupils"].sum()
    assert shown["words"].tolist()[3] == "相近"


@pytest.mark.parametrize("name", education_reported.__all__)
def test_county_that_sent_nothing_is_told_which_form_lacks(bare, name):
    words = str(getattr(education, name)(bare))
    assert "没有收到嵊泗县的“" in words and "报送" in words


@pytest.mark.parametrize("name", education_reported.__all__)
def test_plan_without_promises_gets_words_or_figures(study, name):
    plans = {study.county.id: replace(study.plan, promises=())}
    section = getattr(education, name)(
        replace(study, register=replace(study.register, plans=plans)))
    assert section._repr_mimebundle_()[0]["text/plain"]


def test_early_days_lack_the_years_to_compare():
    early = open_study("education", "haiyu", "2022", "2023-03-15", "internal")
    for name in education_reported.__all__:
        assert getattr(education, name)(early)._repr_mimebundle_()[0]["text/plain"]
