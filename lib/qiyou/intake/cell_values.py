"""cell_values — a stored cell + its column -> figure, code, day or words, or the rule it breaks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from qiyou.intake import codes
from qiyou.intake.cells import Cell
from qiyou.intake.numbers import Found, figure, is_name
from qiyou.intake.words import intake_words
from qiyou.register.definitions import County
from qiyou.register.forms import FIGURES, Code, FormColumn

_READERS = {"key": codes.key_of, "date": codes.day_of, "clock": codes.clock_of,
            "yes_no": codes.yes_no_of, "text": codes.words_of}


@dataclass(frozen=True)
class Lists:
    """What names are looked up in: the county's townships, the code lists by id."""

    county: County
    codes: Mapping[str, Mapping[str, Code]]
    _known: dict = field(default_factory=dict, repr=False, compare=False)

    def code(self, name: str, cell: Cell) -> Found:
        """Code of a list that a cell holds."""
        return self._once(("code", name), cell, lambda: codes.code_of(cell, self.codes[name]))

    def area(self, cell: Cell) -> Found:
        """Township that a cell holds."""
        return self._once(("area", ""), cell, lambda: codes.area_of(cell, self.county))

    def _once(self, kind: tuple[str, str], cell: Cell, read: Callable[[], Found]) -> Found:
        # A survey has thousands of rows and a dozen answers.
        key = (*kind, cell.kind, cell.value)
        if key not in self._known:
            self._known[key] = read()
        return self._known[key]


def read_cell(cell: Cell, column: FormColumn, factor: float, lists: Lists) -> Found:
    """Read a cell that is not empty by its column's type; ``factor`` as in `numbers.figure`."""
    if column.type in FIGURES:
        return figure(cell, column, factor)
    if column.type == "area":
        return lists.area(cell)
    if column.type == "code":
        return lists.code(column.codes, cell)
    if column.type == "year":
        return codes.year_of(cell, column)
    found = _READERS[column.type](cell)
    if column.type == "key" and found.text and _is_number(column) and is_name(found.text):
        return Found(rule="C391")
    return found


def _is_number(column: FormColumn) -> bool:
    """Whether a key column asks for numbers of cases or households, not for names of places."""
    return any(word in column.name for word in intake_words().number_words)
