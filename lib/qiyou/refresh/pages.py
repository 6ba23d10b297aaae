"""pages — executed notebooks + the run they belong to -> HTML files."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from qiyou.catalogue import say
from qiyou.refresh.jobs import Outcome
from qiyou.refresh.runs import Run
from qiyou.report.index import PageCard, RunCard, render_index
from qiyou.report.page import PageContext, PageLink, render_page


def page_contexts(run: Run, around: Mapping) -> dict[str, PageContext]:
    """What the pages of a run say about it, by notebook.

    Parameters
    ----------
    run : Run
    around : mapping
        From :func:`qiyou.refresh.manifest.circumstances`.
    """
    code = around["code"] or {"commit": "", "is_changed": False}
    head = run.definition
    links = tuple(PageLink(n.title, f"{n.name}.html") for n in run.notebooks)
    common = PageContext(
        title=head.title, county_name=run.county.name, period=head.period, as_of=head.as_of,
        audience=head.audience, pages=links, is_simulated=run.county.is_fictional, **code)
    return {n.name: replace(common, title=n.title, href=f"{n.name}.html",
                            inputs=_inputs(around["inputs"], n.name)) for n in run.notebooks}


def notices(outcome: Outcome) -> tuple[str, ...]:
    """Sentences that stand above everything on the page of a notebook that is not complete."""
    if outcome.failure is not None:
        return (say("refresh.notice.failed", sentence=outcome.failure.sentence),)
    if not outcome.unavailable:
        return ()
    titles = say("refresh.separator").join(mark["title"] for mark in outcome.unavailable)
    return (say("refresh.notice.incomplete", count=len(outcome.unavailable), titles=titles),)


def write_page(notebook, context: PageContext, path: Path) -> None:
    """Write the page of one notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render_page(notebook, context), encoding="utf-8", newline="\n")


def write_run_index(record: Mapping, folder: Path) -> None:
    """Write the page that leads to the pages of one run.

    Parameters
    ----------
    record : mapping
        Manifest of the run.
    folder : pathlib.Path
        Folder of the run.
    """
    text = render_index([_card(record, "")], up_href="../index.html")
    (folder / "index.html").write_text(text, encoding="utf-8", newline="\n")


def site_index(records: Iterable[Mapping]) -> str:
    """HTML of the page that leads to every published run, made from their manifests."""
    return render_index([_card(record, f"{record['run']['name']}/") for record in records])


def _card(record: Mapping, folder: str) -> RunCard:
    pages = tuple(PageCard(entry["title"], folder + entry["page"], entry["status"],
                           _remark(entry)) for entry in record["notebooks"].values())
    head = {key: value for key, value in record["run"].items() if key != "county"}
    return RunCard(**head, pages=pages)


def _remark(entry: Mapping) -> str:
    if entry["failure"]:
        return entry["failure"]["sentence"]
    return say("refresh.separator").join(mark["title"] for mark in entry["unavailable"])


def _inputs(hashes: Mapping, notebook: str) -> tuple[tuple[str, str], ...]:
    # The code is named by its commit; the manifest lists every file of it.
    own = f"notebooks/{notebook}.ipynb"
    return tuple((name, value) for name, value in hashes.items()
                 if name == own or name.startswith(("params/", "data/")))
