"""Keys are pasted into notebooks as code: only declared plain names and plain values pass."""

from pathlib import Path

import pytest
from qiyou.refresh.notebooks import UNKNOWN, Notebook
from qiyou.refresh.parameters import (
    HEAD,
    MAX_ITEMS,
    MAX_TEXT,
    is_plain_name,
    key_trouble,
    merged,
    value_trouble,
)


def notebook(name="01_a", **declared):
    head = dict.fromkeys(HEAD, "")
    return Notebook(name, Path(f"{name}.ipynb"), name, head | declared)


@pytest.mark.parametrize("key", [
    "", " years", "years ", "x=1;import os", "x = 1\nimport os", "x\n", "__import__", "__class__",
    "_x", "class", "None", "lambda", "import", "a.b", "a[0]", "f()", "a-b", "1a", "a b", "a#b",
    "years\x00", "y\u200bears", "ｙears", "уears", "年", "x:int", "x,y", "*x", "x" * 61, "Years",
])
def test_a_key_that_is_no_plain_name_is_refused(key):
    declaring = notebook(**{key: 1})
    assert not is_plain_name(key)
    assert key_trouble(key, [declaring]) is not None


def test_a_declared_plain_name_passes():
    assert key_trouble("years", [notebook(years=3), notebook("02_b", years=5)]) is None


def test_an_undeclared_name_is_refused_with_the_notebooks_and_the_nearest_name():
    trouble = key_trouble("yeers", [notebook(years=3), notebook("02_b", years=3)])
    assert "01_a、02_b" in trouble
    assert "years" in trouble


def test_a_name_that_only_some_notebooks_declare_names_the_others():
    trouble = key_trouble("years", [notebook(years=3), notebook("02_b")])
    assert "02_b" in trouble
    assert "01_a" not in trouble


@pytest.mark.parametrize("key", HEAD)
def test_what_stands_at_the_head_is_no_parameter(key):
    assert key_trouble(key, [notebook()]) is not None


@pytest.mark.parametrize("value", ["", "a\"b'c\\d\n", "嵊泗", 0, -3, 2.5, True, ["a", 1, 2.5], []])
def test_plain_values_pass(value):
    assert value_trouble(value) is None


@pytest.mark.parametrize("value", [
    None, {"a": 1}, [[1]], [None], b"x", float("nan"), float("inf"), [float("-inf")],
    "x" * (MAX_TEXT + 1), ["x" * (MAX_TEXT + 1)], [0] * (MAX_ITEMS + 1), "\ud800", object(),
])
def test_other_values_are_refused(value):
    assert value_trouble(value) is not None


@pytest.mark.parametrize(("value", "default", "passes"), [
    (2025, "2025", False), ("3", 3, False), (3, 3.5, True), (True, 3.5, False), (True, 1, False),
    (1, True, False), (3.5, 3, False), (["a"], ["b"], True), ("a", ["b"], False),
    (["a"], "b", False), ("a", None, True), (1, UNKNOWN, True),
])
def test_a_value_is_of_the_type_of_its_default(value, default, passes):
    assert (value_trouble(value, default) is None) is passes


def test_own_parameters_win_over_common_ones():
    assert merged({"a": 1}, {"b": 2, "c": 2}, {"c": 3}) == {"a": 1, "b": 2, "c": 3}
