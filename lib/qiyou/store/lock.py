"""lock — a store that one program at a time may write -> the right to, or who has it.

The operating system holds the lock and lets go of it when its owner ends, however it ends.
The file beside it only says who the owner is.
"""

import json
import os
import socket
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from qiyou.catalogue import say
from qiyou.store.durable import write_whole
from qiyou.store.errors import StoreBusyError, told
from qiyou.store.layout import Layout
from qiyou.store.moments import now
from qiyou.store.processes import birth, is_running

WAIT_SECONDS = 60.0
_POLL_SECONDS = 0.05
# An owner signs right after it has locked; until then there is nobody to name.
_GRACE_SECONDS = 0.5


@dataclass(frozen=True)
class Owner:
    """Who holds the lock: process, machine, since when (ISO), doing what."""

    pid: int
    host: str
    since: str
    what: str
    birth: str = ""


@dataclass(frozen=True)
class Waiting:
    """How a writer waits: whom it tells (a function of one sentence), how long, what it is."""

    on_wait: Callable[[str], None] | None = None
    seconds: float = WAIT_SECONDS
    what: str = ""


@contextmanager
def writer_lock(place: Layout, waiting: Waiting):
    """Hold the store's lock.

    Parameters
    ----------
    place : Layout
        Its folder exists.
    waiting : Waiting

    Raises
    ------
    StoreBusyError
        When another writer holds it for longer than ``waiting.seconds``.
    StoreError
        When the disk refuses.
    """
    # A soft lock is a mere file and would outlive its owner.
    lock = FileLock(place.lock, fallback_to_soft=False)
    _acquire(lock, place.owner, waiting)
    try:
        _sign(place.owner, waiting.what or say("store.lock.what"))
        yield
    finally:
        with suppress(OSError):
            place.owner.unlink(missing_ok=True)
        # What was written stands; a lock that cannot be let go of ends with this process.
        with suppress(OSError):
            lock.release()


def owner_of(path: Path) -> Owner | None:
    """Read who signed, if that process can still be the owner.

    A process of this machine must be running; one of another machine cannot be asked and is
    believed.
    """
    try:
        owner = Owner(**json.loads(path.read_text(encoding="utf-8")))
        if owner.host != socket.gethostname():
            return owner
        is_same = owner.birth == birth(owner.pid)
        return owner if is_same and is_running(owner.pid) else None
    except (OSError, ValueError, TypeError):
        return None


def sentence(owner: Owner | None) -> str:
    """Say who holds the lock."""
    if owner is None:
        return say("store.lock.unknown")
    where = "here" if owner.host == socket.gethostname() else "elsewhere"
    since = owner.since[:19].replace("T", " ")
    return say(f"store.lock.{where}", pid=owner.pid, host=owner.host, since=since, what=owner.what)


def _acquire(lock: FileLock, path: Path, waiting: Waiting) -> None:
    start, said = time.monotonic(), ""
    while True:
        try:
            lock.acquire(timeout=0)
            return
        except Timeout:
            owner, waited = owner_of(path), time.monotonic() - start
        except OSError:
            with told():
                raise
        if waited >= waiting.seconds:
            raise StoreBusyError(sentence(owner))
        words = sentence(owner)
        if waiting.on_wait and words != said and (owner or waited > _GRACE_SECONDS):
            waiting.on_wait(words)
            said = words
        time.sleep(_POLL_SECONDS)


def _sign(path: Path, what: str) -> None:
    pid = os.getpid()
    owner = Owner(pid, socket.gethostname(), now(), what, birth(pid))
    # Without a name the lock still holds; a full disk must be told where data is written.
    with suppress(OSError):
        write_whole(json.dumps(asdict(owner), ensure_ascii=False).encode("utf-8"), path)
