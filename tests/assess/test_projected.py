"""The projection of a county's age groups: what must hold whatever the rates are."""

from dataclasses import replace
from math import exp

import pandas as pd
import pytest
from qiyou.assess.denominators import census_people, group_table
from qiyou.assess.projected import CHECK, SCENARIOS, assumptions, constants, projected
from qiyou.store import open_snapshot

GROUPS = {"all": (0, None), "under_3": (0, 2), "working": (15, 59), "old": (60, None),
          "oldest": (80, None)}


@pytest.fixture(scope="module")
def snapshot():
    return open_snapshot("shengsi", as_of="2025-06-30")


@pytest.fixture(scope="module")
def frame(snapshot):
    return projected(snapshot, GROUPS, 2027)


def persons(frame: pd.DataFrame, scenario: str, year: int, group: str) -> float:
    row = frame.query("scenario == @scenario and year == @year and group == @group")
    return row["persons"].item()


def bands(snapshot, year: int, sex: str) -> list[float]:
    people = census_people(snapshot, year, snapshot.code).query("sex == @sex")["persons"].tolist()
    return [people[0] + people[1], *people[2:]]


def test_every_scenario_begins_at_the_census(snapshot, frame):
    census = group_table(snapshot, GROUPS, 2020)
    start = frame[frame["year"].eq(2020)].pivot_table(index="scenario", columns="group",
                                                      values="persons")
    assert set(start.index) == {*SCENARIOS, CHECK}
    for group, count in census.items():
        assert start[group].to_numpy() == pytest.approx(count)


def test_every_year_and_group_is_there_once(frame):
    assert len(frame) == 4 * 8 * len(GROUPS)
    assert not frame.duplicated(["scenario", "year", "group"]).any()
    assert (frame["persons"] > 0).all()


def test_half_the_migration_lies_between_none_and_all(frame):
    for group in ("all", "working"):
        path = [persons(frame, scenario, 2027, group) for scenario in ("none", "half", "full")]
        assert path == sorted(path, reverse=True)


def test_oldest_are_the_survivors_of_those_counted(snapshot, frame):
    """Women and men of 80 and over after a year, from the bands by hand."""
    people = census_people(snapshot, 2020, snapshot.code)
    rates = snapshot.reference("life_table_china").set_index(["sex", "age"])["mx"]
    alive = 0.0
    for sex in "mf":
        band = people.query("sex == @sex").set_index("age")["persons"]
        stay = band["80-84"] * exp(-rates[sex, "80-84"]) + band["85+"] * exp(-rates[sex, "85+"])
        # Those of 79, on the straight line through the middles of the bands on either side.
        aged_79 = band["75-79"] / 5 - (band["75-79"] - band["80-84"]) / 25 * 2
        alive += stay + aged_79 * exp(-rates[sex, "75-79"])
    assert persons(frame, "none", 2021, "oldest") == pytest.approx(alive, rel=0.02)


def test_net_migration_by_bands_and_hand(snapshot):
    """Ten years of five-year survival ratios; a coarser reckoning of the same residual."""
    rates = snapshot.reference("life_table_china")
    residual = 0.0
    for sex in "mf":
        mx = rates.query("sex == @sex")["mx"].tolist()
        mx = [(mx[0] + 4 * mx[1]) / 5, *mx[2:]]
        alive = [1.0]
        for m in mx[:-1]:
            alive.append(alive[-1] * exp(-5 * m))
        lived = [l0 * (1 - exp(-5 * m)) / m for l0, m in zip(alive[:-1], mx[:-1], strict=True)]
        lived.append(alive[-1] / mx[-1])
        before, after = bands(snapshot, 2010, sex), bands(snapshot, 2020, sex)
        expected = [before[i] * lived[i + 2] / lived[i] for i in range(len(before) - 3)]
        expected.append(sum(before[-3:]) * lived[-1] / sum(lived[-3:]))
        residual += sum(after[2:]) - sum(expected)
    assert constants(snapshot)["net_migration"] == pytest.approx(residual, rel=0.06)


def test_fertility_bears_the_infants_that_were_counted(snapshot):
    found = constants(snapshot)
    assert found["infants"] == 229
    assert 0.5 < found["total_fertility"] < 2.1


def test_no_migration_means_factors_of_one(snapshot):
    held = assumptions(snapshot, share=0.0)
    assert held.migration.to_numpy() == pytest.approx(1.0)


def test_county_outside_the_census_is_refused(snapshot):
    with pytest.raises(KeyError):
        projected(replace(snapshot, code="999999"), GROUPS, 2027)


def test_later_than_the_ratios_reach_is_refused(snapshot):
    with pytest.raises(ValueError, match="outside"):
        projected(snapshot, GROUPS, 2031)
