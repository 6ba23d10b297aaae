"""archive — bytes that came in -> a file named by their hash, kept for ever."""

import hashlib
from pathlib import Path

from qiyou.catalogue import say
from qiyou.store.durable import make_folder, sync_folder, write_whole
from qiyou.store.errors import StoreError
from qiyou.store.layout import SHORT, Layout

_PART = 1 << 20


def keep(place: Layout, data: bytes, sha256: str) -> Path:
    """Archive bytes; when they are there already, see that they are whole.

    A file that a failing disk has torn is replaced. Kept twice is kept once.

    Parameters
    ----------
    place : Layout
    data : bytes
    sha256 : str
        Their hash, lower-case hexadecimal.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ValueError
        When the hash is not theirs: a bug.
    OSError
        When the disk refuses; the archive is as it was.
    """
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"the bytes are not those of {sha256[:SHORT]}")
    target = place.archived(sha256)
    make_folder(target.parent)
    if is_whole(target, sha256):
        # Whoever put it there may have been stopped before the folder reached the disk.
        sync_folder(target.parent)
    else:
        write_whole(data, target)
    return target


def read(place: Layout, sha256: str) -> bytes:
    """Bytes of an archived file.

    Raises
    ------
    StoreError
        When they are not there, or no longer those that came in.
    """
    path = place.archived(sha256)
    if not path.is_file():
        raise StoreError(say("store.archive.missing", hash=sha256[:SHORT]))
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StoreError(say("store.archive.damaged", hash=sha256[:SHORT]))
    return data


def is_whole(path: Path, sha256: str) -> bool:
    """Whether a file is there and has this hash."""
    return path.is_file() and file_hash(path) == sha256


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read in parts."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while part := stream.read(_PART):
            found.update(part)
    return found.hexdigest()
