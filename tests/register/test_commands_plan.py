"""The commands plan show, audit, read as they are typed."""

import csv
import io
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from qiyou.commands_plan import _harmless, aligned, plan
from qiyou.project import project_root
from qiyou.register.models import PlanFile
from qiyou.register.strict_yaml import read_model
from wcwidth import wcswidth

KEYS = ["promise", "indicator", "name", "domain", "clause", "kind", "comparison", "unit", "year",
        "value", "text", "lead"]
TABLE = ("县,序号,指标,2022年,2023年\n甲县,1,人均预期寿命(岁),80,81\n"
         "乙县,1,人均预期寿命(岁),=1+1,81\n")


def run(*words):
    return CliRunner().invoke(plan, [str(word) for word in words])


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_json_has_the_keys_in_order_and_null_for_nothing():
    rows = json.loads(run("show", "shengsi", "--format", "json").stdout)
    assert all(list(row) == KEYS for row in rows)
    slash = next(row for row in rows if row["text"] == "/")
    assert slash["value"] is None and isinstance(slash["year"], int)


def test_chinese_is_not_escaped():
    assert "人均预期寿命" in run("show", "shengsi", "--format", "json").stdout


def test_csv_is_the_same_table_as_json():
    rows = json.loads(run("show", "shengsi", "--format", "json").stdout)
    table = list(csv.DictReader(io.StringIO(run("show", "shengsi", "--format", "csv").stdout)))
    assert [row["text"] for row in table] == [row["text"] for row in rows]
    assert [row["comparison"] for row in table] == [row["comparison"] for row in rows]


def test_text_that_looks_like_a_formula_is_made_harmless():
    assert _harmless("name", "=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert _harmless("comparison", "=") == "="
    assert _harmless("value", -1.5) == -1.5


def test_columns_stand_straight_under_chinese():
    lines = aligned([{"name": "县", "unit": "个人"}, {"name": "abc县", "unit": "人次"}])
    assert {wcswidth(line) for line in lines} == {5 + 2 + 4}


def test_the_table_has_a_line_per_row_and_a_head():
    lines = run("show", "shengsi").stdout.splitlines()
    rows = json.loads(run("show", "shengsi", "--format", "json").stdout)
    assert len(lines) == len(rows) + 1


def test_audit_is_no_program_error():
    result = run("audit", "shengsi", "--format", "json")
    findings = json.loads(result.stdout)
    assert result.exit_code == 0
    assert all(list(f) == ["rule", "severity", "promises", "sentence", "facts"] for f in findings)
    assert {f["severity"] for f in findings} == {"提示", "核实", "错误"}


def test_audit_compares_with_the_census():
    findings = json.loads(run("audit", "shengsi", "--format", "json").stdout)
    implied = next(f for f in findings if f["rule"] == "A05")
    assert implied["facts"]["within_persons"] == 40_945  # 15-59 in the 2020 census
    assert "2020年人口普查" in implied["sentence"]


@pytest.mark.parametrize("command", ["show", "audit"])
def test_an_unknown_county_is_told_the_nearest(command):
    result = run(command, "shengs")
    assert result.exit_code == 2
    assert "shengsi" in result.stderr
    assert "Traceback" not in result.output


def test_broken_definitions_are_told_in_full(monkeypatch, tmp_path):
    (tmp_path / "params").mkdir()
    monkeypatch.setenv("QIYOU_ROOT", str(tmp_path))
    result = run("show", "shengsi")
    assert result.exit_code == 2
    assert result.stderr.count("params/") == 9  # eight domain files and methods.yaml


def test_a_draft_goes_to_stdout_and_findings_to_stderr(table):
    result = run("read", table)
    assert result.exit_code == 0
    assert result.stdout.count("promises:") == 2
    assert "R08" in result.stderr and "R08" not in result.stdout


def test_each_county_gets_its_file(table, tmp_path):
    result = run("read", table, "--out", tmp_path / "out" / "plan.yaml")
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["plan.乙县.yaml", "plan.甲县.yaml"]
    assert result.stdout == ""
    assert read_model(tmp_path / "out" / "plan.甲县.yaml", PlanFile).county == "county_1"


def test_read_as_json_holds_plans_and_findings(table):
    reading = json.loads(run("read", table, "--format", "json").stdout)
    assert [p["name"] for p in reading["plans"]] == ["甲县", "乙县"]
    assert any(f["rule"] == "R08" for f in reading["findings"])


def test_read_as_table_shows_rows_and_findings(table):
    assert "甲县" in run("read", table, "--format", "table").stdout


def test_nothing_read_is_exit_2_in_words(tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    result = run("read", tmp_path / "x.pdf")
    assert result.exit_code == 2
    assert "R01" in result.stderr
    assert "Traceback" not in result.output


def test_help_needs_no_register():
    script = ("import sys, qiyou.commands_plan; "
              "sys.exit(any(m in sys.modules for m in ('pandas', 'pydantic', 'openpyxl')))")
    assert subprocess.run([sys.executable, "-c", script], cwd=project_root(), check=False
                          ).returncode == 0
