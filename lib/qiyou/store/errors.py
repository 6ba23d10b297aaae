"""errors — a disk or database that does not do as it is told -> one error with a plain sentence."""

import errno
import sqlite3
from contextlib import contextmanager

from qiyou.catalogue import say

_FULL = (errno.ENOSPC, errno.EDQUOT) if hasattr(errno, "EDQUOT") else (errno.ENOSPC,)
_DENIED = (errno.EACCES, errno.EPERM, errno.EROFS)
# Primary result codes of SQLite that speak of the disk or the file, not of a bug in a statement.
_CODES = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "broken",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_READONLY: "denied",
    sqlite3.SQLITE_PERM: "denied",
    sqlite3.SQLITE_CANTOPEN: "denied",
    sqlite3.SQLITE_BUSY: "blocked",
    sqlite3.SQLITE_LOCKED: "blocked",
}


class StoreError(Exception):
    """The store cannot do what was asked; the message is a sentence for people."""


class StoreBusyError(StoreError):
    """Another writer held the store longer than the caller would wait; the message names it."""


@contextmanager
def told():
    """Turn what the disk or the database says into a `StoreError`; bugs pass as they are.

    Raises
    ------
    StoreError
        For a full disk, refused access, failing hardware, a damaged file.
    """
    try:
        with database_told():
            yield
    except OSError as error:
        raise StoreError(say(f"store.trouble.{_kind(error)}")) from error


@contextmanager
def database_told():
    """Turn what the database alone says into a `StoreError`, as `told` does.

    For a body that reads and writes other files too.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None or code & 0xFF not in _CODES:
            raise
        raise StoreError(say(f"store.trouble.{_CODES[code & 0xFF]}")) from error


def _kind(error: OSError) -> str:
    if error.errno in _FULL:
        return "full"
    return "denied" if error.errno in _DENIED else "broken"
