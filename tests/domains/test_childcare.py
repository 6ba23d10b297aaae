"""Places, doctors and rare events, reckoned again from the census and by hand."""

import csv
from dataclasses import replace
from math import ceil, exp, log

import pytest
from qiyou.assess.projected import projected
from qiyou.domains import childcare
from qiyou.domains.study import open_study
from qiyou.project import data_folder


def opened(as_of: str = "2025-12-31"):
    return open_study("childcare", "shengsi", "2025", as_of, "internal")


@pytest.fixture(scope="module")
def study():
    return opened()


@pytest.fixture(scope="module")
def half(study) -> dict:
    """Persons of a few groups by year where half of past migration goes on."""
    groups = {"all": (0, None), "under3": (0, 2), "children": (0, 14), "infants": (0, 0)}
    frame = projected(study.snapshot, groups, 2027).query("scenario == 'half'")
    return frame.set_index(["group", "year"])["persons"].to_dict()


def test_plan_ruler_is_places_per_thousand_residents(study, half):
    shown = childcare.places_crosswalk(study).data
    first = shown.iloc[: len(shown) // 2].set_index("year")["places"]
    assert first[2025] == ceil(4.5 * half["all", 2025] / 1000)
    assert first[2027] == ceil(5.5 * half["all", 2027] / 1000)


def test_later_ruler_is_places_per_thousand_under_three(study, half):
    shown = childcare.places_crosswalk(study).data
    second = shown.iloc[len(shown) // 2:].set_index("year")
    assert second.loc[2025, "places"] == ceil(280 * half["under3", 2025] / 1000)
    assert second.index[second["is_stated"]].tolist() == [2025]


def test_rulers_part_in_every_scenario(study):
    shown = childcare.places_by_scenario(study).data.query("year == 2025")
    assert len(shown) == 3
    assert shown["places_plan"].min() > 1.5 * shown["places_later"].max()


def test_plan_ratio_over_the_other_base(study, half):
    shown = childcare.places_by_scenario(study).data.query("year == 2027")
    expected = 5.5 * half["all", 2027] / half["under3", 2027]
    assert round(expected) in shown["plan_per_1000_children"].tolist()


def test_base_of_the_plan_is_told_with_the_published_population(study):
    # 3.0 per 1,000 of 66,000 published residents.
    assert "198个" in str(childcare.places_findings(study))


def test_document_of_a_later_day_is_not_known_yet():
    shown = childcare.places_findings(opened("2025-04-16"))
    assert len(shown.lines) == 1
    assert "280" not in str(shown)


def test_infants_begin_at_the_census(study):
    path = data_folder() / "reference" / "census_2020_age_sex.csv"
    with path.open(encoding="utf-8") as file:
        counted = sum(int(row["persons"]) for row in csv.DictReader(file)
                      if row["area_code"] == "330922" and row["age"] == "0")
    first = childcare.births(study).data.query("year == 2020")["births"]
    assert first.tolist() == pytest.approx([counted] * 3)


def test_chance_of_no_case_at_and_above_the_promised_risk(study, half):
    row = childcare.defects_zero_chance(study).data.iloc[0]
    born = round(half["infants", 2027])
    assert row["births"] == born
    assert row["zero_1_pct"] == pytest.approx(100 * 0.999 ** born, abs=0.05)
    # Poisson's limit, as an independent way.
    assert row["zero_2_pct"] == pytest.approx(100 * exp(-0.002 * born), abs=0.1)


def test_pooled_births_are_those_of_the_last_years(study, half):
    shown = childcare.defects_zero_chance(study).data
    assert shown["births"].iloc[-1] == round(sum(half["infants", y] for y in range(2023, 2028)))


def test_upper_limit_when_no_case_was_seen(study):
    shown = childcare.defects_upper(study).data
    exact = [1000 * (1 - exp(log(0.05) / n)) for n in shown["births"]]
    assert shown["high"].tolist() == pytest.approx(exact)


def test_even_the_whole_plan_without_a_case_proves_nothing(study):
    shown = childcare.defects_upper(study).data
    assert (shown["high"] > shown["target"]).all()


def test_infant_deaths_follow_from_births_and_risk(study, half):
    row = childcare.child_deaths(study).data.iloc[0]
    born = sum(half["infants", y] for y in range(2023, 2028)) / 5
    assert row["deaths_a_year"] == pytest.approx(born * row["risk_per_1000"] / 1000)
    assert row["zero_a_year_pct"] == pytest.approx(100 * exp(-row["deaths_a_year"]), abs=0.05)


def test_infant_risk_lies_between_those_of_the_sexes(study):
    # Published death rates under one: 5.98 and 5.23 per 1,000 person-years.
    assert 5.2 < childcare.child_deaths(study).data["risk_per_1000"].iloc[0] < 5.98


def test_paediatricians_are_whole(study, half):
    shown = childcare.paediatricians(study).data.set_index("scenario")
    assert shown["doctors"].iloc[0] == ceil(1.12 * 5016 / 1000) == 6
    central = shown[shown["children"].eq(round(half["children", 2027]))].iloc[0]
    assert central["with_one_fewer"] < 1.12 <= central["with_all"]


def test_staff_without_certificate_keep_the_share(study):
    shown = childcare.staff_steps(study).data
    assert ((shown["certified"] / shown["staff"]) >= 0.9).all()
    assert ((shown["certified"] - 1) / shown["staff"] < 0.9).all()


def test_every_township_is_named_and_none_has_reported(study):
    shown = childcare.township_places(study).data
    assert shown["area_name"].tolist() == [t.name for t in study.county.townships]
    assert set(shown["numerator"]) == {"未报送"}


@pytest.mark.parametrize("name", childcare.__all__)
def test_county_outside_the_census_gets_words_instead_of_a_traceback(study, name):
    elsewhere = replace(study, snapshot=replace(study.snapshot, code="999999"))
    section = getattr(childcare, name)(elsewhere)
    assert section._repr_mimebundle_()[0]["text/plain"]


@pytest.mark.parametrize("name", childcare.__all__)
def test_plan_without_promises_gets_words_instead_of_a_traceback(study, name):
    plans = {study.county.id: replace(study.plan, promises=(), later_documents=())}
    bare = replace(study, register=replace(study.register, plans=plans))
    section = getattr(childcare, name)(bare)
    assert section._repr_mimebundle_()[0]["text/plain"]
