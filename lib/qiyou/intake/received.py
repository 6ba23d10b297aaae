"""received — a path -> a file's bytes, hash and name, or why it was not taken.

Nothing but an ordinary file is opened: a named pipe would never end, a device may act when it is
opened, and a link can point at any file of this machine.
"""

import errno
import hashlib
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from qiyou.intake.caps import FILE_BYTES, HASHED_BYTES
from qiyou.intake.cells import Trouble
from qiyou.intake.shown import line

_NAME_LIMIT, _SUFFIX_LIMIT = 120, 12
_CHUNK = 1 << 20
_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)  # Windows has O_BINARY only
_MISSING = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL)


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it came in.

    ``name`` is fit to be shown: no folders, control and bidi characters visible, personal numbers
    masked, 120 characters at most. ``size`` in bytes. ``sha256`` in hex, "" where nothing was
    read. ``data`` is empty where ``trouble`` says why the file was refused.
    """

    name: str
    size: int = 0
    sha256: str = ""
    data: bytes = field(default=b"", repr=False)
    trouble: Trouble | None = None


def receive(path: Path) -> Received:
    """Take in one file: opened once, checked through that handle, read whole.

    Returns in milliseconds; a file above 20 MB is not kept, but hashed up to 512 MB (about a
    second). Rules F101 to F108.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Received
    """
    name = display_name(path)
    try:
        # Opening a device can act on it, so it is looked at first; the handle is what counts.
        found = os.lstat(path)
        if rule := _rule_of(found):
            return Received(name, trouble=Trouble(rule))
        handle = os.open(path, _FLAGS)
    except ValueError:
        return Received(name, trouble=Trouble("F101"))  # a NUL in the path
    except OSError as error:
        return Received(name, trouble=Trouble(_rule_of_error(error)))
    try:
        return _taken(name, handle)
    except OSError:
        return Received(name, trouble=Trouble("F102"))
    finally:
        os.close(handle)


def display_name(path: Path) -> str:
    r"""Last part of a path as it can be shown to anyone.

    Examples
    --------
    >>> display_name(Path("in/a\u202ecod.xlsx")), display_name(Path("C:\\x\\二季度.xls"))
    ('a⟦U+202E⟧cod.xlsx', '二季度.xls')
    """
    text = re.split(r"[/\\]", str(path))[-1]
    text = line(text.encode("utf-8", "replace").decode("utf-8"))
    suffix = Path(text).suffix
    suffix = suffix if len(suffix) <= _SUFFIX_LIMIT else ""
    return line(text.removesuffix(suffix), _NAME_LIMIT - len(suffix)) + suffix or "?"


def _rule_of(found: os.stat_result) -> str:
    """Rule that a kind of file breaks; "" for an ordinary one."""
    if stat.S_ISLNK(found.st_mode):
        return "F103"
    if stat.S_ISDIR(found.st_mode):
        return "F104"
    return "" if stat.S_ISREG(found.st_mode) else "F105"


def _rule_of_error(error: OSError) -> str:
    """Rule for a file that cannot be opened."""
    if error.errno in _MISSING:
        return "F101"
    return {errno.ELOOP: "F103", errno.ENXIO: "F105"}.get(error.errno, "F102")


def _taken(name: str, handle: int) -> Received:
    """Content behind an open handle."""
    before = os.fstat(handle)
    if rule := _rule_of(before):
        return Received(name, trouble=Trouble(rule))
    size = before.st_size
    if size > FILE_BYTES:
        facts = {"size": f"{size / 1_048_576:.1f}", "limit": FILE_BYTES // 1_048_576}
        return Received(name, size, _hash_of(handle, size), trouble=Trouble("F107", facts=facts))
    data = _read(handle, size + 1)
    digest = hashlib.sha256(data).hexdigest()
    after = os.fstat(handle)
    if len(data) != size or (after.st_size, after.st_mtime_ns) != (size, before.st_mtime_ns):
        return Received(name, len(data), digest, trouble=Trouble("F108"))
    if not data:
        return Received(name, 0, digest, trouble=Trouble("F106"))
    return Received(name, size, digest, data)


def _read(handle: int, limit: int) -> bytes:
    """At most ``limit`` bytes."""
    pieces = []
    while limit > 0 and (piece := os.read(handle, min(_CHUNK, limit))):
        pieces.append(piece)
        limit -= len(piece)
    return b"".join(pieces)


def _hash_of(handle: int, size: int) -> str:
    """SHA-256 of the first ``size`` bytes; "" where that would take too long."""
    if size > HASHED_BYTES:
        return ""
    digest = hashlib.sha256()
    while size > 0 and (piece := os.read(handle, min(_CHUNK, size))):
        digest.update(piece)
        size -= len(piece)
    return digest.hexdigest()
