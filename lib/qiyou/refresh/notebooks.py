"""notebooks — the notebooks folder -> names, titles and the parameters that each one declares."""

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

# Scratch notebooks may lie beside the house's; only numbered ones are part of a run.
NAME = re.compile(r"[0-9]{2}_[a-z][a-z0-9_]{0,59}")
UNKNOWN = object()


@dataclass(frozen=True)
class Notebook:
    """One notebook file: ``declared`` maps each parameter to its default, or to ``UNKNOWN``."""

    name: str
    path: Path
    title: str
    declared: dict[str, object]


def find_notebooks(folder: Path) -> dict[str, Notebook]:
    """Notebooks of a folder by name, in order.

    Parameters
    ----------
    folder : pathlib.Path
        Searched without its subfolders, for names such as ``04_health.ipynb``.

    Returns
    -------
    dict of str to Notebook
    """
    paths = sorted(path for path in folder.glob("*.ipynb") if NAME.fullmatch(path.stem))
    return {path.stem: read_notebook(path) for path in paths}


def read_notebook(path: Path) -> Notebook:
    """Read what a run needs to know about one notebook, without starting anything."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    headings = [h for cell in cells if cell["cell_type"] == "markdown" for h in headings_in(cell)]
    declared = {name: default for cell in cells if is_tagged(cell, "parameters")
                for name, default in assignments("".join(cell["source"])).items()}
    return Notebook(path.stem, path, headings[0] if headings else path.stem, declared)


def is_tagged(cell: dict, tag: str) -> bool:
    """Whether a cell carries a tag."""
    return tag in cell.get("metadata", {}).get("tags", [])


def headings_in(cell: dict) -> list[str]:
    """Texts of the headings in a Markdown cell."""
    return re.findall(r"(?m)^#{1,6}[ \t]+(.+?)[ \t#]*$", "".join(cell["source"]))


def assignments(source: str) -> dict[str, object]:
    """Names that a piece of code assigns at its top level, with values that are plain literals.

    Examples
    --------
    >>> assignments('county = "x"\\nyears: int = 3')
    {'county': 'x', 'years': 3}
    """
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        else:
            continue
        found |= {t.id: _literal(node.value) for t in targets if isinstance(t, ast.Name)}
    return found


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return UNKNOWN
