"""Where the project's folders are."""

import pytest
from qiyou import project


def test_package_finds_its_own_checkout(monkeypatch, tmp_path):
    monkeypatch.delenv("QIYOU_ROOT", raising=False)
    monkeypatch.chdir(tmp_path)
    assert (project.project_root() / "params" / "methods.yaml").is_file()


def test_named_root_wins(monkeypatch, tmp_path):
    (tmp_path / "params").mkdir()
    monkeypatch.setenv("QIYOU_ROOT", str(tmp_path))
    assert project.project_root() == tmp_path.resolve()
    assert project.notebooks_folder() == tmp_path.resolve() / "notebooks"


def test_wrong_root_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("QIYOU_ROOT", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="QIYOU_ROOT"):
        project.project_root()


def test_data_may_stand_elsewhere(monkeypatch, tmp_path):
    monkeypatch.setenv("QIYOU_DATA", str(tmp_path))
    assert project.data_folder() == tmp_path.resolve()
