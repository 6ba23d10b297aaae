"""What is no number in its place is a plain ValueError, never another exception or a figure."""

import pytest
from qiyou.stats.detect import detectable_difference_proportion
from qiyou.stats.education import gross_enrolment_ratio
from qiyou.stats.funnel import funnel_limits
from qiyou.stats.inequality import atkinson, gini, slope_index, theil, weighted_cv
from qiyou.stats.intervals import (
    difference_interval,
    mean_interval,
    poisson_interval,
    proportion_interval,
    rate_interval,
    ratio_interval,
    zero_event_upper,
)
from qiyou.stats.lifetable import life_expectancy
from qiyou.stats.precision import expected_half_width_proportion
from qiyou.stats.premature import death_probability
from qiyou.stats.ranking import rank_intervals

AGES, PEOPLE = [0, 1, 5, 65], [1000, 4000, 60_000, 10_000]
CALLS = {
    "proportion_events": lambda x: proportion_interval(x, 10),
    "proportion_base": lambda x: proportion_interval(1, x),
    "proportion_level": lambda x: proportion_interval(1, 10, x),
    "poisson": poisson_interval,
    "rate_exposure": lambda x: rate_interval(1, x),
    "rate_per": lambda x: rate_interval(1, 10, x),
    "mean": lambda x: mean_interval([1, x]),
    "zero": zero_event_upper,
    "difference": lambda x: difference_interval((x, 10), (1, 10)),
    "difference_group": lambda x: difference_interval([x], (1, 10)),
    "ratio": lambda x: ratio_interval((1, 10), (x, 10)),
    "life_deaths": lambda x: life_expectancy([5, 2, 3, x], PEOPLE, AGES),
    "life_ages": lambda x: life_expectancy([5, 2, 3, 900], PEOPLE, [0, 1, 5, x]),
    "premature": lambda x: death_probability([1, x, 5], [5000] * 3, [30, 50, 70]),
    "gini": lambda x: gini([1, 2, x]),
    "theil": lambda x: theil([1, 2, x]),
    "atkinson": lambda x: atkinson([1, 2, 3], x),
    "school_balance": lambda x: weighted_cv([1, 2, 3], [1, 2, x]),
    "slope": lambda x: slope_index([1, 2, 3], [10, 10, x]),
    "rank": lambda x: rank_intervals([1, 2, 3], [0.1, 0.1, x]),
    "enrolment": lambda x: gross_enrolment_ratio(x, 100),
    "funnel": lambda x: funnel_limits(x, 0.3, "proportion"),
    "detect": lambda x: detectable_difference_proportion(x, 100),
    "half_width": lambda x: expected_half_width_proportion(x, 100),
}


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), None, "x", [[1], [1, 2]]],
                         ids=["nan", "inf", "none", "text", "ragged"])
@pytest.mark.parametrize("name", CALLS)
def test_no_number_is_refused(name, wrong):
    with pytest.raises(ValueError, match=r"\w+ "):
        CALLS[name](wrong)


@pytest.mark.parametrize("name", [name for name in CALLS if name != "mean"])
def test_negative_is_refused(name):
    with pytest.raises(ValueError, match=r"\w+ "):
        CALLS[name](-1)


@pytest.mark.parametrize("wrong", [5, None, "ab", (1,), (1, 2, 3)])
def test_a_group_that_is_no_pair_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w+ "):
        difference_interval(wrong, (1, 10))
