"""plan_draft — rows of one county's table + definitions -> a plan file, as models and as text."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiyou.catalogue import say
from qiyou.register.findings import Reporter
from qiyou.register.models import PlanFile
from qiyou.register.plan_entry import (
    Figures,
    cell_record,
    guess_indicator,
    promise_kind,
    read_figures,
)
from qiyou.register.plan_names import Named, Names, take_apart
from qiyou.register.plan_sheets import MAX_ROWS, Printed
from qiyou.register.plan_table import Entry
from qiyou.register.reading_words import ReadingWords, alike

MAX_TEXT = 400
MAX_UNIT = 20


@dataclass(frozen=True)
class Definitions:
    """What rows are matched against: names of indicators, ids of domains by name, words."""

    names: Names
    domains: Mapping[str, str]
    words: ReadingWords


@dataclass(frozen=True)
class Draft:
    """A county's plan as far as its table says; ``places`` gives the name cell of each."""

    county_name: str
    file: PlanFile
    places: Mapping[str, Printed]


def draft_plan(county_name: str, county: str, entries: Sequence[Entry],
               definitions: Definitions, reporter: Reporter) -> Draft:
    """Turn the rows of one county into a plan file that the register's own models accept.

    Not a finished plan: what the table does not say is marked as to be filled in, and every
    guess is a finding.

    Parameters
    ----------
    county_name, county : str
        Name as printed and id for the file.
    entries : sequence of Entry
    definitions : Definitions
    reporter : Reporter
    """
    blank = say("register.draft.blank")
    promises: dict[str, dict] = {}
    indicators: dict[str, dict] = {}
    places: dict[str, Printed] = {}
    numbers = _numbers(entries, definitions.words, reporter)
    for entry, number in zip(entries, numbers, strict=True):
        named = take_apart(entry.name.text, definitions.words)
        _report_name(entry, named, reporter)
        key, local, record = _promise(entry, named, number, definitions, reporter)
        if key in promises:
            reporter.at("R23", entry.name, first=promises[key]["clause"])
            record, key = {"indicator": key, **record}, _free(key, promises)
        promises[key], places[key] = record, entry.name
        if local:
            indicators[record.get("indicator", key)] = local
    first_year = min(entry.header.first_year for entry in entries)
    data = {
        "county": county, "base_year": entries[0].header.base_year or first_year - 1,
        "first_year": first_year, "last_year": max(entry.header.last_year for entry in entries),
        "source": {"title": say("register.draft.title", county=county_name), "publisher": blank,
                   "obtained": say("register.draft.obtained", file=reporter.file),
                   "table": entries[0].name.sheet or reporter.file},
        "promises": promises, "indicators": indicators,
    }
    return Draft(county_name, PlanFile.model_validate_json(json.dumps(data)), places)


def _free(key: str, taken: Mapping) -> str:
    return next(name for name in (f"{key}_{count}" for count in range(2, MAX_ROWS + 2))
                if name not in taken)


def _numbers(entries: Sequence[Entry], words: ReadingWords, reporter: Reporter) -> list[int]:
    printed = [re.fullmatch(words.patterns.number, alike(entry.number)) for entry in entries]
    numbers = [int(match[1]) for match in printed if match]
    if len(numbers) == len(entries) and len(set(numbers)) == len(numbers):
        return numbers
    missing = sum(match is None for match in printed)
    county = entries[0].county or say("plan_read.this_table")
    reporter.on("R24", entries[0].name.sheet, county=county, count=missing)
    return list(range(1, len(entries) + 1))


def _report_name(entry: Entry, named: Named, reporter: Reporter) -> None:
    if named.marks or named.footnote:
        reporter.at("R26", entry.name, marks=named.marks + named.footnote)
    if not named.is_unit_known:
        reporter.at("R27", entry.name, unit=named.unit)


def _promise(entry: Entry, named: Named, number: int, definitions: Definitions,
             reporter: Reporter):
    known = definitions.names.find(named.name)
    unit = named.unit or alike(entry.unit)[:MAX_UNIT] or None
    figures = read_figures(entry, unit or (known and known.unit), definitions.words, reporter)
    if known:
        if unit and unit != known.unit:
            known_unit = known.unit or say("plan_read.no_unit")
            reporter.at("R19", entry.name, unit=unit, known_unit=known_unit)
        key, local, direction = known.id, None, known.direction
    else:
        domain = definitions.domains.get(alike(entry.domain), "local")
        key = f"{domain}.row_{number}"
        local = _local(named, figures, definitions.words)
        direction = local["direction"]
        _report_unknown(entry, named, local, definitions, reporter)
        if not figures.unit:
            reporter.at("R29", entry.name)
    is_cumulative = any(w in named.name for w in definitions.words.guesses.cumulative)
    kind = promise_kind(figures, entry.header.base_year, direction, is_cumulative)
    record = _record(entry, named, number, figures, kind)
    if known and known.name == named.name:
        del record["name"]
    return key, local, record


def _record(entry: Entry, named: Named, number: int, figures: Figures,
            kind_and_comparison: tuple[str, str]) -> dict:
    base_year = entry.header.base_year
    kind, comparison = kind_and_comparison
    cells = {year: cell_record(figures.printed[year], reading, comparison)
             for year, reading in figures.readings.items()}
    cells = {year: cell for year, cell in cells.items() if cell is not None}
    base = cells.pop(base_year, None)
    path = {str(year): cells[year] for year in sorted(cells) if year > (base_year or 0)}
    record = {"name": named.name, "row": number, "clause": say("register.draft.clause", row=number),
              "kind": kind, "comparison": comparison, "unit": figures.unit, "base": base,
              "path": path or {str(entry.header.last_year): "/"}, "lead": entry.lead[:MAX_TEXT],
              "note": entry.note[:MAX_TEXT]}
    return {key: value for key, value in record.items() if value not in (None, "") or key == "unit"}


def _local(named: Named, figures: Figures, words: ReadingWords) -> dict:
    blank = say("register.draft.blank")
    guess = guess_indicator(named, figures.unit, words)
    fields = {"name": named.name, "unit": figures.unit, **guess, "basis": blank,
              "definition": blank, "why": blank, "owner": blank, "chance": "exact"}
    return {key: value for key, value in fields.items() if value is not None}


def _report_unknown(entry: Entry, named: Named, local: dict, definitions: Definitions,
                    reporter: Reporter) -> None:
    like = definitions.names.nearest(named.name)
    hint = say("plan_read.like", name=like.name, id=like.id) if like else ""
    reporter.at("R21", entry.name, name=named.name, kind=say(f"plan_read.kind.{local['kind']}"),
                direction=say(f"plan_read.direction.{local['direction']}"), hint=hint)
