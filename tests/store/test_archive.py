"""Every byte that came in is kept, once, and whole."""

import errno
import hashlib
import os
from pathlib import Path

import pytest
from qiyou.store import StoreError, open_store

DATA = "报表".encode() * 1000
HASH = hashlib.sha256(DATA).hexdigest()


def names(store):
    return sorted(p.relative_to(store.place.archive).as_posix()
                  for p in store.place.archive.rglob("*") if p.is_file())


def test_what_was_kept_is_read_back(store):
    store.keep(DATA, HASH)
    assert store.read_archive(HASH) == DATA
    assert names(store) == [f"{HASH[:2]}/{HASH}"]


def test_kept_twice_is_kept_once(store):
    first = store.keep(DATA, HASH).stat().st_mtime_ns
    assert store.keep(DATA, HASH).stat().st_mtime_ns == first


def test_a_torn_file_is_mended(store):
    path = store.keep(DATA, HASH)
    path.write_bytes(DATA[:7])
    store.keep(DATA, HASH)
    assert path.read_bytes() == DATA


def test_bytes_under_another_hash_are_a_bug(store):
    with pytest.raises(ValueError, match="not those"):
        store.keep(b"x", HASH)
    assert names(store) == []


@pytest.mark.parametrize("name", ["../../x", "A" * 64, "a" * 63, "a" * 64 + "\n", ""])
def test_a_name_that_is_no_hash_is_never_a_path(store, name):
    with pytest.raises(ValueError, match="sha256"):
        store.read_archive(name)


def test_a_missing_file_is_said(store):
    with pytest.raises(StoreError, match="不在存档里"):
        store.read_archive(HASH)


def test_a_damaged_file_is_said_and_not_handed_out(store):
    store.keep(DATA, HASH).write_bytes(DATA + b"x")
    with pytest.raises(StoreError, match="已损坏"):
        store.read_archive(HASH)


@pytest.mark.parametrize("step", [(os, "fsync"), (Path, "replace"), (Path, "mkdir")])
@pytest.mark.parametrize(("number", "word"), [
    (errno.ENOSPC, "磁盘已满"), (errno.EIO, "出错"), (errno.EROFS, "权限")])
def test_a_disk_that_refuses_leaves_the_archive_as_it_was(store, monkeypatch, step, number, word):
    def refuse(*args, **kwargs):
        raise OSError(number, "no")

    with monkeypatch.context() as patch:
        patch.setattr(*step, refuse)
        with pytest.raises(StoreError, match=word):
            store.keep(DATA, HASH)
    assert names(store) == []
    store.keep(DATA, HASH)
    assert store.read_archive(HASH) == DATA


def test_what_a_killed_writer_left_behind_is_swept_by_the_next(tmp_path):
    with open_store(tmp_path, is_writer=True) as store:
        left = store.keep(DATA, HASH).with_name(".new-0123")
    left.write_bytes(b"half")
    with open_store(tmp_path, is_writer=True) as store:
        assert not left.exists()
        assert store.read_archive(HASH) == DATA


def test_a_reader_does_not_archive(tmp_path):
    with open_store(tmp_path) as store, pytest.raises(RuntimeError):
        store.keep(DATA, HASH)
