"""theme — font, sizes, colours with fixed meanings -> settings while a chart is drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import MappingProxyType

import matplotlib as mpl
from matplotlib import font_manager

from qiyou.report.fonts import FALLBACK, FAMILY, font_files

WIDTH = 7.2  # inches: 691 px at 96 to the inch, the text column of a page
PNG_DPI = 144

INK, MUTED, FAINT, GRID = "#1d2733", "#5a6672", "#a9b2ba", "#e4e8eb"
# Meanings are fixed over all pages. The hues are Okabe and Ito's (2008), distinct to colour-blind
# readers, darkened where text must be read in them; shape or a word always says the same.
COLOURS = MappingProxyType({
    "county": "#00598c",
    "others": "#b4bcc4",
    "neighbours": "#6a7681",
    "planned": "#b3470b",
    "noise": "#efe9e0",
    "male": "#3f7fb5",
    "female": "#c9719f",
    "band": "#cfe0ec",
})
SCENARIOS = (("#00598c", "-"), ("#b3470b", (0, (5, 2))), ("#007a5a", (0, (1.5, 1.5))),
             ("#6b4c8f", (0, (6, 2, 1.5, 2))), ("#5a6672", (0, (3, 1, 1, 1, 1, 1))))
SIZES = MappingProxyType({"title": 11.5, "text": 9.0, "small": 8.0, "source": 7.5})


def _settings() -> dict:
    return {
        "font.family": [FAMILY, FALLBACK],
        "font.size": SIZES["text"],
        "axes.unicode_minus": True,
        "axes.edgecolor": FAINT,
        "axes.labelcolor": MUTED,
        "axes.labelsize": SIZES["small"],
        "axes.linewidth": 0.7,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": False,
        "axes.formatter.useoffset": False,
        "axes.formatter.limits": (-9, 9),
        "grid.color": GRID,
        "grid.linewidth": 0.7,
        "text.color": INK,
        "text.parse_math": False,
        "text.usetex": False,
        "xtick.color": FAINT, "ytick.color": FAINT,
        "xtick.labelcolor": MUTED, "ytick.labelcolor": MUTED,
        "xtick.labelsize": SIZES["small"], "ytick.labelsize": SIZES["small"],
        "xtick.major.size": 3, "ytick.major.size": 0,
        "xtick.major.width": 0.7, "xtick.minor.size": 0, "ytick.minor.size": 0,
        "lines.linewidth": 1.6,
        "hatch.linewidth": 0.5,
        "figure.facecolor": "white", "axes.facecolor": "none", "savefig.facecolor": "white",
        "savefig.bbox": None,
        "svg.fonttype": "none",
        "svg.hashsalt": "qiyou",
        "path.simplify": False,
    }


@contextmanager
def drawing() -> Iterator[None]:
    """Settings of the house for as long as a figure is made and drawn.

    Nothing is set outside the context: a reader's own charts keep the reader's settings.
    """
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for file in font_files().values():
        if str(file) not in known:
            font_manager.fontManager.addfont(file)
    base = {key: value for key, value in mpl.rcParamsDefault.items() if key not in _UNTOUCHED}
    with mpl.rc_context({**base, **_settings()}):
        yield


# Keys that choose a backend or are on their way out: setting them warns or has effects.
_UNTOUCHED = frozenset(key for key in mpl.rcParamsDefault
                       if key.startswith(("backend", "webagg", "interactive", "toolbar")))
