"""Computed prose: text that is compared, paragraphs that are read."""

import pytest
from qiyou.report.sentences import Sentences


def test_one_line_per_paragraph():
    data, _ = Sentences("demo.opening", ("一。", "二。"))._repr_mimebundle_()
    assert data == {"text/plain": "一。\n二。", "text/html": "<p>一。</p><p>二。</p>"}


def test_points_of_a_list():
    data, _ = Sentences("demo.points", ("一", "二"), is_list=True)._repr_mimebundle_()
    assert data["text/html"] == "<ul><li>一</li><li>二</li></ul>"


def test_markup_in_a_line_is_text():
    data, _ = Sentences("demo.opening", ("<script>\u202e",))._repr_mimebundle_()
    assert data["text/html"] == "<p>&lt;script&gt;</p>"


def test_line_end_inside_a_paragraph_does_not_make_two():
    assert str(Sentences("demo.opening", ("甲\n乙", "丙"))) == "甲 乙\n丙"


def test_metadata_marks_the_output_as_ours():
    _, metadata = Sentences("demo.opening", ("一",), source="公报")._repr_mimebundle_()
    assert metadata["qiyou"] == {"id": "demo.opening", "form": "sentences", "source": "公报",
                                 "is_list": False, "is_available": True}


def test_a_single_string_is_refused():
    with pytest.raises(ValueError, match="tuple of paragraphs"):
        Sentences("demo.opening", "一。")
