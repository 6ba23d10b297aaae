"""Balance between schools, against a county's printed sheet, and the standards as data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from qiyou.project import params_folder
from qiyou.stats.school_balance import composite_cv, weighted_cv
from ruamel.yaml import YAML

steady = settings(derandomize=True, deadline=None, max_examples=40)
schools = st.lists(st.tuples(st.floats(1, 5000), st.integers(10, 900)), min_size=3, max_size=15)

# Five primary schools: pupils and books. 县域义务教育校际均衡指标计算方法, 生均图书册数一例.
PUPILS, BOOKS = [45, 37, 89, 76, 55], [279, 137, 935, 160, 402]
# Coefficients of eight resources, printed for a county of Anhui (庐阳区小学), mean 0.592.
PRINTED = [0.881, 1.299, 0.977, 0.379, 0.17, 0.334, 0.286, 0.408]


def with_cv(cv):
    """Totals of two schools of 10 and 90 pupils whose weighted coefficient is ``cv``."""
    return [10 * (1 + 3 * cv), 90 * (1 - cv / 3)]


def columns(rows):
    return (list(column) for column in zip(*rows, strict=True))


def test_books_of_five_schools_as_printed():
    assert round(weighted_cv(BOOKS, PUPILS).value, 2) == 0.52


def test_steps_of_the_printed_sheet():
    """The sheet rounds as it goes: mean 6.33, Σ 10.65, S 3.26."""
    mean = sum(BOOKS) / sum(PUPILS)
    assert round(mean, 2) == 6.33
    assert round(weighted_cv(BOOKS, PUPILS).value * mean, 2) == pytest.approx(3.26, abs=0.011)


def test_the_unweighted_coefficient_is_another_figure():
    """Each school counted once gives 0.489 on the printed ratios: under the limit of 0.50."""
    ratios = np.array([6.2, 3.7, 10.51, 2.11, 7.31])
    assert round(ratios.std() / ratios.mean(), 3) == 0.489
    assert weighted_cv(BOOKS, PUPILS).value > 0.50


def test_composite_of_eight_resources_as_printed():
    totals = np.array([with_cv(cv) for cv in PRINTED]).T
    assert round(composite_cv(totals, [10, 90]).value, 3) == 0.592


def test_coefficient_recomputed_pupil_by_pupil():
    """Independent: every pupil has the school's share; plain deviation over mean."""
    shares = np.repeat(np.array(BOOKS) / PUPILS, PUPILS)
    assert weighted_cv(BOOKS, PUPILS).value == pytest.approx(shares.std() / shares.mean())


def test_jackknife_recomputed():
    """Independent: leave one school out, t with 4 degrees of freedom (2.776445)."""
    def coefficient(kept):
        shares = np.repeat(np.array(BOOKS)[kept] / np.array(PUPILS)[kept], np.array(PUPILS)[kept])
        return shares.std() / shares.mean()

    left = np.array([coefficient([at for at in range(5) if at != out]) for out in range(5)])
    half = 2.776445 * np.sqrt(4 / 5 * np.sum((left - left.mean()) ** 2))
    answer = weighted_cv(BOOKS, PUPILS)
    assert answer.high - answer.value == pytest.approx(half, rel=1e-6)


def test_composite_of_one_resource_is_its_coefficient():
    one, composite = weighted_cv(BOOKS, PUPILS), composite_cv(np.array([BOOKS]).T, PUPILS)
    assert (composite.value, composite.high) == pytest.approx((one.value, one.high))


@steady
@given(schools, st.floats(0.01, 100))
def test_unit_of_the_resource_does_not_matter(rows, factor):
    totals, persons = columns(rows)
    scaled = weighted_cv([factor * total for total in totals], persons)
    assert scaled.value == pytest.approx(weighted_cv(totals, persons).value, abs=1e-9)


@steady
@given(schools, st.randoms(use_true_random=False))
def test_order_of_schools_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert weighted_cv(*columns(shuffled)).value == pytest.approx(
        weighted_cv(*columns(rows)).value, abs=1e-9)


@steady
@given(st.lists(st.integers(10, 900), min_size=3, max_size=12))
def test_the_same_for_every_pupil_is_balance(persons):
    assert weighted_cv([2.5 * pupils for pupils in persons], persons).value == pytest.approx(
        0, abs=1e-9)


@steady
@given(schools)
def test_splitting_a_school_alike_changes_nothing(rows):
    totals, persons = columns(rows)
    split = weighted_cv([totals[0] / 2, *totals[1:], totals[0] / 2],
                        [persons[0] / 2, *persons[1:], persons[0] / 2])
    assert split.value == pytest.approx(weighted_cv(totals, persons).value, abs=1e-9)


@pytest.mark.parametrize(("totals", "persons", "message"), [
    ([1, 2], [1], "1 persons for 2 units"), ([1, 2], [0, 1], "above 0"), ([1], [1], "two units"),
    ([0, 0], [1, 1], "all amounts are 0"), ([1, -1], [1, 1], "-1.0"), ([1, np.nan], [1, 1], "nan"),
    ([], [], "empty")])
def test_wrong_schools_are_refused(totals, persons, message):
    with pytest.raises(ValueError, match=message):
        weighted_cv(totals, persons)


def test_composite_needs_columns():
    with pytest.raises(ValueError, match="a row per school and a column per resource"):
        composite_cv([1, 2], [1, 1])


# --- the standards of 教督〔2017〕6号

@pytest.fixture(scope="module")
def standards():
    return YAML(typ="safe").load(params_folder() / "methods" / "school_resources.yaml")


@pytest.mark.parametrize("stage", ["primary", "junior"])
def test_seven_resources_have_a_standard_for_each_stage(standards, stage):
    floors = [resource["at_least"][stage] for resource in standards["resources"]]
    assert len(floors) == 7
    assert min(floors) > 0


def test_standards_are_those_of_the_document(standards):
    """小学 4.2 1 0.9 4.5 7.5 2000 2.3，初中 5.3 1 0.9 5.8 10.2 2500 2.4；系数 0.50、0.45。"""
    floors = {stage: [resource["at_least"][stage] for resource in standards["resources"]]
              for stage in ("primary", "junior")}
    assert floors == {"primary": [4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3],
                      "junior": [5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4]}
    assert standards["greatest_cv"] == {"primary": 0.5, "junior": 0.45}
    assert standards["source"]["document"] == "教督〔2017〕6号"
