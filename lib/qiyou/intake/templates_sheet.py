"""templates_sheet — one form for one period -> its sheet: head, table, foot, print, protection."""

from qiyou.catalogue import say
from qiyou.intake.templates_known import Known, plain
from qiyou.intake.templates_layout import lines_in, seats
from qiyou.intake.templates_style import Styles
from qiyou.intake.templates_table import Page, write_table

STANDINGS = ("快报", "初步", "正式", "修订")
FOOT = ("filled_by", "checked_by", "headed_by", "phone", "declared")
# Least width of each value that stands after a label.
_NEEDS = {"number": 11, "period": 10, "reporter": 22, "county": 11, "standing": 10, "filled_by": 11,
          "checked_by": 11, "headed_by": 11, "phone": 16, "declared": 12}
# What a filler may do to a protected sheet.
_FREE = ("format_columns", "format_rows")
_FREE_RECORDS = (*_FREE, "insert_rows", "sort")
# Leading keys stay in sight while a table is moved sideways, unless they take half a screen.
_MOST_FROZEN = 44
# A title over a table wider than a screen would be centred out of sight.
_MOST_TITLE = 150


def write_form(sheet, styles: Styles, page: Page, known: Known) -> None:
    """Write a form onto a worksheet, from top to bottom.

    Parameters
    ----------
    sheet : xlsxwriter.worksheet.Worksheet
        New and empty.
    styles : Styles
        Of the sheet's workbook.
    page : Page
    known : Known
    """
    for index, heading in enumerate(page.headings):
        # Records run on below the prepared rows, so whole columns are open there.
        look = None if page.is_grid else styles.entry(heading.kind, is_beyond=True)
        sheet.set_column(index, index, heading.width, look)
    head = _band(sheet, styles, page)
    first, after = write_table(sheet, styles, page, known, head)
    if page.is_grid:
        after = _labelled(sheet, styles, page, FOOT, after + 1)
    _freeze(sheet, page, first)
    _print(sheet, page, (head, first - 1), after)
    free = _FREE if page.is_grid else _FREE_RECORDS
    sheet.protect("", dict.fromkeys(free, True))


def _band(sheet, styles: Styles, page: Page) -> int:
    """Title, period, labels, hint; returns the row after them."""
    _across(sheet, styles, page, 0, ("title", plain(page.form.title)))
    _across(sheet, styles, page, 1, ("words", _due_words(page)))
    row = _labelled(sheet, styles, page, ("number", "period", "reporter", "county", "standing"), 2)
    if not page.is_grid:
        row = _labelled(sheet, styles, page, FOOT, row)
    _across(sheet, styles, page, row, ("hint", say(f"templates.hint.{page.form.rows}")))
    return row + 1


def _due_words(page: Page) -> str:
    """Period and due date; the date's year in words, so that no second period is read from it."""
    due = page.period.due(page.form.due_days)
    later = say("templates.next_year") if due.year > page.period.year else ""
    return say("templates.words", period=page.period.words, later=later, month=due.month,
               day=due.day)


def _across(sheet, styles: Styles, page: Page, row: int, words: tuple[str, str]) -> None:
    look, text = words
    last, width = 0, page.widths[0]
    while last + 1 < len(page.widths) and width + page.widths[last + 1] <= _MOST_TITLE:
        last += 1
        width += page.widths[last]
    heights = {"title": 27, "words": 17, "hint": 14 * lines_in(text, width * 1.1) + 4}
    sheet.set_row(row, heights[look], styles["plain"])
    if last:
        sheet.merge_range(row, 0, row, last, "", styles[look])
    sheet.write_string(row, 0, text, styles[look])


def _labelled(sheet, styles: Styles, page: Page, names: tuple[str, ...], top: int) -> int:
    """Labels, each followed by its value; returns the row after them."""
    places = seats(page.widths, [_NEEDS[name] for name in names])
    after = top + places[-1].row + 1
    for row in range(top, after):
        sheet.set_row(row, 20, styles["plain"])
    for name, seat in zip(names, places, strict=True):
        row = top + seat.row
        sheet.write_string(row, seat.label, say(f"templates.label.{name}"), styles["label"])
        text = plain(page.facts.get(name, ""))
        look = styles["value" if text else "entry_date" if name == "declared" else "entry"]
        if seat.last > seat.first:
            sheet.merge_range(row, seat.first, row, seat.last, "", look)
        if text:
            sheet.write_string(row, seat.first, text, look)
        else:
            sheet.write_blank(row, seat.first, None, look)
        if name == "standing":
            sheet.data_validation(row, seat.first, row, seat.first, _standings())
    return after


def _standings() -> dict:
    return {"validate": "list", "source": list(STANDINGS), "error_type": "stop",
            "error_title": say("templates.refused.title"),
            "error_message": say("templates.refused.standing")}


def _freeze(sheet, page: Page, first: int) -> None:
    leading = 0
    for heading in page.headings[:-1]:
        is_wide = sum(page.widths[:leading + 1]) > _MOST_FROZEN
        if heading.key not in page.form.keys or is_wide:
            break
        leading += 1
    sheet.freeze_panes(first, leading)


def _print(sheet, page: Page, head: tuple[int, int], after: int) -> None:
    sheet.print_area(0, 0, after - 1, len(page.headings) - 1)
    sheet.repeat_rows(*head)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    number = page.form.number.replace("&", "&&")
    sheet.set_footer(f"&L{number}&C&P / &N&R{page.period.name}")
