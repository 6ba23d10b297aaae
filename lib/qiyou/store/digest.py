"""digest — what a submission left in the database -> its hash, and the chain of all of them."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from itertools import islice

from qiyou.store import sql

# Rows are made into text many at a time; how many makes no difference to it.
_MANY = 1000
# State of a store that nothing has come into.
START = hashlib.sha256(b"").hexdigest()


def digest(connection: sqlite3.Connection, submission: int) -> str:
    """SHA-256 of all that one submission left: its record, findings, deliveries, figures.

    The time of recording is left out, so that the same history gives the same digest.

    Parameters
    ----------
    connection : sqlite3.Connection
    submission : int
        Number of the submission.

    Returns
    -------
    str
        Hexadecimal.
    """
    found = hashlib.sha256()
    _add(found, "submission", connection.execute(sql.HEAD, (submission,)))
    _add(found, "finding", connection.execute(sql.FINDINGS, (submission,)))
    for number, return_id, *rest in connection.execute(sql.OWN_DELIVERIES, (submission,)):
        _add(found, "delivery", [rest])
        _add(found, "figure", connection.execute(sql.OWN_FIGURES, (return_id, number)))
        _add(found, "remark", connection.execute(sql.OWN_REMARKS, (return_id, number)))
    return found.hexdigest()


def chained(before: str, own: str) -> str:
    """State after a submission: hash of the state before it and its own digest."""
    return hashlib.sha256(f"{before}{own}".encode("ascii")).hexdigest()


def state(connection: sqlite3.Connection, county: str | None, known: int) -> str:
    """State of all submissions, or of one county's, up to an instant in microseconds."""
    found = START
    for (own,) in connection.execute(sql.DIGESTS, {"county": county, "known": known}):
        found = chained(found, own)
    return found


def _add(found, kind: str, rows: Iterable) -> None:
    found.update(f"{kind}:".encode("ascii"))
    rows = iter(rows)
    while many := list(islice(rows, _MANY)):
        text = json.dumps(many, ensure_ascii=False, separators=(",", ":"))
        found.update(f"{text[1:-1]},".encode("utf-8", "surrogatepass"))
