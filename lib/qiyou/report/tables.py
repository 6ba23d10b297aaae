"""tables — frame -> CSV that nbval compares, semantic HTML table that people read."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from qiyou.catalogue import say
from qiyou.report.escape import safe
from qiyou.report.wording import MISSING, column_decimals, ems, number


def frame_csv(frame: pd.DataFrame) -> str:
    r"""CSV with column ids as header, floats to seven digits, ``\n`` at line ends.

    Seven digits make the text equal over platforms; not for storing data.

    Examples
    --------
    >>> frame_csv(pd.DataFrame({"n": [3, 2], "value": [1 / 3, None]}))
    'n,value\n3,0.3333333\n2,\n'
    """
    return frame.to_csv(index=False, float_format=_seven_digits, lineterminator="\n")


def _seven_digits(value: float) -> str:
    # "-0" and "0" would differ between platforms for a rounding error below the seventh digit.
    return f"{value:.7g}" if value else "0"


def column_kind(values: pd.Series) -> str:
    """``flag``, ``number`` or ``text``: how a column is set and read back from its CSV."""
    if pd.api.types.is_bool_dtype(values.dtype):
        return "flag"
    return "number" if pd.api.types.is_numeric_dtype(values.dtype) else "text"


def metadata_columns(frame: pd.DataFrame, label: Callable[[str], str]) -> list[dict[str, str]]:
    """Id, label and kind of each column, for a page that has only the CSV."""
    return [{"id": name, "label": label(name), "kind": column_kind(frame[name])}
            for name in frame.columns]


def frame_html(frame: pd.DataFrame, meta: Mapping) -> str:
    """Table with caption, note and source, as JupyterLab shows it."""
    # JupyterLab sets every cell to the right; only an inline style is stronger than its sheet.
    table = table_html(frame, meta["columns"], meta["title"])
    parts = [table.replace(' class="text', ' style="text-align:left" class="text')]
    parts += [f"<p>{safe(meta[part])}</p>" for part in ("note", "assumptions") if meta[part]]
    if meta["source"]:
        parts.append(f"<p><small>{safe(say('page.source', source=meta['source']))}</small></p>")
    return "\n".join(parts)


def table_html(frame: pd.DataFrame, columns: Sequence[Mapping], caption: str = "") -> str:
    """Semantic table: caption, column heads, the first column as row heads if it holds words.

    Parameters
    ----------
    frame : pandas.DataFrame
        Cells.
    columns : sequence of mapping
        From `metadata_columns`.
    caption : str
        Left out when empty.
    """
    said = [_column_words(frame, column) for column in columns]
    classes = [_column_class(words, column) for words, column in zip(said, columns, strict=True)]
    head = "".join(f'<th scope="col" class="{name}">{safe(column["label"])}</th>'
                   for name, column in zip(classes, columns, strict=True))
    cells = [_column_cells(words, name, place == 0 and name.startswith("text"))
             for place, (words, name) in enumerate(zip(said, classes, strict=True))]
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
    if not len(frame):
        body = f'<tr><td colspan="{len(columns)}">{safe(say("word.none"))}</td></tr>'
    title = f"<caption>{safe(caption)}</caption>\n" if caption else ""
    return f"<table>\n{title}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _column_words(frame: pd.DataFrame, column: Mapping) -> list[str]:
    values = frame[column["id"]]
    if column["kind"] == "number":
        return _number_words(values, frame.get("unit"))
    return [MISSING if pd.isna(value) or value == "" else _said(value) for value in values]


def _column_class(words: Sequence[str], column: Mapping) -> str:
    """Kind of the column; ``short`` for words better not broken, ``long`` for a head that must."""
    kind, widths = column["kind"], [ems(text) for text in (column["label"], *words)]
    if kind == "text":
        return "text short" if max(widths) <= 7 else "text"
    return f"{kind} {'long' if widths[0] > 5 else 'short'}"


def _column_cells(words: Sequence[str], name: str, is_head: bool) -> list[str]:
    tag = 'th scope="row"' if is_head else "td"
    return [f'<{tag} class="{name}">{safe(text)}</{tag[:2]}>' for text in words]


def _said(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return say("word.yes" if value else "word.no")
    return str(value)


def _number_words(values: pd.Series, units: pd.Series | None) -> list[str]:
    """Numbers of a column, as many decimals as those of the same unit need."""
    numbers = values.astype("float64")
    if _are_years(numbers):
        return [MISSING if pd.isna(value) else f"{value:.0f}" for value in numbers]
    groups = pd.Series("", index=values.index) if units is None else units.fillna("")
    decimals = numbers.groupby(groups).agg(column_decimals)
    # One way of grouping thousands down a column, so that the digits stand in line.
    is_grouped = bool(numbers.abs().max() >= 10_000)
    return [number(value, decimals=int(decimals[group]), is_grouped=is_grouped)
            for value, group in zip(numbers, groups, strict=True)]


def _are_years(values: pd.Series) -> bool:
    # "change_a_year" is not a year: the values decide along with the name.
    return str(values.name).endswith("year") and bool(
        (values.isna() | (values.between(1900, 2199) & (values % 1 == 0))).all())


def message_html(meta: Mapping, lines: Sequence[str]) -> str:
    """Section that cannot be computed, in words."""
    words = "".join(f"<p>{safe(line)}</p>" for line in lines)
    return f'<section class="unavailable">\n<h4>{safe(meta["title"])}</h4>\n{words}\n</section>'
