"""Samples, skills, training and cases, reckoned again by hand."""

from dataclasses import replace
from math import sqrt

import pytest
from qiyou.assess.projected import projected
from qiyou.domains import employment
from qiyou.domains.study import open_study
from scipy.stats import norm

Z = norm.ppf(0.975)


@pytest.fixture(scope="module")
def study():
    return open_study("employment", "shengsi", "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def working(study) -> dict:
    frame = projected(study.snapshot, {"working": (16, 59)}, 2027)
    return frame.set_index(["scenario", "year"])["persons"].to_dict()


def test_implied_employed_are_the_quotient_of_two_promises(study):
    first = employment.employed_implied(study).data.iloc[0]
    assert round(first["persons"]) == round(16150 / 0.37) == 43649


def test_implied_employed_outnumber_the_people_counted(study):
    shown = employment.employed_implied(study).data
    assert shown["persons"].iloc[0] > shown["persons"].iloc[2] == pytest.approx(40945)


def test_high_skilled_share_agrees_after_rounding(study):
    shown = employment.skill_shares(study).data
    row = shown[shown["part"].eq(6000)].iloc[0]
    assert row["implied_pct"] == pytest.approx(6000 / 16150 * 100)
    assert round(row["implied_pct"], 1) == 37.2


def test_finding_names_the_figures(study):
    words = str(employment.skill_findings(study))
    assert "43,649" in words and "40,945" in words and "107%" in words


def test_half_width_is_wilsons(study):
    shown = employment.survey_precision(study).data
    row = shown[shown["interviewed"].eq(1000)].iloc[0]
    p, n = 0.047, 1000
    half = Z / (1 + Z**2 / n) * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    assert row["half_points"] == pytest.approx(100 * half)


def test_design_effect_divides_the_sample(study):
    shown = employment.survey_precision(study).data
    by = shown.set_index(["design", "interviewed"])["half_points"]
    plain, *_, double = dict.fromkeys(shown["design"])
    assert by[double, 1000] == pytest.approx(by[plain, 500])


def test_interval_of_the_needed_sample_ends_at_the_ceiling(study):
    n = employment.interviews_needed(study).data["interviewed"].iloc[0]
    p = 0.047
    centre, spread = p + Z**2 / (2 * n), Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    assert (centre + spread) / (1 + Z**2 / n) == pytest.approx(0.05, abs=1e-6)


def test_telling_base_and_ceiling_apart_takes_more_than_there_are(study, working):
    shown = employment.interviews_needed(study).data
    row = shown.iloc[3]
    # Two proportions at 95 % and 80 %: the textbook formula with pooled variance.
    p, q, m = 0.047, 0.05, 0.0485
    n = (Z * sqrt(2 * m * (1 - m)) + norm.ppf(0.8) * sqrt(p * (1 - p) + q * (1 - q))) ** 2
    assert row["interviewed"] == pytest.approx(n / (q - p) ** 2, abs=1)
    assert row["interviewed"] > 2 * working["half", 2025]


def test_finite_population_keeps_the_sample_below_the_population(study, working):
    shown = employment.interviews_needed(study).data
    assert (shown["share_pct"] < 100).all()
    n, people = shown["interviewed"].iloc[0], working["half", 2025]
    assert shown["corrected"].iloc[0] == pytest.approx(n * people / (n + people), abs=1)


def test_ceiling_is_drawn_above_its_base(study):
    shown = employment.ceiling(study).data
    assert shown.loc[shown["is_base"], "value"].tolist() == [4.7]
    assert (shown.loc[~shown["is_base"], "value"] > 4.7).all()


def test_largest_sample_still_touches_the_ceiling(study):
    shown = employment.survey_intervals(study).data
    assert (shown["high"] > shown["target"]).all()


def test_training_increments_add_up_to_the_path(study):
    shown = employment.training_increments(study).data
    assert shown["added"].tolist() == [2700, 2700, 2200, 2200, 2200]
    assert shown["added"].sum() == round((1.56 - 0.36) * 10_000)


def test_training_is_set_against_the_people_of_its_year(study, working):
    row = employment.training_increments(study).data.iloc[-1]
    assert row["per_100"] == pytest.approx(2200 / working["half", 2027] * 100, abs=0.05)
    assert row["per_100_low"] <= row["per_100"] <= row["per_100_high"]


def test_decline_of_the_working_ages_exceeds_the_new_jobs(study, working):
    shown = employment.jobs_and_people(study).data
    assert shown["persons"].iloc[0] == 5000
    fall = working["half", 2022] - working["half", 2027]
    assert shown["persons"].iloc[-1] == pytest.approx(fall)
    assert shown["low"].iloc[-1] == pytest.approx(working["none", 2022] - working["none", 2027])


def test_more_leave_working_age_than_enter(study):
    shown = employment.jobs_and_people(study).data["persons"]
    assert shown.iloc[2] > 4 * shown.iloc[1]


def test_years_until_the_rise_of_the_resolved_share_shows(study):
    shown = employment.arrears_cases(study).data.set_index("cases")
    p, q = 0.93, 0.96
    m = (p + q) / 2
    needed = (Z * sqrt(2 * m * (1 - m)) + norm.ppf(0.8) * sqrt(p * (1 - p) + q * (1 - q))) ** 2
    cases = needed / (q - p) ** 2
    assert (shown["years_needed"] * shown.index >= cases - 1e-6).all()
    assert ((shown["years_needed"] - 1) * shown.index < cases).all()


def test_cases_that_may_stay_open(study):
    shown = employment.case_steps(study).data
    assert shown["open_50"].tolist() == [2, 4]
    assert shown["open_10"].tolist() == [0, 0]


@pytest.mark.parametrize("name", employment.__all__)
def test_county_outside_the_census_gets_words_instead_of_a_traceback(study, name):
    elsewhere = replace(study, snapshot=replace(study.snapshot, code="999999"))
    section = getattr(employment, name)(elsewhere)
    assert section._repr_mimebundle_()[0]["text/plain"]


@pytest.mark.parametrize("name", employment.__all__)
def test_plan_without_promises_gets_words_instead_of_a_traceback(study, name):
    plans = {study.county.id: replace(study.plan, promises=())}
    bare = replace(study, register=replace(study.register, plans=plans))
    section = getattr(employment, name)(bare)
    assert section._repr_mimebundle_()[0]["text/plain"]
