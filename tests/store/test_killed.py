"""A program killed at any step leaves the state before or after, and nothing to unlock."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from qiyou.store import freeze, open_store
from qiyou.store.verify import is_sound, verify

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills itself with a signal")

# For each line it is given, forks a child that takes in a file and kills itself at the n-th call
# of one of its own steps; a fork spares the start of an interpreter each time.
WORK = """\
import json, os, signal, sys
from importlib import import_module
sys.path.insert(0, sys.argv[1])
from conftest import take_in
import qiyou.store.frozen, qiyou.store.recording

def work(folder, where, number):
    module, name = where.split(":")
    home, left = import_module(module), [number]
    before = getattr(home, name)

    def step(*args, **kwargs):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return before(*args, **kwargs)

    setattr(home, name, step)
    take_in(folder)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        work(*json.loads(line))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
STEPS = [
    ("qiyou.store.opened:make_folder", 1), ("qiyou.store.lock:write_whole", 1),
    ("qiyou.store.opened:connect_writer", 1), ("qiyou.store.database:_build", 1),
    ("qiyou.store.database:sync_folder", 1), ("qiyou.store.durable:write_synced", 1),
    ("qiyou.store.durable:write_synced", 2), ("qiyou.store.durable:sync_folder", 2),
    ("qiyou.store.durable:sync_folder", 3), ("qiyou.store.recording:_add_head", 1),
    ("qiyou.store.recording:_write", 1), ("qiyou.store.recording:_write", 2),
    ("qiyou.store.recording:digest", 1), ("qiyou.store.recording:chained", 1),
    ("qiyou.store.frozen:make_folder", 1), ("qiyou.store.frozen:write_synced", 1),
    ("qiyou.store.frozen:write_synced", 2), ("qiyou.store.frozen:write_synced", 3),
    ("qiyou.store.frozen:sync_folder", 1), ("qiyou.store.frozen:sync_folder", 3),
]
FIRST = [("qiyou.store.database:_build", 1), ("qiyou.store.database:sync_folder", 1)]


def values(folder, made):
    with open_store(folder) as store:
        return {key[4]: s.value for key, s in store.figures(made.COUNTY).items()}


@pytest.fixture(scope="module")
def kill():
    """Function of a folder, a step and a number: exit code of the child."""
    here = Path(__file__).parent
    with subprocess.Popen([sys.executable, "-c", WORK, here], stdin=subprocess.PIPE, text=True,
                          stdout=subprocess.PIPE, encoding="utf-8") as process:
        def run(folder, where, number):
            process.stdin.write(json.dumps([str(folder), where, number]) + "\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield run
        process.stdin.close()


@pytest.mark.parametrize("is_first", [True, False], ids=["new", "old"])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[0].split(':')[1]}-{step[1]}")
def test_a_kill_leaves_the_state_before_or_after(tmp_path, made, kill, step, is_first):
    before = {}
    if not is_first:
        before = {"beds": 5.0}
        with open_store(tmp_path, is_writer=True) as store:
            store.record(made.submission(made.delivery(made.figure(5))))
    # Making the database is a step only where there is none.
    assert kill(tmp_path, *step) == (-signal.SIGKILL if is_first or step not in FIRST else 0)
    after = {"beds": 6.0, "a": 7.0}
    assert values(tmp_path, made) in (before, after)
    assert is_sound(verify(tmp_path))
    made.take_in(tmp_path)
    assert values(tmp_path, made) == after
    assert verify(tmp_path) == []


def test_what_was_frozen_before_a_kill_is_the_same_afterwards(tmp_path, made, kill):
    with open_store(tmp_path, is_writer=True) as store:
        store.record(made.submission(made.delivery(made.figure(5))))
    frozen = freeze(made.COUNTY, "2025-10-01", tmp_path)
    kill(tmp_path, "qiyou.store.frozen:write_synced", 2)
    assert freeze(made.COUNTY, "2025-10-01", tmp_path) == frozen
