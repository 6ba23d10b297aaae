"""Sections on reported deaths, insurance, visits, grounds, reckoned again from the rows."""

from collections import defaultdict
from math import exp, log, sqrt

import pytest
from qiyou.domains import deaths as counted
from qiyou.domains import health, house
from qiyou.domains.health_reported import contributions
from qiyou.project import data_folder

FOUR = {"circulatory", "cancer", "diabetes", "respiratory"}
BEFORE = {"deaths_to_avert", "expected_by_age", "life_expectancy_noise", "versions",
          "years_to_see"}
REPORTED = sorted(set(health.__all__) - BEFORE)


def opened(county: str):
    return house.open_study(health.DOMAIN, county, "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def study():
    return opened("haiyu")


@pytest.fixture(scope="module")
def silent():
    return opened("shengsi")


@pytest.fixture(scope="module")
def truth():
    lines = (data_folder() / "sample" / "truth" / "values.csv").read_text("utf-8").splitlines()
    return {tuple(line.split(",")[:3]): float(line.split(",")[3]) for line in lines[1:]}


@pytest.fixture(scope="module")
def bands(study):
    """Deaths, deaths of the four causes and person-years by year and abridged band, by hand."""
    events, four = defaultdict(int), defaultdict(int)
    for row in study.snapshot.form("deaths").itertuples():
        key = (row.period, min(int(row.age.split("_")[1]), 85))
        events[key] += row.deaths
        four[key] += row.deaths if row.cause in FOUR else 0
    ends = defaultdict(int)
    for row in study.snapshot.form("population").itertuples():
        if row.area == study.county.code:
            age = int(row.age.split("_")[1])
            band = 0 if age == 0 else 1 if age < 5 else min(age // 5 * 5, 85)
            ends[row.period, band] += row.total
    lived = {}
    for (year, age), people in ends.items():
        lived[year, age] = (people + ends.get((str(int(year) - 1), age), people)) / 2
    return events, four, lived


def expectancy(deaths: dict, lived: dict) -> float:
    """Abridged life table, band by band."""
    ages, alive, years = sorted(lived), 1.0, 0.0
    for age, following in zip(ages, [*ages[1:], None], strict=True):
        rate = deaths.get(age, 0) / lived[age]
        if following is None:
            return years + alive / rate
        n, share = following - age, 0.1 if age == 0 else 0.5
        dying = n * rate / (1 + n * (1 - share) * rate)
        years += alive * (n * (1 - dying) + share * n * dying)
        alive *= 1 - dying
    return years


def of_year(table: dict, year: str) -> dict:
    return {age: n for (told, age), n in table.items() if told == year}


def test_life_expectancy_is_that_of_the_rows(study, bands):
    events, _, lived = bands
    data = health.life_by_year(study).data
    for year in ("2022", "2023", "2024"):
        value = data.loc[data["period"].eq(f"{year}年"), "value"].item()
        assert value == pytest.approx(expectancy(of_year(events, year), of_year(lived, year)))


def test_truth_lies_within_the_limits(study, truth):
    data = health.life_by_year(study).data
    for row, period in zip(data.itertuples(), ("2022", "2023", "2024", "2022-2024"), strict=True):
        assert row.low < truth["health.life_expectancy", study.county.code, period] < row.high


def test_pooling_narrows_and_the_yearly_step_stays_inside(study):
    data = health.life_by_year(study).data
    half = (data["high"] - data["low"]) / 2
    assert 1.0 < half[2] < 1.4
    assert half[3] == pytest.approx(sqrt(sum(half[:3] ** 2)) / 3, rel=0.05)
    note = health.life_by_year(study).metadata()["note"]
    assert "不能说提高" in note and "0.2岁" in note


def test_life_table_ends_with_all_the_deaths(study, bands):
    data = health.life_table_reported(study).data
    assert data["deaths"].sum() == sum(bands[0].values()) == 1890
    assert data["survivors"].iloc[0] == 100_000 and data["survivors"].is_monotonic_decreasing
    assert data["value"].iloc[0] == pytest.approx(health.life_by_year(study).data["value"].iloc[3])


def test_a_town_of_a_thousand_gets_no_life_expectancy(study):
    data = health.life_by_township(study).data.set_index("name")
    assert data["value"].isna().sum() == 1
    assert data.loc["灯岩乡", "note"] == "不足5000人年"
    assert data["events"].sum() == 1890


def test_contributions_add_up_and_their_errors_too(study):
    by_year = health.life_by_year(study).data
    change = by_year["value"][2] - by_year["value"][0]
    for section in (health.contribution_ages, health.contribution_causes):
        assert section(study).data["value"].sum() == pytest.approx(change)
    # Two ways to one error: Poisson deaths by age and cause, and the two tables' Chiang errors.
    own = sqrt((contributions(study, 2022, 2024)["se"] ** 2).sum())
    half = (by_year["high"] - by_year["low"]) / 2 / 1.959964
    assert own == pytest.approx(sqrt(half[0] ** 2 + half[2] ** 2), rel=0.05)


def test_nothing_is_concluded_inside_the_noise(study):
    for section in (health.contribution_ages, health.contribution_causes):
        assert section(study).facts["n_seen"] == 0
        assert "不跨零的有0" in section(study).metadata()["note"].replace(" ", "")


def test_premature_mortality_is_that_of_the_rows(study, bands, truth):
    _, four, lived = bands
    data = health.premature_by_year(study).data
    for row, year in zip(data.itertuples(), ("2022", "2023", "2024"), strict=False):
        hazard = 0.0
        for age in range(30, 70, 5):
            m = four[year, age] / lived[year, age]
            hazard -= log(1 - 5 * m / (1 + 2.5 * m))
        assert row.value == pytest.approx((1 - exp(-hazard)) * 100)
        true = truth.get(("health.premature_mortality", study.county.code, year))
        assert true is None or row.low < true < row.high


def test_both_versions_are_judged_and_neither_can_be_told(study):
    exhibit = health.premature_by_year(study)
    assert exhibit.facts["compared"].count("说不准") == 2
    data = health.deaths_to_avert_reported(study).data
    assert data["clause"].tolist() == ["表 11", "二(四)4"]
    assert (data["fewer_low"] < 0).all() and (data["fewer_high"] > 0).all()
    gap = data["fewer"].max() - data["fewer"].min()
    # For small rates deaths go as −log(1 − probability).
    assert gap == pytest.approx(data["deaths"][0] * (log(1 - 0.097) - log(1 - 0.099))
                                / -log(1 - 0.1058), rel=0.05)


def test_expected_deaths_add_up_and_the_planted_township_stands_out(study):
    data = health.townships_deaths(study).data
    assert data["n"].sum() == pytest.approx(data["events"].sum()) == 1890
    assert data.loc[data["is_outside"], "name"].tolist() == ["远汐乡"]
    assert not health.townships_premature(study).data["is_outside"].any()


def test_no_cause_is_called_unusual_in_the_newest_year(study, bands):
    data = health.causes_funnel(study).data
    assert not data["is_outside"].any()
    rows = study.snapshot.form("deaths", "2024")
    first = rows["age"].str.extract(r"_(\d+)", expand=False).astype(int)
    assert data["events"].sum() == rows.loc[first.between(30, 69), "deaths"].sum()


def test_one_death_moves_the_figure_about_as_much_as_a_yearly_step(study):
    data = health.sensitive_single_year(study).data.set_index("deaths_more")["value"]
    assert data[1] - data[0] == pytest.approx(data[0] / 103, rel=0.1)


def test_insured_and_short_are_whole_persons(study):
    data = health.insured_by_age(study).data
    rows = study.snapshot.form("medical_insured", "2025Q3")
    rows = rows[rows["area"].eq(study.county.code)]
    assert data["supplementary"].sum() == rows["supplementary"].sum()
    for row in data.itertuples():
        assert row.short == -((row.supplementary * 100 - 58 * row.insured) // 100)
    towns = health.insured_by_township(study).data
    assert towns.loc[0, ["insured", "supplementary"]].tolist() == [
        rows["insured"].sum(), rows["supplementary"].sum()]
    assert towns["name"][towns["value"].idxmin()] == "远汐乡"  # planted: behind


def test_inpatients_are_not_hidden_behind_outpatients(study):
    data = health.visits_by_kind(study).data.set_index("year")
    rows = study.snapshot.form("medical_visits")
    rows = rows[rows["area"].eq(study.county.code) & rows["period"].str.startswith("2024")]
    assert data.loc[2024, "inpatient"] == pytest.approx(
        rows["inpatient_in"].sum() / rows["inpatient"].sum() * 100)
    assert data.index.tolist() == [2022, 2023, 2024]  # the open year is left out
    assert data.loc[2024, "inpatient"] < data.loc[2024, "visits"] - 10


def test_sports_area_falls_apart_into_grounds_and_people(study):
    data = health.sports_area(study).data
    steps = data["value"].diff().iloc[1:]
    assert (data["of_part"] + data["of_base"]).iloc[1:].tolist() == pytest.approx(steps.tolist())
    towns = health.sports_by_township(study).data
    assert towns["square_metres"].sum() == data["square_metres"].iloc[-1]
    assert set(health.unopened(study).data["name"]) == {"东矶中学操场", "远汐球场"}


@pytest.mark.parametrize("section", REPORTED)
def test_a_county_without_figures_is_told_which_forms_are_missing(silent, section):
    exhibit = getattr(health, section)(silent)
    assert exhibit.form == "message"
    assert "还没有收到" in str(exhibit) and "报）" in str(exhibit)
    assert exhibit._repr_mimebundle_()[0]["text/html"]


def test_every_section_can_be_shown(study):
    for section in REPORTED:
        meta = getattr(health, section)(study).metadata()
        assert meta["is_available"] and meta["note"] and "nan" not in meta["note"]


def test_a_band_that_nobody_lives_in_is_no_life_table(study):
    frame = counted.of_years(study, 2024)
    assert counted.is_countable(frame)
    assert not counted.is_countable(frame.assign(persons=0.0))
