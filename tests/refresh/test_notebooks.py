"""What a run needs to know about the notebooks, read without starting anything."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from qiyou.refresh.notebooks import UNKNOWN, assignments, find_notebooks


def save(path, *cells):
    nbformat.write(new_notebook(cells=list(cells)), path)


def test_numbered_notebooks_are_found_in_order_with_title_and_parameters(tmp_path):
    parameters = new_code_cell('county = "x"\nyears = 3', metadata={"tags": ["parameters"]})
    save(tmp_path / "04_health.ipynb", new_markdown_cell("text\n\n# 健康 #\n"), parameters,
         new_code_cell("other = 1"))
    save(tmp_path / "00_overview.ipynb", parameters)
    save(tmp_path / "Untitled.ipynb")
    (tmp_path / ".ipynb_checkpoints").mkdir()
    save(tmp_path / ".ipynb_checkpoints" / "01_a.ipynb")
    found = find_notebooks(tmp_path)
    assert list(found) == ["00_overview", "04_health"]
    assert found["04_health"].title == "健康"
    assert found["04_health"].declared == {"county": "x", "years": 3}
    assert found["00_overview"].title == "00_overview"


def test_only_plain_assignments_at_the_top_level_declare():
    source = ("a = 1\nb: str = 'x'\nc = [1, 2]\nd = f()\n"
              "e, g = 1, 2\nif a:\n    h = 1\ni.j = 2\nk: int")
    assert assignments(source) == {"a": 1, "b": "x", "c": [1, 2], "d": UNKNOWN}
