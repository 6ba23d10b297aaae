"""bars — frame -> one length per row, from zero."""

import numpy as np

from qiyou.report.forms.chart import Chart, Form
from qiyou.report.forms.dots import (
    describe_rows,
    name_rows,
    row_colours,
    row_labels,
    row_words,
    rows_height,
)
from qiyou.report.forms.sheet import place, rule_lines, size_inches, widest
from qiyou.report.theme import INK, MUTED, SIZES
from qiyou.report.wording import number


def draw_bars(canvas, chart: Chart) -> None:
    """Horizontal bars with the figures in words at their ends.

    Roles: ``x`` value, ``label``; optionally ``low``, ``high``, ``highlight``, ``note``. Only for
    quantities whose zero means nothing there (people, places, money, shares); otherwise
    ``dot_interval``.
    """
    labels, said = row_labels(chart), row_words(chart)
    axes = place(canvas, widest(labels, SIZES["text"]) + 0.3, 0.3, 0.06, 0.46)
    rows = -np.arange(len(labels), dtype=float)
    values, low, high = (chart.numbers(role).to_numpy() for role in ("x", "low", "high"))
    axes.barh(rows, values, height=0.56, color=row_colours(chart))
    axes.hlines(rows, low, high, color=INK, linewidth=1.2)
    ends = np.nan_to_num(np.fmax(np.fmax(values, high), 0))
    _leave_room(axes, np.fmin(values, 0), ends, widest(said, SIZES["small"]) + 0.15)
    name_rows(axes, rows, labels, [""] * len(said))
    for row, end, words in zip(rows, ends, said, strict=True):
        axes.annotate(words, (end, row), xytext=(5, 0), textcoords="offset points", va="center",
                      size=SIZES["small"], color=MUTED)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.xaxis.set_major_formatter(lambda value, _: number(value))
    axes.set_xlabel(chart.axes["x"])
    rule_lines(axes, "x")


def _leave_room(axes, starts: np.ndarray, ends: np.ndarray, words: float) -> None:
    """Set the limits so that the words (inches) fit between the longest bar and the edge."""
    width, _ = size_inches(axes)
    low = min(0.0, np.nanmin(starts, initial=0.0))
    high = max(np.max(ends, initial=0.0), 1e-9)
    axes.set_xlim(low * 1.05, low + (high - low) / (1 - words / width))


BARS = Form(draw_bars, rows_height, describe_rows,
            ("x", "label"), ("low", "high", "highlight", "note"))
