"""agreement — files of params/ that are right one by one -> where they contradict each other."""

from pathlib import Path

from qiyou.catalogue import say
from qiyou.register.definitions import DOMAINS
from qiyou.register.strict_yaml import dotted, line_of, nearest
from qiyou.register.trouble import Problem, shown_path


def disagreements(folder: Path, domains, counties, plans, methods) -> list[Problem]:
    """Check names that point from one file to another.

    Parameters
    ----------
    folder : path
        The params folder, for messages.
    domains, counties, plans : dict of str to record
        As read, by file or folder name.
    methods : Methods

    Returns
    -------
    list of Problem
        Empty when all agree.
    """
    indicators = {key: i for home in domains.values() for key, i in home.indicators.items()}
    found = []
    for name, home in domains.items():
        path = domain_file(folder, name)
        found += [_at(path, *rest) for rest in _domain(name, home, methods.denominators)]
    for name, county in counties.items():
        path = folder / "counties" / name / "county.yaml"
        found += [_at(path, *rest) for rest in _county(name, county)]
    for name, plan in plans.items():
        path = folder / "counties" / name / "plan.yaml"
        found += [_at(path, *rest) for rest in _plan(name, plan, counties.get(name), indicators)]
    return found


def domain_file(folder: Path, name: str) -> Path:
    """File of a domain; what spans the seven stands beside their folder."""
    return folder / f"{name}.yaml" if name == "overall" else folder / "domains" / f"{name}.yaml"


def _at(path: Path, steps: tuple, text: str) -> Problem:
    return Problem(shown_path(path), line_of(path, steps), dotted(steps), text)


def _unknown(what: str, name: str, known) -> str:
    return say(f"register.unknown.{what}", name=name) + nearest(name, known)


def _domain(name: str, home, denominators):
    if home.id != name:
        yield ("id",), say("register.agreement.file_name", id=home.id, file=name)
    if name in DOMAINS and home.notebook != f"{DOMAINS.index(name) + 1:02d}_{name}":
        yield ("notebook",), say("register.agreement.notebook", domain=name)
    for key, indicator in home.indicators.items():
        base = indicator.denominator
        if base and base not in denominators:
            yield ("indicators", key, "denominator"), _unknown("denominator", base, denominators)
    for index, identity in enumerate(home.identities):
        for part in filter(None, (identity.share, identity.part, identity.whole)):
            if part not in home.indicators:
                yield ("identities", index), _unknown("indicator", part, home.indicators)
        for base in filter(None, (identity.implied, identity.within)):
            if base not in denominators:
                yield ("identities", index), _unknown("denominator", base, denominators)


def _county(name: str, county):
    if county.id != name:
        yield ("id",), say("register.agreement.file_name", id=county.id, file=name)
    for domain in DOMAINS:
        if domain not in county.leads:
            yield ("leads",), say("register.agreement.no_lead", domain=domain)
    for domain, lead in county.leads.items():
        if lead not in county.departments:
            yield ("leads", domain), _unknown("department", lead, county.departments)
    for index, town in enumerate(county.townships):
        if not town.code.startswith(county.code):
            yield ("townships", index, "code"), say("register.agreement.area", code=town.code)


def _plan(name: str, plan, county, indicators):
    if plan.county != name or county is None:
        yield ("county",), say("register.agreement.county", county=plan.county, folder=name)
    known = {**indicators, **plan.indicators}
    towns = {town.code for town in county.townships} if county else set()
    for key, promise in plan.promises.items():
        at = ("promises", key)
        if (promise.indicator or key) not in known:
            yield at, _unknown("indicator", promise.indicator or key, known)
        for code in promise.places:
            if code not in towns:
                yield (*at, "places"), say("register.agreement.area", code=code)
        for year in promise.path:
            if not plan.first_year <= year <= plan.last_year:
                yield (*at, "path", str(year)), say("register.agreement.year", year=year)
    yield from _changes(plan)


def _changes(plan):
    for index, document in enumerate(plan.later_documents):
        for change in document.changes:
            if change.promise not in plan.promises:
                yield ("later_documents", index), _unknown("promise", change.promise, plan.promises)
