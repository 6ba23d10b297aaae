"""More hostile files: each is refused with its own rule, or read as what it is."""

import os

import pytest
from hostile import FILES, PATHS
from hostile_more import CASES, why
from qiyou.intake.child import read_file
from qiyou.intake.findings import finding
from qiyou.intake.received import receive


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_gets_its_rule(name, tmp_path):
    if os.name == "nt" and name == "device":
        pytest.skip("Windows has no such file")
    rule, make = CASES[name]
    reading = read_file(receive(make(tmp_path)))
    rules = [trouble.rule for trouble in reading.troubles]
    if rule:
        assert (rules, reading.sheets) == ([rule], []), why(name)
    else:
        assert reading.sheets, why(name)
        assert set(rules) <= {"F109"}, why(name)
    for one in reading.troubles:
        # Every field of the rule's words must be among its facts.
        assert finding(one.rule, one.sheet, one.cell, **one.facts).remedy


def test_no_case_is_there_twice():
    assert not set(CASES) & (set(FILES) | set(PATHS))
    assert all(why(name) for name in CASES)
