"""markup — Markdown or SVG from a notebook -> HTML that can neither run nor fetch anything."""

import re
from functools import cache
from html import unescape
from xml.etree import ElementTree

import mistune

from qiyou.report.escape import safe

SVG = "http://www.w3.org/2000/svg"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_TAGS = frozenset(f"{{{SVG}}}{name}" for name in (
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
    "tspan", "defs", "clipPath", "use"))
# What matplotlib's drawings are made of; whatever else stands in a file is dropped.
_ATTRIBUTES = frozenset((
    "id", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height",
    "points", "transform", "style", "viewBox", "clip-path", *_HREFS))
_FETCHING = re.compile(r"url\((?!#[\w.-]+\))|@import|image-set|expression|\\", re.IGNORECASE)
# A link may lead to a page of the site, to a place on this one, or on purpose to the open web.
_LINK = re.compile(r"https?://\S+|mailto:\S+|[\w./-]*\.html(#[\w.%-]*)?|#[\w.%-]+")
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)


class _Renderer(mistune.HTMLRenderer):
    """mistune's own, but links only of harmless kinds and no images, which would be fetched."""

    def link(self, text: str, url: str, title: str | None = None) -> str:
        target = unescape(url).strip()
        if not _LINK.fullmatch(target):
            return text
        return f'<a href="{safe(target)}" rel="noreferrer">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text


@cache
def _reader() -> mistune.Markdown:
    return mistune.create_markdown(renderer=_Renderer(escape=True),
                                   plugins=["table", "strikethrough"])


def markdown_html(text: str, name: str) -> str:
    """Markdown as HTML: raw HTML shown as text, images as their words, harmless links only.

    Parameters
    ----------
    text : str
        Source of a Markdown cell.
    name : str
        Headings get the ids ``name-1``, ``name-2``, …

    Examples
    --------
    >>> markdown_html("## A\\n\\n[b](javascript:c) <script>", "intro")
    '<h2 id="intro-1">A</h2>\\n<p>b &lt;script&gt;</p>'
    """
    parts = _HEADING.split(_reader()(text).strip())
    # split gives text, level, heading, text, …; raw HTML is escaped, so each is a real heading.
    out = [parts[0]]
    for number, start in enumerate(range(1, len(parts), 3), start=1):
        level, heading, after = parts[start:start + 3]
        out.append(f'<h{level} id="{safe(name)}-{number}">{heading}</h{level}>{after}')
    return "".join(out)


def headings(html: str) -> list[tuple[int, str, str]]:
    """Level, id and words of the headings in the HTML that `markdown_html` gives."""
    found = re.findall(r'<h([1-6]) id="([^"]*)">(.*?)</h\1>', html, re.DOTALL)
    return [(int(level), name, unescape(re.sub(r"<[^>]*>", "", words)))
            for level, name, words in found]


def safe_svg(text: str) -> str:
    """Drawing with only the elements and attributes that our charts use; "" if it is not one.

    Scripts, foreign objects, event handlers, style sheets, images and references to anything
    outside the drawing are dropped.
    """
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return ""
    if root.tag != f"{{{SVG}}}svg":
        return ""
    _clean(root)
    root.set("aria-hidden", "true")  # the words around the drawing say what it shows
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return ElementTree.tostring(root, encoding="unicode")


def own_ids(svg: str, prefix: str) -> str:
    """SVG whose ids, references and style rules hold for itself alone on a page of many.

    Examples
    --------
    >>> own_ids('<svg id="a"><style>*{x: y}</style><use href="#a" clip-path="url(#b)"/></svg>', "p")
    '<svg id="p-a"><style>#p-a *{x: y}</style><use href="#p-a" clip-path="url(#p-b)"/></svg>'
    """
    own = re.sub(r'\bid="', f'id="{prefix}-', svg)
    own = re.sub(r'href="#', f'href="#{prefix}-', own)
    own = own.replace("url(#", f"url(#{prefix}-")
    root = re.search(r'\bid="([^"]+)"', own)
    return re.sub(r"(<style[^>]*>)\*", rf"\1#{root[1]} *", own) if root else own


def _clean(element: ElementTree.Element) -> None:
    element.attrib = {key: value for key, value in element.attrib.items()
                      if key in _ATTRIBUTES and not _FETCHING.search(value)
                      and (key not in _HREFS or value.startswith("#"))}
    for child in list(element):
        if child.tag in _TAGS:
            _clean(child)
        else:
            element.remove(child)
