"""failure — a notebook that did not finish -> where it stopped and why."""

import re
from dataclasses import dataclass

from qiyou.catalogue import say
from qiyou.refresh.notebooks import headings_in

REASONS = ("error", "exit", "timeout", "kernel_died", "not_started", "unrun", "page",
           "worker_died")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Failure:
    """Why a notebook did not finish.

    ``reason`` is one of ``REASONS``; ``cell`` and ``section`` name the last cell that was
    started and the heading over it, both empty if none was; ``detail`` is for the log only.
    """

    reason: str
    cell: str
    section: str
    detail: str

    @property
    def sentence(self) -> str:
        """What happened and where, for people."""
        where = "in_section" if self.section else "in_cell" if self.cell else "at_start"
        place = say(f"refresh.failed.{where}", section=self.section, cell=self.cell)
        return say(f"refresh.failed.{self.reason}", place=place)


def failure_in(notebook, reason: str, index: int | None, detail: str) -> Failure:
    """Describe the failure of a notebook whose cell number ``index`` was the last to start."""
    if index is None:
        return Failure(reason, "", "", plain(detail))
    cell = notebook.cells[index]
    before = [heading for earlier in notebook.cells[:index + 1]
              if earlier.cell_type == "markdown" for heading in headings_in(earlier)]
    names = [output.ename for output in cell.get("outputs", []) if output.output_type == "error"]
    if names == ["SystemExit"]:
        reason = "exit"
    return Failure(reason, cell.get("id", ""), before[-1] if before else "", plain(detail))


def unfinished_cell(notebook) -> int | None:
    """Position of the last code cell that ran in a notebook that stopped before its end.

    ``sys.exit(0)`` ends a notebook early without any error that papermill reports.
    """
    code = [i for i, cell in enumerate(notebook.cells)
            if cell.cell_type == "code" and cell.source.strip()]
    ran = [i for i in code if notebook.cells[i].execution_count is not None]
    has_left = any(output.output_type == "error" for i in ran
                   for output in notebook.cells[i].outputs)
    return ran[-1] if ran and (len(ran) < len(code) or has_left) else None


def plain(text: str) -> str:
    """Text of a traceback without terminal colours."""
    return _COLOURS.sub("", text)
