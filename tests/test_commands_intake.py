"""The command intake as a user or a scheduler calls it."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from qiyou import commands_watch
from qiyou.cli import main
from qiyou.commands_intake import take_all
from qiyou.intake.pipeline import Office
from qiyou.register import open_forms, open_register
from qiyou.store import open_store
from sloppy import Book

FULL = Path("/dev/full")
RECEIVED = "2025-10-08T12:00:00+08:00"


@pytest.fixture
def data(tmp_path):
    (tmp_path / "data" / "inbox").mkdir(parents=True)
    return tmp_path / "data"


def intake(data, *words):
    done = CliRunner().invoke(main, ["intake", "--data", str(data), *map(str, words)])
    assert "Traceback" not in done.output
    return done


def test_good_files_end_with_0(data):
    Book().save(data / "inbox" / "一.xlsx")
    done = intake(data, "--received", "2025-10-08")
    assert done.exit_code == 0
    assert "收讫" in done.output and "新增 48" in done.output


def test_a_held_file_ends_with_1_and_does_not_stop_the_others(data):
    Book().set("C7", "无").save(data / "inbox" / "一.xlsx")
    Book().period("2025年8月", "2025-09-08").save(data / "inbox" / "二.xlsx")
    done = intake(data, "--received", "2025-10-08")
    assert done.exit_code == 1
    assert "退回" in done.output and "收讫" in done.output


def test_names_from_a_sender_do_not_steer_the_terminal(data):
    book = Book().set("C7", "无")
    book.name = "就业\u202e月报"
    book.save(data / "inbox" / "一.xlsx")
    output = intake(data, "--received", "2025-10-08").output
    assert "月报 C7" in output and not set("\u202e\u2066\x1b") & set(output)


def test_the_day_received_is_kept(data):
    Book().save(data / "inbox" / "一.xlsx")
    intake(data, "--received", "2025-10-08")
    with open_store(data) as store:
        assert store.submissions()[0].received.startswith("2025-10-08T12:00:00+08:00")


def test_an_empty_inbox_is_no_fault(data):
    done = intake(data)
    assert done.exit_code == 0 and "没有待收的文件" in done.output


def test_lock_files_of_open_workbooks_are_left_alone(data):
    (data / "inbox" / "~$就业.xlsx").write_bytes(b"owner")
    (data / "inbox" / ".DS_Store").write_bytes(b"x")
    assert "没有待收的文件" in intake(data).output


@pytest.mark.parametrize("words", [["无此文件.xlsx"], ["--received", "昨天"],
                                   ["--county", "nowhere"], ["--bogus"]])
def test_usage_errors_end_with_2(data, words):
    assert intake(data, *words).exit_code == 2


def test_the_sender_can_be_named(data):
    path = Book().save(data / "一.xlsx")
    intake(data, "--received", "2025-10-08", "--sender", "县人社局办公室", path)
    with open_store(data) as store:
        assert store.submissions()[0].sender == "县人社局办公室"
    assert path.exists()


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_output_that_cannot_be_written_does_not_undo_the_work(data):
    Book().save(data / "inbox" / "一.xlsx")
    with FULL.open("w") as full:
        done = subprocess.run([sys.executable, "-m", "qiyou", "intake", "--data", str(data),
                               "--received", "2025-10-08"], stdout=full, stderr=subprocess.PIPE,
                              check=False, timeout=60)
    assert done.returncode == 2 and b"Traceback" not in done.stderr
    with open_store(data) as store:
        assert [row.result for row in store.submissions()] == ["accepted"]


def test_the_watch_takes_files_once_they_rest_and_refreshes_once(data, monkeypatch):
    refreshed, stop = [], threading.Event()
    monkeypatch.setattr(commands_watch, "SETTLED_SECONDS", 0.3)
    monkeypatch.setattr(commands_watch, "QUIET_SECONDS", 0.8)
    monkeypatch.setattr(commands_watch, "_STEP_MILLISECONDS", 100)
    monkeypatch.setattr(commands_watch, "_refresh", refreshed.append)
    office = Office(open_register(), open_forms(), data, received=RECEIVED)
    watch = threading.Thread(target=commands_watch.watch_inbox,
                             args=(office, ("a",), take_all, stop), daemon=True)
    watch.start()
    Book().save(data / "一.xlsx").rename(data / "inbox" / "一.xlsx")
    Book().set("C7", "无").save(data / "二.xlsx").rename(data / "inbox" / "二.xlsx")
    until = time.monotonic() + 30
    while time.monotonic() < until and not refreshed:
        time.sleep(0.1)
    stop.set()
    watch.join(30)
    assert refreshed == [("a",)]
    with open_store(data) as store:
        assert sorted(row.result for row in store.submissions()) == ["accepted", "held"]


def test_two_intakes_at_once_wait_for_each_other(data):
    for number, month in enumerate(("7", "8", "9")):
        book = Book().rewrite("B", [10 + number + at for at in range(7)])
        book.period(f"2025年{month}月", "2025-10-08").save(data / f"{number}.xlsx")
    running = [subprocess.Popen([sys.executable, "-m", "qiyou", "intake", "--data", str(data),
                                 "--received", "2025-10-08", str(data / f"{number}.xlsx")])
               for number in range(3)]
    assert [one.wait(120) for one in running] == [0, 0, 0]
    with open_store(data) as store:
        assert store.periods("shengsi", "training_jobs") == ["2025-07", "2025-08", "2025-09"]


@pytest.mark.parametrize("sender", ["13900001111", "甲某 139 0000 1111", "999999199001011234"])
def test_a_sender_with_a_person_s_number_is_refused_without_its_digits(data, sender):
    Book().save(data / "inbox" / "一.xlsx")
    done = intake(data, "--sender", sender)
    assert done.exit_code == 2
    assert "--sender" in done.output and sender not in done.output and "0000" not in done.output
    assert (data / "inbox" / "一.xlsx").exists() and not (data / "store").exists()


@pytest.mark.parametrize("option", ["--county", "--received"])
def test_no_option_s_message_repeats_a_person_s_number(data, option):
    done = intake(data, option, "13900001111")
    assert done.exit_code == 2 and "13900001111" not in done.output
