"""pool — jobs + a function -> their results as they finish, over several processes."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context


@dataclass(frozen=True)
class Crew:
    """How jobs are done: ``work(job)`` in ``size`` processes, each set up by ``prepare(*given)``.

    ``watch`` is called in the caller's process, at least once a second, with the jobs that are
    being done.
    """

    work: Callable
    size: int
    prepare: Callable
    given: tuple = ()
    watch: Callable | None = None

    def start(self, size: int) -> ProcessPoolExecutor:
        """Start an executor; processes are spawned, as Windows has no other way."""
        return ProcessPoolExecutor(size, mp_context=get_context("spawn"),
                                   initializer=self.prepare, initargs=self.given)

    def look(self, running: Iterable) -> None:
        """Tell the watcher what is being done."""
        if self.watch is not None:
            self.watch(list(running))


def results(jobs: Iterable, crew: Crew) -> Iterator[tuple[object, object]]:
    """Do every job; one that fails or takes its process down does not stop the others.

    Parameters
    ----------
    jobs : iterable
        Things that can be pickled.
    crew : Crew
        What is done with them, and by how many.

    Yields
    ------
    job, result
        In the order in which they finish; the result of a job that failed is its exception.
    """
    waiting = deque(jobs)
    while waiting:
        lost = yield from _until_broken(waiting, crew)
        # One of these brought its process down; alone in a new one, each answers for itself.
        for job in lost:
            crew.look([job])
            with crew.start(1) as executor:
                yield job, _result(executor.submit(crew.work, job))


def _until_broken(waiting: deque, crew: Crew):
    running: dict[Future, object] = {}
    lost: list = []
    with crew.start(crew.size) as executor:
        try:
            is_whole = _fill(executor, running, waiting, crew)
            while running:
                crew.look(running.values())
                for future in wait(running, timeout=1, return_when=FIRST_COMPLETED).done:
                    job, answer = running.pop(future), _result(future)
                    if isinstance(answer, BrokenProcessPool):
                        lost.append(job)
                    else:
                        yield job, answer
                is_whole = is_whole and not lost and _fill(executor, running, waiting, crew)
        except BaseException:
            executor.shutdown(wait=True, cancel_futures=True)
            raise
    return lost


def _fill(executor: ProcessPoolExecutor, running: dict, waiting: deque, crew: Crew) -> bool:
    # No more at a time than there are processes: so what is running is known.
    while waiting and len(running) < crew.size:
        try:
            future = executor.submit(crew.work, waiting[0])
        except BrokenProcessPool:
            return False
        running[future] = waiting.popleft()
    return True


def _result(future: Future):
    error = future.exception()
    return future.result() if error is None else error
