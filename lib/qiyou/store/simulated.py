"""simulated — a fictional county's committed journal -> its store, where there is no other.

A fresh clone is to open the fictional county without taking in some hundred files first. So what
intake made of them is committed as a journal (``data/sample/store``), and played into a database
in memory when the county is opened: the same code then answers for every ``as_of``, since all
vintages are there. What a data folder's own store has of the county comes first.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import get_ident

from qiyou.project import project_root
from qiyou.store.database import connect_reader
from qiyou.store.journal import line, submission
from qiyou.store.layout import Layout
from qiyou.store.opened import Store, open_store
from qiyou.store.recording import record
from qiyou.store.records import Submission


def journal_folder() -> Path:
    """Folder of the committed journals."""
    return project_root() / "data" / "sample" / "store"


def simulated_references() -> list[Path]:
    """Rows that published reference tables would have of the fictional county, by table."""
    return sorted((journal_folder().parent / "reference").glob("*.csv"))


def journals(county: str) -> list[Path]:
    """Files of a county's journal in order of time; none where the county is not simulated."""
    return sorted((journal_folder() / county).glob("*.jsonl"))


def journal_files(submissions: Iterable[Submission]) -> dict[str, bytes]:
    """Journal of submissions by file: one for each half year in which they came."""
    found: dict[str, list[str]] = {}
    for one in submissions:
        half = 1 if one.received[5:7] < "07" else 2
        found.setdefault(f"{one.county}/{one.received[:4]}-{half}.jsonl", []).append(line(one))
    return {name: "".join(f"{text}\n" for text in lines).encode("utf-8")
            for name, lines in found.items()}


def is_simulated(county: str, place: Layout) -> bool:
    """Whether a county is to be read from its committed journal."""
    if not journals(county):
        return False
    if not place.database.exists():
        return True
    with open_store(place.data) as store:
        return county not in store.counties()


@contextmanager
def open_simulated(county: str) -> Iterator[Store]:
    """Open the store that a county's journal gives, for reading.

    Yields
    ------
    Store
    """
    # A connection serves the thread that made it.
    connection = _played(fingerprint(county), county, get_ident())
    yield Store(connection, Layout(journal_folder()), False)


def fingerprint(county: str) -> str:
    """Hash of a county's journal and of the code that reads it: what is kept hangs on both."""
    code = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(p.read_bytes() for p in (*journals(county), *code))).hexdigest()


@cache
def _played(_name: str, county: str, _thread: int) -> sqlite3.Connection:
    """Database in memory; kept, since a notebook opens its county several times."""
    # There is no database in the journal's folder: a reader is given an empty one in memory.
    connection = connect_reader(Layout(journal_folder()))
    for path in journals(county):
        with path.open(encoding="utf-8") as lines:
            for text in lines:
                record(connection, submission(text))
    return connection
