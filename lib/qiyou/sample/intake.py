"""intake — the sample's deliveries -> a data folder's store, taken in as on the days they came."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from qiyou.intake.pipeline import Office, Outcome, take_in
from qiyou.register import open_forms, open_register
from qiyou.sample.make import COUNTY, DELIVERIES
from qiyou.store.records import Submission
from qiyou.store.simulated import journal_files


def deliveries(folder: Path) -> list[dict[str, str]]:
    """What came, in order of the moment: file, received, sender."""
    text = (folder / DELIVERIES).read_text(encoding="utf-8")
    return sorted(csv.DictReader(text.splitlines()), key=lambda row: (row["received"], row["file"]))


def take_all(folder: Path, data: Path, *, is_wanted: Callable[[dict], bool] = lambda _: True,
             ) -> Iterator[Outcome]:
    """Take in the deliveries of a sample folder one after the other.

    Parameters
    ----------
    folder : Path
        Such as ``data/sample``.
    data : Path
        Data folder whose store takes them.
    is_wanted : function
        Of a delivery; all by default.

    Yields
    ------
    Outcome
    """
    office = Office(open_register(), open_forms(), data, COUNTY)
    for row in filter(is_wanted, deliveries(folder)):
        moment = replace(office, received=row["received"], sender=row["sender"])
        yield take_in(folder / row["file"], moment)


def write_journal(submissions: list[Submission], folder: Path) -> None:
    """Write what intake recorded as the journal that a fresh clone opens the county from."""
    made = journal_files(submissions)
    for name, content in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for path in (folder / COUNTY).glob("*.jsonl"):
        if path.relative_to(folder).as_posix() not in made:
            path.unlink()
