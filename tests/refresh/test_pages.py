"""What pages and the lists of pages say about a run."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from qiyou.refresh.failure import Failure
from qiyou.refresh.jobs import Outcome, job
from qiyou.refresh.manifest import manifest
from qiyou.refresh.notebooks import Notebook
from qiyou.refresh.pages import notices, page_contexts, site_index, write_run_index
from qiyou.refresh.runs import Run, RunFile

AROUND = {"code": {"commit": "c0ffee", "is_changed": True}, "software": {}, "inputs": {
    "data/reference/a.csv": "1", "params/methods.yaml": "2", "lib/qiyou/cli.py": "3",
    "notebooks/01_a.ipynb": "4", "notebooks/02_b.ipynb": "5", "pyproject.toml": "6"}}
TIMES = {"started": "2026-01-01T00:00:00+00:00", "finished": "2026-01-01T00:01:00+00:00"}
GAP = ({"id": "a.gap", "title": "缺的一节"}, {"id": "a.hole", "title": "又一节"})


@pytest.fixture
def run():
    definition = RunFile(title="试运行", county="x", period="2025", as_of="2025-12-31",
                         audience="internal")
    notebooks = tuple(Notebook(n, Path(f"{n}.ipynb"), f"标题 {n}", {}) for n in ("01_a", "02_b"))
    county = SimpleNamespace(name="海屿县", is_fictional=True)
    return Run("try-out", Path("try-out.yaml"), definition, county, notebooks)


def outcome(run, number, **result):
    notebook = run.notebooks[number]
    return Outcome(job(notebook, {}, run.name), 1.0, **result)


def test_a_page_knows_its_run_its_neighbours_and_its_inputs(run):
    context = page_contexts(run, AROUND)["02_b"]
    assert (context.county_name, context.period, context.is_simulated) == ("海屿县", "2025", True)
    assert (context.href, context.commit, context.is_changed) == ("02_b.html", "c0ffee", True)
    assert [(link.title, link.href) for link in context.pages] == [
        ("标题 01_a", "01_a.html"), ("标题 02_b", "02_b.html")]
    assert dict(context.inputs) == {
        "data/reference/a.csv": "1", "params/methods.yaml": "2", "notebooks/02_b.ipynb": "5"}


def test_without_git_a_page_claims_no_commit(run):
    context = page_contexts(run, {**AROUND, "code": None})["01_a"]
    assert (context.commit, context.is_changed) == ("", False)


def test_notices_say_what_is_missing(run):
    assert notices(outcome(run, 0)) == ()
    incomplete = notices(outcome(run, 0, unavailable=GAP))
    assert len(incomplete) == 1
    assert "缺的一节、又一节" in incomplete[0]
    failed = notices(outcome(run, 0, failure=Failure("timeout", "c", "寿命", "/home/x")))
    assert "“寿命”" in failed[0]
    assert "/home" not in failed[0]


def test_lists_lead_to_every_page_with_its_state(run, tmp_path):
    failure = Failure("error", "c", "寿命", "trace")
    record = manifest(run, [outcome(run, 0, unavailable=GAP), outcome(run, 1, failure=failure)],
                      AROUND, TIMES)
    write_run_index(record, tmp_path)
    own, site = (tmp_path / "index.html").read_text(encoding="utf-8"), site_index([record])
    assert 'href="01_a.html"' in own
    assert 'href="try-out/01_a.html"' in site
    for text in (own, site):
        assert "缺的一节、又一节" in text
        assert "运行到“寿命”一节时程序出错" in text
        assert "2026-01-01" not in text
