"""What is no store of this version is refused in words; making one is all or nothing."""

import sqlite3

import pytest
from qiyou.store import StoreError, open_store


@pytest.fixture
def made_store(tmp_path, made):
    with open_store(tmp_path, is_writer=True) as store:
        store.record(made.submission(made.delivery(made.figure(5))))
    return tmp_path / "store" / "qiyou.db"


def change(path, statement):
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("is_writer", [True, False])
def test_a_store_of_a_later_version_is_left_alone(made_store, tmp_path, is_writer):
    change(made_store, "PRAGMA user_version = 99")
    with (pytest.raises(StoreError, match=r"版本 99，本程序为 1"),
          open_store(tmp_path, is_writer=is_writer)):
        pass


@pytest.mark.parametrize("content", [b"not a database" * 100, b""])
@pytest.mark.parametrize("is_writer", [True, False])
def test_a_file_that_is_no_store_is_refused(tmp_path, content, is_writer):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "qiyou.db").write_bytes(content)
    with (pytest.raises(StoreError, match="已损坏，或不是"),
          open_store(tmp_path, is_writer=is_writer)):
        pass
    assert (tmp_path / "store" / "qiyou.db").read_bytes() == content


def test_another_programs_database_is_refused(made_store, tmp_path):
    change(made_store, "PRAGMA application_id = 1")
    with pytest.raises(StoreError, match="不是本系统的数据库"), open_store(tmp_path):
        pass


def test_a_log_without_its_database_is_not_played_into_a_new_one(tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "qiyou.db-wal").write_bytes(b"x")
    with (pytest.raises(StoreError, match="它的日志"),
          open_store(tmp_path, is_writer=True)):
        pass
    assert not (tmp_path / "store" / "qiyou.db").exists()


def test_a_writer_writes_through_to_the_disk(store):
    def pragma(name):
        return store._connection.execute(f"PRAGMA {name}").fetchone()[0]

    assert (pragma("journal_mode"), pragma("synchronous"), pragma("foreign_keys")) == ("wal", 2, 1)


def test_a_reader_cannot_write(made_store, tmp_path):
    with open_store(tmp_path) as store, pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._connection.execute("DELETE FROM figures")


def test_a_folder_with_odd_signs_holds_a_store(tmp_path, made):
    folder = tmp_path / "数 据?#%41 'a'"
    with open_store(folder, is_writer=True) as store:
        store.record(made.submission(made.delivery(made.figure(5))))
    with open_store(folder) as store:
        assert len(store.figures(made.COUNTY)) == 1


def test_closed_it_is_one_file(made_store):
    assert {p.name for p in made_store.parent.iterdir()} == {"qiyou.db", "lock"}
