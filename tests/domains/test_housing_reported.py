"""Stocks, works and waiting times of the fictional county, reckoned again from their rows."""

import pandas as pd
import pytest
from qiyou.domains import housing
from qiyou.domains.study import open_study
from qiyou.stats.intervals import poisson_interval

REPORTED = ("coverage_bases", "coverage_terms", "rental_families", "rental_towns",
            "fund_reported", "service_measures", "unserved_compounds", "renewal_curve",
            "renewal_compounds", "renewal_words", "danger_curve", "danger_promises",
            "danger_standing", "danger_agreement", "project_counts", "project_pace",
            "project_list", "risky_projects")


@pytest.fixture(scope="module")
def study():
    return open_study("housing", "haiyu", "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def real():
    return open_study("housing", "shengsi", "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def houses(study):
    rows = study.snapshot.form("dangerous_houses", "2025Q3")
    return rows.assign(**{name: pd.to_datetime(rows[name]) for name in (
        "found_day", "listed_day", "start_day", "resolved_day")})


def test_coverage_with_each_base(study):
    shown = housing.coverage_terms(study).data.set_index("year")
    assert shown.loc[2024, "value"] == pytest.approx(2263 / 14431 * 100)
    assert shown.loc[2024, "fixed"] == pytest.approx(2263 / 14603 * 100)
    assert shown.loc[2025, "base_year"] == 2024


def test_coverage_agrees_with_the_indicator(study):
    known = study.series[study.series["indicator"].eq("housing.support_coverage")
                         & study.series["area"].eq(study.county.code)]
    known = known.set_index("period")["value"]
    shown = housing.coverage_terms(study).data.set_index("year")
    assert shown.loc[2023, "value"] == pytest.approx(known["2023"])


def test_families_short_would_reach_the_target(study):
    row = housing.coverage_terms(study).data.iloc[-1]
    for families, reached in ((row["families_short"], True), (row["families_short"] - 1, False)):
        share = (row["benefited"] + families) / row["urban_households"] * 100
        assert bool(share >= row["target"]) is reached


def test_renting_families_add_up(study):
    shown = housing.rental_families(study).data
    assert (shown["in_kind"] + shown["subsidised"]).equals(shown["public_rental"])
    assert shown["public_rental"].iloc[-1] == 368


def test_townships_together_are_the_county(study):
    assert housing.rental_towns(study).data["public_rental"].sum() == 368


def test_fund_without_flexible_members(study):
    row = housing.fund_reported(study).data.iloc[-1]
    assert row["without_flexible"] == 8223 - 475
    assert housing.fund_reported(study).data["target"].iloc[0] == pytest.approx(7800)


def test_service_by_compounds_and_by_homes(study):
    rows = study.snapshot.form("compounds", "2025Q3")
    shown = housing.service_measures(study).data.iloc[-1]
    assert shown["value"] == pytest.approx(19 / 28 * 100)
    served = rows[rows["has_service"]]["homes"].sum() / rows["homes"].sum()
    assert shown["homes_pct"] == pytest.approx(100 * served)
    assert shown["compounds_short"] == 1


def test_unserved_are_the_rest(study):
    shown = housing.unserved_compounds(study).data
    assert len(shown) == 28 - 19 and shown["homes"].is_monotonic_decreasing


def test_renewal_counts_are_the_list(study):
    rows = study.snapshot.form("renewal", "2025Q3")
    shown = housing.renewal_compounds(study).data
    assert shown["begun"].sum() == rows["state"].ne("not_started").sum() == 31
    assert shown["finished"].sum() == rows["state"].eq("done").sum() == 28


def test_rulers_end_at_the_promise(study):
    shown = housing.renewal_curve(study).data
    ends = shown.groupby("line", sort=False)["value"].last()
    assert ends.iloc[2:].to_list() == [40, 40]
    middle = shown[shown["at"].eq(2025.5)].set_index("line")["value"]
    assert middle.iloc[2] == middle.iloc[3] == 20


def test_words_of_the_works_quote_the_list(study):
    words = str(housing.renewal_words(study))
    assert "31幢" in words and "28幢" in words and "9幢" in words


def test_houses_within_a_year_by_hand(study, houses):
    urban = houses[houses["location"].eq("urban")]
    waits = (urban["start_day"].fillna(pd.Timestamp("2025-09-30")) - urban["listed_day"]).dt.days
    row = housing.danger_promises(study).data.set_index("place").loc["城镇"]
    assert row["longest_days"] == waits.max() == 823
    assert row["over_a_year"] == waits.gt(365).sum()
    # Nobody was lost from sight within the first year, so the product limit is the plain share.
    assert row["begun_in_year_pct"] == pytest.approx(100 * waits.le(365).mean())
    assert row["low"] < row["begun_in_year_pct"] < row["high"]


def test_longest_wait_is_what_the_sheet_says(study):
    sheet = study.snapshot.form("housing_county", "2025Q3")["longest_years"].iloc[0]
    row = housing.danger_promises(study).data.set_index("place").loc["城镇"]
    assert row["longest_days"] / 365.25 == pytest.approx(sheet, abs=0.01)


def test_curve_ends_at_the_product_limit(study, houses):
    rural = houses[houses["location"].eq("rural")]
    done = rural["state"].isin(["reinforced", "demolished"])
    days = (rural["resolved_day"].where(done, pd.Timestamp("2025-09-30"))
            - rural["found_day"]).dt.days
    alive = 1.0
    for day in sorted(days[done].unique()):
        alive *= 1 - (done & days.eq(day)).sum() / days.ge(day).sum()
    shown = housing.danger_curve(study).data
    assert shown[shown["place"].eq("农村")]["value"].iloc[-1] == pytest.approx(100 * (1 - alive))


def test_standing_houses_are_the_unresolved(study, houses):
    left = houses[houses["state"].isin(["standing", "vacated"])]["house"]
    shown = housing.danger_standing(study).data
    assert set(shown["house"]) == set(left) and shown["days"].is_monotonic_decreasing


def test_the_two_tables_agree(study):
    assert set(housing.danger_agreement(study).data["words"]) == {"一致"}


def test_listed_is_not_done(study):
    shown = housing.project_counts(study).data
    row = shown[shown["kind"].eq("未来社区") & shown["year"].eq(2025)].iloc[0]
    assert (row["listed"], row["done"]) == (2, 1)
    quality = shown[shown["kind"].eq("优质工程")]["done"]
    assert quality.to_list() == [1, 3, 5, 6]


def test_range_of_milestones_is_poisson(study):
    row = housing.project_pace(study).data.set_index("kind").loc["优质工程"]
    past = (pd.Timestamp("2025-09-30") - pd.Timestamp("2022-01-01")).days
    left = (pd.Timestamp("2027-12-31") - pd.Timestamp("2025-09-30")).days
    assert row["high"] == pytest.approx(6 + poisson_interval(6).high * left / past)
    assert row["high"] < row["target"] + 1


def test_risky_project_still_open_runs_to_the_end_of_the_quarter(study):
    shown = housing.risky_projects(study).data
    still = shown[shown["end"].eq("")].iloc[0]
    assert still["days"] == (pd.Timestamp("2025-09-30") - pd.Timestamp(still["start"])).days


@pytest.mark.parametrize("section", REPORTED)
def test_county_without_reports_is_told_which_form_is_missing(real, section):
    shown = getattr(housing, section)(real)
    assert shown.metadata()["is_available"] is False
    assert "还没有报来《" in str(shown) and "由" in str(shown)
    assert shown._repr_mimebundle_()


@pytest.mark.parametrize("section", REPORTED)
def test_every_column_of_a_section_has_a_label(study, section):
    shown = getattr(housing, section)(study)
    if hasattr(shown, "data"):
        assert shown._repr_mimebundle_()
        assert all(shown.label(column) for column in shown.data.columns)
