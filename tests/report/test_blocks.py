"""Cells of a notebook become blocks of a page; no markup of theirs comes along."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from qiyou.report.blocks import outline, page_blocks
from qiyou.report.exhibit import Exhibit, unavailable
from qiyou.report.sentences import Sentences


def shown(thing):
    """Output that a notebook keeps of a thing it displays."""
    data, metadata = thing._repr_mimebundle_()
    return new_output("execute_result", data, metadata=metadata, execution_count=1)


def blocks_of(*outputs, source="call()", **cell):
    notebook = new_notebook(cells=[new_code_cell(source, id="cell", outputs=list(outputs), **cell)])
    return page_blocks(notebook)


@pytest.fixture(autouse=True)
def _svg(monkeypatch, words):
    monkeypatch.setenv("QIYOU_FIGURE", "svg")
    for name in ("demo.dots", "demo.table", "demo.gone"):
        words(name, title=name)
    words("demo.reason", title="x")


def test_words_keep_their_cell_as_anchor():
    notebook = new_notebook(cells=[new_markdown_cell("# 题\n\n## 一\n\n### 二", id="why")])
    blocks = page_blocks(notebook)
    assert [(b["kind"], b["id"]) for b in blocks] == [("words", "why")]
    assert [h["words"] for h in outline(blocks, (2, 3))] == ["一", "二"]


def test_injected_parameters_are_left_out():
    cell = new_code_cell("county = 'x'", id="random",
                         metadata={"tags": ["injected-parameters"]})
    assert page_blocks(new_notebook(cells=[cell])) == []


def test_chart_brings_its_drawing_and_its_numbers(rows, roles):
    _, chart = blocks_of(shown(Exhibit("demo.dots", "dot_interval", rows, roles)))
    assert (chart["id"], chart["number"]) == ("demo.dots", "图1")
    assert chart["drawing"].startswith("<svg")
    assert ">30.2<" in chart["table"] or ">30.25<" in chart["table"]


def test_table_is_made_anew_from_its_data(rows):
    output = shown(Exhibit("demo.table", "table", rows))
    output.data["text/html"] = "<script>alert(1)</script>"
    _, table = blocks_of(output)
    assert table["number"] == "表1"
    assert "script" not in table["table"]
    assert '<th scope="row" class="text">托位</th>' in table["table"]


def test_kinds_of_columns_survive_the_way_through_text(rows):
    frame = rows.assign(code=["001", "330", None], flag=[True, False, True], value=[1, 20000, 3])
    frame = frame[["name", "code", "flag", "value"]]
    from qiyou.catalogue import catalogue
    catalogue("zh")["column.code"] = "代码"
    try:
        exhibit = Exhibit("demo.table", "table", frame)
        direct = exhibit._repr_mimebundle_()[0]["text/html"]
        _, block = blocks_of(shown(exhibit))
    finally:
        del catalogue("zh")["column.code"]
    # What the notebook shows has inline styles of its own; the cells are the same.
    body = direct.replace(' style="text-align:left"', "").split("<tbody>")[1].split("</tbody>")[0]
    assert body in block["table"]
    assert ">001<" in block["table"]


def test_figures_and_tables_are_counted_apart(rows, roles):
    dots = shown(Exhibit("demo.dots", "dot_interval", rows, roles))
    table = shown(Exhibit("demo.table", "table", rows))
    numbers = [b["number"] for b in blocks_of(dots, table, dots) if b["kind"] == "exhibit"]
    assert numbers == ["图1", "表1", "图2"]


def test_exhibit_shown_twice_has_ids_of_its_own(rows, roles):
    dots = shown(Exhibit("demo.dots", "dot_interval", rows, roles))
    first, second = [b for b in blocks_of(dots, dots) if b["kind"] == "exhibit"]
    assert (first["id"], second["id"]) == ("demo.dots", "demo.dots-2")
    assert 'id="demo-dots-figure_1"' in first["drawing"]
    assert 'id="demo-dots-figure_1"' not in second["drawing"]


def test_unavailable_section_brings_its_words(monkeypatch):
    from qiyou.catalogue import catalogue
    monkeypatch.setitem(catalogue("zh"), "demo.why", "没有数字。")
    _, block = blocks_of(shown(unavailable("demo.gone", "demo.why")))
    assert block["lines"] == ["没有数字。"]
    assert block["mark"]["is_available"] is False


def test_sentences_are_made_anew_from_their_text():
    output = shown(Sentences("demo.opening", ("一 < 二",)))
    output.data["text/html"] = "<script>alert(1)</script>"
    _, block = blocks_of(output)
    assert block["html"] == "<p>一 &lt; 二</p>"


def test_foreign_html_is_shown_as_text():
    _, block = blocks_of(new_output("display_data", {"text/plain": "   a\n0  1",
                                                     "text/html": "<script>x</script>"}))
    assert block == {"kind": "plain", "text": "   a\n0  1"}


def test_foreign_svg_is_not_shown():
    _, block = blocks_of(new_output("display_data", {"text/plain": "drawing",
                                                     "image/svg+xml": "<svg onload='x'/>"}))
    assert block == {"kind": "plain", "text": "drawing"}


def test_errors_and_warnings_are_not_shown():
    outputs = (new_output("error", ename="KeyError", evalue="secret", traceback=["secret"]),
               new_output("stream", name="stderr", text="secret"))
    blocks = blocks_of(*outputs)
    assert [b["kind"] for b in blocks] == ["code", "stopped"]
    assert "secret" not in str(blocks)


def test_printed_text_is_shown():
    _, block = blocks_of(new_output("stream", name="stdout", text="一"))
    assert block == {"kind": "plain", "text": "一"}


def test_image_that_is_not_ours_is_shown():
    _, block = blocks_of(new_output("display_data", {"image/png": "aGk=\n", "text/plain": "x"}))
    assert (block["kind"], block["image"]) == ("image", "aGk=")
