"""A worker's surroundings: nothing of the user's own set-up reaches a kernel."""

import os
import signal
import subprocess
import sys

import pytest
from qiyou.refresh.process import interruptible, prepare_process


def test_folders_and_figures_are_the_runs_own(prepared):
    assert os.environ["IPYTHONDIR"].startswith(str(prepared))
    assert os.environ["JUPYTER_RUNTIME_DIR"].startswith(str(prepared))
    assert "PYTHONSTARTUP" not in os.environ
    assert os.environ["QIYOU_FIGURE"] == "svg"


def test_threads_are_limited_unless_the_user_has_said_so(prepared, monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    prepare_process("", str(prepared))
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    assert os.environ["OMP_NUM_THREADS"] == "user"


def test_without_a_choice_figures_are_drawn_as_in_jupyter(prepared):
    prepare_process("", str(prepared))
    assert "QIYOU_FIGURE" not in os.environ


def test_an_interrupt_ends_work_and_nothing_else(prepared):
    signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)


def test_a_worker_does_not_compile_grammars_that_nobody_uses():
    code = ("from qiyou.refresh.process import skip_unused_grammars; skip_unused_grammars();"
            "import papermill, sys; print('lark' in sys.modules)")
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                            check=True)
    assert answer.stdout.strip() == "False"
