"""A file is whole or not there; folders are on the disk before anything is put in."""

import errno
import os
from pathlib import Path

import pytest
from qiyou.store.durable import make_folder, sync_folder, write_whole


def test_a_written_file_is_whole_and_alone(tmp_path):
    write_whole(b"abc", tmp_path / "x")
    write_whole(b"de", tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"de"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("step", [(os, "fsync"), (Path, "replace"), (os, "open")])
def test_a_failure_leaves_what_was_there(tmp_path, monkeypatch, step):
    (tmp_path / "x").write_bytes(b"old")

    def refuse(*args, **kwargs):
        raise OSError(errno.EIO, "no")

    with monkeypatch.context() as patch:
        patch.setattr(*step, refuse)
        with pytest.raises(OSError, match="no"):
            write_whole(b"new", tmp_path / "x")
    # Opening the folder to flush it comes last: the new file is whole by then.
    assert (tmp_path / "x").read_bytes() == (b"new" if step[1] == "open" else b"old")
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_folders_are_made_with_all_above_them(tmp_path):
    make_folder(tmp_path / "a" / "b" / "c")
    make_folder(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()


@pytest.mark.skipif(os.name != "posix", reason="folders are not flushed there")
@pytest.mark.parametrize(("number", "is_told"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_only_a_file_system_that_cannot_flush_folders_is_let_off(tmp_path, monkeypatch, number,
                                                                is_told):
    def refuse(handle):
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", refuse)
    if is_told:
        with pytest.raises(OSError, match="no"):
            sync_folder(tmp_path)
    else:
        sync_folder(tmp_path)
