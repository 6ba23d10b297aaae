"""Floating catchments against Luo and Wang's figure, gravity examples, and conservation."""

from math import inf, isnan, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from qiyou.stats import access
from qiyou.stats.access import (
    catchment_access,
    enhanced_two_step_access,
    share_within,
    two_step_access,
)

# Luo and Wang (2003), figure 3: eleven tracts, physicians at a and b, 30-minute catchments; the
# tracts within 20 minutes of each. Figures as transcribed in the tests of the R package twostepr.
NEAR_A = [1, 2, 3, 4, 6, 7, 9, 10]
NEAR_B = [4, 5, 8, 11]
PRINTED = [.125, .125, .125, .375, .25, .125, .125, .25, .125, .125, .25]


def pairs(minutes):
    """Times from a matrix, origins 0 … in rows, destinations 0 … in columns."""
    matrix = np.asarray(minutes, dtype=float)
    rows, columns = np.indices(matrix.shape)
    return pd.DataFrame({"origin": rows.ravel(), "destination": columns.ravel(),
                         "minutes": matrix.ravel()})


def ones(names):
    return pd.Series(1.0, index=list(names))


def test_luo_and_wang_2003_figure_3():
    rows = [(tract, place, 20 if tract in near else 40)
            for place, near in (("a", NEAR_A), ("b", NEAR_B)) for tract in range(1, 12)]
    times = pd.DataFrame(rows, columns=["origin", "destination", "minutes"])
    got = two_step_access(times, ones("ab"), ones(range(1, 12)), 30)
    assert got["access"].tolist() == pytest.approx(PRINTED, abs=1e-12)
    assert got["reached"].tolist() == [1, 1, 1, 2, *[1] * 7]


@pytest.mark.parametrize(("power", "printed"), [
    (1, [0.733333333333333, 0.733333333333333, 0.533333333333333]),
    (2, [0.777777777777778, 0.777777777777778, 0.444444444444444]),
])
def test_gravity_examples_as_printed(power, printed):
    # Three people, two doctors; R package twostepr, gravity coefficients 1 and 2.
    got = catchment_access(pairs([[1, 1], [1, 1], [1, 2]]), ones(range(2)), ones(range(3)),
                           lambda minutes: minutes ** -float(power))
    assert got["access"].tolist() == pytest.approx(printed, rel=1e-12)


@pytest.mark.parametrize(("limit", "printed"), [(inf, 25 / 5), (0.9, 1.0)])
def test_grid_examples_of_the_pysal_package(limit, printed):
    # A grid of 25 places with one each and five people: everybody reaches all, or their own.
    x, y = np.divmod(np.arange(25), 5)
    minutes = np.hypot(x[:5, None] - x, y[:5, None] - y)
    got = two_step_access(pairs(minutes), ones(range(25)), ones(range(5)), limit)
    assert got["access"].tolist() == pytest.approx([printed] * 5)


# Travel times of the four traffic scenarios in the hospital example of the PySAL package.
HOSPITAL = {"gridlock": (40, 40, 80), "inbound": (20, 40, 80), "outbound": (40, 20, 80),
            "free": (20, 20, 40)}


@pytest.mark.parametrize("scenario", HOSPITAL)
def test_hospital_example_counted_out_place_by_place(scenario):
    """Inputs published with the PySAL package; answers counted out in plain loops here."""
    inbound, outbound, across = HOSPITAL[scenario]
    minutes = [[1, across, inbound], [across, 1, inbound], [outbound, outbound, 1]]
    people, doctors = [100, 50, 10], [15, 20, 100]
    expected = []
    for i in range(3):
        total = 0.0
        for j in range(3):
            if minutes[i][j] < 61:
                rivals = sum(people[k] / minutes[k][j] for k in range(3) if minutes[k][j] < 61)
                total += doctors[j] / rivals / minutes[i][j]
        expected.append(total)
    got = catchment_access(pairs(minutes), pd.Series(doctors), pd.Series(people),
                           lambda t: np.where(t < 61, 1 / t, 0.0))
    assert got["access"].tolist() == pytest.approx(expected, rel=1e-12)


def test_enhanced_zones_by_hand():
    # Weights 1, 0.68, 0.22 for 10, 20, 30 minutes (Luo and Qi 2009).
    times = pairs([[5, 25], [15, 10], [30, 31]])
    got = enhanced_two_step_access(times, pd.Series([10.0, 20.0]), pd.Series([100, 200, 50]),
                                   {10: 1.0, 20: 0.68, 30: 0.22})
    first = 10 / (100 + 0.68 * 200 + 0.22 * 50)
    second = 20 / (0.22 * 100 + 200)
    assert got["access"].tolist() == pytest.approx(
        [first + 0.22 * second, 0.68 * first + second, 0.22 * first])


def test_one_zone_is_the_plain_method():
    times = pairs([[5, 25], [15, 10]])
    plain = two_step_access(times, ones(range(2)), ones(range(2)), 20)
    zone = enhanced_two_step_access(times, ones(range(2)), ones(range(2)), {20: 1.0})
    pd.testing.assert_frame_equal(plain, zone)


minutes_matrix = arrays(float, (5, 3), elements=st.sampled_from([3.0, 12.0, 18.0, 27.0, inf]))
zones = st.sampled_from([{15: 1.0}, {10: 1.0, 20: 0.68, 30: 0.22}])
people = pd.Series([10.0, 0.0, 40.0, 25.0, 5.0])


@given(matrix=minutes_matrix, supply=arrays(float, 3, elements=st.floats(0, 100)), decay=zones)
@settings(derandomize=True, deadline=None)
def test_what_people_reach_adds_up_to_the_supply(matrix, supply, decay):
    got = catchment_access(pairs(matrix), pd.Series(supply), people, decay)
    reached = [(matrix[people > 0, j] <= max(decay)).any() for j in range(3)]
    assert (got["access"] * got["demand"]).sum() == pytest.approx(supply[reached].sum())


@given(matrix=minutes_matrix, extra=st.floats(0, 100), decay=zones, place=st.integers(0, 2))
@settings(derandomize=True, deadline=None)
def test_more_supply_is_never_less_access(matrix, extra, decay, place):
    more = pd.Series([5.0, 6.0, 7.0])
    less = catchment_access(pairs(matrix), more, people, decay)["access"]
    more = more + extra * (more.index == place)
    assert (catchment_access(pairs(matrix), more, people, decay)["access"] >= less - 1e-12).all()


@given(matrix=minutes_matrix, seed=st.integers(0, 100))
@settings(derandomize=True, deadline=None)
def test_order_of_the_pairs_does_not_matter(matrix, seed):
    times = pairs(matrix)
    once, again = (two_step_access(table, ones(range(3)), people, 15)
                   for table in (times, times.sample(frac=1, random_state=seed)))
    pd.testing.assert_frame_equal(once, again)


def test_missing_and_infinite_pairs_are_out_of_reach():
    full = pairs([[5, inf], [5, 5]])
    left_out = full[np.isfinite(full["minutes"])]
    pd.testing.assert_frame_equal(two_step_access(full, ones(range(2)), ones(range(2)), 1e9),
                                  two_step_access(left_out, ones(range(2)), ones(range(2)), 1e9))


@pytest.mark.parametrize(("times", "supply", "told"), [
    (pd.concat([pairs([[5]]), pairs([[6]])]), [1.0], "repeated"),
    (pairs([[5, 6]]), [1.0], "every destination"),
    (pairs([[5], [6]]), [1.0], "every origin"),
    (pairs([[-5]]), [1.0], "not negative"),
    (pairs([[nan]]), [1.0], "known"),
    (pairs([[5]]), [-1.0], "supply and persons"),
    (pairs([[5]]), [nan], "supply and persons"),
])
def test_tables_that_do_not_fit_are_refused(times, supply, told):
    with pytest.raises(ValueError, match=told):
        two_step_access(times, pd.Series(supply), pd.Series([10.0]), 15)


@pytest.mark.parametrize(("decay", "told"), [
    ({10: 0.5, 20: 1.0}, "must not rise"), ({10: -1.0}, "not negative"), ({}, "at least one"),
    (lambda t: -t, "not negative"),
])
def test_impossible_weights_are_refused(decay, told):
    with pytest.raises(ValueError, match=told):
        catchment_access(pairs([[5]]), ones([0]), ones([0]), decay)


def test_share_within_counts_people_once():
    times = pairs([[15, 14], [16, 40], [inf, 3]])
    got = share_within(times, pd.Series([60.0, 30.0, 10.0]))
    assert (got.value, got.events, got.n) == (0.7, 70, 100)
    assert isnan(got.low)
    assert got.method == "count"


def test_people_without_any_way_count_as_not_reached():
    got = share_within(pairs([[5]]), pd.Series([10.0, 30.0]))
    assert got.value == 0.25


@given(matrix=minutes_matrix, limit=st.integers(0, 30), longer=st.integers(0, 30))
@settings(derandomize=True, deadline=None)
def test_a_longer_limit_reaches_no_fewer(matrix, limit, longer):
    near, far = (share_within(pairs(matrix), people, t).value for t in (limit, limit + longer))
    assert 0 <= near <= far <= 1


def test_nobody_has_no_share():
    with pytest.raises(ValueError, match="no persons"):
        share_within(pairs([[5]]), pd.Series([0.0]))


def test_travel_and_waits_are_reached_from_here():
    assert all(hasattr(access, name) for name in access.__all__)
