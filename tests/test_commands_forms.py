"""The commands forms make, list, check as they are typed."""

import json
import shutil

import openpyxl
import pytest
from click.testing import CliRunner
from qiyou.commands_forms import forms_group
from qiyou.project import params_folder
from qiyou.store import open_store
from qiyou.store.records import Delivery, Figure, Submission


def run(*words):
    return CliRunner().invoke(forms_group, [str(word) for word in words])


@pytest.fixture
def out(tmp_path):
    return tmp_path / "forms"


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A copy of the definitions that a test may spoil."""
    copy = tmp_path / "project"
    shutil.copytree(params_folder(), copy / "params")
    monkeypatch.setenv("QIYOU_ROOT", str(copy))
    return copy / "params"


def yearly(out, *words):
    """Make one department's workbook of a year, with a data folder of its own."""
    return run("make", "--period", "2025", "--department", "emergency", "--out", out,
               "--data", out.parent / "data", *words)


def test_make_writes_a_workbook_and_names_it(out):
    result = yearly(out)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == [str(out / "2025_应急管理部门.xlsx")]
    assert "已生成 1 个工作簿" in result.stderr
    assert "众扶5 避灾安置场所" in openpyxl.load_workbook(out / "2025_应急管理部门.xlsx").sheetnames


def test_making_the_same_again_changes_nothing(out):
    yearly(out)
    before = (out / "2025_应急管理部门.xlsx").read_bytes()
    assert yearly(out).exit_code == 0
    assert (out / "2025_应急管理部门.xlsx").read_bytes() == before


def test_a_workbook_that_somebody_filled_in_is_left_alone(out):
    out.mkdir()
    (out / "2025_应急管理部门.xlsx").write_bytes(b"filled in")
    result = yearly(out)
    assert result.exit_code == 2
    assert "2025_应急管理部门.xlsx" in result.stderr and "--overwrite" in result.stderr
    assert (out / "2025_应急管理部门.xlsx").read_bytes() == b"filled in"
    assert yearly(out, "--overwrite").exit_code == 0
    assert (out / "2025_应急管理部门.xlsx").read_bytes() != b"filled in"


@pytest.mark.parametrize("name", ["health", "卫生健康部门", "卫健局", "县卫生健康局"])
def test_a_department_goes_by_its_id_and_by_all_its_names(out, name):
    result = run("make", "--period", "2025Q3", "--department", name, "--out", out,
                 "--data", out.parent)
    assert result.stdout.split() == [str(out / "2025Q3_县卫生健康局.xlsx")]


def test_townships_can_be_asked_for_alone(out):
    run("make", "--period", "2025Q3", "--department", "township", "--out", out,
        "--data", out.parent)
    assert len(list(out.iterdir())) == 7


@pytest.mark.parametrize(("words", "said"), [
    (("--period", "2025Q7"), "报告期“2025Q7”的写法不对"),
    (("--period", "2025Q3", "--department", "气象局"), "没有名为“气象局”的部门"),
    (("--period", "2025Q3", "--county", "nowhere"), "nowhere"),
    (("--period", "2025-09", "--department", "emergency"), "没有要填的报表"),
    ((), "--period"),
])
def test_what_cannot_be_made_is_said_in_words(out, words, said):
    result = run("make", "--out", out, "--data", out.parent, *words)
    assert result.exit_code == 2
    assert said in result.output
    assert not out.exists()


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path):
    (tmp_path / "forms").write_text("a file", encoding="utf-8")
    result = yearly(tmp_path / "forms" / "below")
    assert result.exit_code == 2
    assert "不能写到" in result.stderr


def test_with_two_counties_one_must_be_named(out, root):
    home = root / "counties" / "shengsi"
    text = (home / "county.yaml").read_text(encoding="utf-8")
    (root / "counties" / "other").mkdir()
    (root / "counties" / "other" / "county.yaml").write_text(
        text.replace("shengsi", "other"), encoding="utf-8")
    assert "--county" in yearly(out).stderr
    assert yearly(out, "--county", "other").exit_code == 0


def test_an_earlier_figure_of_the_store_stands_in_a_note(out):
    figure = Figure("330922100", "", "kindergartens", 4.0, None, "所", "s", "B9")
    delivery = Delivery("kindergartens", "2024", ("330922100",), (figure,), "正式")
    with open_store(out.parent / "data", is_writer=True) as store:
        store.record(Submission("0" * 64, 1, "a.xlsx", "某人", "shengsi",
                                "2025-03-01T09:00:00+08:00", "accepted", (delivery,)))
    run("make", "--period", "2025", "--department", "education", "--out", out,
        "--data", out.parent / "data")
    book = openpyxl.load_workbook(out / "2025_县教育局.xlsx")
    notes = [cell.comment.text for row in book["学优2 在园幼儿"].iter_rows() for cell in row
             if cell.comment and "2024" in cell.comment.text]
    assert notes == ["上期（2024年）：4"]


def test_the_list_holds_every_form(root):
    numbers = {form["number"] for form in json.loads(run("list", "--format", "json").stdout)}
    assert len(numbers) == len(list((root / "forms").glob("*.yaml")))
    lines = run("list").stdout.splitlines()
    assert lines[0].split() == ["表号", "表名", "报送单位", "频率", "期限", "列数"]
    assert len(lines) == len(numbers) + 1


def test_the_list_tells_columns_in_json():
    listed = {form["id"]: form for form in json.loads(run("list", "--format", "json").stdout)}
    form = listed["kindergartens"]
    assert form["department_name"] == "教育部门"
    assert (form["frequency"], form["due_days"]) == ("year", 60)
    assert form["columns"][0] == {"id": "area", "name": "乡镇", "type": "area", "unit": "",
                                  "is_required": True}


def test_sound_definitions_are_counted():
    result = run("check")
    assert result.exit_code == 0, result.output
    assert "定义可用：报表 " in result.stdout


def test_a_promise_without_a_form_is_pointed_out(root):
    (root / "forms" / "prices_income.yaml").unlink()
    for path in (root / "forms").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("health.supplementary_insurance",
                                     "health.life_expectancy"), encoding="utf-8")
    (root / "source_systems.yaml").write_text("systems: {}", encoding="utf-8")
    result = run("check")
    assert result.exit_code == 0, result.output
    assert "health.supplementary_insurance" in result.stderr


@pytest.mark.parametrize(("before", "after", "said"), [
    ("reporter: education", "reporter: eduction", "eduction"),
    ("indicator: education.public_kindergarten_share",
     "indicator: education.public_kindergarden_share", "education.public_kindergarten_share"),
    ("title:", "titel:", "titel"),
])
def test_a_wrong_name_in_a_form_is_found_with_its_file(root, before, after, said):
    path = root / "forms" / "kindergartens.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    result = run("check")
    assert result.exit_code == 2
    assert "kindergartens.yaml" in result.stderr and said in result.stderr


def test_a_code_that_no_list_holds_is_found(root):
    (root / "forms" / "extra.yaml").write_text(
        "number: 试1\ntitle: 试\ndomain: overall\nreporter: health\nfrequency: year\n"
        "due_days: 9\nrows: open\nkeys: [name]\ncolumns:\n"
        "  name: {type: key, name: 名称}\n  sex: {type: code, name: 性别, codes: sex}\n"
        "feeds: [{indicator: overall.investment, measure: value, where: {sex: [mail]}}]\n",
        encoding="utf-8")
    result = run("check")
    assert result.exit_code == 2
    assert "列 sex 的代码表里没有“mail”" in result.stderr
