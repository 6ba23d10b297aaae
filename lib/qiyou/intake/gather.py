"""gather — cells one by one, within the caps -> the compact content of a file.

Standard library only: this runs in the child. Cells lie flat (row, column, code, value, format)
because a hundred thousand objects would have to be built twice, here and in the parent.
"""

from qiyou.intake.caps import (
    CELL_CHARACTERS,
    CELLS,
    COLUMNS,
    MERGED_PLACES,
    MERGES,
    ROWS,
    SHEETS,
    TEXT_CHARACTERS,
)
from qiyou.intake.cells import KINDS, place
from qiyou.intake.refusal import RefusedError

# Code of a cell: twice its kind's place in KINDS, plus one where a formula gave the value.
CODES = {kind: 2 * index for index, kind in enumerate(KINDS)}
CELL_WIDTH = 5
PLAIN = ("number", "boolean")  # everything else is a text, kept once in a table


class Gathered:
    """What one file holds, as it grows.

    ``texts`` and ``formats`` map a text to its place in the table that travels to the parent.
    ``beside`` says where persons' numbers stand outside the cells: kind of place, sheet or "".
    """

    def __init__(self, form: str, encoding: str = ""):
        self.form = form
        self.encoding = encoding
        self.texts: dict[str, int] = {}
        self.formats: dict[str, int] = {}
        self.sheets: list[SheetGathered] = []
        self.beside: set[tuple[str, str]] = set()
        self.cells_left = CELLS
        self.rows_left = ROWS
        self.merges_left = MERGES
        self.places_left = MERGED_PLACES
        self.characters_left = TEXT_CHARACTERS

    def sheet(self, name: str, is_hidden: bool = False) -> "SheetGathered":
        """Begin the next sheet.

        Raises
        ------
        RefusedError
            F134 above the cap of sheets.
        """
        if len(self.sheets) >= SHEETS:
            raise RefusedError("F134", limit=SHEETS)
        self.sheets.append(SheetGathered(self, name, is_hidden))
        return self.sheets[-1]

    def text(self, value: str) -> int:
        """Place of a text in the table."""
        index = self.texts.get(value)
        if index is None:
            self.characters_left -= len(value)
            if self.characters_left < 0:
                raise RefusedError("F140")
            index = self.texts[value] = len(self.texts)
        return index


class SheetGathered:
    """One sheet of a `Gathered`, filled by a reader and closed with `end`."""

    def __init__(self, whole: Gathered, name: str, is_hidden: bool):
        self._whole = whole
        self.name = name
        self.is_hidden = is_hidden
        self.cells: list = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.struck: list[tuple[int, int]] = []
        self.widths: list[tuple[int, int]] = []
        self._rows: set[int] = set()
        self._formats = whole.formats
        self._row = self._column = self._width = 0
        self._counted = 0
        self._taken: set[tuple[int, int]] | None = None

    def add(self, at: tuple[int, int], kind: str, value, format: str = "",
            is_computed: bool = False) -> None:
        """Put one cell that holds something.

        Raises
        ------
        RefusedError
            F135 to F138, F140, F142 above a cap; F146 when the place is taken.
        """
        row, column = at
        if row != self._row or column <= self._column or self._taken is not None:
            self._move(row, column)
        self._column = column
        if column > self._width:
            self._widen(row, column)
        if kind not in PLAIN:
            if len(value) > CELL_CHARACTERS:
                raise RefusedError("F142", self.name, place(row, column), limit=CELL_CHARACTERS)
            value = self._whole.text(value)
        self.cells += (row, column, CODES[kind] + is_computed, value,
                       self._formats.setdefault(format, len(self._formats)))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note a merged area.

        Raises
        ------
        RefusedError
            F139 above the cap of areas.
        """
        self._whole.merges_left -= 1
        if self._whole.merges_left < 0:
            raise RefusedError("F139", self.name, limit=MERGES)
        self.merges.append((top, left, bottom, right))

    def end(self) -> None:
        """Cut merges and hidden rows and columns to the part that holds cells.

        Whole rows or columns are merged or hidden up to XFD1048576 in ordinary workbooks; whoever
        walks through them must not pay for that.

        Raises
        ------
        RefusedError
            F136, F139 when cells are too many or merged areas cover too many places.
        """
        self._count_cells()
        height, width = max(self._rows, default=0), self._width
        self.hidden_rows = {row for row in self.hidden_rows if row <= height}
        self.hidden_columns = {column for column in self.hidden_columns if column <= width}
        cut = [(top, left, min(bottom, height), min(right, width))
               for top, left, bottom, right in self.merges]
        self.merges = [area for area in cut
                       if area[2] >= area[0] and area[3] >= area[1] and area[:2] != area[2:]]
        for top, left, bottom, right in self.merges:
            self._whole.places_left -= (bottom - top + 1) * (right - left + 1)
        if self._whole.places_left < 0:
            raise RefusedError("F139", self.name, limit=MERGES)

    def _move(self, row: int, column: int) -> None:
        """Go to a place that is not the next in its row."""
        if row < self._row or (row == self._row and column <= self._column) or self._taken:
            if self._taken is None:  # places are kept only once cells come out of order
                self._taken = set(zip(self.cells[::CELL_WIDTH], self.cells[1::CELL_WIDTH],
                                      strict=True))
            if (row, column) in self._taken:
                raise RefusedError("F146", self.name, place(row, column))
        if self._taken is not None:
            self._taken.add((row, column))
        if row != self._row:
            self._count_cells()
            self._begin_row(row, column)

    def _count_cells(self) -> None:
        """Take the cells of the row that ends off the file's cap."""
        self._whole.cells_left -= (len(self.cells) - self._counted) // CELL_WIDTH
        self._counted = len(self.cells)
        if self._whole.cells_left < 0:
            raise RefusedError("F136", self.name, limit=CELLS // 10_000)

    def _begin_row(self, row: int, column: int) -> None:
        self._row = row
        if row > ROWS:
            # A lone cell far below is a slip; a table of that length is another matter.
            if len(self._rows) * 2 >= ROWS:
                raise RefusedError("F135", self.name, limit=ROWS)
            raise RefusedError("F137", self.name, place(row, column), rows=ROWS, columns=COLUMNS)
        if row not in self._rows:
            self._rows.add(row)
            self._whole.rows_left -= 1
            if self._whole.rows_left < 0:
                raise RefusedError("F135", self.name, limit=ROWS)

    def _widen(self, row: int, column: int) -> None:
        self._width = column
        if column > COLUMNS:
            if (len(self.cells) - self._counted) // CELL_WIDTH * 2 >= COLUMNS:
                raise RefusedError("F138", self.name, limit=COLUMNS)
            raise RefusedError("F137", self.name, place(row, column), rows=ROWS, columns=COLUMNS)
