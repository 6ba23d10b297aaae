"""Reported places, use, staff, screening, doctors and rare events, reckoned again from the rows."""

import csv
from dataclasses import replace
from math import ceil, exp

import pandas as pd
import pytest
from qiyou.domains import childcare, childcare_reported
from qiyou.domains.childcare_places import to_come
from qiyou.domains.childcare_rare import longest_runs
from qiyou.domains.reported import base_year
from qiyou.domains.study import open_study
from qiyou.project import data_folder
from scipy.stats import chi2

CODE, FAR = "339922", "339922202"


@pytest.fixture(scope="module")
def study():
    return open_study("childcare", "haiyu", "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def bare():
    return open_study("childcare", "shengsi", "2025", "2025-12-31", "internal")


def truth(indicator: str, area: str, period: str) -> float:
    with (data_folder() / "sample" / "truth" / "values.csv").open(encoding="utf-8") as file:
        return next(float(row["value"]) for row in csv.DictReader(file)
                    if (row["indicator"], row["area"], row["period"])
                    == (indicator, area, period))


def counted(study, year: str, ages: tuple[str, ...] = ()) -> float:
    rows = study.snapshot.form("population", year).query("area == @CODE")
    return float(rows[rows["age"].isin(ages)]["total"].sum() if ages else rows["total"].sum())


UNDER3 = ("age_0", "age_1", "age_2")


def test_places_stand_over_both_bases(study):
    row = childcare.places_known(study).data.set_index("period").loc["2024Q4"]
    places = study.snapshot.form("childcare_institutions", "2024Q4")["places"].sum()
    assert row["places"] == places
    assert row["per_1000_residents"] == pytest.approx(1000 * places / counted(study, "2024"))
    assert row["per_1000_children"] == pytest.approx(
        1000 * places / counted(study, "2024", UNDER3))


def test_places_are_the_truth_of_the_fictional_county(study):
    shown = childcare.places_known(study).data.set_index("period")["per_1000_residents"]
    assert shown["2024Q4"] == pytest.approx(
        truth("childcare.places_per_1000", CODE, "2024Q4"), rel=1e-4)


def test_the_second_ruler_is_asked_for_only_in_its_own_year(study):
    # The planted redefinition: from the plan's residents to children under three.
    asked = childcare.places_known(study).data.set_index("period")["target_later"].dropna()
    assert asked.to_dict() == {"2025Q3": 260}


def test_rulers_are_percent_of_what_they_ask(study):
    shown = childcare.places_attained(study).data
    known = childcare.places_known(study).data.set_index("period").loc["2024Q4"]
    both = shown[shown["year"].eq(2024)]["attained_pct"].tolist()
    assert both == pytest.approx([known["per_1000_residents"] / 3.7 * 100,
                                  known["per_1000_children"] / 260 * 100])


def test_no_base_is_taken_from_after_the_period():
    years = pd.Index([2022, 2023, 2024])
    assert [base_year(years, period) for period in ("2023Q4", "2024Q3", "2025Q3", "2021Q4")] == [
        2023, 2023, 2024, 2022]


def test_children_to_come_are_births_times_what_births_became(study):
    live = study.snapshot.form("births").query("area == @CODE").set_index("period")["live"]
    ratio = counted(study, "2024", UNDER3) / live["2022-01":"2024-12"].sum()
    last_twelve = live["2024-10":"2025-09"].sum() / 12
    row = to_come(study).loc[(CODE, 2025)]
    assert row["children"] == pytest.approx(
        ratio * (live["2023-01":"2025-09"].sum() + 3 * last_twelve))
    assert row["children_low"] < row["children"] < row["children_high"]


def test_doubt_widens_with_the_share_that_is_not_born(study):
    shown = to_come(study).loc[CODE]
    assert (shown["children_high"] - shown["children_low"]).is_monotonic_increasing
    assert shown["born_share_pct"].is_monotonic_decreasing


def test_townships_to_come_add_up_to_the_county(study):
    shown = to_come(study)
    towns = shown.drop(index=CODE, level="area").xs(2027, level="year")["children"].sum()
    assert towns == pytest.approx(shown.loc[(CODE, 2027), "children"])


def test_a_township_without_places_is_asked_for_some_and_named(study):
    row = childcare.places_needed_towns(study).data.set_index("area_name").loc["远汐乡"]
    assert row["places"] == 0 and row["to_add"] == row["later_high"] > 0
    assert row["later_high"] == ceil(0.26 * to_come(study).loc[(FAR, 2027), "children_high"])
    assert "远汐乡，灯岩乡" in str(childcare.occupancy_findings(study))


def test_use_is_children_over_places(study):
    rows = study.snapshot.form("childcare_institutions", "2025Q3").set_index("institution")
    shown = childcare.occupancy(study).data.set_index("institution")["use_pct"]
    expected = rows["enrolled"].astype(float) / rows["places"].astype(float) * 100
    assert shown.to_dict() == pytest.approx(expected[shown.index].to_dict())
    total = childcare.occupancy_quarters(study).data.iloc[-1]
    assert total["free"] == rows["places"].sum() - rows["enrolled"].sum()


def test_places_off_the_affordable_list_are_named(study):
    rows = study.snapshot.form("childcare_institutions", "2025Q3")
    row = childcare.affordable(study).data.query("period == '2025Q3'").iloc[0]
    assert row["institution"] == "蓝鲸托育园"
    assert row["other"] == rows["places"].sum() - rows["affordable_places"].sum()


def test_screening_by_township_over_the_residents(study):
    rows = study.snapshot.form("community_health", "2024Q4").set_index("area")
    people = study.snapshot.form("population", "2024")
    base = people[people["age"].isin(UNDER3) & people["area"].eq(FAR)]["total"].sum()
    row = childcare.screening_known(study).data.set_index("area_name").loc["远汐乡"]
    assert row["share_base_pct"] == pytest.approx(
        100 * rows.loc[FAR, "children_screened"] / base)


def test_the_township_left_behind_falls_while_the_others_rise(study):
    shown = childcare.screening_pace(study).data.set_index("area_name")["change"]
    assert shown["远汐乡"] < 0
    assert (shown.drop("远汐乡") > 0).all()


def test_doctors_are_whole_and_what_is_short_is_too(study):
    children = counted(study, "2024", tuple(f"age_{age}" for age in range(15)))
    row = childcare.paediatricians_known(study).data.set_index("period").loc["2025Q3"]
    assert row["needed"] == ceil(1.3 * children / 1000)
    assert row["short"] == row["needed"] - row["doctors"]
    assert row["ratio"] == pytest.approx(
        truth("childcare.paediatricians_per_1000", CODE, "2025Q3"), rel=1e-4)


def test_staff_short_of_certificates(study):
    rows = study.snapshot.form("childcare_institutions", "2025Q3")
    row = childcare.staff_known(study).data.set_index("period").loc["2025Q3"]
    assert row["short"] == ceil(0.88 * rows["staff"].sum() - 1e-9) - rows["certified"].sum()
    assert childcare.staff_without(study).data["without"].sum() == (
        rows["staff"] - rows["certified"]).sum()


def events(study, column: str) -> pd.Series:
    rows = study.snapshot.form("births").query("area == @CODE").sort_values("period")
    return rows.set_index("period")[column].astype(float)


def exact(n: float) -> tuple[float, float]:
    """Garwood's limits by chi-square quantiles."""
    return (chi2.ppf(0.025, 2 * n) / 2 if n else 0.0), chi2.ppf(0.975, 2 * n + 2) / 2


def test_pooled_defects_have_exact_limits_that_hold_the_truth(study):
    row = childcare.rare_pooled(study).data.iloc[0]
    n, base = events(study, "severe_defects").sum(), events(study, "perinatal").sum()
    assert (row["low"], row["high"]) == pytest.approx(
        tuple(1000 * limit / base for limit in exact(n)))
    assert row["low"] < truth("childcare.severe_birth_defects", CODE, "2024-06") < row["high"]


def test_a_year_without_a_case_still_has_an_upper_limit(study):
    row = childcare.rare_windows(study).data.set_index("pooled").loc["2023"]
    assert row["events"] == 0 and row["high"] > row["target"]


def test_months_between_are_the_limits_of_the_count_turned_over(study):
    row = childcare.months_between(study).data.iloc[0]
    months, n = len(events(study, "severe_defects")), events(study, "severe_defects").sum()
    low, high = exact(n)
    assert (row["between"], row["between_low"], row["between_high"]) == pytest.approx(
        (months / n, months / high, months / low))
    assert row["run_chance_pct"] == pytest.approx(100 * exp(-n / months * row["run_now"]))


def test_runs_of_quiet_months():
    assert longest_runs(pd.Series([1.0, 0.0, 0.0, 1.0])) == [0, 2, 0]


def test_zero_in_a_township_is_not_no_risk(study):
    shown = childcare.rare_towns(study).data
    none = shown[shown["events"].eq(0)]
    expected = [1000 * (1 - 0.05 ** (1 / births)) for births in none["births"]]
    assert none["high"].tolist() == pytest.approx(expected)
    assert none["words"].str.len().gt(0).all()


def test_findings_leave_the_promise_open(study):
    said = str(childcare.rare_findings(study))
    assert "落在区间之内" in said and "1996名" in said


@pytest.mark.parametrize("name", childcare_reported.__all__)
def test_county_that_sent_nothing_is_told_which_form_lacks(bare, name):
    words = str(getattr(childcare, name)(bare))
    assert "没有收到嵊泗县的“" in words and "报送" in words


@pytest.mark.parametrize("name", childcare_reported.__all__)
def test_plan_without_promises_gets_words_or_figures(study, name):
    plans = {study.county.id: replace(study.plan, promises=(), later_documents=())}
    section = getattr(childcare, name)(
        replace(study, register=replace(study.register, plans=plans)))
    assert section._repr_mimebundle_()[0]["text/plain"]


def test_early_days_lack_the_years_to_compare():
    early = open_study("childcare", "haiyu", "2022", "2022-12-31", "internal")
    for name in childcare_reported.__all__:
        assert getattr(childcare, name)(early)._repr_mimebundle_()[0]["text/plain"]
