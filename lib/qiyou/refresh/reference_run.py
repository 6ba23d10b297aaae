"""reference_run — the committed notebooks + their defaults -> the same, executed and tidy."""

import difflib
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryDirectory
from typing import TextIO

from qiyou.catalogue import say
from qiyou.refresh import tidy
from qiyou.refresh.execute import execute
from qiyou.refresh.failure import Failure, plain
from qiyou.refresh.jobs import Job, Outcome
from qiyou.refresh.pool import Crew, results
from qiyou.refresh.process import interruptible, prepare_process
from qiyou.refresh.progress import progress
from qiyou.refresh.publish import write_whole

LINES_SHOWN = 20


@dataclass(frozen=True)
class Executed:
    """A notebook as it would be committed; ``text`` is empty if it did not finish."""

    outcome: Outcome
    text: str

    @property
    def is_as_committed(self) -> bool:
        """Whether the file holds exactly this."""
        source = self.outcome.job.source
        return self.text.encode() == source.read_bytes()


def reference_run(jobs: list[Job], size: int, cell_seconds: int, stream: TextIO
                  ) -> list[Executed]:
    """Execute notebooks with the parameters that stand in them; no file is changed.

    Figures are drawn as they are for a person who opens the notebook, so that nbval finds the
    same kinds of output.

    Parameters
    ----------
    jobs : list of Job
        Without parameters.
    size, cell_seconds : int
        Number of processes; longest time that one cell may take.
    stream : text stream
        For the progress.

    Returns
    -------
    list of Executed
        In the order of the jobs.
    """
    found: dict[str, Executed] = {}
    work = partial(perform_reference, cell_seconds)
    with TemporaryDirectory() as scratch, progress(len(jobs), stream) as shown:
        crew = Crew(work, size, prepare_process, ("", scratch), shown.watch)
        for executed in _executed(results(jobs, crew)):
            found[executed.outcome.job.label] = executed
            shown.done(executed.outcome)
    return [found[job.label] for job in jobs]


def perform_reference(cell_seconds: int, job: Job) -> Executed:
    """Execute one notebook with its defaults."""
    start = time.monotonic()
    with interruptible():
        execution = execute(job.source, {}, cell_seconds)
    unavailable = tidy.unavailable_sections(execution.notebook)
    outcome = Outcome(job, time.monotonic() - start, unavailable, execution.failure)
    text = "" if execution.failure else tidy.text_of(tidy.reference(execution.notebook))
    return Executed(outcome, text)


def write(executed: Iterable[Executed]) -> Iterator[str]:
    """Write the notebooks that finished and differ from their file; say what was done."""
    for one in executed:
        job = one.outcome.job
        if one.text and not one.is_as_committed:
            write_whole(one.text, job.source)
            yield say("refresh.reference.written", notebook=job.notebook)
        else:
            yield _standing(one)


def compare(executed: Iterable[Executed]) -> Iterator[str]:
    """Say for each notebook whether its file is what would be written, and how it differs."""
    for one in executed:
        yield _standing(one)
        if one.text and not one.is_as_committed:
            committed = one.outcome.job.source.read_text(encoding="utf-8").splitlines()
            lines = difflib.unified_diff(committed, one.text.splitlines(), n=0, lineterm="")
            yield from list(lines)[2:2 + LINES_SHOWN]


def _standing(one: Executed) -> str:
    job, failure = one.outcome.job, one.outcome.failure
    if failure is not None:
        return say("refresh.reference.failed", notebook=job.notebook, sentence=failure.sentence,
                   detail=failure.detail)
    kind = "same" if one.is_as_committed else "differs"
    return say(f"refresh.reference.{kind}", notebook=job.notebook)


def _executed(answers: Iterable) -> Iterator[Executed]:
    for job, answer in answers:
        if isinstance(answer, Executed):
            yield answer
        else:
            detail = plain("".join(traceback.format_exception(answer)))
            failure = Failure("worker_died", "", "", detail)
            yield Executed(Outcome(job, 0.0, (), failure), "")
