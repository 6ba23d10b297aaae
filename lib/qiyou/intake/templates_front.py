"""templates_front — pages of a workbook -> its first sheet 填报说明: how to fill, what is due."""

from collections.abc import Sequence

from qiyou.catalogue import say
from qiyou.intake.templates_known import Known, plain
from qiyou.intake.templates_layout import lines_in
from qiyou.intake.templates_style import Styles
from qiyou.intake.templates_table import Page

# How many rules and reasons of refusal the catalogue holds.
RULES, REFUSED = 9, 12
_FRONT_WIDTHS = (13, 28, 28, 17, 19, 13)


def write_front(sheet, styles: Styles, pages: Sequence[Page], known: Known) -> None:
    """Write how to fill the workbook, what is refused, when it is due and whom to ask.

    Parameters
    ----------
    sheet : xlsxwriter.worksheet.Worksheet
    styles : Styles
    pages : sequence of Page
        Sheets of the workbook in order, at least one.
    known : Known
        For whom to ask.
    """
    for index, width in enumerate(_FRONT_WIDTHS):
        sheet.set_column(index, index, width)
    _line(sheet, styles["title"], 0, say("templates.front.title", reporter=pages[0].reporter), 30)
    _line(sheet, styles["words"], 1, say("templates.front.words", county=pages[0].county), 18)
    row = _contents(sheet, styles, pages, 3)
    sections = {"rules": [say(f"templates.front.rule.{n}") for n in range(1, RULES + 1)],
                "refused": [say(f"templates.front.refuse.{n}") for n in range(1, REFUSED + 1)]}
    for name, lines in sections.items():
        row = _section(sheet, styles, row + 1, say(f"templates.front.{name}"), lines)
    row = _contact(sheet, styles, row + 1, known.contact)
    _section(sheet, styles, row + 1, say("templates.front.guidance"), _guidance(pages))
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _line(sheet, look, row: int, text: str, height: float) -> None:
    sheet.merge_range(row, 0, row, len(_FRONT_WIDTHS) - 1, "", look)
    sheet.write_string(row, 0, text, look)
    sheet.set_row(row, height)


def _contents(sheet, styles: Styles, pages: Sequence[Page], row: int) -> int:
    for index, name in enumerate(("number", "title", "sheet", "period", "rows", "due")):
        sheet.write_string(row, index, say(f"templates.front.column.{name}"), styles["head"])
    sheet.set_row(row, 20)
    for at, page in enumerate(pages, start=row + 1):
        rows = (say("templates.front.grid", count=len(page.rows)) if page.is_grid
                else say("templates.front.open"))
        texts = (page.form.number, page.form.title, page.name, page.period.words, rows,
                 page.period.due(page.form.due_days).isoformat())
        for index, text in enumerate(map(plain, texts)):
            sheet.write_string(at, index, text, styles["cell"])
        sheet.write_url(at, 2, f"internal:'{page.name}'!A1", styles["cell"], page.name)
        lines = max(lines_in(text, width) for text, width in zip(texts, _FRONT_WIDTHS, strict=True))
        sheet.set_row(at, 15.5 * lines + 4)
    return row + len(pages) + 1


def _guidance(pages: Sequence[Page]) -> list[str]:
    """Guidance of each form once, with the form's number before it."""
    forms = {page.form.number: page.form for page in pages}
    return [say("templates.front.of_form", number=number, text=plain(text))
            for number, form in forms.items() for text in form.guidance]


def _section(sheet, styles: Styles, row: int, title: str, lines: list[str]) -> int:
    if not lines:
        return row - 1
    _line(sheet, styles["section"], row, title, 24)
    numbered = [say("templates.front.numbered", number=number, text=text)
                for number, text in enumerate(lines, start=1)]
    for number, text in enumerate(numbered, start=1):
        _line(sheet, styles["line"], row + number, text,
              15.5 * lines_in(text, sum(_FRONT_WIDTHS) * 1.08) + 3)
    return row + len(lines) + 1


def _contact(sheet, styles: Styles, row: int, contact: str) -> int:
    _line(sheet, styles["section"], row, say("templates.front.contact"), 24)
    _line(sheet, styles["line"], row + 1, say("templates.front.return"), 19)
    sheet.write_string(row + 2, 0, say("templates.front.ask"), styles["label"])
    sheet.merge_range(row + 2, 1, row + 2, 3, "", styles["entry"])
    if contact:
        sheet.write_string(row + 2, 1, plain(contact), styles["entry"])
    sheet.set_row(row + 2, 20)
    return row + 3
