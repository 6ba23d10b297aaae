"""Years to pool until a step shows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.steps import (
    base_needed,
    of_share,
    quantiles_of,
    years_needed_life_expectancy,
    years_needed_proportion,
    years_needed_rate,
)
from scipy import stats

steady = settings(derandomize=True, deadline=None, max_examples=60)

# before, after, power, base in each span, printed decimals
BASES = [
    # R, help of power.prop.test
    (0.50, 0.75, 0.90, 76.7, 1),
    # the same formula, widely tabled without continuity correction: 199 a group
    (0.10, 0.20, 0.80, 199, 0),
]


@pytest.mark.parametrize(("before", "after", "power", "base", "decimals"), BASES)
def test_published_bases(before, after, power, base, decimals):
    found = base_needed(before, after, of_share, quantiles_of(power, 0.95))
    assert found == pytest.approx(base, abs=0.51 * 10**-decimals)
    assert years_needed_proportion(before, after, n=base / 4, power=power) in {4, 5}


def test_years_of_a_rate_give_the_power_asked_for():
    """Second computation: power of the normal test of two Poisson counts, by its definition."""
    years = years_needed_rate(100, 80, exposure=1)
    z = stats.norm.ppf(0.975)

    def power(span):
        return stats.norm.cdf((20 * span - z * (2 * 90 * span)**0.5) / (180 * span)**0.5)

    assert power(years) >= 0.8 > power(years - 1)


def test_years_of_a_life_expectancy_give_the_power_asked_for():
    """Second computation: the same with a normal standard error."""
    years = years_needed_life_expectancy(0.5, se=0.6)
    z = stats.norm.ppf(0.975)
    power = [stats.norm.cdf(0.5 / (0.6 * (2 / span)**0.5) - z) for span in (years, years - 1)]
    assert power[0] >= 0.8 > power[1]


def test_a_fall_needs_as_many_years_as_the_rise_back():
    assert years_needed_rate(90, 100, 1) == years_needed_rate(100, 90, 1)
    assert years_needed_life_expectancy(-0.3, 0.6) == years_needed_life_expectancy(0.3, 0.6)


@steady
@given(st.floats(0.05, 0.9), st.floats(0.01, 0.05), st.integers(50, 5000))
def test_a_larger_step_or_base_needs_no_more_years(p, step, n):
    years = years_needed_proportion(p, p + step, n)
    assert years >= 1
    assert years_needed_proportion(p, p + 2 * step, n) <= years
    assert years_needed_proportion(p, p + step, 2 * n) <= years


@pytest.mark.parametrize("call", [
    lambda: years_needed_proportion(0.5, 0.5, 100), lambda: years_needed_proportion(0.5, 1.5, 100),
    lambda: years_needed_proportion(0.5, 0.6, 0), lambda: years_needed_rate(5, 5, 1),
    lambda: years_needed_rate(-1, 5, 1), lambda: years_needed_life_expectancy(0, 1),
    lambda: years_needed_life_expectancy(1, 0), lambda: years_needed_rate(5, 6, 1, power=1),
    lambda: years_needed_rate(5, 6, 1, level=95), lambda: years_needed_rate(5, float("nan"), 1),
])
def test_degenerate_input_is_refused(call):
    with pytest.raises(ValueError, match=r".+"):
        call()
