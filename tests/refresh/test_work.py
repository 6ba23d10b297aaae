"""A job whose page cannot be written, or whose process is lost, still has a page and a log."""

from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import nbformat
import pytest
from qiyou.refresh.jobs import Job
from qiyou.refresh.work import Workplace, stand_in
from qiyou.report.page import PageContext

JOB = Job("one", "01_a", "标题", Path("01_a.ipynb"), {"county": "x"})


@pytest.fixture
def place(tmp_path):
    context = PageContext("标题", "某县", "2025", "2025-12-31", "internal")
    return Workplace(tmp_path, 60, {JOB.label: context})


@pytest.mark.parametrize(("error", "reason"), [
    (ValueError("in /home/x/secret.py"), "page"), (BrokenProcessPool("gone"), "worker_died")])
def test_what_came_back_in_place_of_an_outcome_is_told_apart(place, error, reason):
    outcome = stand_in(place, JOB, error)
    assert (outcome.status, outcome.failure.reason) == ("failed", reason)


def test_the_page_says_it_in_words_and_the_log_has_the_rest(place):
    outcome = stand_in(place, JOB, ValueError("in /home/x/secret.py"))
    page = (place.folder / "one/01_a.html").read_text(encoding="utf-8")
    assert outcome.failure.sentence in page
    assert "标题" in page
    assert "secret" not in page
    assert "secret" in (place.folder / "one/logs/01_a.log").read_text(encoding="utf-8")
    nbformat.validate(nbformat.read(place.folder / "one/notebooks/01_a.ipynb", as_version=4))
