"""Room for words: widths, line ends, labels that do not meet."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from qiyou.report.forms.sheet import label_offsets, place, room, spread, text_width, within, wrapped


def test_lines_keep_within_the_width():
    text = "每万老年人口拥有持证养老护理员数与普惠托位占比"
    lines = wrapped(text, 1.2, 9).split("\n")
    assert "".join(lines) == text
    assert max(text_width(line, 9) for line in lines) <= 1.2


def test_numbers_are_not_torn():
    assert "2023" in wrapped("到2023年底", 0.5, 12).split("\n")[1]


@pytest.mark.parametrize("width", [0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
def test_punctuation_stands_where_chinese_sets_it(width):
    lines = wrapped("托育，养老（机构），住房。", width, 9).split("\n")
    assert not any(line.startswith(("，", "）", "。")) for line in lines)
    assert not any(line.endswith("（") for line in lines)


def test_label_is_broken_at_its_bracket():
    assert wrapped("过早死亡率（四类慢病）", 0.9, 9, is_even=True) == "过早死亡率\n（四类慢病）"


def test_label_without_bracket_is_broken_evenly():
    lines = wrapped("一二三四五六七八九十", 1.0, 9, is_even=True).split("\n")
    assert [len(line) for line in lines] == [6, 4]


def test_short_text_stays_on_its_line():
    assert wrapped("托位", 1.0, 9) == "托位"
    assert wrapped("", 1.0, 9) == ""


def test_spread_keeps_order_and_gap():
    moved = spread(np.array([3.0, 1.0, 1.1, 1.2]), 0.5)
    assert (np.diff(np.sort(moved)) >= 0.5 - 1e-9).all()
    assert moved.argsort().tolist() == [1, 2, 3, 0]


def test_spread_moves_nothing_that_has_room():
    assert spread(np.array([1.0, 3.0]), 0.5).tolist() == [1.0, 3.0]


def test_labels_are_moved_back_into_the_axes():
    assert within(np.array([9.0, 10.5]), 0, 10).tolist() == [8.5, 10.0]
    assert within(np.array([-1.0, 3.0]), 0, 10).tolist() == [0.0, 4.0]


def test_room_of_nothing_and_of_one_value():
    assert room(np.array([np.nan])) == (0.0, 1.0)
    low, high = room(np.array([4.0]))
    assert low < 4.0 < high


def test_labels_of_close_points_do_not_cover_each_other():
    axes = place(Figure(figsize=(6, 4)), 0.5, 0.5, 0.5, 0.5)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    points = np.array([[0.5, 0.5], [0.51, 0.51], [0.5, 0.49]])
    offsets = label_offsets(axes, points, np.full(3, 0.8))
    corners = points * (5, 3) + offsets
    for one in range(3):
        for other in range(one):
            apart = np.abs(corners[one] - corners[other])
            assert apart[0] >= 0.8 or apart[1] >= 0.14 - 1e-9


def test_margins_are_inches():
    figure = Figure(figsize=(8, 4))
    box = place(figure, 1, 2, 0.5, 0.25).get_position()
    assert np.allclose([box.x0 * 8, (1 - box.x1) * 8, (1 - box.y1) * 4, box.y0 * 4],
                       [1, 2, 0.5, 0.25])
