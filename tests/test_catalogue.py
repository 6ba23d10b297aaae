"""One catalogue of words."""

import os
import shutil
import string
import subprocess
import sys
from pathlib import Path

import pytest
from qiyou import catalogue as module
from qiyou.catalogue import catalogue, has, say


def test_fields_are_filled():
    assert say("page.source", source="普查") == "资料来源：普查"


def test_unknown_id_is_a_bug():
    with pytest.raises(KeyError):
        say("no.such.text")
    assert not has("no.such.text")


def test_missing_field_is_a_bug():
    with pytest.raises(KeyError):
        say("page.source")


def test_unknown_language_is_refused():
    with pytest.raises(KeyError, match="no catalogue"):
        catalogue("xx")


def test_every_text_is_a_valid_template():
    for key, text in catalogue().items():
        assert text, key
        list(string.Formatter().parse(text))


def test_folded_lines_leave_no_space_in_chinese(tmp_path, monkeypatch):
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "a.yaml").write_text("a: >-\n  甲，\n  乙 ABC\n  丙\n", encoding="utf-8")
    monkeypatch.setattr(module, "_FOLDER", tmp_path)
    assert module.catalogue.__wrapped__("zh")["a"] == "甲，乙 ABC 丙"


def test_the_same_id_in_two_files_is_refused(tmp_path, monkeypatch):
    (tmp_path / "zh").mkdir()
    for name in ("a", "b"):
        (tmp_path / "zh" / f"{name}.yaml").write_text("x: {y: 1}\n", encoding="utf-8")
    monkeypatch.setattr(module, "_FOLDER", tmp_path)
    with pytest.raises(KeyError, match="twice"):
        module.catalogue.__wrapped__("zh")


def test_catalogue_travels_with_the_package():
    assert list((Path(module.__file__).parent / "zh").glob("*.yaml"))


@pytest.mark.parametrize(("text", "told"), [
    ("cli: {y: 1, z: 2}\ncli:\n  y: 2\n", "a.yaml 第 2 行：键“cli”"),
    ("cli:\n  y: 1\n  z: 2\n  y: 3\n", "a.yaml 第 4 行：键“y”"),
    ("cli: [\n", "a.yaml 第 2 行：不合 YAML"), ("cli\n", "a.yaml"), ("cli words\n", "a.yaml"),
    ("store: {opened: 1}\n", "a.yaml"),
])
def test_the_command_names_a_broken_file_of_texts_and_ends(text, told, tmp_path):
    here = Path(module.__file__).parents[1]
    copy = tmp_path / "qiyou"
    shutil.copytree(here, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "catalogue" / "zh" / "a.yaml").write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "qiyou", "--version"], capture_output=True,
                          encoding="utf-8", check=False,
                          env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONUTF8": "1"})
    if text.startswith("store"):
        assert done.returncode == 0  # another key of the same tree is no fault
        return
    assert done.returncode == 2
    assert told in done.stderr and "Traceback" not in done.stderr
