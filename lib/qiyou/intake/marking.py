"""marking — open workbook + job -> coloured cells, notes, coloured tabs; earlier marks taken off.

Only the marking process imports this: it needs openpyxl.
"""

from copy import copy

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from qiyou.intake.cells import place
from qiyou.intake.marks import FILLS, TABS, note_size

SOLID = {severity: PatternFill("solid", fgColor=f"FF{colour}")
         for severity, colour in FILLS.items()}
_OURS = {f"FF{colour}" for colour in FILLS.values()}
_OUR_TABS = {f"{alpha}{colour}" for colour in TABS.values() for alpha in ("FF", "00")}
_HEADING_DEPTH = 12
Fills = dict[tuple[str, str], str]


def clear_marks(workbook, job):
    """Take off what an earlier answer put on: its list, its colours and its notes.

    A sheet is an earlier list when it bears its name and all ``job.headings``.
    """
    before: Fills = {}
    for sheet in [s for s in workbook.worksheets if s.title.startswith(job.plan["sheet"])]:
        top, columns = _headings(sheet, [*job.headings, job.fill_heading])
        if set(job.headings) <= set(columns):
            before |= _recorded(sheet, top, columns, job)
            workbook.remove(sheet)
    for sheet in workbook.worksheets:
        if sheet.sheet_properties.tabColor and sheet.sheet_properties.tabColor.rgb in _OUR_TABS:
            sheet.sheet_properties.tabColor = None
        # Asking for cells by range would make every empty one up to a far corner.
        for cell in list(sheet._cells.values()):
            _clear(cell, job, before)


def rows_to_change(job, notes: set[int]):
    """Say which rows of a sheet, and which styles of cells, marking may change; see `opened`.

    ``notes``: rows with notes on any sheet.
    """
    marked: dict[str, set[int]] = {}
    for name, row, *_ in job.cells:
        marked.setdefault(name, set(notes)).add(row)

    def of_sheet(workbook, name: str):
        if name.startswith(job.plan["sheet"]):
            return None  # an earlier list is read whole
        ours = {number for number, fill in enumerate(workbook._fills)
                if fill.fill_type == "solid" and fill.fgColor.rgb in _OURS}
        styles = {number for number, style in enumerate(workbook._cell_styles)
                  if style.fillId in ours}
        return marked.get(name, notes), styles

    return of_sheet


def _clear(cell, job, before: Fills):
    if isinstance(cell, MergedCell):
        return
    if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in _OURS:
        cell.fill = _fill(before.get((cell.parent.title, cell.coordinate), ""))
    if cell.comment and job.mark in cell.comment.text:
        own = cell.comment.text.partition(job.mark)[0].rstrip()
        cell.comment = _comment(own, cell.comment.author) if own else None


def _headings(sheet, headings: list[str]) -> tuple[int, dict[str, int]]:
    """Row that holds most of the headings, and the column of each."""
    found = []
    for row in range(1, _HEADING_DEPTH + 1):
        texts = {column: str(sheet._cells[row, column].value).strip()
                 for column in range(1, 2 * len(headings)) if (row, column) in sheet._cells}
        found.append((row, {text: column for column, text in texts.items() if text in headings}))
    return max(found, key=lambda one: len(one[1]))


def _recorded(sheet, top: int, columns: dict[str, int], job) -> Fills:
    """Fills that cells had before an earlier answer, by sheet and cell."""
    if job.fill_heading not in columns:
        return {}
    wanted = [columns[heading] for heading in (*job.place_headings, job.fill_heading)]
    rows = [[str(sheet.cell(row, column).value or "") for column in wanted]
            for row in range(top + 1, sheet.max_row + 1)]
    return {(name, cell): fill for name, cell, fill in rows}


def mark(workbook, job) -> Fills:
    """Colour and note the cells of ``job.cells``, colour tabs; return the fills there were."""
    before, done, paint, shown = {}, {}, _Paint(), set()
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    for name, row, column, severity, note in job.cells:
        if name not in sheets:
            continue
        cell = _anchor(sheets[name], row, column)
        # Of several marks on one merged area the first is the gravest.
        spot = (name, cell.row, cell.column)
        if spot not in done:
            done[spot] = paint(cell, severity)
            _reveal(sheets[name], cell, shown)
        before[name, place(row, column)] = done[spot]
        if note:
            own = cell.comment.text.rstrip() if cell.comment else ""
            cell.comment = _comment(f"{own}\n{note}".strip(), job.author)
    for name, severity in job.tabs.items():
        if name in sheets:
            sheets[name].sheet_state = "visible"
            sheets[name].sheet_properties.tabColor = f"FF{TABS[severity]}"
    return before


def _anchor(sheet, row: int, column: int):
    """Cell itself, or the first of the merged area that it lies in."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
    return sheet.cell(area.min_row, area.min_col)


class _Paint:
    """Colours cells, and tells the fills they had.

    A look is put together once: openpyxl takes long to tell one style from another.
    """

    def __init__(self):
        self._made = {}

    def __call__(self, cell, severity: str) -> str:
        # A cell that is made where there was none has no style at all.
        key = (b"" if cell._style is None else cell._style.tobytes(), severity)
        if key not in self._made:
            before = _fill_text(cell.fill)
            cell.fill = SOLID[severity]
            self._made[key] = (before, copy(cell._style))
        before, style = self._made[key]
        cell._style = copy(style)
        return before


def _reveal(sheet, cell, shown: set):
    """Show a marked cell's row and column: nobody mends what is hidden."""
    row, column = cell.row, cell.column
    if row in sheet.row_dimensions:
        sheet.row_dimensions[row].hidden = False
    if (sheet.title, column) in shown:
        return
    shown.add((sheet.title, column))
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and (dimension.min or 0) <= column <= (dimension.max or 0):
            dimension.hidden = False


def _comment(text: str, author: str) -> Comment:
    width, height = note_size(text)
    return Comment(text, author, height, width)


def _fill_text(fill) -> str:
    """Plain fill as text that `_fill` reads; "" for none and for patterns."""
    if fill.fill_type != "solid" or fill.fgColor.rgb in _OURS:
        return ""
    kind = fill.fgColor.type
    return f"{kind}:{getattr(fill.fgColor, kind)}:{fill.fgColor.tint}"


def _fill(text: str) -> PatternFill:
    kind, _, rest = text.partition(":")
    value, _, tint = rest.partition(":")
    if kind not in ("rgb", "theme", "indexed"):
        return PatternFill()
    colour = Color(**{kind: value if kind == "rgb" else int(value)}, tint=float(tint))
    return PatternFill("solid", fgColor=colour)
