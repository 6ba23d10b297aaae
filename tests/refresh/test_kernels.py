"""How kernels are spoken to."""

import os
import shutil
import tempfile
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from qiyou.refresh.execute import execute
from qiyou.refresh.kernels import LONGEST_SOCKET, kernel_settings


@pytest.fixture
def short_folder(monkeypatch):
    folder = tempfile.mkdtemp(prefix="q")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", folder)
    yield Path(folder)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such sockets in pyzmq")
def test_kernels_answer_through_files_where_the_system_has_them(short_folder, tmp_path):
    settings = kernel_settings()["config"]["KernelManager"]
    assert settings == {"transport": "ipc", "ip": str(short_folder / "kernel")}
    path = tmp_path / "01_a.ipynb"
    cells = [new_code_cell("a = 1", id="parameters", metadata={"tags": ["parameters"]}),
             new_code_cell("a + 1", id="sum")]
    nbformat.write(new_notebook(cells=cells), path)
    done = execute(path, {}, 60)
    assert done.failure is None
    assert done.notebook.cells[-1].outputs[0]["data"]["text/plain"] == "2"


def test_a_path_too_long_for_a_socket_falls_back_to_ports(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / ("x" * LONGEST_SOCKET)))
    settings = kernel_settings()["config"]["KernelManager"]
    assert settings["transport_encryption"] in ("required", "disabled")
    assert "transport" not in settings
