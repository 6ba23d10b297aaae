"""Every form draws what is in its frame, keeps its words on the paper, and says what it shows."""

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from qiyou.report.forms import FORMS
from qiyou.report.forms.chart import Chart
from qiyou.report.theme import WIDTH, drawing

AXES = {"x": "横", "y": "纵"}


def chart(data, facts=None, **view):
    return Chart(pd.DataFrame(data), view, facts or {}, AXES)


ROWS = {"name": ["每万老年人口拥有持证养老护理员数（人，持证上岗）", "托位", "床位"],
        "value": [30.0, 3.8, np.nan], "low": [27.0, 3.1, np.nan], "high": [33.0, 4.6, np.nan],
        "note": ["", "", "没有报送"], "target": [34.0, np.nan, 5.0]}
YEARS = [2022, 2023, 2024, 2025, 2026, 2027]
PATH = {"year": YEARS, "name": ["托位"] * 6, "promised": [3.0, 3.8, 4, 4.5, 5, 5.5],
        "text": ["3.0", "3.8", "4.0", "4.5", "5", "5.5"], "base": [True] + [False] * 5,
        "value": [np.nan, 3.6] + [np.nan] * 4, "low": [np.nan, 3.2] + [np.nan] * 4,
        "high": [np.nan, 4.1] + [np.nan] * 4}
PATH_ROLES = {"x": "year", "y": "promised", "label": "name", "text": "text", "base": "base",
              "value": "value", "low": "low", "high": "high"}


def counties():
    size = np.arange(500.0, 500 + 40 * 90, 40)
    half = 60 / np.sqrt(size)
    return {"name": [f"县{i}" for i in range(90)], "n": size,
            "value": [20 + (i * 37 % 90) / 10 for i in range(90)],
            "own": [i == 7 for i in range(90)], "near": [i in (3, 50) for i in range(90)],
            "centre": 24.5, "low": 24.5 - half, "high": 24.5 + half, "low_outer": 24.5 - 2 * half,
            "high_outer": 24.5 + 2 * half}


AGES = [f"{a}—{a + 4}" for a in range(0, 85, 5)] + ["85+"]
EXAMPLES = {
    "dot_interval": chart(ROWS, {"unit": "人"}, x="value", label="name", low="low", high="high",
                          note="note", target="target"),
    "bars": chart(ROWS, {"unit": "人"}, x="value", label="name", low="low", high="high",
                  note="note"),
    "ranked_dots": chart(counties(), {"unit": "%"}, x="value", label="name", highlight="own",
                         neighbour="near", low="low", high="high"),
    "funnel": chart(counties(), {"unit": "%"}, x="n", y="value", label="name", highlight="own",
                    neighbour="near", centre="centre", low="low", high="high",
                    low_outer="low_outer", high_outer="high_outer"),
    "path": chart(PATH, {"unit": "个"}, **PATH_ROLES),
    "lines": chart({"year": YEARS * 2, "persons": [*range(900, 840, -10), *range(905, 875, -5)],
                    "name": ["不迁移"] * 6 + ["延续2010—2020年的迁移"] * 6}, {"unit": "人"},
                   x="year", y="persons", label="name"),
    "pyramid": chart({"age": AGES * 4, "sex": (["m"] * 18 + ["f"] * 18) * 2,
                      "period": ["2010"] * 36 + ["2020"] * 36,
                      "persons": [100 + 7 * (i % 18) + i for i in range(72)]},
                     x="persons", label="age", sex="sex", period="period"),
    "noise": chart({"name": ["人均预期寿命", "参保率", "失业率"], "step": [0.08, 4.0, np.nan],
                    "one": [1.3, 0.4, 0.9], "three": [0.75, 0.23, 0.5], "unit": ["岁", "%", "%"]},
                   label="name", step="step", half_one="one", half_three="three", unit="unit"),
    "strip": chart({"name": ["甲", "甲", "乙"], "kind": ["提示", "错误", "提示"], "n": [3, 0, 9]},
                   x="kind", label="name", value="n"),
}
DRAWN = [name for name, form in FORMS.items() if form.draw]


def drawn(name, example=None):
    """Figure of a form on a sheet of its own."""
    example = example or EXAMPLES[name]
    with drawing():
        figure = Figure(figsize=(WIDTH, FORMS[name].height(example)))
        FORMS[name].draw(figure, example)
        figure.draw_without_rendering()
    return figure


def said(figure):
    """All words of a figure that can be seen."""
    return [t.get_text() for t in figure.findobj(Text) if t.get_visible() and t.get_text()]


def dots(figure):
    """Points that are drawn as dots in the first axes."""
    axes = figure.axes[0]
    lines = [line.get_xydata() for line in axes.lines if line.get_marker() == "o"]
    spots = [c.get_offsets() for c in axes.collections if len(c.get_offsets()) > 1]
    return np.concatenate([*lines, *spots])


def test_every_drawn_form_has_an_example():
    assert set(EXAMPLES) == set(DRAWN)


@pytest.mark.parametrize("name", DRAWN)
def test_example_uses_the_roles_of_the_form(name):
    form = FORMS[name]
    assert set(form.required) <= set(EXAMPLES[name].view) <= {*form.required, *form.optional}


@pytest.mark.parametrize("name", DRAWN)
def test_no_word_leaves_the_paper(name):
    figure = drawn(name)
    width, height = figure.bbox.width, figure.bbox.height
    with drawing():
        outside = [t.get_text() for t in set(figure.findobj(Text)) - idle_ticks(figure)
                   if t.get_visible() and t.get_text()
                   and not within_sheet(t.get_window_extent(), width, height)]
    assert outside == []


def idle_ticks(figure):
    """Labels of ticks beyond the limits of their axis, which matplotlib keeps but does not draw."""
    found = set()
    for axes in figure.axes:
        for axis, coordinate in ((axes.xaxis, 0), (axes.yaxis, 1)):
            low, high = sorted(axis.get_view_interval())
            found |= {label for label in axis.get_ticklabels(which="both")
                      if not low <= label.get_position()[coordinate] <= high}
    return found


def within_sheet(box, width, height):
    """Whether a text's box lies on the sheet, with half a pixel of grace."""
    return box.x0 > -0.5 and box.y0 > -0.5 and box.x1 < width + 0.5 and box.y1 < height + 0.5


@pytest.mark.parametrize("name", DRAWN)
def test_alt_text_has_no_gaps(name):
    words = FORMS[name].describe(EXAMPLES[name])
    assert not re.search(r"nan|None|\{|\}", words)
    assert len(words) > 10


def test_dot_interval_draws_the_values_at_their_places():
    values = dots(drawn("dot_interval"))[:, 0]
    assert values[:2].tolist() == [30.0, 3.8]
    assert np.isnan(values[2])


def test_dot_interval_says_value_interval_and_note():
    words = said(drawn("dot_interval"))
    assert "30.0人（27.0–33.0）" in words
    assert "没有报送" in words


def test_bars_start_at_zero():
    axes = drawn("bars").axes[0]
    assert axes.get_xlim()[0] == 0
    assert [bar.get_width() for bar in axes.patches][:2] == [30.0, 3.8]


def test_ranked_dots_names_the_county_with_its_rank():
    values = EXAMPLES["ranked_dots"].data["value"]
    rank = int((values > values[7]).sum()) + 1
    assert any(word.startswith(f"县7 第{rank}位") for word in said(drawn("ranked_dots")))
    assert f"县7 第{rank}位" in FORMS["ranked_dots"].describe(EXAMPLES["ranked_dots"])


def test_ranked_dots_draws_every_county_once():
    points = dots(drawn("ranked_dots"))
    assert sorted(points[:, 0]) == sorted(EXAMPLES["ranked_dots"].data["value"])


def test_equal_values_share_a_rank():
    example = chart({"name": ["甲", "乙", "丙"], "value": [2.0, 2.0, 1.0],
                     "own": [False, True, False]}, x="value", label="name", highlight="own")
    assert "乙 第1位" in FORMS["ranked_dots"].describe(example)


def test_funnel_counts_what_lies_outside_its_limits():
    frame = EXAMPLES["funnel"].data
    outside = int(((frame.value < frame.low) | (frame.value > frame.high)).sum())
    assert outside > 0
    assert f"95%控制限以外{outside}个" in FORMS["funnel"].describe(EXAMPLES["funnel"])


def test_funnel_draws_limits_in_order_of_size():
    lines = drawn("funnel").axes[0].lines
    assert len(lines) == 5
    assert all((np.diff(line.get_xdata()) >= 0).all() for line in lines)


def test_path_shows_the_cells_as_printed():
    words = said(drawn("path"))
    assert {"3.0", "4.0", "5", "5.5"} <= set(words)


def test_path_joins_no_ceiling_to_its_base():
    ceiling = {**PATH, "promised": [4.7, 5, 5, 5, 5, 5], "text": ["4.7"] + ["<5"] * 5,
               "value": np.nan, "low": np.nan, "high": np.nan}
    lines = drawn("path", chart(ceiling, **PATH_ROLES)).axes[0].lines
    joined = next(line for line in lines if line.get_linestyle() == "-")
    assert joined.get_xdata().tolist() == YEARS[1:]


def test_promises_in_different_units_get_a_panel_each():
    two = pd.concat([pd.DataFrame(PATH).assign(unit="个"),
                     pd.DataFrame(PATH).assign(name="床位", unit="张")])
    figure = drawn("path", chart(two, **PATH_ROLES, unit="unit"))
    assert len(figure.axes) == 2
    assert {"托位（个）", "床位（张）"} <= set(said(figure))


def test_promises_of_one_panel_are_drawn_together():
    two = pd.concat([pd.DataFrame(PATH).assign(panel="托位"),
                     pd.DataFrame(PATH).assign(name="正文", panel="托位")])
    figure = drawn("path", chart(two, **PATH_ROLES, panel="panel"))
    assert len(figure.axes) == 1
    assert "正文 5.5" in said(figure)


def test_path_reads_out_what_is_known():
    words = FORMS["path"].describe(EXAMPLES["path"])
    assert "2023年3.8" in words
    assert "2023年实际3.6个（3.2–4.1）" in words


def test_lines_are_named_at_their_ends():
    assert {"不迁移 850人", "延续2010—2020年的迁移 880人"} <= set(said(drawn("lines")))


def test_pyramid_shows_both_sexes_on_one_scale():
    men, women = drawn("pyramid").axes
    assert men.get_xlim() == women.get_xlim()[::-1]


def test_pyramid_draws_the_later_census_filled():
    frame = EXAMPLES["pyramid"].data
    men = drawn("pyramid").axes[0]
    later = frame[(frame.sex == "m") & (frame.period == "2020")].persons
    bars = [p.get_width() for p in men.patches if hasattr(p, "get_width")]
    assert bars == later.tolist()


def test_noise_draws_the_ratio_of_step_to_half_width():
    hollow, filled = [line.get_xdata() for line in drawn("noise").axes[0].lines
                      if line.get_marker() == "o"]
    assert np.allclose(hollow, [0.08 / 1.3, 10.0, np.nan], equal_nan=True)
    assert np.allclose(filled, [0.08 / 0.75, 4 / 0.23, np.nan], equal_nan=True)


def test_noise_counts_what_three_years_cannot_show():
    assert "仍淹没在偶然波动里的有1项" in FORMS["noise"].describe(EXAMPLES["noise"])


def test_noise_says_differences_of_percentages_in_points():
    assert "4个百分点；±0.4；±0.23" in said(drawn("noise"))


def test_strip_writes_every_number_in_its_cell():
    words = said(drawn("strip"))
    assert {"3", "0", "9", "—"} <= set(words)
