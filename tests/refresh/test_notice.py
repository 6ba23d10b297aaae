"""The page of a notebook that did not finish says so, and shows what was computed before."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from qiyou.refresh.failure import REASONS, Failure, failure_in, unfinished_cell
from qiyou.refresh.notice import cut_short, empty_notebook

ERROR = new_output("error", ename="ValueError", evalue="/home/x/secret",
                   traceback=["File /home/x/lib.py"])


@pytest.fixture
def stopped():
    return new_notebook(cells=[
        new_markdown_cell("# 健康", id="title"),
        new_code_cell("1", id="first", execution_count=1,
                      outputs=[new_output("execute_result", {"text/plain": "1"})]),
        new_markdown_cell("## 寿命\n\n说明", id="life-heading"),
        new_code_cell("2", id="life", execution_count=2, outputs=[
            new_output("stream", name="stdout", text="printed"), ERROR]),
        new_markdown_cell("## 死亡", id="death-heading"),
        new_code_cell("3", id="death"),
    ])


def test_a_failure_names_cell_and_section(stopped):
    failure = failure_in(stopped, "error", 3, "\x1b[31mtrace\x1b[0m")
    assert failure == Failure("error", "life", "寿命", "trace")
    assert "“寿命”" in failure.sentence


def test_before_the_first_cell_there_is_no_section(stopped):
    assert failure_in(stopped, "not_started", None, "") == Failure("not_started", "", "", "")


def test_every_reason_has_a_sentence_of_its_own():
    sentences = {Failure(reason, "c", "", "").sentence for reason in REASONS}
    assert len(sentences) == len(REASONS)


def test_the_page_has_results_so_far_the_place_and_what_did_not_run(stopped):
    shown = cut_short(stopped, failure_in(stopped, "error", 3, "File /home/x/lib.py"))
    assert [cell.id for cell in shown.cells] == [
        "title", "first", "life-heading", "life", "stopped-here"]
    assert [output.output_type for output in shown.cells[3].outputs] == ["stream"]
    assert "死亡" in shown.cells[-1].source


def test_at_the_last_section_nothing_is_listed_as_left_out(stopped):
    stopped.cells = stopped.cells[:4]
    shown = cut_short(stopped, failure_in(stopped, "error", 3, ""))
    assert "没有运行" not in shown.cells[-1].source


def test_no_traceback_and_no_path_is_on_the_page(stopped):
    text = nbformat.writes(cut_short(stopped, failure_in(stopped, "error", 3, "/home/x/lib.py")))
    assert "/home" not in text
    assert "ValueError" not in text


def test_a_notebook_that_never_started_still_has_a_page():
    shown = cut_short(empty_notebook("健康"), Failure("worker_died", "", "", ""))
    assert [cell.id for cell in shown.cells] == ["title", "stopped-here"]
    assert shown.cells[0].source == "# 健康"
    nbformat.validate(shown)


def test_a_whole_notebook_is_not_unfinished(stopped):
    assert unfinished_cell(stopped) == 3
    stopped.cells[3].outputs = []
    assert unfinished_cell(stopped) == 3
    stopped.cells[5].execution_count = 3
    assert unfinished_cell(stopped) is None
