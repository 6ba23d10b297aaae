"""commands_plan — the commands plan show, audit, read -> tables, CSV, JSON, YAML."""

import csv
import io
import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from qiyou.catalogue import say

# Documented in the help of each command: what is asked for does not exist or cannot be used.
UNUSABLE = 2
_form = click.Choice(["table", "json"])


@click.group("plan", help=say("plan.help"))
def plan() -> None:
    """Show, audit and read plans."""


@plan.command("show", help=say("plan.show"), short_help=say("plan.short.show"))
@click.argument("county", metavar="COUNTY")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
              show_default=True, help=say("plan.option.format"))
def show_command(county: str, form: str) -> None:
    """One row per promise and year."""
    from qiyou.register import plan_rows  # noqa: PLC0415 - pandas

    register = _register()
    rows = _records(plan_rows(_known_plan(register, county), register))
    click.echo(_as_csv(rows) if form == "csv" else _as(form, rows), nl=False)


@plan.command("audit", help=say("plan.audit"), short_help=say("plan.short.audit"))
@click.argument("county", metavar="COUNTY")
@click.option("--format", "form", type=_form, default="table", show_default=True,
              help=say("plan.option.format"))
def audit_command(county: str, form: str) -> None:
    """What the plan's own figures say about it."""
    from qiyou.register import audit_plan  # noqa: PLC0415 - pandas

    register = _register()
    found = audit_plan(_known_plan(register, county), register, _census(register, county))
    rows = [{"rule": f.rule, "severity": f.severity, "promises": list(f.promises),
             "sentence": f.sentence, "facts": dict(f.facts)} for f in found]
    if form == "table":
        rows = [{"rule": f.rule, "severity": f.severity, "title": f.title, "sentence": f.sentence}
                for f in found]
    click.echo(_as(form, rows), nl=False)


@plan.command("read", help=say("plan.read"), short_help=say("plan.short.read"))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="PLAN.YAML",
              help=say("plan.option.out"))
@click.option("--format", "form", type=click.Choice(["yaml", "table", "json"]), default="yaml",
              show_default=True, help=say("plan.option.read_format"))
def read_command(file: Path, out: Path | None, form: str) -> None:
    """Make a draft of another county's plan from its table."""
    from qiyou.register.plan_read import read_plan  # noqa: PLC0415 - pandas
    from qiyou.register.plan_yaml import plan_yaml  # noqa: PLC0415

    register = _register()
    reading = read_plan(file, register)
    findings = [asdict(finding) for finding in reading.findings]
    texts = {draft.county_name: plan_yaml(draft.file) for draft in reading.drafts}
    if out and texts:
        _write(out, texts)
    if form == "json":
        drafts = [draft.file.model_dump(mode="json") | {"name": draft.county_name}
                  for draft in reading.drafts]
        click.echo(_as("json", {"plans": drafts, "findings": findings}), nl=False)
    else:
        if form == "table":
            click.echo(_as("table", _draft_rows(reading.drafts, register)), nl=False)
        elif not out:
            click.echo("---\n".join(texts.values()), nl=False)
        click.echo(_as("table", [{k: v for k, v in f.items() if k != "file"} for f in findings]),
                   nl=False, err=form == "yaml")
    if not reading.drafts:
        sys.exit(UNUSABLE)


def _draft_rows(drafts, register) -> list[dict]:
    from qiyou.register import plan_rows  # noqa: PLC0415 - pandas
    from qiyou.register.build import build_plan  # noqa: PLC0415

    return [{"county": draft.county_name, **row} for draft in drafts
            for row in _records(plan_rows(build_plan(draft.file, register.indicators, {}),
                                          register))]


def _write(out: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        path = out if len(texts) == 1 else out.with_name(f"{out.stem}.{_safe(name)}{out.suffix}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError:
            _stop(say("plan.cannot_write", path=path))
        click.echo(say("plan.written", path=path), err=True)


def _safe(name: str) -> str:
    return "".join(sign if sign.isalnum() else "_" for sign in name)[:40]


def _register():
    from qiyou.register import RegisterError, open_register  # noqa: PLC0415 - pydantic, pandas

    try:
        return open_register()
    except RegisterError as error:
        _stop(str(error))


def _known_plan(register, county: str):
    try:
        return register.plan(county)
    except KeyError as error:
        _stop(error.args[0])


def _stop(message: str):
    click.echo(message, err=True)
    sys.exit(UNUSABLE)


def _census(register, county: str) -> dict[str, float]:
    """Persons by denominator name from the latest census; empty for a county not in it."""
    from qiyou.assess.denominators import CENSUSES, group_table, is_in_census  # noqa: PLC0415
    from qiyou.store import open_snapshot  # noqa: PLC0415

    # A census is published once, so every date after it gives the same figures.
    snapshot = open_snapshot(county, as_of="9999-12-31")
    if not is_in_census(snapshot):
        return {}
    year = max(CENSUSES)
    groups = {name: base.ages for name, base in register.methods.denominators.items() if base.ages}
    return {**group_table(snapshot, groups, year), "census_year": year}


def _records(frame) -> list[dict]:
    values = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{key: int(value) if key == "year" else value for key, value in row.items()}
            for row in values]


def _as(form: str, rows) -> str:
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return "\n".join(aligned(rows)) + "\n"


def _as_csv(rows: list[dict]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _harmless(key, value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _harmless(key: str, value):
    # A spreadsheet runs text that begins like a formula. The signs of `comparison` are our own.
    is_risky = isinstance(value, str) and value[:1] in tuple("=+-@\t\r") and key != "comparison"
    return f"'{value}" if is_risky else value


def aligned(rows: list[dict]) -> list[str]:
    """Lines of a table whose columns stand straight though Chinese signs are two wide.

    Examples
    --------
    >>> aligned([{"year": 2023, "unit": "岁"}, {"year": 2024, "unit": "人次"}])
    ['年份  单位', '2023  岁', '2024  人次']
    """
    from wcwidth import wcswidth  # noqa: PLC0415

    if not rows:
        return [say("plan.nothing")]
    table = [[say(f"column.{key}") for key in rows[0]], *[[_cell(v) for v in row.values()]
                                                        for row in rows]]
    widths = [max(wcswidth(cell) for cell in column) for column in zip(*table, strict=True)]
    return ["  ".join(cell + " " * (width - wcswidth(cell))
                      for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in table]


def _cell(value) -> str:
    if value is None:
        return ""
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    return " ".join(text.split())
