"""The design of a sample: what it refuses, and variances that R survey prints for it."""

import numpy as np
import pandas as pd
import pytest
from qiyou.project import project_root
from qiyou.stats.survey import survey_mean
from qiyou.stats.survey_design import (
    SurveyDesign,
    degrees_of_freedom,
    layout_of,
    linearised_variance,
)

ORACLES = project_root().parent / "shared" / "oracles"
needs_api = pytest.mark.skipif(not ORACLES.exists(), reason="school samples are not here")
SMALL = pd.DataFrame({"w": 2.0, "s": list("aabb"), "c": [1, 2, 1, 2], "N": 4})


@needs_api
@pytest.mark.parametrize(("lonely", "se"), [("certainty", 5.8058), ("centre", 5.8281)])
def test_strata_with_one_psu_as_in_r(lonely, se):
    """R survey, tests/lonely.psu.R: options "certainty" and "adjust"."""
    schools = pd.read_csv(ORACLES / "survey_apiclus1.csv")
    answer = survey_mean(SurveyDesign(schools, "pw", "dnum", lonely=lonely), "api00")
    assert (round(answer.estimate.value, 2), round(answer.se, 4)) == (644.17, se)


@needs_api
def test_a_psu_certain_to_be_drawn_needs_no_choice():
    schools = pd.read_csv(ORACLES / "survey_apiclus1.csv")
    schools = schools.assign(of=np.where(schools["dnum"] == 413, 1, 1000))
    answer = survey_mean(SurveyDesign(schools, "pw", "dnum", fpc="of"), "api00")
    assert round(answer.se, 4) == 5.7344


def test_psu_names_are_read_within_strata():
    assert layout_of(SurveyDesign(SMALL, "w", "s", "c")).psu.tolist() == [0, 1, 2, 3]
    assert layout_of(SurveyDesign(SMALL, "w", cluster="c")).psu.tolist() == [0, 1, 0, 1]


def test_degrees_of_freedom_count_psus_less_strata():
    assert degrees_of_freedom(SurveyDesign(SMALL, "w", "s", "c")) == 2
    inside = np.array([True, True, True, False])
    assert degrees_of_freedom(SurveyDesign(SMALL, "w", "s", "c"), inside) == 1


def test_whole_population_has_no_variance():
    everyone = SMALL.assign(w=1.0)
    design = SurveyDesign(everyone, "w", fpc="N")
    assert linearised_variance(design, np.array([1.0, 5.0, 2.0, 9.0])) == 0


def test_a_frame_is_left_as_it_was():
    before = SMALL.copy()
    survey_mean(SurveyDesign(SMALL, "w", "s"), "N")
    pd.testing.assert_frame_equal(SMALL, before)


@pytest.mark.parametrize(("frame", "settings", "message"), [
    (SMALL, {"weight": "v"}, "no column 'v'"),
    (SMALL.assign(w=0.0), {}, "above 0"),
    (SMALL.assign(w=[1, 2, -1, 1]), {}, "above 0"),
    (SMALL.assign(w=[1, 2, np.inf, 1]), {}, "finite"),
    (SMALL.assign(w=[1, 2, np.nan, 1]), {}, "'w' has 1 missing"),
    (SMALL.assign(s=["a", None, "b", "b"]), {"strata": "s"}, "'s' has 1 missing"),
    (SMALL.assign(N=[4, 4, 4, 5]), {"fpc": "N"}, "one number in each stratum"),
    (SMALL.assign(N=3), {"fpc": "N"}, "below the number of sampled PSUs"),
    (SMALL.assign(c=1), {"cluster": "c"}, "no stratum has two PSUs"),
    (SMALL.iloc[:1], {}, "no stratum has two PSUs"),
    (SMALL.iloc[:0], {}, "no stratum has two PSUs"),
    (SMALL.assign(s=list("aaab")), {"strata": "s"}, r"one PSU only in strata \['b'\]"),
    (SMALL, {"lonely": "ignore"}, "lonely 'ignore'")])
def test_wrong_designs_are_refused(frame, settings, message):
    with pytest.raises(ValueError, match=message):
        SurveyDesign(frame, **{"weight": "w", **settings})
