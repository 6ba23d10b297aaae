"""However the child ends, the answer is a reading with a rule."""

import subprocess
import sys
import time

import pytest
from qiyou.intake import child as module
from qiyou.intake import reader
from qiyou.intake.caps import MEMORY_BYTES
from qiyou.intake.cells import Cell, Trouble
from qiyou.intake.child import command, read_file
from qiyou.intake.gather import Gathered
from qiyou.intake.received import Received
from qiyou.intake.wire import pack, pack_trouble, unpack

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


def answer_of(program, monkeypatch):
    """Rule that is told when another program answers in the child's place."""
    monkeypatch.setattr(module, "command", lambda form: [sys.executable, "-I", "-c", program])
    reading = read_file(Received("表.csv", 4, "", b"a,b\n"))
    assert not reading.sheets
    return [trouble.rule for trouble in reading.troubles]


@pytest.mark.parametrize(("program", "rule"), [
    ("import os; os.abort()", "F160"),
    ("raise SystemError('bug')", "F160"),
    (f"import sys; sys.exit({reader.OUT_OF_MEMORY})", "F161"),
    ("print('rubbish')", "F163"),
    ("print('[]')", "F163"),
    ("print('{\"form\": 1}')", "F163"),
    ("pass", "F163"),
])
def test_a_child_that_ends_badly_is_told(program, rule, monkeypatch):
    assert answer_of(program, monkeypatch) == [rule]


def test_a_child_that_does_not_end_is_killed(monkeypatch):
    monkeypatch.setattr(module, "WALL_SECONDS", 0.5)
    started = time.monotonic()
    assert answer_of("import time; time.sleep(60)", monkeypatch) == ["F162"]
    assert time.monotonic() - started < 20


@posix_only
def test_a_child_that_takes_too_much_time_is_told(monkeypatch):
    assert answer_of("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)",
                     monkeypatch) == ["F162"]


@posix_only
def test_a_child_that_the_system_kills_is_told(monkeypatch):
    assert answer_of("import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
                     monkeypatch) == ["F160"]


@posix_only
def test_the_child_limits_itself():
    program = ("from qiyou.intake.reader import limit_self; limit_self()\n"
               "import resource\n"
               "print(resource.getrlimit(resource.RLIMIT_AS)[0],"
               " resource.getrlimit(resource.RLIMIT_FSIZE)[0])\n"
               f"try:\n    bytearray({MEMORY_BYTES})\nexcept MemoryError:\n    print('no')")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          check=True)
    assert done.stdout.split() == [str(MEMORY_BYTES), "0", "no"]


def test_memory_that_ends_while_reading_is_an_exit_status(monkeypatch, tmp_path):
    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(reader, "limit_self", lambda: None)
    monkeypatch.setattr(reader, "read", fail)
    (tmp_path / "in").write_bytes(b"a")
    with (tmp_path / "in").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert reader.main("text") == reader.OUT_OF_MEMORY


def test_the_child_imports_little():
    program = ("import sys; sys.argv = ['', 'text']\n"
               "import qiyou.intake.reader, qiyou.intake.xlsx, qiyou.intake.text_file\n"
               "print(*[name for name in ('pydantic', 'yaml', 'pandas', 'numpy', 'openpyxl',"
               " 'qiyou.catalogue', 'qiyou.register', 'xlrd') if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          check=True)
    assert done.stdout.split() == []


def test_the_child_is_cut_off_from_the_environment():
    assert command("xlsx")[1] == "-I"


def test_nothing_but_troubles_is_told_of_a_refused_file():
    reading = read_file(Received("表.csv", trouble=Trouble("F101")))
    assert (reading.sheets, reading.troubles) == ([], [Trouble("F101")])


def test_texts_in_troubles_are_fit_to_be_shown(monkeypatch):
    answer = pack_trouble(Trouble("F144", "a\u202eb", "A1", {"part": "13800138000"}))
    program = f"import sys; sys.stdout.buffer.write({answer!r})"
    monkeypatch.setattr(module, "command", lambda form: [sys.executable, "-I", "-c", program])
    (trouble,) = read_file(Received("表.csv", 4, "", b"a,b\n")).troubles
    assert trouble.sheet == "a⟦U+202E⟧b"
    assert "138" not in trouble.facts["part"]


def test_what_is_packed_comes_back():
    gathered = Gathered("xlsx")
    sheet = gathered.sheet("表", True)
    sheet.add((1, 1), "text", "甲", "@")
    sheet.add((1, 2), "number", 0.1, "0%", True)
    sheet.add((2, 2), "boolean", False)
    sheet.merge(1, 1, 2, 16_384)
    sheet.hidden_columns |= {2, 300}
    sheet.end()
    (read,) = unpack(pack(gathered)).sheets
    assert read.cells == {(1, 1): Cell(1, 1, "text", "甲", "@"),
                          (1, 2): Cell(1, 2, "number", 0.1, "0%", True),
                          (2, 2): Cell(2, 2, "boolean", False)}
    assert [(area.bottom, area.right) for area in read.merges] == [(2, 2)]
    assert (read.hidden_columns, read.is_hidden) == ({2}, True)
