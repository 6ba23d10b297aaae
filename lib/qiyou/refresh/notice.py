"""notice — a notebook that did not finish + its failure -> what a page shows in its place."""

from copy import deepcopy

from nbformat.v4 import new_markdown_cell, new_notebook

from qiyou.catalogue import say
from qiyou.refresh.failure import Failure
from qiyou.refresh.notebooks import headings_in


def cut_short(notebook, failure: Failure):
    """Copy of a notebook for a page: what was computed, then that it stopped and what is missing.

    No traceback and no path stands in it; those are in the log.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        As far as it came.
    failure : Failure
        Its cell is looked up by id.

    Returns
    -------
    nbformat.NotebookNode
    """
    shown = deepcopy(notebook)
    ids = [cell.get("id") for cell in shown.cells]
    end = ids.index(failure.cell) + 1 if failure.cell in ids else min(1, len(ids))
    left = [h for c in shown.cells[end:] if c.cell_type == "markdown" for h in headings_in(c)]
    shown.cells = shown.cells[:end]
    for cell in shown.cells:
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if o.output_type != "error"]
    sections = say("refresh.separator").join(left)
    text = say("refresh.failed.rest", sections=sections) if left else say("refresh.failed.end")
    shown.cells.append(_words("stopped-here", text))
    return shown


def empty_notebook(title: str):
    """Notebook of nothing but a title, for a job that left none."""
    return new_notebook(cells=[_words("title", f"# {title}")])


def _words(name: str, text: str):
    return new_markdown_cell(text, id=name)
