"""Cohort change ratios and the Hamilton-Perry projection."""

import numpy as np
import pandas as pd
import pytest
from qiyou.stats.cohort_ratios import cohort_change_ratios, hamilton_perry
from qiyou.stats.interpolation import age_groups
from qiyou.stats.vital_rates import survival_ratios

BANDS = [f"{age}-{age + 4}" for age in range(0, 85, 5)] + ["85+"]
# Censuses of China, both sexes, printed by band (census yearbooks of 2010 and 2020). The ages
# 0-9 of 2020 are one figure, split here in half; no ratio depends on the split.
CHINA_2010 = [75532610, 70881549, 74908462, 99889114, 127412518, 101013852, 97138203, 118025959,
              124753964, 105594553, 78753171, 81312474, 58667282, 41113282, 32972397, 23852133,
              13373198, 7616148]
CHINA_2020 = [84063972, 84063972, 85255994, 72684140, 74941675, 91847332, 124145190, 99012932,
              92955330, 114224887, 121164296, 101400786, 73382938, 74005560, 49590036, 31238849,
              20382878, 15417957]


def census(persons, sex="f"):
    return pd.DataFrame({"sex": sex, "age": BANDS, "persons": np.asarray(persons, dtype=float)})


def test_ratios_of_the_chinese_cohorts_as_printed():
    # Printed in whole per cent for the cohorts aged 0-4 and 15-19 in 2010 (Yuanfan 2023).
    ratios = cohort_change_ratios(census(CHINA_2010), census(CHINA_2020)).set_index("age")["ratio"]
    assert round(100 * ratios[0]) == 113
    assert round(100 * ratios[15]) == 92


def test_ratios_against_plain_division():
    """No further printed answer: every band is divided again, the open one over 75 and over."""
    got = cohort_change_ratios(census(CHINA_2010), census(CHINA_2020))["ratio"].to_numpy()
    want = [CHINA_2020[i + 2] / CHINA_2010[i] for i in range(15)]
    want.append(CHINA_2020[17] / sum(CHINA_2010[15:]))
    np.testing.assert_allclose(got, want, rtol=1e-12)


def test_after_ten_years_the_classical_result_is_met():
    """Second computation: ratio times later census, by five-year band."""
    later = census(CHINA_2020)
    end = hamilton_perry(census(CHINA_2010), later)[10]["f"]
    for i in range(15):
        classical = CHINA_2020[i] * CHINA_2020[i + 2] / CHINA_2010[i]
        assert end.loc[5 * i + 10:5 * i + 14].sum() == pytest.approx(classical, rel=1e-9)
    assert end.loc[85] == pytest.approx(sum(CHINA_2020[15:]) * CHINA_2020[17]
                                        / sum(CHINA_2010[15:]), rel=1e-9)


def test_timing_by_a_life_table_leaves_the_closed_cohorts_where_they_were():
    survival = pd.DataFrame({"f": survival_ratios(
        pd.Series(np.geomspace(2e-4, 0.2, 18), BANDS))})
    plain = hamilton_perry(census(CHINA_2010), census(CHINA_2020))
    timed = hamilton_perry(census(CHINA_2010), census(CHINA_2020), survival=survival)
    for first in range(10, 85, 5):
        assert timed[10]["f"].loc[first:first + 4].sum() == pytest.approx(
            plain[10]["f"].loc[first:first + 4].sum(), rel=1e-9)
    # Half way, more of the old are still alive when deaths come late in the decade.
    assert timed[5]["f"].loc[70:84].sum() > plain[5]["f"].loc[70:84].sum()


def test_the_open_ratio_holds_for_the_ages_it_was_observed_on():
    survival = pd.DataFrame({"f": survival_ratios(
        pd.Series(np.geomspace(2e-4, 0.2, 18), BANDS))})
    # Repeating the earlier census makes the open band reproduce the later one exactly.
    same = census(CHINA_2010)
    end = hamilton_perry(same, same, survival=survival)[10]["f"]
    assert end.loc[85] == pytest.approx(CHINA_2010[17], rel=1e-9)


def test_newborn_follow_the_women():
    steps = hamilton_perry(census(CHINA_2010), census(CHINA_2020), children=5)
    base, third = steps[0]["f"], steps[3]["f"]
    per_woman = base.loc[0:4].sum() / 5 / base.loc[15:49].sum()
    assert third.loc[0] == pytest.approx(per_woman * third.loc[15:49].sum())
    assert third.loc[2] == pytest.approx(per_woman * steps[1]["f"].loc[15:49].sum())


def test_an_unchanged_population_with_full_cohorts_stays():
    flat = census([100.0] * 17 + [0.0]).assign(persons=lambda d: d["persons"] + 1e-9)
    steps = hamilton_perry(flat, flat)
    assert age_groups(steps[4]).loc["15_59", "f"] == pytest.approx(900, rel=1e-6)


@pytest.mark.parametrize(("later", "years", "told"), [
    (census(CHINA_2020).iloc[:-1].replace({"80-84": "80+"}), 10, "same age bands"),
    (census(CHINA_2020, "m"), 10, "same sexes"),
    (census(CHINA_2020), 7, "multiples of five"),
])
def test_censuses_that_do_not_fit_are_refused(later, years, told):
    with pytest.raises(ValueError, match=told):
        cohort_change_ratios(census(CHINA_2010), later, years)


def test_an_empty_cohort_is_refused():
    nobody = census([100.0] * 5 + [0.0] + [100.0] * 12)
    with pytest.raises(ValueError, match="nobody"):
        cohort_change_ratios(nobody, census(CHINA_2020))


def test_children_need_women():
    with pytest.raises(ValueError, match="no women"):
        hamilton_perry(census(CHINA_2010), census([100.0] * 3 + [0.0] * 7 + [100.0] * 8))
