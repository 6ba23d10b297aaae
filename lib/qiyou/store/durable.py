"""durable — bytes + a place -> a file that is whole or not there, whatever stops the writing."""

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from qiyou.store.layout import ASIDE

# File systems that cannot flush a folder say so with these.
_CANNOT = (errno.EINVAL, errno.ENOTSUP)


def aside_name() -> str:
    """Name that nothing else has, for what is built before it takes its place."""
    return f"{ASIDE}{secrets.token_hex(8)}"


def write_whole(data: bytes, target: Path) -> None:
    """Put a file in its place in one step, on the disk before it is seen.

    A failure at any point leaves what was there before.

    Parameters
    ----------
    data : bytes
    target : pathlib.Path
        In a folder that exists.

    Raises
    ------
    OSError
        When the disk refuses.
    """
    aside = target.with_name(aside_name())
    try:
        write_synced(data, aside)
        aside.replace(target)
    except BaseException:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def write_synced(data: bytes, target: Path) -> None:
    """Write a new file and wait until the disk has it; not for a name that others look for."""
    with target.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def make_folder(folder: Path) -> None:
    """Make a folder with all above it, on the disk before anything is put in."""
    missing = [path for path in (folder, *folder.parents) if not path.is_dir()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has a folder's list of names, where the system can be asked to."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
    finally:
        os.close(handle)
