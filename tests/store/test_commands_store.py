"""The commands as they are called: output, exit codes, what they refuse."""

import pytest
from click.testing import CliRunner
from qiyou.commands_store import store_group
from qiyou.store import open_store


@pytest.fixture
def call():
    return lambda *words: CliRunner().invoke(store_group, list(map(str, words)))


@pytest.fixture
def folder(tmp_path, made):
    with open_store(tmp_path, is_writer=True) as store:
        for day, value in ((1, 5), (2, 6)):
            store.record(made.submission(made.delivery(made.figure(value)), data=bytes([day]),
                                         day=day))
        store.record(made.submission(made.delivery(made.figure(9)), county="shanyu", data=b"c"))
    return tmp_path


def contents(answer):
    assert answer.exit_code == 0
    return [(line.split("\t")[0], line.split("\t")[7]) for line in answer.stdout.splitlines()]


def test_dump_prints_all_vintages_of_all_counties(call, folder):
    assert contents(call("dump", "--data", folder)) == [
        ("haiyu", "5"), ("haiyu", "6"), ("shanyu", "9")]


def test_dump_current_prints_what_stands(call, folder):
    answer = call("dump", "--current", "--county", "haiyu", "--data", folder)
    assert contents(answer) == [("haiyu", "6")]


@pytest.mark.parametrize("moment", ["2025-10-01", "2025-10-01T13:00", "2025-10-02 11:59:59"])
def test_as_of_prints_an_earlier_state(call, folder, moment):
    answer = call("as-of", moment, "--data", folder, "--county", "haiyu")
    assert contents(answer) == [("haiyu", "5")]


def test_the_data_folder_may_stand_in_the_environment(call, folder, monkeypatch):
    monkeypatch.setenv("QIYOU_DATA", str(folder))
    assert len(contents(call("dump"))) == 3


def test_an_empty_folder_has_nothing_to_print(call, tmp_path):
    assert contents(call("dump", "--data", tmp_path)) == []
    assert contents(call("dump", "--data", tmp_path, "--county", "shengsi")) == []


@pytest.mark.parametrize("words", [
    ("as-of", "yesterday"), ("as-of",), ("dump", "--county", "nowhere"), ("dump", "extra"),
    ("dump", "--data", "/no/such/folder"), ("verify", "--data", "/no/such/folder"), ("mend",)])
def test_what_cannot_be_asked_is_a_usage_error(call, folder, words, monkeypatch):
    monkeypatch.setenv("QIYOU_DATA", str(folder))
    answer = call(*words)
    assert answer.exit_code == 2
    assert answer.stderr
    assert answer.stdout == ""


def test_verify_says_that_all_is_well(call, folder):
    answer = call("verify", "--data", folder)
    assert (answer.exit_code, answer.stdout) == (0, "核对完毕，没有问题。\n")


def test_verify_says_each_fault_on_a_line(call, folder):
    (folder / "store" / "archive").mkdir()
    for name in ("a", "b"):
        (folder / "store" / "archive" / name).write_text("x", encoding="utf-8")
    answer = call("verify", "--data", folder)
    assert answer.exit_code == 1
    assert answer.stdout.splitlines() == [
        f"K605 错误：存档里有不属于它的文件 {name}。请移出 store/archive。" for name in ("a", "b")]


def test_verify_without_a_store_says_so(call, tmp_path):
    answer = call("verify", "--data", tmp_path)
    assert (answer.exit_code, answer.stderr) == (0, "还没有数据库。\n")


def test_a_damaged_store_is_told_in_words(call, folder):
    (folder / "store" / "qiyou.db").write_bytes(b"x" * 5000)
    assert call("dump", "--data", folder).exit_code == 2
    answer = call("verify", "--data", folder)
    assert (answer.exit_code, "已损坏" in answer.stdout) == (1, True)


@pytest.mark.parametrize("command", [(), ("dump",), ("verify",), ("as-of",)])
def test_help_is_in_words(call, command):
    answer = call(*command, "--help")
    assert answer.exit_code == 0
    assert "数据" in answer.stdout
