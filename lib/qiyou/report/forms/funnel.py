"""funnel — values + sizes of their bases -> points between control limits."""

import numpy as np
import pandas as pd
from matplotlib.ticker import LogLocator, NullLocator

from qiyou.catalogue import say
from qiyou.report.forms.chart import Chart, Form
from qiyou.report.forms.sheet import (
    label_gap,
    label_offsets,
    name_axes,
    place,
    room,
    rule_lines,
    spread,
    text_width,
)
from qiyou.report.theme import COLOURS, INK, MUTED, SIZES
from qiyou.report.wording import number

_HEIGHT = 3.9
_LIMITS = ((("low_outer", "high_outer"), (0, (1.5, 2)), "form.limit_outer"),
           (("low", "high"), (0, (5, 3)), "form.limit_inner"),
           (("centre",), "-", "form.centre"))
# Words over points stay readable on a plate; a halo would turn the text of an SVG into paths.
_PLATE = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.6}


def draw_funnel(canvas, chart: Chart) -> None:
    """Points over size between limits that narrow with size; the county and its like named.

    Roles: ``x`` size of the base, ``y`` value, ``low`` and ``high`` (95 %), ``low_outer`` and
    ``high_outer`` (99.8 %), ``centre``, ``label``, ``highlight``; optionally ``neighbour``. The
    limits are computed by the study at each point's size. Not for values without chance in them.
    """
    axes = place(canvas, 0.6, 1.0, 0.32, 0.5)
    order = np.argsort(chart.numbers("x").to_numpy(), kind="stable")
    sizes = chart.numbers("x").to_numpy()[order]
    for roles, style, _ in _LIMITS:
        for role in roles:
            axes.plot(sizes, chart.numbers(role).to_numpy()[order], color=MUTED, linewidth=0.9,
                      linestyle=style)
    values = np.concatenate([chart.numbers(role) for role in ("y", "low", "high")])
    axes.set_ylim(*room(values))
    _scale_sizes(axes, sizes)
    _name_limits(axes, chart, order[-1:])
    _points(axes, chart)
    name_axes(axes, chart)
    rule_lines(axes, "y")
    axes.spines["bottom"].set_visible(True)


def _scale_sizes(axes, sizes: np.ndarray) -> None:
    if sizes.size and sizes[0] > 0 and sizes[-1] > 20 * sizes[0]:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_minor_locator(NullLocator())
    # Powers of ten as exponents are not read in a county's office; numbers in full are.
    axes.xaxis.set_major_formatter(lambda value, _: number(value))
    axes.yaxis.set_major_formatter(lambda value, _: number(value))


def _name_limits(axes, chart: Chart, last: np.ndarray) -> None:
    """Name the upper limits and the centre where they end, at the largest base."""
    ends = np.array([chart.numbers(roles[-1]).to_numpy()[i] for roles, _, _ in _LIMITS
                     for i in last])
    heights = spread(ends, label_gap(axes, SIZES["source"]))
    for (_, _, key), end, height in zip(_LIMITS, ends, heights, strict=False):
        axes.annotate(say(key, value=number(end, chart.unit)), (1, height), xytext=(5, 0),
                      xycoords=("axes fraction", "data"), textcoords="offset points",
                      va="center", size=SIZES["source"], color=MUTED)


def _points(axes, chart: Chart) -> None:
    own, near = chart.flags("highlight"), chart.flags("neighbour")
    colours = np.select([own, near], [COLOURS["county"], COLOURS["neighbours"]], COLOURS["others"])
    axes.scatter(chart.numbers("x"), chart.numbers("y"), c=colours, s=np.where(own, 52, 17),
                 zorder=3, linewidth=0)
    frame = pd.DataFrame({"x": chart.numbers("x"), "y": chart.numbers("y"), "own": own,
                          "said": _said(chart)})[own | near]
    sizes = np.where(frame.own, SIZES["text"], SIZES["small"])
    widths = [text_width(words, size) for words, size in zip(frame.said, sizes, strict=True)]
    offsets = label_offsets(axes, frame[["x", "y"]].to_numpy(), np.array(widths))
    for row, size, offset in zip(frame.itertuples(), sizes, offsets, strict=True):
        axes.annotate(row.said, (row.x, row.y), xytext=offset * 72, textcoords="offset points",
                      va="center", size=size, color=COLOURS["county"] if row.own else INK,
                      bbox=_PLATE, zorder=4)


def _said(chart: Chart) -> list[str]:
    return [f"{label} {number(value, chart.unit)}" for label, value
            in zip(chart.texts("label"), chart.numbers("y"), strict=True)]


def _outside(chart: Chart, low: str, high: str) -> int:
    values = chart.numbers("y")
    return int(((values < chart.numbers(low)) | (values > chart.numbers(high))).sum())


def _describe_funnel(chart: Chart) -> str:
    own = [words for words, is_own in zip(_said(chart), chart.flags("highlight"), strict=True)
           if is_own]
    return say("alt.funnel", n=len(chart.data), own=say("word.separator").join(own),
               outside=_outside(chart, "low", "high"),
               far=_outside(chart, "low_outer", "high_outer"))


FUNNEL = Form(draw_funnel, lambda chart: _HEIGHT, _describe_funnel,
              ("x", "y", "low", "high", "low_outer", "high_outer", "centre", "label", "highlight"),
              ("neighbour",))
