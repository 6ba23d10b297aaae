"""marking_list — open workbook + layout of the list of problems -> the list as its first sheet.

Only the marking process imports this: it needs openpyxl.
"""

from copy import copy

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from qiyou.intake.marking import SOLID, Fills
from qiyou.intake.problem_sheet import (
    ENTRY_FILL,
    HEADING_FILL,
    LINE_COLOUR,
    LINK_COLOUR,
    MARGINS,
    ProblemSheet,
)
from qiyou.intake.shown import is_formula_like

_EDGE = Side("thin", color=f"FF{LINE_COLOUR}")
_BOX = Border(_EDGE, _EDGE, _EDGE, _EDGE)
_TOP = Alignment(vertical="center", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)


def add_list(workbook, job, before: Fills):
    """Put the list of problems in front and open the workbook on it.

    Parameters
    ----------
    workbook : openpyxl.Workbook
    job : namespace
        With ``plan`` (a `ProblemSheet` as a mapping), ``font``, ``fill_heading`` and ``page``.
    before : dict
        Fills that marked cells had, kept in a hidden column for the answer after this one.
    """
    # JSON has no keys but texts.
    plan = ProblemSheet(**job.plan | {name: {int(row): value for row, value in rows.items()}
                                      for name in ("heights", "links")
                                      for rows in [job.plan[name]]})
    sheet = workbook.create_sheet(_free_title(workbook, plan.sheet), 0)
    write = _Writer(sheet, _looks(job.font))
    for row, column, text, look in plan.cells:
        write(row, column, text, look)
    hidden = len(plan.widths) + 1
    write(plan.top, hidden, job.fill_heading, "heading")
    for row, (name, address, column) in plan.links.items():
        cell = sheet.cell(row, column)
        quoted = name.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}")
        write(row, hidden, before.get((name, address), ""), "text")
    _shape(sheet, plan)
    _protect(sheet)
    _set_page(sheet, plan, job.page)
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet
    workbook.active = 0


def _free_title(workbook, title: str) -> str:
    taken = {name.casefold() for name in workbook.sheetnames}
    return next(name for number in range(1, len(taken) + 2)
                if (name := title if number == 1 else f"{title}{number}").casefold() not in taken)


def _looks(name: str) -> dict[str, dict]:
    """Styles of cells by look."""
    plain = {"font": Font(name=name, size=10), "alignment": _TOP, "border": _BOX}
    linked = Font(name=name, size=10, color=f"FF{LINK_COLOUR}", underline="single")
    return {
        "title": {"font": Font(name=name, size=14, bold=True), "alignment": _TOP},
        "guide": {"font": Font(name=name, size=10), "alignment": _TOP},
        "heading": {"font": Font(name=name, size=10, bold=True), "alignment": _CENTRE,
                    "border": _BOX, "fill": PatternFill("solid", fgColor=f"FF{HEADING_FILL}")},
        "text": plain, "link": {**plain, "font": linked},
        "entry": {**plain, "fill": PatternFill("solid", fgColor=f"FF{ENTRY_FILL}"),
                  "protection": Protection(locked=False)},
        **{severity: {**plain, "alignment": _CENTRE, "fill": fill}
           for severity, fill in SOLID.items()}}


class _Writer:
    """Writes text as text, whatever it looks like, in one of the looks.

    A look is put together once: openpyxl takes long to tell one style from another.
    """

    def __init__(self, sheet, looks: dict[str, dict]):
        self._sheet, self._looks, self._made = sheet, looks, {}

    def __call__(self, row: int, column: int, text: str, look: str):
        key = (look, is_formula_like(text))
        if key not in self._made:
            self._made[key] = self._styled(*key)
        cell = Cell(self._sheet, row, column, style_array=self._made[key])
        # What the library does to a value that is set would take most of the time.
        cell._value, cell.data_type = text or None, "s" if text else "n"
        self._sheet._cells[row, column] = cell

    def _styled(self, look: str, is_quoted: bool):
        cell = Cell(self._sheet, 1, 1)
        for part, style in self._looks[look].items():
            setattr(cell, part, style)
        cell.quotePrefix = is_quoted
        return copy(cell._style)


def _shape(sheet, plan: ProblemSheet):
    last = get_column_letter(len(plan.widths))
    for row, height in plan.heights.items():
        sheet.row_dimensions[row].height = height
    for row in range(1, plan.top):
        sheet.merge_cells(f"A{row}:{last}{row}")
    for column, width in enumerate(plan.widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.column_dimensions[get_column_letter(len(plan.widths) + 1)].hidden = True
    sheet.freeze_panes = f"A{plan.top + 1}"
    # The hidden column too, or it would stay behind when rows are sorted.
    sheet.auto_filter.ref = f"A{plan.top}:{get_column_letter(len(plan.widths) + 1)}{plan.bottom}"


def _protect(sheet):
    """Only reasons can be written; without a password, and sorting out by filter stays open."""
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "sort", "formatColumns", "formatRows"):
        setattr(sheet.protection, allowed, False)


def _set_page(sheet, plan: ProblemSheet, words: str):
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{plan.top}:{plan.top}"
    sheet.oddFooter.center.text = words
    margins = sheet.page_margins
    margins.left, margins.right, margins.top, margins.bottom, margins.footer = MARGINS
