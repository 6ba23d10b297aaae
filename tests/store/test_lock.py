"""One writer at a time; others are told who it is; a dead one holds nothing."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from qiyou.store import StoreBusyError, open_store
from qiyou.store.lock import Owner, owner_of, sentence
from qiyou.store.processes import birth

HOLD = """\
import sys
from qiyou.store import open_store
with open_store(sys.argv[1], is_writer=True, what="收取 床位.xlsx"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that writes to the store until its input ends."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout.readline() == "held\n"
    yield process
    process.stdin.close()
    process.stdout.close()
    process.wait(timeout=20)


def test_a_second_writer_is_refused_with_the_name_of_the_first(tmp_path, holder):
    with (pytest.raises(StoreBusyError) as refusal,
          open_store(tmp_path, is_writer=True, wait_seconds=0.1)):
        pass
    for fact in (str(holder.pid), "收取 床位.xlsx", "本机"):
        assert fact in str(refusal.value)


def test_a_second_writer_waits_and_is_told_once_who_holds_it(tmp_path, holder):
    told = []

    def on_wait(words):
        told.append(words)
        # Long enough to be told again, were it not the same.
        threading.Timer(0.3, holder.stdin.close).start()

    with open_store(tmp_path, is_writer=True, on_wait=on_wait, wait_seconds=20):
        assert len(told) == 1
    assert f"进程 {holder.pid}" in told[0]


def test_readers_are_not_kept_waiting(tmp_path, holder):
    with open_store(tmp_path) as store:
        assert store.submissions() == []


def test_a_killed_writer_holds_nothing_and_is_not_named(tmp_path, holder):
    holder.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    holder.wait(timeout=20)
    assert (tmp_path / "store" / "lock.owner").exists()
    assert owner_of(tmp_path / "store" / "lock.owner") is None
    start = time.monotonic()
    with open_store(tmp_path, is_writer=True, wait_seconds=0) as store:
        assert store.submissions() == []
    assert time.monotonic() - start < 5


def test_the_lock_is_let_go_when_the_body_fails(tmp_path):
    with pytest.raises(ZeroDivisionError), open_store(tmp_path, is_writer=True):
        raise ZeroDivisionError
    with open_store(tmp_path, is_writer=True, wait_seconds=0):
        pass


def test_one_process_cannot_open_two_writers(tmp_path):
    own = str(os.getpid())
    with (open_store(tmp_path, is_writer=True), pytest.raises(StoreBusyError, match=own),
          open_store(tmp_path, is_writer=True, wait_seconds=0)):
        pass


def sign(path, **changes):
    own = {"pid": os.getpid(), "host": socket.gethostname(), "what": "写", "birth":
           birth(os.getpid()), "since": "2025-10-01T12:00:00+08:00"}
    path.write_text(json.dumps(own | changes), encoding="utf-8")
    return owner_of(path)


def test_a_running_process_is_believed(tmp_path):
    assert sign(tmp_path / "x").pid == os.getpid()


@pytest.mark.parametrize("changes", [
    {"pid": 2**22 + 1}, {"pid": 0}, {"pid": -1}, {"birth": "another"}, {"pid": "x"}, {"extra": 1}])
def test_what_cannot_be_the_owner_is_not_believed(tmp_path, changes):
    assert sign(tmp_path / "x", **changes) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00"])
def test_a_torn_signature_is_no_owner(tmp_path, text):
    (tmp_path / "x").write_text(text, encoding="utf-8")
    assert owner_of(tmp_path / "x") is None
    assert owner_of(tmp_path / "nowhere") is None


def test_another_machine_is_named():
    owner = Owner(5, "another-host", "2025-10-01T12:00:00+08:00", "写")
    assert "another-host" in sentence(owner)
    assert "2025-10-01 12:00:00" in sentence(owner)


def test_nobody_is_named_when_nobody_is_known():
    assert sentence(None) == "数据库正由另一个程序写入。请等它结束。"
