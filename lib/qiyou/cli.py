"""cli — words typed at a prompt -> one command of the house, loaded when it is called."""

import sys
from importlib import import_module

import click

from qiyou import __version__
from qiyou.catalogue import CatalogueError, catalogue, say

try:
    catalogue()
except CatalogueError as error:
    # All that follows is made of these words, its help included.
    print(error, file=sys.stderr)
    sys.exit(2)

# Where each command stands. Its module is imported only when the command is called, so that
# help and the version never wait for pandas or papermill.
COMMANDS = {
    "refresh": "qiyou.commands_refresh:refresh_command",
    "list": "qiyou.commands_refresh:list_command",
    "notebooks": "qiyou.commands_refresh:notebooks_command",
    "plan": "qiyou.commands_plan:plan",
    "intake": "qiyou.commands_intake:intake_command",
    "store": "qiyou.commands_store:store_group",
    "forms": "qiyou.commands_forms:forms_group",
    "ledger": "qiyou.commands_ledger:ledger_command",
    "sample": "qiyou.commands_sample:sample_group",
    "docs": "qiyou.commands_docs:docs_command",
}


class LateGroup(click.Group):
    """A group that knows its commands by name and loads one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table above."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        return getattr(import_module(module), name)

    def invoke(self, ctx: click.Context):
        """Call a command; definitions that cannot be used end it in words."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            from qiyou.register.trouble import RegisterError  # noqa: PLC0415 - only then

            if not isinstance(error, RegisterError):
                raise
            click.echo(str(error), err=True)
            ctx.exit(2)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the catalogue, without loading them."""
        with formatter.section(say("cli.commands")):
            formatter.write_dl([(name, say(f"cli.command.{name}")) for name in COMMANDS])


def _show_any_character(*streams) -> None:
    # A pipe on Windows has the local code page; a sign outside it must not end the program.
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@click.group(cls=LateGroup, help=say("cli.help"), epilog=say("cli.epilog"))
@click.version_option(__version__, prog_name="qiyou", help=say("cli.version"))
@click.help_option("--help", help=say("cli.help_option"))
def main() -> None:
    """Start the command that was named."""
    _show_any_character(sys.stdout, sys.stderr)
