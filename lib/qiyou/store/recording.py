"""recording — a submission -> all of it in the database, or nothing of it."""

import json
import sqlite3
from collections import Counter, defaultdict
from dataclasses import fields, replace
from functools import partial
from operator import attrgetter

from qiyou.store import sql
from qiyou.store.changes import (
    NEW,
    NOTED,
    REMOVED,
    REVISED,
    SENT,
    UNCHANGED,
    Change,
    changes,
)
from qiyou.store.database import clean, transaction
from qiyou.store.digest import START, chained, digest
from qiyou.store.moments import instant, now
from qiyou.store.reading import EVER, keyed
from qiyou.store.records import RESULTS, Delivery, Figure, Finding, Submission
from qiyou.store.rows import Recorded

# `dataclasses.astuple` would copy every text.
_fields = attrgetter(*(field.name for field in fields(Finding)))
_COUNTED = (NEW, REVISED, UNCHANGED, REMOVED)


def record(connection: sqlite3.Connection, submission: Submission) -> Recorded:
    """Record a submission in one transaction.

    Figures are written for an accepted one only: one vintage for each figure that is new or has
    changed, one without value for each that is gone from the delivery's areas. A delivery is
    never known before an earlier recorded one of the same form and period, whatever the dates
    say, so that every earlier state is one that was.

    Parameters
    ----------
    connection : sqlite3.Connection
        A writer's.
    submission : Submission

    Returns
    -------
    Recorded

    Raises
    ------
    ValueError
        When the submission contradicts its own contract: a bug in the caller.
    sqlite3.Error
        When the disk refuses; nothing is recorded.
    """
    _check(submission)
    with transaction(connection):
        chain = (connection.execute(sql.LAST_CHAIN).fetchone() or (START,))[0]
        number = _add_head(connection, submission)
        rows = [(number, position, *map(clean, _fields(found)))
                for position, found in enumerate(submission.findings)]
        connection.executemany(sql.ADD_FINDING, rows)
        counts: Counter = Counter()
        for delivery in submission.deliveries:
            counts += _add_delivery(connection, number, submission, delivery)
        own = digest(connection, number)
        connection.execute(sql.SEAL_SUBMISSION, (own, chained(chain, own), number))
    return Recorded(number, *(counts[kind] for kind in _COUNTED))


def _check(submission: Submission) -> None:
    wrong = [delivery.standing for delivery in submission.deliveries
             if delivery.standing not in SENT]
    if submission.result not in RESULTS or wrong:
        raise ValueError(f"unknown result or standing: {submission.result!r} {wrong}")


def _add_head(connection, submission: Submission) -> int:
    known = instant(submission.received)
    facts = json.dumps(submission.facts, ensure_ascii=False, sort_keys=True)
    texts = [clean(text) for text in (submission.name, submission.sender, submission.county)]
    row = (submission.sha256, submission.size, *texts, submission.received, known, now(),
           submission.result, int(submission.is_archived), clean(submission.reason), clean(facts))
    return connection.execute(sql.ADD_SUBMISSION, row).lastrowid


def _add_delivery(connection, number: int, submission: Submission, delivery: Delivery) -> Counter:
    is_counted = submission.result == "accepted"
    key = (submission.county, delivery.form, delivery.period)
    return_id = _return_id(connection, key) if is_counted else None
    earlier = connection.execute(sql.RETURN_KNOWN, (return_id,)).fetchone()[0]
    known = max(instant(submission.received), earlier or 0)
    row = (number, return_id, known, *key[1:], json.dumps(sorted(delivery.areas)),
           delivery.standing, delivery.declared, clean(delivery.reporter))
    delivery_id = connection.execute(sql.ADD_DELIVERY, row).lastrowid
    if not is_counted:
        return Counter()
    counts = _add_figures(connection, (return_id, delivery_id), submission.county, delivery)
    counted = [counts[kind] for kind in _COUNTED]
    connection.execute(sql.COUNT_DELIVERY, (*counted, delivery_id))
    return counts


def _add_figures(connection, ids: tuple[int, int], county: str, delivery: Delivery) -> Counter:
    counts: Counter = Counter()
    by_area = defaultdict(list)
    for figure in delivery.figures:
        by_area[figure.area].append(figure)
    cleaned = iter if _is_clean(delivery.figures) else partial(map, _cleaned)
    for area in sorted({*delivery.areas, *by_area}):
        where = {"county": county, "form": delivery.form, "period": delivery.period,
                 "area": area, "limit": EVER}
        before = keyed(connection.execute(sql.NEWEST_OF_AREA, where))
        before = {key[2:]: old for key, old in before.items()}
        found = changes(before, cleaned(by_area[area]), delivery.standing,
                        area in delivery.areas)
        _write(connection, ids, found, counts)
    return counts


def _write(connection, ids: tuple[int, int], found, counts: Counter) -> None:
    remarks: list[tuple] = []

    def rows():
        # One pass over what may be a million figures; nothing is held but what is remarked.
        for change in found:
            counts[UNCHANGED if change.kind == NOTED else change.kind] += 1
            if change.kind == NOTED:
                remarks.append((ids[0], *change.key, change.vintage, ids[1], change.note,
                                change.standing))
            elif change.kind != UNCHANGED:
                yield _row(ids, change)

    connection.executemany(sql.ADD_FIGURE, rows())
    connection.executemany(sql.ADD_REMARK, remarks)


def _row(ids: tuple[int, int], change: Change) -> tuple:
    key = (ids[0], *change.key, change.vintage, ids[1])
    figure = change.figure
    if figure is None:
        return (*key, None, None, change.unit, "", "", "", 1)
    return (*key, figure.value, figure.text, figure.unit, figure.sheet, figure.cell, figure.note,
            0)


def _is_clean(figures: tuple[Figure, ...]) -> bool:
    """Whether all texts can be stored as they are; nearly always, and quickly seen."""
    try:
        for figure in figures:
            f"{figure.item}{figure.text}{figure.sheet}{figure.note}".encode()
    except UnicodeEncodeError:
        return False
    return True


def _cleaned(figure: Figure) -> Figure:
    try:
        f"{figure.item}{figure.text}{figure.sheet}{figure.note}".encode()
    except UnicodeEncodeError:
        texts = {name: getattr(figure, name) or "" for name in ("item", "sheet", "note")}
        text = None if figure.text is None else clean(figure.text)
        return replace(figure, text=text, **{name: clean(t) for name, t in texts.items()})
    return figure


def _return_id(connection, key: tuple[str, str, str]) -> int:
    found = connection.execute(sql.RETURN_ID, key).fetchone()
    return found[0] if found else connection.execute(sql.ADD_RETURN, key).lastrowid
