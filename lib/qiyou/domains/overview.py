"""overview — a study of the whole plan -> what was promised, by whom, and what is known."""

import pandas as pd

from qiyou.catalogue import say
from qiyou.domains.house import audit_findings, owed
from qiyou.domains.study import Study, reference_source
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import number

DOMAIN = "overview"
INVESTMENT = "overall.investment"
PLANNED = ("major_project_investment_year", "major_project_investment_total")


def by_kind(study: Study) -> Exhibit:
    """How many promises of which type each domain has."""
    rows = study.rows.drop_duplicates("promise")
    order = list(dict.fromkeys(rows["domain"]))
    table = pd.crosstab(rows["domain"], rows["kind"]).reindex(order)
    kinds = [kind for kind in study.kinds if kind in table]
    long = table[kinds].stack().rename("n").reset_index()
    shown = long.assign(kind=[say(f"kind.{kind}") for kind in long["kind"]])
    view = {"label": "domain", "x": "kind", "value": "n"}
    return Exhibit("overview.by_kind", "strip", shown, view, study.plan_source,
                   study.facts | {"n": len(rows)})


def by_due_year(study: Study) -> Exhibit:
    """How many promised figures fall due in each year, by domain."""
    rows = study.rows[study.rows["comparison"].ne("none")]
    table = pd.crosstab(rows["domain"], rows["year"]).reindex(dict.fromkeys(study.rows["domain"]))
    shown = table.stack().rename("n").reset_index()
    shown = shown.assign(year=shown["year"].astype(int).astype(str))
    view = {"label": "domain", "x": "year", "value": "n"}
    return Exhibit("overview.by_due_year", "strip", shown, view, study.plan_source, study.facts)


def investment(study: Study) -> Exhibit:
    """The promised investment beside what later documents have planned; nothing is an actual."""
    promise = study.plan.promise(INVESTMENT)
    total = promise.path[-1].value
    published = study.snapshot.reference("published")
    own = published[published["area_code"].eq(study.county.code)
                    & published["measure"].isin(PLANNED)]
    planned = pd.DataFrame({
        "name": own["name"], "year": own["period"], "value": own["value"].astype(float),
        "unit": own["unit"], "share_pct": own["value"].astype(float) / total * 100,
        "source": own["source"],
    })
    years = study.plan.last_year - study.plan.first_year + 1
    even = {"name": say("overview.even"), "year": say("overview.each_year"),
            "value": total / years, "unit": promise.unit, "share_pct": 100 / years,
            "source": study.plan.source.title}
    shown = pd.concat([pd.DataFrame([even]), planned], ignore_index=True)
    return Exhibit("overview.investment", "table", shown,
                   source=reference_source(study, "published"),
                   facts=study.facts | {"total": promise.path[-1].text})


def by_lead(study: Study) -> Exhibit | Sentences:
    """How many indicators each department still owes figures for."""
    frame = owed(study)
    if frame.empty:
        return Sentences("overview.by_lead", (say("house.nothing_owed", **study.facts),))
    shown = (frame.assign(years=frame["years"].map(len)).groupby("lead", sort=False)
             .agg(n=("indicator", "size"), figures=("years", "sum")).reset_index()
             .sort_values("figures", ascending=False, kind="stable", ignore_index=True))
    view = {"label": "lead", "x": "figures"}
    return Exhibit("overview.by_lead", "bars", shown, view, study.plan_source,
                   study.facts | {"n": len(frame), "figures": int(shown["figures"].sum())})


def findings_by_domain(study: Study) -> Exhibit | Sentences:
    """Findings of the plan audit by domain and severity."""
    promises = {promise.id: promise for promise in study.plan.promises}
    rows = [{"domain": study.register.domain_name(promises[found.promises[0]].domain),
             "severity": found.severity} for found in audit_findings(study)]
    if not rows:
        return Sentences("overview.findings", (say("house.no_findings"),))
    frame = pd.DataFrame(rows)
    order = [name for name in dict.fromkeys(study.rows["domain"]) if name in set(frame["domain"])]
    shown = pd.crosstab(frame["domain"], frame["severity"]).reindex(order).stack().rename("n")
    view = {"label": "domain", "x": "severity", "value": "n"}
    return Exhibit("overview.findings", "strip", shown.reset_index(), view, study.plan_source,
                   study.facts | {"n": number(len(frame))})
