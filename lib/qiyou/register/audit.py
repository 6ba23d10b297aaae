"""audit — a plan + what is known of the county -> findings on the plan itself, by numbered rules.

The plan is checked as a set of promises: whether they agree with each other, whether each can be
judged at all, whether their paths are plausible. No actual figure of a department is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from qiyou.catalogue import say
from qiyou.register.audit_case import AuditCase
from qiyou.register.audit_cells import CELL_RULES
from qiyou.register.audit_pairs import PAIR_RULES
from qiyou.register.audit_paths import PATH_RULES
from qiyou.register.audit_wording import WORDING_RULES
from qiyou.register.plan import Plan

# Rule -> severity and function. A number is never used again for another rule.
RULES = {**PAIR_RULES, **CELL_RULES, **PATH_RULES, **WORDING_RULES}


@dataclass(frozen=True)
class AuditFinding:
    """What one rule found: ``facts`` holds every number of the sentence, unrounded."""

    rule: str
    severity: str
    promises: tuple[str, ...]
    facts: Mapping[str, object]
    wording: str

    @property
    def title(self) -> str:
        """Name of the rule."""
        return say(f"audit.{self.rule}.title")

    @property
    def sentence(self) -> str:
        """What was found, in words, with its numbers."""
        return say(f"audit.{self.rule}.{self.wording}", **self.facts)


def audit_plan(plan: Plan, register,
               reference: Mapping[str, float] | None = None) -> list[AuditFinding]:
    """Hold a plan against itself.

    For the first reading of a plan, before any figure comes in, and for every notebook's section
    on its promises. Not for judging how a county does: a finding is about the plan's text.

    Parameters
    ----------
    plan : Plan
    register : Register
        For indicator definitions, the county's areas and the thresholds of ``methods.yaml``.
    reference : mapping of str to float, optional
        Persons per denominator name of ``methods.yaml`` (``age_15_59`` …) from a census, and
        ``census_year``. Rules that can compare with them do; without them they say less.

    Returns
    -------
    list of AuditFinding
        By rule, then in the plan's order. Empty when no rule has anything to say.

    Examples
    --------
    >>> from qiyou.register import open_register
    >>> register = open_register()
    >>> findings = audit_plan(register.plan("shengsi"), register)
    >>> next(f.promises for f in findings if f.rule == "A01")
    ('health.premature_mortality', 'health.premature_mortality_prose')
    """
    return findings_of(AuditCase.of(plan, register, reference or {}), RULES)


def findings_of(case: AuditCase, rules: Mapping) -> list[AuditFinding]:
    """Apply some of the rules to a case that is gathered already."""
    return [
        AuditFinding(name, say(f"audit.severity.{hit.severity or severity}"), hit.promises,
                     hit.facts, hit.wording)
        for name, (severity, rule) in sorted(rules.items())
        for hit in rule(case)
    ]
