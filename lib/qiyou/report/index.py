"""index — runs and the state of their pages -> the page that leads to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from qiyou.catalogue import say
from qiyou.report.page import render

STATUSES = ("complete", "incomplete", "failed")


@dataclass(frozen=True)
class PageCard:
    """One page of a run: ``status`` of `STATUSES`, ``remark`` what a reader must know of it."""

    title: str
    href: str
    status: str
    remark: str = ""


@dataclass(frozen=True)
class RunCard:
    """One run and its pages; ``name`` is its place on the page, the county stands by its name."""

    name: str
    title: str
    county_name: str
    period: str
    as_of: str
    audience: str
    pages: tuple[PageCard, ...]
    is_simulated: bool = False


def render_index(runs: Sequence[RunCard], title: str = "", up_href: str = "") -> str:
    """HTML of the list of runs, self-contained like every page.

    Parameters
    ----------
    runs : sequence of RunCard
        All runs for the site; one for the run's own page.
    title : str
        Heading; without it the house's own, or the run's if there is only one.
    up_href : str
        Page that stands above this one, if any.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        When a page has a status that does not exist.
    """
    unknown = {page.status for run in runs for page in run.pages} - set(STATUSES)
    if unknown:
        raise ValueError(f"unknown status: {', '.join(sorted(unknown))}")
    own = runs[0].title if up_href and len(runs) == 1 else say("page.site")
    return render("index.html.j2", runs=runs, title=title or own, up_href=up_href)
