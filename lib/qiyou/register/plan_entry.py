"""plan_entry — one row of a plan table + definitions -> one promise as plan.yaml holds it."""

from dataclasses import dataclass

from qiyou.register.figures import number_in
from qiyou.register.findings import Reporter
from qiyou.register.plan_cells import Reading, read_cell, scaled
from qiyou.register.plan_names import Named
from qiyou.register.plan_sheets import Printed
from qiyou.register.plan_table import Entry
from qiyou.register.reading_words import ReadingWords

MAX_TEXT = 400
# What a bare figure means for each way a promise can point.
DEFAULTS = {"at_least": ">=", "at_most": "<=", "below": "<", "hold": "=", "cumulative": ">=",
            "coverage": "full", "assigned": "assigned", "monitor": "none"}


@dataclass(frozen=True)
class Figures:
    """The cells of one row, typed: text and reading by year, in the row's unit."""

    printed: dict[int, Printed]
    readings: dict[int, Reading]
    unit: str


def read_figures(entry: Entry, unit: str | None, words: ReadingWords,
                 reporter: Reporter) -> Figures:
    """Type every cell of a row and report what is not a plain figure.

    Parameters
    ----------
    entry : Entry
    unit : str or None
        Unit of the row as far as known; the first figure that carries one decides otherwise.
    words : ReadingWords
    reporter : Reporter
    """
    printed = _merged_years(entry, words, reporter)
    read = {year: read_cell(cell.text, words) for year, cell in printed.items()}
    unit = unit or next((r.unit for r in read.values() if r.unit), "")
    readings = {}
    for year, reading in read.items():
        for rule, facts in reading.remarks:
            reporter.at(rule, printed[year], **facts)
        readings[year] = _in_unit(reading, unit, printed[year], words, reporter)
    _report_decimals(entry, readings, unit, reporter)
    return Figures(printed, readings, unit)


def _merged_years(entry: Entry, words: ReadingWords, reporter: Reporter) -> dict[int, Printed]:
    """One cell for several years: a figure holds for each, words for the last."""
    last = max(entry.cells)
    by_anchor: dict[str, list[int]] = {}
    for year, cell in entry.cells.items():
        by_anchor.setdefault(cell.anchor, []).append(year)
    filled = [year for year, cell in entry.cells.items() if cell.text]
    alone = entry.cells[filled[0]]
    is_assigned = read_cell(alone.text, words).comparison == "assigned"
    if len(filled) == 1 and filled[0] != last and is_assigned:
        reporter.at("R20", alone, years=_span(entry.cells))
        return {last: alone}
    kept = dict(entry.cells)
    for years in by_anchor.values():
        cell = entry.cells[years[0]]
        if len(years) > 1 and cell.text:
            reporter.at("R20", cell, years=_span(years))
            if read_cell(cell.text, words).value is None:
                kept = {year: c for year, c in kept.items() if year not in years[:-1]}
    return kept


def _span(years) -> str:
    return f"{min(years)}—{max(years)}"


def _in_unit(reading: Reading, unit: str, printed: Printed, words: ReadingWords,
             reporter: Reporter) -> Reading:
    if reading.value is None:
        return reading
    row_scale, row_rest = scaled(unit, words)
    if reading.unit and reading.unit not in (row_rest, unit, unit.partition("/")[0]) \
            and reading.unit.partition("/")[0] != unit:
        reporter.at("R18", printed, unit=unit, cell_unit=reading.unit)
        return reading
    is_bare = not reading.unit and reading.scale == 1
    factor = 1.0 if is_bare or reading.unit == unit else reading.scale / row_scale
    if factor == 1.0:
        return reading
    value = float(f"{reading.value * factor:.12g}")
    reporter.at("R17", printed, unit=unit, converted=f"{value:.12g}")
    return Reading(value, reading.comparison, unit)


def _report_decimals(entry: Entry, readings: dict[int, Reading], unit: str,
                     reporter: Reporter) -> None:
    values = [reading.value for reading in readings.values() if reading.value is not None]
    if unit == "%" and len(values) > 1 and all(0 < value <= 1 for value in values):
        reporter.at("R22", entry.name)


def promise_kind(figures: Figures, base_year: int | None, direction: str,
                 is_cumulative: bool) -> tuple[str, str]:
    """Type of a promise and how its bare figures are compared.

    Parameters
    ----------
    figures : Figures
    base_year : int or None
        Its cell promises nothing.
    direction : {'higher', 'lower', 'neither'}
    is_cumulative : bool

    Returns
    -------
    kind, comparison : str
    """
    targets = {year: r for year, r in figures.readings.items()
               if year != base_year and r.comparison != "none"}
    numeric = [reading for reading in targets.values() if reading.value is not None]
    if not targets:
        return "monitor", "none"
    if not numeric:
        is_assigned = all(r.comparison == "assigned" for r in targets.values())
        return ("assigned", "assigned") if is_assigned else ("coverage", "full")
    signs = {reading.comparison for reading in numeric}
    kind = _numeric_kind(figures, numeric, signs, direction, is_cumulative)
    sign = signs.pop() if len(signs) == 1 else None
    return kind, sign or DEFAULTS[kind]


def _numeric_kind(figures: Figures, numeric, signs, direction: str, is_cumulative: bool) -> str:
    if signs == {"<"}:
        return "below"
    if direction == "lower" or signs == {"<="}:
        return "at_most"
    everything = [r.value for r in figures.readings.values() if r.value is not None]
    if figures.unit == "%" and len(numeric) > 1 and set(everything) == {100.0}:
        return "hold"
    return "cumulative" if is_cumulative else "at_least"


def cell_record(printed: Printed, reading: Reading, comparison: str):
    """Record of one cell; None where the cell is empty and promises nothing."""
    if not printed.text:
        return None
    if printed.text == "/":
        return printed.text
    own = reading.comparison if reading.comparison not in (None, comparison) else None
    if own is None and number_in(printed.text) == reading.value:
        return printed.text
    record = {"text": printed.text[:MAX_TEXT], "value": reading.value}
    return {**record, "comparison": own} if own else record


def guess_indicator(named: Named, unit: str, words: ReadingWords) -> dict:
    """Guess at the definition of an indicator that is in no domain: only what the name shows."""
    per = next((size for word, size in words.guesses.per.items() if word in named.name), None)
    is_lower = any(word in named.name for word in words.guesses.lower)
    by_unit = next((kind for kind, units in words.guesses.kinds.items() if unit in units), "count")
    of_hundred = {"share": 100, "rate": 1000}.get(by_unit)
    return {"kind": "ratio" if per and not of_hundred else by_unit, "per": of_hundred or per,
            "direction": "lower" if is_lower else "higher"}

