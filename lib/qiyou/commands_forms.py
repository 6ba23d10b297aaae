"""commands_forms — the commands forms make, list, check -> workbooks, a list, what is wrong."""

import json
import sys
from pathlib import Path

import click

from qiyou.catalogue import say
from qiyou.project import exports_folder, params_folder

# Documented in the help of each command: what is asked for does not exist or cannot be used.
UNUSABLE = 2


def _help(command: str) -> str:
    # Click keeps the line breaks of a paragraph that begins with a backspace character, which
    # no YAML block can hold.
    return say(f"forms_command.{command}").replace("\\b", "\b")


_help_option = click.help_option("--help", help=say("cli.help_option"))


@click.group("forms", help=say("forms_command.help"))
@_help_option
def forms_group() -> None:
    """Make, list and check reporting forms."""


@forms_group.command("make", help=_help("make"), short_help=say("forms_command.short.make"))
@click.option("--period", "periods", multiple=True, required=True, metavar="PERIOD",
              help=say("forms_command.option.period"))
@click.option("--county", "county_id", metavar="COUNTY", help=say("forms_command.option.county"))
@click.option("--department", metavar="DEPARTMENT", help=say("forms_command.option.department"))
@click.option("--contact", default="", metavar="TEXT", help=say("forms_command.option.contact"))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
              help=say("forms_command.option.out"))
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
              help=say("forms_command.option.data"))
@click.option("--overwrite", is_flag=True, help=say("forms_command.option.overwrite"))
@_help_option
def make_command(periods, county_id, department, contact, **places) -> None:
    """Write one workbook per department."""
    from qiyou.intake.templates import workbooks  # noqa: PLC0415 - help stays quick

    forms, register = _definitions()
    county = chosen_county(register, county_id)
    try:
        asked = _chosen(forms, county, department)
        known = _known(asked, register, county, (periods, places["data"], contact))
        made = workbooks(asked, county, periods, known)
    except ValueError as error:
        _stop(error.args[0])
    if not made:
        _stop(say("forms_command.nothing_due",
                  periods=say("forms_command.separator").join(periods)))
    _write(places["out"] or exports_folder() / "forms", made, places["overwrite"])


@forms_group.command("list", help=_help("list"), short_help=say("forms_command.short.list"))
@click.option("--format", "shape", type=click.Choice(["table", "json"]), default="table",
              show_default=True, help=say("plan.option.format"))
@_help_option
def list_command(shape: str) -> None:
    """Show every form."""
    forms, _ = _definitions()
    listed = sorted(forms.forms.values(), key=lambda form: (form.domain, form.number))
    if shape == "json":
        click.echo(json.dumps([_record(forms, form) for form in listed], ensure_ascii=False,
                              indent=2))
        return
    from qiyou.commands_plan import aligned  # noqa: PLC0415

    click.echo("\n".join(aligned([_line(forms, form) for form in listed])))


@forms_group.command("check", help=_help("check"), short_help=say("forms_command.short.check"))
@_help_option
def check_command() -> None:
    """Load all definitions and say what is wrong with them."""
    from qiyou.register.forms_agreement import (  # noqa: PLC0415 - pydantic
        form_disagreements,
        promises_without_form,
    )

    forms, register = _definitions()
    problems = form_disagreements(params_folder(), forms, register)
    if problems:
        _stop("\n".join(map(str, problems)))
    for promise in promises_without_form(forms, register):
        click.echo(say("forms_command.no_form", id=promise.id, name=promise.name,
                       clause=promise.clause), err=True)
    click.echo(say("forms_command.sound", forms=len(forms.forms), lists=len(forms.codes),
                   departments=len(forms.departments), systems=len(forms.systems),
                   counties=len(register.counties)))


def _definitions():
    """Forms and register, or the end of the program with every problem of both."""
    from qiyou.register import RegisterError, open_forms, open_register  # noqa: PLC0415

    found, problems = [], []
    for opened in (open_forms, open_register):
        try:
            found.append(opened())
        except RegisterError as error:
            problems.append(str(error))
    if problems:
        _stop("\n".join(problems))
    return found


def chosen_county(register, name: str | None):
    """County of a name, or the only real one; the end of the program in words otherwise."""
    if name:
        try:
            return register.county(name)
        except KeyError as error:
            _stop(error.args[0])
    real = [county for county in register.counties.values() if not county.is_fictional]
    if len(real) != 1:
        _stop(say("forms_command.which_county",
                  known=say("forms_command.separator").join(register.counties)))
    return real[0]


def _chosen(forms, county, department: str | None):
    """Forms of one department, named by id or by any of its names; all without a name.

    Raises
    ------
    ValueError
        When no department is called so, in words.
    """
    from qiyou.register.forms import Forms  # noqa: PLC0415 - pydantic
    from qiyou.register.forms_load import TOWNSHIP  # noqa: PLC0415

    if not department:
        return forms
    names = {TOWNSHIP: (TOWNSHIP, say("forms_command.township"))}
    for key, entry in forms.departments.items():
        names[key] = (key, entry.name, *entry.aliases, _reporters(county).get(key, ""))
    wanted = {key for key, known in names.items() if department in known}
    if not wanted:
        raise ValueError(say("forms_command.no_department", name=department,
                             known=say("forms_command.separator").join(names)))
    kept = {key: form for key, form in forms.forms.items() if form.reporter in wanted}
    return Forms(kept, forms.codes, forms.departments, forms.systems)


def _reporters(county) -> dict[str, str]:
    return dict(county.reporters)


def _known(forms, register, county, settings: tuple):
    from qiyou.intake.templates_earlier import earlier_figures  # noqa: PLC0415
    from qiyou.intake.templates_known import Known, plan_targets  # noqa: PLC0415
    from qiyou.store import StoreError, open_store  # noqa: PLC0415

    periods, data, contact = settings
    try:
        with open_store(data) as store:
            values = earlier_figures(store, forms, county.id, periods)
    except StoreError as error:
        _stop(str(error))
    targets = plan_targets(register.plan(county.id)) if county.id in register.plans else {}
    return Known(values, targets, _reporters(county), contact)


def _write(out: Path, made: dict[str, bytes], overwrite: bool) -> None:
    """Write the workbooks; what somebody may have filled in is left alone unless it is asked."""
    filled = [name for name, content in made.items()
              if (out / name).exists() and (out / name).read_bytes() != content]
    if filled and not overwrite:
        _stop(say("forms_command.exists", out=out, names="\n".join(f"  {n}" for n in filled)))
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in made.items():
            (out / name).write_bytes(content)
            click.echo(out / name)
    except OSError:
        _stop(say("forms_command.cannot_write", out=out))
    click.echo(say("forms_command.made", count=len(made), out=out), err=True)


def _line(forms, form) -> dict:
    record = _record(forms, form)
    return {"form_number": form.number, "form_title": form.title,
            "department": record["department_name"],
            "frequency": say(f"forms_command.frequency.{form.frequency}"),
            "due_days": say("forms_command.due", days=form.due_days),
            "form_columns": len(form.columns)}


def _record(forms, form) -> dict:
    known = forms.departments.get(form.reporter)
    columns = [{"id": key, "name": column.name, "type": column.type, "unit": column.unit,
                "is_required": column.is_required} for key, column in form.columns.items()]
    return {"id": form.id, "number": form.number, "title": form.title, "domain": form.domain,
            "department": form.reporter,
            "department_name": known.name if known else say("forms_command.township"),
            "frequency": form.frequency, "due_days": form.due_days, "rows": form.rows,
            "columns": columns}


def _stop(message: str):
    click.echo(message, err=True)
    sys.exit(UNUSABLE)
