"""nbval compares the numbers behind a chart: one changed number fails, and the diff shows it."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from qiyou.refresh.tidy import NOTEBOOK_METADATA

ROOT = Path(__file__).resolve().parents[2]
# A library function that hands a chart its numbers.
LIBRARY = """\
import pandas as pd
from qiyou.catalogue import catalogue
from qiyou.report.exhibit import Exhibit

catalogue("zh")["exhibit.demo.dots.title"] = "T"


def chart():
    frame = pd.DataFrame({"area_name": ["a", "b", "c"], "value": [1.5, 2.5, 3.25]})
    return Exhibit("demo.dots", "dot_interval", frame, {"x": "value", "label": "area_name"})
"""
DRAWN = "area_name,value\na,1.5\nb,2.5\nc,3.25\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A notebook with the committed numbers of its chart, beside the library it calls."""
    place = tmp_path_factory.mktemp("bites")
    (place / "figures.py").write_text(LIBRARY, encoding="utf-8")
    cells = [new_code_cell("from figures import chart", id="import", execution_count=1),
             new_code_cell("chart()", id="chart", execution_count=2, outputs=[
                 new_output("execute_result", {"text/plain": DRAWN}, execution_count=2)])]
    nbformat.write(new_notebook(cells=cells, metadata=NOTEBOOK_METADATA), place / "demo.ipynb")
    return place


def nbval(folder):
    """Answer of nbval with the project's own settings and nothing else."""
    environment = {k: v for k, v in os.environ.items()
                   if not k.startswith(("QIYOU_", "PYTEST_", "COV_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "--color=no", "-p", "no:cacheprovider",
         "-c", ROOT / "pyproject.toml", "--rootdir", folder, folder / "demo.ipynb"],
        capture_output=True, encoding="utf-8", check=False, cwd=folder, env=environment,
        timeout=120)


def test_the_committed_numbers_pass(folder):
    answer = nbval(folder)
    assert answer.returncode == 0, answer.stdout
    assert "2 passed" in answer.stdout


def test_one_changed_number_fails_and_both_numbers_are_shown(folder):
    changed = LIBRARY.replace("2.5", "2.75")
    (folder / "figures.py").write_text(changed, encoding="utf-8")
    answer = nbval(folder)
    assert answer.returncode == 1
    assert "1 failed, 1 passed" in answer.stdout
    assert "Cell outputs differ" in answer.stdout
    assert "- b,2.75" in answer.stdout
    assert "+ b,2.5\n" in answer.stdout
