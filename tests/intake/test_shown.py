"""Text as it is shown, and names that files can have."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qiyou.intake.shown import clipped, is_formula_like, line, safe_name, shown, told


def test_control_and_bidi_characters_become_visible():
    assert shown("a\x07b\u202ec\u200bd") == "a␇b⟦U+202E⟧c⟦U+200B⟧d"


def test_tabs_and_line_ends_stay_and_line_ends_are_alike():
    assert shown("a\tb\r\nc\rd") == "a\tb\nc\nd"


def test_what_xml_cannot_hold_is_replaced():
    assert shown("a\ud800b\ufffec") == "a\ufffdb\ufffdc"


def test_text_on_one_line_has_no_line_ends():
    assert line("一\n 二\t三") == "一 二 三"


def test_what_is_cut_shows_it():
    assert clipped("一二三四", 3) == "一二…"
    assert len(told("长" * 50_000)) < 32_767


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_texts_that_programs_compute_are_known(text):
    assert is_formula_like(text)


@pytest.mark.parametrize(("name", "safe"), [
    ("托育 2025Q3.xlsx", "托育 2025Q3.xlsx"),
    ("..\\..\\windows\\系统.xls", "_windows_系统.xls"),
    ("/etc/passwd", "_etc_passwd"),
    ("a:b*c?d|e<f>g\"h.csv", "a_b_c_d_e_f_g_h.csv"),
    ("报表\u202exslx.exe", "报表xslx.exe"),
    ("nul", "_nul"), ("Com1.xlsx", "_Com1.xlsx"), ("LPT9 .txt", "_LPT9 .txt"),
    ("console.xlsx", "console.xlsx"),
    ("报表.xlsx. . ", "报表.xlsx"), ("  .hidden", "hidden"),
    ("一\n二\x00三", "一二三"),
    ("", "未命名"), ("...", "未命名"), ("\u202e", "未命名"),
])
def test_names_are_made_safe(name, safe):
    assert safe_name(name) == safe


def test_long_names_keep_their_extension():
    name = safe_name("海" * 200 + ".xlsx")
    assert name.endswith("海.xlsx") and len(name.encode()) <= 180 and len(name) <= 80


@given(st.text(max_size=300))
def test_any_text_gives_a_name_that_can_be_made(text):
    name = safe_name(text)
    assert 1 <= len(name) <= 80 and len(name.encode("utf-8")) <= 180
    assert Path(name).name == name and name.strip(". ") == name
    assert not set(name) & set('/\\:*?"<>|') and name.isprintable()
    assert safe_name(name) == name
