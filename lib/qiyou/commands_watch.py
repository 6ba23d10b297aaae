"""commands_watch — files put into the inbox -> taken in at once, pages refreshed after a pause."""

import subprocess
import sys
import time
from collections.abc import Callable

import click

from qiyou.catalogue import say
from qiyou.project import project_root

INTERRUPTED = 130
# A copy over the network comes in pieces: a file is taken when it has kept its size this long.
SETTLED_SECONDS = 2.0
# More files of the same delivery may follow; pages are made once for all of them.
QUIET_SECONDS = 20.0
_STEP_MILLISECONDS = 500


def watch_inbox(office, runs: tuple[str, ...], take_all: Callable, stop=None) -> int:
    """Take in whatever comes until interrupted, and refresh after accepted files.

    Parameters
    ----------
    office : qiyou.intake.pipeline.Office
    runs : tuple of str
        Runs to refresh; all when empty.
    take_all : function of Office, list of Path
        Takes files in and gives the exit code.
    stop : threading.Event, optional
        Ends the watch when it is set.

    Returns
    -------
    int
        Exit code 130: there is no other end than an interruption.
    """
    from watchfiles import watch  # noqa: PLC0415 - a compiled library that only this needs

    from qiyou.commands_intake import waiting_files  # noqa: PLC0415

    office.inbox.mkdir(parents=True, exist_ok=True)
    click.echo(say("intake_command.watching", folder=office.inbox))
    before, due = _state(office), None
    seen: dict = {}
    changes = watch(office.inbox, step=_STEP_MILLISECONDS, rust_timeout=_STEP_MILLISECONDS,
                    yield_on_timeout=True, stop_event=stop, raise_interrupt=False)
    for _ in changes:
        ready = _settled(waiting_files(office), seen)
        if ready:
            take_all(office, ready)
            if _state(office) != before:
                before, due = _state(office), time.monotonic() + QUIET_SECONDS
        if due is not None and time.monotonic() >= due:
            _refresh(runs)
            due = None
    return INTERRUPTED


def _settled(paths: list, seen: dict) -> list:
    """Files that have kept size and time for a while, each given out once until it changes."""
    ready, now = [], time.monotonic()
    for path in paths:
        try:
            found = path.lstat()
        except OSError:  # gone again between listing and looking
            continue
        mark = (found.st_size, found.st_mtime_ns)
        known = seen.get(path)
        if known is None or known[0] != mark:
            seen[path] = (mark, now, False)
        elif not known[2] and now - known[1] >= SETTLED_SECONDS:
            seen[path] = (mark, known[1], True)
            ready.append(path)
    return ready


def _state(office) -> str:
    """What has been accepted so far: deliveries, not mere submissions."""
    from qiyou.store import open_store  # noqa: PLC0415

    with open_store(office.data) as store:
        return "".join(row.sha256 for row in store.submissions() if row.result == "accepted")


def _refresh(runs: tuple[str, ...]) -> None:
    click.echo(say("intake_command.refreshing"))
    code = subprocess.call([sys.executable, "-m", "qiyou", "refresh", *runs], cwd=project_root())
    click.echo(say("intake_command.refreshed", code=code))
