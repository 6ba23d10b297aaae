"""Run files: what may stand in them, and how everything wrong is said at once."""

from pathlib import Path
from textwrap import dedent

import pytest
from qiyou.refresh.jobs import plan_jobs
from qiyou.refresh.notebooks import Notebook
from qiyou.refresh.runs import Surroundings, find_runs, read_runs
from qiyou.register.trouble import RegisterError

HEAD = {"county": "x", "period": "2025", "as_of": "2025-12-31", "audience": "internal"}
AROUND = Surroundings({"shengsi": "嵊泗县", "putuo": "普陀区"}, {
    name: Notebook(name, Path(f"{name}.ipynb"), name, HEAD | {"years": 3, "note": "a"})
    for name in ("00_overview", "04_health")})
GOOD = """\
    title: 嵊泗县 2025 年
    county: shengsi
    period: "2025"
    as_of: "2025-12-31"
    audience: internal
"""


def read(tmp_path, text, name="one"):
    path = tmp_path / f"{name}.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    return read_runs({name: path}, AROUND)[name]


def problems(tmp_path, text, name="one"):
    with pytest.raises(RegisterError) as caught:
        read(tmp_path, text, name)
    return caught.value.problems


def test_a_run_without_a_list_has_every_notebook(tmp_path):
    run = read(tmp_path, GOOD)
    assert [job.notebook for job in plan_jobs([run])] == ["00_overview", "04_health"]
    assert run.parameters("04_health") == {
        "county": "shengsi", "period": "2025", "as_of": "2025-12-31", "audience": "internal"}


def test_parameters_are_common_or_of_one_notebook(tmp_path):
    run = read(tmp_path, GOOD + """\
    notebooks: [04_health, 00_overview]
    parameters: {years: 5, note: "2023–2025"}
    notebook_parameters:
      04_health: {years: 1}
""")
    jobs = plan_jobs([run])
    assert [(j.notebook, j.parameters["years"]) for j in jobs] == [
        ("04_health", 1), ("00_overview", 5)]
    assert jobs[0].parameters["note"] == "2023–2025"


def test_every_problem_is_said_at_once_with_its_line_and_the_nearest_name(tmp_path):
    found = problems(tmp_path, """\
    titel: x
    county: shengsy
    period: 2025
    as_of: 2025-13-01
    audience: everybody
    notebooks: [04_helth, 04_health, 04_health]
    parameters: {yeers: 3}
    notebook_parameters:
      00_overview: {years: 3}
""")
    assert {p.key: p.line for p in found} == {
        "titel": 1, "title": 1, "county": 2, "period": 3, "as_of": 4, "audience": 5,
        "notebooks[0]": 6, "notebooks[2]": 6, "parameters.yeers": 7,
        "notebook_parameters.00_overview": 9}
    said = {p.key: p.text for p in found}
    assert "title" in said["titel"]
    assert "shengsi" in said["county"]
    assert "04_health" in said["notebooks[0]"]
    assert "years" in said["parameters.yeers"]
    assert all("one.yaml" in p.file for p in found)


def test_problems_of_every_file_come_together(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(dedent(GOOD) + "odd: 1\n", encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        read_runs(find_runs(tmp_path), AROUND)
    assert [Path(p.file).name for p in caught.value.problems] == ["a.yaml", "b.yaml"]


@pytest.mark.parametrize("line", [
    "parameters: {years: 3, years: 4}",
    'parameters: {"years = 1; import os": 3}',
    'parameters: {"years\\nimport os": 3}',
    'parameters: {"__import__": 3}',
    'parameters: {"ｙears": 3}',
    "parameters: {class: 3}",
    "parameters: {county: putuo}",
    "parameters: {years: '3'}",
    "parameters: {years: null}",
    "parameters: {years: {a: 1}}",
    "parameters: {years: !!python/object/apply:os.system [id]}",
    "parameters: {years: 2025-01-01}",
    "parameters: {years: .nan}",
    "parameters: {years: .inf}",
    'parameters: {note: "\\ud800"}',
    "parameters: [years]",
    "parameters: 3",
    "notebooks: ../other",
    "notebooks: []",
    "notebooks: ['../04_health']",
    "notebooks: ['http://example.org/04_health.ipynb']",
    "notebooks: [/etc/passwd]",
    "notebooks: [04_health.ipynb]",
    "notebooks: [4]",
    "notebook_parameters: {04_health: 3}",
    "notebook_parameters: {04_health: {years: x}}",
    "period: '2024'",
    "anything: 1",
    "---",
])
def test_a_line_too_many_is_refused(tmp_path, line):
    assert problems(tmp_path, dedent(GOOD) + line + "\n")


@pytest.mark.parametrize(("key", "value"), [
    ("county", "../putuo"), ("county", "nowhere"), ("county", "3"), ("county", ""),
    ("period", "2025"), ("period", "'2025Q5'"), ("period", "'2025-13'"), ("period", "'25'"),
    ("period", "'2025\\n'"), ("period", "'２０２５'"), ("as_of", "2025"), ("as_of", "'2025-02-30'"),
    ("as_of", "'20251231'"), ("as_of", "yesterday"), ("audience", "Public"), ("title", "''"),
])
def test_a_wrong_value_is_refused_at_its_line(tmp_path, key, value):
    keys = ["title", "county", "period", "as_of", "audience"]
    lines = dedent(GOOD).splitlines()
    lines[keys.index(key)] = f"{key}: {value}"
    found = problems(tmp_path, "\n".join(lines))
    assert {(p.key, p.line) for p in found} == {(key, keys.index(key) + 1)}


@pytest.mark.parametrize("period", ["2025", "2025Q3", "2025-09", "2025-09-30"])
def test_the_four_ways_of_writing_a_period(tmp_path, period):
    run = read(tmp_path, GOOD.replace('"2025"', f'"{period}"'))
    assert run.definition.period == period


@pytest.mark.parametrize("name", ["Up", "a b", "a_b", "-a", "con", "lpt1", "a.b", "年", "a" * 61])
def test_a_run_name_is_a_safe_folder_name(tmp_path, name):
    assert any("运行名" in p.text for p in problems(tmp_path, GOOD, name))


def test_a_message_stays_on_one_line_whatever_the_file_holds(tmp_path):
    found = problems(tmp_path, dedent(GOOD) + 'parameters: {"a\\nb\\e[31m": 1}\n')
    assert all(str(p).isprintable() for p in found)


def test_a_notebook_that_lacks_the_head_is_named(tmp_path):
    bare = {"00_overview": Notebook("00_overview", Path("x"), "x", {"county": "x"})}
    path = tmp_path / "one.yaml"
    path.write_text(dedent(GOOD), encoding="utf-8")
    with pytest.raises(RegisterError, match=r"00_overview.*period"):
        read_runs({"one": path}, Surroundings({"shengsi": "嵊泗县"}, bare))


def test_a_file_that_is_not_there_or_no_yaml_is_a_problem_not_a_crash(tmp_path):
    broken = tmp_path / "two.yaml"
    broken.write_text("a: [", encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        read_runs({"one": tmp_path / "one.yaml", "two": broken}, AROUND)
    assert [Path(p.file).name for p in caught.value.problems] == ["one.yaml", "two.yaml"]
