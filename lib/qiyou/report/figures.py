"""figures — a form and its chart -> one drawing: PNG for a notebook, SVG for a page."""

import io
import os
from collections.abc import Mapping

from matplotlib.figure import Figure
from matplotlib.text import Text

from qiyou.catalogue import say
from qiyou.report.fonts import missing_glyphs
from qiyou.report.forms.chart import Chart, Form
from qiyou.report.forms.sheet import wrapped
from qiyou.report.markup import own_ids
from qiyou.report.theme import INK, MUTED, PNG_DPI, SIZES, WIDTH, drawing

# What matplotlib would write into the file about its making: dates and versions change bytes.
_STAMPS = {"png": ("Software",), "svg": ("Date", "Creator", "Format", "Type")}


def figure_bundle(form: Form, chart: Chart, meta: Mapping) -> tuple[dict, dict]:
    """Draw once and return (data, metadata) of a mime bundle.

    ``QIYOU_FIGURE=svg`` gives SVG without title and source, which the page sets around it;
    otherwise PNG with both, so that it explains itself when it is pasted elsewhere.

    Parameters
    ----------
    form : Form
    chart : Chart
    meta : mapping
        Metadata of the exhibit: id, title, source.

    Raises
    ------
    ValueError
        When a character has no glyph in the fonts of the house.
    """
    with drawing():
        if os.environ.get("QIYOU_FIGURE") == "svg":
            return {"image/svg+xml": _svg(form, chart, meta["id"])}, {}
        figure = _explained(form, chart, meta)
        width, height = figure.get_size_inches() * 96
        size = {"image/png": {"width": round(width), "height": round(height)}}
        return {"image/png": _bytes(figure, "png")}, size


def _svg(form: Form, chart: Chart, name: str) -> str:
    figure = Figure(figsize=(WIDTH, form.height(chart)))
    form.draw(figure, chart)
    text = _bytes(figure, "svg").decode("utf-8")
    return own_ids(text[text.index("<svg"):], name.replace(".", "-"))


def _explained(form: Form, chart: Chart, meta: Mapping) -> Figure:
    """Figure with its title above and its source below, in strips of their own."""
    title = wrapped(meta["title"], WIDTH - 0.3, SIZES["title"])
    source = wrapped(say("page.source", source=meta["source"]), WIDTH - 0.3, SIZES["source"]) \
        if meta["source"] else ""
    above = 0.2 + 0.24 * (title.count("\n") + 1)
    below = 0.1 + 0.16 * (source.count("\n") + 1) if source else 0.05
    height = form.height(chart)
    figure = Figure(figsize=(WIDTH, above + height + below))
    head, body, foot = figure.subfigures(3, 1, height_ratios=(above, height, below), hspace=0)
    for strip, words, size, ink in ((head, title, "title", INK), (foot, source, "source", MUTED)):
        strip.text(0.15 / WIDTH, 0.5, words, size=SIZES[size], color=ink, va="center",
                   linespacing=1.4)
    form.draw(body, chart)
    return figure


def _bytes(figure: Figure, format: str) -> bytes:
    words = "".join(artist.get_text() for artist in figure.findobj(Text))
    if missing := missing_glyphs(words):
        raise ValueError(f"no glyph for {missing!r} in the fonts of the house")
    target = io.BytesIO()
    figure.savefig(target, format=format, dpi=PNG_DPI if format == "png" else 72,
                   metadata=dict.fromkeys(_STAMPS[format]))
    return target.getvalue()
