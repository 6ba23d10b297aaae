"""tidy — an executed notebook -> the same without what changes from one run to the next."""

from copy import deepcopy

import nbformat

INJECTED = "injected-parameters"
# All that Jupyter needs to choose a kernel and colour the code; versions would change with it.
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python",
                   "name": "python3"},
    "language_info": {"name": "python"},
}


def finished(notebook):
    """Executed notebook of a run: everything shown is kept, times and random ids are not.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        As papermill leaves it.

    Returns
    -------
    nbformat.NotebookNode
    """
    kept = deepcopy(notebook)
    kept.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    for cell in kept.cells:
        tags = cell.metadata.get("tags", [])
        cell.metadata = type(cell.metadata)({"tags": tags} if tags else {})
        if INJECTED in tags:
            cell.id = INJECTED
    return kept


def reference(notebook):
    """Executed notebook as it is committed: text and tables only, cells counted from 1.

    Images are left out because they change with every version of the drawing library, and
    nbval does not compare them; the figures drawn stand in text/plain.
    """
    kept = finished(notebook)
    kept.cells = [cell for cell in kept.cells if cell.get("id") != INJECTED]
    code = [cell for cell in kept.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, start=1):
        cell.execution_count = count
        cell.outputs = [_text_only(output, count) for output in cell.outputs]
    return kept


def for_page(notebook, parameters: dict):
    """Executed notebook as readers of a page see its code: one cell with the run's parameters.

    Papermill's own cell repeats them with every Chinese character as an escape.
    """
    kept = deepcopy(notebook)
    kept.cells = [cell for cell in kept.cells if cell.get("id") != INJECTED]
    for cell in kept.cells:
        if parameters and "parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(f"{key} = {value!r}" for key, value in parameters.items())
    return kept


def text_of(notebook) -> str:
    """JSON of a notebook, the same for the same content."""
    text = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    return text if text.endswith("\n") else text + "\n"


def unavailable_sections(notebook) -> tuple[dict, ...]:
    """Id and title of each exhibit that says it cannot be computed."""
    marks = [output.metadata.get("qiyou", {}) for cell in notebook.cells
             if cell.cell_type == "code" for output in cell.outputs if "metadata" in output]
    return tuple({"id": mark.get("id", ""), "title": mark.get("title", "")}
                 for mark in marks if mark.get("is_available") is False)


def _text_only(output, count: int):
    if "data" in output:
        output.data = type(output.data)({kind: value for kind, value in output.data.items()
                                         if not kind.startswith("image/")})
        output.metadata = type(output.metadata)()
    if output.output_type == "execute_result":
        output.execution_count = count
    return output
