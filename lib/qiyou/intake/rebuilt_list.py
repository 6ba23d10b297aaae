"""rebuilt_list — new workbook + layout of the list of problems -> the list as its first sheet."""

from qiyou.catalogue import say
from qiyou.intake.marks import FILLS
from qiyou.intake.problem_list import COLUMNS
from qiyou.intake.problem_sheet import (
    ENTRY_FILL,
    HEADING_FILL,
    LINE_COLOUR,
    LINK_COLOUR,
    MARGINS,
    ProblemSheet,
)
from qiyou.intake.shown import is_formula_like


def add_list(book, plan: ProblemSheet):
    """Write the list of problems as the next sheet of a workbook that is being made.

    Parameters
    ----------
    book : xlsxwriter.Workbook
    plan : ProblemSheet
    """
    sheet, looks = book.add_worksheet(plan.sheet), _looks(book)
    last = len(plan.widths) - 1
    for row, column, text, look in plan.cells:
        if column == 1 and row < plan.top:
            sheet.merge_range(row - 1, 0, row - 1, last, "", looks[look, False])
        if look == "link":
            _link(sheet, row, column, text, plan)
        # A link's cell keeps its look; its text is written over what the link wrote.
        sheet.write_string(row - 1, column - 1, text, looks[look, is_formula_like(text)])
    _shape(sheet, plan)
    _set_page(sheet, plan)


def _link(sheet, row: int, column: int, text: str, plan: ProblemSheet):
    name, address, _ = plan.links[row]
    quoted = name.replace("'", "''")
    sheet.write_url(row - 1, column - 1, f"internal:'{quoted}'!{address}", None, text)


def _looks(book) -> dict:
    """Formats by look, with and without the sign that keeps text from becoming a formula."""
    plain = {"font_name": say("intake_answer.font"), "font_size": 10, "text_wrap": True,
             "valign": "vcenter"}
    box = {**plain, "border": 1, "border_color": f"#{LINE_COLOUR}"}
    looks = {
        "title": {**plain, "font_size": 14, "bold": True}, "guide": plain, "text": box,
        "heading": {**box, "bold": True, "align": "center",
                    "bg_color": f"#{HEADING_FILL}"},
        "link": {**box, "font_color": f"#{LINK_COLOUR}", "underline": 1},
        "entry": {**box, "bg_color": f"#{ENTRY_FILL}", "locked": False},
        **{severity: {**box, "align": "center", "bg_color": f"#{fill}"}
           for severity, fill in FILLS.items()}}
    return {(name, is_quoted): book.add_format({**look, **({"quote_prefix": True}
                                                           if is_quoted else {})})
            for name, look in looks.items() for is_quoted in (False, True)}


def _shape(sheet, plan: ProblemSheet):
    for row, height in plan.heights.items():
        sheet.set_row(row - 1, height)
    for column, width in enumerate(plan.widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(plan.top, 0)
    sheet.autofilter(plan.top - 1, 0, plan.bottom - 1, len(COLUMNS) - 1)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True,
                       "format_rows": True})
    sheet.activate()


def _set_page(sheet, plan: ProblemSheet):
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(plan.top - 1)
    sheet.set_margins(*MARGINS[:4])
    sheet.set_footer(f"&C{say('intake_answer.list.page')}", {"margin": MARGINS[4]})
