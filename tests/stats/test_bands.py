"""Age bands and pooled years."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.bands import age_bands, pooled

steady = settings(derandomize=True, deadline=None, max_examples=60)
FIVE_YEAR = [0, 1, *range(5, 95, 5)]


def table(ages):
    """Bands that are otherwise in order."""
    return age_bands([1] * len(ages), [10] * len(ages), ages)


@pytest.mark.parametrize("ages", [
    FIVE_YEAR, [0, *range(5, 90, 5)], list(range(101)), [0, 1, 2, 3, 4, *range(5, 90, 5)],
    [0, 1, 5, 15, 25, 35], [0, 10, 20], [30, 35, 40, 45], [0, 65]])
def test_usual_age_bands_are_taken(ages):
    bands = table(ages)
    assert bands["age"].tolist() == ages
    assert bands["width"].iloc[:-1].sum() == ages[-1] - ages[0]


@pytest.mark.parametrize("missing", [10, 40, 85])
def test_a_missing_band_is_named(missing):
    ages = [age for age in FIVE_YEAR if age != missing]
    with pytest.raises(ValueError, match=f"missing after {missing - 5}"):
        table(ages)


def test_a_missing_band_in_childhood_is_named():
    with pytest.raises(ValueError, match="missing after 1"):
        table([0, 1, 10, 15, 20])


@pytest.mark.parametrize(("deaths", "population", "ages"), [
    ([1, 2], [10, 10], [5, 0]), ([1, 2], [10, 10], [0, 0]), ([1, 2], [10, 10], [0, 5, 10]),
    ([1], [10], [0]), ([11, 2], [10, 10], [0, 5]), ([1, 2], [10, float("nan")], [0, 5]),
    ([-1, 2], [10, 10], [0, 5]), ([1, 2], [10, 10, 10], [0, 5]), ([], [], []),
    ([[[1, 2]]], [[[10, 10]]], [0, 5]),
])
def test_degenerate_input_is_refused(deaths, population, ages):
    with pytest.raises(ValueError, match=r".+"):
        age_bands(deaths, population, ages)


@steady
@given(st.lists(st.tuples(*[st.integers(0, 50)] * 3), min_size=1, max_size=5))
def test_pooling_conserves_sums(years):
    people = [[100] * 3 for _ in years]
    deaths, person_years = pooled(years, people)
    assert deaths.sum() == sum(map(sum, years))
    assert person_years.tolist() == [100.0 * len(years)] * 3
