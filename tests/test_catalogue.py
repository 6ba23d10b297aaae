"""One catalogue of words."""

import string
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
