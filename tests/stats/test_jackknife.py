"""The jackknife itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.stats.intervals import mean_interval
from qiyou.stats.jackknife import amounts, jackknife, shares_of, standing

steady = settings(derandomize=True, deadline=None, max_examples=40)


def mean(rows):
    return float(rows[:, 0].mean())


@steady
@given(st.lists(st.floats(-100, 100), min_size=3, max_size=20), st.floats(0.5, 0.99))
def test_jackknife_of_a_mean_is_student_s_interval(values, level):
    value, half = jackknife(mean, np.array(values)[:, None], level)
    student = mean_interval(values, level)
    assert value == pytest.approx(student.value)
    assert half == pytest.approx(student.high - student.value, abs=1e-9)


def test_variance_of_a_ratio_recomputed():
    """Independent: pseudo-values n θ − (n − 1) θᵢ and their standard error."""
    rows = np.array([[3.0, 2], [8, 5], [5, 4], [9, 6], [12, 7]])

    def ratio(rows):
        return float(rows[:, 0].sum() / rows[:, 1].sum())

    pseudo = np.array([5 * ratio(rows) - 4 * ratio(np.delete(rows, at, 0)) for at in range(5)])
    half = 2.776445 * pseudo.std(ddof=1) / np.sqrt(5)  # t, 4 degrees of freedom
    assert jackknife(ratio, rows, 0.95)[1] == pytest.approx(half, rel=1e-6)


def test_two_units_have_no_interval():
    assert np.isnan(jackknife(mean, np.array([[1.0], [2.0]]), 0.95)[1])


@pytest.mark.parametrize(("rows", "message"), [
    (np.ones((1, 1)), "at least two units"), (np.full((3, 1), np.nan), "nothing is shared out")])
def test_nothing_to_measure_is_refused(rows, message):
    with pytest.raises(ValueError, match=message):
        jackknife(mean, rows, 0.95)


@pytest.mark.parametrize(("units", "half", "note"), [
    (10, 0.1, ""), (9, 0.1, "under_10_units"), (2, np.nan, "under_10_units;no_interval")])
def test_what_is_noted(units, half, note):
    assert standing(units, half) == note


def test_amounts_must_be_a_list():
    with pytest.raises(ValueError, match="books must be a list"):
        amounts("books", 4.0)


def test_weights_are_one_when_not_told():
    assert shares_of("weights", None, 3).tolist() == [1, 1, 1]
