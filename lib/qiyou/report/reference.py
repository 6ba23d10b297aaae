"""reference — register -> Markdown pages: what each indicator means, what an audit found."""

from collections.abc import Sequence

from qiyou.catalogue import say
from qiyou.register import AuditFinding, Indicator, Plan, Register


def definitions_page(register: Register) -> str:
    """Data dictionary: every indicator of every domain with its definition and caveats.

    For readers who ask what a figure means. Not for promises: `audit_page` and
    ``qiyou plan show`` have those.

    Examples
    --------
    >>> from qiyou.register import open_register
    >>> definitions_page(open_register()).startswith("# ")
    True
    """
    homes = (*register.domains.values(), register.overall)
    parts = [f"# {say('reference.definitions')}", say("reference.generated")]
    for home in homes:
        parts.append(f"## {home.name}")
        parts += [_entry(register, indicator) for indicator in home.indicators.values()]
    return "\n\n".join(parts) + "\n"


def _entry(register: Register, indicator: Indicator) -> str:
    denominators = register.methods.denominators
    base = denominators[indicator.denominator].name if indicator.denominator else None
    facts = {
        "id": f"`{indicator.id}`", "unit": indicator.unit or None,
        "definition": indicator.definition, "numerator": indicator.numerator,
        "denominator": base, "basis": indicator.basis, "why": indicator.why,
        "chance": say(f"chance.{indicator.chance}"), "owner": indicator.owner,
        "source_system": indicator.source_system,
        "caveats": say("word.separator").join(indicator.caveats) or None,
    }
    rows = [f"| {say(f'reference.{name}')} | {_cell(value)} |"
            for name, value in facts.items() if value]
    return "\n".join([f"### {indicator.name}", "", "| | |", "|---|---|", *rows])


def audit_page(plan: Plan, county: str, findings: Sequence[AuditFinding]) -> str:
    """What the rules found in one county's plan, most serious first."""
    title = say("reference.audit", county=county, title=plan.source.title)
    rows = [f"| {finding.rule} | {finding.severity} | {_cell(finding.title)} "
            f"| {_cell(finding.sentence)} |" for finding in findings]
    head = " | ".join(say(f"reference.{name}")
                      for name in ("rule", "severity", "title", "sentence"))
    return "\n\n".join([f"# {title}", say("reference.generated"),
                        "\n".join([f"| {head} |", "|---|---|---|---|", *rows])]) + "\n"


def _cell(text: str) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")
