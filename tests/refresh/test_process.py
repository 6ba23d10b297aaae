"""A worker's environment: nothing of the user's own set-up reaches a kernel."""

import os
import subprocess
import sys

from qiyou.refresh.process import prepare_process

NAMES = ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "PYTHONSTARTUP", "QIYOU_FIGURE",
         "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def test_folders_and_figures_are_the_runs_own(tmp_path, monkeypatch):
    for name in NAMES:
        monkeypatch.setenv(name, "user")
    prepare_process("svg", str(tmp_path))
    assert os.environ["IPYTHONDIR"].startswith(str(tmp_path))
    assert os.environ["JUPYTER_RUNTIME_DIR"].startswith(str(tmp_path))
    assert "PYTHONSTARTUP" not in os.environ
    assert os.environ["QIYOU_FIGURE"] == "svg"
    assert os.environ["OMP_NUM_THREADS"] == "user"


def test_without_a_choice_figures_are_drawn_as_in_jupyter(tmp_path, monkeypatch):
    for name in NAMES:
        monkeypatch.setenv(name, "user")
    prepare_process("", str(tmp_path))
    assert "QIYOU_FIGURE" not in os.environ


def test_a_worker_does_not_compile_grammars_that_nobody_uses():
    code = ("from qiyou.refresh.process import skip_unused_grammars; skip_unused_grammars();"
            "import papermill, sys; print('lark' in sys.modules)")
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                            check=True)
    assert answer.stdout.strip() == "False"
