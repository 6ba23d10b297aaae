"""Hostile files are refused by a rule of their own, in plain words, without harm."""

import os

import pytest
from hostile import FILES, PATHS
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


def test_there_are_more_than_sixty_of_them():
    assert len(FILES) + len(PATHS) > 60
    assert all(why for why, _, _ in (*FILES.values(), *PATHS.values()))
