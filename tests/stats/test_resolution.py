"""Days to resolution, against published Kaplan–Meier curves."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.resolution import (
    median_resolution_days,
    resolution_curve,
    resolution_rate,
    resolved_within,
)

steady = settings(derandomize=True, deadline=None, max_examples=40)
ON = pd.Timestamp("2024-12-31")
cases = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 400) | st.none()), max_size=25)

# Freireich and others (1963): weeks in remission under 6-MP; + stands for still in remission.
MERCAPTOPURINE = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
# Miller (1981), data set `aml` of R survival: weeks to relapse, maintained or not.
MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
NOT_MAINTAINED = "5 5 8 8 12 16+ 23 27 30 33 43 45"


def curve(times, level=0.95):
    """Curve of cases opened so long before the date that they were watched for these times."""
    watched = [int(time.rstrip("+")) for time in times.split()]
    opened = pd.Series([ON - pd.Timedelta(days=days) for days in watched])
    resolved = pd.Series([pd.NaT if time.endswith("+") else ON for time in times.split()])
    return resolution_curve(opened, resolved, ON, level)


def dates(rows):
    """Opening day before the date, and days to resolution (None: open)."""
    opened = pd.Series([ON - pd.Timedelta(days=before) for before, _ in rows], dtype="M8[ns]")
    resolved = pd.Series([
        pd.NaT if took is None else start + pd.Timedelta(days=took)
        for start, (_, took) in zip(opened, rows, strict=True)], dtype="M8[ns]")
    return opened, resolved


# --- published

def test_remission_under_6_mp():
    """Stata, `sts list`, Gehan's data: survivor function and log-log limits."""
    table = curve(MERCAPTOPURINE)
    table = table[table["resolved"] > 0]
    assert table["days"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert table["watched"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert (1 - table["value"]).round(4).tolist() == [
        0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert (1 - table["high"]).round(4).tolist() == [
        0.6197, 0.5631, 0.5032, 0.4316, 0.3675, 0.2678, 0.1881]
    assert (1 - table["low"]).round(4).tolist() == [
        0.9516, 0.9228, 0.8894, 0.8491, 0.8049, 0.7468, 0.6801]


@pytest.mark.parametrize(("times", "survivors"), [
    (MAINTAINED, [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184]),
    (NOT_MAINTAINED, [0.8333, 0.6667, 0.5833, 0.4861, 0.3889, 0.2917, 0.1944, 0.0972, 0.0])])
def test_relapse_in_leukaemia(times, survivors):
    """R survival, summary(survfit(Surv(time, status) ~ x, aml))."""
    table = curve(times)
    places = 3 if times == MAINTAINED else 4
    assert (1 - table.loc[table["resolved"] > 0, "value"]).round(places).tolist() == survivors


@pytest.mark.parametrize(("times", "median"), [
    (MERCAPTOPURINE, 23), (MAINTAINED, 31), (NOT_MAINTAINED, 23)])
def test_published_medians(times, median):
    assert median_resolution_days(curve(times)).value == median


def test_limits_of_the_median_under_6_mp():
    """SAS, LIFETEST: 13 weeks to no upper limit."""
    answer = median_resolution_days(curve(MERCAPTOPURINE))
    assert answer.low == 13
    assert np.isnan(answer.high)
    assert answer.note == "no_upper_limit"


# --- second computations

def test_curve_recomputed():
    """Independent: product of (1 − resolved / watched), day by day."""
    rows = [(100, 3), (90, 20), (80, None), (70, 20), (60, 59), (50, None), (40, 10), (30, 25)]
    table = resolution_curve(*dates(rows), ON)
    left, by_hand = 1.0, {}
    seen = [(took, True) if took is not None else (before, False) for before, took in rows]
    for day in sorted({day for day, _ in seen}):
        watched = sum(other >= day for other, _ in seen)
        left *= 1 - sum(other == day and done for other, done in seen) / watched
        by_hand[day] = 1 - left
    assert dict(zip(table["days"], table["value"], strict=True)) == pytest.approx(by_hand)


def test_without_open_cases_the_curve_is_the_share():
    rows = [(100, days) for days in (1, 2, 3, 5, 8, 13, 21, 34, 55, 89)]
    table = resolution_curve(*dates(rows), ON)
    assert table["value"].tolist() == pytest.approx(np.arange(1, 11) / 10)
    assert median_resolution_days(table).value == 8


def test_rate_counts_what_was_known_on_the_day():
    rows = [(100, 5), (100, 150), (50, None), (10, 3)]
    later = [pd.Series([*part, pd.Timestamp("2025-02-01")]) for part in dates(rows)]
    answer = resolution_rate(*later, ON)
    assert (answer.n, answer.events, answer.value) == (4, 2, 0.5)


def test_rate_has_wilson_s_limits():
    """Newcombe (1998), table I: 15 of 148 gives 0.0624 to 0.1605."""
    rows = [(100, 5)] * 15 + [(100, None)] * 133
    answer = resolution_rate(*dates(rows), ON)
    assert (round(answer.low, 4), round(answer.high, 4)) == (0.0624, 0.1605)


def test_leaving_out_open_cases_looks_quicker():
    rows = [(100, 10)] * 10 + [(100, 80)] * 4 + [(100, None)] * 10
    resolved_only = [row for row in rows if row[1] is not None]
    honest, flattering = (median_resolution_days(resolution_curve(*dates(some), ON)).value
                          for some in (rows, resolved_only))
    assert (flattering, honest) == (10, 80)


# --- properties

@steady
@given(cases)
def test_curve_rises_from_0_towards_1_within_its_limits(rows):
    table = resolution_curve(*dates(rows), ON)
    assert table["value"].is_monotonic_increasing
    assert table["value"].between(-1e-12, 1 + 1e-12).all()
    told = table.dropna()
    assert (told["low"] <= told["value"] + 1e-12).all()
    assert (told["value"] <= told["high"] + 1e-12).all()


@steady
@given(cases, st.randoms(use_true_random=False))
def test_order_of_cases_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(
        resolution_curve(*dates(rows), ON), resolution_curve(*dates(shuffled), ON))


@steady
@given(cases.filter(bool))
def test_more_cases_are_narrower(rows):
    once, twice = (resolution_curve(*dates(some), ON) for some in (rows, rows * 2))
    assert twice["value"].tolist() == pytest.approx(once["value"].tolist())
    width, narrower = ((table["high"] - table["low"]).dropna() for table in (once, twice))
    assert (narrower <= width + 1e-9).all()


@steady
@given(cases.filter(bool))
def test_every_case_is_counted_once(rows):
    table = resolution_curve(*dates(rows), ON)
    assert table["watched"].iloc[0] == len(rows)
    assert table["resolved"].sum() == resolution_rate(*dates(rows), ON).events


# --- reading the curve

def test_share_within_a_number_of_days():
    answer = resolved_within(curve(MERCAPTOPURINE), 14)
    assert round(answer.value, 4) == round(1 - 0.6902, 4)
    assert (answer.n, answer.events, answer.flag) == (21, 6, "ok")


def test_before_the_first_is_resolved_there_are_no_limits():
    answer = resolved_within(curve(MERCAPTOPURINE), 3)
    assert (answer.value, answer.flag, answer.note) == (0, "unstable", "no_events")


def test_beyond_the_time_watched_nothing_is_said():
    answer = resolved_within(curve(MERCAPTOPURINE), 36)
    assert (answer.flag, answer.note) == ("suppressed", "beyond_follow_up")


def test_a_median_out_of_reach_is_not_given():
    answer = median_resolution_days(curve("3 5 9+ 9+ 9+ 9+ 9+ 9+ 9+ 9+"))
    assert (answer.flag, answer.note) == ("suppressed", "median_not_reached")
    assert np.isnan(answer.value)


def test_few_cases_are_flagged():
    assert median_resolution_days(curve("3 5 9")).flag == "unstable"
    assert resolution_rate(*dates([(9, 1)] * 9), ON).flag == "unstable"
    assert resolution_rate(*dates([(9, 1)] * 10), ON).flag == "ok"


def test_no_cases_are_missing():
    empty = resolution_curve(*dates([]), ON)
    assert empty.empty
    for answer in (resolved_within(empty, 5), median_resolution_days(empty),
                   resolution_rate(*dates([]), ON)):
        assert answer.flag == "missing"


def test_level_travels_with_the_curve():
    wide, narrow = (resolved_within(curve(MERCAPTOPURINE, level), 14) for level in (0.99, 0.8))
    assert (wide.level, narrow.level) == (0.99, 0.8)
    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize(("opened", "resolved", "on", "message"), [
    (["2024-01-05"], ["2024-01-01"], ON, "1 cases resolved before they were opened"),
    ([None], ["2024-01-01"], ON, "opening date"), (["2024-01-01"], [None], pd.NaT, "looked at"),
    (["2024-01-01"], [], ON, "1 opening dates but 0")])
def test_wrong_files_are_refused(opened, resolved, on, message):
    opened, resolved = (pd.Series(pd.to_datetime(column)) for column in (opened, resolved))
    for statistic in (resolution_rate, resolution_curve):
        with pytest.raises(ValueError, match=message):
            statistic(opened, resolved, on)


def test_negative_days_are_refused():
    with pytest.raises(ValueError, match="days holds -1"):
        resolved_within(curve(MERCAPTOPURINE), -1)
