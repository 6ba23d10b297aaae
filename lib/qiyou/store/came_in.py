"""came_in — a store + a county + a moment -> rows of what came in, was held, was changed.

File names are left out: people put their own names into them.
"""

import csv
import io
from collections.abc import Iterator

from qiyou.store.layout import SHORT
from qiyou.store.moments import day
from qiyou.store.opened import Store
from qiyou.store.rows import DeliveryRow, Revision, SubmissionRow
from qiyou.store.written import guarded, number

FOLDER = "history"
# Columns of each table, as `qiyou.store.history` explains them.
COLUMNS = {
    "submissions": ("submission", "short", "county", "sender", "received", "day", "result",
                    "is_first_try"),
    "deliveries": ("submission", "form", "period", "areas", "day", "result", "n_figures",
                   "n_changed", "n_revised"),
    "findings": ("submission", "rule", "severity", "sheet", "cell", "sentence", "remedy",
                 "explanation"),
    "revisions": ("form", "period", "area", "item", "column", "unit", "old", "new", "old_text",
                  "new_text", "who", "day", "why", "submission"),
}


def history_rows(store: Store, county: str, as_of: str | None) -> dict[str, list[tuple]]:
    """Rows of each table of `COLUMNS`, as known at a moment.

    Parameters
    ----------
    store : Store
        Open for reading.
    county : str
        County id.
    as_of : str or None
        Day or instant; later submissions are left out.
    """
    own = store.submissions(county, as_of)
    # An unreadable file is nobody's, and still came in.
    every = sorted([*own, *store.submissions("", as_of)], key=lambda row: row.id)
    # Numbers of their own, so that what other counties send changes no file of this one.
    numbers = {row.id: number for number, row in enumerate(every, 1)}
    return {
        "submissions": [(numbers[row.id], *_submission(row)) for row in every],
        "deliveries": [(numbers[row.id], *_delivery(row, given))
                       for row in own for given in row.deliveries],
        "findings": [(numbers[row.id], found.rule, found.severity, found.sheet, found.cell,
                      found.sentence, found.remedy, found.explanation)
                     for row in own for found in store.findings(row.id)],
        "revisions": [(*_revision(row), numbers[row.submission])
                      for row in store.revisions(county, None, as_of)],
    }


def history_files(store: Store, county: str, as_of: str | None) -> Iterator[tuple[str, bytes]]:
    """Files of a snapshot that hold the tables, by name."""
    for name, rows in history_rows(store, county, as_of).items():
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS[name])
        writer.writerows([guarded(value) if isinstance(value, str) else number(value)
                          for value in row] for row in rows)
        yield file_of(name), text.getvalue().encode("utf-8")


def file_of(name: str) -> str:
    """Name of the file that holds a table."""
    return f"{FOLDER}/{name}.csv"


def _submission(row: SubmissionRow) -> tuple:
    return (row.sha256[:SHORT], row.county, row.sender, row.received, day(row.received),
            row.result, int(row.is_first_try))


def _delivery(row: SubmissionRow, given: DeliveryRow) -> tuple:
    counted = (given.n_new, given.n_revised, given.n_unchanged)
    return (given.form, given.period, " ".join(given.areas), day(row.received), row.result,
            _told(row.facts, given) or sum(counted),
            given.n_new + given.n_revised + given.n_removed, given.n_revised + given.n_removed)


def _told(facts: dict, given: DeliveryRow) -> int:
    """Figures read of a delivery that was held: the store counts only what it has taken in."""
    for form in facts.get("forms", ()):
        if (form.get("form"), form.get("period")) == (given.form, given.period):
            return sum(form.get(name, 0) for name in ("new", "revised", "unchanged"))
    return 0


def _revision(row: Revision) -> tuple:
    contents = (row.old, row.new)
    numbers = [None if isinstance(value, str) else value for value in contents]
    texts = [value if isinstance(value, str) else "" for value in contents]
    return (row.form, row.period, row.area, row.item, row.column, row.unit, *numbers, *texts,
            row.who, day(row.at), row.why)
