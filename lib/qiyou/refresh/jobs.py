"""jobs — runs -> the notebooks to execute, with parameters; what became of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qiyou.refresh.failure import Failure
from qiyou.refresh.notebooks import Notebook
from qiyou.refresh.runs import Run

STATUSES = ("complete", "incomplete", "failed")


@dataclass(frozen=True)
class Job:
    """One notebook of one run; ``parameters`` empty means the notebook's own defaults."""

    run: str
    notebook: str
    title: str
    source: Path
    parameters: dict

    @property
    def label(self) -> str:
        """Short name for messages."""
        return f"{self.run}/{self.notebook}" if self.run else self.notebook


@dataclass(frozen=True)
class Outcome:
    """What became of a job; ``unavailable`` holds id and title of sections not computed."""

    job: Job
    seconds: float
    unavailable: tuple[dict, ...] = ()
    failure: Failure | None = None

    @property
    def status(self) -> str:
        """``complete``, ``incomplete`` (a section could not be computed) or ``failed``."""
        if self.failure is not None:
            return "failed"
        return "incomplete" if self.unavailable else "complete"


def plan_jobs(runs: Iterable[Run]) -> list[Job]:
    """Jobs of some runs, in order.

    Parameters
    ----------
    runs : iterable of Run
        Checked.

    Returns
    -------
    list of Job
    """
    return [job(notebook, run.parameters(notebook.name), run.name)
            for run in runs for notebook in run.notebooks]


def job(notebook: Notebook, parameters: dict, run: str = "") -> Job:
    """Job of one notebook; without a run, it is the reference run's."""
    return Job(run, notebook.name, notebook.title, notebook.path, parameters)
