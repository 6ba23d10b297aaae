"""audit_case — plan, definitions, census figures -> what every audit rule looks at."""

from collections.abc import Mapping
from dataclasses import dataclass

from qiyou.catalogue import say
from qiyou.register.definitions import HOMES, AuditThresholds, County, Identity, Indicator
from qiyou.register.plan import Cell, Plan, Promise

# Which way a figure has to go for the promise to be kept.
RISING = (">=", ">", "=")
FALLING = ("<=", "<")
# Kinds whose target is a bar to stay on the right side of, not a path to walk.
BARS = ("below", "hold")


@dataclass(frozen=True)
class AuditCase:
    """One plan with all that rules may ask."""

    plan: Plan
    indicators: Mapping[str, Indicator]
    identities: tuple[Identity, ...]
    denominators: Mapping[str, str]
    county: County | None
    reference: Mapping[str, float]
    thresholds: AuditThresholds
    domains: Mapping[str, str]

    @classmethod
    def of(cls, plan: Plan, register, reference: Mapping[str, float]) -> "AuditCase":
        """Gather a case from the register; a draft's county may not be registered yet."""
        methods = register.methods
        return cls(
            plan=plan,
            indicators={**register.indicators, **{i.id: i for i in plan.local_indicators}},
            identities=tuple(i for domain in register.domains.values() for i in domain.identities),
            denominators={key: base.name for key, base in methods.denominators.items()},
            county=register.counties.get(plan.county),
            reference=reference,
            thresholds=methods.audit,
            domains={key: register.domain_name(key) for key in HOMES},
        )

    @property
    def promises(self) -> tuple[Promise, ...]:
        """Promises in the plan's order."""
        return self.plan.promises

    @property
    def table(self) -> tuple[Promise, ...]:
        """Rows of the five-year table."""
        return tuple(promise for promise in self.promises if promise.is_table)


@dataclass(frozen=True)
class Hit:
    """One finding before it has its severity."""

    promises: tuple[str, ...]
    facts: Mapping[str, object]
    wording: str = "text"
    severity: str | None = None  # where it differs from the rule's own


def by_domain(case: AuditCase, promises, **facts):
    """One hit per domain that names all its promises, so that each notebook can show its own."""
    promises = tuple(promises)
    for domain in dict.fromkeys(promise.domain for promise in promises):
        found = [promise for promise in promises if promise.domain == domain]
        names = comma().join(
            say("audit.named", name=p.name, clause=p.clause) for p in found)
        yield Hit(tuple(p.id for p in found), {
            "domain": case.domains[domain], "count": len(found), "names": names, **facts})


def comma() -> str:
    """Sign between the parts of a list."""
    return say("audit.comma")


def change_unit(unit: str) -> str:
    """Unit of a difference: percentages differ by percentage points."""
    return say("audit.points") if unit == "%" else unit


def census(case: AuditCase) -> str:
    """Name of the census that the reference figures are from."""
    year = case.reference.get("census_year")
    return say("audit.census.of_year", year=int(year)) if year else say("audit.census.any")


def is_looser(value: float, than: float, comparison: str) -> bool:
    """Whether a target is easier to meet than another figure.

    >>> is_looser(5, 4.7, "<"), is_looser(5, 4.7, ">=")
    (True, False)
    """
    return value > than if comparison in FALLING else value < than


def decimals(cell: Cell) -> int:
    """Digits printed after the point: ``82.70`` has 2."""
    digits = "".join(sign for sign in cell.text if sign.isdigit() or sign == ".")
    return len(digits.partition(".")[2])


def half_unit(cell: Cell) -> float:
    """Half a unit of the last printed digit: how far a rounded figure may be off."""
    return 0.5 * 10.0 ** -decimals(cell)
