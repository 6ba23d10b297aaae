"""figures — rows of a form -> the delivery that the store keeps."""

from dataclasses import replace

from qiyou.intake.rows import Reader, Row
from qiyou.intake.words import intake_words, squeezed
from qiyou.store.items import item_of, item_parts
from qiyou.store.records import Delivery, Figure

STANDARD = "正式"


def delivery(reader: Reader, rows: list[Row], declared: str | None) -> Delivery:
    """Delivery of a table whose rows have been read and found good.

    Subtotals over code keys are left out: they were checked and hold nothing new. The county's
    row is kept under the county's own code.
    """
    table, form = reader.table, reader.table.form
    kept = [row for row in rows if not _is_subtotal(reader, row)]
    figures = tuple(figure for row in kept for figure in _figures(reader, row))
    areas = {figure.area for figure in figures}
    if form.reporter != "township":
        areas |= {reader.county.code, *(township.code for township in reader.county.townships)}
    return Delivery(form.id, table.period.name, tuple(sorted(areas)), figures, standing(table),
                    declared, form.reporter)


def with_rest(new: Delivery, current: dict, constants: dict[str, str]) -> Delivery:
    """Delivery of an export that holds only part of a form, with the rest as it stands.

    A platform knows its own cases only. What it leaves out by nature (rows that do not have the
    export's constants) must not be taken for gone.

    Parameters
    ----------
    new : Delivery
    current : dict
        Figures that stand, by (area, item, column), as `qiyou.store.Store.current` gives them.
    constants : dict of str to str
        The export's constants by column.
    """
    given = {figure.key[:2] for figure in new.figures}
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for (area, item, column), stored in current.items():
        rows.setdefault((area, item), {})[column] = stored
    rest = [Figure(*row, column, stored.value, stored.text, stored.unit, stored.sheet, stored.cell,
                   stored.note)
            for row, columns in rows.items()
            if row not in given and not _has_constants(row[1], columns, constants)
            for column, stored in columns.items()]
    return replace(new, figures=(*new.figures, *rest))


def _has_constants(item: str, columns: dict, constants: dict[str, str]) -> bool:
    keys = item_parts(item)
    texts = {name: stored.text for name, stored in columns.items()}
    return all(keys.get(name, texts.get(name)) == value for name, value in constants.items())


def standing(table) -> str:
    """How final the sender says the figures are; 正式 where nothing is said."""
    text = squeezed(table.labels["standing"][0]) if "standing" in table.labels else ""
    return next((name for name, words in intake_words().standings.items() if text in words),
                STANDARD)


def row_place(reader: Reader, row: Row) -> tuple[str, str]:
    """Area code and item of a row, as figures carry them."""
    area_key = reader.table.form.area
    area = row.keys.get(area_key) if area_key else None
    others = {key: value for key, value in row.keys.items()
              if key != area_key and value is not None}
    return area or reader.county.code, item_of(others)


def _is_subtotal(reader: Reader, row: Row) -> bool:
    over = [key for key, value in row.keys.items() if value is None]
    return any(key != reader.table.form.area for key in over)


def _figures(reader: Reader, row: Row):
    area, item = row_place(reader, row)
    for name, value in row.values.items():
        yield Figure(area, item, name, value.value, value.text,
                     reader.table.form.columns[name].unit, reader.table.sheet, value.cell,
                     row.explanation)
    if not row.values:
        # A record whose keys say it all (a place on a list) must leave a trace of itself.
        spot = reader.table.spot(row.number)
        yield Figure(area, item, "", None, "1", "", reader.table.sheet, spot, row.explanation)
