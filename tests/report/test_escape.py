"""Text from data cannot reorder, hide or mark up anything."""

import unicodedata

import pytest
from qiyou.report.escape import safe, visible

BIDI = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_direction_marks_are_dropped():
    assert visible(f"菜{BIDI}园\ufeff镇\u200b") == "菜园镇"


def test_line_ends_and_tabs_stay():
    assert visible("a\r\n\tb\x1b[31m") == "a\n\tb[31m"


@pytest.mark.parametrize("text", ["<b>", "a & b", "\"'", "\u202e<"])
def test_no_markup_is_left(text):
    out = safe(text)
    assert not set("<>\"'") & set(out)
    assert all(unicodedata.category(c) != "Cf" for c in out)
