"""verify_files — what stands beside the database -> what of it is missing, changed or foreign."""

import sqlite3
from collections.abc import Iterator

from qiyou.catalogue import say
from qiyou.register.trouble import RegisterError
from qiyou.store import sql
from qiyou.store.archive import file_hash
from qiyou.store.contents import Moment, refuse_unfit
from qiyou.store.corrections import live, read_corrections
from qiyou.store.frozen import faults
from qiyou.store.layout import ASIDE, SHORT, Layout
from qiyou.store.opened import Store
from qiyou.store.records import Finding


def fault(rule: str, **facts) -> Finding:
    """Finding of a rule, in words from the catalogue."""
    severity, sentence, expected, remedy = (
        say(f"intake.rule.{rule}.{part}", **facts)
        for part in ("severity", "sentence", "expected", "remedy"))
    return Finding(rule, severity, sentence=sentence, expected=expected, remedy=remedy)


def archive_faults(connection: sqlite3.Connection, place: Layout) -> Iterator[Finding]:
    """Compare archived files with their names, and their names with the submissions."""
    known = {sha256 for (sha256,) in connection.execute(sql.ARCHIVED)}
    there = {path.name: path for path in sorted(place.archive.rglob("*"))
             if path.is_file() and not path.name.startswith(ASIDE)}
    for sha256 in sorted(known - there.keys()):
        yield fault("K603", hash=sha256[:SHORT])
    for name, path in there.items():
        is_whole = file_hash(path) == name and path.parent.name == name[:2]
        if name in known and not is_whole:
            yield fault("K604", hash=name[:SHORT])
        elif name not in known:
            # An intake that was ended between archiving and recording leaves a whole one.
            yield fault("K606" if is_whole else "K605", file=name[:40])


def snapshot_faults(place: Layout) -> Iterator[Finding]:
    """Compare frozen snapshots with their own hashes."""
    for path in sorted(place.snapshots.glob("*")):
        if path.name.startswith(ASIDE):
            continue
        for name in faults(path):
            yield fault("K614", snapshot=path.name[:SHORT], file=name)


def correction_faults(store: Store, place: Layout) -> Iterator[Finding]:
    """Read the corrections and hold them against the figures that stand now."""
    try:
        entries = read_corrections(place.corrections)
    except RegisterError as error:
        yield from (fault("K615", problem=str(problem)) for problem in error.problems)
        return
    for county in sorted({entry.correction.county for entry in entries}):
        try:
            refuse_unfit(store, Moment(county, None), live(entries, county))
        except RegisterError as error:
            yield from (fault("K616", problem=str(problem)) for problem in error.problems)
