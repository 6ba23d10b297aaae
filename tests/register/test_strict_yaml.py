"""Strict YAML: what is not plain data is refused, with file, line, key and the nearest key."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field
from qiyou.register import RegisterError
from qiyou.register.strict_yaml import MAX_BYTES, Definition, dotted, read_model


class Inner(Definition):
    unit: str
    years: tuple[int, ...] = ()


class Outer(Definition):
    name: str
    level: float = 0.95
    kind: Literal["share", "count"] = "share"
    inner: Inner | None = None
    items: dict[str, Inner] = Field(default_factory=dict)


def problems(tmp_path, text) -> list:
    path = tmp_path / "x.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RegisterError) as caught:
        read_model(path, Outer)
    return list(caught.value.problems)


def only(tmp_path, text):
    found = problems(tmp_path, text)
    assert len(found) == 1, found
    return found[0]


def read(tmp_path, text):
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    return read_model(path, Outer)


def test_a_good_file_is_read(tmp_path):
    model = read(tmp_path, "name: 甲\nlevel: 1\nitems: {a: {unit: '%', years: [2023, 2024]}}\n")
    assert model.items["a"] == Inner(unit="%", years=(2023, 2024))
    assert model.level == 1.0


def test_the_model_cannot_be_changed(tmp_path):
    model = read(tmp_path, "name: a")
    with pytest.raises(ValueError, match="frozen"):
        model.name = "b"


def test_an_unknown_key_names_its_line_and_the_nearest_key(tmp_path):
    found = only(tmp_path, "name: a\nitems:\n  x:\n    unti: '%'\n    unit: '%'\n")
    assert (found.line, found.key) == (4, "items.x.unti")
    assert "“unit”" in found.text


def test_a_key_given_twice_names_both_lines(tmp_path):
    found = only(tmp_path, "name: a\nlevel: 0.9\nname: b\n")
    assert (found.line, found.key) == (3, "name")
    assert "1" in found.text


def test_a_missing_key_is_named_where_it_should_stand(tmp_path):
    found = only(tmp_path, "name: a\ninner:\n  years: [1]\n")
    assert (found.line, found.key) == (2, "inner.unit")


@pytest.mark.parametrize(("line", "key"), [
    ("name: 5", "name"), ("level: high", "level"), ("level: '0.9'", "level"),
    ("kind: rate", "kind"), ("inner: 7", "inner"), ("inner: {unit: a, years: [1.5]}",
                                                    "inner.years[0]"),
    ("inner: {unit: a, years: 5}", "inner.years"), ("level: true", "level"),
])
def test_a_wrong_type_is_never_converted(tmp_path, line, key):
    text = line if line.startswith("name") else f"name: a\n{line}"
    assert only(tmp_path, text).key == key


def test_all_problems_are_reported_at_once(tmp_path):
    found = problems(tmp_path, "nam: a\nlevel: x\nkind: y\n")
    assert {p.key for p in found} == {"nam", "name", "level", "kind"}


@pytest.mark.parametrize("text", [
    "name: !!python/object/apply:os.system ['echo 1']",
    "name: !!str a",
    "!!map {name: a}",
    "name: &a x\nlevel: 1",
    "name: *a",
    "&a [*a, *a]",
    "? [a, b]\n: 1",
    "name: a\n---\nname: b",
    "name: [1, 2",
    "name: a\n\tlevel: 1",
    "name: \x07",
    "- a\n- b",
    "",
    "5",
])
def test_hostile_or_broken_yaml_is_refused(tmp_path, text):
    assert problems(tmp_path, text)


def test_an_alias_bomb_is_not_expanded(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    found = problems(tmp_path, "\n".join(lines))
    assert len(found) == 12 + 11 * 10


def test_deep_nesting_ends_with_a_message(tmp_path):
    assert only(tmp_path, "name: " + "[" * 5000 + "]" * 5000).line == 1


def test_a_file_that_is_too_large_is_not_parsed(tmp_path):
    assert only(tmp_path, "#" * (MAX_BYTES + 1)).line == 0


def test_a_file_in_another_encoding_is_refused(tmp_path):
    assert "UTF-8" in only(tmp_path, "name: 七优".encode("gb18030")).text


def test_a_file_that_is_not_there_is_a_problem_of_its_own(tmp_path):
    with pytest.raises(RegisterError) as caught:
        read_model(tmp_path / "none.yaml", Outer)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(("text", "value"), [
    ("no", "no"), ("on", "on"), ("2023-04-20", "2023-04-20"), ("0909", "0909"), ("1_000", "1_000"),
    ("0x1F", "0x1F"), (".inf", ".inf"), ("12:30", "12:30"),
])
def test_words_that_older_yaml_would_convert_stay_text(tmp_path, text, value):
    assert read(tmp_path, f"name: {text}").name == value


def test_the_message_names_the_file_from_the_projects_folder(monkeypatch, tmp_path):
    (tmp_path / "params" / "runs").mkdir(parents=True)
    monkeypatch.setenv("QIYOU_ROOT", str(tmp_path))
    path = tmp_path / "params" / "runs" / "r.yaml"
    path.write_text("nam: a", encoding="utf-8")
    with pytest.raises(RegisterError, match=r"^params/runs/r\.yaml 第 1 行，nam"):
        read_model(path, Outer)


def test_dotted_counts_positions_and_names():
    assert dotted(("a", "b.c", 0, "d")) == "a.b.c[0].d"


@given(st.text(max_size=60))
def test_any_text_gives_a_model_or_problems(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        read_model(path, Outer)
    except RegisterError as error:
        assert all(p.text for p in error.problems)
