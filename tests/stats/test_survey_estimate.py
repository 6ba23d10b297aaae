"""What a survey estimate says beside its value."""

from math import inf, isnan

import numpy as np
import pandas as pd
import pytest
from qiyou.stats.estimate import Estimate
from qiyou.stats.survey_design import SurveyDesign
from qiyou.stats.survey_estimate import Linear, SurveyEstimate, conclude, simple_variance

DESIGN = SurveyDesign(pd.DataFrame({"w": 3.0, "row": range(12)}), "w")
EVERYONE = np.ones(12, bool)


@pytest.mark.parametrize(("value", "cv"), [(8.0, 0.25), (-8.0, 0.25), (0.0, inf)])
def test_coefficient_of_variation(value, cv):
    assert SurveyEstimate(Estimate(value, -9, 9, 0.95, "x"), se=2.0, degrees=5).cv == cv


def test_coefficient_of_variation_of_nothing():
    assert isnan(SurveyEstimate(Estimate(np.nan, 0, 0, 0.95, "x"), 2.0, 5).cv)


def test_limits_are_student_s():
    """t with 11 degrees of freedom at 95 % is 2.200985 (tables)."""
    answer = conclude(DESIGN, Linear(5.0, np.array([1.0, -1.0] * 6)), EVERYONE, 0.95)
    assert answer.estimate.high - 5 == pytest.approx(2.200985 * answer.se, rel=1e-6)


def test_design_effect_is_the_ratio_of_variances():
    answer = conclude(DESIGN, Linear(5.0, np.array([1.0, -1.0] * 6), 4.0), EVERYONE, 0.95)
    assert answer.deff == pytest.approx(answer.se**2 / 4)


def test_simple_variance_is_the_textbook_one():
    y = np.arange(12.0)
    assert simple_variance(DESIGN, y, EVERYONE) == pytest.approx((1 - 12 / 36) * y.var(ddof=1) / 12)


@pytest.mark.parametrize(("events", "notes"), [
    (0, "no_events;under_10_events"), (4, "under_10_events;under_10_without"),
    (12, "only_events;under_10_without")])
def test_rare_events_are_said(events, notes):
    answer = conclude(DESIGN, Linear(events / 12, np.zeros(12), events=events), EVERYONE, 0.95)
    assert (answer.estimate.flag, answer.estimate.note) == ("unstable", notes)
