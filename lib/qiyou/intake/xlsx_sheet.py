"""xlsx_sheet — one worksheet's XML, in one pass -> its cells with stored type and number format.

Standard library only: this runs in the child.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache

from qiyou.intake.caps import COLUMNS, ROWS
from qiyou.intake.cells import place, position
from qiyou.intake.formats import stored
from qiyou.intake.gather import SheetGathered
from qiyou.intake.refusal import RefusedError
from qiyou.intake.walker import Budget, Walker, is_true
from qiyou.intake.xlsx_parts import RAW_CHARACTERS, unescaped

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)
_FORMULA = 65_536
# Data of another program or of the net: a file must not depend on them.
_QUOTED = re.compile(r'"[^"]*"')
_REACHES_OUT = re.compile(
    r"\|.*!"  # DDE: program|topic!item
    r"|\b(WEBSERVICE|RTD|CALL|REGISTER(\.ID)?)\s*\("
    r"|'\[\d+\][^']*'!|(?<![\w\]'])\[\d+\][^\[\]\s(),+*/&=<>^'-]*!",  # another workbook
    re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Workings:
    """What the cells of all sheets refer to."""

    texts: list[str]
    formats: list[str]
    is_1904: bool
    is_uncalculated: bool


@cache
def _column(letters: str) -> int:
    return position(f"{letters}1")[1]


class SheetReader(Walker):
    """Reads one worksheet's part into a `SheetGathered`."""

    def __init__(self, part: str, budget: Budget, workings: Workings, into: SheetGathered):
        super().__init__(part, budget, "worksheet")
        self._workings = workings
        self._into = into
        self._row = self._column = 0
        self._type, self._style = "n", 0
        self._value: str | None = None
        self._formula: str | None = None
        self._pieces: list[str] = []
        self.on_start = {"row": self._begin_row, "c": self._begin_cell, "v": self._open_value,
                         "f": self._open_formula, "t": self._open_text, "col": self._columns,
                         "mergeCell": self._merge}
        self.on_end = {"v": self._close_value, "f": self._close_formula, "t": self._close_text,
                       "c": self._end_cell}
        self._readers: dict[str, Callable[[str], tuple]] = {
            "n": self._number, "s": self._shared, "b": self._boolean, "d": self._day,
            "e": lambda raw: ("error", raw)}

    def _begin_row(self, attributes: dict[str, str]) -> None:
        if self.path[-1] != "sheetData":
            return
        number = attributes.get("r")
        self._row = self._row + 1 if number is None else self.whole(number)
        self._column = 0
        if not self._row:
            raise self.broken()
        if self._row <= ROWS and (is_true(attributes.get("hidden"))
                                  or _is_zero(attributes.get("ht"))):
            self._into.hidden_rows.add(self._row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self.path[-1] != "row":
            return
        address = attributes.get("r")
        if address is None:
            self._column += 1
        else:
            found = _ADDRESS.fullmatch(address)
            if found is None or int(found[2]) != self._row:
                raise self.broken()
            self._column = _column(found[1])
        self._type = attributes.get("t", "n")
        style = attributes.get("s")
        self._style = self.whole(style) if style else 0
        self._value = self._formula = None
        self._pieces.clear()

    def _open_value(self, _attributes) -> None:
        if self.path[-1] == "c":
            self.open_sink(RAW_CHARACTERS)

    def _close_value(self) -> None:
        if self.sink is not None and self.path[-1] == "c":
            self._value = self.drained()

    def _open_formula(self, _attributes) -> None:
        if self.path[-1] == "c":
            self.open_sink(_FORMULA)

    def _close_formula(self) -> None:
        if self.sink is not None and self.path[-1] == "c":
            self._formula = self.drained()
            if _REACHES_OUT.search(_QUOTED.sub("", self._formula)):
                raise RefusedError("F122", self._into.name, self._place(),
                                   part=f"{self._into.name}!{self._place()}")

    def _open_text(self, _attributes) -> None:
        if self.path[-1] in ("is", "r"):
            self.open_sink(RAW_CHARACTERS)

    def _close_text(self) -> None:
        if self.sink is not None and self.path[-1] in ("is", "r"):
            self._pieces.append(self.drained())

    def _end_cell(self) -> None:
        if self.path[-1] != "row":
            return
        raw, has_formula = self._value, self._formula is not None
        if self._type == "inlineStr":
            raw, self._pieces = "".join(self._pieces), [raw] if raw else []
        if self._pieces:  # the value lies where this type has none
            raise self._unclear()
        if self._type in ("str", "inlineStr"):
            if raw or (has_formula and raw is not None):
                # A formula that gives "" was calculated; an empty cell is left out.
                self._add("text", unescaped(raw), has_formula)
                return
        elif raw and (raw := raw.strip()):
            kind, value = self._read(raw)
            is_placeholder = has_formula and self._workings.is_uncalculated and value == 0
            if value != "" and not is_placeholder:
                self._add(kind, value, has_formula)
                return
        if has_formula:
            self._add("formula", f"={self._formula}", False)

    def _read(self, raw: str) -> tuple[str, float | str | bool]:
        """Kind and value of a cell that is not plain text."""
        reader = self._readers.get(self._type)
        if reader is None:
            raise self._unclear()
        return reader(raw)

    def _add(self, kind: str, value, is_computed: bool) -> None:
        self._into.add((self._row, self._column), kind, value, self._format(), is_computed)

    def _format(self) -> str:
        formats, style = self._workings.formats, self._style
        if style < len(formats):
            return formats[style]
        if style or formats:
            # 0.95 may be 95 % or 0.95; without its style nobody can tell.
            raise RefusedError("F145", self._into.name, self._place())
        return "General"

    def _number(self, raw: str) -> tuple[str, float | str]:
        number = float(raw) if _NUMBER.fullmatch(raw) and len(raw) < 400 else float("nan")
        if number - number != 0:  # not a number, or beyond what a number can be
            raise self._unclear()
        return stored(number, self._format(), self._workings.is_1904)

    def _shared(self, raw: str) -> tuple[str, str]:
        index = self.whole(raw)
        if index >= len(self._workings.texts):
            raise self._unclear()
        return "text", self._workings.texts[index]

    def _boolean(self, raw: str) -> tuple[str, bool]:
        if raw.lower() not in ("0", "1", "true", "false"):
            raise self._unclear()
        return "boolean", is_true(raw)

    def _day(self, raw: str) -> tuple[str, str]:
        try:
            if raw.startswith("T"):
                return "time", time.fromisoformat(raw[1:]).replace(microsecond=0).isoformat()
            moment = datetime.fromisoformat(raw).replace(tzinfo=None, microsecond=0)
        except ValueError:
            raise self._unclear() from None
        is_day = moment.time() == time()
        return "date", moment.date().isoformat() if is_day else moment.isoformat()

    def _unclear(self) -> RefusedError:
        return RefusedError("F144", self._into.name, self._place())

    def _place(self) -> str:
        return place(self._row, self._column)

    def _columns(self, attributes: dict[str, str]) -> None:
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
        (left, right), (top, bottom) = ([_column(corner[1]) for corner in corners],
                                        [int(corner[2]) for corner in corners])
        self._into.merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _is_zero(size: str | None) -> bool:
    """Whether a height or width is nothing at all."""
    return bool(size) and _NUMBER.fullmatch(size) is not None and float(size) == 0
