"""findings — a rule that was broken, where, by what -> a finding in words."""

from functools import cache

from qiyou.catalogue import say, template
from qiyou.store.records import Finding

# 提示 passes; 核实 passes with a written explanation; 错误 holds the file; 拒收 refuses it.
SEVERITIES = ("提示", "核实", "错误", "拒收")
HOLDING = ("错误", "拒收")


def is_holding(found: Finding) -> bool:
    """Whether the file cannot be taken in as it is."""
    return found.severity in HOLDING or (found.severity == "核实" and not found.explanation)


def severity_of(rule: str) -> str:
    """Severity of a rule, as the catalogue's table of rules gives it."""
    return say(f"intake.rule.{rule}.severity")


def finding(rule: str, sheet: str = "", cell: str = "", value: str = "", **facts) -> Finding:
    """Finding of a rule at a place, in words from the catalogue.

    The catalogue holds ``intake.rule.<rule>`` with ``severity``, ``title``, ``sentence``,
    ``expected`` and ``remedy``; ``facts`` fill them.

    Raises
    ------
    KeyError
        When the rule or a fact is missing: a bug.
    """
    severity, *parts = _templates(rule)
    facts = {"sheet": sheet, "cell": cell, "value": value, **facts}
    return Finding(rule, severity, "", sheet, cell, value,
                   *(text.format(**facts) if is_filled else text for text, is_filled in parts))


def of_file(found: Finding, file: str) -> Finding:
    """Finding with the name of its file; `dataclasses.replace` takes three times as long."""
    return Finding(found.rule, found.severity, file, found.sheet, found.cell, found.value,
                   found.sentence, found.expected, found.remedy, found.explanation)


@cache
def _templates(rule: str) -> tuple:
    """Severity of a rule and its three texts, each with whether it has anything to fill.

    A table can break a rule ten thousand times.
    """
    texts = (template(f"intake.rule.{rule}.{part}") for part in ("sentence", "expected", "remedy"))
    return (severity_of(rule), *((text, "{" in text or "}" in text) for text in texts))
