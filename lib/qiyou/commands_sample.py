"""commands_sample — the commands sample make, sample intake -> the fictional county's data."""

import sys
from pathlib import Path

import click

from qiyou.catalogue import say
from qiyou.project import data_folder, project_root

# Documented in the help of each command.
DONE, UNLIKE, UNUSABLE = 0, 1, 2


def _help(command: str) -> str:
    # Click keeps the line breaks of a paragraph that begins with a backspace character, which
    # no YAML block can hold.
    return say(f"sample_command.{command}").replace("\\b", "\b")


_help_option = click.help_option("--help", help=say("cli.help_option"))
_folder = click.Path(file_okay=False, path_type=Path)


@click.group("sample", help=say("sample_command.help"))
@_help_option
def sample_group() -> None:
    """Make the fictional county's data, and take it in."""


@sample_group.command("make", help=_help("make"), short_help=say("sample_command.short.make"))
@click.option("--out", type=_folder, metavar="FOLDER", help=say("sample_command.option.out"))
@_help_option
def make_command(out: Path | None) -> None:
    """Write every file of the sample."""
    from qiyou.sample.make import write_sample  # noqa: PLC0415 - help stays quick

    folder = out or project_root() / "data" / "sample"
    try:
        count = write_sample(folder)
    except OSError as error:
        _stop(say("sample_command.cannot_write", folder=folder, reason=error.strerror or ""))
    click.echo(say("sample_command.made", count=count, folder=folder))


@sample_group.command("intake", help=_help("intake"),
                      short_help=say("sample_command.short.intake"))
@click.option("--data", type=_folder, metavar="FOLDER", help=say("sample_command.option.data"))
@click.option("--sample", "source", type=_folder, metavar="FOLDER",
              help=say("sample_command.option.sample"))
@click.option("--journal", type=_folder, metavar="FOLDER",
              help=say("sample_command.option.journal"))
@_help_option
def intake_command(data: Path | None, source: Path | None, journal: Path | None) -> None:
    """Take in every file as on the day it came."""
    from qiyou.sample.intake import DELIVERIES, take_all, write_journal  # noqa: PLC0415
    from qiyou.store.errors import StoreError  # noqa: PLC0415

    folder = source or project_root() / "data" / "sample"
    if not (folder / DELIVERIES).is_file():
        _stop(say("sample_command.nothing", folder=folder))
    found = []
    try:
        for outcome in take_all(folder, (data or data_folder()).resolve()):
            found.append(outcome.submission)
            click.echo(say(f"intake_command.result.{outcome.submission.result}",
                           name=outcome.submission.name))
    except StoreError as error:
        _stop(str(error))
    if journal:
        write_journal(found, journal)
    click.echo(say("sample_command.taken", count=len(found)))
    sys.exit(DONE if found else UNLIKE)


def _stop(message: str):
    click.echo(message, err=True)
    sys.exit(UNUSABLE)
