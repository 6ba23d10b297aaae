"""Sections on carers, beds, villages, insurance and ways to care, reckoned again from the rows."""

from math import ceil, inf

import pytest
from qiyou.domains import access, eldercare, house

BEFORE = {"carers", "carers_if_frozen", "oldest_by_year"}
REPORTED = sorted(set(eldercare.__all__) - BEFORE)
SLOW = {"by_timetable", "there_and_back"}


def opened(county: str):
    return house.open_study(eldercare.DOMAIN, county, "2025", "2025-12-31", "internal")


@pytest.fixture(scope="module")
def study():
    return opened("haiyu")


@pytest.fixture(scope="module")
def silent():
    return opened("shengsi")


def county_rows(study, form: str, period: str):
    rows = study.snapshot.form(form, period)
    return rows[rows["area"].eq(study.county.code)].iloc[0]


def old_people(study, year: str, first: int) -> int:
    rows = study.snapshot.form("population", year)
    ages = rows["age"].str.extract(r"_(\d+)", expand=False).astype(int)
    return int(rows.loc[rows["area"].eq(study.county.code) & ages.ge(first), "total"].sum())


def test_carers_short_are_whole_persons_against_the_reported_base(study):
    data = eldercare.carers_reported(study).data.set_index("year")
    for year, target in ((2023, 24), (2024, 26)):
        carers = county_rows(study, "elder_support", f"{year}Q4")["certified"]
        old = old_people(study, str(year), 60)
        assert data.loc[year, "value"] == pytest.approx(carers / old * 10_000)
        assert data.loc[year, "short"] == max(0, ceil(target * old / 10_000) - carers)
    moved = data["value"].diff().iloc[1:]
    assert (data["of_part"] + data["of_base"]).iloc[1:].tolist() == pytest.approx(moved.tolist())


def test_a_growing_base_pulls_the_ratio_down(study):
    data = eldercare.carers_reported(study).data
    assert (data["of_base"].dropna() <= 0).all()


def test_carers_to_come_begin_at_the_newest_count(study):
    exhibit = eldercare.carers_to_come(study)
    have = county_rows(study, "elder_support", "2025Q3")["certified"]
    assert exhibit.facts["have"] == have
    assert have + exhibit.data["added"].sum() == exhibit.data["things"].max()
    for row in exhibit.data.itertuples():
        assert abs(row.things - ceil(row.target * row.base / 10_000)) <= 1
        assert row.things_low <= row.things <= row.things_high


def test_townships_without_a_carer_are_named(study):
    rows = study.snapshot.form("elder_support", "2025Q3").set_index("area")["certified"]
    names = {town.name for town in study.county.townships if rows[town.code] == 0}
    assert set(eldercare.carers_by_township(study).facts["without"].split("，")) == names


def test_persons_still_without_a_call_and_the_planted_township(study):
    exhibit = eldercare.oldest_equipped(study)
    row = county_rows(study, "elder_support", "2025Q3")
    assert exhibit.facts["left"] == row["oldest"] - row["oldest_equipped"]
    assert exhibit.data["left"].iloc[1:].sum() == exhibit.facts["left"]
    assert exhibit.facts["lagging"] == "远汐乡"
    assert "远汐乡" in eldercare.homes_adapted(study).facts["lagging"]


def test_beds_to_change_reach_the_share_and_one_less_does_not(study):
    row = eldercare.beds_by_year(study).data.iloc[-1]
    rows = study.snapshot.form("care_homes", "2025Q3")
    assert (row["beds"], row["nursing"]) == (rows["beds"].sum(), rows["nursing_beds"].sum())
    assert (row["nursing"] + row["to_change"]) / row["beds"] >= 0.62
    assert (row["nursing"] + row["to_change"] - 1) / row["beds"] < 0.62
    homes = eldercare.homes(study).data
    assert homes["to_change"].sum() >= row["to_change"]
    assert homes["beds"].sum() == eldercare.beds_by_township(study).data["beds"].sum()


def test_villages_are_named_with_what_they_lack(study):
    rows = study.snapshot.form("place_services", "2025Q3")
    data = eldercare.villages_without(study).data
    for flag, word in (("has_meals", "助餐送餐"), ("has_home_help", "上门服务"),
                       ("has_canteen", "食堂"), ("has_home_care", "照料中心")):
        lacking = set(rows.loc[~rows[flag].astype(bool), "place"])
        assert set(data.loc[data["lacks"].str.contains(word), "place"]) == lacking
    grid = eldercare.villages_by_township(study).data
    assert grid["value"].sum() == data["lacks"].str.split("，").map(len).sum()


def test_villages_that_began_are_those_that_differ(study):
    then, now = (study.snapshot.form("place_services", period).set_index("place")["has_meals"]
                 for period in ("2024Q3", "2025Q3"))
    data = eldercare.villages_changed(study).data
    meals = data[data["service"].eq("助餐送餐")]
    assert set(meals["place"]) == {place for place in now.index if now[place] != then[place]}
    assert eldercare.villages_changed(study).facts["n_stopped"] == 0


def test_meals_are_counted_where_they_are_served(study):
    rows = study.snapshot.form("place_services", "2025Q3")
    assert eldercare.meals_used(study).data["users"].sum() == rows["meal_users"].sum()


def test_payers_per_pensioner_and_care_insurance(study):
    row = county_rows(study, "pension", "2025Q3")
    last = eldercare.pension_by_year(study).data.iloc[-1]
    assert last["paying_per"] == pytest.approx(
        (row["insured"] - row["receiving"]) / row["receiving"])
    rows = study.snapshot.form("medical_insured", "2025Q3")
    rows = rows[rows["area"].eq(study.county.code)]
    ages = eldercare.care_insurance_by_age(study).data
    assert ages["left"].iloc[-1] == rows["insured"].sum() - rows["care_insured"].sum()
    assert ages["left"].iloc[:-1].sum() == ages["left"].iloc[-1]
    assert eldercare.care_insurance_by_township(study).data["left"].sum() == ages["left"].iloc[-1]


def test_dependency_is_old_over_working(study):
    data = eldercare.dependency_reported(study).data
    old, adults = old_people(study, "2024", 65), old_people(study, "2024", 15)
    assert data["y2024"][0] == pytest.approx(old / (adults - old) * 100)
    lines = eldercare.dependency_projected(study)
    assert lines.data["line"].nunique() == 4
    assert "之外" in lines.metadata()["note"]  # the reports lie below all scenarios


def test_walks_lead_through_the_centre(study):
    """Two hops by hand: settlement to the civic centre, and on to the hospital."""
    ways = study.snapshot.form("travel_links", "2024")
    ways = ways[ways["mode"].eq("walk")].set_index(["start", "end"])["minutes"]
    found = access.nearest_walks(study).set_index("facility")["minutes_medical"]
    centre, hospital = "望屿镇便民服务中心", "海屿县人民医院"
    assert found["听涛居民点"] == ways["听涛居民点", centre] + ways[centre, hospital]
    assert (found < inf).all()
    counts = eldercare.walking(study).data
    medical = counts[counts["kind"].eq("医院或卫生院")]
    assert medical["within_30"].sum() == (found <= 30).sum()
    assert medical["n"].sum() == len(found) == 45


def test_far_places_are_those_beyond_thirty_minutes(study):
    found = access.nearest_walks(study).set_index("facility")
    far = found.index[(found[["minutes_home_care", "minutes_care_home", "minutes_medical"]] > 30)
                      .any(axis=1)]
    assert eldercare.far_places(study).data["place"].tolist() == list(far)


def test_a_closed_place_is_no_place(study):
    names = set(access.facilities(study)["facility"])
    assert not [name for name in names if "停办" in name]


def test_the_boat_goes_out_on_two_days(study):
    runs = {day: set(access.services(study, day)["end"]) for day in access.DAYS}
    assert [day for day in access.DAYS if "远汐客运码头" in runs[day]] == ["monday", "thursday"]
    assert [len(days) for days in access.weeks(study)] == [1, 5, 1]


@pytest.fixture(scope="module")
def by_timetable(study):
    return eldercare.by_timetable(study).data.set_index("name")


def test_boats_bring_no_one_to_the_county_hospital_within_the_hour(by_timetable):
    assert by_timetable.loc["望屿镇", "arrives"] == 100
    assert (by_timetable.drop("望屿镇")["share_hour"] == 0).all()
    assert by_timetable.loc["远汐乡", "arrives"] < 20  # two boats a week
    assert (by_timetable["share_15"] <= by_timetable["share_30"]).all()


def test_two_islands_cannot_be_there_and_back_in_a_day(study):
    data = eldercare.there_and_back(study).data.set_index("name")
    assert data.index[data["days"].eq(0)].tolist() == ["远汐乡", "灯岩乡"]
    assert data.loc["东矶镇", "days"] == 7


def test_cancelled_sailings_are_those_of_four_quarters(study):
    data = eldercare.cancelled(study).data
    rows = study.snapshot.form("timetable")
    rows = rows[rows["period"].isin(["2024Q4", "2025Q1", "2025Q2", "2025Q3"])
                & rows["mode"].ne("bus")]
    assert data["planned"].sum() == rows["planned"].sum()
    assert data["cancelled"].sum() == rows["cancelled"].sum()
    assert (data["low"] < data["value"]).all() and (data["value"] < data["high"]).all()


@pytest.mark.parametrize("section", REPORTED)
def test_a_county_without_figures_is_told_which_forms_are_missing(silent, section):
    exhibit = getattr(eldercare, section)(silent)
    assert exhibit.form == "message"
    assert "还没有收到" in str(exhibit) and "报）" in str(exhibit)
    assert exhibit._repr_mimebundle_()[0]["text/html"]


def test_every_section_can_be_shown(study):
    for section in set(REPORTED) - SLOW:
        meta = getattr(eldercare, section)(study).metadata()
        assert meta["is_available"] and meta["note"] and "nan" not in meta["note"]
