"""load — params/ -> the register, or every problem in it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qiyou.catalogue import say
from qiyou.project import params_folder
from qiyou.register.agreement import disagreements, domain_file
from qiyou.register.build import build_plan
from qiyou.register.definitions import DOMAINS, County, Domain, Indicator, Methods
from qiyou.register.models import PlanFile
from qiyou.register.plan import Plan
from qiyou.register.strict_yaml import nearest, read_model
from qiyou.register.trouble import RegisterError

# More names than this are no help in a message.
MAX_LISTED = 100


@dataclass(frozen=True)
class Register:
    """All definitions and promises, frozen.

    ``domains`` holds the seven in notebook order; ``overall`` what spans them.
    """

    domains: Mapping[str, Domain]
    overall: Domain
    counties: Mapping[str, County]
    plans: Mapping[str, Plan]
    methods: Methods

    @property
    def indicators(self) -> dict[str, Indicator]:
        """Indicators of all domains by id."""
        homes = (*self.domains.values(), self.overall)
        return {key: found for home in homes for key, found in home.indicators.items()}

    def indicator(self, name: str) -> Indicator:
        """Indicator by id, such as ``health.life_expectancy``."""
        return _pick(self.indicators, name, "indicator")

    def county(self, name: str) -> County:
        """County by id, such as ``shengsi``."""
        return _pick(self.counties, name, "county")

    def plan(self, county: str) -> Plan:
        """Plan of a county by the county's id."""
        return _pick(self.plans, county, "plan")

    def domain_name(self, domain: str) -> str:
        """Name of a domain id as people write it, also of ``overall`` and ``local``."""
        if domain == "local":
            return say("register.local")
        return self.overall.name if domain == "overall" else self.domains[domain].name


def open_register(folder: Path | None = None) -> Register:
    """Read all definitions and promises.

    For everything that needs to know what was promised or how it is defined. The answer is kept
    for the life of the process. Not for figures: those are read through the store.

    Parameters
    ----------
    folder : path, optional
        A folder laid out like ``params/``; the project's own by default.

    Returns
    -------
    Register

    Raises
    ------
    RegisterError
        With all problems of all files.

    Examples
    --------
    >>> open_register().plan("shengsi").promise("health.life_expectancy").target(2027)
    82.7
    """
    return _open((folder or params_folder()).resolve())


@cache
def _open(folder: Path) -> Register:
    problems: list = []

    def read(path: Path, model):
        try:
            return read_model(path, model)
        except RegisterError as error:
            problems.extend(error.problems)

    domains = {name: read(domain_file(folder, name), Domain) for name in (*DOMAINS, "overall")}
    county_files = sorted((folder / "counties").glob("*/county.yaml"))
    plan_files = sorted((folder / "counties").glob("*/plan.yaml"))
    counties = {path.parent.name: read(path, County) for path in county_files}
    plan_records = {path.parent.name: read(path, PlanFile) for path in plan_files}
    methods = read(folder / "methods.yaml", Methods)
    if not problems:
        problems = disagreements(folder, domains, counties, plan_records, methods)
    if problems:
        raise RegisterError(problems)
    overall = domains.pop("overall")
    known = {key: i for home in (*domains.values(), overall) for key, i in home.indicators.items()}
    plans = {name: build_plan(record, known, counties[name].leads)
             for name, record in plan_records.items()}
    return Register(domains, overall, counties, plans, methods)


def _pick(entries: Mapping, name: str, what: str):
    if name not in entries:
        known = ", ".join(entries) if len(entries) <= MAX_LISTED else ""
        raise KeyError(say(f"register.unknown.{what}", name=name, known=known)
                       + nearest(name, entries))
    return entries[name]
