"""work — one job -> its executed notebook, page and log in a folder aside, and its outcome."""

import time
import traceback
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from qiyou.refresh import tidy
from qiyou.refresh.execute import execute
from qiyou.refresh.failure import Failure, plain
from qiyou.refresh.jobs import Job, Outcome
from qiyou.refresh.notice import cut_short, empty_notebook
from qiyou.refresh.pages import notices, write_page
from qiyou.refresh.process import interruptible
from qiyou.report.page import PageContext


@dataclass(frozen=True)
class Workplace:
    """Where jobs are done: ``folder`` gets a subfolder for each run; contexts by job label."""

    folder: Path
    cell_seconds: int
    contexts: dict[str, PageContext]


def perform(place: Workplace, job: Job) -> Outcome:
    """Do one job, in a process that :func:`qiyou.refresh.process.prepare_process` has set up.

    Parameters
    ----------
    place : Workplace
    job : Job

    Returns
    -------
    Outcome
        With a failure if the notebook did not finish; a page is there in any case.
    """
    start = time.monotonic()
    with interruptible():
        execution = execute(job.source, job.parameters, place.cell_seconds)
    unavailable = tidy.unavailable_sections(execution.notebook)
    outcome = Outcome(job, 0.0, unavailable, execution.failure)
    _write(place, outcome, execution.notebook)
    return replace(outcome, seconds=time.monotonic() - start)


def stand_in(place: Workplace, job: Job, error: BaseException) -> Outcome:
    """Write a page for a job whose process was lost, or could not write the page itself.

    Parameters
    ----------
    place : Workplace
    job : Job
    error : BaseException
        What came back in place of an outcome.

    Returns
    -------
    Outcome
        Failed.
    """
    reason = "worker_died" if isinstance(error, BrokenProcessPool) else "page"
    failure = Failure(reason, "", "", plain("".join(traceback.format_exception(error))))
    outcome = Outcome(job, 0.0, (), failure)
    _write(place, outcome, tidy.finished(empty_notebook(job.title)))
    return outcome


def _write(place: Workplace, outcome: Outcome, notebook) -> None:
    job, failure = outcome.job, outcome.failure
    folder = place.folder / job.run
    _write_text(folder / "notebooks" / f"{job.notebook}.ipynb", tidy.text_of(notebook))
    if failure is not None:
        _write_text(folder / "logs" / f"{job.notebook}.log", failure.detail + "\n")
        notebook = cut_short(notebook, failure)
    context = replace(place.contexts[job.label], notices=notices(outcome))
    write_page(tidy.for_page(notebook, job.parameters), context, folder / f"{job.notebook}.html")


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
