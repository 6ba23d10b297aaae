"""A file is taken whole and once, or not at all."""

import os
from pathlib import Path

import pytest
from qiyou.intake import received as module
from qiyou.intake.received import Received, display_name, receive


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "表.csv"
    path.write_bytes(b"a,b\n")
    return path


def test_an_ordinary_file_is_taken_whole(path):
    # printf 'a,b\n' | sha256sum
    assert receive(path) == Received(
        "表.csv", 4, "5be08c9684a1d25efcee09318204824278b08bbfb4aef973ffefd0b9d7478313", b"a,b\n")


def test_a_large_file_is_hashed_but_not_kept(tmp_path):
    path = tmp_path / "大.csv"
    path.write_bytes(b"x" * (20 * 1024 * 1024 + 1))
    received = receive(path)
    assert (received.data, len(received.sha256)) == (b"", 64)
    assert received.trouble.facts == {"size": "20.0", "limit": 20}


def test_a_huge_file_is_refused_without_a_hash(path):
    os.truncate(path, 1 << 40)  # sparse: a terabyte of nothing
    assert receive(path).sha256 == ""


def test_a_file_that_grows_meanwhile_is_refused(path, monkeypatch):
    read = module._read

    def read_and_grow(handle, limit):
        data = read(handle, limit)
        with path.open("ab") as file:
            file.write(b"1,2\n")
        return data

    monkeypatch.setattr(module, "_read", read_and_grow)
    assert receive(path).trouble.rule == "F108"


@pytest.mark.parametrize(("error", "rule"), [
    (PermissionError(13, "no"), "F102"), (OSError(5, "disk"), "F102"),
    (FileNotFoundError(2, "gone"), "F101"), (OSError(40, "link"), "F103")])
def test_a_file_that_cannot_be_opened_is_refused(error, rule, path, monkeypatch):
    def fail(*_):
        raise error

    monkeypatch.setattr(module.os, "open", fail)
    assert receive(path).trouble.rule == rule


def test_a_disk_that_fails_while_reading_is_told(path, monkeypatch):
    def fail(*_):
        raise OSError(5, "disk")

    monkeypatch.setattr(module.os, "read", fail)
    assert receive(path).trouble.rule == "F102"


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
def test_a_file_swapped_for_a_link_after_the_look_is_not_followed(path, tmp_path, monkeypatch):
    look = os.lstat

    def look_and_swap(name):
        found = look(name)
        path.unlink()
        path.symlink_to(tmp_path / "else")
        (tmp_path / "else").write_bytes(b"secret")
        return found

    monkeypatch.setattr(module.os, "lstat", look_and_swap)
    assert receive(path).trouble.rule == "F103"


@pytest.mark.parametrize(("name", "shown"), [
    ("二季度.xlsx", "二季度.xlsx"),
    ("C:\\Users\\甲\\二季度.xls", "二季度.xls"),
    ("a\u202excod.xlsx", "a⟦U+202E⟧xcod.xlsx"),
    ("a\x1b[31m.csv", "a␛[31m.csv"),
    ("a\nb.csv", "a b.csv"),
    ("甲某13800138000.xlsx", "甲某〔手机号码已遮盖〕.xlsx"),
])
def test_a_name_is_fit_to_be_shown(name, shown, tmp_path):
    assert display_name(tmp_path / name) == shown


def test_a_long_name_is_cut_before_its_ending():
    name = display_name(Path("长" * 300 + ".xlsx"))
    assert len(name) == 120
    assert name.endswith("….xlsx")


def test_a_name_of_broken_bytes_can_be_written_down():
    assert display_name(Path("\udcff\udcfe.xlsx")).encode("utf-8").endswith(b".xlsx")


def test_content_is_never_printed():
    assert "secret" not in repr(Received("a", data=b"secret"))
