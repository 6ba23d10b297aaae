"""Promises to cover places, in whole ones."""

import pytest
from qiyou.assess.coverage import covered_bases


@pytest.fixture(scope="module")
def frame(study):
    bases = {"townships": 7.0, "communities": 38.0, "urban_communities": 8.0}
    return covered_bases(study.plan, study.indicators, study.register, bases).set_index("promise")


def test_all_townships_are_seven(frame):
    row = frame.loc["eldercare.care_consortia"]
    assert (row["base"], row["needed"]) == (7, 7)
    assert row["one_missing_pct"] == pytest.approx(100 / 7)


def test_a_share_of_places_is_rounded_up(frame):
    # 85 % of 38 is 32.3: with 32 the promise is not kept.
    assert frame.loc["eldercare.meal_service_share", "needed"] == 33


def test_unknown_bases_are_left_out(frame):
    assert "eldercare.emergency_call" not in frame.index


def test_only_shares_of_the_base_itself_are_covered(study):
    bases = {"age_30_69": 47780.0, "age_18_22": 1305.0, "age_0_2": 830.0}
    found = covered_bases(study.plan, study.indicators, study.register, bases)
    assert found["promise"].tolist() == ["childcare.screening_share"]
    assert found["needed"].tolist() == [789]
