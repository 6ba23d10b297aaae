"""Deaths to expect from a borrowed age pattern."""

from math import exp

import pytest
from qiyou.assess.mortality import expected_deaths, expected_premature_deaths


def life_expectancy_by_hazards(deaths):
    """Life expectancy with the death rate constant within each band: a second computation."""
    rates = (deaths["deaths"] / deaths["persons"]).tolist()
    widths = [later - age for age, later in zip(deaths["age"], deaths["age"][1:], strict=False)]
    alive, years = 1.0, 0.0
    for rate, width in zip(rates, widths, strict=False):
        years += alive * (1 - exp(-rate * width)) / rate
        alive *= exp(-rate * width)
    return years + alive / rates[-1]


@pytest.mark.parametrize("target", [78.0, 81.1, 84.0])
def test_scaled_pattern_gives_the_life_expectancy_asked_for(study, target):
    deaths = expected_deaths(study.snapshot, target)
    # Chiang's half-band rule and constant hazards differ by less than a fifth of a year.
    assert life_expectancy_by_hazards(deaths) == pytest.approx(target, abs=0.2)


def test_longer_life_means_fewer_deaths(study):
    deaths = [expected_deaths(study.snapshot, e)["deaths"].sum() for e in (79, 81, 83)]
    assert deaths[0] > deaths[1] > deaths[2]


def test_premature_pattern_gives_the_probability_asked_for(study):
    frame = expected_premature_deaths(study.snapshot, 9.5)
    span = frame[frame["age"].between(30, 69)]
    rates = span["deaths"] / span["persons"]
    assert len(span) == 8
    survival = (1 - 5 * rates / (1 + 2.5 * rates)).prod()
    assert (1 - survival) * 100 == pytest.approx(9.5, abs=1e-6)


def test_a_figure_out_of_reach_is_refused(study):
    with pytest.raises(ValueError, match="no scaling"):
        expected_deaths(study.snapshot, 20.0)
