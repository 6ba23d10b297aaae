"""The two fonts of the house: what they cover, and a page's part of them."""

import io
import subprocess
import sys

from fontTools.ttLib import TTFont
from qiyou.catalogue import catalogue
from qiyou.report.fonts import FALLBACK, FAMILY, font_files, missing_glyphs, subset


def test_fonts_are_found_without_importing_their_packages():
    code = ("import sys; from qiyou.report.fonts import font_files; font_files();"
            "print([m for m in ('zhplot', 'matplotlib') if m in sys.modules])")
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                            check=True)
    assert answer.stdout.strip() == "[]"


def test_every_character_of_the_catalogue_has_a_glyph():
    assert missing_glyphs("".join(catalogue("zh").values())) == ""


def test_missing_characters_are_named():
    assert missing_glyphs("嵊\U0002f80f泗\U0001fae0") == "\U0001fae0\U0002f80f"


def test_subset_holds_these_characters_and_no_others():
    with TTFont(io.BytesIO(subset(FAMILY, frozenset("嵊泗县9%✗")))) as font:
        assert set(font.getBestCmap()) == {ord(c) for c in "嵊泗县9%"}
        assert font.flavor == "woff"


def test_second_font_has_what_the_first_lacks():
    with TTFont(io.BytesIO(subset(FALLBACK, frozenset("✗")))) as font:
        assert set(font.getBestCmap()) == {ord("✗")}


def test_subset_of_nothing_is_empty():
    assert subset(FAMILY, frozenset("\U0002f80f")) == b""


def test_same_characters_give_same_bytes():
    assert subset(FAMILY, frozenset("甲乙丙")) == subset(FAMILY, frozenset("丙乙甲"))


def test_digits_stand_in_columns():
    with TTFont(font_files()[FAMILY], lazy=True) as font:
        widths = {font["hmtx"][font.getBestCmap()[ord(c)]][0] for c in "0123456789"}
    assert len(widths) == 1
