"""journal — submissions as intake recorded them -> lines of JSON, and back.

For a store that has to travel as text: a database file differs from one version of SQLite to the
next, and from one order of writing to another. What a line gives back is the very `Submission`
that was recorded, so that a store into which a journal is played has the state of the first.
"""

import json
from dataclasses import asdict, fields

from qiyou.store.records import Delivery, Figure, Finding, Submission

_DIGITS = "0123456789"
_FINDING = [field.name for field in fields(Finding)]


def line(submission: Submission) -> str:
    """One submission as a line of JSON, without the line's end."""
    record = asdict(submission) | {
        "deliveries": [_packed(delivery) for delivery in submission.deliveries],
        "findings": [[getattr(found, name) for name in _FINDING] for found in submission.findings]}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def submission(text: str) -> Submission:
    """Submission of a line.

    Examples
    --------
    >>> figure = Figure("1", "", "a", 2.0, None, "", "S", "B7")
    >>> first = Submission("00", 1, "x", "", "c", "", "accepted",
    ...                    (Delivery("f", "2025", ("1",), (figure,), ""),))
    >>> submission(line(first)) == first
    True
    """
    record = json.loads(text)
    record["deliveries"] = tuple(_unpacked(delivery) for delivery in record["deliveries"])
    record["findings"] = tuple(Finding(*values) for values in record["findings"])
    return Submission(**record)


def _packed(delivery: Delivery) -> dict:
    """A delivery with one entry for each row: most of what figures say they share."""
    columns: dict[str, list[str]] = {}
    rows: dict[tuple, dict] = {}
    sheets = list(dict.fromkeys(figure.sheet for figure in delivery.figures))
    for figure in delivery.figures:
        letters = figure.cell.rstrip(_DIGITS)
        columns.setdefault(figure.column, [letters, figure.unit])
        key = (figure.area, figure.item, figure.cell[len(letters):], figure.note,
               sheets.index(figure.sheet))
        rows.setdefault(key, {})[figure.column] = (
            _short(figure.value) if figure.text is None else figure.text)
    # As they stand on the sheet: the first row need not have filled them all.
    names = sorted(columns, key=lambda name: (len(columns[name][0]), columns[name][0]))
    packed = {"form": delivery.form, "period": delivery.period, "areas": list(delivery.areas),
              "standing": delivery.standing, "declared": delivery.declared,
              "reporter": delivery.reporter, "sheets": sheets,
              "columns": {name: columns[name] for name in names},
              "rows": [[*key, *_trimmed([row.get(name) for name in names])]
                       for key, row in rows.items()]}
    if _unpacked(packed) != delivery:
        raise ValueError(f"not a table: {delivery.form} {delivery.period}")
    return packed


def _short(value: float) -> float:
    return int(value) if value.is_integer() else value


def _trimmed(values: list) -> list:
    while values and values[-1] is None:
        values.pop()
    return values


def _unpacked(packed: dict) -> Delivery:
    columns = [(name, *about) for name, about in packed["columns"].items()]
    figures = []
    for area, item, row, note, sheet, *values in packed["rows"]:
        for (name, letters, unit), value in zip(columns, values, strict=False):
            if value is not None:
                is_text = isinstance(value, str)
                figures.append(Figure(area, item, name, None if is_text else float(value),
                                      value if is_text else None, unit, packed["sheets"][sheet],
                                      f"{letters}{row}", note))
    return Delivery(packed["form"], packed["period"], tuple(packed["areas"]), tuple(figures),
                    packed["standing"], packed["declared"], packed["reporter"])
