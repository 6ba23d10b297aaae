"""sheet — inches and characters -> axes with room for their words."""

import re
import unicodedata

import numpy as np
from matplotlib.axes import Axes
from scipy.optimize import isotonic_regression

from qiyou.report.forms.chart import Chart
from qiyou.report.theme import GRID, MUTED, SIZES
from qiyou.report.wording import ems

# Unicode classes of punctuation that may not begin a line, and of that which opens.
_NO_LINE_START = ("Po", "Pe", "Pf")
_OPENING = ("Ps", "Pi")
_TOKENS = re.compile(r"[A-Za-z0-9.,+<>=/\-]+|.|\n")


def text_width(text: str, size: float) -> float:
    """Width in inches of the widest line: a Chinese character is one em, a Latin one 0.56.

    Examples
    --------
    >>> text_width("海屿县", 72.0)
    3.0
    """
    return max(map(ems, text.split("\n"))) * size / 72


def wrapped(text: str, width: float, size: float, is_even: bool = False) -> str:
    """Text with line ends so that no line is wider than ``width`` inches, if it can be helped.

    Numbers and Latin words stay whole; no line begins with a comma or ends with an opening
    bracket. ``is_even`` is for labels: lines about equally long, a bracket not torn.

    Examples
    --------
    >>> wrapped("重大慢病过早死亡率（四类慢病）", 9.0, 72.0, is_even=True)
    '重大慢病过早死亡率\\n（四类慢病）'
    >>> wrapped("方案（2023—2027年）", 3.0, 72.0)
    '方案\\n（2023\\n—\\n2027\\n年）'
    """
    count = -(-text_width(text, size) // width) if text else 1
    if count <= 1:
        return text
    tokens = _TOKENS.findall(text)
    lines = _broken(tokens, width, size)
    if is_even:
        at_bracket = _broken(tokens, width, size, breaks_early=True)
        even = _broken(tokens, text_width(text, size) / count + size / 72, size)
        best = at_bracket if any(_opens(line) for line in at_bracket) else even
        lines = best if len(best) <= count else lines
    return "\n".join(line.strip() for line in lines)


def _broken(tokens: list[str], width: float, size: float, breaks_early: bool = False) -> list[str]:
    lines = [""]
    for token in tokens:
        full = text_width(lines[-1] + token, size) > width
        # A bracket that would be torn goes to the next line once this one is half full.
        early = breaks_early and _opens(token) and text_width(lines[-1], size) > 0.5 * width
        if lines[-1] and token != "\n" and (full or early) and _may_begin(token):
            carried = lines[-1][-1] if _opens(lines[-1][-1]) else ""
            lines[-1] = lines[-1].removesuffix(carried)
            lines.append(carried + token)
        elif token == "\n":
            lines.append("")
        else:
            lines[-1] += token
    return lines


def _may_begin(token: str) -> bool:
    return unicodedata.category(token[0]) not in _NO_LINE_START


def _opens(token: str) -> bool:
    return unicodedata.category(token[:1] or " ") in _OPENING


def widest(labels: list[str], size: float) -> float:
    """Width in inches of the widest of some labels; 0 for none."""
    return max((text_width(label, size) for label in labels), default=0.0)


def place(canvas, left: float, right: float, top: float, bottom: float) -> Axes:
    """Axes with margins in inches, on a figure or a part of one."""
    width, height = size_inches(canvas)
    return canvas.add_axes((left / width, bottom / height, (width - left - right) / width,
                            (height - top - bottom) / height))


def size_inches(canvas) -> tuple[float, float]:
    """Width and height in inches of a figure or a part of one."""
    dpi = canvas.get_figure(root=True).dpi
    return canvas.bbox.width / dpi, canvas.bbox.height / dpi


def rule_lines(axes: Axes, along: str) -> None:
    """Faint lines to read values by, along one axis; the other axis keeps no line of its own."""
    axes.grid(visible=True, axis=along, color=GRID)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(side == "bottom" and along != "y")
    axes.tick_params(axis="both", length=0)


def spread(positions: np.ndarray, gap: float) -> np.ndarray:
    """Positions moved as little as possible so that neighbours are ``gap`` apart.

    For labels beside points of nearly the same height. Least squares under an order, so
    isotonic regression of what is left after the gaps are taken out.

    Examples
    --------
    >>> spread(np.array([1.0, 1.0, 5.0]), 1.0).tolist()
    [0.5, 1.5, 5.0]
    """
    order = np.argsort(positions, kind="stable")
    steps = gap * np.arange(len(positions))
    moved = np.empty(len(positions))
    if len(positions):
        moved[order] = isotonic_regression(positions[order] - steps).x + steps
    return moved


def within(positions: np.ndarray, low: float, high: float) -> np.ndarray:
    """Positions shifted together so that they stay between two limits, the upper one first."""
    if not len(positions):
        return positions
    moved = positions - max(0.0, positions.max() - high)
    return moved + max(0.0, low - moved.min())


def label_gap(axes: Axes, size: float, lines: float = 1.25) -> float:
    """Height of one line of text in the axes' vertical data units."""
    _, height = size_inches(axes)
    low, high = axes.get_ylim()
    return abs(high - low) * size * lines / 72 / height


def label_offsets(axes: Axes, points: np.ndarray, widths: np.ndarray) -> np.ndarray:
    """Where to set a label beside each point so that labels do not cover one another.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        With its limits and scales set.
    points : numpy.ndarray
        Data coordinates, one row each; the first in the order of the frame has first choice.
    widths : numpy.ndarray
        Widths of the labels in inches; all are one line high.

    Returns
    -------
    numpy.ndarray
        Inches from the point to the left end of the label's middle line.
    """
    places = axes.transData.transform(points) / axes.get_figure(root=True).dpi
    taken = [(x - 0.05, y - 0.05, x + 0.05, y + 0.05) for x, y in places]
    offsets = []
    for (x, y), width in zip(places, widths, strict=True):
        tries = [(0.1, 0), (0.1, 0.09), (0.1, -0.09), (-width - 0.1, 0), (-width / 2, 0.16),
                 (-width / 2, -0.16), (0.1, 0.18), (0.1, -0.18)]
        boxes = [(x + dx, y + dy - 0.07, x + dx + width, y + dy + 0.07) for dx, dy in tries]
        best = min(range(len(tries)), key=lambda i: sum(_overlap(boxes[i], b) for b in taken))
        taken.append(boxes[best])
        offsets.append(tries[best])
    return np.array(offsets).reshape(-1, 2)


def _overlap(one: tuple, other: tuple) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)


def room(values: np.ndarray, share: float = 0.06) -> tuple[float, float]:
    """Limits of an axis with a little room around the values; of no values, 0 to 1."""
    present = values[np.isfinite(values)]
    if not len(present):
        return 0.0, 1.0
    low, high = present.min(), present.max()
    more = share * (high - low) or max(abs(high) * 0.05, 0.5)
    return low - more, high + more


def name_axes(axes: Axes, chart: Chart) -> None:
    """Title of x below, title of y upright above the axis: Chinese is not read sideways."""
    axes.set_xlabel(chart.axes["x"])
    name_y(axes, chart.axes["y"])


def name_y(axes: Axes, words: str) -> None:
    """Write the title of the vertical axis above its upper end."""
    left = axes.get_position().x0 * axes.get_figure(root=False).bbox.width * 72
    dpi = axes.get_figure(root=True).dpi
    axes.annotate(words, (0, 1), xytext=(12 - left / dpi, 7), xycoords="axes fraction",
                  textcoords="offset points", size=SIZES["small"], color=MUTED)
