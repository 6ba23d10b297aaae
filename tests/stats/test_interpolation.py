"""Single ages from bands: Sprague's published multipliers, monotone curves, sums conserved."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from qiyou.stats.interpolation import (
    GROUPS,
    SPRAGUE,
    age_groups,
    band_edges,
    by_age_and_sex,
    single_ages,
)

CENSUS_BANDS = ["0", "1-4", *(f"{age}-{age + 4}" for age in range(5, 85, 5)), "85+"]
FIVES = [f"{age}-{age + 4}" for age in range(0, 80, 5)] + ["80+"]
# Population by five-year age used in the World Bank's note on Sprague's multipliers, as
# reprinted in the documentation of the R package simPop.
WORLD_BANK = [1971990, 2095820, 2157190, 2094110, 2116580, 2003840, 1785690, 1502990, 1214170,
              796934, 627551, 530305, 488014, 364498, 259029, 158047, 125941]


def sprague_curve(cumulated, at):
    """Sprague's curve through counts cumulated at 0, 5, 10 …, built from its conditions.

    Quartics through five points give the ordinate and two derivatives at each point; a quintic
    joins two points in the middle, the outer quartics serve the first and last two panels.
    """
    points = len(cumulated)

    def quartic(centre):
        first = min(max(centre - 2, 0), points - 5)
        x = np.arange(first, first + 5)
        return np.polynomial.Polynomial.fit(x, cumulated[first:first + 5], 4).convert()

    panel = min(int(at // 5), points - 2)
    t = at / 5
    if panel < 2:
        return quartic(2)(t)
    if panel > points - 4:
        return quartic(points - 3)(t)
    conditions, values = [], []
    for node in (panel, panel + 1):
        curve = quartic(node)
        for order in range(3):
            powers = [np.polynomial.Polynomial.basis(k) for k in range(6)]
            conditions.append([(p.deriv(order) if order else p)(node) for p in powers])
            values.append((curve.deriv(order) if order else curve)(node))
    return np.polynomial.Polynomial(np.linalg.solve(conditions, values))(t)


def derived_panel(panel, groups):
    """Multipliers of one panel among `groups` bands, from the curve of unit bands."""
    rows = []
    for age in range(5 * panel, 5 * panel + 5):
        unit = [np.concatenate([[0], np.eye(groups)[g].cumsum()]) for g in range(groups)]
        rows.append([sprague_curve(c, age + 1) - sprague_curve(c, age) for c in unit])
    return np.array(rows)


@pytest.mark.parametrize("panel", [0, 1, 2])
def test_published_multipliers_follow_from_the_conditions_of_sprague(panel):
    # The published figures end at the fourth decimal.
    np.testing.assert_allclose(SPRAGUE[panel], derived_panel(panel, 7)[:, :5], atol=1e-9)


def test_each_panel_returns_its_own_band():
    for panel, own in zip(SPRAGUE, (0, 1, 2), strict=True):
        np.testing.assert_allclose(panel.sum(axis=0), np.eye(5)[own], atol=1e-12)


def test_sprague_on_the_world_bank_example():
    # No printed answer was found; second computation through the polynomials themselves.
    ages = single_ages(pd.Series(WORLD_BANK, FIVES, dtype=float), "sprague")
    cumulated = np.concatenate([[0], np.cumsum(WORLD_BANK[:-1])])
    curve = np.array([sprague_curve(cumulated, age) for age in range(81)])
    np.testing.assert_allclose(ages.iloc[:-1], np.diff(curve), rtol=1e-9)
    assert ages.iloc[-1] == WORLD_BANK[-1]


def test_sprague_is_exact_on_a_cubic_density():
    ages = np.arange(86)
    exact = np.diff(500 * ages + 3 * ages**2 - 0.04 * ages**3 + 2e-4 * ages**4)
    bands = pd.Series([*exact.reshape(17, 5).sum(axis=1), 40.0],
                      [f"{a}-{a + 4}" for a in range(0, 85, 5)] + ["85+"])
    np.testing.assert_allclose(single_ages(bands, "sprague").iloc[:-1], exact, rtol=1e-9)


def test_sprague_keeps_infants_as_counted():
    counts = pd.Series(np.linspace(300, 120, 19), CENSUS_BANDS)
    ages = single_ages(counts, "sprague")
    assert ages.loc[0] == counts["0"]
    assert ages.loc[1:4].sum() == pytest.approx(counts["1-4"], rel=1e-12)


def test_monotone_curve_by_hand():
    # Fritsch and Carlson: the slope at an inner point is the weighted harmonic mean of the two
    # secants; bands of 2 and 2 years with 10 and 30 persons give 5 and 15 a year, slope 7.5.
    ages = single_ages(pd.Series([10.0, 30.0, 1.0], ["0-1", "2-3", "4+"]))
    first_slope = ((2 * 2 + 2) * 5 - 2 * 15) / 4  # one-sided three-point slope: zero here
    half_way = 0.5 * 0 + 0.5 * 10 + (2 / 8) * (first_slope - 7.5)
    assert ages.tolist() == pytest.approx([half_way, 10 - half_way, 30 - ages.loc[3],
                                           ages.loc[3], 1.0])


@given(counts=arrays(float, 19, elements=st.integers(0, 5000)))
@settings(derandomize=True, deadline=None)
def test_every_band_keeps_its_sum_and_nothing_is_negative(counts):
    ages = single_ages(pd.Series(counts, CENSUS_BANDS))
    edges = [*band_edges(CENSUS_BANDS), 86]
    sums = [ages.loc[a:b - 1].sum() for a, b in pairwise(edges)]
    np.testing.assert_allclose(sums, counts, atol=1e-6)
    assert (ages >= 0).all()


@given(counts=arrays(float, 19, elements=st.floats(100, 110)), factor=st.floats(0.01, 100))
@settings(derandomize=True, deadline=None)
@pytest.mark.parametrize("method", ["pchip", "sprague"])
def test_scale_free(method, counts, factor):
    counts[0], counts[1] = counts[0] / 5, counts[1] * 4 / 5
    once = single_ages(pd.Series(counts, CENSUS_BANDS), method)
    np.testing.assert_allclose(single_ages(pd.Series(factor * counts, CENSUS_BANDS), method),
                               factor * once, rtol=1e-9)


@pytest.mark.parametrize(("labels", "told"), [
    (["0", "1-4", "10+"], "expected one from age 5"),
    (["0-4", "4-9", "10+"], "expected one from age 5"),
    (["0-4", "5-9"], "must be open"),
    (["0-4", "5+", "10+"], "must be open"),
    (["infants", "1+"], "must read like"),
    ([], "must read like"),
])
def test_incomplete_bands_are_refused(labels, told):
    with pytest.raises(ValueError, match=told):
        band_edges(labels)


@pytest.mark.parametrize(("values", "method", "told"), [
    ([5, -1, 3], "pchip", "not negative"),
    ([5, np.nan, 3], "pchip", "known"),
    ([5, 5, 3], "beers", "method must be one of"),
    ([5, 5, 3], "sprague", "five closed five-year bands"),
])
def test_bad_counts_are_refused(values, method, told):
    with pytest.raises(ValueError, match=told):
        single_ages(pd.Series(values, ["0-4", "5-9", "10+"], dtype=float), method)


def test_sprague_says_when_it_turns_negative():
    with pytest.raises(ValueError, match="use pchip"):
        single_ages(pd.Series([0.0] * 8 + [500.0] + [0.0] * 8, FIVES), "sprague")


def test_one_closed_band_cannot_be_interpolated():
    with pytest.raises(ValueError, match="two closed age bands"):
        single_ages(pd.Series([5.0, 3.0], ["0-4", "5+"]))


def test_census_table_by_age_and_sex():
    frame = pd.DataFrame({"sex": ["f"] * 19 + ["m"] * 19, "age": CENSUS_BANDS * 2,
                          "persons": range(38, 0, -1)})
    wide = by_age_and_sex(frame)
    assert wide.shape == (86, 2)
    assert wide.sum().to_dict() == pytest.approx({"f": sum(range(20, 39)), "m": sum(range(1, 20))})
    with pytest.raises(ValueError, match="repeated"):
        by_age_and_sex(pd.concat([frame, frame]))


def test_groups_count_completed_years():
    ages = pd.DataFrame({"f": np.arange(86.0)})
    got = age_groups(ages)["f"]
    assert got["under_3"] == 0 + 1 + 2
    assert got["3_5"] == 3 + 4 + 5
    assert got["3_6"] == 3 + 4 + 5 + 6
    assert got["15_59"] == sum(range(15, 60))
    assert got["80_plus"] == sum(range(80, 86))
    assert got["0_14"] + got["15_59"] + got["60_plus"] == got["total"]
    assert list(got.index) == list(GROUPS)


def test_a_group_within_the_open_ages_is_refused():
    with pytest.raises(ValueError, match="cuts the open ages"):
        age_groups(pd.DataFrame({"f": [1.0] * 71}), {"80_plus": (80, None)})
    with pytest.raises(ValueError, match="cuts the open ages"):
        age_groups(pd.DataFrame({"f": [1.0] * 71}), {"65_74": (65, 74)})
