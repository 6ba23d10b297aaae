"""row_records — what a row of a table is read into -> keys, values, the places they stand in."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from qiyou.intake.cell_values import Lists
from qiyou.intake.layout import Table
from qiyou.intake.rows_end import last_row
from qiyou.intake.words import intake_words, squeezed
from qiyou.register.definitions import County
from qiyou.register.forms import FormColumn, Forms
from qiyou.store.records import Finding


class Value(NamedTuple):
    """A value of a row and the cell that it stands in."""

    column: str
    value: float | None
    text: str | None
    cell: str


@dataclass(slots=True)
class Row:
    """One row of a table. A key is None where the row is a total over it."""

    number: int
    keys: dict[str, str | None] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    explanation: str = ""
    is_broken: bool = False

    @property
    def is_total(self) -> bool:
        """Whether the row adds over some key."""
        return None in self.keys.values()


@dataclass(frozen=True)
class Reader:
    """What reading a row needs to know."""

    table: Table
    county: County
    forms: Forms

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Key columns: the township first, if the form has one, then the form's others."""
        form = self.table.form
        own = (form.area,) if form.area and form.area not in form.keys else ()
        return (*own, *form.keys)

    @cached_property
    def places(self) -> dict[str, int]:
        """First column of the sheet whose heading is of a column of the form."""
        places: dict[str, int] = {}
        for at, entry in self.table.match.headings.items():
            places.setdefault(entry.column, at)
        return places

    @cached_property
    def headings(self) -> list[tuple[int, str, float, bool]]:
        """Each heading: column of the sheet, of the form, factor, whether that is a key."""
        return [(at, entry.column, entry.factor or 1.0, entry.column in self.keys)
                for at, entry in self.table.match.headings.items()]

    @cached_property
    def heading_texts(self) -> list[list[str]]:
        """Texts of the heading rows under the recognised headings, as rows are compared."""
        match, grid = self.table.match, self.table.grid
        return [[squeezed(grid.text(row, at)) for at in sorted(match.headings)]
                for row in range(match.top, match.bottom + 1)]

    @cached_property
    def others(self) -> list[tuple[str, FormColumn]]:
        """Columns of the form that are no keys."""
        return [(name, column) for name, column in self.table.form.columns.items()
                if name not in self.keys]

    @cached_property
    def lists(self) -> Lists:
        """What the cells' names are looked up in."""
        return Lists(self.county, self.forms.codes)

    @cached_property
    def end(self) -> tuple[int, list[Finding]]:
        """Last row of the table, and what is wrong below it."""
        return last_row(self.table)

    @staticmethod
    def listed(words: list[str]) -> str:
        """Words as a list in a sentence."""
        return intake_words().list_sign.join(words)
