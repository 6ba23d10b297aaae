"""tables — files of a snapshot -> rows of a form, with the figure in each column."""

import csv
import io
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from qiyou.store.contents import DELIVERIES, FOLDER, Contents
from qiyou.store.items import item_parts
from qiyou.store.written import unguarded

# Column of a record that holds nothing but its keys.
BARE = ""


class Cell(NamedTuple):
    """One figure as a snapshot has it."""

    value: float | None
    text: str
    unit: str
    vintage: int
    standing: str
    submission: str
    received: str
    note: str
    correction: str


class Row:
    """One row of a form: period, area, item and a cell for each column that was filled."""

    def __init__(self, period: str, area: str, item: str):
        self.period, self.area, self.item = period, area, item
        self.cells: dict[str, Cell] = {}

    @cached_property
    def keys(self) -> dict[str, str]:
        """Keys besides the area, by column id."""
        return item_parts(self.item)

    def code(self, column: str) -> str | None:
        """Code in a column, be it a key or not; None where it is empty."""
        if column in self.keys:
            return self.keys[column]
        return self.cells[column].text if column in self.cells else None

    @property
    def newest(self) -> Cell:
        """Cell that came last."""
        return max(self.cells.values(), key=lambda cell: (cell.received, cell.vintage))


class Sent(NamedTuple):
    """One accepted delivery as a snapshot has it."""

    form: str
    period: str
    areas: tuple[str, ...]
    standing: str
    declared: str
    reporter: str
    submission: str
    received: str


def form_rows(contents: Contents, form: str) -> list[Row]:
    """Rows of a form in order of period, area and item; none when it was not delivered."""
    name = f"{FOLDER}/{form}.csv"
    if name not in contents.manifest["files"]:
        return []
    rows: dict[tuple[str, str, str], Row] = {}
    for line in _lines(contents.read(name)):
        key = (line["period"], line["area"], unguarded(line["item"]))
        row = rows.setdefault(key, Row(*key))
        row.cells[line["column"]] = _cell(line)
    return list(rows.values())


def sent(contents: Contents) -> list[Sent]:
    """Accepted deliveries in order of time."""
    found = []
    for line in _lines(contents.read(DELIVERIES)):
        line["areas"] = tuple(line["areas"].split())
        line["reporter"] = unguarded(line["reporter"])
        found.append(Sent(**line))
    return found


def _lines(data: bytes) -> Iterator[dict]:
    return csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))


def _cell(line: dict[str, str]) -> Cell:
    value = float(line["value"]) if line["value"] else None
    return Cell(value, unguarded(line["text"]), line["unit"], int(line["vintage"]),
                line["standing"], line["submission"], line["received"], unguarded(line["note"]),
                line["correction"])
