"""Whether a yearly step can be seen at the county's size."""

from math import sqrt

import pytest
from qiyou.assess.bases import known_bases
from qiyou.assess.measurability import MARKS, Surroundings, measurability, step_size
from qiyou.register import Cell

TABLE = 21


@pytest.fixture(scope="module")
def around(study):
    return Surroundings(study.snapshot, known_bases(study.register, study.snapshot),
                        {"employment.survey_unemployment": 1000.0}, 0.95)


@pytest.fixture(scope="module")
def frame(study, around):
    promises = [promise for promise in study.plan.promises if promise.is_table]
    return measurability(promises, study.indicators, around).set_index("promise")


def test_every_row_of_the_table_is_marked(frame):
    assert len(frame) == TABLE
    assert set(frame["mark"]) <= set(MARKS)


def test_life_expectancy_is_uncertain_by_more_than_a_year(frame):
    row = frame.loc["health.life_expectancy"]
    assert 1.0 < row["half_one"] < 1.5
    assert row["step"] == pytest.approx(0.1)
    assert row["mark"] == "inside"


def test_three_years_are_narrower_by_the_root_of_three(frame):
    row = frame.loc["health.life_expectancy"]
    assert row["half_one"] / row["half_three"] == pytest.approx(sqrt(3), rel=0.01)


def test_share_has_wilsons_half_width(frame):
    # Wilson by its formula, 4.7 % of 1000 with z = 1.959964.
    p, n, z = 0.047, 1000, 1.959964
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    assert frame.loc["employment.survey_unemployment", "half_one"] == pytest.approx(half * 100,
                                                                                   rel=1e-5)


def test_unknown_base_gives_no_width(frame):
    row = frame.loc["employment.arrears_resolution"]
    assert row["mark"] == "no_base"
    assert row[["half_one", "half_three"]].isna().all()


def test_more_people_make_a_step_visible(study, around):
    promise = study.plan.promise("employment.survey_unemployment")
    marks = [measurability([promise], study.indicators, Surroundings(
        study.snapshot, around.bases, {promise.indicator: n}, 0.95))["mark"].item()
        for n in (1_000, 10_000, 100_000)]
    assert marks == ["inside", "pooled", "outside"]


def test_counted_figures_are_not_called_noise(frame):
    assert frame.loc["eldercare.certified_carers_per_10000", "mark"] == "exact"


def test_typical_step_is_not_the_first_jump():
    values = [81.1, 82.4, 82.45, 82.5, 82.6, 82.7]
    cells = [Cell(year, value, "") for year, value in enumerate(values, 2022)]
    assert step_size(cells) == pytest.approx(0.1)


def test_years_that_stand_still_do_not_count():
    assert step_size([Cell(2022, 50.0, ""), Cell(2023, 70.0, ""), Cell(2024, 70.0, "")]) == 20
