"""A refresh freezes what departments sent before it starts, and its notebooks read that."""

import json
from shutil import copytree

import nbformat
import pytest
from qiyou.project import data_folder
from qiyou.store import freeze, open_store
from qiyou.store.records import Delivery, Figure, Submission

READS = {"reads": """\
from qiyou.store import open_snapshot
snapshot = open_snapshot(county, as_of=as_of)
print(snapshot.hashes.get("store"), snapshot.form("care_homes", "2025Q3").shape[0])"""}


def record(data, value, day):
    figure = Figure("330922100", f"home={value}", "beds", value, None, "张", "表", "B3")
    delivery = Delivery("care_homes", "2025Q3", ("330922100",), (figure,), "正式")
    with open_store(data, is_writer=True) as store:
        store.record(Submission(f"{value:064x}", 1, "床位.xlsx", "某局", "shengsi",
                                f"2025-10-0{day}T12:00:00+08:00", "accepted", (delivery,),
                                is_archived=False))


@pytest.fixture
def folder(tmp_path, project):
    project(tmp_path, one=READS)
    copytree(data_folder() / "reference", tmp_path / "data" / "reference")
    return tmp_path


def printed(folder):
    paths = sorted((folder / "exports/try-out/notebooks").glob("*.ipynb"))
    return [nbformat.read(path, as_version=4).cells[-1].outputs[0].text for path in paths]


def manifest(folder):
    return json.loads((folder / "exports/try-out/manifest.json").read_text(encoding="utf-8"))


def test_a_run_reads_the_snapshot_that_its_manifest_names(folder, qiyou):
    record(folder / "data", 5, 1)
    assert qiyou(folder, "refresh").returncode == 0
    name = manifest(folder)["snapshot"]
    assert printed(folder) == [f"{name} 1\n"]
    assert freeze("shengsi", "2025-12-31", folder / "data").name == name
    assert [path.name for path in (folder / "data/store/snapshots").iterdir()] == [name]


def test_a_correction_that_does_not_fit_stops_the_refresh_before_it_starts(folder, qiyou):
    record(folder / "data", 5, 1)
    (folder / "data" / "corrections").mkdir()
    (folder / "data" / "corrections" / "a.yaml").write_text("""\
corrections:
  - {id: a1, county: shengsi, form: care_homes, period: 2025Q3, area: "330922100",
     item: home=5, column: beds, action: drop, expect: 50, reason: 多写一个零,
     status: confirmed, by: 县统计局, date: "2025-10-20"}
""", encoding="utf-8")
    answer = qiyou(folder, "refresh")
    assert answer.returncode == 2
    assert "corrections/a.yaml 第 3 行" in answer.stderr
    assert "现在是 5" in answer.stderr
    assert not (folder / "exports").exists()
