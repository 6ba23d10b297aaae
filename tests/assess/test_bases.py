"""Size of denominators from published tables."""

import pytest
from qiyou.assess.bases import known_bases


@pytest.fixture(scope="module")
def bases(study):
    return known_bases(study.register, study.snapshot)


def test_groups_with_census_edges_are_the_census(bases):
    # 第七次人口普查主要数据公报: 60 and over 20,942; 65 and over 14,385; 15 to 59 40,945.
    assert bases["population"] == 66903
    assert [round(bases[name]) for name in ("age_60_plus", "age_65_plus", "age_15_59")] == [
        20942, 14385, 40945]


def test_infants_of_the_census_stand_for_births(bases):
    assert bases["births"] == 127 + 102


def test_places_are_counted_from_the_list_of_areas(bases):
    assert bases["townships"] == 7
    assert bases["communities"] == 38
    assert bases["villages"] + bases["urban_communities"] == 37  # one place is neither: 小洋港区


def test_what_no_table_tells_is_left_out(bases):
    assert "care_beds" not in bases
    assert "arrears_leads" not in bases
