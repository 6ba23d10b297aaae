"""Which figures have not come in."""

import pandas as pd
import pytest
from qiyou.assess.owed import figures_owed, townships_owed
from qiyou.schema import OBSERVATIONS


def observation(study, indicator, period, area):
    return {"county": study.county.id, "area": area, "period": period, "indicator": indicator,
            "measure": "value", "stratum": None, "value": 1.0, "unit": "%", "source": "s",
            "submission": None, "received": "2025-01-01", "vintage": 1, "standing": "正式"}


@pytest.fixture(scope="module")
def nothing():
    return OBSERVATIONS.empty()


def owed_years(study, observations, indicator, last_year=2025):
    frame = figures_owed(study.plan, study.register, observations, last_year)
    return dict(zip(frame["indicator"], frame["years"], strict=True)).get(indicator, ())


def test_every_year_since_the_base_is_owed(study, nothing):
    assert owed_years(study, nothing, "health.life_expectancy") == (2023, 2024, 2025)


def test_promise_without_a_base_owes_the_base_too(study, nothing):
    assert owed_years(study, nothing, "education.higher_gross_enrolment")[0] == 2022


def test_a_building_is_owed_only_when_it_is_due(study, nothing):
    name = "health.level_three_hospital"
    assert study.plan.promise(name).kind == "milestone"
    assert owed_years(study, nothing, name) == ()
    assert owed_years(study, nothing, name, last_year=2027) == (2027,)


def test_a_figure_that_came_in_is_no_longer_owed(study, nothing):
    name = "health.life_expectancy"
    came = pd.DataFrame([observation(study, name, "2024", study.county.code)])
    assert owed_years(study, pd.concat([nothing, came]), name) == (2023, 2025)


def test_each_owed_figure_names_who_owes_it(study, nothing):
    frame = figures_owed(study.plan, study.register, nothing, 2025)
    leads = set(study.county.departments) | {"（方案未写明）"}
    assert set(frame["lead"]) <= leads
    assert frame["needed"].str.len().gt(0).all()


def test_townships_that_reported_are_counted_once(study, nothing):
    name = "health.life_expectancy"
    code = study.county.townships[0].code
    came = pd.DataFrame([observation(study, name, year, code) for year in ("2023", "2024")])
    frame = townships_owed(study.plan, study.register, pd.concat([nothing, came]), study.county)
    row = frame.set_index("indicator").loc[name]
    assert (row["n_reported"], row["n_areas"]) == (1, 7)
