"""plan_read — another county's plan table -> draft plans and findings, nothing lost on the way."""

from dataclasses import dataclass
from pathlib import Path

from qiyou.catalogue import say
from qiyou.register.audit import findings_of
from qiyou.register.audit_case import AuditCase
from qiyou.register.audit_cells import CELL_RULES
from qiyou.register.audit_pairs import PAIR_RULES
from qiyou.register.audit_paths import PATH_RULES
from qiyou.register.build import build_plan
from qiyou.register.findings import Finding, Reporter
from qiyou.register.plan_draft import Definitions, Draft, draft_plan
from qiyou.register.plan_names import Names
from qiyou.register.plan_sheets import UnreadableError, read_sheets
from qiyou.register.plan_table import Entry, read_table
from qiyou.register.reading_words import alike, reading_words

# What can be held against a table alone; the other rules need the plan's prose.
_RULES = {**PAIR_RULES, **CELL_RULES, **PATH_RULES}


@dataclass(frozen=True)
class PlanReading:
    """What a file gave: one draft per county, and all that a person has to look at."""

    drafts: tuple[Draft, ...]
    findings: tuple[Finding, ...]


def read_plan(path: str | Path, register) -> PlanReading:
    """Read a plan's five-year table from a file as counties publish it.

    One row per indicator, years as columns; several counties may stand in one file if a column
    names them. Each cell becomes a typed figure with its text as printed or a finding; rows,
    columns and sheets that are not read are findings too. Not for submissions of actual figures,
    and not for a plan's prose, which people have to type.

    Parameters
    ----------
    path : str or path
        CSV, TSV or XLSX; UTF-8, UTF-16 or GB18030 text.
    register : Register
        Known indicators and counties.

    Returns
    -------
    PlanReading
        Never an error for bad input: a file that cannot be read gives a refusal among the
        findings and no draft.
    """
    path = Path(path)
    reporter = Reporter(path.name)
    try:
        sheets = read_sheets(path)
    except UnreadableError as refusal:
        reporter.on("R01", reason=str(refusal))
        return PlanReading((), tuple(reporter.findings))
    words = reading_words()
    entries = [entry for sheet in sheets for entry in read_table(sheet, words, reporter)]
    domains = {register.domain_name(key): key for key in register.domains}
    definitions = Definitions(Names(register.indicators.values()), domains, words)
    drafts = []
    for number, (name, rows) in enumerate(_by_county(entries).items(), start=1):
        county = _county_id(name, number, register, reporter)
        drafts.append(draft_plan(name or say("register.draft.unnamed"), county, rows,
                                 definitions, reporter))
    found = [finding for draft in drafts for finding in _audited(draft, register, path.name)]
    return PlanReading(tuple(drafts), (*reporter.findings, *found))


def _by_county(entries: list[Entry]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(alike(entry.county), []).append(entry)
    return groups


def _county_id(name: str, number: int, register, reporter: Reporter) -> str:
    known = {county.name: key for key, county in register.counties.items()}
    if name in known:
        return known[name]
    reporter.on("R25", county=name or say("register.draft.unnamed"), id=f"county_{number}")
    return f"county_{number}"


def _audited(draft: Draft, register, file: str) -> list[Finding]:
    plan = build_plan(draft.file, register.indicators, {})
    case = AuditCase.of(plan, register, {})
    return [
        Finding(found.rule, found.severity, file, draft.places[found.promises[0]].sheet,
                say("audit.comma").join(draft.places[name].place for name in found.promises),
                "", say("plan_read.of_county", county=draft.county_name, text=found.sentence))
        for found in findings_of(case, _RULES)
    ]
