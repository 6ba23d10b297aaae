"""cell_values — a stored cell + its column -> figure, code, day or words, or the rule it breaks."""

from collections.abc import Mapping
from dataclasses import dataclass

from qiyou.intake import codes
from qiyou.intake.cells import Cell
from qiyou.intake.numbers import Found, figure
from qiyou.register.definitions import County
from qiyou.register.forms import FIGURES, Code, FormColumn

_READERS = {"key": codes.key_of, "date": codes.day_of, "clock": codes.clock_of,
            "yes_no": codes.yes_no_of, "text": codes.words_of}


@dataclass(frozen=True)
class Lists:
    """What names are looked up in: the county's townships, the code lists by id."""

    county: County
    codes: Mapping[str, Mapping[str, Code]]


def read_cell(cell: Cell, column: FormColumn, factor: float, lists: Lists) -> Found:
    """Read a cell that is not empty by its column's type; ``factor`` as in `numbers.figure`."""
    if column.type in FIGURES:
        return figure(cell, column, factor)
    if column.type == "area":
        return codes.area_of(cell, lists.county)
    if column.type == "code":
        return codes.code_of(cell, lists.codes[column.codes])
    if column.type == "year":
        return codes.year_of(cell, column)
    return _READERS[column.type](cell)
