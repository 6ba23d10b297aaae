"""Wherever an intake is killed or the disk fails, the state is the one before or the one after.

Each changing system call of a real `qiyou intake` is made to fail in turn (no space, an I/O
error) or to be the last (SIGKILL), by strace. A sample runs in every test run; all of them with
QIYOU_ALL_FAULTS=1.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from made import forms
from qiyou.intake.pipeline import Office, take_in
from qiyou.register import open_register
from qiyou.store import StoreError, open_store
from qiyou.store.dump import dump as dump_of
from qiyou.store.verify import is_sound, verify
from sloppy import Book

CHANGING = ("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "mkdir",
            "openat")
FAULTS = ("error=ENOSPC", "error=EIO", "signal=SIGKILL")
# Of some 160 calls three times; a prime, so that every kind of call and fault comes up.
SAMPLE = 1 if os.environ.get("QIYOU_ALL_FAULTS") else 19


def strace():
    """Path of strace; without it skip, but fail where CI must have it."""
    found = shutil.which("strace")
    if not found and os.environ.get("CI"):
        pytest.fail("strace is needed here")
    return found or pytest.skip("no strace on this machine")


def office(data):
    return Office(open_register(), forms(), data, received="2025-10-21T12:00:00+08:00")


def prepared(data, is_first):
    """A data folder with a file in its inbox: the very first one, or one that revises another."""
    (data / "inbox").mkdir(parents=True)
    if is_first:
        Book().save(data / "inbox" / "二.xlsx")
        return data
    take_in(Book().save(data / "inbox" / "一.xlsx"), office(data))
    book = Book().rewrite("B", [12, 11, 12, 13, 14, 15, 16]).period("2025年9月", "2025-10-20")
    book.set("H5", "漏统计一期培训班").set("H12", "漏统计一期培训班")
    book.save(data / "inbox" / "二.xlsx")
    return data


def dump(data):
    with open_store(data) as store:
        return list(dump_of(store, ["shengsi"], None, is_current=False))


def run(data, log, *injection):
    """Trace the intake process alone: its children only read."""
    intake = [sys.executable, "-B", "-m", "qiyou", "intake", "--received",
              "2025-10-21T12:00:00+08:00"]
    command = [strace(), "-qq", "-o", str(log), "-e", f"trace={','.join(CHANGING)}", *injection,
               *intake]
    environment = os.environ | {"QIYOU_DATA": str(data)}
    return subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120)


def changing_calls(log: Path, data: Path) -> list[tuple[str, int]]:
    """Calls that change something, as (name, how many of that name came before and with it)."""
    seen: dict[str, int] = {}
    calls = []
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        name = re.match(r"[a-z0-9_]+", line)
        if not name:
            continue
        seen[name[0]] = seen.get(name[0], 0) + 1
        if name[0] != "openat" or ("O_CREAT" in line and str(data) in line):
            calls.append((name[0], seen[name[0]]))
    return calls


def faults_of(folder, is_first):
    """Every fault to try: call, turn, fault."""
    data = prepared(folder / "data", is_first)
    assert run(data, folder / "log").returncode == 0
    calls = changing_calls(folder / "log", data)
    assert len(calls) > 60
    return [(name, turn, fault) for name, turn in calls for fault in FAULTS][::SAMPLE]


@pytest.mark.parametrize("is_first", [True, False], ids=["first", "revision"])
def test_every_fault_leaves_the_state_before_or_after(is_first, tmp_path, capsys):
    (tmp_path / "traced").mkdir()
    faults = faults_of(tmp_path / "traced", is_first)
    start = prepared(tmp_path / "start", is_first)
    before = dump(start)
    finished = shutil.copytree(start, tmp_path / "finished")
    take_in(finished / "inbox" / "二.xlsx", office(finished))
    after = dump(finished)
    assert before != after
    n_before = 0
    for number, (name, turn, fault) in enumerate(faults):
        data = shutil.copytree(start, tmp_path / f"case{number}")
        done = run(data, tmp_path / "log", "-e", f"inject={name}:{fault}:when={turn}")
        told = (name, turn, fault, done.returncode, done.stderr.decode()[-600:])
        assert b"Traceback" not in done.stderr or "SIGKILL" in fault, told
        try:
            now = dump(data)
        except StoreError as error:
            raise AssertionError(told) from error
        assert now in (before, after), told
        n_before += now == before
        is_kept = (data / "inbox" / "二.xlsx").exists() or now == after
        assert is_kept, told
        assert is_sound(verify(data)), told
        # The next run needs nobody to unlock anything, and ends where an undisturbed one ends.
        for path in sorted((data / "inbox").iterdir()):
            assert take_in(path, office(data)).is_taken, told
        assert dump(data) == after, told
        assert list((data / "inbox").iterdir()) == [], told
        assert len(list((data / "outbox").rglob("回执.txt"))) == 2 - is_first, told
        shutil.rmtree(data)
    assert 0 < n_before < len(faults)
    with capsys.disabled():
        print(f"\n{len(faults)} faults: {n_before} left the state before, "
              f"{len(faults) - n_before} the state after")
