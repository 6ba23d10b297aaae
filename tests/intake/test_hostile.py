"""Hostile files are refused by a rule of their own, in plain words, without harm."""

import os

import pytest
from hostile import FILES, PATHS
from hostile_more import CASES
from qiyou.intake.child import read_file
from qiyou.intake.findings import finding
from qiyou.intake.received import receive


def refusal(path):
    """Troubles of a file that is refused; empty when it is read."""
    received = receive(path)
    troubles = [received.trouble] if received.trouble else read_file(received).troubles
    return [one for one in troubles
            if finding(one.rule, one.sheet, one.cell, **one.facts).severity == "拒收"]


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_by_its_rule(name, tmp_path):
    _, make, rule = FILES[name]
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(make())
    assert [one.rule for one in refusal(path)] == [rule]


@pytest.mark.skipif(os.name == "nt", reason="these things do not exist there")
@pytest.mark.parametrize("name", PATHS)
def test_what_is_no_ordinary_file_is_refused_by_its_rule(name, tmp_path, monkeypatch):
    (tmp_path / "inbox").mkdir()
    monkeypatch.chdir(tmp_path)
    _, make, rule = PATHS[name]
    make(tmp_path / "inbox" / "表.xlsx")
    assert [one.rule for one in refusal(tmp_path / "inbox" / "表.xlsx")] == [rule]


def test_there_are_more_than_a_hundred_and_fifty_of_them():
    assert len(FILES) + len(PATHS) + len(CASES) > 150
    assert all(why for why, _, _ in (*FILES.values(), *PATHS.values()))


@pytest.mark.skipif(os.name == "nt", reason="links and pipes do not exist there")
@pytest.mark.parametrize("name", CASES)
def test_what_harms_or_lies_is_refused_and_what_only_looks_so_is_read(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rule, make = CASES[name]
    assert [one.rule for one in refusal(make(tmp_path))] == ([rule] if rule else [])
