"""Every byte that is not as it was written is found and named."""

import hashlib
import sqlite3

import pytest
from qiyou.store import freeze, open_store
from qiyou.store.verify import is_sound, verify

DATA = b"workbook" * 100
HASH = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def folder(tmp_path, made):
    """A store with three submissions, an archived file and a snapshot."""
    with open_store(tmp_path, is_writer=True) as store:
        store.keep(DATA, HASH)
        store.record(made.submission(
            made.delivery(made.figure(5), made.figure("好", column="state")), data=DATA,
            is_archived=True, findings=(made.finding(),)))
        store.record(made.submission(made.delivery(made.figure(6), made.figure(
            "好", column="state", note="说明")), data=b"b", day=2))
        store.record(made.submission(result="held", data=b"c", day=3))
    freeze(made.COUNTY, "2025-12-31", tmp_path)
    return tmp_path


def rules(folder):
    return sorted({found.rule for found in verify(folder)})


def change(folder, *statements):
    connection = sqlite3.connect(folder / "store" / "qiyou.db")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_what_was_not_touched_is_sound(folder):
    assert verify(folder) == []


def test_a_folder_without_a_store_is_sound_and_stays_empty(tmp_path):
    assert verify(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("statement", "expected"), [
    ("UPDATE figures SET value = 7 WHERE value = 6", ["K607"]),
    ("UPDATE figures SET text = '坏' WHERE text = '好'", ["K607"]),
    ("UPDATE remarks SET note = ''", ["K607"]),
    ("UPDATE findings SET explanation = 'x'", ["K607"]),
    ("UPDATE submissions SET sender = 'x' WHERE id = 3", ["K607"]),
    ("UPDATE deliveries SET declared = '2025-01-01' WHERE id = 1", ["K607"]),
    ("UPDATE submissions SET digest = chain WHERE id = 2", ["K607", "K608"]),
    ("UPDATE submissions SET chain = digest WHERE id = 2", ["K608"]),
    ("DELETE FROM figures WHERE vintage = 2", ["K607", "K612"]),
    ("DELETE FROM figures WHERE column_id = 'beds' AND vintage = 1", ["K607", "K609", "K612"]),
    ("UPDATE figures SET vintage = 3 WHERE vintage = 2", ["K607", "K609"]),
    ("UPDATE submissions SET result = 'held' WHERE id = 1", ["K607", "K611"]),
    ("UPDATE deliveries SET known = 0 WHERE id = 2", ["K607", "K613"]),
    ("UPDATE deliveries SET submission = 9 WHERE id = 2", ["K602", "K607"]),
    ("UPDATE figures SET text = CAST(x'ff' AS TEXT) WHERE text = '好'", ["K607"]),
])
def test_a_change_in_the_database_is_named(folder, statement, expected):
    change(folder, statement)
    assert rules(folder) == expected


def test_a_submission_that_is_gone_breaks_the_chain(folder):
    change(folder, "DELETE FROM submissions WHERE id = 2")
    assert {"K602", "K608"} <= set(rules(folder))


def test_the_finding_names_the_submission(folder):
    change(folder, "UPDATE figures SET value = 7 WHERE value = 6")
    [found] = verify(folder)
    assert "第 2 次报送" in found.sentence
    assert hashlib.sha256(b"b").hexdigest()[:12] in found.sentence


def test_a_flipped_byte_in_the_archive_is_named(folder):
    path = folder / "store" / "archive" / HASH[:2] / HASH
    path.write_bytes(DATA[:-1] + b"x")
    [found] = verify(folder)
    assert (found.rule, HASH[:12] in found.sentence) == ("K604", True)


def test_a_missing_file_is_named(folder):
    (folder / "store" / "archive" / HASH[:2] / HASH).unlink()
    assert rules(folder) == ["K603"]


def test_a_foreign_file_in_the_archive_is_named(folder):
    (folder / "store" / "archive" / "notes.txt").write_text("x", encoding="utf-8")
    assert rules(folder) == ["K605"]


def test_a_file_of_an_intake_that_was_ended_is_mentioned_and_no_fault(folder):
    with open_store(folder, is_writer=True) as store:
        store.keep(b"later", hashlib.sha256(b"later").hexdigest())
    assert rules(folder) == ["K606"]
    assert is_sound(verify(folder))


@pytest.mark.parametrize("name", ["manifest.json", "figures/beds.csv", "deliveries.csv"])
def test_a_flipped_byte_in_a_snapshot_is_named(folder, name):
    [snapshot] = (folder / "store" / "snapshots").iterdir()
    path = snapshot / name
    path.write_bytes(path.read_bytes() + b"\n")
    [found] = verify(folder)
    assert (found.rule, name in found.sentence) == ("K614", True)


def test_a_foreign_or_missing_file_in_a_snapshot_is_named(folder):
    [snapshot] = (folder / "store" / "snapshots").iterdir()
    (snapshot / "deliveries.csv").rename(snapshot / "x.csv")
    assert [found.rule for found in verify(folder)] == ["K614", "K614"]


def test_corrections_that_cannot_be_read_or_do_not_fit_are_named(folder):
    (folder / "corrections").mkdir()
    path = folder / "corrections" / "a.yaml"
    path.write_text("corrections: [{id: x}]\n", encoding="utf-8")
    assert rules(folder) == ["K615"]
    path.write_text("""\
corrections:
  - {id: a1, county: haiyu, form: beds, period: 2025Q3, area: "999901100", column: beds,
     action: drop, expect: 5, reason: 多写一个零, status: confirmed, by: 县统计局,
     date: "2025-10-20"}
""", encoding="utf-8")
    [found] = verify(folder)
    assert found.rule == "K616"
    assert "现在是 6" in found.sentence


@pytest.mark.parametrize("part", [0, 0.3, 0.6, 0.9])
def test_a_torn_database_is_a_finding_and_no_traceback(folder, part):
    path = folder / "store" / "qiyou.db"
    data = bytearray(path.read_bytes())
    start = int(len(data) * part)
    data[start:start + 3000] = b"\xff" * 3000
    path.write_bytes(data)
    found = verify(folder)
    assert not is_sound(found)


def test_a_truncated_database_is_a_finding(folder):
    path = folder / "store" / "qiyou.db"
    path.write_bytes(path.read_bytes()[:-5000])
    assert not is_sound(verify(folder))


def test_every_flipped_byte_of_a_figure_is_found(folder):
    path = folder / "store" / "qiyou.db"
    data = path.read_bytes()
    spots = [at for at in range(len(data)) if data.startswith("好".encode(), at)]
    assert spots
    for at in spots:
        path.write_bytes(data[:at] + b"\xe6" + data[at + 1:])
        assert not is_sound(verify(folder))
