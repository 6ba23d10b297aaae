"""wire — gathered content -> bytes of JSON -> a reading in another process.

JSON and not pickle: what comes out of the child that parsed a hostile file is data, never code.
"""

import gc
import json

from qiyou.intake.caps import ANSWER_BYTES
from qiyou.intake.cells import KINDS, Cell, Merge, Reading, Sheet, Trouble
from qiyou.intake.gather import CELL_WIDTH, PLAIN, Gathered
from qiyou.intake.refusal import RefusedError

_IS_PLAIN = [kind in PLAIN for kind in KINDS]


def pack(gathered: Gathered) -> bytes:
    """Answer of the child for a file that was read.

    Raises
    ------
    RefusedError
        F140 when the answer would be too long.
    """
    sheets = [{"name": sheet.name, "is_hidden": sheet.is_hidden, "merges": sheet.merges,
               "hidden_rows": sorted(sheet.hidden_rows),
               "hidden_columns": sorted(sheet.hidden_columns), "struck": sheet.struck,
               "widths": sheet.widths, "cells": sheet.cells}
              for sheet in gathered.sheets]
    troubles = [["C390", sheet, "", {"beside": kind}] for kind, sheet in sorted(gathered.beside)]
    answer = _dumped({"form": gathered.form, "encoding": gathered.encoding, "troubles": troubles,
                      "texts": list(gathered.texts), "formats": list(gathered.formats),
                      "sheets": sheets})
    if len(answer) > ANSWER_BYTES:
        raise RefusedError("F140")
    return answer


def pack_trouble(trouble: Trouble) -> bytes:
    """Answer of the child for a file that it refused."""
    trouble = [trouble.rule, trouble.sheet, trouble.cell, trouble.facts]
    return _dumped({"form": "", "encoding": "", "troubles": [trouble], "texts": [], "formats": [],
                    "sheets": []})


def unpack(answer: bytes) -> Reading:
    """Reading that an answer holds.

    Raises
    ------
    ValueError
        When it is no answer of `pack` or `pack_trouble`.
    """
    was_on = gc.isenabled()
    gc.disable()  # none of this is garbage, and looking for some takes a third of the time
    try:
        parts = json.loads(answer)
        texts, formats = parts["texts"], parts["formats"]
        return Reading(parts["form"], parts["encoding"],
                       [_sheet(sheet, texts, formats) for sheet in parts["sheets"]],
                       [Trouble(*trouble) for trouble in parts["troubles"]])
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise ValueError(f"no answer: {type(error).__name__}") from None
    finally:
        if was_on:
            gc.enable()


def _dumped(answer: dict) -> bytes:
    text = json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")  # half a surrogate pair travels as "?"


def _sheet(parts: dict, texts: list[str], formats: list[str]) -> Sheet:
    """Sheet of an answer, its texts and formats shared."""
    flat, cells = [iter(parts["cells"])] * CELL_WIDTH, {}
    for row, column, code, value, format in zip(*flat, strict=True):
        kind = code >> 1
        cells[row, column] = Cell(row, column, KINDS[kind],
                                  value if _IS_PLAIN[kind] else texts[value], formats[format],
                                  code & 1 == 1)
    return Sheet(parts["name"], cells, [Merge(*area) for area in parts["merges"]],
                 set(parts["hidden_rows"]), set(parts["hidden_columns"]), parts["is_hidden"],
                 {(row, column) for row, column in parts["struck"]}, dict(parts["widths"]))
