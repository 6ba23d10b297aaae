"""Standards, costs, visits and registers of the fictional county, reckoned again by hand."""

import csv
from math import isnan
from pathlib import Path

import pytest
from qiyou.domains import assistance
from qiyou.domains.study import open_study

ROOT = Path(__file__).resolve().parents[2]
REPORTED = ("standard_in_force", "standard_in_prices", "standard_to_income", "catch_up",
            "cost_coverage", "cost_landing", "medical_aid_years", "missed_by_town",
            "visits_season", "visits_outlook", "homes_by_town", "trust_funds", "helped_by_town",
            "applications", "take_up", "take_up_sample")


@pytest.fixture(scope="module")
def study():
    return open_study("assistance", "haiyu", "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def real():
    return open_study("assistance", "shengsi", "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def truth():
    with (ROOT / "data/sample/truth/values.csv").open(encoding="utf-8") as file:
        return {(row["indicator"], row["area"], row["period"]): float(row["value"])
                for row in csv.DictReader(file)}


def test_mean_in_force_is_the_mean_of_the_quarters(study):
    shown = assistance.standard_in_force(study).data.set_index("year")
    assert shown.loc[2024, "in_force"] == pytest.approx((11820 * 2 + 12420 * 2) / 4)
    assert shown.loc[2024, "gap"] == 12420 - 12480


def test_prices_are_chained(study):
    shown = assistance.standard_in_prices(study).data.set_index("year")
    assert shown.loc[2024, "real"] == pytest.approx(12420 / (1.003 * 1.002))
    assert shown.loc[2024, "real_growth_pct"] < shown.loc[2024, "nominal_growth_pct"]


def test_share_of_low_income_falls(study):
    shown = assistance.standard_to_income(study).data
    low = shown[shown["line"].eq("占低收入农户收入")]["value"].to_list()
    assert low[-1] == pytest.approx(12420 / 23010 * 100) and low == sorted(low, reverse=True)


def test_what_holds_the_ratio(study):
    row = assistance.catch_up(study).data.set_index("group").loc["低收入农户"]
    growth = (23010 / 19620) ** 0.5
    assert row["needed_to_hold"] == pytest.approx(12420 * growth**3)
    assert row["ratio_promised"] < row["ratio_last"] < row["ratio_first"]


def test_planted_years_land_on_the_target_by_a_high_last_quarter(study):
    shown = assistance.cost_landing(study).data.set_index("year")
    assert (shown["words"] == "正好落在承诺上").to_dict() == {2022: False, 2023: True, 2024: True}
    rows = study.snapshot.form("medical_assistance")
    rows = rows[rows["area"].eq(study.county.code)].set_index("period")
    paid, costs = (rows.loc["2024Q4", name] - rows.loc["2024Q3", name]
                   for name in ("paid", "costs"))
    assert shown.loc[2024, "last_alone"] == pytest.approx(paid / costs * 100)
    assert shown.loc[2024, "last_alone"] > shown.loc[2024, "earlier_highest"] + 10


def test_earlier_quarters_of_planted_years_are_near_the_truth(study, truth):
    shown = assistance.cost_landing(study).data.set_index("year")
    key = ("assistance.medical_cost_coverage", study.county.code)
    assert shown.loc[2024, "third_quarter"] == pytest.approx(truth[*key, "2024Q3"], abs=0.1)
    assert shown.loc[2024, "value"] > truth[*key, "2024Q4"] + 2


def test_single_quarters_add_up_to_the_year(study):
    shown = assistance.cost_coverage(study).data
    at_first = shown[shown["at"].eq(2024.25)].set_index("line")["value"]
    assert at_first["单季"] == at_first["年初至今"]


def test_aid_interval_holds_the_truth(study, truth):
    row = assistance.medical_aid_years(study).data.iloc[-2]
    rate = truth["assistance.medical_aid", study.county.code, "2024Q4"]
    assert row["low"] < rate < row["high"] and row["missed"] == 3


def test_none_missed_has_the_rule_of_three(study):
    shown = assistance.looked_at(study).data
    row = shown[shown["n"].eq(188)].iloc[0]
    assert row["failed"] == 0
    assert row["upper_pct"] == pytest.approx((1 - 0.05 ** (1 / 188)) * 100)
    assert row["upper_pct"] == pytest.approx(300 / 188, rel=0.02)


def test_places_get_no_limit_and_open_years_no_verdict(study):
    shown = assistance.looked_at(study).data.set_index("name")
    assert isnan(shown.loc["“残疾人之家”覆盖率", "upper_pct"])
    assert shown.loc["社会救助家庭探访关爱率", "words"].startswith("年度未完")


def test_misses_of_townships_are_those_of_the_county(study):
    shown = assistance.missed_by_town(study).data
    assert shown["unvisited"].sum() == 497 - 370
    assert shown["uninsured"].sum() == 704 - 703 and shown["registers_differ"].eq(0).all()


def test_planted_township_is_the_one_behind(study):
    shown = assistance.visits_outlook(study).data
    assert shown[shown["is_behind"]]["area_name"].to_list() == ["远汐乡"]
    usual = sum((348 / 458, 354 / 471, 361 / 479)) / 3 * 100
    assert shown["target"].iloc[0] == pytest.approx(usual)


def test_a_home_without_people_is_told_from_none(study):
    shown = assistance.homes_by_town(study).data.set_index("area_name")["words"]
    assert shown["远汐乡"] == "有而没有人在" and shown["灯岩乡"] == "没有"


def test_trust_arrives_late(study):
    shown = assistance.trust_funds(study)
    pace = (112.5 - 60) / 3.5
    assert str(int(2025.75 + (150 - 112.5) / pace)) in shown.text("note")
    assert shown.data["trust_funds"].iloc[-1] == 112.5


def test_exits_close_the_balance(study):
    shown = assistance.applications(study).data
    assert shown["left"].iloc[1] == 45 - (510 - 515)


def test_rates_by_township(study):
    shown = assistance.helped_by_town(study).data
    assert shown["value"].iloc[0] == pytest.approx(215 / 10295 * 1000)
    assert (shown["low"] < shown["value"]).all() and (shown["value"] < shown["high"]).all()


def test_take_up_falls_as_more_are_entitled(study):
    shown = assistance.take_up(study).data
    assert shown["take_up_pct"].is_monotonic_decreasing
    assert shown["take_up_pct"].iloc[-1] == pytest.approx(497 / (23197 * 0.05) * 100)
    half = assistance.take_up_sample(study).data["half_80"]
    assert half.is_monotonic_decreasing


@pytest.mark.parametrize("section", REPORTED)
def test_county_without_reports_is_told_which_form_is_missing(real, section):
    shown = getattr(assistance, section)(real)
    assert shown.metadata()["is_available"] is False
    assert "还没有报来《" in str(shown) and "由" in str(shown)
    assert shown._repr_mimebundle_()


def test_nothing_looked_at_is_said(real):
    shown = assistance.looked_at(real)
    assert shown.metadata()["is_available"] is False and "还没有收到" in str(shown)


@pytest.mark.parametrize("section", (*REPORTED, "looked_at"))
def test_every_column_of_a_section_has_a_label(study, section):
    shown = getattr(assistance, section)(study)
    assert shown._repr_mimebundle_()
    assert all(shown.label(column) for column in shown.data.columns)
