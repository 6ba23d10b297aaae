"""page — an executed notebook + the run it belongs to -> one self-contained HTML file."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from qiyou.catalogue import say
from qiyou.report.blocks import outline, page_blocks
from qiyou.report.escape import visible
from qiyou.report.fonts import FALLBACK, FAMILY, covered, subset
from qiyou.report.wording import period

_TEMPLATES = Path(__file__).parent / "templates"
_FONT_SLOT = "/* fonts */"


@dataclass(frozen=True)
class PageLink:
    """A page of the same run, as the navigation names it."""

    title: str
    href: str


@dataclass(frozen=True)
class PageContext:
    """What a page says about the run it belongs to. Nothing in it may change from run to run.

    Parameters
    ----------
    title : str
        Used where the notebook has no heading of the first level.
    county_name, period, as_of, audience : str
        As in the run file; the county by its name.
    href : str
        File name of this page; marks the page among ``pages``.
    pages : tuple of PageLink
        All pages of the run in order, this one among them.
    index_href : str
        Page over all runs.
    commit : str
        Version of the code, "" if it is not known; ``is_changed`` if files differ from it.
    inputs : tuple of (str, str)
        Input file and its sha256.
    notices : tuple of str
        Sentences to show above everything, such as that the run is not complete.
    is_simulated : bool
        Whether any figure is made up for teaching or testing.
    """

    title: str
    county_name: str
    period: str
    as_of: str
    audience: str
    href: str = ""
    pages: tuple[PageLink, ...] = ()
    index_href: str = "../index.html"
    commit: str = ""
    is_changed: bool = False
    inputs: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    is_simulated: bool = False


def render_page(notebook: Mapping, context: PageContext) -> str:
    """HTML of one notebook, complete in itself: it fetches nothing and runs nothing.

    The same notebook and context give the same text.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Executed with ``QIYOU_FIGURE=svg``; with PNG it works too and is larger.
    context : PageContext

    Returns
    -------
    str
        To be written as UTF-8.
    """
    blocks = page_blocks(notebook)
    top = [heading["words"] for heading in outline(blocks, (1,))]
    before, after = _neighbours(context)
    return render("page.html.j2", blocks=blocks, contents=outline(blocks, (2, 3)),
                  context=context, title=top[0] if top else context.title,
                  has_heading=bool(top), before=before, after=after)


def _neighbours(context: PageContext) -> tuple[PageLink | None, PageLink | None]:
    """Pages before and after this one."""
    places = [place for place, link in enumerate(context.pages) if link.href == context.href]
    if not places:
        return None, None
    padded = (None, *context.pages, None)
    return padded[places[0]], padded[places[0] + 2]


def render(template: str, **values) -> str:
    """Fill a template of the house and embed the characters it uses of both fonts."""
    text = visible(_templates().get_template(template).render(values))
    characters = frozenset(unescape(text)) | frozenset(map(chr, range(0x20, 0x7F)))
    return text.replace(_FONT_SLOT, _font_faces(characters), 1).rstrip() + "\n"


@cache
def _templates() -> Environment:
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    style = (_TEMPLATES / "style.css").read_text(encoding="utf-8")
    environment.globals |= {"say": say, "period": period, "style": Markup(style),
                            "raw": Markup, "font_slot": Markup(_FONT_SLOT)}
    return environment


def _font_faces(characters: frozenset[str]) -> str:
    faces = []
    # The second font only for what the first lacks.
    signs = frozenset(c for c in characters if ord(c) not in covered(FAMILY))
    for family, wanted in ((FAMILY, characters), (FALLBACK, signs)):
        if file := subset(family, wanted):
            data = base64.b64encode(file).decode("ascii")
            faces.append(f'@font-face{{font-family:"{family}";src:url(data:font/woff;base64,'
                         f'{data}) format("woff")}}')
    return "\n".join(faces)
