"""Readers during writes see whole states, in order, and never wait."""

import subprocess
import sys
import time
from pathlib import Path

from qiyou.store import open_store

WRITE = """\
import sys
sys.path.insert(0, sys.argv[1])
from conftest import make_delivery, make_figure, make_submission
from qiyou.store import open_store
for n in range(12):
    figures = [make_figure(n, column=f"c{i}") for i in range(200)]
    with open_store(sys.argv[2], is_writer=True) as store:
        store.record(make_submission(make_delivery(*figures), data=bytes([n])))
print("done", flush=True)
"""


def test_a_reader_sees_each_submission_wholly_or_not_at_all(tmp_path, made):
    here = str(Path(__file__).parent)
    writer = subprocess.Popen([sys.executable, "-c", WRITE, here, str(tmp_path)],
                              stdout=subprocess.PIPE, text=True)
    seen, longest = [], 0.0
    while writer.poll() is None:
        start = time.monotonic()
        with open_store(tmp_path) as store:
            found = store.current(made.COUNTY, made.FORM, made.PERIOD)
            n_submissions = len(store.submissions())
        longest = max(longest, time.monotonic() - start)
        values = {stored.value for stored in found.values()}
        assert len(found) in (0, 200)
        assert values == ({n_submissions - 1.0} if n_submissions else set())
        seen.append(n_submissions)
    assert writer.communicate()[0] == "done\n"
    assert seen == sorted(seen)
    assert len(set(seen)) > 3
    assert longest < 5
