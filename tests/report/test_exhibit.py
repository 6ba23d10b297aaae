"""An exhibit shows exactly its data and says what a page needs."""

import base64
import io
import json

import pandas as pd
import pytest
from qiyou.report.exhibit import Exhibit, unavailable

pytestmark = pytest.mark.usefixtures("titles")


@pytest.fixture
def titles(words):
    words("demo.dots", title="{county}的点", note="读法。", x="每千人")
    words("demo.table", title="表")
    words("demo.gone", title="没有的", alt="替代")


def dots(rows, roles, **more):
    return Exhibit("demo.dots", "dot_interval", rows, roles, facts={"county": "甲县"}, **more)


def test_text_is_the_data_that_is_drawn(rows, roles):
    data, _ = dots(rows, roles)._repr_mimebundle_()
    read_back = pd.read_csv(io.StringIO(data["text/plain"]))
    pd.testing.assert_frame_equal(read_back, rows, check_dtype=False)


def test_chart_gives_text_and_picture_and_nothing_else(rows, roles, monkeypatch):
    monkeypatch.delenv("QIYOU_FIGURE", raising=False)
    data, _ = dots(rows, roles)._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/png"}
    assert data["image/png"].startswith(b"\x89PNG")


def test_chart_for_a_page_is_svg(rows, roles, monkeypatch):
    monkeypatch.setenv("QIYOU_FIGURE", "svg")
    data, _ = dots(rows, roles)._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/svg+xml"}


def test_one_changed_number_changes_the_text(rows, roles):
    before = str(dots(rows, roles))
    rows.loc[0, "value"] += 0.001
    after = str(dots(rows, roles))
    lines = [pair for pair in zip(before.split("\n"), after.split("\n"), strict=True)
             if pair[0] != pair[1]]
    assert lines == [("托位,3.8,3.1,4.6", "托位,3.801,3.1,4.6")]


def test_table_gives_text_and_html(rows):
    data, _ = Exhibit("demo.table", "table", rows)._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html"}
    assert "<caption>表</caption>" in data["text/html"]


def test_table_needs_no_drawing_library(rows, monkeypatch):
    monkeypatch.setattr("qiyou.report.exhibit.figure_bundle", None)
    Exhibit("demo.table", "table", rows)._repr_mimebundle_()


def test_metadata_says_what_a_page_needs(rows, roles):
    _, metadata = dots(rows, roles, source="公报")._repr_mimebundle_()
    mark = metadata["qiyou"]
    assert (mark["id"], mark["form"]) == ("demo.dots", "dot_interval")
    assert mark["title"] == "甲县的点"
    assert (mark["note"], mark["assumptions"], mark["source"]) == ("读法。", "", "公报")
    assert mark["is_available"] is True
    assert "托位 3.8（3.1–4.6）" in mark["alt"]
    assert mark["columns"][0] == {"id": "name", "label": "名称", "kind": "text"}


def test_metadata_can_stand_in_a_notebook(rows, roles):
    _, metadata = dots(rows, roles)._repr_mimebundle_()
    assert json.loads(json.dumps(metadata)) == metadata


def test_alt_text_of_the_catalogue_wins(words, rows, roles):
    words("demo.dots", alt="{county}三行")
    assert dots(rows, roles).metadata()["alt"] == "甲县三行"


def test_exhibit_may_label_a_column_its_own_way(words, rows):
    words("demo.table", **{"column.value": "每千人托位"})
    labels = [c["label"] for c in Exhibit("demo.table", "table", rows).metadata()["columns"]]
    assert labels[:2] == ["名称", "每千人托位"]


def test_axis_is_named_by_the_exhibit_or_its_column(rows, roles):
    assert dots(rows, roles).chart().axes["x"] == "每千人"
    table = Exhibit("demo.table", "dot_interval", rows, roles)
    assert table.chart().axes["x"] == "数值"


def test_missing_label_is_a_bug(rows):
    with pytest.raises(KeyError, match=r"column\.unheard_of"):
        Exhibit("demo.table", "table", rows.assign(unheard_of=1))._repr_mimebundle_()


def test_missing_title_is_a_bug(rows):
    with pytest.raises(KeyError, match=r"exhibit\.demo\.nameless\.title"):
        Exhibit("demo.nameless", "table", rows)._repr_mimebundle_()


def test_missing_fact_is_a_bug(rows, roles):
    with pytest.raises(KeyError, match="county"):
        Exhibit("demo.dots", "dot_interval", rows, roles).metadata()


@pytest.mark.parametrize(("name", "form", "view", "says"), [
    ("Demo", "table", {}, "not of the shape"),
    ("demo.x", "pie", {}, "no form 'pie'"),
    ("demo.x", "dot_interval", {"x": "value"}, "needs role 'label'"),
    ("demo.x", "dot_interval", {"x": "value", "label": "name", "hue": "low"}, "no role 'hue'"),
    ("demo.x", "dot_interval", {"x": "worth", "label": "name"}, "not a column of the data"),
])
def test_wrong_use_is_named(rows, name, form, view, says):
    with pytest.raises(ValueError, match=says):
        Exhibit(name, form, rows, view)


def test_all_problems_are_named_at_once(rows):
    with pytest.raises(ValueError, match=r"shape.*'label'.*'worth'"):
        Exhibit("Demo", "dot_interval", rows, {"x": "worth"})


def test_exhibit_keeps_the_frame_it_was_given(rows):
    exhibit = Exhibit("demo.table", "table", rows)
    before = str(exhibit)
    rows.loc[0, "value"] = 99.0
    assert str(exhibit) == before


@pytest.mark.parametrize("form", ["dot_interval", "bars"])
def test_nothing_to_draw_is_said(rows, roles, form):
    empty = Exhibit("demo.dots", form, rows.iloc[:0], roles, facts={"county": "甲县"})
    data, metadata = empty._repr_mimebundle_()
    assert data["text/plain"] == "name,value,low,high\n"
    assert metadata["qiyou"]["alt"] == "没有可以画出的数字。"


def test_empty_table_says_so(rows):
    data, _ = Exhibit("demo.table", "table", rows.iloc[:0])._repr_mimebundle_()
    assert '<td colspan="4">无</td>' in data["text/html"]


def test_unavailable_section_says_why(words, monkeypatch):
    from qiyou.catalogue import catalogue
    monkeypatch.setitem(catalogue("zh"), "demo.reason", "还没有收到{who}的数字。")
    data, metadata = unavailable("demo.gone", "demo.reason", who="县人社局")._repr_mimebundle_()
    assert data["text/plain"] == "还没有收到县人社局的数字。"
    assert "还没有收到县人社局的数字。" in data["text/html"]
    assert metadata["qiyou"]["is_available"] is False


def test_picture_in_a_notebook_has_the_size_of_a_text_column(rows, roles, monkeypatch):
    monkeypatch.delenv("QIYOU_FIGURE", raising=False)
    data, metadata = dots(rows, roles)._repr_mimebundle_()
    assert metadata["image/png"]["width"] == 691
    pixels = int.from_bytes(data["image/png"][16:20], "big")
    assert pixels > 691  # finer than the screen, for paper
    assert base64.b64encode(data["image/png"])
