"""Frozen snapshots: the same bytes for the same history, read instead of the database."""

import csv
import errno
import io
import json
import os
from pathlib import Path

import pytest
from qiyou.register import RegisterError
from qiyou.store import StoreError, freeze, open_snapshot, open_store, pin
from qiyou.store.frozen import naming
from qiyou.store.records import Delivery, Figure

COUNTY, TOWN, DAY = "shengsi", "330922100", "2025-12-31"
CORRECTION = """\
corrections:
  - {id: a1, county: shengsi, form: beds, period: 2025Q3, area: "330922100", column: beds,
     action: override, value: 12, expect: 120, reason: 多写一个零, status: confirmed,
     by: 县统计局, date: "2025-10-20"}
"""


@pytest.fixture
def send(data, made):
    """Record a number of beds on a day of October."""
    def record(value, day=1, folder=data, **more):
        figure = Figure(TOWN, "", "beds", value, None, "张", "表", "B3", **more)
        with open_store(folder, is_writer=True) as store:
            store.record(made.submission(
                Delivery("beds", "2025Q3", (TOWN,), (figure,), "正式", "2025-10-01"),
                county=COUNTY, day=day, data=repr((value, day)).encode()))

    return record


def beds(**more):
    frame = open_snapshot(COUNTY, as_of=DAY, **more).observations
    [row] = frame[frame.indicator.eq("eldercare.beds")].itertuples()
    return row


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*")
            if p.is_file()}


def test_the_same_history_gives_the_same_name_and_bytes(send, data, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    for folder in (data, other):
        send(5, folder=folder)
    first, second = freeze(COUNTY, DAY), freeze(COUNTY, DAY, other)
    assert first.name == second.name
    assert files(first.path) == files(second.path)
    assert freeze(COUNTY, DAY) == first
    assert [p.name for p in first.path.parent.iterdir()] == [first.name]


def test_a_snapshot_holds_the_figures_with_their_origin(send):
    send(5.5, note="=新开")
    frozen = freeze(COUNTY, DAY)
    manifest = json.loads((frozen.path / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["county"], manifest["as_of"]) == (COUNTY, DAY)
    assert set(manifest["files"]) == {"deliveries.csv", "figures/beds.csv", *(
        f"history/{name}.csv" for name in ("submissions", "deliveries", "findings", "revisions"))}
    text = (frozen.path / "figures" / "beds.csv").read_text(encoding="utf-8")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["area"], row["column"], row["value"], row["note"], row["received"]) == (
        TOWN, "beds", "5.5", "'=新开", "2025-10-01")


def test_what_comes_later_changes_no_frozen_snapshot(send, monkeypatch):
    send(5)
    frozen = freeze(COUNTY, DAY)
    before = files(frozen.path)
    send(6, day=2)
    assert files(frozen.path) == before
    assert beds().value == 6
    monkeypatch.setenv("QIYOU_SNAPSHOT", frozen.name)
    assert beds().value == 5
    assert open_snapshot(COUNTY, as_of=DAY).hashes["store"] == frozen.name


def test_read_at_once_or_frozen_it_is_the_same(send, monkeypatch):
    send(5, note="新开")
    at_once = open_snapshot(COUNTY, as_of=DAY)
    frozen = freeze(COUNTY, DAY)
    monkeypatch.setenv("QIYOU_SNAPSHOT", frozen.name)
    pinned = open_snapshot(COUNTY, as_of=DAY)
    assert at_once.hashes == pinned.hashes
    assert at_once.observations.equals(pinned.observations)
    assert at_once.form("beds").equals(pinned.form("beds"))
    assert at_once.notes.equals(pinned.notes)


def test_an_earlier_moment_is_another_snapshot(send):
    send(5)
    send(6, day=2)
    first, second = freeze(COUNTY, "2025-10-01"), freeze(COUNTY, DAY)
    assert first.name != second.name
    assert b",5," in files(first.path)["figures/beds.csv"]


@pytest.mark.parametrize("separator", [",", os.pathsep, " , "])
def test_of_several_names_that_of_the_county_and_day_counts(send, monkeypatch, separator):
    send(5)
    names = [freeze(COUNTY, day).name for day in ("2025-10-01", DAY)]
    send(6, day=2)
    monkeypatch.setenv("QIYOU_SNAPSHOT", separator.join(names))
    assert beds().value == 5
    assert open_snapshot(COUNTY, as_of="2025-10-31").hashes["store"] not in names


def test_a_snapshot_may_be_named_by_its_folder(send, monkeypatch, tmp_path_factory):
    send(5)
    frozen = freeze(COUNTY, DAY)
    moved = tmp_path_factory.mktemp("moved") / frozen.name
    frozen.path.rename(moved)
    monkeypatch.setenv("QIYOU_SNAPSHOT", str(moved))
    assert beds().value == 5
    assert naming(pin([(COUNTY, DAY)]).values()) == str(moved)


def test_a_snapshot_that_is_named_and_not_there_is_no_reason_to_read_another(send, monkeypatch):
    send(5)
    monkeypatch.setenv("QIYOU_SNAPSHOT", "f" * 64)
    with pytest.raises(StoreError, match="QIYOU_SNAPSHOT"):
        beds()


@pytest.mark.parametrize("name", ["manifest.json", "figures/beds.csv", "deliveries.csv"])
def test_a_changed_byte_is_seen_and_mended_when_frozen_again(send, monkeypatch, name):
    send(5)
    frozen = freeze(COUNTY, DAY)
    before = files(frozen.path)
    path = frozen.path / name
    path.write_bytes(path.read_bytes().replace(b"5", b"6", 1))
    with monkeypatch.context() as patch:
        patch.setenv("QIYOU_SNAPSHOT", frozen.name)
        with pytest.raises(StoreError, match=name):
            beds()
    assert freeze(COUNTY, DAY) == frozen
    assert files(frozen.path) == before


@pytest.mark.parametrize("step", [(os, "fsync"), (Path, "rename"), (Path, "mkdir")])
def test_a_disk_that_refuses_leaves_no_snapshot(send, data, monkeypatch, step):
    send(5)

    def refuse(*args, **kwargs):
        raise OSError(errno.ENOSPC, "no")

    with monkeypatch.context() as patch:
        patch.setattr(*step, refuse)
        with pytest.raises(StoreError, match="磁盘已满"):
            freeze(COUNTY, DAY)
    assert not list(data.glob("store/snapshots/*"))
    assert freeze(COUNTY, DAY).path.is_dir()


def test_corrections_are_applied_and_named(send, data):
    send(120)
    plain = freeze(COUNTY, DAY).name
    (data / "corrections").mkdir()
    (data / "corrections" / "a.yaml").write_text(CORRECTION, encoding="utf-8")
    row = beds()
    assert (row.value, row.standing, row.source) == (12, "corrected", "试1《床位》（经更正 a1）")
    assert freeze(COUNTY, DAY).name != plain
    with open_store() as store:
        assert [s.value for s in store.figures(COUNTY).values()] == [120]


def test_a_correction_whose_source_was_mended_stops_everything(send, data):
    send(120)
    (data / "corrections").mkdir()
    (data / "corrections" / "a.yaml").write_text(CORRECTION, encoding="utf-8")
    send(13, day=2)
    with pytest.raises(RegisterError, match="现在是 13"):
        freeze(COUNTY, DAY)
    with pytest.raises(RegisterError, match="现在是 13"):
        open_snapshot(COUNTY, as_of=DAY)
    assert not list((data / "store" / "snapshots").iterdir())
    earlier = freeze(COUNTY, "2025-10-01")
    assert b",12," in files(earlier.path)["figures/beds.csv"]


def test_a_removed_figure_counts_as_mended(send, data, made):
    send(120)
    (data / "corrections").mkdir()
    (data / "corrections" / "a.yaml").write_text(CORRECTION, encoding="utf-8")
    with open_store(data, is_writer=True) as store:
        store.record(made.submission(Delivery("beds", "2025Q3", (TOWN,), (), "正式"),
                                     county=COUNTY, day=2))
    with pytest.raises(RegisterError, match="在库里没有"):
        freeze(COUNTY, DAY)
    assert freeze(COUNTY, "2025-09-30").path.is_dir()


def test_a_correction_of_a_form_that_was_never_sent_is_seen(send, data):
    send(5)
    (data / "corrections").mkdir()
    (data / "corrections" / "a.yaml").write_text(
        CORRECTION.replace("form: beds", "form: people"), encoding="utf-8")
    with pytest.raises(RegisterError, match="在库里没有"):
        freeze(COUNTY, DAY)


def test_without_a_store_nothing_is_pinned(data):
    assert pin([(COUNTY, DAY)]) == {}
    assert not (data / "store").exists()


def test_pinning_freezes_each_county_and_day_once(send):
    send(5)
    pins = pin([(COUNTY, DAY), (COUNTY, DAY), (COUNTY, "2025-10-01")])
    assert set(pins) == {(COUNTY, DAY), (COUNTY, "2025-10-01")}
    assert naming(pins.values()) == ",".join(sorted(one.name for one in pins.values()))


def test_what_was_pinned_by_the_caller_stays_pinned(send, monkeypatch):
    send(5)
    frozen = freeze(COUNTY, DAY)
    send(6, day=2)
    monkeypatch.setenv("QIYOU_SNAPSHOT", frozen.name)
    assert pin([(COUNTY, DAY)]) == {(COUNTY, DAY): frozen}
