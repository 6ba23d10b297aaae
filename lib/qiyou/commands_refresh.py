"""commands_refresh — the commands refresh, list and notebooks -> words, files, exit codes."""

import json
import sys
from pathlib import Path

import click

from qiyou.catalogue import say
from qiyou.project import exports_folder, notebooks_folder, params_folder, project_root
from qiyou.refresh.jobs import Outcome, job, plan_jobs
from qiyou.refresh.notebooks import find_notebooks
from qiyou.refresh.process import skip_unused_grammars
from qiyou.refresh.runs import Run, Surroundings, find_runs, read_runs
from qiyou.register import open_register
from qiyou.register.strict_yaml import nearest
from qiyou.register.trouble import RegisterError
from qiyou.store.errors import StoreError

# Documented in the help of each command: schedulers and make go by these.
COMPLETE, FAILED, UNUSABLE, INCOMPLETE, INTERRUPTED = 0, 1, 2, 3, 130
CELL_SECONDS = 600
# Sections without figures that one line names; a county that has sent nothing has dozens.
_NAMED = 3


def _help(command: str) -> str:
    # Click keeps the line breaks of a paragraph that begins with a backspace character, which
    # no YAML block can hold.
    return say(f"refresh.command.{command}").replace("\\b", "\b")


_help_option = click.help_option("--help", help=say("cli.help_option"))
_jobs = click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True,
                     metavar="N", help=say("refresh.option.jobs"))
_cell_timeout = click.option("--cell-timeout", type=click.IntRange(1), default=CELL_SECONDS,
                             show_default=True, metavar="SECONDS",
                             help=say("refresh.option.cell_timeout"))


@click.command("refresh", help=_help("refresh"))
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
              help=say("refresh.option.out"))
@_jobs
@_cell_timeout
@_help_option
def refresh_command(runs: tuple[str, ...], out: Path | None, jobs: int, cell_timeout: int) -> None:
    """Execute notebooks and publish their pages."""
    chosen = _chosen_runs(runs)
    skip_unused_grammars()
    from qiyou.refresh.batch import Settings, refresh  # noqa: PLC0415 - loads papermill

    settings = Settings((out or exports_folder()).resolve(), jobs, cell_timeout)
    try:
        outcomes = refresh(chosen, settings, sys.stderr)
    except KeyboardInterrupt:
        click.echo(say("refresh.interrupted"), err=True)
        sys.exit(INTERRUPTED)
    except (RegisterError, StoreError) as error:
        click.echo(str(error), err=True)
        sys.exit(UNUSABLE)
    click.echo(_summary(outcomes, settings.out))
    sys.exit(exit_code(outcomes))


@click.command("list", help=_help("list"))
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table",
              show_default=True, help=say("refresh.option.format"))
@_help_option
def list_command(runs: tuple[str, ...], form: str) -> None:
    """Show what a refresh would execute."""
    planned = [{"run": j.run, "notebook": j.notebook, "title": j.title,
                "parameters": j.parameters} for j in plan_jobs(_chosen_runs(runs))]
    if form == "json":
        click.echo(json.dumps(planned, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_table(planned)))


@click.command("notebooks", help=_help("notebooks"))
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--check", is_flag=True, help=say("refresh.option.check"))
@_jobs
@_cell_timeout
@_help_option
def notebooks_command(names: tuple[str, ...], check: bool, jobs: int, cell_timeout: int) -> None:
    """Execute the committed notebooks with their defaults."""
    found = find_notebooks(notebooks_folder())
    _refuse_unknown(names, found, "notebook")
    skip_unused_grammars()
    from qiyou.refresh.reference_run import (  # noqa: PLC0415 - loads papermill
        compare,
        reference_run,
        write,
    )

    chosen = [job(found[name], {}) for name in names or found]
    executed = reference_run(chosen, jobs, cell_timeout, sys.stderr)
    is_well = all(one.text and (one.is_as_committed or not check) for one in executed)
    for line in compare(executed) if check else write(executed):
        click.echo(line)
    sys.exit(COMPLETE if is_well else FAILED)


def exit_code(outcomes: list[Outcome]) -> int:
    """0 all complete, 1 something failed, 3 all ran and a section could not be computed."""
    statuses = {outcome.status for outcome in outcomes}
    if "failed" in statuses:
        return FAILED
    return INCOMPLETE if "incomplete" in statuses else COMPLETE


def _chosen_runs(names: tuple[str, ...]) -> list[Run]:
    paths = find_runs(params_folder() / "runs")
    _refuse_unknown(names, paths, "run")
    wanted = {name: paths[name] for name in names or paths}
    try:
        around = Surroundings(open_register().counties, find_notebooks(notebooks_folder()))
        runs = read_runs(wanted, around).values()
        # Made-up pages come only to those who ask for them by name.
        return [run for run in runs if names or not run.county.is_fictional]
    except RegisterError as error:
        click.echo(say("refresh.refused", count=len(error.problems)), err=True)
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(UNUSABLE)


def _refuse_unknown(names: tuple[str, ...], known: dict, kind: str) -> None:
    unknown = [name for name in names if name not in known]
    if unknown or not known:
        for name in unknown:
            click.echo(say(f"refresh.run.unknown_{kind}", name=name) + nearest(name, known),
                       err=True)
        if not known:
            click.echo(say(f"refresh.no_{kind}"), err=True)
        sys.exit(UNUSABLE)


def _table(planned: list[dict]) -> list[str]:
    rows = [("run", "notebook", "parameters"),
            *((p["run"], p["notebook"], _shown(p["parameters"])) for p in planned)]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return ["  ".join((run.ljust(widths[0]), notebook.ljust(widths[1]), text))
            for run, notebook, text in rows]


def _shown(parameters: dict) -> str:
    return " ".join(f"{key}={json.dumps(value, ensure_ascii=False)}"
                    for key, value in parameters.items())


def _summary(outcomes: list[Outcome], out: Path) -> str:
    counts = {status: sum(o.status == status for o in outcomes)
              for status in ("complete", "incomplete", "failed")}
    lines = [say("refresh.summary.counts", total=len(outcomes), **counts)]
    lines += [_story(outcome, out) for outcome in outcomes if outcome.status != "complete"]
    return "\n".join([*lines, say("refresh.summary.site", path=_near(out / "index.html"))])


def _story(outcome: Outcome, out: Path) -> str:
    name = outcome.job.label
    if outcome.failure is None:
        names = [section["title"] or section["id"] for section in outcome.unavailable]
        titles = say("refresh.separator").join(names[:_NAMED])
        if len(names) > _NAMED:
            titles = say("refresh.summary.others", titles=titles)
        return say("refresh.summary.incomplete", job=name, count=len(outcome.unavailable),
                   titles=titles)
    log = out / outcome.job.run / "logs" / f"{outcome.job.notebook}.log"
    return say("refresh.summary.failed", job=name, sentence=outcome.failure.sentence,
               log=_near(log))


def _near(path: Path) -> str:
    root = project_root()
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
