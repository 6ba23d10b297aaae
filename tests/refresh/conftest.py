"""A project of its own with small notebooks, and the command line as a user calls it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from qiyou.refresh.process import prepare_process

ENVIRONMENT = ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "PYTHONSTARTUP", "QIYOU_FIGURE",
               "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
ROOT = Path(__file__).resolve().parents[2]
HEAD = 'county = "shengsi"\nperiod = "2025"\nas_of = "2025-12-31"\naudience = "internal"\nyears = 3'
RUN = """\
title: 试运行
county: shengsi
period: "2025Q3"
as_of: "2025-12-31"
audience: internal
parameters: {years: 5}
"""


def save(folder, name, title, cells):
    made = [new_markdown_cell(f"# {title}", id="title"),
            new_code_cell(HEAD, id="parameters", metadata={"tags": ["parameters"]})]
    for key, source in cells.items():
        made += [new_markdown_cell(f"## 关于 {key}", id=f"{key}-heading"),
                 new_code_cell(source, id=key)]
    nbformat.write(new_notebook(cells=made), folder / f"{name}.ipynb")


def make_project(folder, **notebooks):
    copytree(ROOT / "params", folder / "params")
    for path in (folder / "params" / "runs").glob("*.yaml"):
        path.unlink()
    (folder / "params" / "runs" / "try-out.yaml").write_text(RUN, encoding="utf-8")
    (folder / "notebooks").mkdir()
    for number, (name, cells) in enumerate(notebooks.items()):
        save(folder / "notebooks", f"{number:02}_{name}", f"标题 {name}", cells)
    return folder


def call_qiyou(folder, *words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "qiyou", *words], capture_output=True, encoding="utf-8",
        check=False, cwd=folder, timeout=120,
        env={**{k: v for k, v in os.environ.items() if k not in ENVIRONMENT},
             "QIYOU_ROOT": str(folder), "PYTHONWARNINGS": "error::UserWarning", **environment})


@pytest.fixture
def prepared(tmp_path, monkeypatch):
    """Prepare this process as a worker is; afterwards everything is as it was."""
    before = signal.getsignal(signal.SIGINT)
    for name in ENVIRONMENT:
        monkeypatch.setenv(name, "user")
    prepare_process("svg", str(tmp_path / "scratch"))
    yield tmp_path / "scratch"
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def project():
    """Make a project with the real definitions, one run, and the notebooks that are given."""
    return make_project


@pytest.fixture(scope="session")
def qiyou():
    """Run the command line in a project's folder; answers with exit code, stdout, stderr."""
    return call_qiyou
