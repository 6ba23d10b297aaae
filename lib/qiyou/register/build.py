"""build — a plan file + definitions -> the plan, complete, with its conflicts named."""

from collections.abc import Mapping
from dataclasses import replace

from qiyou.register.definitions import Indicator
from qiyou.register.models import CellRecord, PlanFile, PromiseRecord
from qiyou.register.plan import Cell, Plan, Promise


def build_plan(record: PlanFile, known: Mapping[str, Indicator], leads: Mapping[str, str]) -> Plan:
    """Fill in what a plan file leaves to its indicators and to the county's departments.

    For plans whose names have been checked: an indicator that is not known is a bug here.

    Parameters
    ----------
    record : PlanFile
        As read.
    known : mapping of str to Indicator
        Indicators of the domains by id; those of the file itself are added.
    leads : mapping of str to str
        Lead department per domain id.

    Returns
    -------
    Plan
        Table rows first, in order, then the prose as the file has it.
    """
    indicators = {**known, **record.indicators}
    promises = [_promise(key, entry, indicators, leads, record.base_year)
                for key, entry in record.promises.items()]
    promises.sort(key=lambda promise: (promise.row is None, promise.row or 0))
    named = tuple(replace(p, conflicts_with=_conflicts(p, promises)) for p in promises)
    return Plan(record.county, record.source, record.base_year, record.first_year,
                record.last_year, named, record.not_quantified, record.later_documents,
                tuple(record.indicators.values()))


def _promise(key: str, entry: PromiseRecord, indicators, leads, base_year: int) -> Promise:
    indicator = indicators[entry.indicator or key]
    domain = key.partition(".")[0]
    return Promise(
        id=key,
        indicator=indicator.id,
        name=entry.name or indicator.name,
        domain=domain,
        clause=entry.clause,
        kind=entry.kind,
        comparison=entry.comparison,
        unit=indicator.unit if entry.unit is None else entry.unit,
        base=entry.base and _cell(base_year, entry.base),
        path=tuple(_cell(year, cell) for year, cell in sorted(entry.path.items())),
        lead=entry.lead or leads.get(domain),
        row=entry.row,
        is_year_assumed=entry.is_year_assumed,
        document=entry.document,
        places=entry.places,
        note=entry.note,
    )


def _cell(year: int, record: CellRecord) -> Cell:
    return Cell(year, record.value, record.text, record.comparison)


def _conflicts(promise: Promise, promises: list[Promise]) -> tuple[str, ...]:
    targets = {cell.year: cell.value for cell in promise.targets}
    return tuple(
        other.id for other in promises
        if other.indicator == promise.indicator and other.unit == promise.unit
        and any(targets.get(cell.year, cell.value) != cell.value for cell in other.targets)
    )
