"""opened — a data folder -> its store, open for reading as of one moment or for writing."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from qiyou.store import archive, ledger, reading, sql
from qiyou.store.database import connect_reader, connect_writer
from qiyou.store.digest import state
from qiyou.store.durable import make_folder
from qiyou.store.errors import database_told, told
from qiyou.store.layout import Layout, layout
from qiyou.store.leftovers import sweep
from qiyou.store.lock import WAIT_SECONDS, Waiting, writer_lock
from qiyou.store.records import Finding, Submission
from qiyou.store.rows import (
    DeliveryRow,
    Found,
    Key,
    Newest,
    Recorded,
    Revision,
    Stored,
    SubmissionRow,
)


class Store:
    """What came in and what became of it. Opened by `open_store`.

    ``as_of`` is a day (``2025-09-30``, to its end in China) or an instant
    (``2025-09-30T12:00:00+08:00``); without it the newest state is meant.
    """

    def __init__(self, connection: sqlite3.Connection, place: Layout, is_writer: bool):
        self._connection, self.place, self.is_writer = connection, place, is_writer

    def find(self, sha256: str, county: str | None = None) -> Found | None:
        """Latest record of a submission with these bytes, of one county if it is named."""
        return reading.with_bytes(self._connection, sha256, county)

    def keep(self, data: bytes, sha256: str) -> Path:
        """Archive the bytes of a submission before it is recorded.

        Raises
        ------
        StoreError
            When the disk refuses; the archive is as it was.
        """
        self._must_write()
        with told():
            return archive.keep(self.place, data, sha256)

    def read_archive(self, sha256: str) -> bytes:
        """Bytes as they came in; StoreError when they are missing or damaged."""
        with told():
            return archive.read(self.place, sha256)

    def record(self, submission: Submission) -> Recorded:
        """Record a submission with its findings and figures, all or nothing.

        Raises
        ------
        StoreError
            When the disk refuses; nothing is recorded.
        """
        from qiyou.store.recording import record  # noqa: PLC0415 - readers never need it

        self._must_write()
        with told():
            return record(self._connection, submission)

    def current(self, county: str, form: str, period: str, *,
                as_of: str | None = None) -> dict[tuple[str, str, str], Stored]:
        """Return the figures of a form and period by (area, item, column)."""
        rows = self._rows(sql.NEWEST, as_of, county=county, form=form, period=period)
        return {key[2:]: stored for key, stored in rows if not stored.is_removed}

    def vintages(self, county: str, form: str, period: str, *,
                 as_of: str | None = None) -> dict[tuple[str, str, str], list[Stored]]:
        """Return all vintages of each figure of a form and period, removals included."""
        found: dict[tuple[str, str, str], list[Stored]] = {}
        for key, stored in self._rows(sql.VINTAGES, as_of, county=county, form=form,
                                      period=period):
            found.setdefault(key[2:], []).append(stored)
        return found

    def figures(self, county: str, as_of: str | None = None) -> dict[Key, Stored]:
        """Return all figures of a county by (form, period, area, item, column)."""
        return reading.present(dict(self._rows(sql.ALL_NEWEST, as_of, county=county)))

    def form_figures(self, county: str, form: str, as_of: str | None = None) -> dict[Key, Stored]:
        """Return the figures of one form, all periods, as `figures` does."""
        return reading.present(dict(self._rows(sql.NEWEST_OF_FORM, as_of, county=county,
                                               form=form)))

    def walk(self, county: str, as_of: str | None = None, *,
             is_current: bool = True) -> Iterator[tuple[Key, Stored]]:
        """Go through the figures of a county in order of their keys, or through all vintages."""
        statement = sql.ALL_NEWEST if is_current else sql.ALL_VINTAGES
        rows = self._rows(statement, as_of, county=county)
        return (row for row in rows if not (is_current and row[1].is_removed))

    def deliveries(self, county: str, as_of: str | None = None) -> list[DeliveryRow]:
        """Accepted deliveries of a county in order of time."""
        return reading.deliveries(self._execute(sql.ACCEPTED_DELIVERIES, as_of, county=county))

    def periods(self, county: str, form: str, *, as_of: str | None = None) -> list[str]:
        """Periods that an accepted delivery of a form has spoken of, in order."""
        return sorted({row.period for row in self.deliveries(county, as_of) if row.form == form})

    def newest(self, county: str, form: str, period: str, *, areas: Iterable[str] = (),
               as_of: str | None = None) -> Newest | None:
        """Newest accepted delivery of a form and period, for some areas if they are named."""
        rows = self._execute(sql.ACCEPTED_OF_RETURN, as_of, county=county, form=form,
                             period=period)
        return reading.newest(reading.deliveries(rows), areas)

    def submissions(self, county: str | None = None,
                    as_of: str | None = None) -> list[SubmissionRow]:
        """All submissions, or one county's, in the order in which they were recorded."""
        return ledger.submissions(self._connection, county, as_of)

    def findings(self, submission: int) -> tuple[Finding, ...]:
        """Findings of a submission by its number."""
        return reading.findings(self._connection, submission)

    def revisions(self, county: str, since: str | None = None,
                  as_of: str | None = None) -> list[Revision]:
        """Changes of figures after ``since``, a day or an instant, in order of time."""
        return reading.revisions(self._connection, county, since, as_of)

    def counties(self) -> list[str]:
        """Counties that anything came from."""
        return [name for (name,) in self._connection.execute(sql.COUNTIES)]

    def state(self, county: str | None = None, as_of: str | None = None) -> str:
        """Hash of all that has been recorded, or of one county's part.

        Stores with the same history have the same state.
        """
        return state(self._connection, county, reading.known_until(as_of))

    def _rows(self, statement: str, as_of: str | None, **where) -> Iterator[tuple[Key, Stored]]:
        return reading.pairs(self._execute(statement, as_of, **where))

    def _execute(self, statement: str, as_of: str | None, **where) -> sqlite3.Cursor:
        where["limit"] = reading.known_until(as_of)
        return self._connection.execute(statement, where)

    def _must_write(self) -> None:
        if not self.is_writer:
            raise RuntimeError("opened for reading")


@contextmanager
def open_store(folder: Path | None = None, *, is_writer: bool = False,
               on_wait: Callable[[str], None] | None = None,
               wait_seconds: float = WAIT_SECONDS, what: str = ""):
    """Open the store of a data folder.

    A reader takes no lock, is never blocked, and sees the store as it was when it was opened.
    There is one writer at a time; others wait. The lock ends with its owner, so that a writer
    that was killed leaves nothing to be unlocked.

    Parameters
    ----------
    folder : path, optional
        Data folder; the project's own by default.
    is_writer : bool
        A reader of a store that does not exist is given an empty one; a writer makes it.
    on_wait : function of str, optional
        Told who holds the store while this writer waits.
    wait_seconds : float
        Longest time to wait.
    what : str
        What this writer does, shown to those that wait.

    Yields
    ------
    Store

    Raises
    ------
    StoreBusyError
        When another writer holds it for longer; the message names it.
    StoreError
        When the store is damaged, newer than this program, or the disk refuses.
    """
    place = layout(folder)
    if not is_writer:
        with told():
            connection = connect_reader(place)
        with database_told(), closing(connection):
            yield Store(connection, place, False)
        return
    with told():
        make_folder(place.folder)
    with writer_lock(place, Waiting(on_wait, wait_seconds, what)):
        with told():
            sweep(place)
            connection = connect_writer(place)
        with database_told(), closing(connection):
            yield Store(connection, place, True)
