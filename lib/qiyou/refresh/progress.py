"""progress — what is running and what is done -> a bar on a terminal, plain lines elsewhere."""

from contextlib import contextmanager
from typing import TextIO

from tqdm import tqdm

from qiyou.catalogue import say
from qiyou.refresh.jobs import Job, Outcome


class Lines:
    """One line for each job that is done: for logs and pipes."""

    def __init__(self, total: int, stream: TextIO):
        self._total, self._stream, self._done = total, stream, 0

    def watch(self, running: list[Job]) -> None:
        """Nothing to show: a log keeps only what has happened."""

    def done(self, outcome: Outcome) -> None:
        """Write what became of a job."""
        self._done += 1
        print(line_of(outcome, self._done, self._total), file=self._stream, flush=True)

    def close(self) -> None:
        """Nothing is left open."""


class Bar:
    """A bar with what is running and the time left; jobs that did not go well get a line."""

    def __init__(self, total: int, stream: TextIO):
        self._bar = tqdm(total=total, file=stream, dynamic_ncols=True,
                         bar_format=say("refresh.progress.bar"))

    def watch(self, running: list[Job]) -> None:
        """Show what is running."""
        names = say("refresh.separator").join(job.label for job in running)
        self._bar.set_description_str(names and say("refresh.progress.running", jobs=names))

    def done(self, outcome: Outcome) -> None:
        """Move on by one."""
        self._bar.update()
        if outcome.status == "failed":
            self._bar.write(line_of(outcome, self._bar.n, self._bar.total), file=self._bar.fp)

    def close(self) -> None:
        """Leave the full bar behind."""
        self._bar.set_description_str("")
        self._bar.close()


@contextmanager
def progress(total: int, stream: TextIO):
    """Show the progress of ``total`` jobs on ``stream``: a bar if that is a terminal."""
    shown = (Bar if stream.isatty() else Lines)(total, stream)
    try:
        yield shown
    finally:
        shown.close()


def line_of(outcome: Outcome, number: int, total: int) -> str:
    """One line on a job that is done."""
    return say("refresh.progress.line", number=number, total=total, job=outcome.job.label,
               status=say(f"refresh.status.{outcome.status}"), seconds=f"{outcome.seconds:.1f}")
