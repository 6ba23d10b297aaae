"""A drawing: the same bytes each time, glyphs for all its words, ids of its own."""

import hashlib
import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from qiyou.report.exhibit import Exhibit

SCRIPT = """
import hashlib
import pandas as pd
from qiyou.catalogue import catalogue
catalogue("zh")["exhibit.demo.dots.title"] = "甲"
from qiyou.report.exhibit import Exhibit
frame = pd.DataFrame({"name": ["托位", "床位"], "value": [3.8, 2.0], "low": [3.0, 1.0],
                      "high": [4.0, 3.0]})
view = {"x": "value", "label": "name", "low": "low", "high": "high"}
data, _ = Exhibit("demo.dots", "dot_interval", frame, view)._repr_mimebundle_()
image = data.get("image/png") or data["image/svg+xml"].encode()
print(hashlib.sha256(image).hexdigest())
"""


@pytest.fixture
def drawing_of(words, rows, roles, monkeypatch):
    """SVG of an exhibit with this id."""
    def draw(name="demo.dots", frame=rows):
        monkeypatch.setenv("QIYOU_FIGURE", "svg")
        words(name, title="甲")
        data, _ = Exhibit(name, "dot_interval", frame, roles)._repr_mimebundle_()
        return data["image/svg+xml"]
    return draw


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_bytes_do_not_depend_on_the_hash_seed(kind):
    hashes = {subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONHASHSEED": seed, "QIYOU_FIGURE": kind},
    ).stdout.strip() for seed in ("1", "2")}
    assert len(hashes) == 1


def test_same_exhibit_gives_same_svg(drawing_of):
    one, two = (hashlib.sha256(drawing_of().encode()).digest() for _ in range(2))
    assert one == two


def test_text_of_an_svg_stays_text(drawing_of):
    texts = [e.text for e in ElementTree.fromstring(drawing_of()).iter(
        "{http://www.w3.org/2000/svg}text")]
    assert "托位" in texts
    assert "甲" not in texts  # the page sets the title beside it


def test_svg_says_nothing_about_its_making(drawing_of):
    svg = drawing_of()
    assert not re.search(r"matplotlib\.org|<dc:|rdf:|\d{4}-\d{2}-\d{2}T", svg)


def test_ids_of_two_drawings_do_not_meet(drawing_of):
    ids = [set(re.findall(r'\bid="([^"]+)"', drawing_of(name)))
           for name in ("demo.dots", "demo.others")]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_references_stay_within_the_drawing(drawing_of):
    svg = drawing_of()
    ids = set(re.findall(r'\bid="([^"]+)"', svg))
    used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', svg))
    assert used
    assert {a or b for a, b in used} <= ids


def test_missing_glyph_is_an_error(drawing_of, rows):
    rows.loc[0, "name"] = "托位\U0002f80f"
    with pytest.raises(ValueError, match="no glyph for '\U0002f80f'"):
        drawing_of(frame=rows)


def test_dollar_signs_are_not_mathematics(drawing_of, rows):
    rows.loc[0, "name"] = "$1 和 $2"
    assert "$1 和 $2" in drawing_of(frame=rows)
