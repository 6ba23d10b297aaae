"""database — a store's folder -> a connection that writes, or one that sees a single moment."""

import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path

from qiyou.catalogue import say
from qiyou.store import sql
from qiyou.store.durable import aside_name, sync_folder
from qiyou.store.errors import StoreError
from qiyou.store.layout import Layout

# "qiyo": tells a store from another SQLite file.
APPLICATION = 0x7169796F
VERSION = 1
# A reader waits this long while a writer that closes puts its file in order.
_BUSY_SECONDS = 30.0


def connect_writer(place: Layout) -> sqlite3.Connection:
    """Open the database for writing, made first where there is none. The lock must be held."""
    if not place.database.exists():
        _create(place)
    connection = _connect(place.database, "rw")
    with _closing_on_error(connection):
        _check(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
    return connection


def connect_reader(place: Layout) -> sqlite3.Connection:
    """Open the database as it is now; what is written later stays unseen.

    A store that does not exist is an empty one, and no file is made.
    """
    if not place.database.exists():
        connection = sqlite3.connect(":memory:", isolation_level=None)
        _build(connection)
        return connection
    connection = _connect(place.database, "ro")
    with _closing_on_error(connection):
        connection.execute("BEGIN")
        # The transaction sees the moment of its first read.
        _check(connection)
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection):
    """All that is done inside, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A failing disk may have ended the transaction already.
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def clean(text: str) -> str:
    """Text that a database can hold: half characters, as in odd file names, become "?"."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None,
                           timeout=_BUSY_SECONDS)


def _check(connection: sqlite3.Connection) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION:
        raise StoreError(say("store.trouble.damaged"))
    if version != VERSION:
        raise StoreError(say("store.trouble.version", found=version, known=VERSION))
    connection.execute("SELECT COUNT(*) FROM returns").fetchone()


def _create(place: Layout) -> None:
    # A log without its database belongs to one that was taken away; SQLite would play it into
    # the new one.
    if place.database.with_name(f"{place.database.name}-wal").exists():
        raise StoreError(say("store.trouble.log_without_database"))
    aside = place.database.with_name(aside_name())
    connection = sqlite3.connect(aside, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        # Made with a rollback journal, whose commit says whether all stands in the one file. A log
        # would be moved into it on closing, and closing tells nobody that the disk was full.
        with transaction(connection):
            _build(connection)
        # Only then, so that the log is empty when it is closed; and before the file is in its
        # place, so that no reader ever meets a journal that it may not play back.
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()
    aside.replace(place.database)
    sync_folder(place.folder)


def _build(connection: sqlite3.Connection) -> None:
    for statement in sql.SCHEMA:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def _closing_on_error(connection: sqlite3.Connection):
    try:
        yield
    except BaseException:
        connection.close()
        raise
