"""dots — frame -> values with intervals, row by row or in order of rank."""

import numpy as np

from qiyou.catalogue import say
from qiyou.report.forms.chart import Chart, Form
from qiyou.report.forms.sheet import (
    label_gap,
    name_y,
    place,
    room,
    rule_lines,
    spread,
    widest,
    within,
    wrapped,
)
from qiyou.report.theme import COLOURS, FAINT, INK, MUTED, SIZES
from qiyou.report.wording import estimate, number, with_interval

_LABEL_WIDTH = 2.2
_ROW = 0.29
_RANKED_HEIGHT = 4.6


def draw_dot_interval(canvas, chart: Chart) -> None:
    """One row per label: dot, interval, and the figures in words at the right.

    Roles: ``x`` value, ``label``; optionally ``low``, ``high``, ``target`` (a diamond where the
    promise stands), ``highlight`` (true for the county), ``note`` (words instead of a value).
    Not for values in different units: use ``noise`` or a table.
    """
    labels, said = row_labels(chart), row_words(chart)
    axes = place(canvas, widest(labels, SIZES["text"]) + 0.3,
                 widest(said, SIZES["small"]) + 0.3, 0.06, 0.46)
    rows = -np.arange(len(labels), dtype=float)
    values, lows, highs = (chart.numbers(role) for role in ("x", "low", "high"))
    for row, value, low, high, colour in zip(rows, values, lows, highs, row_colours(chart),
                                             strict=True):
        axes.plot([low, high], [row, row], color=colour, linewidth=2.4, alpha=0.5,
                  solid_capstyle="butt")
        axes.plot([value], [row], "o", color=colour, markersize=5.5)
    if chart.has("target"):
        axes.plot(chart.numbers("target"), rows, "D", color="none", markersize=6,
                  markeredgecolor=COLOURS["planned"], markeredgewidth=1.3, linestyle="none")
    name_rows(axes, rows, labels, said)
    axes.set_xlabel(chart.axes["x"])
    rule_lines(axes, "x")


def row_labels(chart: Chart) -> list[str]:
    """Labels of the rows, long ones on two lines."""
    return [wrapped(text, _LABEL_WIDTH, SIZES["text"], is_even=True)
            for text in chart.texts("label")]


def row_words(chart: Chart) -> list[str]:
    """Figures of the rows in words, or the note that stands instead."""
    columns = (chart.numbers(role) for role in ("x", "low", "high"))
    return [note or with_interval(*row, chart.unit)
            for note, row in zip(chart.texts("note"), zip(*columns, strict=True), strict=True)]


def row_colours(chart: Chart) -> np.ndarray:
    """Colour of each row: the county's, or grey where another row is highlighted."""
    is_own = chart.flags("highlight") | (not chart.has("highlight"))
    return np.where(is_own, COLOURS["county"], COLOURS["neighbours"])


def name_rows(axes, rows: np.ndarray, labels: list[str], said: list[str]) -> None:
    """Write labels at the left and figures at the right of rows one unit apart."""
    axes.set_yticks(rows, labels, color=INK, size=SIZES["text"], linespacing=1.1)
    axes.set_ylim(rows.min() - 0.6, rows.max() + 0.6)
    for row, words in zip(rows, said, strict=True):
        axes.annotate(words, (1, row), xytext=(8, 0), xycoords=("axes fraction", "data"),
                      textcoords="offset points", va="center", size=SIZES["small"], color=MUTED)


def rows_height(chart: Chart) -> float:
    """Height that rows of one line need; of two lines, if a label has them."""
    lines = max((label.count("\n") + 1 for label in row_labels(chart)), default=1)
    return 0.55 + (_ROW + 0.12 * (lines - 1)) * (len(chart.data) + 0.2)


def describe_rows(chart: Chart) -> str:
    """Alt text that reads the rows out, at most twelve of them."""
    rows = [say("alt.row", label=label, words=words)
            for label, words in zip(chart.texts("label"), row_words(chart), strict=True)]
    shown = say("word.separator").join(rows[:12])
    return say("alt.rows", n=len(rows), rows=shown)


def draw_ranked_dots(canvas, chart: Chart) -> None:
    """One dot per area from the highest value down; the county and its neighbours named.

    Roles: ``x`` value, ``label``, ``highlight`` (true for the county); optionally ``low``,
    ``high``, ``neighbour`` (true for the counties most like it). The rank is that of the value:
    not a judgement, and not to be read without the interval.
    """
    frame = _ranked(chart)
    named = frame[frame.highlight | frame.neighbour]
    said = [_rank_words(row, len(frame), chart.unit) for row in named.itertuples()]
    axes = place(canvas, 0.45, widest(said, SIZES["small"]) + 0.45, 0.28, 0.46)
    axes.set_ylim(len(frame) + 1.5, -0.5)
    colours = np.select([frame.highlight, frame.neighbour],
                        [COLOURS["county"], COLOURS["neighbours"]], COLOURS["others"])
    axes.hlines(frame["rank"], frame.low, frame.high, color=colours, linewidth=1.1, alpha=0.7)
    axes.scatter(frame.x, frame["rank"], c=colours, s=np.where(frame.highlight, 34, 9), zorder=3)
    axes.set_xlim(*room(frame[["x", "low", "high"]].to_numpy().ravel(), 0.03))
    _mark_median(axes, float(frame.x.median()), chart.unit)
    _name_ranks(axes, named, said)
    axes.set_yticks([1, *range(10, len(frame) + 1, 10)])
    name_y(axes, say("axis.rank"))
    axes.set_xlabel(chart.axes["x"])
    rule_lines(axes, "x")


def _ranked(chart: Chart):
    frame = chart.data.assign(
        x=chart.numbers("x"), low=chart.numbers("low"), high=chart.numbers("high"),
        label=chart.texts("label"), highlight=chart.flags("highlight"),
        neighbour=chart.flags("neighbour"))
    frame = frame[["x", "low", "high", "label", "highlight", "neighbour"]].dropna(subset="x")
    ordered = frame.sort_values(["x", "label"], ascending=[False, True], ignore_index=True)
    return ordered.assign(rank=ordered.x.rank(method="min", ascending=False).astype(int))


def _rank_words(row, total: int, unit: str) -> str:
    key = "form.rank_county" if row.highlight else "form.rank_neighbour"
    return say(key, label=row.label, rank=row.rank, of=total,
               value=estimate(row.x, row.low, row.high, unit))


def _mark_median(axes, median: float, unit: str) -> None:
    axes.axvline(median, color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(say("form.median", value=number(median, unit)), (median, 1), xytext=(4, -2),
                  xycoords=("data", "axes fraction"), textcoords="offset points", va="top",
                  size=SIZES["source"], color=MUTED)


def _name_ranks(axes, named, said: list[str]) -> None:
    gap = label_gap(axes, SIZES["small"])
    heights = within(spread(named["rank"].to_numpy(float), gap), 1, axes.get_ylim()[0] - 1)
    for row, words, height in zip(named.itertuples(), said, heights, strict=True):
        colour = COLOURS["county"] if row.highlight else MUTED
        edge = row.x if np.isnan(row.high) else row.high
        axes.annotate("", (edge, row.rank), xytext=(1.015, height), xycoords="data",
                      textcoords=("axes fraction", "data"),
                      arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.6})
        axes.annotate(words, (1.02, height), xycoords=("axes fraction", "data"), va="center",
                      size=SIZES["small"], color=colour)


def _describe_ranked(chart: Chart) -> str:
    frame = _ranked(chart)
    own = [_rank_words(row, len(frame), chart.unit)
           for row in frame[frame.highlight].itertuples()]
    ends = [say("alt.row", label=row.label, words=number(row.x, chart.unit))
            for row in frame.iloc[[0, -1]].itertuples()] if len(frame) else ["", ""]
    return say("alt.ranked", n=len(frame), own=say("word.separator").join(own),
               most=ends[0], least=ends[1])


DOT_INTERVAL = Form(draw_dot_interval, rows_height, describe_rows,
                    ("x", "label"), ("low", "high", "target", "highlight", "note"))
RANKED_DOTS = Form(draw_ranked_dots, lambda chart: _RANKED_HEIGHT, _describe_ranked,
                   ("x", "label", "highlight"), ("low", "high", "neighbour"))
