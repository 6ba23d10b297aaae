"""contents — a county's part of the store as of a moment -> the files of a snapshot, as bytes.

The same history, corrections and moment give the same bytes, whether they are frozen or read at
once: there is one way to read them.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from qiyou.register.trouble import Problem, RegisterError
from qiyou.store.came_in import history_files
from qiyou.store.correcting import Corrected, corrected
from qiyou.store.corrections import Entry, corrections_hash, live
from qiyou.store.layout import SHORT
from qiyou.store.moments import day
from qiyou.store.opened import Store
from qiyou.store.rows import DeliveryRow, Key, Stored
from qiyou.store.written import guarded, number

MANIFEST = "manifest.json"
DELIVERIES = "deliveries.csv"
FOLDER = "figures"
FORMAT = 1
COLUMNS = ("period", "area", "item", "column", "value", "text", "unit", "vintage", "standing",
           "submission", "received", "declared", "note", "sheet", "cell", "correction")
DELIVERY_COLUMNS = ("form", "period", "areas", "standing", "declared", "reporter", "submission",
                    "received")


class Moment(NamedTuple):
    """A county as of a day or an instant; None for what is known now."""

    county: str
    as_of: str | None


@dataclass(frozen=True)
class Contents:
    """A snapshot's files: ``read`` gives one by name, ``name`` is the hash of the manifest."""

    name: str
    manifest: dict
    read: Callable[[str], bytes] = field(repr=False)

    @property
    def forms(self) -> list[str]:
        """Forms that were delivered, in order."""
        return [name.removeprefix(f"{FOLDER}/").removesuffix(".csv")
                for name in self.manifest["files"] if name.startswith(f"{FOLDER}/")]


def files(store: Store, moment: Moment, entries: list[Entry]) -> Iterator[tuple[str, bytes]]:
    """Make the files of a snapshot one by one, deliveries first.

    Parameters
    ----------
    store : Store
        Open for reading.
    moment : Moment
    entries : list of Entry
        Corrections of all counties.

    Yields
    ------
    name, bytes

    Raises
    ------
    RegisterError
        When corrections no longer fit the figures; all of them are named.
    """
    applied = live(entries, moment.county)
    refuse_unfit(store, moment, applied)
    rows = store.deliveries(*moment)
    yield DELIVERIES, _table(DELIVERY_COLUMNS, map(_delivery, rows))
    for form in sorted({row.form for row in rows}):
        figures = _corrected(store, moment, form, applied)
        yield f"{FOLDER}/{form}.csv", _table(COLUMNS, map(_figure, figures.items()))
    yield from history_files(store, *moment)


def refuse_unfit(store: Store, moment: Moment, applied: list[Entry]) -> None:
    """Apply corrections to see that each fits; RegisterError names all that do not."""
    problems: list[Problem] = []
    for form in sorted({entry.correction.form for entry in applied}):
        try:
            _corrected(store, moment, form, applied)
        except RegisterError as error:
            problems += error.problems
    if problems:
        raise RegisterError(problems)


def manifest(store: Store, moment: Moment, entries: list[Entry], hashes: dict[str, str]) -> bytes:
    """Manifest of a snapshot; its hash is the snapshot's name."""
    applied = live(entries, moment.county)
    record = {
        "format": FORMAT, "county": moment.county, "as_of": moment.as_of,
        "state": store.state(*moment),
        "corrections": {"sha256": corrections_hash(applied),
                        "ids": sorted(entry.correction.id for entry in applied)},
        "files": dict(sorted(hashes.items()))}
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def sha256(data: bytes) -> str:
    """SHA-256 of bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def live_contents(store: Store, moment: Moment, entries: list[Entry]) -> Contents:
    """Contents read from the database at once, without writing anything."""
    found = dict(files(store, moment, entries))
    record = manifest(store, moment, entries, {name: sha256(data) for name, data in found.items()})
    return Contents(sha256(record), json.loads(record), found.__getitem__)


def _corrected(store: Store, moment: Moment, form: str,
               applied: list[Entry]) -> dict[Key, Corrected]:
    figures = store.form_figures(moment.county, form, moment.as_of)
    own = [entry for entry in applied if entry.correction.form == form]
    return corrected(figures, own, _later(store, moment))


def _later(store: Store, moment: Moment) -> Callable[[Key], list[Stored]]:
    def later(key: Key) -> list[Stored]:
        form, period, *rest = key
        every = store.vintages(moment.county, form, period).get(tuple(rest), [])
        seen = store.vintages(moment.county, form, period, as_of=moment.as_of)
        return every[len(seen.get(tuple(rest), [])):]

    return later


def _figure(pair: tuple[Key, Corrected]) -> tuple:
    (_, period, area, item, column), (stored, correction) = pair
    return (period, area, guarded(item), column, number(stored.value), guarded(stored.text),
            stored.unit, stored.vintage, stored.standing, stored.short, day(stored.received),
            stored.declared or "", guarded(stored.note), guarded(stored.sheet), stored.cell,
            correction)


def _delivery(row: DeliveryRow) -> tuple:
    return (row.form, row.period, " ".join(row.areas), row.standing, row.declared or "",
            guarded(row.reporter), row.sha256[:SHORT], day(row.received))


def _table(columns: tuple[str, ...], rows: Iterable[tuple]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
