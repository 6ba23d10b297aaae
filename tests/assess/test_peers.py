"""Ranks, limits and neighbours, against reckonings made from the files themselves."""

import csv
from dataclasses import replace
from math import log, sqrt
from statistics import fmean, pstdev

import pandas as pd
import pytest
from qiyou.assess.peers import (
    AGE_SHARES,
    FEATURES,
    LIKENESS,
    features,
    nearest_neighbours,
    peer_funnel,
    peer_table,
    remoteness,
)
from qiyou.indicators import COMPLETE
from qiyou.project import data_folder
from qiyou.store import open_snapshot

COUNTY = "330922"


@pytest.fixture(scope="module")
def snapshot():
    return open_snapshot("shengsi", as_of="2025-06-30")


def rows(name: str) -> list[dict]:
    path = data_folder() / "reference" / f"{name}.csv"
    with path.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row.get("level", "county") == "county"]


def own(table: pd.DataFrame) -> pd.Series:
    return table[table["is_county"]].iloc[0]


def test_features_cover_the_ninety_counties(snapshot):
    frame = features(snapshot)
    assert set(frame["area_code"]) == {row["area_code"] for row in rows("census_2020_profile")}
    assert set(FEATURES) <= set(frame.columns)


@pytest.mark.parametrize(("feature", "first", "last"), [
    ("under5_pct", 0, 4), ("age_0_14_pct", 0, 14), ("age_60_plus_pct", 60, 200),
    ("age_80_plus_pct", 80, 200)])
def test_age_shares_are_those_of_the_census_rows(snapshot, feature, first, last):
    census = [row for row in rows("census_2020_age_sex") if row["area_code"] == COUNTY]
    lower = {row["age"]: int(row["age"].rstrip("+").split("-")[0]) for row in census}
    inside = sum(int(row["persons"]) for row in census if first <= lower[row["age"]] <= last)
    total = sum(int(row["persons"]) for row in census)
    assert own(peer_table(snapshot, feature))["value"] == pytest.approx(inside / total * 100)


def test_rank_counts_the_counties_with_more(snapshot):
    years = {row["area_code"]: float(row["mean_years_schooling"])
             for row in rows("census_2020_profile")}
    row = own(peer_table(snapshot, "schooling_years"))
    assert row["rank"] == 1 + sum(value > years[COUNTY] for value in years.values())
    assert row["counties"] == 90


def test_equal_values_share_a_rank(snapshot):
    table = peer_table(snapshot, "household_size")
    ranks = table.groupby("value")["rank"].nunique()
    assert (ranks == 1).all()
    assert table["value"].duplicated().any()


def test_complete_features_have_no_limits_and_say_so(snapshot):
    for feature in (*AGE_SHARES, "urban_pct", "population_persons", "population_change_pct"):
        table = peer_table(snapshot, feature)
        assert table[["low", "high"]].isna().all(axis=None)
        assert set(table["method"]) == {COMPLETE}


def test_sampled_share_has_wilson_limits_from_the_long_form(snapshot):
    profile = {row["area_code"]: row for row in rows("census_2020_profile")}[COUNTY]
    n = int(profile["households_longform"])
    p, z = int(profile["households_renting_longform"]) / n, 1.959963984540054
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    row = own(peer_table(snapshot, "renting_pct"))
    assert (row["method"], row["n"]) == ("Wilson", n)
    assert [row["low"], row["high"]] == pytest.approx([(centre - half) * 100,
                                                       (centre + half) * 100])


def test_change_is_given_only_where_the_borders_stayed(snapshot):
    table = peer_table(snapshot, "population_change_pct")
    moved = {row["area_code"] for row in rows("area_changes") if row["is_comparable"] == "no"}
    assert len(table) == 90 - len(moved)
    assert not set(table["area_code"]) & moved
    assert own(table)["value"] == pytest.approx((66_903 / 76_108 - 1) * 100)


def test_change_follows_a_county_to_its_new_code(snapshot):
    persons = {year: sum(int(row["persons"]) for row in rows(f"census_{year}_age_sex")
                         if row["area_code"] == code)
               for year, code in ((2010, "330183"), (2020, "330111"))}
    table = peer_table(snapshot, "population_change_pct").set_index("area_code")
    assert table.loc["330111", "value"] == pytest.approx((persons[2020] / persons[2010] - 1) * 100)


def test_unknown_feature_names_the_known(snapshot):
    with pytest.raises(KeyError, match="schooling_years"):
        peer_table(snapshot, "happiness")


def test_neighbours_are_the_least_distant(snapshot):
    frame = features(snapshot).set_index("area_code")
    values = {name: [log(v) if name == "population_persons" else v for v in frame[name]]
              for name in LIKENESS}
    position = list(frame.index).index(COUNTY)
    distance = {
        code: sqrt(sum(((column[i] - column[position]) / pstdev(column)) ** 2
                       for column in values.values()))
        for i, code in enumerate(frame.index)}
    table = nearest_neighbours(snapshot, k=8)
    expected = sorted(distance, key=distance.get)[:9]
    assert table["area_code"].tolist() == expected
    assert table["distance"].tolist() == pytest.approx([distance[code] for code in expected])
    assert fmean(distance.values()) > table["distance"].max()


def test_units_of_a_feature_do_not_matter(snapshot, monkeypatch):
    before = nearest_neighbours(snapshot)["distance"]
    frame = features(snapshot).assign(household_size=lambda f: f["household_size"] * 1000)
    monkeypatch.setattr("qiyou.assess.peers.features", lambda _: frame)
    assert nearest_neighbours(snapshot)["distance"].tolist() == pytest.approx(before.tolist())


def test_kept_counts_how_often_a_neighbour_stays(snapshot):
    table = nearest_neighbours(snapshot, k=3, by=("schooling_years", "urban_pct"))
    alone = [set(nearest_neighbours(snapshot, k=3, by=(name,))["area_code"])
             for name in ("schooling_years", "urban_pct")]
    expected = [sum(code in near for near in alone) for code in table["area_code"]]
    assert table["kept"].tolist() == expected


def test_county_outside_the_census_has_no_neighbours(snapshot):
    with pytest.raises(KeyError):
        nearest_neighbours(replace(snapshot, code="339999"))


def test_funnel_stands_around_the_share_of_the_province(snapshot):
    frame = peer_funnel(snapshot, "renting_pct")
    assert len(frame) == 90
    p = 767106 / 2279907
    assert set(frame["target"]) == {p * 100}
    row = own(frame)
    half = 1.959963984540054 * sqrt(p * (1 - p) / row["base"])
    assert [row["low_95"], row["high_95"]] == pytest.approx([(p - half) * 100, (p + half) * 100])
    assert row["signal"] == "low_998"


def test_only_sampled_features_have_a_funnel(snapshot):
    with pytest.raises(KeyError):
        peer_funnel(snapshot, "urban_pct")


def test_remoteness_is_the_distance_to_the_nearest(snapshot):
    frame = remoteness(snapshot).set_index("area_code")
    assert frame.loc[COUNTY, "distance"] == nearest_neighbours(snapshot, k=1)["distance"].iloc[1]
    assert len(frame) == 90
