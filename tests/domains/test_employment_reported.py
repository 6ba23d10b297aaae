"""Samples, ledgers and monthly reports of the fictional county, reckoned again from their rows."""

import csv
from math import exp, log, sqrt
from pathlib import Path

import pandas as pd
import pytest
from qiyou.domains import employment
from qiyou.domains.arrears import cases
from qiyou.domains.records import last_day
from qiyou.domains.study import open_study
from scipy.stats import norm
from scipy.stats import t as student

ROOT = Path(__file__).resolve().parents[2]
RATE = "employment.survey_unemployment"
REPORTED = ("survey_years", "survey_spans", "survey_verdicts", "households_to_ask",
            "reported_rates", "arrears_by_year", "arrears_curve", "arrears_speed",
            "arrears_definitions", "arrears_open", "training_season", "jobs_season",
            "year_end_outlook", "cumulative_origins", "skill_stocks", "skill_ratios",
            "skill_arrival", "arbitration_quarters")


@pytest.fixture(scope="module")
def study():
    return open_study("employment", "haiyu", "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def real():
    return open_study("employment", "shengsi", "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def truth():
    with (ROOT / "data/sample/truth/values.csv").open(encoding="utf-8") as file:
        return {(row["indicator"], row["area"], row["period"]): float(row["value"])
                for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def ledger(study):
    return study.snapshot.form("arrears")


def test_rate_is_the_weighted_share_of_the_urban_labour_force(study):
    rows = study.snapshot.form("labour_survey")
    force = rows[rows["is_urban"] & rows["status"].ne("outside")
                 & rows["period"].str.startswith("2024")]
    weights = force["weight"].to_numpy(float)
    share = weights[force["status"].eq("unemployed").to_numpy()].sum() / weights.sum()
    shown = employment.survey_years(study).data.set_index("sample")
    row = shown[shown.index.str.startswith("2024")].iloc[0]
    assert row["value"] == pytest.approx(100 * share)
    assert row["n"] == len(force)
    assert row["persons"] == len(force.drop_duplicates(["household", "person"]))


def test_interval_is_that_of_clusters_in_strata(study):
    rows = study.snapshot.form("labour_survey")
    rows = rows[rows["period"].str.startswith("2023")]
    inside = (rows["is_urban"] & rows["status"].ne("outside")).to_numpy()
    idle = (rows["status"].eq("unemployed").to_numpy() & inside).astype(float)
    weights = rows["weight"].to_numpy(float)
    rate = (weights * idle).sum() / weights[inside].sum()
    scores = weights * (idle - rate * inside) / weights[inside].sum()
    totals = pd.Series(scores).groupby([rows["stratum"].to_numpy(),
                                        rows["cluster"].to_numpy()]).sum()
    variance = sum(len(part) * part.var(ddof=1) for _, part in totals.groupby(level=0))
    used = pd.DataFrame({"s": rows["stratum"], "c": rows["cluster"]})[inside].drop_duplicates()
    degrees = len(used) - used["s"].nunique()
    step = student.ppf(0.975, degrees) * sqrt(variance) / (rate * (1 - rate))
    high = 100 / (1 + exp(-(log(rate / (1 - rate)) + step)))
    shown = employment.survey_years(study).data
    assert shown[shown["sample"].str.startswith("2023")]["high"].iloc[0] == pytest.approx(high)


def test_intervals_of_most_years_hold_the_truth(study, truth):
    shown = employment.survey_years(study).data
    rate = truth[RATE, study.county.code, "2024Q4"]
    years = shown[shown["sample"].str.startswith("20")]
    assert (years["low"].le(rate) & years["high"].ge(rate)).sum() >= len(years) - 1


def test_a_month_is_vaguer_than_a_year(study):
    half = employment.survey_spans(study).data.set_index("months")["half_points"]
    assert half.loc[1] > half.loc[12] > half.iloc[-1]


def test_planted_quarter_is_above_five_and_its_interval_holds_five_and_the_truth(study, truth):
    shown = employment.reported_rates(study).data.set_index("period_name")
    row = shown.loc["2024年第四季度"]
    assert row["value"] == 5.4 and row["is_above"]
    assert row["low"] < truth[RATE, study.county.code, "2024Q4"] < 5 < row["high"]
    z, n, p = norm.ppf(0.975), 983, 0.054
    half = z / (1 + z**2 / n) * sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    assert row["high"] - row["low"] == pytest.approx(200 * half)


def test_households_follow_from_the_half_width(study):
    shown = employment.households_to_ask(study).data
    by_points = shown["records"].iloc[:3]
    assert by_points.iloc[1] / by_points.iloc[0] == pytest.approx(4, rel=0.01)
    assert shown["times"].iloc[-1] > 10


def test_every_case_counts_once(study, ledger):
    shown = employment.arrears_by_year(study).data
    assert shown["cases"].sum() == ledger["case"].nunique()
    parts = shown[["resolved", "transferred", "open"]].sum(axis=1)
    assert parts.eq(shown["cases"]).all()


def test_cases_that_leave_the_ledger_open_are_named(study, ledger):
    newest = set(ledger[ledger["period"].eq(ledger["period"].max())]["case"])
    last = ledger.sort_values("period").drop_duplicates("case", keep="last")
    lost = last[last["state"].eq("open") & ~last["case"].isin(newest)]["case"]
    shown = employment.arrears_open(study).data
    told = shown[shown["last_seen"].ne(ledger["period"].max())]["case"]
    assert set(told) == set(lost) and len(lost) > 0


def test_curve_is_the_product_limit(study):
    found = cases(study)
    end = found["seen"].max()
    stop = found["seen"].where(found["state"].ne("transferred"), end)
    stop = found["resolved_day"].where(found["state"].eq("resolved"), stop)
    days, done = (stop - found["received_day"]).dt.days, found["state"].eq("resolved")
    alive = 1.0
    for day in sorted(days[done & days.le(15)].unique()):
        alive *= 1 - (done & days.eq(day)).sum() / days.ge(day).sum()
    shown = employment.arrears_curve(study).data
    first = shown[shown["reading"].eq(shown["reading"].iloc[0]) & shown["days"].eq(15)]
    assert first["value"].iloc[-1] == pytest.approx(100 * (1 - alive))


def test_ledger_reading_is_the_indicator(study):
    shown = employment.arrears_definitions(study).data
    own = study.series[study.series["indicator"].eq("employment.arrears_resolution")
                       & study.series["area"].eq(study.county.code)
                       & study.series["period"].eq("2024")]
    first = shown[shown["year"].eq(2024)].iloc[0]
    assert first["value"] == pytest.approx(own["value"].iloc[0])


def test_training_of_the_year_agrees_with_its_own_cumulation(study):
    rows = study.snapshot.form("training_jobs")
    row = rows[rows["area"].eq(study.county.code)].sort_values("period").iloc[-1]
    shown = employment.year_end_outlook(study).data.iloc[0]
    assert shown["done"] == row["trained_year"] and shown["months"] == 9
    assert shown["needed"] == pytest.approx(4000)


def test_year_end_is_what_is_done_over_the_usual_share(study):
    rows = study.snapshot.form("training_jobs")
    rows = rows[rows["area"].eq(study.county.code)]
    by = {year: part.sort_values("period")["trained_month"].astype(float).to_list()
          for year, part in rows.groupby(rows["period"].str[:4])}
    shares = [sum(by[year][:9]) / sum(by[year]) for year in ("2022", "2023", "2024")]
    shown = employment.year_end_outlook(study).data.iloc[0]
    assert shown["value"] == pytest.approx(sum(by["2025"]) / (sum(shares) / 3))
    assert shown["low"] < shown["value"] < shown["high"]


def test_origin_of_counting_moves_the_progress(study):
    shown = employment.cumulative_origins(study).data
    jobs = shown[shown["goal"].eq(8500)]
    assert jobs["done"].to_list() == [7103, 7103 - 1934]


def test_skill_effects_add_up(study):
    shown = employment.skill_ratios(study).data
    assert (shown["of_part"] + shown["of_base"]).to_numpy() == pytest.approx(
        shown["change"].to_numpy())
    assert shown["last"].to_list() == pytest.approx([8634 / 28720 * 100, 2930 / 8634 * 100])


def test_ratio_that_has_arrived_needs_nothing_more(study):
    shown = employment.skill_arrival(study).data.set_index("name")
    assert shown.iloc[-1]["needed_a_year"] == 0
    assert shown.iloc[0]["forecast"] < shown.iloc[0]["target"]


def test_arbitration_is_compared_within_a_quarter(study):
    shown = employment.arbitration_quarters(study).data
    assert shown["period_name"].str.contains("第三季度|第四季度").all()
    assert shown["value"].iloc[-1] == pytest.approx(45 / 53 * 100)


def test_last_days():
    assert last_day("2025Q3") == pd.Timestamp("2025-09-30")


@pytest.mark.parametrize("section", REPORTED)
def test_county_without_reports_is_told_which_form_is_missing(real, section):
    shown = getattr(employment, section)(real)
    assert shown.metadata()["is_available"] is False
    assert "还没有报来《" in str(shown) and "由" in str(shown)
    assert shown._repr_mimebundle_()


def test_words_of_the_year_end_point_to_the_section_above(real):
    assert "见上一节" in str(employment.year_end_words(real))


@pytest.mark.parametrize("section", REPORTED)
def test_every_column_of_a_section_has_a_label(study, section):
    shown = getattr(employment, section)(study)
    if hasattr(shown, "data"):
        assert shown._repr_mimebundle_()
        assert all(shown.label(column) for column in shown.data.columns)
