"""A refresh from run files to a published site, with notebooks that go well and badly."""

import json
import os
import re
import signal
import subprocess
import sys

import nbformat
import pytest

GAP = {"id": "health.gap", "form": "message", "title": "缺的一节", "note": "", "assumptions": "",
       "source": "", "alt": "", "is_available": False, "columns": []}
GOOD = {"given": "print(county, period, years)"}
LACKING = {"lacking": f"""\
from IPython.display import display
display({{'text/plain': '没有数据'}}, raw=True, metadata={{'qiyou': {GAP}}})"""}
BAD = {"before": "print('before')", "broken": "print('half', 1 / 0)", "after": "print('after')"}
DEADLY = {"deadly": "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"}


def files(folder):
    """Content of every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory, project, qiyou):
    """One refresh of notebooks that go well and badly, in an odd folder."""
    folder = tmp_path_factory.mktemp("a {county} b")
    project(folder, good=GOOD, bad=BAD, deadly=DEADLY)
    return folder, qiyou(folder, "refresh")


@pytest.fixture(scope="module")
def gap(tmp_path_factory, project, qiyou):
    """A project whose notebooks all run, one of them without data for a section."""
    folder = project(tmp_path_factory.mktemp("gap"), good=GOOD, lacking=LACKING)
    return folder, qiyou(folder, "refresh")


def statuses(folder):
    record = json.loads((folder / "exports/try-out/manifest.json").read_text(encoding="utf-8"))
    return {name: entry["status"] for name, entry in record["notebooks"].items()}


def test_failures_do_not_stop_the_others(mixed):
    folder, answer = mixed
    assert answer.returncode == 1
    assert statuses(folder) == {
        "00_good": "complete", "01_bad": "failed", "02_deadly": "failed"}


def test_every_notebook_has_a_page_and_every_page_is_linked(mixed):
    out = mixed[0] / "exports"
    names = [f"{name}.html" for name in statuses(mixed[0])]
    assert all((out / "try-out" / name).stat().st_size for name in names)
    assert all(f'href="{n}"' in (out / "try-out/index.html").read_text("utf-8") for n in names)
    assert all(f'href="try-out/{n}"' in (out / "index.html").read_text("utf-8") for n in names)


def test_the_page_of_a_failed_notebook_says_so_in_words_only(mixed):
    page = (mixed[0] / "exports/try-out/01_bad.html").read_text(encoding="utf-8")
    assert "运行到“关于 broken”一节时程序出错" in page
    assert "关于 after" in page
    assert "before" in page
    assert not re.search("ZeroDivision|Traceback|exports|site-packages", page)


def test_the_traceback_is_in_the_log_that_the_summary_names(mixed):
    folder, answer = mixed
    logs = dict(re.findall(r"失败 try-out/(\w+)：.*；日志 (\S+\.log)", answer.stdout))
    assert set(logs) == {"01_bad", "02_deadly"}
    log = (folder / logs["01_bad"]).read_text(encoding="utf-8")
    assert "ZeroDivisionError: division by zero" in log
    assert "\x1b" not in log
    assert "完整 1，不完整 0，失败 2" in answer.stdout


def test_progress_without_a_terminal_is_one_line_for_each_notebook(mixed):
    assert re.findall(r"(?m)^\[(\d/3)\] try-out/", mixed[1].stderr) == [
        f"{n}/3" for n in range(1, 4)]


def test_nothing_is_left_beside_the_site(mixed):
    assert {path.name for path in (mixed[0] / "exports").iterdir()} == {"index.html", "try-out"}


def test_a_notebook_gets_the_parameters_of_its_run(gap):
    notebook = nbformat.read(gap[0] / "exports/try-out/notebooks/00_good.ipynb", as_version=4)
    assert notebook.cells[-1].outputs[0].text == "shengsi 2025Q3 5\n"


def test_a_section_that_cannot_be_computed_makes_the_run_incomplete(gap):
    folder, answer = gap
    assert answer.returncode == 3
    assert statuses(folder) == {"00_good": "complete", "01_lacking": "incomplete"}
    assert "1 节无法计算（缺的一节）" in answer.stdout
    assert "没有数据" in (folder / "exports/try-out/01_lacking.html").read_text(encoding="utf-8")


def test_the_same_run_gives_the_same_bytes_and_only_the_manifest_has_times(gap, qiyou):
    folder, _ = gap
    before = files(folder / "exports")
    again = qiyou(folder, "refresh", "--jobs", "1", TZ="Asia/Shanghai", LC_ALL="C",
                  PYTHONHASHSEED="7")
    after = files(folder / "exports")
    assert again.returncode == 3
    assert {name for name in before | after if before.get(name) != after.get(name)} == {
        "try-out/manifest.json"}


def test_the_manifest_accounts_for_every_file(gap):
    folder = gap[0] / "exports" / "try-out"
    record = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(record["files"]) == set(files(folder)) - {"manifest.json"}
    assert {"notebooks/00_good.ipynb", "params/runs/try-out.yaml"} <= set(record["inputs"])


def test_a_bad_run_file_is_refused_before_anything_runs(tmp_path, project, qiyou):
    project(tmp_path, good=GOOD)
    run = (tmp_path / "params/runs/try-out.yaml").read_text(encoding="utf-8")
    (tmp_path / "params/runs/worse.yaml").write_text(
        run.replace("years", "yaers").replace("title", "titel"), encoding="utf-8")
    answer = qiyou(tmp_path, "refresh")
    assert answer.returncode == 2
    assert "params/runs/worse.yaml 第 1 行，titel" in answer.stderr
    assert "params/runs/worse.yaml 第 6 行，parameters.yaers" in answer.stderr
    assert "“years”" in answer.stderr
    assert not (tmp_path / "exports").exists()


def test_list_shows_what_would_run_with_parameters(gap, qiyou):
    answer = qiyou(gap[0], "list", "--format", "json")
    assert json.loads(answer.stdout) == [
        {"run": "try-out", "notebook": f"{name}", "title": title, "parameters": {
            "county": "shengsi", "period": "2025Q3", "as_of": "2025-12-31",
            "audience": "internal", "years": 5}}
        for name, title in (("00_good", "标题 good"), ("01_lacking", "标题 lacking"))]
    table = qiyou(gap[0], "list").stdout.splitlines()
    assert [line.split()[:2] for line in table] == [
        ["run", "notebook"], ["try-out", "00_good"], ["try-out", "01_lacking"]]
    assert 'period="2025Q3"' in table[1]


def test_an_unknown_run_is_a_usage_error_with_the_nearest_name(gap, qiyou):
    answer = qiyou(gap[0], "refresh", "try-uot")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "try-out" in answer.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="console interrupts are sent otherwise")
def test_an_interrupt_ends_it_at_once_and_publishes_nothing(tmp_path, project):
    project(tmp_path, good=GOOD, slow={"slow": "import time; time.sleep(100)"})
    running = subprocess.Popen([sys.executable, "-m", "qiyou", "refresh"], text=True,
                               stderr=subprocess.PIPE, start_new_session=True, cwd=tmp_path,
                               encoding="utf-8", env={**os.environ, "QIYOU_ROOT": str(tmp_path)})
    assert running.stderr.readline().startswith("[1/2] try-out/00_good")
    os.killpg(running.pid, signal.SIGINT)
    rest = running.communicate(timeout=60)[1]
    assert running.returncode == 130
    assert "已中断" in rest
    assert "Traceback" not in rest
    assert list((tmp_path / "exports").iterdir()) == []
