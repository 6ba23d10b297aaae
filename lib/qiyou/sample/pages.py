"""pages — a table -> the sheet or text file that a department would send.

Laid out as the project's own templates are (intake/templates_sheet.py), or, from offices that do
not use them, as tables that were made by hand: aliases for headings, a running number, the
county's row first, plain text.
"""

import csv
import io
from datetime import date

from qiyou.catalogue import say
from qiyou.intake.templates_layout import headings_of
from qiyou.register.definitions import County
from qiyou.register.forms import FIGURES, Forms
from qiyou.sample.package import Sheet, number_text
from qiyou.sample.tables import Table
from qiyou.sample.words import words

_BAD = str.maketrans("", "", "[]:*?/\\'")


class Writer:
    """Writes tables of one county; ``declared`` is the day that stands on each."""

    def __init__(self, forms: Forms, county: County):
        self.forms, self.county = forms, county

    def shown(self, table: Table, name: str, row: dict):
        """What a person types into a cell; None for an empty one."""
        column = table.form.columns.get(name)
        if name == table.form.area:
            town = row["town"]
            return self.county.townships[town].name if town is not None else say("templates.total")
        value = row.get(name)
        if value is None or column is None or column.type in FIGURES:
            return value
        if column.type == "code":
            return self.forms.codes[column.codes][value].name
        if column.type == "yes_no":
            return words(f"head.{value}")
        if column.type == "date":
            return date.fromisoformat(value)
        return value

    def sheet(self, table: Table, reporter: str) -> Sheet:
        """Sheet as the templates lay it out."""
        headings = headings_of(table.form, self.forms.codes)
        width = len(headings)
        sheet = Sheet(sheet_name(table))
        _band(sheet, table, (reporter, self.county.name), width)
        _headings(sheet, headings)
        for row in table.rows:
            look = "total" if row.get("is_total") else "cell"
            sheet.rows.append([_entry(self.shown(table, h.key, row), look) for h in headings])
        if not table.rows:
            sheet.rows.append([(say_nil(), "cell")])
        if table.form.rows == "grid":
            sheet.rows.append(_foot(table))
        return sheet

    def rough(self, table: Table, reporter: str) -> Sheet:
        """Sheet as an office makes it by itself: merged title, aliases, the total on top."""
        headings = headings_of(table.form, self.forms.codes)
        names = [_alias(heading) for heading in headings]
        sheet = Sheet(f"Sheet{table.period.part}")
        title = words("rough.title", period=table.period.words, title=table.form.title,
                      county=self.county.name)
        origin = words("rough.from", reporter=reporter, day=table.head["declared"])
        sheet.rows += [[(title, "title")], [(words("head.fictional"), "mark")],
                       [(origin, "plain")]]
        sheet.merges.append((1, 1, 1, len(headings) + 1))
        groups = [heading.group for heading in headings]
        if any(groups):
            sheet.rows.append([None, *(_entry(group, "head") for group in groups)])
        sheet.rows.append([(words("rough.number"), "head"), *((name, "head") for name in names)])
        rows = sorted(table.rows, key=lambda row: not row.get("is_total"))
        for number, row in enumerate(rows, 1):
            cells = [_entry(self.shown(table, h.key, row), "plain") for h in headings]
            sheet.rows.append([(number, "plain"), *cells])
        sheet.rows.append([(words("rough.note"), "plain")])
        return sheet

    def text(self, table: Table, reporter: str) -> str:
        """Comma-separated text: title, head, headings, rows."""
        headings = headings_of(table.form, self.forms.codes)
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([words("rough.title", period=table.period.words, title=table.form.title,
                               county=self.county.name), words("head.fictional")])
        writer.writerow([words("rough.label", name=say(f"templates.label.{name}"), text=text)
                         for name, text in _facts(table, (reporter, self.county.name)).items()])
        if any(heading.group for heading in headings):
            writer.writerow([heading.group or "" for heading in headings])
        writer.writerow([heading.text for heading in headings])
        for row in table.rows:
            writer.writerow([_typed(self.shown(table, h.key, row)) for h in headings])
        return out.getvalue()


def say_nil() -> str:
    """What stands in a list that has no rows."""
    return words("rough.nil")


def sheet_name(table: Table) -> str:
    """Name of a form's sheet."""
    return f"{table.form.number} {table.form.title[:12]}".translate(_BAD)[:31]


def _facts(table: Table, who: tuple[str, str]) -> dict[str, str]:
    standing = {"standing": table.head["standing"]} if "standing" in table.head else {}
    return {"number": table.form.number, "period": table.period.name, "reporter": who[0],
            "county": who[1], **standing, "declared": table.head["declared"]}


def _band(sheet: Sheet, table: Table, who: tuple[str, str], width: int) -> None:
    sheet.rows.append([(table.form.title, "title")])
    sheet.merges.append((1, 1, 1, max(2, width)))
    sheet.rows.append([(words("head.fictional"), "mark")])
    facts = _facts(table, who)
    if table.form.rows == "grid":
        del facts["declared"]
    for name, text in facts.items():
        sheet.rows.append([(say(f"templates.label.{name}"), "head"), (text, "cell")])
    if "reason" in table.head:
        sheet.rows.append([(words("head.reason"), "head"), (table.head["reason"], "cell")])


def _headings(sheet: Sheet, headings) -> None:
    top = len(sheet.rows) + 1
    if not any(heading.group for heading in headings):
        sheet.rows.append([(heading.text, "head") for heading in headings])
        return
    above, below = [], []
    for at, heading in enumerate(headings, 1):
        is_first = at == 1 or headings[at - 2].group != heading.group
        above.append((heading.text if not heading.group else heading.group if is_first else None,
                      "head"))
        below.append((heading.text if heading.group else None, "head"))
        if not heading.group:
            sheet.merges.append((top, at, top + 1, at))
        elif is_first:
            last = at
            while last < len(headings) and headings[last].group == heading.group:
                last += 1
            if last > at:
                sheet.merges.append((top, at, top, last))
    sheet.rows += [above, below]


def _foot(table: Table) -> list:
    return [(say("templates.label.filled_by"), "head"), (words("head.filled_by"), "cell"),
            (say("templates.label.declared"), "head"),
            (date.fromisoformat(table.head["declared"]), "day")]


def _entry(value, look: str):
    return None if value is None else (value, look)


def _alias(heading) -> str:
    """First other name of a column, where it has one that stands for it under its group."""
    column = heading.column
    if column is None or not column.aliases or heading.group:
        return heading.text
    name = column.aliases[0]
    return say("templates.heading", name=name, unit=column.unit) if column.unit else name


def _typed(value) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else number_text(value)
