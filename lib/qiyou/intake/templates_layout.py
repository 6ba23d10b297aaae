"""templates_layout — a form, its areas and code lists -> rows, headings and widths of its sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product, zip_longest

from wcwidth import wcswidth

from qiyou.catalogue import say
from qiyou.register.definitions import Township
from qiyou.register.forms import EXPLANATION, Code, Form, FormColumn
from qiyou.store.items import item_of

# Widths count half-width signs. A label such as the longest of a form's head fits the least.
LEAST, MOST, WORDY, MOST_STRETCH = 11.0, 24.0, 28.0, 60.0
_WIDTHS = {"area": 11.0, "whole": 11.0, "number": 11.0, "percent": 11.0, "date": 12.0,
           "clock": 11.0, "year": 11.0, "yes_no": 11.0, "key": 16.0, "code": 11.0, "text": 20.0}
# Headings longer than this many half-width signs take another line.
_HEADING = 16


@dataclass(frozen=True)
class Heading:
    """One column of a sheet; ``column`` is None for the explanation that every form takes.

    ``is_needed``: a row without it is not complete.
    """

    key: str
    column: FormColumn | None
    text: str
    width: float
    is_needed: bool = False

    @property
    def kind(self) -> str:
        """Type of the column's cells."""
        return self.column.type if self.column else "text"

    @property
    def words(self) -> str:
        """Text as it stands in the cell: a unit that does not fit has a line of its own."""
        if not self.column or not self.column.unit or wcswidth(self.text) <= self.width - 1:
            return self.text
        return f"{self.column.name}\n{self.text.removeprefix(self.column.name)}"

    @property
    def name(self) -> str:
        """Text with the heading that stands over it."""
        return say("templates.dot").join(filter(None, (self.group, self.text)))

    @property
    def group(self) -> str | None:
        """Heading that stands over this one and its neighbours."""
        return self.column.group if self.column else None


@dataclass(frozen=True)
class Row:
    """One prefilled row: ``area`` and ``item`` as figures carry them, ``labels`` by column id."""

    area: str
    item: str
    labels: Mapping[str, str]
    is_total: bool = False

    @property
    def name(self) -> str:
        """What the row is called outside its table."""
        return say("templates.dot").join(self.labels.values()) or say("templates.whole_county")


@dataclass(frozen=True)
class Seat:
    """Where a label and its value stand: row, label's column, value's first and last column."""

    row: int
    label: int
    first: int
    last: int


def headings_of(form: Form, codes: Mapping[str, Mapping[str, Code]]) -> tuple[Heading, ...]:
    """Columns of a form's sheet from left to right, the explanation last.

    Parameters
    ----------
    form : Form
    codes : mapping
        Code lists by id, entries by code.

    Returns
    -------
    tuple of Heading
        Heading texts are the column's name with its unit in full-width brackets.
    """
    found = [Heading(key, column, _text(column), _width(column, codes.get(column.codes, {})),
                     column.is_required or key in form.keys)
             for key, column in form.columns.items()]
    if EXPLANATION not in form.columns:
        found.append(Heading(EXPLANATION, None, say("templates.explanation"), WORDY))
    return tuple(found)


def _text(column: FormColumn) -> str:
    return say("templates.heading", name=column.name, unit=column.unit) if column.unit else (
        column.name)


def _width(column: FormColumn, entries: Mapping[str, Code]) -> float:
    longest = max((wcswidth(entry.name) for entry in entries.values()), default=0) + 2
    heading = wcswidth(_text(column))
    # A long heading is broken; a heading that just misses a line's end is not.
    needed = heading + 2 if heading <= _HEADING else -(-heading // 3) + 3
    return max(LEAST, _WIDTHS[column.type], min(MOST, max(longest, needed)))


def rows_of(form: Form, codes: Mapping[str, Mapping[str, Code]], towns: Sequence[Township],
            county: str, *, has_total: bool = True) -> tuple[Row, ...]:
    """Prefilled rows of a grid; none for a form that takes any number of records.

    Parameters
    ----------
    form : Form
    codes : mapping
        Code lists by id.
    towns : sequence of Township
        Areas that the sheet speaks of.
    county : str
        Area code of the county, which rows without a township carry.
    has_total : bool
        False where a sheet speaks of one township only.

    Returns
    -------
    tuple of Row
        Every combination of the keys, the first key changing slowest; then, where figures add
        up, the county's own rows.
    """
    if form.rows != "grid":
        return ()
    has_areas = form.area in form.keys
    lists = {key: codes[form.columns[key].codes] for key in form.keys if key != form.area}
    combinations = list(product(*lists.values()))
    places = [(town.code, town.name) for town in towns] if has_areas else [(county, "")]
    rows = [_row(form, lists, place, chosen) for place in places for chosen in combinations]
    if has_total and has_areas and any(column.adds_up for column in form.columns.values()):
        total = (county, say("templates.total"))
        rows += [_row(form, lists, total, chosen, is_total=True) for chosen in combinations]
    return tuple(rows)


def _row(form: Form, lists, place: tuple[str, str], chosen, *, is_total: bool = False) -> Row:
    picked = dict(zip(lists, chosen, strict=True))
    labels = {key: place[1] if key == form.area else lists[key][picked[key]].name
              for key in form.keys}
    return Row(place[0], item_of(picked), labels, is_total)


def seats(widths: Sequence[float], needs: Sequence[float]) -> list[Seat]:
    """Places for labels that are each followed by a value, within the columns of a table.

    Parameters
    ----------
    widths : sequence of float
        Widths of the table's columns, at least two.
    needs : sequence of float
        Least width of each value.

    Returns
    -------
    list of Seat
        A label takes one column and its value as many as it needs; what does not fit goes to
        the next row.

    Examples
    --------
    >>> [(seat.row, seat.label, seat.last) for seat in seats([11, 11, 11, 28], [10, 20, 20])]
    [(0, 0, 1), (0, 2, 3), (1, 0, 2)]
    """
    found, row, start = [], 0, 0
    for need in needs:
        end = _end(widths, start, need)
        if end is None and start:
            row, start = row + 1, 0
            end = _end(widths, start, need)
        last = len(widths) - 1 if end is None else end
        found.append(Seat(row, start, start + 1, last))
        start = last + 1
    return [_stretched(seat, widths) if _ends_line(seat, after) else seat
            for seat, after in zip_longest(found, found[1:])]


def _ends_line(seat: Seat, after: Seat | None) -> bool:
    return after is not None and after.row > seat.row


def _stretched(seat: Seat, widths: Sequence[float]) -> Seat:
    """Up to the table's edge, unless that is far away."""
    last = len(widths) - 1
    return replace(seat, last=last) if sum(widths[seat.last + 1:]) <= MOST_STRETCH else seat


def _end(widths: Sequence[float], label: int, need: float) -> int | None:
    """Column in which a value that begins after ``label`` is wide enough, if there is one."""
    total = 0.0
    for column in range(label + 1, len(widths)):
        total += widths[column]
        if total >= need:
            return column
    return None


def lines_in(text: str, width: float) -> int:
    """Lines that a text takes in a column of a width.

    Examples
    --------
    >>> lines_in("年末常住人口", 8)
    2
    """
    room = max(2, int(width) - 1)
    return sum(max(1, -(-wcswidth(part) // room)) for part in text.split("\n"))
