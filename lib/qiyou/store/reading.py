"""reading — a database + a moment -> figures, their history, what was revised."""

import json
import sqlite3
from collections.abc import Iterable, Iterator

from qiyou.store import sql
from qiyou.store.moments import limit
from qiyou.store.records import Finding
from qiyou.store.rows import DeliveryRow, Found, Key, Newest, Revision, Stored

# Nothing is known later than this.
EVER = 2**62


def known_until(as_of: str | None) -> int:
    """Last microsecond that ``as_of`` sees; all of them when it is None."""
    return EVER if as_of is None else limit(as_of)


def keyed(rows: Iterable[tuple]) -> dict[Key, Stored]:
    """Figures by form, period, area, item and column."""
    return dict(map(_pair, rows))


def pairs(rows: Iterable[tuple]) -> Iterator[tuple[Key, Stored]]:
    """Key and figure of each row, one after the other."""
    return map(_pair, rows)


def present(figures: dict[Key, Stored]) -> dict[Key, Stored]:
    """Figures without those that were removed."""
    return {key: stored for key, stored in figures.items() if not stored.is_removed}


def deliveries(rows: Iterable[tuple]) -> list[DeliveryRow]:
    """Deliveries with their areas as tuples."""
    return [DeliveryRow(*row[:3], tuple(json.loads(row[3])), *row[4:]) for row in rows]


def findings(connection: sqlite3.Connection, submission: int) -> tuple[Finding, ...]:
    """Findings of a submission in the order in which they were recorded."""
    return tuple(Finding(*row) for row in connection.execute(sql.FINDINGS, (submission,)))


def with_bytes(connection: sqlite3.Connection, sha256: str, county: str | None) -> Found | None:
    """Latest record of a submission with these bytes."""
    row = connection.execute(sql.WITH_BYTES, {"sha256": sha256, "county": county}).fetchone()
    return Found(*row, findings(connection, row[0])) if row else None


def newest(rows: Iterable[DeliveryRow], areas: Iterable[str]) -> Newest | None:
    """Newest of some accepted deliveries, of those that speak of ``areas`` if any are named."""
    wanted = set(areas)
    found = [row for row in rows if not wanted or not wanted.isdisjoint(row.areas)]
    if not found:
        return None
    declared = max((row.declared for row in found if row.declared), default=None)
    return Newest(declared, found[-1].submission, found[-1].received, found[-1].sha256)


def revisions(connection: sqlite3.Connection, county: str, since: str | None,
              as_of: str | None) -> list[Revision]:
    """Changes of a county's figures after ``since`` and up to ``as_of``, in order of time."""
    after = -EVER if since is None else limit(since)
    rows = connection.execute(sql.REVISIONS, (county, after, known_until(as_of)))
    return [Revision(*row[:6], _content(row[6], row[7]), _content(row[8], row[9]), *row[10:])
            for row in rows]


def _pair(row: tuple) -> tuple[Key, Stored]:
    return row[:5], Stored(*row[5:16], bool(row[16]), row[17])


def _content(value, text):
    return text if value is None else value
