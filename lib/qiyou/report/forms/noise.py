"""noise — yearly steps + half-widths -> which steps stand out from chance."""

import numpy as np
from matplotlib.ticker import LogLocator, NullLocator

from qiyou.catalogue import say
from qiyou.report.forms.chart import Chart, Form
from qiyou.report.forms.dots import name_rows, row_labels, rows_height
from qiyou.report.forms.sheet import place, rule_lines, widest
from qiyou.report.theme import COLOURS, MUTED, SIZES
from qiyou.report.wording import difference_unit, number

_EDGE = 1.0  # a step as large as the half-width: below it chance alone can hide the step


def draw_noise(canvas, chart: Chart) -> None:
    """Ratio of step to half-width on a log scale, one year hollow and three years filled.

    Roles: ``label``, ``step`` the plan's yearly step, ``half_one`` and ``half_three`` the
    half-widths of the 95 % interval from one year and from three years pooled, ``unit`` of all
    three; optionally ``counted``, true for figures counted whole, which are drawn as squares in
    grey: their width is that of a like place, not an error of theirs. The ratio has no unit, so
    indicators of any unit stand on one axis; left of 1, in the shaded part, the step is inside
    the noise.
    """
    labels, said = row_labels(chart), _said(chart)
    one, three = _ratio(chart, "half_one"), _ratio(chart, "half_three")
    axes = place(canvas, widest(labels, SIZES["text"]) + 0.3,
                 widest([*said, say("form.noise_head")], SIZES["small"]) + 0.3, 0.32, 0.46)
    axes.set_xscale("log")
    axes.set_xlim(*_limits(np.concatenate([one, three])))
    axes.axvspan(axes.get_xlim()[0], _EDGE, color=COLOURS["noise"], linewidth=0)
    axes.axvline(_EDGE, color=MUTED, linewidth=1)
    rows = -np.arange(len(labels), dtype=float)
    axes.hlines(rows, one, three, color=COLOURS["neighbours"], linewidth=1.2)
    for is_counted, colour, marker in ((False, "county", "o"), (True, "neighbours", "s")):
        part = chart.flags("counted") == is_counted
        axes.plot(one[part], rows[part], marker, color="white", markeredgecolor=COLOURS[colour],
                  markersize=6, markeredgewidth=1.3)
        axes.plot(three[part], rows[part], marker, color=COLOURS[colour], markersize=6)
    name_rows(axes, rows, labels, said)
    _head(axes)
    axes.xaxis.set_major_formatter(lambda value, _: say("form.times", value=number(value)))
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 3)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel(say("axis.noise"))
    rule_lines(axes, "x")


def _ratio(chart: Chart, role: str) -> np.ndarray:
    half = chart.numbers(role).abs().to_numpy()
    step = chart.numbers("step").abs().to_numpy()
    return np.divide(step, half, out=np.full(len(step), np.nan), where=(half > 0) & (step > 0))


def _limits(ratios: np.ndarray) -> tuple[float, float]:
    present = ratios[np.isfinite(ratios)]
    low = min([0.3, *(present / 1.6)])
    return low, max([3.0, *(present * 1.6)])


def _head(axes) -> None:
    for x, side, key in ((-6, "right", "form.inside_noise"), (6, "left", "form.outside_noise")):
        axes.annotate(say(key), (_EDGE, 1), xytext=(x, 7), xycoords=("data", "axes fraction"),
                      textcoords="offset points", ha=side, size=SIZES["small"], color=MUTED)
    axes.annotate(say("form.noise_head"), (1, 1), xytext=(8, 7), xycoords="axes fraction",
                  textcoords="offset points", size=SIZES["small"], color=MUTED)


def _said(chart: Chart) -> list[str]:
    columns = zip(chart.numbers("step"), chart.numbers("half_one"), chart.numbers("half_three"),
                  chart.texts("unit"), strict=True)
    return [say("form.noise_row", step=number(abs(step), difference_unit(unit)), one=number(one),
                three=number(three)) for step, one, three, unit in columns]


def _describe_noise(chart: Chart) -> str:
    three = _ratio(chart, "half_three")
    rows = [say("alt.row", label=label, words=words)
            for label, words in zip(chart.texts("label"), _said(chart), strict=True)]
    return say("alt.noise", n=len(rows), inside=int((three < _EDGE).sum()),
               rows=say("word.separator").join(rows))


NOISE = Form(draw_noise, lambda chart: rows_height(chart) + 0.26, _describe_noise,
             ("label", "step", "half_one", "half_three", "unit"), ("counted",))
