"""execute — a notebook file + parameters -> the executed notebook, or where and why it failed."""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import papermill
from nbclient.exceptions import CellTimeoutError
from papermill.exceptions import PapermillExecutionError

from qiyou.refresh import tidy
from qiyou.refresh.failure import Failure, failure_in, unfinished_cell
from qiyou.refresh.kernels import kernel_settings

_REASON = {"PapermillExecutionError": "error", "CellTimeoutError": "timeout",
           "DeadKernelError": "kernel_died"}


@dataclass(frozen=True)
class Execution:
    """A notebook with the outputs it came to, and its failure, if any."""

    notebook: object
    failure: Failure | None = None


def execute(source: Path, parameters: Mapping, cell_seconds: int) -> Execution:
    """Run one notebook from top to bottom through papermill.

    The kernel works in the notebook's folder, as under JupyterLab and nbval; this process's own
    working directory stays. Not for notebooks from strangers: the code in them runs with the
    user's rights.

    Parameters
    ----------
    source : pathlib.Path
        The notebook; it is not changed.
    parameters : mapping
        Checked by :mod:`qiyou.refresh.runs`; empty to keep the defaults in the notebook.
    cell_seconds : int
        Longest time that one cell may take, seconds.

    Returns
    -------
    Execution
        Whatever goes wrong in the notebook or its kernel is a ``failure``, never an exception.
    """
    started: dict[int, object] = {}

    def note_start(cell, cell_index):
        started[cell_index] = cell

    given = {"input_path": _literal(source), "output_path": None, "parameters": dict(parameters),
             "progress_bar": False, **kernel_settings()}
    try:
        notebook = papermill.execute_notebook(
            **given, request_save_on_cell_execute=False, autosave_cell_every=0,
            execution_timeout=cell_seconds, resources={"metadata": {"path": str(source.parent)}},
            record_timing=False, on_cell_start=note_start)
    except (PapermillExecutionError, CellTimeoutError, RuntimeError) as error:
        reason = _REASON.get(type(error).__name__, "not_started")
        if reason == "not_started" and started:
            raise  # a RuntimeError that is not jupyter_client's "kernel does not answer" is a bug
        # Papermill's own message is the notebook's traceback; the way to it says nothing.
        detail = str(error) if reason == "error" else traceback.format_exc()
        return _broken_off(given, started, reason, detail)
    notebook = tidy.finished(notebook)
    last = unfinished_cell(notebook)
    return Execution(notebook, None if last is None else failure_in(notebook, "unrun", last, ""))


def _broken_off(given: dict, started: dict, reason: str, detail: str) -> Execution:
    # Papermill keeps the notebook of a failed run to itself; its cells were noted one by one.
    notebook = papermill.execute_notebook(**given, prepare_only=True)
    for index, cell in started.items():
        notebook.cells[index] = cell
    notebook = tidy.finished(notebook)
    return Execution(notebook, failure_in(notebook, reason, max(started, default=None), detail))


def _literal(path: Path) -> str:
    # Papermill fills {fields} in paths, and a folder may have braces in its name.
    return str(path).replace("{", "{{").replace("}", "}}")
