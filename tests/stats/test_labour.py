"""Unemployment from household surveys.

No printed survey of that kind is small enough to type in: the rate is held against R's domain
example, of which it is a case, and against a second computation.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats import labour
from qiyou.stats.labour import unemployment_rate
from qiyou.stats.survey_design import SurveyDesign

steady = settings(derandomize=True, deadline=None, max_examples=25)
STATUS = {"e": "employed", "u": "unemployed", "o": "outside"}


def survey(letters, **columns):
    """One respondent per letter (employed, unemployed, outside), in households of two."""
    frame = pd.DataFrame({"status": [STATUS[letter] for letter in letters], "w": 1.0})
    return frame.assign(home=np.arange(len(letters)) // 2, **columns)


LARGE = survey("eeueoeeeuoeeeeueeoee" * 8)


def test_rate_of_the_sas_example():
    """SAS, SURVEYMEANS, ice cream: spenders of 10 and more as "unemployed", nobody outside.

    Share and standard error are the printed 0.425000 and 0.078761.
    """
    spending = [7, 7, 12, 10, 1, 10, 3, 20, 19, 2, 2, 15, 16, 6, 6, 6, 15, 17, 14, 8, 8, 7, 3, 12,
                4, 14, 18, 9, 2, 1, 4, 11, 8, 10, 13, 2, 6, 11, 2, 9]
    frame = pd.DataFrame({"w": 100.0, "N": 4000, "status": np.where(
        np.array(spending) >= 10, "unemployed", "employed")})
    answer = unemployment_rate(SurveyDesign(frame, "w", fpc="N"), "status")
    assert (answer.estimate.value, round(answer.se, 6)) == (0.425, 0.078761)


def test_rate_recomputed():
    """Independent: ratio of two totals with households as clusters, residuals summed by hand."""
    answer = unemployment_rate(SurveyDesign(LARGE, "w", cluster="home"), "status")
    force, out_of_work = LARGE["status"] != "outside", LARGE["status"] == "unemployed"
    rate = out_of_work.sum() / force.sum()
    residual = (out_of_work - rate * force) / force.sum()
    homes = residual.groupby(LARGE["home"]).sum()
    se = np.sqrt(len(homes) / (len(homes) - 1) * np.sum((homes - homes.mean()) ** 2))
    assert answer.estimate.value == pytest.approx(rate)
    assert answer.se == pytest.approx(se)
    assert answer.cv == pytest.approx(se / rate)


def test_people_outside_do_not_count_in_the_base():
    answer = unemployment_rate(SurveyDesign(LARGE, "w", cluster="home"), "status").estimate
    assert (answer.n, answer.events) == (136, 24)
    assert answer.value == pytest.approx(24 / 136)


def test_same_household_in_every_month_teaches_little_more():
    """The same answers twelve times over: the error is that of one month, not √12 smaller."""
    months = pd.concat([LARGE.assign(month=month) for month in range(12)], ignore_index=True)
    one = unemployment_rate(SurveyDesign(LARGE, "w", cluster="home"), "status")
    year = unemployment_rate(SurveyDesign(months, "w", cluster="home"), "status", "month")
    assert year.estimate.value == pytest.approx(one.estimate.value)
    assert year.se == pytest.approx(one.se)
    assert year.estimate.flag == "pooled"


def test_fresh_households_every_month_are_narrower():
    months = pd.concat([LARGE.assign(month=month, home=LARGE["home"] + 1000 * month)
                        for month in range(4)], ignore_index=True)
    one = unemployment_rate(SurveyDesign(LARGE, "w", cluster="home"), "status")
    four = unemployment_rate(SurveyDesign(months, "w", cluster="home"), "status", "month")
    assert four.se == pytest.approx(one.se / 2, rel=0.02)


def test_one_month_is_not_pooled():
    answer = unemployment_rate(SurveyDesign(LARGE.assign(month=3), "w", cluster="home"), "status",
                               "month")
    assert answer.estimate.flag == "ok"


def test_wide_rates_are_flagged():
    answer = unemployment_rate(SurveyDesign(survey("u" * 10 + "e" * 190), "w"), "status")
    assert answer.cv > 0.3
    assert (answer.estimate.flag, answer.estimate.note) == ("unstable", "cv_over_30_pct")


def test_few_unemployed_are_flagged():
    answer = unemployment_rate(SurveyDesign(survey("u" * 9 + "e" * 20), "w"), "status").estimate
    assert (answer.flag, answer.note) == ("unstable", "under_10_events")


def test_nobody_in_the_labour_force_is_missing():
    answer = unemployment_rate(SurveyDesign(survey("o" * 8), "w"), "status").estimate
    assert (answer.flag, answer.n) == ("missing", 0)


@steady
@given(st.text("euo", min_size=30, max_size=60), st.floats(0.01, 500))
def test_scale_of_weights_does_not_matter(letters, factor):
    frame = survey(letters)
    one, other = (unemployment_rate(SurveyDesign(frame.assign(w=weight), "w"), "status")
                  for weight in (1.0, factor))
    assert other.estimate.value == pytest.approx(one.estimate.value, nan_ok=True)
    assert other.se == pytest.approx(one.se, nan_ok=True)


@steady
@given(st.text("euo", min_size=30, max_size=60))
def test_rate_lies_within_its_limits(letters):
    answer = unemployment_rate(SurveyDesign(survey(letters + "eu"), "w"), "status").estimate
    assert 0 <= answer.low <= answer.value <= answer.high <= 1


@pytest.mark.parametrize(("frame", "month", "message"), [
    (LARGE.assign(status="retired"), None, r"holds \['retired'\]"),
    (LARGE.assign(status=None), None, "no column 'status', or it has gaps"),
    (LARGE.drop(columns="status"), None, "no column 'status'"),
    (LARGE, "month", "no column 'month'"),
    (LARGE.assign(month=[1, 2] * 80), "month", "needs the household as cluster")])
def test_wrong_surveys_are_refused(frame, month, message):
    with pytest.raises(ValueError, match=message):
        unemployment_rate(SurveyDesign(frame, "w"), "status", month)


@pytest.mark.parametrize("name", [
    "resolution_rate", "resolution_curve", "resolved_within", "median_resolution_days"])
def test_case_files_are_found_here_too(name):
    assert callable(getattr(labour, name))
