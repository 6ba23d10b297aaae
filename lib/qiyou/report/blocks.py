"""blocks — cells of an executed notebook -> what a page sets one below the other."""

import io
from collections.abc import Iterator, Mapping
from itertools import count

import pandas as pd

from qiyou.catalogue import say
from qiyou.report.markup import headings, markdown_html, own_ids, safe_svg
from qiyou.report.sentences import paragraphs_html
from qiyou.report.tables import table_html

INJECTED = "injected-parameters"


def page_blocks(notebook: Mapping) -> list[dict]:
    """Blocks of a page in order: ``words``, ``code``, and one per output.

    Only text, our own exhibits' data and drawings are taken from outputs; HTML is made anew
    from the data, so that no markup of a notebook reaches a page.

    Parameters
    ----------
    notebook : nbformat.NotebookNode

    Returns
    -------
    list of dict
        Each with ``kind``; the other keys are those its part of the template reads.
    """
    counters = {"figure": count(1), "table": count(1)}
    seen: dict[str, int] = {}
    return [block for cell in notebook["cells"] for block in _cell_blocks(cell, counters, seen)]


def outline(blocks: list[dict], levels: tuple[int, ...]) -> list[dict]:
    """Headings of some levels in order, for the title and the list of contents."""
    return [{"level": level, "id": name, "words": words}
            for block in blocks if block["kind"] == "words"
            for level, name, words in headings(block["html"]) if level in levels]


def _cell_blocks(cell: Mapping, counters: dict, seen: dict) -> Iterator[dict]:
    name = cell.get("id", "")
    if INJECTED in cell["metadata"].get("tags", []) or not cell["source"].strip():
        return
    if cell["cell_type"] == "markdown":
        yield {"kind": "words", "id": name, "html": markdown_html(cell["source"], name)}
    elif cell["cell_type"] == "code":
        yield {"kind": "code", "id": name, "source": cell["source"]}
        for output in cell["outputs"]:
            yield from _output_blocks(output, counters, seen)


def _output_blocks(output: Mapping, counters: dict, seen: dict) -> Iterator[dict]:
    kind = output["output_type"]
    if kind == "error":
        yield {"kind": "stopped"}
    elif kind == "stream" and output["name"] == "stdout":
        yield {"kind": "plain", "text": output["text"]}
    elif kind in ("display_data", "execute_result"):
        mark = output.get("metadata", {}).get("qiyou")
        text = output["data"].get("text/plain", "")
        if mark is None:
            yield _foreign(output["data"], text)
        elif mark["form"] == "sentences":
            html = paragraphs_html(text.split("\n"), mark["is_list"])
            yield {"kind": "sentences", "html": html, "source": mark["source"]}
        else:
            seen[mark["id"]] = seen.get(mark["id"], 0) + 1
            yield _exhibit(output["data"], mark, counters, seen[mark["id"]])


def _foreign(data: Mapping, text: str) -> dict:
    """Output that is not ours: an image or its text, never its HTML."""
    if "image/png" in data:
        return {"kind": "image", "image": _image(data), "alt": say("page.own_image")}
    return {"kind": "plain", "text": text}


def _exhibit(data: Mapping, mark: Mapping, counters: dict, turn: int) -> dict:
    name = mark["id"] if turn == 1 else f"{mark['id']}-{turn}"
    block = {"kind": "exhibit", "id": name, "mark": mark, "drawing": "", "image": "", "table": ""}
    if mark["form"] == "message":
        return {**block, "lines": data["text/plain"].split("\n")}
    is_table = mark["form"] == "table"
    number = next(counters["table" if is_table else "figure"])
    drawing = safe_svg(data.get("image/svg+xml", ""))
    return {**block, "number": say("page.table" if is_table else "page.figure", number=number),
            "is_table": is_table, "table": _table(data["text/plain"], mark["columns"]),
            "drawing": own_ids(drawing, f"again{turn}") if turn > 1 else drawing,
            "image": _image(data)}


def _image(data: Mapping) -> str:
    # Base64 as notebooks wrap it; a page needs it in one piece.
    return "".join(data.get("image/png", "").split())


def _table(csv: str, columns: list[Mapping]) -> str:
    kinds = {c["id"]: "float64" if c["kind"] == "number" else "str" for c in columns}
    frame = pd.read_csv(io.StringIO(csv), dtype=kinds, keep_default_na=False,
                        na_values={name: [""] for name in kinds})
    flags = [c["id"] for c in columns if c["kind"] == "flag"]
    return table_html(frame.replace({name: {"True": True, "False": False} for name in flags}),
                      columns)
