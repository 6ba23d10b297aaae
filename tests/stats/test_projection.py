"""Cohort-component projection: Preston's Sweden, conservation, and days between anniversaries."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from qiyou.stats import projection
from qiyou.stats.projection import Assumptions, cohort_component, on_dates

# Preston, Heuveline and Guillot (2001), box 6.1: women of Sweden, 1993; population, person-years
# lived per 100,000 births (last: from 85 on), births per woman and year.
POPULATION = [293395, 248369, 240012, 261346, 285209, 314388, 281290, 286923, 304108, 324946,
              247613, 211351, 215140, 221764, 223506, 183654, 141990, 112424]
LIVED = [497487, 497138, 496901, 496531, 495902, 495168, 494213, 492760, 490447, 486613, 480665,
         471786, 457852, 436153, 402775, 350358, 271512, 291707]
FERTILITY = [0, 0, 0, .012, .0908, .1499, .1125, .0441, .0074, .0003, 0, 0, 0, 0, 0, 0, 0, 0]
IN_1998 = [293574, 293189, 248251, 239833, 261015, 284787, 313782, 280463, 285576, 301731, 320974,
           243039, 205109, 204944, 204793, 194419, 142324, 131768]
IN_2003 = [280121, 293368, 293049, 248066, 239529, 260629, 284238, 312859, 279147, 283344, 298043,
           315045, 235861, 195388, 189260, 178141, 150666, 141960]
# Stable age distribution of the same matrix, as computed by G. Rodriguez (Princeton) in his
# notes to that chapter.
STABLE = [.0619116748, .0617994881, .0617013816, .0615869203, .061440548, .0612814302, .0610952699,
          .0608479527, .0604950315, .0599554177, .0591567528, .0579994637, .056223923, .0534997799,
          .0493506342, .0428804537, .0331935317, .035580346]


@pytest.fixture
def sweden():
    """Five-year steps; 80-84 and 85+ survive at one ratio, as the box has it."""
    lived = np.array(LIVED) / 1e5
    ratios = [lived[0] / 5, *(lived[1:-1] / lived[:-2])]
    ratios += [lived[-1] / (lived[-2] + lived[-1])] * 2
    return Assumptions(pd.DataFrame({"f": ratios}), FERTILITY, width=5)


def test_sweden_in_1998_and_2003_as_printed(sweden):
    steps = cohort_component(pd.DataFrame({"f": POPULATION}), sweden, 2)
    assert steps[1]["f"].round().astype(int).tolist() == IN_1998
    assert steps[2]["f"].round().astype(int).tolist() == IN_2003


def test_sweden_sums_as_printed(sweden):
    steps = cohort_component(pd.DataFrame({"f": POPULATION}), sweden, 2)
    assert steps.sum().round(3).tolist() == [4397428, 4449569.727, 4478712.273]


def test_sweden_becomes_stable_as_printed(sweden):
    steps = cohort_component(pd.DataFrame({"f": POPULATION}), sweden, 200)
    last, before = steps[200]["f"], steps[199]["f"]
    assert last.sum() / before.sum() == pytest.approx(1.00111253, abs=5e-9)
    np.testing.assert_allclose(last / last.sum(), STABLE, atol=5e-10)


def assumptions(size, survival=1.0, fertility=0.0, **kwargs):
    table = pd.DataFrame({"f": [survival] * (size + 1), "m": [survival] * (size + 1)})
    return Assumptions(table, [fertility] * size, **kwargs)


persons = arrays(float, (12, 2), elements=st.floats(0, 1e4))


@given(counts=persons, steps=st.integers(0, 15))
@settings(derandomize=True, deadline=None)
def test_no_births_deaths_or_moves_conserve_persons(counts, steps):
    base = pd.DataFrame(counts, columns=["f", "m"])
    end = cohort_component(base, assumptions(12), steps)[steps]
    np.testing.assert_allclose(end.sum(), base.sum())


@given(one=persons, other=persons)
@settings(derandomize=True, deadline=None)
def test_two_places_together_are_the_sum_of_both(one, other):
    rates = assumptions(12, 0.9, 0.1, male_share=0.52)
    frames = [pd.DataFrame(counts, columns=["f", "m"]) for counts in (one, other, one + other)]
    apart, beside, both = (cohort_component(frame, rates, 4)[4] for frame in frames)
    np.testing.assert_allclose(apart + beside, both, atol=1e-6)


@given(counts=persons)
@settings(derandomize=True, deadline=None)
def test_order_of_the_sexes_does_not_matter(counts):
    rates = assumptions(12, 0.9, 0.1)
    base = pd.DataFrame(counts, columns=["f", "m"])
    swapped = cohort_component(base[["m", "f"]], rates, 3)[3][["f", "m"]]
    pd.testing.assert_frame_equal(swapped, cohort_component(base, rates, 3)[3])


def test_one_step_by_hand_with_migration():
    # Women 100 and 50: 80 of 100 survive and 10 % more arrive: 88; 25 of 50 remain open: 27.5.
    base = pd.DataFrame({"f": [100.0, 50.0], "m": [0.0, 0.0]})
    survival = pd.DataFrame({"f": [0.9, 0.8, 0.5], "m": [0.9, 0.8, 0.5]})
    factors = pd.DataFrame({"f": [1.0, 1.1], "m": [1.0, 1.1]})
    rates = Assumptions(survival, [0.0, 0.2], factors, male_share=0.5)
    end = cohort_component(base, rates, 1)[1]
    women = 0.5 * (50 + 115.5)
    assert end["f"].tolist() == pytest.approx([0.2 * women * 0.5 * 0.9, 115.5])
    assert end["m"].tolist() == pytest.approx([0.2 * women * 0.5 * 0.9, 0.0])


def test_more_migration_means_more_people():
    base = pd.DataFrame({"f": [50.0] * 12, "m": [50.0] * 12})
    totals = [cohort_component(base, assumptions(12, 0.95, 0.05, migration=pd.DataFrame(
        {"f": [factor] * 12, "m": [factor] * 12})), 5)[5].sum().sum()
        for factor in (0.9, 0.95, 1.0)]
    assert totals == sorted(totals)
    assert totals[2] == cohort_component(base, assumptions(12, 0.95, 0.05), 5)[5].sum().sum()


@pytest.mark.parametrize(("base", "rates", "told"), [
    ({"m": [1.0] * 12}, assumptions(12), "column f"),
    ({"f": [1.0] * 12}, assumptions(11), "one fertility rate per age group"),
    ({"f": [1.0] * 11 + [-1.0]}, assumptions(12), "not negative"),
    ({"f": [1.0] * 11 + [np.nan]}, assumptions(12), "known"),
    ({"f": [1.0] * 12}, assumptions(12, -0.1), "not negative"),
    ({"f": [1.0] * 12}, assumptions(12, fertility=np.nan), "known"),
])
def test_what_cannot_be_projected_is_refused(base, rates, told):
    with pytest.raises(ValueError, match=told):
        cohort_component(pd.DataFrame(base), rates, 1)


def yearly(values):
    frames = {step: pd.DataFrame({"f": [value]}) for step, value in enumerate(values)}
    return pd.concat(frames, axis=1, names=["step", "sex"])


def test_anniversaries_return_the_steps():
    days = [date(2020 + step, 11, 1) for step in range(4)]
    got = on_dates(yearly([10.0, 20.0, 50.0, 90.0]), date(2020, 11, 1), days)
    assert got.iloc[0].tolist() == [10.0, 20.0, 50.0, 90.0]
    assert got.columns.get_level_values("date").tolist() == days


def test_days_between_are_linear():
    # 2023-12-31 is 60 of the 366 days from 2023-11-01 to 2024-11-01.
    got = on_dates(yearly([0.0, 0.0, 0.0, 0.0, 366.0]), date(2020, 11, 1), [date(2023, 12, 31)])
    assert got.iloc[0, 0] == pytest.approx(60)


@pytest.mark.parametrize("day", [date(2020, 10, 31), date(2021, 11, 2)])
def test_days_outside_are_refused(day):
    with pytest.raises(ValueError, match="outside the projection"):
        on_dates(yearly([1.0, 2.0]), date(2020, 11, 1), [day])


def test_all_that_a_projection_needs_is_here():
    assert all(callable(getattr(projection, name)) for name in projection.__all__)
