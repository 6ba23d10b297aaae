"""lines — values by year and scenario -> lines named at their ends."""

import numpy as np
from matplotlib.ticker import MaxNLocator

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
)
from qiyou.report.theme import SCENARIOS, SIZES
from qiyou.report.wording import number

_HEIGHT = 3.3


def draw_lines(canvas, chart: Chart) -> None:
    """Lines with direct labels; intervals as bands.

    Roles: ``x`` year, ``y`` value, ``label`` the line's name; optionally ``low``, ``high``. Not
    for more than five lines: nobody tells six apart.
    """
    groups = line_groups(chart)
    said = [_end_words(name, part, chart.unit) for name, part in groups]
    axes = place(canvas, 0.65, widest(said, SIZES["small"]) + 0.3, 0.32, 0.32)
    for (_, part), (colour, style) in zip(groups, SCENARIOS, strict=False):
        axes.fill_between(part.x, part.low, part.high, color=colour, alpha=0.13, linewidth=0)
        axes.plot(part.x, part.y, color=colour, linestyle=style)
        axes.plot(part.x.iloc[-1:], part.y.iloc[-1:], "o", color=colour, markersize=4.5)
    frame = np.concatenate([part[["y", "low", "high"]].to_numpy().ravel() for _, part in groups])
    axes.set_ylim(*room(frame))
    ends = np.array([part.y.iloc[-1] for _, part in groups])
    heights = within(spread(ends, label_gap(axes, SIZES["small"])), *axes.get_ylim())
    for words, height, (colour, _) in zip(said, heights, SCENARIOS, strict=False):
        axes.annotate(words, (1, height), xytext=(4, 0), xycoords=("axes fraction", "data"),
                      textcoords="offset points", va="center", size=SIZES["small"], color=colour)
    year_axis(axes, np.unique(np.concatenate([part.x for _, part in groups])))
    axes.yaxis.set_major_formatter(lambda value, _: number(value))
    name_y(axes, chart.axes["y"])
    rule_lines(axes, "y")


def line_groups(chart: Chart) -> list[tuple[str, object]]:
    """Lines in the order of the frame, each by year, with columns x, y, low, high."""
    frame = chart.data.assign(x=chart.numbers("x"), y=chart.numbers("y"), low=chart.numbers("low"),
                              high=chart.numbers("high"), name=chart.texts("label"))
    frame = frame[["name", "x", "y", "low", "high"]].dropna(subset=["x", "y"]).sort_values(
        "x", kind="stable")
    names = dict.fromkeys(chart.texts("label"))
    return [(name, frame[frame.name == name]) for name in names if (frame.name == name).any()]


def _end_words(name: str, part, unit: str) -> str:
    return f"{name} {number(part.y.iloc[-1], unit)}"


def year_axis(axes, years: np.ndarray) -> None:
    """Whole years as ticks: each one if there are few."""
    if len(years) <= 10:
        axes.set_xticks(years, [f"{year:.0f}" for year in years])
    else:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")


def _describe_lines(chart: Chart) -> str:
    said = [say("alt.line", label=name, first=f"{part.x.iloc[0]:.0f}",
                start=number(part.y.iloc[0], chart.unit), last=f"{part.x.iloc[-1]:.0f}",
                end=number(part.y.iloc[-1], chart.unit)) for name, part in line_groups(chart)]
    return say("alt.lines", n=len(said), rows=say("word.separator").join(said))


LINES = Form(draw_lines, lambda chart: _HEIGHT, _describe_lines,
             ("x", "y", "label"), ("low", "high"))
