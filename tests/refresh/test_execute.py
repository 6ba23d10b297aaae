"""Notebooks run in real kernels of this interpreter; what goes wrong in them is told apart."""

import json
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from qiyou.refresh.execute import execute


@pytest.fixture
def run(tmp_path, prepared):
    def execute_cells(*sources, parameters=None, seconds=60, folder="{notebooks}"):
        cells = [new_code_cell("a = 1", id="parameters", metadata={"tags": ["parameters"]}),
                 new_markdown_cell("## 一节", id="heading"),
                 *(new_code_cell(s, id=f"cell-{n}") for n, s in enumerate(sources))]
        path = tmp_path / folder / "01_a.ipynb"
        path.parent.mkdir()
        nbformat.write(new_notebook(cells=cells), path)
        return execute(path, parameters or {}, seconds)

    return execute_cells


def printed(execution, cell="cell-0"):
    found = next(c for c in execution.notebook.cells if c.id == cell)
    return "".join(output.text for output in found.outputs if output.output_type == "stream")


HOSTILE = {
    "quotes": "'\"'\'\'\"\"\"",
    "backslashes": "\\ \\\\ \\n \\u0041 \\N{BULLET} \\",
    "newlines": "a\nb\r\nc\u2028d",
    "code": '"; import os; os._exit(3) #',
    "braces": "{county} {{}} %s $HOME",
    "control": "\x00\x1b[31m",
    "chinese": "嵊泗县“七优享”🏝",
    "empty": "",
    "long": "x" * 2000,
    "numbers": [0, -1, 10**17, 0.1, 1e-300],
    "truth": [True, False],
    "words": ["a", "b'c\\"],
}


def test_values_reach_the_kernel_exactly(run):
    done = run(f"import json; print(json.dumps([{', '.join(HOSTILE)}]))", parameters=HOSTILE)
    assert done.failure is None
    assert json.loads(printed(done)) == list(HOSTILE.values())


def test_the_kernel_is_this_interpreter_whatever_the_user_has_installed(
        run, tmp_path, monkeypatch):
    spec = tmp_path / "share" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text(json.dumps({
        "argv": ["/nowhere/python", "-f", "{connection_file}"], "display_name": "x",
        "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    done = run("import os, sys; print(sys.executable); print(os.getcwd()); "
               "print(os.environ['QIYOU_FIGURE'])")
    assert printed(done).splitlines() == [sys.executable, str(tmp_path / "{notebooks}"), "svg"]


def test_messages_to_a_kernel_are_encrypted_and_nothing_reaches_the_terminal(run, capfd):
    done = run("import os, sys; from ipykernel.kernelapp import IPKernelApp\n"
               "print('said', file=sys.stderr); os.write(2, b'written')\n"
               "print(bool(IPKernelApp.instance().curve_secretkey))")
    assert "True" in printed(done)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(("source", "reason"), [
    ("1 / 0", "error"),
    ("import sys; sys.exit(0)", "exit"),
    ("import os; os._exit(0)", "kernel_died"),
])
def test_what_stops_a_notebook_is_told_apart(run, source, reason):
    done = run("print('before')", source, "print('after')")
    assert (done.failure.reason, done.failure.cell, done.failure.section) == (
        reason, "cell-1", "一节")
    assert printed(done) == "before\n"
    assert done.notebook.cells[-1].execution_count is None


def test_a_cell_that_takes_too_long_is_stopped(run):
    done = run("import time; print('before', flush=True); time.sleep(60)", seconds=2)
    assert (done.failure.reason, done.failure.cell) == ("timeout", "cell-0")


def test_the_executed_notebook_holds_no_times_and_no_random_ids(run):
    done = run("print(a)", parameters={"a": 2})
    assert [cell.id for cell in done.notebook.cells] == [
        "parameters", "injected-parameters", "heading", "cell-0"]
    assert [dict(cell.metadata) for cell in done.notebook.cells] == [
        {"tags": ["parameters"]}, {"tags": ["injected-parameters"]}, {}, {}]
    assert set(done.notebook.metadata) == {"kernelspec", "language_info"}
