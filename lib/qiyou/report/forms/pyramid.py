"""pyramid — people by age and sex -> two sides, the earlier census as an outline."""

import numpy as np

from qiyou.catalogue import say
from qiyou.report.forms.chart import Chart, Form
from qiyou.report.forms.sheet import place, rule_lines, widest
from qiyou.report.theme import COLOURS, INK, MUTED, SIZES
from qiyou.report.wording import count, listing, number

_ROW = 0.155


def draw_pyramid(canvas, chart: Chart) -> None:
    """Men to the left, women to the right; ages from the bottom up.

    Roles: ``x`` people, ``label`` age band, ``sex`` (m or f); optionally ``period``. Of two
    periods the last is filled and the first is an outline. Bands must be equally wide but for
    the last: a five-year band beside a single year deceives.
    """
    sides = _sides(chart)
    ages = list(dict.fromkeys(chart.texts("label")))
    middle = widest(ages, SIZES["source"]) + 0.16
    most = max(side.max() for side in sides.values())
    half = (canvas.bbox.width / canvas.get_figure(root=True).dpi - 0.7 - middle) / 2
    for sex, left, right in (("m", 0.35, 0.35 + half + middle), ("f", 0.35 + half + middle, 0.35)):
        axes = place(canvas, left, right, 0.36, 0.46)
        _draw_side(axes, {p: v for (s, p), v in sides.items() if s == sex}, sex)
        axes.set_xlim((most * 1.06, 0) if sex == "m" else (0, most * 1.06))
        axes.set_ylim(-0.6, len(ages) - 0.4)
        axes.set_yticks([])
        axes.set_title(say(f"form.sex_{sex}"), size=SIZES["text"], color=COLOURS[_COLOUR[sex]],
                       loc="right" if sex == "m" else "left")
        axes.set_xlabel(chart.axes["x"])
        axes.xaxis.set_major_formatter(lambda value, _: number(value))
        rule_lines(axes, "x")
        if sex == "f":
            for row, age in enumerate(ages):
                axes.annotate(age, (0, row), xytext=(-middle * 36, 0), textcoords="offset points",
                              ha="center", va="center", size=SIZES["source"], color=INK)


_COLOUR = {"m": "male", "f": "female"}


def _sides(chart: Chart) -> dict[tuple[str, str], np.ndarray]:
    frame = chart.data.assign(x=chart.numbers("x"), age=chart.texts("label"),
                              sex=chart.texts("sex"), period=chart.texts("period"))
    ages = list(dict.fromkeys(frame.age))
    return {key: part.set_index("age").x.reindex(ages).to_numpy(float)
            for key, part in frame.groupby(["sex", "period"], sort=True)}


def _draw_side(axes, periods: dict[str, np.ndarray], sex: str) -> None:
    *earlier, (name, last) = sorted(periods.items())
    rows = np.arange(len(last))
    axes.barh(rows, last, height=0.86, color=COLOURS[_COLOUR[sex]], alpha=0.85, linewidth=0)
    edges = np.append(rows - 0.5, rows[-1] + 0.5)
    for _, values in earlier:
        axes.stairs(values, edges, orientation="horizontal", color=INK, linewidth=1.1)
    words = say("form.pyramid_periods", filled=name, outline=listing([n for n, _ in earlier])) \
        if earlier else name
    if sex == "f" and name:
        axes.annotate(words, (1, 1), xycoords="axes fraction", ha="right", va="top",
                      size=SIZES["small"], color=MUTED, linespacing=1.4)


def _height_pyramid(chart: Chart) -> float:
    return 0.85 + _ROW * len(set(chart.texts("label")))


def _describe_pyramid(chart: Chart) -> str:
    rows = []
    ages = list(dict.fromkeys(chart.texts("label")))
    for (sex, period), values in _sides(chart).items():
        rows.append(say("alt.pyramid_side", period=period, sex=say(f"form.sex_{sex}"),
                        total=count(float(np.nansum(values))), age=ages[int(np.nanargmax(values))]))
    return say("alt.pyramid", rows=say("word.separator").join(rows))


PYRAMID = Form(draw_pyramid, _height_pyramid, _describe_pyramid, ("x", "label", "sex"), ("period",))
