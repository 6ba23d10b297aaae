"""The committed notebooks are written by one command, which can also check them."""

import nbformat
import pytest

GOOD = {"given": "print(county)", "shown": "{'b': 1}"}
BAD = {"broken": "1 / 0"}


@pytest.fixture(scope="module")
def written(tmp_path_factory, project, qiyou):
    folder = project(tmp_path_factory.mktemp("reference"), good=GOOD, bad=BAD)
    before = (folder / "notebooks/01_bad.ipynb").read_bytes()
    return folder, before, qiyou(folder, "notebooks")


def test_a_notebook_is_written_with_its_outputs(written):
    folder, _, answer = written
    notebook = nbformat.read(folder / "notebooks/00_good.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3]
    assert code[1].outputs[0].text == "shengsi\n"
    assert code[2].outputs[0].data == {"text/plain": "{'b': 1}"}
    assert "00_good：已写入" in answer.stdout


def test_a_notebook_that_fails_is_named_with_its_traceback_and_stays_as_it_was(written):
    folder, before, answer = written
    assert answer.returncode == 1
    assert "01_bad：运行到“关于 broken”一节时程序出错" in answer.stdout
    assert "ZeroDivisionError" in answer.stdout
    assert (folder / "notebooks/01_bad.ipynb").read_bytes() == before


def test_what_was_written_passes_the_check_and_a_changed_figure_does_not(written, qiyou):
    path = written[0] / "notebooks/00_good.ipynb"
    kept = path.read_bytes()
    good = qiyou(written[0], "notebooks", "--check", "00_good")
    path.write_bytes(kept.replace(b"shengsi\\n", b"putuo\\n"))
    bad = qiyou(written[0], "notebooks", "--check", "00_good")
    assert (good.returncode, good.stdout) == (0, "00_good：一致\n")
    assert bad.returncode == 1
    assert "putuo" in bad.stdout
    assert "shengsi" in bad.stdout
    assert path.read_bytes() != kept


def test_an_unknown_notebook_is_a_usage_error_with_the_nearest_name(written, qiyou):
    answer = qiyou(written[0], "notebooks", "00_god")
    assert answer.returncode == 2
    assert "00_good" in answer.stderr
