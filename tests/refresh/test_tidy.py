"""What is taken out of executed notebooks, and what is kept."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from qiyou.refresh import tidy

MARK = {"id": "health.noise", "title": "噪声", "is_available": True}


def exhibit(**mark):
    data = {"text/plain": "a,b\n1,2", "text/html": "<table>", "image/png": "AA==",
            "image/svg+xml": "<svg/>"}
    return new_output("execute_result", data, metadata={"qiyou": MARK | mark, "image/png": {}},
                      execution_count=7)


@pytest.fixture
def executed():
    timing = {"papermill": {"duration": 1.2}, "execution": {"iopub.status.busy": "2026"}}
    return new_notebook(
        metadata={"papermill": {"start_time": "2026"},
                  "language_info": {"name": "x", "version": "2026"}},
        cells=[
            new_markdown_cell("# A", id="title", metadata={**timing, "tags": []}),
            new_code_cell("a = 1", id="parameters", execution_count=3,
                          metadata={**timing, "tags": ["parameters"]}),
            new_code_cell("# Parameters\na = 2", id="0f3a", execution_count=4,
                          metadata={"tags": ["injected-parameters"]}),
            new_code_cell("show", id="noise", execution_count=7, metadata=timing,
                          outputs=[exhibit(), new_output("stream", name="stdout", text="x")]),
        ])


def test_a_finished_notebook_keeps_all_that_is_shown_and_no_time(executed):
    kept = tidy.finished(executed)
    assert [cell.id for cell in kept.cells] == ["title", "parameters", "injected-parameters",
                                               "noise"]
    assert "2026" not in nbformat.writes(kept)
    assert kept.cells[3].outputs == executed.cells[3].outputs
    assert kept.metadata == tidy.NOTEBOOK_METADATA


def test_a_reference_notebook_keeps_text_and_tables_counted_from_one(executed):
    kept = tidy.reference(executed)
    assert [cell.get("execution_count") for cell in kept.cells] == [None, 1, 2]
    result, stream = kept.cells[2].outputs
    assert dict(result.data) == {"text/plain": "a,b\n1,2", "text/html": "<table>"}
    assert (dict(result.metadata), result.execution_count) == ({}, 2)
    assert stream.text == "x"


def test_what_was_given_is_not_changed(executed):
    before = nbformat.writes(executed)
    tidy.finished(executed)
    tidy.reference(executed)
    tidy.for_page(tidy.finished(executed), {"a": 2})
    assert nbformat.writes(executed) == before


def test_a_page_shows_the_parameters_of_the_run_readably(executed):
    shown = tidy.for_page(tidy.finished(executed), {"a": 2, "name": "嵊泗"})
    assert [cell.id for cell in shown.cells] == ["title", "parameters", "noise"]
    assert shown.cells[1].source == "a = 2\nname = '嵊泗'"


def test_the_same_content_gives_the_same_text(executed):
    text = tidy.text_of(tidy.reference(executed))
    again = nbformat.reads(text, as_version=4)
    assert tidy.text_of(tidy.reference(again)) == text
    assert text.endswith("}\n")
    assert json.loads(text)["nbformat"] == 4


def test_sections_that_cannot_be_computed_are_found(executed):
    assert tidy.unavailable_sections(executed) == ()
    executed.cells[3].outputs.append(exhibit(id="health.path", is_available=False))
    assert tidy.unavailable_sections(executed) == ({"id": "health.path", "title": "噪声"},)
