"""What disk and database say, in words; bugs stay bugs."""

import errno
import sqlite3

import pytest
from qiyou.store import StoreError, open_store
from qiyou.store.errors import database_told, told


@pytest.mark.parametrize(("number", "word"), [
    (errno.ENOSPC, "磁盘已满"), (errno.EACCES, "权限"), (errno.EROFS, "权限"),
    (errno.EIO, "读写磁盘时出错"), (None, "读写磁盘时出错")])
def test_a_failing_disk_is_told(number, word):
    with pytest.raises(StoreError, match=word), told():
        raise OSError(number, "x")


@pytest.mark.parametrize(("code", "word"), [
    (sqlite3.SQLITE_FULL, "磁盘已满"), (sqlite3.SQLITE_IOERR | 4 << 8, "出错"),
    (sqlite3.SQLITE_CORRUPT, "损坏"), (sqlite3.SQLITE_NOTADB, "损坏"),
    (sqlite3.SQLITE_READONLY, "权限"), (sqlite3.SQLITE_BUSY, "占用")])
def test_a_failing_database_is_told(code, word):
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    with pytest.raises(StoreError, match=word), told():
        raise error


@pytest.mark.parametrize("error", [sqlite3.ProgrammingError("x"), ValueError("x"), KeyError("x")])
def test_a_bug_passes_as_it_is(error):
    with pytest.raises(type(error)), told():
        raise error
    with pytest.raises(sqlite3.OperationalError), told():
        sqlite3.connect(":memory:").execute("SELECT nothing")


def test_other_files_of_the_body_are_not_the_stores_trouble(tmp_path):
    with pytest.raises(FileNotFoundError), open_store(tmp_path, is_writer=True):
        (tmp_path / "outbox" / "x").read_bytes()
    with pytest.raises(OSError, match="x"), database_told():
        raise OSError(errno.EIO, "x")


def test_a_database_that_fails_while_it_is_read_is_told(tmp_path, made):
    with open_store(tmp_path, is_writer=True) as store:
        figures = [made.figure(n, column=f"c{n}") for n in range(3000)]
        store.record(made.submission(made.delivery(*figures)))
    path = tmp_path / "store" / "qiyou.db"
    data = path.read_bytes()
    path.write_bytes(data[:40_000] + b"\xff" * 60_000 + data[100_000:])
    with pytest.raises(StoreError, match="损坏"), open_store(tmp_path) as store:
        store.figures(made.COUNTY)


def test_a_lock_that_the_disk_refuses_is_told(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError(errno.EIO, "x")

    monkeypatch.setattr("qiyou.store.lock.FileLock.acquire", refuse)
    with (pytest.raises(StoreError, match="出错"),
          open_store(tmp_path, is_writer=True)):
        pass
