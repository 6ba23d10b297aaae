"""commands_intake — the command intake -> files taken in, answers in the outbox, exit codes."""

import gc
import sys
from pathlib import Path

import click

from qiyou.catalogue import say

# Documented in the help: schedulers and scripts go by these.
TAKEN, HELD, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
_SHOWN = 5


@click.command("intake", help=say("intake_command.help").replace("\\b", "\b"))
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
              help=say("intake_command.option.data"))
@click.option("--county", metavar="COUNTY", help=say("intake_command.option.county"))
@click.option("--sender", metavar="NAME", default="", help=say("intake_command.option.sender"))
@click.option("--received", metavar="DATE", help=say("intake_command.option.received"))
@click.option("--watch", is_flag=True, help=say("intake_command.option.watch"))
@click.option("--refresh", "runs", multiple=True, metavar="RUN",
              help=say("intake_command.option.refresh"))
@click.help_option("--help", help=say("cli.help_option"))
def intake_command(files: tuple[Path, ...], watch: bool, runs: tuple[str, ...], **told) -> None:
    """Take in files, all of the inbox by default."""
    begun = _begun(files)
    office = _office(**told)
    if watch:
        from qiyou.commands_watch import watch_inbox  # noqa: PLC0415 - nobody else needs it

        sys.exit(watch_inbox(office, runs, take_all))
    _collect_rarely()
    sys.exit(take_all(office, list(files) or waiting_files(office), begun))


def _begun(files: tuple[Path, ...]) -> dict:
    """First file by its path, being read by another process while this one loads definitions."""
    from qiyou.intake.child import begin  # noqa: PLC0415 - help stays quick

    return {path: begin(path) for path in files[:1]}


def _collect_rarely() -> None:
    """Leave what is loaded by now out of the search for garbage, and search seldom.

    A file becomes some hundred thousand objects, none of them garbage before its end.
    """
    gc.freeze()
    gc.set_threshold(100_000)


def take_all(office, paths: list[Path], begun: dict | None = None) -> int:
    """Take in files one after the other and tell what became of each.

    ``begun`` holds what `qiyou.intake.child.begin` gave, by path.

    Returns
    -------
    int
        Exit code: 0 all taken in, 1 something held or refused, 2 a file does not exist or the
        store cannot be used.
    """
    from qiyou.intake.personal import masked  # noqa: PLC0415 - help stays quick
    from qiyou.intake.pipeline import take_in  # noqa: PLC0415
    from qiyou.store.errors import StoreError  # noqa: PLC0415

    if not paths:
        click.echo(say("intake_command.nothing", folder=_near(office.inbox)))
    codes = [TAKEN]
    for path in paths:
        try:
            outcome = take_in(path, office, (begun or {}).pop(path, None))
        except StoreError as error:
            click.echo(str(error), err=True)
            return UNUSABLE
        except OSError as error:
            # The outbox on a full disk, say: what is recorded stays, the answer comes next time.
            click.echo(say("intake_command.no_answer", name=masked(path.name),
                           reason=error.strerror or ""), err=True)
            return UNUSABLE
        codes.append(TAKEN if _told("\n".join(_lines(outcome))) else UNUSABLE)
        codes.append(UNUSABLE if outcome.is_missing else TAKEN if outcome.is_taken else HELD)
    return max(codes)


def _told(text: str) -> bool:
    """Whether a text could be printed: a full disk behind ``> log.txt`` must not end the intake."""
    try:
        click.echo(text)
    except OSError:
        return False
    return True


def waiting_files(office) -> list[Path]:
    """What lies in the inbox, in order of names, without the lock files of open workbooks."""
    if not office.inbox.is_dir():
        return []
    return sorted(path for path in office.inbox.iterdir()
                  if not path.name.startswith((".", "~$")))


def _office(data: Path | None, county: str | None, sender: str, received: str | None):
    from qiyou.intake.personal import is_personal, masked  # noqa: PLC0415
    from qiyou.intake.pipeline import Office  # noqa: PLC0415
    from qiyou.project import data_folder  # noqa: PLC0415
    from qiyou.register import RegisterError, open_forms, open_register  # noqa: PLC0415
    from qiyou.store.moments import noon  # noqa: PLC0415

    if is_personal(sender):
        _stop(say("intake_command.sender_is_personal"))
    try:
        register, forms = open_register(), open_forms()
        if county is not None:
            register.county(county)
        moment = noon(received) if received else None
    except (RegisterError, ValueError) as error:
        _stop(masked(str(error)))
    except KeyError as error:
        _stop(masked(error.args[0]))
    folder = data.resolve() if data else data_folder()
    return Office(register, forms, folder, county, sender, moment,
                  lambda line: click.echo(line, err=True))


def _lines(outcome) -> list[str]:
    submission = outcome.submission
    state = "known" if outcome.is_known and outcome.is_taken else submission.result
    from qiyou.intake.shown import line  # noqa: PLC0415

    # Names of files and sheets are a sender's: nothing in them may steer the terminal.
    lines = [say(f"intake_command.result.{state}", name=line(submission.name))]
    if outcome.is_taken and not outcome.is_known:
        lines += [say("intake_command.form", **form) for form in submission.facts.get("forms", ())]
    waiting = [found for found in submission.findings
               if found.severity != "提示" and not found.explanation]
    lines += [_line(found) for found in waiting[:_SHOWN]]
    if len(waiting) > _SHOWN:
        lines.append(say("intake_command.rest", n=len(waiting) - _SHOWN))
    if outcome.answer:
        lines.append(say("intake_command.answer", folder=_near(outcome.answer)))
    return lines


def _line(found) -> str:
    from qiyou.intake.shown import line  # noqa: PLC0415

    where = line(" ".join(part for part in (found.sheet, found.cell) if part))
    return say("intake_command.finding", rule=found.rule, severity=found.severity, where=where,
               sentence=line(found.sentence), remedy=line(found.remedy))


def _near(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _stop(message: str):
    click.echo(message, err=True)
    sys.exit(UNUSABLE)
