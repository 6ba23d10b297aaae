"""strip — counts by row and column -> a grid, darker where there is more."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from qiyou.catalogue import say
from qiyou.report.forms.chart import Chart, Form
from qiyou.report.forms.sheet import place, widest, wrapped
from qiyou.report.theme import COLOURS, INK, SIZES
from qiyou.report.wording import MISSING, number

_ROW = 0.3
_SHADES = LinearSegmentedColormap.from_list(
    "qiyou", ["#f4f7f9", COLOURS["band"], COLOURS["county"]])


def draw_strip(canvas, chart: Chart) -> None:
    """One row per label, one column per ``x``; the number stands in each cell.

    Roles: ``x`` column name, ``label`` row name, ``value``. For one kind of quantity only: the
    shade runs over all cells together.
    """
    grid, rows, columns = _grid(chart)
    labels = [wrapped(row, 2.2, SIZES["text"], is_even=True) for row in rows]
    axes = place(canvas, widest(labels, SIZES["text"]) + 0.3, 0.25, 0.42, 0.08)
    top = np.nanmax(grid) if np.isfinite(grid).any() else 1.0
    axes.pcolormesh(np.ma.masked_invalid(grid), cmap=_SHADES, vmin=0, vmax=top or 1,
                    edgecolor="white", linewidth=2)
    for (row, column), value in np.ndenumerate(grid):
        # White reads better than ink (AA, 4.5 to 1) only on the darkest sixth of the scale.
        is_dark = np.isfinite(value) and value > 0.84 * top
        axes.text(column + 0.5, row + 0.5, number(value) if np.isfinite(value) else MISSING,
                  ha="center", va="center", size=SIZES["small"], color="white" if is_dark else INK)
    axes.set_ylim(len(rows), 0)
    axes.set_yticks(np.arange(len(rows)) + 0.5, labels, color=INK, size=SIZES["text"])
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns, size=SIZES["small"])
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _grid(chart: Chart) -> tuple[np.ndarray, list[str], list[str]]:
    rows = list(dict.fromkeys(chart.texts("label")))
    columns = list(dict.fromkeys(chart.texts("x")))
    grid = np.full((len(rows), len(columns)), np.nan)
    for row, column, value in zip(chart.texts("label"), chart.texts("x"), chart.numbers("value"),
                                  strict=True):
        grid[rows.index(row), columns.index(column)] = value
    return grid, rows, columns


def _describe_strip(chart: Chart) -> str:
    grid, rows, columns = _grid(chart)
    return say("alt.strip", rows=len(rows), columns=len(columns), total=number(np.nansum(grid)))


STRIP = Form(draw_strip, lambda chart: 0.55 + _ROW * len(set(chart.texts("label"))),
             _describe_strip, ("x", "label", "value"))
