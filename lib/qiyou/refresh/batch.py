"""batch — runs + settings -> a published folder for each run, an index, outcomes."""

import os
from collections.abc import Collection, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from qiyou.refresh.jobs import Job, Outcome, plan_jobs
from qiyou.refresh.manifest import circumstances, manifest
from qiyou.refresh.pages import page_contexts, site_index, write_run_index
from qiyou.refresh.pool import Crew, results
from qiyou.refresh.process import prepare_process
from qiyou.refresh.progress import progress
from qiyou.refresh.publish import publish_run, published_runs, write_whole
from qiyou.refresh.runs import Run
from qiyou.refresh.work import Workplace, perform, stand_in
from qiyou.store.frozen import VARIABLE, Frozen, naming, pin

# A public run never reads the internal store.
INTERNAL = "internal"


@dataclass(frozen=True)
class Settings:
    """How a refresh is done: exports folder, number of processes, seconds that a cell may take."""

    out: Path
    jobs: int
    cell_seconds: int


def refresh(runs: list[Run], settings: Settings, stream: TextIO) -> list[Outcome]:
    """Execute the notebooks of some runs and publish what comes of them.

    A notebook that fails does not stop the others, and it too gets a page. Pages hold no times;
    those stand in the manifest.

    Parameters
    ----------
    runs : list of Run
        Checked.
    settings : Settings
    stream : text stream
        For the progress: a bar on a terminal, plain lines elsewhere.

    Returns
    -------
    list of Outcome
        In the order of the runs and their notebooks.

    Raises
    ------
    RegisterError, StoreError
        When what departments sent cannot be frozen; nothing has been started then.
    """
    around, started = circumstances(), _now()
    # All notebooks of a run read the same figures, whatever comes in meanwhile.
    pins = pin((run.county.id, run.definition.as_of) for run in runs
               if run.definition.audience == INTERNAL)
    settings.out.mkdir(parents=True, exist_ok=True)
    # Beside the published folders, so that moving is renaming, never copying.
    with TemporaryDirectory(prefix=".aside-", dir=settings.out) as aside:
        contexts = {f"{run.name}/{notebook}": context for run in runs
                    for notebook, context in page_contexts(run, around).items()}
        place = Workplace(Path(aside), settings.cell_seconds, contexts)
        with _told_to_read(pins.values()):
            outcomes = _perform_all(plan_jobs(runs), place, settings.jobs, stream)
        for run in runs:
            own = [outcome for outcome in outcomes if outcome.job.run == run.name]
            read = pins.get((run.county.id, run.definition.as_of))
            seen = {**around, "snapshot": read.name} if read else around
            record = manifest(run, own, seen, {"started": started, "finished": _now()})
            write_run_index(record, place.folder / run.name)
            publish_run(place.folder / run.name, record, settings.out / run.name)
    write_whole(site_index(published_runs(settings.out)), settings.out / "index.html")
    return outcomes


@contextmanager
def _told_to_read(frozen: Collection[Frozen]):
    """Name the frozen snapshots to the processes that are started inside."""
    before = os.environ.get(VARIABLE)
    if frozen:
        os.environ[VARIABLE] = naming(frozen)
    try:
        yield
    finally:
        os.environ.pop(VARIABLE, None)
        if before is not None:
            os.environ[VARIABLE] = before


def _perform_all(jobs: list[Job], place: Workplace, size: int, stream: TextIO) -> list[Outcome]:
    order = {job.label: number for number, job in enumerate(jobs)}
    outcomes = []
    with TemporaryDirectory() as scratch, progress(len(jobs), stream) as shown:
        crew = Crew(partial(perform, place), size, prepare_process, ("svg", scratch), shown.watch)
        for outcome in _outcomes(place, results(jobs, crew)):
            outcomes.append(outcome)
            shown.done(outcome)
    return sorted(outcomes, key=lambda outcome: order[outcome.job.label])


def _outcomes(place: Workplace, answers: Iterable):
    for job, answer in answers:
        yield answer if isinstance(answer, Outcome) else stand_in(place, job, answer)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
