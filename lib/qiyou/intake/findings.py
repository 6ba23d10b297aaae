"""findings — a rule that was broken, where, by what -> a finding in words."""

from dataclasses import dataclass

from qiyou.catalogue import say

# 提示 passes; 核实 passes with a written explanation; 错误 holds the file; 拒收 refuses it.
SEVERITIES = ("提示", "核实", "错误", "拒收")
HOLDING = ("错误", "拒收")


@dataclass(frozen=True)
class Finding:
    """One thing to tell the sender. Never raised, always returned.

    ``rule`` is stable and never used again for another rule. ``sheet`` and ``cell`` are empty
    where the whole file or sheet is meant. ``value`` is the bad value as shown (masked where it
    is personal), ``sentence`` what is wrong, ``expected`` what was expected, ``remedy`` how to
    mend it. ``explanation`` is the sender's written reason, for 核实 only.
    """

    rule: str
    severity: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    value: str = ""
    sentence: str = ""
    expected: str = ""
    remedy: str = ""
    explanation: str = ""

    @property
    def is_holding(self) -> bool:
        """Whether the file cannot be taken in as it is."""
        return self.severity in HOLDING or (self.severity == "核实" and not self.explanation)


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
    facts = {"sheet": sheet, "cell": cell, "value": value, **facts}
    words = {part: say(f"intake.rule.{rule}.{part}", **facts)
             for part in ("sentence", "expected", "remedy")}
    return Finding(rule, severity_of(rule), "", sheet, cell, value, **words)
