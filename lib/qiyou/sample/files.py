"""files — a return -> its tables as they are sent, and the bytes of its file."""

from qiyou.register.definitions import County
from qiyou.register.forms import Forms
from qiyou.register.periods import period_named
from qiyou.sample.explain import Sent
from qiyou.sample.gaming import gamed
from qiyou.sample.package import workbook
from qiyou.sample.pages import Writer
from qiyou.sample.returns import Return, stories
from qiyou.sample.tables import Table, add_totals, table
from qiyou.sample.words import words


def tables_of(sent: Return, forms: Forms, known: Sent) -> list[Table]:
    """Tables of a return with all that stands in them.

    Parameters
    ----------
    sent : Return
    forms : Forms
    known : Sent
        What came before; kept up to date with what intake accepts.
    """
    found = []
    for name in sent.forms:
        made = table(forms.form(name), sent.period, forms)
        made.head["declared"] = sent.declared
        if sent.town is not None:
            made.rows = [row for row in made.rows if row["town"] == sent.town]
        gamed(made)
        is_told = bool(sent.story) and sent.story["form"] == name
        if is_told and sent.version != "held":
            _as_told(made, sent)
        if sent.version != "stale":
            known.explained(made)
        if is_told and sent.version == "held":
            # What is typed by mistake comes last: nobody explains it.
            for row in filter(lambda row: _is_meant(row, sent.story), made.rows):
                row.update(sent.story["typed"])
        if sent.version not in ("held", "stale"):
            known.take(made)
        found.append(made)
    return found


def _as_told(made: Table, sent: Return) -> None:
    story = sent.story
    rows = [row for row in made.rows if not row.get("is_total")]
    if sent.version in ("first", "stale"):
        for row in filter(lambda row: _is_meant(row, story), rows):
            for name, more in story.get("first", {}).items():
                row[name] += more
        made.rows = add_totals(made.form, rows)
    if sent.version == "first" and "first_standing" in story:
        made.head["standing"] = story["first_standing"]
    if sent.version == "revised":
        made.head |= {"reason": story["reason"]}
        if "standing" in story:
            made.head["standing"] = story["standing"]


def _is_meant(row: dict, story: dict) -> bool:
    return all(row.get(name) == value for name, value in story.get("where", {}).items())


def file_of(sent: Return, tables: list[Table], forms: Forms, county: County) -> tuple[str, bytes]:
    """Name and bytes of the file that an office makes of its tables."""
    writer = Writer(forms, county)
    style, encoding = _style(sent)
    if style == "text":
        return f"{sent.stem}.csv", writer.text(tables[0], sent.name).encode(encoding)
    lay_out = writer.rough if style == "rough" else writer.sheet
    sheets = [lay_out(made, sent.name) for made in tables]
    if style == "rough":
        for number, sheet in enumerate(sheets, 1):
            sheet.name = f"Sheet{number}"
    return f"{sent.stem}.xlsx", workbook(sheets, words("head.fictional"))


def _style(sent: Return) -> tuple[str, str]:
    """How an office lays out its tables; later versions are always laid out well."""
    for style in ("rough", "text"):
        for entry in stories()[style]:
            first, last = (period_named(entry[name]) for name in ("first", "last"))
            if entry["reporter"] == sent.reporter and first.frequency == sent.period.frequency \
                    and first.first_day <= sent.period.first_day <= last.first_day:
                return style, entry.get("encoding", "")
    return "plain", ""
