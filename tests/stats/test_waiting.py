"""Waiting for the next sailing: published mean wait, last boat, cancellations."""

from math import isnan, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.waiting import mean_wait, next_sailing

minutes = st.integers(0, 1439)
timetables = st.lists(minutes, min_size=1, max_size=12, unique=True)


def test_next_sailing_without_cancellations_is_the_timetable():
    assert next_sailing([600, 480, 720], 500).minutes == 100
    assert next_sailing([600], 600).minutes == 0


def test_after_the_last_boat_nobody_sails():
    got = next_sailing([480, 600], 601)
    assert isnan(got.minutes)
    assert got.chance == 0


@given(times=timetables, ready=minutes, cancel=st.sampled_from([0.1, 0.3, 0.7]))
@settings(derandomize=True, deadline=None)
def test_every_pattern_of_cancellations_counted_out(times, ready, cancel):
    """No printed answer: all 2^k days of the remaining sailings are enumerated."""
    left = sorted(t for t in times if t >= ready)[:6]
    wait = chance = 0.0
    for day in range(2 ** len(left)):
        runs = [bool(day >> i & 1) for i in range(len(left))]
        probability = np.prod([1 - cancel if r else cancel for r in runs]) if runs else 1.0
        sailing = [t for t, r in zip(left, runs, strict=True) if r]
        if sailing:
            wait += probability * (sailing[0] - ready)
            chance += probability
    got = next_sailing(left, ready, cancel)
    assert got.chance == pytest.approx(chance)
    assert got.minutes == pytest.approx(wait / chance, nan_ok=True) if chance else isnan(
        got.minutes)


@given(times=timetables, ready=minutes, cancel=st.floats(0, 0.9))
@settings(derandomize=True, deadline=None)
def test_cancellations_never_shorten_a_wait(times, ready, cancel):
    sure, unsure = next_sailing(times, ready), next_sailing(times, ready, cancel)
    assert unsure.chance <= sure.chance
    if sure.chance:
        assert unsure.minutes >= sure.minutes - 1e-9


@pytest.mark.parametrize("headway", [10, 30, 90])
def test_regular_service_costs_half_the_headway(headway):
    # Osuna and Newell (1972): E[W] = E[H] (1 + C^2) / 2, here with C = 0.
    times = [480 + headway * k for k in range(1, 7)]
    assert mean_wait(times, 480, times[-1]).minutes == pytest.approx(headway / 2)


def test_irregular_service_costs_more_by_the_printed_formula():
    gaps = np.array([10, 50, 20, 120, 40])
    times = 400 + gaps.cumsum()
    expected = gaps.mean() * (1 + gaps.var() / gaps.mean() ** 2) / 2
    assert mean_wait(times, 400, times[-1]).minutes == pytest.approx(expected)


@given(times=timetables, first=st.integers(0, 700), length=st.integers(10, 700))
@settings(derandomize=True, deadline=None)
def test_mean_wait_against_many_arrivals(times, first, length):
    """Second computation: arrivals every sixth of a minute, each waiting for its own boat."""
    moments = first + (np.arange(6 * length) + 0.5) / 6
    waits = np.array([min((t - m for t in times if t >= m), default=nan)
                      for m in moments[:: max(1, length // 60)]])
    got = mean_wait(times, first, first + length)
    assert got.chance == pytest.approx(np.isfinite(waits).mean(), abs=0.02)
    if got.chance > 0.1:
        assert got.minutes == pytest.approx(np.nanmean(waits), rel=0.03, abs=1)


def test_nobody_catches_a_boat_that_has_left():
    got = mean_wait([420], 480, 600)
    assert isnan(got.minutes)
    assert got.chance == 0


def test_people_after_the_last_boat_lower_the_chance():
    assert mean_wait([510, 540], 480, 600).chance == 0.5


@pytest.mark.parametrize(("departures", "ready", "cancel"), [
    ([nan], 0, 0), ([1], nan, 0), ([1], 0, -0.1), ([1], 0, 1.1)])
def test_impossible_waits_are_refused(departures, ready, cancel):
    with pytest.raises(ValueError, match="times must be known"):
        next_sailing(departures, ready, cancel)


@pytest.mark.parametrize(("first", "last"), [(600, 600), (600, 500), (nan, 600)])
def test_a_period_needs_a_length(first, last):
    with pytest.raises(ValueError, match="period must have a length"):
        mean_wait([480], first, last)
