"""commands_ledger — the command ledger -> returns due and their state, reminders, scores."""

import csv
import io
import json
import sys
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import click

from qiyou.catalogue import say

# Documented in the help: what is asked for does not exist or cannot be used.
UNUSABLE = 2
_RISKY = tuple("=+-@\t\r\n")
SHOWN = ("form_number", "form_title", "department", "period", "due", "state", "received",
         "accepted", "days_late", "n_versions", "n_held", "n_open", "n_explained", "n_revised")


@click.command("ledger", help=say("ledger_command.help").replace("\\b", "\b"))
@click.option("--county", "county_id", metavar="COUNTY", help=say("ledger_command.option.county"))
@click.option("--period", metavar="PERIOD", help=say("ledger_command.option.period"))
@click.option("--as-of", metavar="DATE", help=say("ledger_command.option.as_of"))
@click.option("--format", "shape", type=click.Choice(["table", "csv", "json"]), default="table",
              show_default=True, help=say("plan.option.format"))
@click.option("--reminders", "with_reminders", is_flag=True,
              help=say("ledger_command.option.reminders"))
@click.option("--scores", "with_scores", is_flag=True, help=say("ledger_command.option.scores"))
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path),
              metavar="FOLDER", help=say("ledger_command.option.data"))
@click.help_option("--help", help=say("cli.help_option"))
def ledger_command(period, shape, with_reminders, with_scores, **where) -> None:
    """List what is due and what became of it."""
    if with_reminders and with_scores:
        _stop(say("ledger_command.one_of_two"))
    as_of = _day(where["as_of"])
    span = (period, period) if _is_period(period) else (_year_before(as_of), as_of)
    books, level = _books(where["county_id"], where["data"], as_of)
    frame = books.ledger(*span)
    if with_reminders:
        _show_reminders(frame, as_of, shape)
    elif with_scores:
        _show(_scores(books, frame, level), shape, "nothing_due")
    else:
        _show(_rows(frame), shape, "nothing_due")
        if shape == "table" and len(frame):
            click.echo(_summary(frame), err=True)


def _day(text: str | None) -> str:
    if text is None:
        from qiyou.store.moments import day, now  # noqa: PLC0415 - help stays quick

        return day(now())
    with suppress(ValueError):
        if date.fromisoformat(text).isoformat() == text:
            return text
    return _stop(say("ledger_command.bad_day", day=text))


def _is_period(text: str | None) -> bool:
    """Whether a period was named; what is none ends the program in words."""
    from qiyou.register.periods import period_named  # noqa: PLC0415

    try:
        return text is not None and bool(period_named(text))
    except ValueError as error:
        _stop(error.args[0])


def _year_before(as_of: str) -> str:
    """First day of the twelve months that end with a day."""
    end = date.fromisoformat(as_of) + timedelta(1)
    # The first of March is a year after the day that only leap years have, too.
    start = end - timedelta(1) if (end.month, end.day) == (2, 29) else end
    return start.replace(year=start.year - 1).isoformat()


def _books(county_id: str | None, data: Path | None, as_of: str):
    from qiyou.assess.books import Books  # noqa: PLC0415 - pandas
    from qiyou.commands_forms import chosen_county  # noqa: PLC0415
    from qiyou.register import RegisterError, open_forms, open_register  # noqa: PLC0415
    from qiyou.store import StoreError, open_store  # noqa: PLC0415
    from qiyou.store.history import history  # noqa: PLC0415

    try:
        forms, register = open_forms(), open_register()
        county = chosen_county(register, county_id)
        with open_store(data) as store:
            came = history(store, county.id, as_of)
    except (RegisterError, StoreError) as error:
        _stop(str(error))
    return Books(forms, county, came, as_of), register.methods.levels.interval


def _rows(frame) -> list[dict]:
    named = frame.rename(columns={"number": "form_number", "title": "form_title"})
    named = named.assign(state=[say(f"ledger.state.{state}") for state in frame["state"]])
    own = zip(_records(named[list(SHOWN)]), frame["form"], frame["area"], frame["state"],
              strict=True)
    return [{**row, "form": form, "area": area, "state_id": state}
            for row, form, area, state in own]


def _summary(frame) -> str:
    from qiyou.assess.ledger import STATES  # noqa: PLC0415

    counts = frame["state"].value_counts()
    states = [say("ledger_command.state", state=say(f"ledger.state.{state}"), n=counts[state])
              for state in STATES if state in counts]
    return say("ledger_command.summary", n=len(frame),
               states=say("forms_command.separator").join(states))


def _scores(books, frame, level: float) -> list[dict]:
    from qiyou.assess.ledger_scores import FEWEST  # noqa: PLC0415

    rows = []
    for measure, base, top, found in (
            ("timeliness", "n_due", "n_on_time", books.timeliness(frame, level)),
            ("quality", "n_first", "n_clean", books.quality(frame, level))):
        for row in _records(found):
            note = "" if row["is_scored"] else say(f"ledger_command.too_few.{measure}", n=FEWEST)
            shares = {f"{name}_pct": None if row[name] is None else round(100 * row[name], 1)
                      for name in ("value", "low", "high")}
            rows.append({"measure": say(f"ledger_command.measure.{measure}"),
                         "department": row["department"], "n_base": row[base],
                         "n_good": row[top], **shares, "findings_per_100":
                         _rounded(row.get("per_100")), "note": note})
    return rows


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _show_reminders(frame, as_of: str, shape: str) -> None:
    from qiyou.assess.reminders import reminders  # noqa: PLC0415

    found = reminders(frame, as_of)
    if shape == "table" and found:
        click.echo("\n\n".join(reminder.text for reminder in found))
    else:
        _show([reminder._asdict() for reminder in found], shape, "nothing_owed")


def _show(rows: list[dict], shape: str, nothing: str) -> None:
    if shape == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False))
    elif shape == "csv":
        click.echo(_as_csv(rows), nl=False)
    elif rows:
        from qiyou.commands_plan import aligned  # noqa: PLC0415

        hidden = {"form", "area", "state_id"}
        click.echo("\n".join(aligned([{key: value for key, value in row.items()
                                       if key not in hidden} for row in rows])))
    else:
        click.echo(say(f"ledger_command.{nothing}"))


def _as_csv(rows: list[dict]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
    if rows:
        writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _harmless(value):
    # A spreadsheet runs text that begins like a formula.
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value


def _records(frame) -> list[dict]:
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def _stop(message: str):
    click.echo(message, err=True)
    sys.exit(UNUSABLE)
