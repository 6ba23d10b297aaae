"""biff — the records of an .xls workbook's stream -> what must be known before it is parsed.

Standard library only: this runs in the child. Only counts, kinds and formulas are looked at; the
cells themselves are read by xlrd, which would take minutes and gigabytes for what is refused here.
Record numbers after MS-XLS.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from qiyou.intake.caps import (
    CELLS,
    COLUMNS,
    DEAR_RECORDS,
    ELEMENTS,
    MERGES,
    ROWS,
    SHARED_STRINGS,
    SHEETS,
    STYLES,
)
from qiyou.intake.cells import place
from qiyou.intake.refusal import RefusedError

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _SUPBOOK, _EXTERNSHEET = 0x809, 0xA, 0x2F, 0x85, 0x1AE, 0x17
_FORMULA, _MULRK, _MERGED, _XF, _FORMAT, _SST = 0x6, 0xBD, 0xE5, 0xE0, 0x41E, 0xFC
_BLANK = frozenset({0x201, 0xBE})
_FILLED = frozenset({0x203, 0x204, 0xFD, 0x27E, 0x205, 0xD6, _FORMULA})
# Cells, rows, texts that go on in the next record, results of formulas.
_CHEAP = _FILLED | _BLANK | {_MULRK, 0x208, 0x3C, 0x207}
_WORKSHEET, _MACRO_SHEETS = 0, (1, 6)
_OWN_SHEETS, _ADD_IN = b"\x01\x04", b"\x01\x3a"
_EMPTY_RESULT = 3
_HEAD = struct.Struct("<2H")


@dataclass(slots=True)
class Scanned:
    """What the records say.

    ``style_formats``: number of the format of each style. ``own_formats``: numbers that the file
    defines itself. ``formulas``: of each worksheet the places (row, column from 0) whose value a
    formula gave.
    """

    style_formats: list[int] = field(default_factory=list)
    own_formats: set[int] = field(default_factory=set)
    formulas: list[set[tuple[int, int]]] = field(default_factory=list)


class _Scan:
    """One walk over a stream, within the caps."""

    def __init__(self, stream: bytes):
        self._stream = stream
        self.found = Scanned()
        self._records, self._dear = ELEMENTS, DEAR_RECORDS
        self._cells, self._merges, self._rows = CELLS, MERGES, ROWS
        self._is_biff8 = True

    def run(self) -> Scanned:
        """Walk over the workbook's part and each of its worksheets."""
        sheets = []
        for number, at, size in self._walk(0):
            if number == _FILEPASS:
                raise RefusedError("F120")
            if number == _BOUNDSHEET:
                sheets.append(self._bound(at, size))
            else:
                self._whole_book(number, at, size)
        if len(sheets) > SHEETS:
            raise RefusedError("F134", limit=SHEETS)
        starts = [start for start, kind in sheets if kind == _WORKSHEET]
        if not starts or len(set(starts)) < len(starts):
            raise RefusedError("F126", part="BIFF")
        for start in starts:
            self._sheet(start)
        return self.found

    def _walk(self, start: int) -> Iterator[tuple[int, int, int]]:
        """Number, place and size of each record up to the end of a part, charts left out."""
        stream, end, at, depth = self._stream, len(self._stream), start, 0
        while at + 4 <= end:
            number, size = _HEAD.unpack_from(stream, at)
            at += 4
            self._records -= 1
            self._dear -= number not in _CHEAP
            if self._records < 0 or self._dear < 0:
                raise RefusedError("F143")
            if at + size > end:
                raise RefusedError("F125")
            if number == _BOF:
                depth += 1
                if depth == 1:
                    self._version(at, size)
            elif not depth:
                raise RefusedError("F126", part="BIFF")
            elif number == _EOF:
                depth -= 1
                if not depth:
                    return
            elif depth == 1:
                yield number, at, size
            at += size
        raise RefusedError("F125")

    def _version(self, at: int, size: int) -> None:
        version = int.from_bytes(self._stream[at:at + 2], "little")
        if size < 4 or version not in (0x500, 0x600):
            raise RefusedError("F119")
        self._is_biff8 = version == 0x600

    def _bound(self, at: int, size: int) -> tuple[int, int]:
        """Start and kind of a sheet."""
        if size < 7:
            raise RefusedError("F126", part="BIFF")
        start, _, kind = struct.unpack_from("<L2B", self._stream, at)
        if kind in _MACRO_SHEETS:
            raise RefusedError("F121", part="XLM")
        return start, kind

    def _whole_book(self, number: int, at: int, size: int) -> None:
        content = self._stream[at:at + min(size, 8)]
        if number == _XF and size >= 4:
            if len(self.found.style_formats) >= STYLES:
                raise RefusedError("F141", limit=STYLES)
            self.found.style_formats.append(int.from_bytes(content[2:4], "little"))
        elif number == _FORMAT:
            self.found.own_formats.add(int.from_bytes(content[:2], "little"))
        elif number == _SST and int.from_bytes(content[4:8], "little") > SHARED_STRINGS:
            raise RefusedError("F140")
        elif number == _SUPBOOK and content[2:4] not in (_OWN_SHEETS, _ADD_IN):
            raise RefusedError("F122", part="SUPBOOK")
        elif number == _EXTERNSHEET and not self._is_biff8 and content[1:2] == b"\x01":
            raise RefusedError("F122", part="EXTERNSHEET")

    def _sheet(self, start: int) -> None:
        formulas: set[tuple[int, int]] = set()
        taken: set[tuple[int, int]] = set()
        last = -1
        for number, at, size in self._walk(start):
            if number in _FILLED or number == _MULRK:
                if size < 6:
                    raise RefusedError("F126", part="BIFF")
                row, column = _HEAD.unpack_from(self._stream, at)
                if row != last:
                    last = row
                    self._count_row(row, column)
                count = (size - 6) // 6 if number == _MULRK else 1
                self._cells -= count
                if self._cells < 0:
                    raise RefusedError("F136", limit=CELLS // 10_000)
                self._take(row, range(column, column + count), taken)
                if number == _FORMULA:
                    formulas.add((row, column))
            elif number in _BLANK:
                self._records -= size  # xlrd makes an object of each
            elif number == _MERGED:
                self._merges -= size // 8
                if self._merges < 0:
                    raise RefusedError("F139", limit=MERGES)
        self.found.formulas.append(formulas)

    @staticmethod
    def _take(row: int, columns: range, taken: set[tuple[int, int]]) -> None:
        """Enter a record's cells; xlrd would let a second one write over the first."""
        for column in columns:
            if (row, column) in taken:
                raise RefusedError("F146", cell=place(row + 1, column + 1))
            taken.add((row, column))

    def _count_row(self, row: int, column: int) -> None:
        if row >= ROWS and self._rows * 2 > ROWS:
            raise RefusedError("F137", cell=place(row + 1, column + 1), rows=ROWS, columns=COLUMNS)
        self._rows -= 1
        if self._rows < 0 or row >= ROWS:
            raise RefusedError("F135", limit=ROWS)


def scan(stream: bytes) -> Scanned:
    """Look at every record of a workbook's stream once.

    Raises
    ------
    RefusedError
        F119 for versions before Excel 5, F120 encrypted, F121 macro sheets, F122 links outside,
        F125 cut short, F126 damaged, F134 to F143 above a cap.
    """
    return _Scan(stream).run()
