"""One visual hand that stays within its context."""

import subprocess
import sys

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.colors import to_rgb
from qiyou.report.fonts import FAMILY
from qiyou.report.theme import COLOURS, INK, MUTED, SCENARIOS, drawing


def luminance(colour):
    """Relative luminance after WCAG 2."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    """Contrast ratio after WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_settings_end_with_the_context():
    before = dict(mpl.rcParams)
    with drawing():
        assert mpl.rcParams["font.family"][0] == FAMILY
        assert mpl.rcParams["svg.fonttype"] == "none"
    assert dict(mpl.rcParams) == before


def test_settings_of_the_reader_do_not_reach_a_drawing():
    with mpl.rc_context({"lines.linewidth": 9, "axes.facecolor": "pink"}), drawing():
        assert mpl.rcParams["lines.linewidth"] == 1.6
        assert mpl.rcParams["axes.facecolor"] == "none"


def test_font_of_the_house_is_found_by_its_name():
    with drawing():
        found = font_manager.findfont(FAMILY, fallback_to_default=False)
    assert found.endswith("NotoSansSC-Regular.ttf")


def test_importing_sets_nothing():
    code = ("import sys, matplotlib as m; a = m.rcParams.copy(); import qiyou.report.exhibit;"
            "print(a == m.rcParams.copy(), 'matplotlib.pyplot' in sys.modules)")
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                            check=True)
    assert answer.stdout.split() == ["True", "False"]


def test_colours_in_which_words_are_set_can_be_read():
    for colour in (INK, MUTED, COLOURS["county"], COLOURS["planned"], *(c for c, _ in SCENARIOS)):
        assert contrast(colour, "white") >= 4.5


def test_the_county_stands_out_from_the_others_in_grey_too():
    assert abs(luminance(COLOURS["county"]) - luminance(COLOURS["others"])) > 0.3


def test_scenarios_differ_by_dash_as_well_as_colour():
    assert len({str(dash) for _, dash in SCENARIOS}) == len(SCENARIOS)
