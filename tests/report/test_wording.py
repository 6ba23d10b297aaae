"""Numbers, years and names in Chinese."""

import math

import pytest
from qiyou.report import wording


@pytest.mark.parametrize(("value", "unit", "said"), [
    (0, "人", "0人"), (6000, "人", "6000人"), (16150, "人", "16,150人"), (0.95, "%", "0.95%"),
    (1.0, "‰", "1‰"), (82.45, "岁", "82.45岁"), (-1.25, "个百分点", "−1.25个百分点"),
    (123.456, "", "123.5"), (123.456, "户", "123户"), (0.00123, "", "0.00123"),
    (-0.001, "%", "−0.001%"), (math.nan, "人", "—"), (math.inf, "人", "—"), (None, "人", "—"),
])
def test_number_as_a_bureau_sets_it(value, unit, said):
    assert wording.number(value, unit) == said


def test_rounded_zero_has_no_sign():
    assert wording.number(-0.0004, decimals=2) == "0.00"


@pytest.mark.parametrize(("value", "low", "high", "said"), [
    (81.1, 80.04, 82.31, "81.1岁（80.0–82.3）"), (18.52, 18.21, 18.83, "18.5岁（18.2–18.8）"),
    (612, 564.4, 662.1, "612岁（564–662）"), (0.942, 0.931, 0.953, "0.94岁（0.93–0.95）"),
    (-0.2, -1.4, 1.0, "−0.2岁（−1.4–1.0）"), (5, math.nan, math.nan, "5岁"),
])
def test_interval_and_estimate_have_the_digits_the_interval_bears(value, low, high, said):
    assert wording.with_interval(value, low, high, "岁") == said


def test_percentages_differ_in_points():
    assert wording.change(2.25, "%") == "提高2.25个百分点"
    assert wording.change(-0.4, "‰") == "下降0.4个千分点"
    assert wording.change(1.6, "岁") == "提高1.6岁"


@pytest.mark.parametrize(("value", "said"), [
    (9999, "9999人"), (10000, "1.00万人"), (66903, "6.69万人"), (64567588, "6456.8万人"),
])
def test_large_counts_are_said_in_ten_thousands(value, said):
    assert wording.count(value) == said


@pytest.mark.parametrize(("values", "said"), [
    ([2027], "2027年"), ([2024, 2023, 2025], "2023—2025年"), ([2023, 2025, 2023], "2023、2025年"),
    ([2023, 2024], "2023—2024年"),
])
def test_years(values, said):
    assert wording.years(values) == said


@pytest.mark.parametrize(("names", "said"), [
    ([], ""), (["甲"], "甲"), (["甲", "乙", "丙"], "甲、乙和丙"),
    (list("甲乙丙丁"), "甲、乙、丙等4个"),
])
def test_listing(names, said):
    assert wording.listing(names) == said


def test_column_keeps_no_more_decimals_than_it_needs():
    assert wording.column_decimals([5.0, 5.5, math.nan]) == 1
    assert wording.column_decimals([1 / 3, 2.0]) == 2
    assert wording.column_decimals([0.0012, 0.0345]) == 4
    assert wording.column_decimals([12345.678]) == 0
    assert wording.column_decimals([]) == 0


def test_facts_that_are_numbers_are_set_like_numbers():
    assert wording.fill("page.rank", rank=12345.0, of="九十") == "第12,345位（共九十）"
