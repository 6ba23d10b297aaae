"""commands_store — the commands store dump, verify, as-of -> canonical text, faults, exit codes."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

from qiyou.catalogue import say

# Documented in the help of each command.
SOUND, FAULTY, UNUSABLE = 0, 1, 2
_MANY = 10_000


def _help(command: str) -> str:
    # Click keeps the line breaks of a paragraph that begins with a backspace character, which
    # no YAML block can hold.
    return say(f"store_commands.{command}").replace("\\b", "\b")


_help_option = click.help_option("--help", help=say("cli.help_option"))
_data = click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path),
                     metavar="FOLDER", help=say("store_commands.option.data"))
_county = click.option("--county", metavar="COUNTY", help=say("store_commands.option.county"))


@click.group("store", help=say("store_commands.help"))
@_help_option
def store_group() -> None:
    """Show and check the store."""


@store_group.command("dump", help=_help("dump"), short_help=say("store_commands.short.dump"))
@click.option("--current", "is_current", is_flag=True, help=say("store_commands.option.current"))
@_county
@_data
@_help_option
def dump_command(is_current: bool, county: str | None, data: Path | None) -> None:
    """Print all vintages or the newest values."""
    _print(data, county, None, is_current)


@store_group.command("as-of", help=_help("as_of"), short_help=say("store_commands.short.as_of"))
@click.argument("as_of", metavar="DATE")
@_county
@_data
@_help_option
def as_of_command(as_of: str, county: str | None, data: Path | None) -> None:
    """Print the figures as they stood at a moment."""
    from qiyou.store.moments import limit  # noqa: PLC0415 - help stays quick

    try:
        limit(as_of)
    except ValueError as error:
        _stop(str(error))
    _print(data, county, as_of, True)


@store_group.command("verify", help=_help("verify"),
                     short_help=say("store_commands.short.verify"))
@_data
@_help_option
def verify_command(data: Path | None) -> None:
    """Check database, archive, snapshots and corrections."""
    from qiyou.store.layout import layout  # noqa: PLC0415
    from qiyou.store.verify import is_sound, verify  # noqa: PLC0415

    if not layout(data).database.exists():
        click.echo(say("store_commands.nothing"), err=True)
    found = verify(data)
    for one in found:
        click.echo(say("store_commands.fault", rule=one.rule, severity=one.severity,
                       sentence=one.sentence, remedy=one.remedy))
    if is_sound(found):
        click.echo(say("store_commands.sound"))
    sys.exit(SOUND if is_sound(found) else FAULTY)


def _print(data: Path | None, county: str | None, as_of: str | None, is_current: bool) -> None:
    from qiyou.store.dump import dump  # noqa: PLC0415
    from qiyou.store.errors import StoreError  # noqa: PLC0415
    from qiyou.store.opened import open_store  # noqa: PLC0415

    try:
        with open_store(data) as store:
            known = store.counties()
            if county is not None and county not in known:
                _refuse_unknown(county)
            counties = known if county is None else [county]
            _write(dump(store, counties, as_of, is_current=is_current))
    except StoreError as error:
        _stop(str(error))


def _write(lines: Iterator[str]) -> None:
    # As bytes: the same on every system, whatever its line ends and code page.
    while many := list(islice(lines, _MANY)):
        click.echo("".join(f"{line}\n" for line in many).encode("utf-8"), nl=False)


def _refuse_unknown(county: str) -> None:
    """Stop unless the county is one that only has not sent anything yet."""
    from qiyou.register import RegisterError, open_register  # noqa: PLC0415 - pandas

    try:
        open_register().county(county)
    except KeyError as error:
        _stop(error.args[0])
    except RegisterError as error:
        _stop(str(error))


def _stop(message: str):
    click.echo(message, err=True)
    sys.exit(UNUSABLE)
