"""study — domain, county, period, date -> everything that the cells of a notebook read from."""

from dataclasses import dataclass
from functools import cached_property

from qiyou.assess.series import flow_indicators, pooled_series, series
from qiyou.catalogue import say
from qiyou.indicators import estimate
from qiyou.register import (
    County,
    Domain,
    Plan,
    Register,
    open_forms,
    open_register,
    plan_rows,
)
from qiyou.register.models import PROMISE_KINDS
from qiyou.store import Snapshot, open_snapshot


@dataclass(frozen=True)
class Study:
    """What one notebook is about; ``domain`` is None for the overview."""

    domain: Domain | None
    county: County
    period: str
    as_of: str
    audience: str
    register: Register
    snapshot: Snapshot

    @property
    def year(self) -> int:
        """Year that the period lies in."""
        return int(self.period[:4])

    @property
    def plan(self) -> Plan:
        """The county's plan."""
        return self.register.plan(self.county.id)

    @property
    def rows(self):
        """Plan rows of the study's domain, of the whole plan for the overview."""
        rows = plan_rows(self.plan, self.register)
        return rows if self.domain is None else rows[rows["domain"].eq(self.domain.name)]

    @property
    def promises(self) -> tuple:
        """Promises of the study's domain, all of them for the overview."""
        return self.plan.promises if self.domain is None else self.plan.of_domain(self.domain.id)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Types of promise, in the order of the house's design."""
        return PROMISE_KINDS

    @property
    def name(self) -> str:
        """Name of the study's domain as people write it."""
        return say("house.overview") if self.domain is None else self.domain.name

    @property
    def facts(self) -> dict:
        """What most texts are filled with."""
        return {"county": self.county.name, "year": self.year, "as_of": self.as_of,
                "base_year": self.plan.base_year, "last_year": self.plan.last_year}

    @property
    def plan_source(self) -> str:
        """Source line of a figure that stands in the plan."""
        document = self.plan.source
        return say("house.plan_source", title=document.title, number=document.number or "")

    @property
    def table_promises(self) -> list[str]:
        """Ids of the study's promises that are rows of the plan's five-year table."""
        known = set(self.rows["promise"])
        return [promise.id for promise in self.plan.promises
                if promise.is_table and promise.id in known]

    @property
    def estimates(self):
        """Estimates of the county as a whole (``schema.ESTIMATES``)."""
        level = self.register.methods.levels.interval
        found = estimate(self.snapshot.observations, self.indicators, level)
        return found[found["area"].eq(self.county.code)]

    @cached_property
    def series(self):
        """Estimates by month, quarter and year of all areas (``schema.ESTIMATES``)."""
        level = self.register.methods.levels.interval
        return series(self.snapshot.observations, self.indicators, flow_indicators(self.forms),
                      level)

    @cached_property
    def pooled(self):
        """Estimates over several whole years together, as many as ``methods.yaml`` says."""
        methods = self.register.methods
        return pooled_series(self.snapshot.observations, self.indicators,
                             methods.small_numbers.pooled_years, flow_indicators(self.forms),
                             methods.levels.interval)

    @cached_property
    def forms(self):
        """Reporting forms, code lists and source systems."""
        return open_forms()

    @property
    def indicators(self) -> dict:
        """Indicator definitions of the study's domain, of all domains for the overview."""
        return self.register.indicators if self.domain is None else dict(self.domain.indicators)


def reference_source(study: Study, *names: str) -> str:
    """Source line of figures from reference tables."""
    titles = dict.fromkeys(study.snapshot.source(name).title for name in names)
    return say("word.separator").join(titles)


def open_study(domain: str, county: str, period: str, as_of: str, audience: str) -> Study:
    """Open definitions and data for one notebook.

    Parameters
    ----------
    domain : str
        Domain id, or ``overview``.
    county, period, as_of, audience : str
        County id; ``2025``, ``2025Q3``, ``2025-09`` or a date; ISO date up to which figures
        are known; ``internal``.

    Raises
    ------
    qiyou.register.RegisterError
        When a definition does not hold, or the county is unknown.
    ValueError
        When the date or the audience cannot be served.
    """
    register = open_register()
    return Study(
        domain=None if domain == "overview" else register.domains[domain],
        county=register.county(county), period=period, as_of=as_of, audience=audience,
        register=register, snapshot=open_snapshot(county, as_of=as_of, audience=audience),
    )
