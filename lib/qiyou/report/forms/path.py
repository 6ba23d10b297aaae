"""path — promises by year -> paths from the base, beside what is known."""

import unicodedata

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.report.forms.chart import Chart, Form
from qiyou.report.forms.lines import year_axis
from qiyou.report.forms.sheet import name_y, place, room, rule_lines, size_inches, wrapped
from qiyou.report.theme import COLOURS, INK, SIZES
from qiyou.report.wording import number, with_interval

_COLUMNS = 3
_ONE_HEIGHT, _PANEL_HEIGHT = 2.9, 1.95


def draw_path(canvas, chart: Chart) -> None:
    """Promised path with its cells as printed; what is known as dots with intervals.

    Roles: ``x`` year, ``y`` the promise (NaN where the cell holds no number), ``label`` the
    promise's name; optionally ``text`` the cell as printed, ``base`` (true for the base year),
    ``unit``, ``value``, ``low``, ``high`` what is known, ``panel``. Several promises get a small
    chart each; those that share a ``panel`` are drawn together, as where two disagree, and want
    short labels. A cell printed with ``<`` is a ceiling and is not joined to the base. Not for
    promises without numbers: use a table.
    """
    frame = _rows(chart)
    names = list(dict.fromkeys(frame.panel))
    if len(names) < 2:
        axes = place(canvas, 0.6, 0.4, 0.34, 0.34)
        _draw_panel(axes, frame, is_small=False)
        name_y(axes, chart.axes["y"])
        return
    for name, (left, right, top, bottom) in zip(names, _cells(canvas, len(names)), strict=True):
        axes = place(canvas, left + 0.46, right + 0.2, top + 0.5, bottom + 0.28)
        axes.annotate(wrapped(name, _width(canvas) - 0.15, SIZES["small"], is_even=True), (0, 1),
                      xytext=(-24, 11), xycoords="axes fraction", textcoords="offset points",
                      size=SIZES["small"], color=INK, va="bottom", linespacing=1.15)
        _draw_panel(axes, frame[frame.panel == name], is_small=True)


def _width(canvas) -> float:
    return (size_inches(canvas)[0] - 0.3) / _COLUMNS


def _cells(canvas, count: int) -> list[tuple[float, float, float, float]]:
    """Left, right, top and bottom margins in inches of the cells of a grid."""
    width, height = size_inches(canvas)
    tall = height / -(-count // _COLUMNS)
    lefts = [0.15 + index % _COLUMNS * _width(canvas) for index in range(count)]
    tops = [index // _COLUMNS * tall for index in range(count)]
    return [(left, width - left - _width(canvas), top, height - top - tall)
            for left, top in zip(lefts, tops, strict=True)]


def _rows(chart: Chart):
    labels, units, texts = (chart.texts(role) for role in ("label", "unit", "text"))
    named = [say("form.with_unit", name=name, unit=unit) if unit and unit not in name else name
             for name, unit in zip(labels, units, strict=True)]
    numbers = {role: chart.numbers(role) for role in ("x", "value", "low", "high")}
    said = [text or number(value) for text, value in zip(texts, chart.numbers("y"), strict=True)]
    frame = pd.DataFrame({
        "label": labels, "panel": chart.texts("panel") if chart.has("panel") else named,
        "target": chart.numbers("y"), "base": chart.flags("base"), "said": said, **numbers,
        "ceiling": [_is_ceiling(text) for text in texts], "unit": units})
    return frame.sort_values("x", kind="stable")


def _is_ceiling(cell: str) -> bool:
    # Full-width signs, as plans print them, become plain ones.
    return unicodedata.normalize("NFKC", cell).startswith(("<", "≤"))


def _draw_panel(axes, part, is_small: bool) -> None:
    names = list(dict.fromkeys(part.label))
    axes.set_ylim(*room(part[["target", "value", "low", "high"]].to_numpy(float).ravel(), 0.26))
    axes.set_xlim(part.x.min() - 0.45, part.x.max() + 0.45)
    for rank, name in enumerate(names):
        line = part[(part.label == name)].dropna(subset="target")
        _draw_promise(axes, line, "-" if rank == 0 else (0, (4, 2)))
        _say_cells(axes, line, name if len(names) > 1 else "", is_small)
    axes.vlines(part.x, part.low, part.high, color=COLOURS["county"], linewidth=2.4, alpha=0.5)
    axes.plot(part.x, part.value, "o", color=COLOURS["county"], markersize=5.5)
    ticks = np.unique(part.x)
    year_axis(axes, ticks)
    if is_small:
        axes.set_xticks(ticks, [f"{ticks[0]:.0f}", *(f"{year:.0f}"[-2:] for year in ticks[1:])])
    axes.locator_params(axis="y", nbins=4 if is_small else 6)
    axes.yaxis.set_major_formatter(lambda value, _: number(value))
    rule_lines(axes, "y")


def _draw_promise(axes, line, style) -> None:
    colour = COLOURS["planned"]
    joined = line[~line.base] if line.ceiling.any() else line
    axes.plot(joined.x, joined.target, color=colour, linestyle=style, linewidth=1.3)
    for is_base, marker, face in ((False, "D", colour), (True, "D", "white")):
        part = line[(line.base == is_base) & ~line.ceiling]
        axes.plot(part.x, part.target, marker, color=face, markeredgecolor=colour, markersize=4.2)
    part = line[line.ceiling]
    axes.plot(part.x, part.target, "v", color=colour, markersize=5.5)


def _say_cells(axes, line, name: str, is_small: bool) -> None:
    """Write the cells as printed: all in a wide chart, the first and the last in a small one."""
    steps = np.diff(line.target, append=line.target.iloc[-1:])
    for index, row in enumerate(line.itertuples()):
        is_last = index == len(line) - 1
        # What is known stands near the base, where its cell would be written over it.
        is_first = index == 0 and line.value.isna().all()
        if is_small and not is_first and not is_last:
            continue
        # Below where the path goes on upwards, so that it does not run through the figure.
        is_below = steps[index] > 0 or (is_last and index > 0 and steps[index - 1] < 0)
        words = f"{name} {row.said}" if name and is_last else row.said
        axes.annotate(words, (row.x, row.target), xytext=(6 if name and is_last else 0,
                                                          -7 if is_below else 6),
                      textcoords="offset points", ha="right" if name and is_last else "center",
                      va="top" if is_below else "bottom", size=SIZES["small"],
                      color=COLOURS["planned"])


def _height(chart: Chart) -> float:
    panels = len(set(_rows(chart).panel))
    return _ONE_HEIGHT if panels < 2 else _PANEL_HEIGHT * -(-panels // _COLUMNS)


def _describe_path(chart: Chart) -> str:
    frame = _rows(chart)
    lines = [(name, part) for _, panel in frame.groupby("panel", sort=False)
             for name, part in panel.groupby("label", sort=False)]
    rows = [say("alt.row", label=name, words=_read_out(part, chart.unit)) for name, part in lines]
    return say("alt.path", rows=say("word.separator").join(rows))


def _read_out(line, unit: str) -> str:
    unit = line.unit.iloc[0] or unit
    cells = [say("alt.cell", year=f"{row.x:.0f}", words=row.said) for row in line.itertuples()]
    known = [say("alt.known", year=f"{row.x:.0f}",
                 words=with_interval(row.value, row.low, row.high, unit))
             for row in line.dropna(subset="value").itertuples()]
    return say("word.comma").join([*cells, *known])


PATH = Form(draw_path, _height, _describe_path, ("x", "y", "label"),
            ("text", "base", "unit", "value", "low", "high", "panel"))
