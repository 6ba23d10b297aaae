"""Exhibits on the county's people: what they show, and that nothing is said twice differently."""

from dataclasses import replace

import pandas as pd
import pytest
from qiyou.assess.peers import FEATURES, SAMPLED
from qiyou.domains import peers, population
from qiyou.domains.study import open_study


@pytest.fixture(scope="module")
def study():
    return open_study("overview", "shengsi", "2025", "2025-06-30", "internal")


@pytest.fixture(scope="module")
def unlisted(study):
    """The same study of a county that no census knows."""
    return replace(study, county=study.county.model_copy(update={"code": "339999"}),
                   snapshot=replace(study.snapshot, code="339999"))


def every_exhibit(study):
    yield population.pyramid(study)
    yield population.dependency_ratios(study)
    yield population.age_bands(study)
    yield population.projection_table(study)
    yield population.projection_check(study)
    yield from (population.projection(study, group) for group in population.GROUPS)
    yield peers.profile(study)
    yield peers.neighbours(study)
    yield peers.funnel(study)
    yield from (peers.standing(study, feature) for feature in FEATURES)


def test_every_exhibit_has_its_words_and_source(study):
    ids = []
    for exhibit in every_exhibit(study):
        words = exhibit.metadata()
        assert words["is_available"]
        assert words["title"] and words["note"] and words["alt"] and exhibit.source
        assert all(column["label"] for column in words["columns"])
        ids.append(exhibit.id)
    assert len(ids) == len(set(ids))


def test_county_outside_the_census_is_told_so_in_words(unlisted):
    for exhibit in every_exhibit(unlisted):
        words = exhibit.metadata()
        assert not words["is_available"]
        assert words["title"]
        assert "普查" in str(exhibit)
    assert "普查" in str(population.findings(unlisted))


def test_pyramid_adds_up_to_both_censuses(study):
    frame = population.pyramid(study).data
    assert frame.groupby("period")["persons"].sum().to_dict() == {"2010": 76_108, "2020": 66_903}
    bands = frame["age"].unique()
    assert bands[0] == "0-4" and bands[-1] == "85+"
    assert len(frame) == 2 * 2 * len(bands)


def test_dependency_has_three_areas_twice(study):
    frame = population.dependency_ratios(study).data
    county = study.county
    assert frame["area_name"].unique().tolist() == [
        county.name, county.prefecture, county.province]
    assert frame["year"].tolist() == [2010, 2020] * 3


def test_age_bands_say_what_was_interpolated(study):
    frame = population.age_bands(study).data.set_index("name")
    assert frame.loc["60岁及以上老年人", "persons_2020"] == 20_942
    assert "插值" in frame.loc["3岁以下婴幼儿", "method"]
    assert "插值" not in frame.loc["60岁及以上老年人", "method"]


def test_projection_begins_at_the_census_in_every_scenario(study):
    frame = population.projection(study, "age_60_plus").data
    start = frame[frame["year"].eq(2020)]
    assert len(start) == 4
    assert start["persons"].to_numpy() == pytest.approx(20_942)
    assert frame["year"].max() == study.plan.last_year


def test_total_is_drawn_with_the_published_figures(study):
    frame = population.projection(study, "population").data
    printed = frame[frame["scenario"].eq("公布数")].set_index("year")["persons"]
    assert printed.to_dict() == {2020: 66_903, 2022: 66_000, 2023: 65_000}


def test_table_and_lines_agree(study):
    table = population.projection_table(study).data
    lines = population.projection(study, "age_0_2").data
    for scenario, part in lines.groupby("scenario"):
        row = table[table["scenario"].eq(scenario) & table["name"].str.startswith("3岁以下")]
        last = part.loc[part["year"].eq(2027), "persons"].item()
        assert row["y2027"].item() == round(last)


def test_check_compares_the_same_days(study):
    frame = population.projection_check(study).data
    assert set(frame["year"]) == {2022, 2023}
    assert len(frame) == 8
    gap = (frame["persons_projected"] / frame["persons_published"] - 1) * 100
    assert frame["gap_pct"].to_numpy() == pytest.approx(gap.to_numpy(), abs=0.001)


def test_check_sees_only_what_was_published_by_the_date(study):
    early = open_study("overview", study.county.id, "2023", "2024-01-31", "internal")
    assert set(population.projection_check(early).data["year"]) == {2022}


def test_findings_without_published_figures_do_without_the_check(study):
    early = open_study("overview", study.county.id, "2021", "2021-12-31", "internal")
    assert len(population.findings(study).lines) == len(population.findings(early).lines) + 1


def test_findings_state_the_census_totals(study):
    said = str(population.findings(study))
    assert "7.61万人" in said and "6.69万人" in said


@pytest.mark.parametrize("feature", FEATURES)
def test_standing_marks_the_county_and_its_neighbours(study, feature):
    exhibit = peers.standing(study, feature)
    assert exhibit.data["is_county"].sum() == 1
    assert not (exhibit.data["is_county"] & exhibit.data["is_neighbour"]).any()
    assert {"low", "high"} <= set(exhibit.data) if feature in SAMPLED else (
        "low" not in exhibit.data)


def test_complete_and_sampled_features_are_told_apart(study):
    complete = peers.standing(study, "schooling_years").text("note")
    sampled = peers.standing(study, "renting_pct").text("note")
    assert "没有抽样误差" in complete
    assert "有抽样误差" in sampled and "没有抽样误差" not in sampled


def test_profile_and_rank_chart_agree(study):
    profile = peers.profile(study).data
    for feature, row in zip(FEATURES, profile.itertuples(), strict=True):
        data = peers.standing(study, feature).data
        own = data[data["is_county"]].iloc[0]
        assert (row.rank, row.value) == (own["rank"], own["value"])


def test_neighbours_begin_with_the_county_itself(study):
    frame = peers.neighbours(study).data
    assert frame["area_name"].iloc[0] == study.county.name
    assert frame["distance"].is_monotonic_increasing
    assert len(frame) == 9


def test_funnel_limits_narrow_with_the_sample(study):
    frame = peers.funnel(study).data
    width = frame["high_95"] - frame["low_95"]
    assert frame["base"].is_monotonic_increasing
    assert width.is_monotonic_decreasing
    assert (frame["high_998"] - frame["low_998"] > width).all()


def test_exhibits_are_the_same_each_time(study):
    once, twice = (pd.DataFrame(population.projection_table(study).data) for _ in range(2))
    pd.testing.assert_frame_equal(once, twice)
