"""The record of a run: made with what, from what, and what became of it."""

import hashlib
import json
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from qiyou.refresh.failure import Failure
from qiyou.refresh.jobs import Outcome, job
from qiyou.refresh.manifest import circumstances, code_version, manifest, software
from qiyou.refresh.notebooks import Notebook
from qiyou.refresh.runs import Run, RunFile

TIMES = {"started": "2026-01-01T00:00:00+00:00", "finished": "2026-01-01T00:01:00+00:00"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    for name in ("params/runs/one.yaml", "data/reference/a.csv", "data/inbox/secret.xlsx",
                 "data/store/x.parquet", "notebooks/01_a.ipynb", "requirements.lock",
                 "notebooks/.ipynb_checkpoints/01_a.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setenv("QIYOU_ROOT", str(tmp_path))
    return tmp_path


@pytest.fixture
def run():
    definition = RunFile(title="一", county="x", period="2025", as_of="2025-12-31",
                         audience="internal")
    notebooks = tuple(Notebook(n, Path(f"{n}.ipynb"), n, {}) for n in ("01_a", "02_b", "03_c"))
    county = SimpleNamespace(name="某县", is_fictional=True)
    return Run("one", Path("one.yaml"), definition, county, notebooks)


def test_every_input_is_named_with_its_hash(project):
    inputs = circumstances()["inputs"]
    assert inputs["data/reference/a.csv"] == hashlib.sha256(b"data/reference/a.csv").hexdigest()
    assert {name for name in inputs if not name.startswith("lib/qiyou/")} == {
        "params/runs/one.yaml", "data/reference/a.csv", "notebooks/01_a.ipynb",
        "requirements.lock"}
    assert {"lib/qiyou/refresh/manifest.py", "lib/qiyou/catalogue/zh/refresh.yaml"} <= set(inputs)
    assert not any("__pycache__" in name for name in inputs)


def test_software_names_python_and_the_packages_asked_for():
    found = software()
    assert found["python"].startswith("3.")
    assert {"pandas", "papermill", "matplotlib"} <= set(found["packages"])
    assert "pytest" not in found["packages"]


def git(folder, *words):
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    subprocess.run(["git", "-C", folder, *who, *words], check=True, capture_output=True)


def test_the_commit_is_named_and_whether_files_differ(tmp_path):
    git(tmp_path, "init")
    (tmp_path / "a").write_text("1")
    git(tmp_path, "add", "a")
    git(tmp_path, "commit", "-m", "x")
    clean = code_version(tmp_path)
    (tmp_path / "a").write_text("2")
    changed = code_version(tmp_path)
    assert len(clean["commit"]) == 40
    assert (clean["is_changed"], changed["is_changed"]) == (False, True)
    assert clean["commit"] == changed["commit"]


def test_without_git_and_inside_another_checkout_no_commit_is_claimed(tmp_path, monkeypatch):
    inner = tmp_path / "copy"
    inner.mkdir()
    assert code_version(inner) is None
    git(tmp_path, "init")
    assert code_version(inner) is None
    monkeypatch.setenv("PATH", str(inner))
    assert code_version(tmp_path) is None


def outcomes(run):
    jobs = [job(notebook, run.parameters(notebook.name), run.name) for notebook in run.notebooks]
    return [Outcome(jobs[0], 1.234),
            Outcome(jobs[1], 2.0, ({"id": "a.b", "title": "节"},)),
            Outcome(jobs[2], 3.0, (), Failure("error", "cell", "节", "trace"))]


def test_each_notebook_has_its_status_seconds_and_parameters(run):
    record = manifest(run, reversed(outcomes(run)), {"code": None}, TIMES)
    notebooks = record["notebooks"]
    assert list(notebooks) == ["01_a", "02_b", "03_c"]
    assert [entry["status"] for entry in notebooks.values()] == [
        "complete", "incomplete", "failed"]
    assert notebooks["01_a"]["seconds"] == 1.23
    assert notebooks["01_a"]["parameters"]["period"] == "2025"
    assert notebooks["02_b"]["unavailable"] == [{"id": "a.b", "title": "节"}]
    assert notebooks["03_c"]["failure"]["log"] == "logs/03_c.log"
    assert record["run"] == {
        "name": "one", "title": "一", "county": "x", "county_name": "某县", "is_simulated": True,
        "period": "2025", "as_of": "2025-12-31", "audience": "internal"}
    assert record["code"] is None
    json.dumps(record)


def test_a_run_is_as_good_as_its_worst_notebook(run):
    ends = outcomes(run)
    first = [Outcome(o.job, 1.0) for o in ends]
    assert manifest(run, first, {}, TIMES)["status"] == "complete"
    assert manifest(run, [*first[:2], ends[2]], {}, TIMES)["status"] == "failed"
    assert manifest(run, [first[0], ends[1], first[2]], {}, TIMES)["status"] == "incomplete"
