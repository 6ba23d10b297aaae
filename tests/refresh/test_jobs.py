"""What becomes of a job, and what a whole refresh answers to whoever called it."""

from pathlib import Path

import pytest
from qiyou.commands_refresh import exit_code
from qiyou.refresh.failure import Failure
from qiyou.refresh.jobs import Job, Outcome

JOB = Job("one", "01_a", "标题", Path("01_a.ipynb"), {})
GAP = ({"id": "a.gap", "title": "缺"},)
COMPLETE, INCOMPLETE = Outcome(JOB, 1.0), Outcome(JOB, 1.0, GAP)
FAILED = Outcome(JOB, 1.0, GAP, Failure("error", "c", "s", "d"))


def test_a_failure_outweighs_what_is_missing():
    assert [o.status for o in (COMPLETE, INCOMPLETE, FAILED)] == [
        "complete", "incomplete", "failed"]


@pytest.mark.parametrize(("outcomes", "code"), [
    ([COMPLETE, COMPLETE], 0), ([COMPLETE, INCOMPLETE], 3), ([INCOMPLETE, FAILED, COMPLETE], 1),
    ([], 0),
])
def test_the_exit_code_is_that_of_the_worst(outcomes, code):
    assert exit_code(outcomes) == code


def test_a_job_without_a_run_is_known_by_its_notebook():
    assert JOB.label == "one/01_a"
    assert Job("", "01_a", "", Path("x"), {}).label == "01_a"
