"""xlsx_sheet — one worksheet's XML, in one pass -> its cells with stored type and number format.

Standard library only: this runs in the child.
"""

import re

from qiyou.intake.caps import CELL_CHARACTERS, COLUMN_SHAPES, COLUMNS, ROWS
from qiyou.intake.cells import place, position
from qiyou.intake.gather import SheetGathered
from qiyou.intake.refusal import RefusedError
from qiyou.intake.walker import ROOM, Walker, is_true
from qiyou.intake.xlsx_values import Values, number_of, text_of

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)
_COLUMNS: dict[str, int] = {}  # by their letters, as they are met
# Data of another program or of the net: a file must not depend on them.
_QUOTED = re.compile(r'"[^"]*"')
_REACHES_OUT = re.compile(
    r"\b(WEBSERVICE|RTD|CALL|REGISTER(\.ID)?)\s*\("
    r"|'\[\d+\][^']*'!|(?<![\w\]'])\[\d+\][^\[\]\s(),+*/&=<>^'-]*!",  # another workbook
    re.IGNORECASE)


class SheetReader(Walker):
    """Reads one worksheet's part into a `SheetGathered`.

    Cells and their values are nine tenths of all elements: they are told by their full names,
    leave `Walker`'s path alone and wait in ``_waiting`` (attributes, value, formula, text) until
    their row ends. ``_cell`` holds the attributes of the open one.
    """

    def __init__(self, part: str, values: Values, into: SheetGathered):
        super().__init__(part, "worksheet")
        self._values = values
        self._into = into
        self._row = self._column = self._shapes = 0
        self._cell_name, self._value_name = "c", "v"
        self._cell: dict[str, str] | None = None
        self._value: str | None = None
        self._formula: str | None = None
        self._text: str | None = None
        self._waiting: list[tuple] = []
        self.on_start = {"row": self._begin_row, "f": self._open_formula, "t": self._open_text,
                         "col": self._columns, "mergeCell": self._merge, "strike": self._strike}
        self.on_end = {"row": self._read_waiting, "f": self._close_formula, "t": self._close_text}

    def settle(self) -> None:
        """Read the cells that wait: a row can be longer than memory."""
        super().settle()
        self._read_waiting()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._value_name and self._cell is not None:
            if self.is_open or self._value is not None or self.path[-1] != "row":
                raise self.broken()
            self.heard.clear()
            self.is_open = True
        elif name == self._cell_name and self.path and self.path[-1] == "row":
            if self._cell is not None:
                raise self.broken()
            self._cell = attributes
        elif self._cell is not None and name == self._cell_name:
            raise self.broken()
        else:
            if not self.path:
                prefix = name[:name.rfind(":") + 1]
                self._cell_name, self._value_name = f"{prefix}c", f"{prefix}v"
            super()._start(name, attributes)

    def _end(self, name: str) -> None:
        if self._cell is None:
            super()._end(name)
        elif name == self._value_name:
            heard = self.heard
            self._value = heard[0] if len(heard) == 1 else "".join(heard)
            self.is_open = False
        elif name == self._cell_name:
            self._waiting.append((self._cell, self._value, self._formula, self._text))
            self._cell = self._value = self._formula = self._text = None
        else:
            super()._end(name)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        if self.path[-1] != "sheetData":
            raise self.broken()
        number = attributes.get("r")
        self._row = self._row + 1 if number is None else self.whole(number)
        self._column = 0
        if not self._row:
            raise self.broken()
        if self._row <= ROWS and (is_true(attributes.get("hidden"))
                                  or _is_zero(attributes.get("ht"))):
            self._into.hidden_rows.add(self._row)

    def _open_formula(self, _attributes) -> None:
        if self._cell is not None and self.path[-1] == "row":
            self.open_sink()

    def _close_formula(self) -> None:
        if self.is_open and self.path[-1] == "row":
            self._formula = self.drained()
            if _reaches_out(_QUOTED.sub("", self._formula)):
                cell = self._cell.get("r", "")
                cell = cell if _ADDRESS.fullmatch(cell) else ""
                raise RefusedError("F122", self._into.name, cell, part=f"{self._into.name}!{cell}")

    def _open_text(self, _attributes) -> None:
        if self._cell is not None and self.path[-1] in ("is", "r"):
            self.open_sink()

    def _close_text(self) -> None:
        if self.is_open and self.path[-1] in ("is", "r"):
            self._text = (self._text or "") + self.drained()
            if len(self._text) > ROOM:
                raise RefusedError("F142", self._into.name, limit=CELL_CHARACTERS)

    def _strike(self, attributes: dict[str, str]) -> None:
        """A line through a run of a text that stands in the cell itself."""
        if self._cell is not None and is_true(attributes.get("val", "1")):
            row, column = self._row, self._column_of(self._cell.get("r"))
            self._into.struck.append((row, column))

    def _read_waiting(self) -> None:
        """Put the cells of the open row into the sheet."""
        digits = str(self._row)
        format_of, read, add = self._values.format, self._values.read, self._into.add
        is_struck = self._values.is_struck
        for attributes, raw, formula, text in self._waiting:
            address = attributes.get("r")
            column = _COLUMNS.get(address[:-len(digits)]) if (
                address is not None and address.endswith(digits)) else None
            at = (self._row, column or self._column_of(address))
            self._column = at[1]
            if raw is formula is text is None:
                continue  # nothing but a format
            format = format_of(attributes.get("s", "0"))
            if format is None:
                raise RefusedError("F145", self._into.name, place(*at))
            try:
                kind, value = (read(attributes.get("t", "n"), raw, format)
                               if raw and formula is None and text is None
                               else self._rare(attributes.get("t", "n"), (raw, formula, text),
                                               format))
            except ValueError:
                raise RefusedError("F144", self._into.name, place(*at)) from None
            if kind:
                if is_struck(attributes, raw):
                    self._into.struck.append(at)
                add(at, kind, value, format, formula is not None and kind != "formula")
        self._waiting.clear()

    def _rare(self, type: str, stored: tuple, format: str) -> tuple[str, float | str | bool]:
        """Kind and value of a cell with a formula, with text of its own, or with nothing."""
        raw, formula, text = stored
        if type == "inlineStr":
            raw, text = text, raw
        if text:
            raise ValueError(type)  # text where cells of this type have none
        if raw and type == "inlineStr":
            return text_of(raw)
        kind, value = self._values.read(type, raw, format) if raw else ("", "")
        if formula is None:
            return kind, value
        if raw == "" and type == "str":
            return "text", ""  # a formula that gives "" was calculated
        if not kind or (value == 0 and self._values.is_uncalculated):
            return "formula", f"={formula}"
        return kind, value

    def _column_of(self, address: str | None) -> int:
        """Column of a cell's address, which must lie in the open row; the next one without it."""
        if address is None:
            return self._column + 1
        found = _ADDRESS.fullmatch(address)
        if found is None or int(found[2]) != self._row:
            raise self.broken()
        return _COLUMNS.setdefault(found[1], position(f"{found[1]}1")[1])

    def _columns(self, attributes: dict[str, str]) -> None:
        self._shapes += 1
        if self._shapes > COLUMN_SHAPES:
            raise self.broken()
        if self.path[-1] == "cols" and (is_true(attributes.get("hidden"))
                                        or _is_zero(attributes.get("width"))):
            first, last = self.whole(attributes.get("min")), self.whole(attributes.get("max"))
            self._into.hidden_columns.update(range(max(first, 1), min(last, COLUMNS) + 1))

    def _merge(self, attributes: dict[str, str]) -> None:
        if self.path[-1] != "mergeCells":
            return
        first, _, last = attributes.get("ref", "").partition(":")
        corners = [_ADDRESS.fullmatch(corner) for corner in (first, last or first)]
        if None in corners:
            raise self.broken()
        (top, left), (bottom, right) = [position("".join(corner.groups())) for corner in corners]
        self._into.merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _reaches_out(formula: str) -> bool:
    """Whether a formula without its quoted texts asks another program, the net or another file."""
    is_dde = "!" in formula.partition("|")[2]  # program|topic!item
    return is_dde or _REACHES_OUT.search(formula) is not None


def _is_zero(size: str | None) -> bool:
    """Whether a height or width is nothing at all."""
    try:
        return size is not None and number_of(size) == 0
    except ValueError:
        return False
