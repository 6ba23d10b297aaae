"""verify — a data folder -> everything about its store that is not as it was written.

Every check goes on where another has failed: all that is wrong is said at once.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from qiyou.catalogue import say
from qiyou.store import sql
from qiyou.store.database import connect_reader
from qiyou.store.digest import START, chained, digest
from qiyou.store.errors import StoreError, told
from qiyou.store.layout import SHORT, Layout, layout
from qiyou.store.opened import Store
from qiyou.store.records import Finding
from qiyou.store.verify_files import archive_faults, correction_faults, fault, snapshot_faults

HARMLESS = "提示"


def verify(folder: Path | None = None) -> list[Finding]:
    """Check a store against itself: database, archive, snapshots, corrections.

    Parameters
    ----------
    folder : path, optional
        Data folder; the project's own by default.

    Returns
    -------
    list of Finding
        Rules K601 to K617. Those of severity 提示 are worth knowing and no fault.
    """
    place = layout(folder)
    try:
        with told():
            connection = connect_reader(place)
        with closing(connection):
            return _verify(connection, place)
    except StoreError as error:
        return [fault("K617", reason=str(error))]


def is_sound(found: list[Finding]) -> bool:
    """Whether nothing that was found is a fault."""
    return all(one.severity == HARMLESS for one in found)


def _verify(connection: sqlite3.Connection, place: Layout) -> list[Finding]:
    # A flipped byte may have left text that is none; it is compared all the same.
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    store = Store(connection, place, False)
    checks = (lambda: _structure(connection), lambda: _seals(connection),
              lambda: _vintages(connection), lambda: _deliveries(connection),
              lambda: archive_faults(connection, place), lambda: snapshot_faults(place),
              lambda: correction_faults(store, place))
    return [found for check in checks for found in _carefully(check)]


def _carefully(check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    found: list[Finding] = []
    try:
        with told():
            found.extend(check())
    except StoreError as error:
        # What was found until then is kept.
        found.append(fault("K617", reason=str(error)))
    return found


def _structure(connection: sqlite3.Connection) -> Iterator[Finding]:
    for (text,) in connection.execute("PRAGMA integrity_check"):
        if text != "ok":
            yield fault("K601", detail=text)
    for table, *_ in connection.execute("PRAGMA foreign_key_check"):
        yield fault("K602", table=table)


def _seals(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Compare what each submission left with its digest, and the digests with their chain."""
    before, expected_id = START, 1
    for number, sha256, own, chain in connection.execute(sql.SEALS).fetchall():
        if digest(connection, number) != own:
            yield fault("K607", id=number, hash=sha256[:SHORT])
        if number != expected_id or chained(before, own) != chain:
            yield fault("K608", id=number, hash=sha256[:SHORT])
        before, expected_id = chain, number + 1


def _vintages(connection: sqlite3.Connection) -> Iterator[Finding]:
    for rule, statement in (("K609", sql.GAPS), ("K610", sql.DISORDER)):
        for county, form, period, area, item, column in connection.execute(statement):
            where = say("store_commands.where", county=county, form=form, period=period,
                        area=area, item=item, column=column)
            yield fault(rule, where=where)


def _deliveries(connection: sqlite3.Connection) -> Iterator[Finding]:
    for rule, statement in (("K611", sql.NOT_COUNTED), ("K613", sql.BACKWARDS)):
        for number, sha256 in connection.execute(statement):
            yield fault(rule, id=number, hash=sha256[:SHORT])
    written = dict(connection.execute(sql.WRITTEN))
    for delivery, number, sha256, expected in connection.execute(sql.COUNTED):
        if written.get(delivery, 0) != expected:
            yield fault("K612", id=number, hash=sha256[:SHORT], expected=expected,
                        found=written.get(delivery, 0))
