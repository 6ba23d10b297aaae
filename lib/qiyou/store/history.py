"""history — what came in of a county, from a store or a snapshot's files -> frames."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from qiyou.schema import Column, Frame
from qiyou.store.came_in import file_of, history_rows
from qiyou.store.opened import Store
from qiyou.store.records import RESULTS
from qiyou.store.written import unguarded

SUBMISSIONS = Frame("submissions", (
    Column("submission", "whole", "number among what came in"),
    Column("short", "text", "start of its hash"),
    Column("county", "text", "county id, empty where it could not be made out"),
    Column("sender", "text", "as told or as written on the form"),
    Column("received", "text", "ISO, with offset"),
    Column("day", "text", "day of receipt in China"),
    Column("result", "text", "what became of it", allowed=RESULTS),
    Column("is_first_try", "whole", "1 where nothing had come before for any of its returns"),
))
DELIVERIES = Frame("deliveries", (
    Column("submission", "whole", "number among what came in"),
    Column("form", "text", "form id"),
    Column("period", "text", "2025, 2025Q3 or 2025-09"),
    Column("areas", "text", "area codes that it speaks for, blanks between them"),
    Column("day", "text", "day of receipt in China"),
    Column("result", "text", "what became of the submission", allowed=RESULTS),
    Column("n_figures", "whole", "figures read"),
    Column("n_changed", "whole", "figures that are new, another or gone"),
    Column("n_revised", "whole", "figures that had stood before and are another or gone"),
))
FINDINGS = Frame("findings", (
    Column("submission", "whole", "number among what came in"),
    Column("rule", "text", "rule id"),
    Column("severity", "text", "severity of the rule"),
    Column("sheet", "text", "sheet, empty for the whole file"),
    Column("cell", "text", "address, empty for the whole sheet"),
    Column("sentence", "text", "what is wrong"),
    Column("remedy", "text", "how to mend it"),
    Column("explanation", "text", "the sender's written reason"),
))
REVISIONS = Frame("revisions", (
    Column("form", "text", "form id"),
    Column("period", "text", "2025, 2025Q3 or 2025-09"),
    Column("area", "text", "area code"),
    Column("item", "text", "key=value pairs of the row's other keys"),
    Column("column", "text", "column id"),
    Column("unit", "text", "unit of the figures"),
    Column("old", "number", "figure before", is_required=False),
    Column("new", "number", "figure after", is_required=False),
    Column("old_text", "text", "text before, for columns that hold words"),
    Column("new_text", "text", "text after"),
    Column("who", "text", "sender"),
    Column("day", "text", "day of receipt in China"),
    Column("why", "text", "reason given"),
    Column("submission", "whole", "number among what came in"),
))


@dataclass(frozen=True)
class History:
    """What came in: `SUBMISSIONS`, `DELIVERIES`, `FINDINGS` and `REVISIONS`.

    File names are left out: people put their own names into them. Submissions whose county could
    not be made out are among ``submissions``, without deliveries and findings.
    """

    submissions: pd.DataFrame
    deliveries: pd.DataFrame
    findings: pd.DataFrame
    revisions: pd.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether nothing has ever come in."""
        return self.submissions.empty


FRAMES = {"submissions": SUBMISSIONS, "deliveries": DELIVERIES, "findings": FINDINGS,
          "revisions": REVISIONS}


def history(store: Store, county: str, as_of: str | None = None) -> History:
    """Everything that came in for a county, as known at a moment.

    Parameters
    ----------
    store : Store
        Open for reading.
    county : str
        County id.
    as_of : str, optional
        Day or instant; later submissions are left out.
    """
    return History(**{name: _framed(FRAMES[name], rows)
                      for name, rows in history_rows(store, county, as_of).items()})


def read_history(read: Callable[[str], bytes]) -> History:
    """History from the files of a snapshot.

    Parameters
    ----------
    read : function of str
        Gives a file's bytes by its name.
    """
    return History(**{name: _framed(kind, _lines(kind, read(file_of(name))))
                      for name, kind in FRAMES.items()})


def no_history() -> History:
    """History of a county from which nothing has come."""
    return History(**{name: frame.empty() for name, frame in FRAMES.items()})


def _lines(kind: Frame, data: bytes) -> Iterator[tuple]:
    lines = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    next(lines)
    readers = {"text": unguarded, "whole": int, "number": lambda text: float(text or "nan")}
    for line in lines:
        yield tuple(readers[column.kind](text)
                    for column, text in zip(kind.columns, line, strict=True))


def _framed(kind: Frame, rows: Iterable[tuple]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=kind.names)
    return kind.check(frame.astype(kind.empty().dtypes))
