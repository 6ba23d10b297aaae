"""commands_docs — the command docs -> reference pages in docs/, or whether they are up to date."""

import sys
from pathlib import Path

import click

from qiyou.catalogue import say
from qiyou.project import project_root


@click.command("docs", help=say("docs.help"))
@click.option("--check", is_flag=True, help=say("docs.check_help"))
@click.help_option("--help", help=say("cli.help_option"))
def docs_command(check: bool) -> None:
    """Write the pages, or compare them with what would be written."""
    folder = project_root() / "docs"
    stale = {name: text for name, text in pages().items() if _read(folder / name) != text}
    for name, text in stale.items():
        if not check:
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        click.echo(say("docs.stale" if check else "docs.written", path=f"docs/{name}"), err=check)
    if not stale:
        click.echo(say("docs.same"))
    sys.exit(1 if check and stale else 0)


def pages() -> dict[str, str]:
    """Text of every page by its file name."""
    # Loaded here so that help stays quick.
    from qiyou.register import audit_plan, open_forms, open_register  # noqa: PLC0415
    from qiyou.report.reference import audit_page, definitions_page  # noqa: PLC0415
    from qiyou.report.reference_intake import forms_page, rules_page  # noqa: PLC0415

    register = open_register()
    texts = {"definitions.md": definitions_page(register), "forms.md": forms_page(open_forms()),
             "intake-rules.md": rules_page()}
    for name, plan in register.plans.items():
        findings = audit_plan(plan, register)
        texts[f"plan-audit-{name}.md"] = audit_page(plan, register.county(name).name, findings)
    return texts


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
