"""A bar on a terminal, plain lines elsewhere."""

import io
from pathlib import Path

from qiyou.refresh.failure import Failure
from qiyou.refresh.jobs import Job, Outcome
from qiyou.refresh.progress import progress

FIRST, SECOND = (Job("one", name, name, Path(name), {}) for name in ("01_a", "02_b"))
FAILED = Outcome(SECOND, 1.5, (), Failure("error", "c", "s", "d"))


class Terminal(io.StringIO):
    def isatty(self):
        return True


def show(stream):
    with progress(2, stream) as shown:
        shown.watch([FIRST, SECOND])
        shown.done(Outcome(FIRST, 0.25))
        shown.done(FAILED)
    return stream.getvalue()


def test_a_log_gets_one_line_for_each_job():
    assert show(io.StringIO()).splitlines() == [
        "[1/2] one/01_a 完整 0.2 秒", "[2/2] one/02_b 失败 1.5 秒"]


def test_a_terminal_sees_what_is_running_and_the_time_left():
    text = show(Terminal())
    assert "one/01_a、one/02_b" in text
    assert "还需" in text
    assert "one/02_b 失败" in text
    assert "2/2" in text.splitlines()[-1]
