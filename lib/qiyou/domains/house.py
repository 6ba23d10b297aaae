"""house — a study -> the sections that every domain notebook opens and closes with."""

import pandas as pd

from qiyou.assess.bases import CENSUS, known_bases
from qiyou.assess.denominators import is_in_census
from qiyou.assess.owed import figures_owed as owed_frame
from qiyou.assess.owed import townships_owed
from qiyou.assess.pace import pace as pace_frame
from qiyou.catalogue import say
from qiyou.domains.asked import (
    counts,
    coverage,
    drift,
    in_people,
    noise,
    noise_frame,
    noise_table,
    pace,
)
from qiyou.domains.gaps import gaps
from qiyou.domains.study import Study, open_study, reference_source
from qiyou.register import audit_plan
from qiyou.report.exhibit import Exhibit
from qiyou.report.sentences import Sentences
from qiyou.report.wording import difference_unit, listing, number, years

__all__ = ["colophon", "counts", "coverage", "drift", "equity", "figures_owed", "findings",
           "in_people", "noise", "noise_table", "open_study", "opening", "outlook", "pace", "paths",
           "promises", "reference_source", "scorecard"]


def scorecard(study: Study) -> Exhibit:
    """The domain's rows of the five-year table: base, this year, final year, what has come in."""
    rows = study.rows[study.rows["promise"].isin(study.table_promises)]
    frame = pace_frame(rows, study.year)
    reported = study.estimates.groupby("indicator")["period"].agg(_latest)
    shown = pd.DataFrame({
        "name": frame["name"], "unit": frame["unit"], "base_text": frame["base_text"],
        "year_text": frame["year_text"], "final_text": frame["final_text"],
        "change_a_year": frame["change_a_year"],
        "reported": [reported.get(study.plan.promise(promise).indicator, say("house.not_reported"))
                     for promise in frame["promise"]],
    })
    return Exhibit("house.scorecard", "table", shown, source=study.plan_source,
                   facts=study.facts)


def _latest(periods: pd.Series) -> str:
    return say("house.reported_until", period=periods.max())


def paths(study: Study) -> Exhibit:
    """The promised path of every row of the table that has one, from its base."""
    rows = study.rows[study.rows["promise"].isin(study.table_promises)]
    rows = rows[rows["value"].notna()]
    has_path = rows.groupby("promise")["year"].transform("size") > 1
    shown = rows[has_path].assign(is_base=rows["comparison"].eq("none"))
    columns = ["name", "unit", "year", "value", "text", "is_base"]
    view = {"x": "year", "y": "value", "label": "name", "text": "text", "base": "is_base",
            "unit": "unit"}
    return Exhibit("house.paths", "path", shown[columns].reset_index(drop=True), view,
                   source=study.plan_source, facts=study.facts)


def figures_owed(study: Study) -> Exhibit:
    """Which department owes which figure for which period."""
    frame = owed(study)
    shown = pd.DataFrame({
        "lead": frame["lead"], "name": frame["name"], "needed": frame["needed"],
        "periods": [years(values) for values in frame["years"]],
        "source_system": frame["source_system"],
    }).sort_values(["lead", "name"], kind="stable", ignore_index=True)
    return Exhibit("house.owed", "table", shown, source=study.plan_source,
                   facts=study.facts | {"n": len(shown)})


def owed(study: Study) -> pd.DataFrame:
    """Figures of the study's indicators that have not come in, as `assess.owed` gives them."""
    frame = owed_frame(study.plan, study.register, study.snapshot.observations, study.year)
    return frame[frame["indicator"].isin(list(study.indicators))].reset_index(drop=True)


def promises(study: Study) -> Exhibit:
    """Every promise of the domain with clause, type and lead department, table and prose."""
    promised = study.rows[study.rows["comparison"].ne("none") | study.rows["kind"].eq("monitor")]
    last = promised.groupby("promise", sort=False).tail(1)
    shown = pd.DataFrame({
        "clause": last["clause"], "name": last["name"],
        "kind": [say(f"kind.{kind}") for kind in last["kind"]],
        "year": last["year"].astype("Int64"), "text": last["text"], "unit": last["unit"],
        "lead": last["lead"].fillna(say("house.no_lead")),
    })
    return Exhibit("house.promises", "table", shown.reset_index(drop=True),
                   source=study.plan_source, facts=study.facts | {"n": len(shown)})


def equity(study: Study) -> Exhibit:
    """Gaps between the townships; before there are figures, what they would have to report."""
    measured = gaps(study)
    if measured is not None:
        return measured
    frame = townships_owed(study.plan, study.register, study.snapshot.observations, study.county)
    frame = frame[frame["indicator"].isin(list(study.indicators))]
    shown = frame[["name", "numerator", "denominator", "n_reported", "n_areas"]]
    facts = study.facts | {"n_areas": len(study.county.townships)}
    return Exhibit("house.equity", "table", shown.reset_index(drop=True),
                   source=study.plan_source, facts=facts)


def outlook(study: Study) -> Exhibit:
    """What the years to come are to bring: every promised value still ahead, by year."""
    rows = study.rows[study.rows["comparison"].ne("none") & study.rows["year"].ge(study.year)]
    first = rows.drop_duplicates("promise").set_index("promise")
    cells = rows.pivot_table(index="promise", columns="year", values="text", aggfunc="last",
                             sort=False).reindex(first.index)
    cells.columns = [f"y{year}" for year in cells.columns]
    shown = pd.concat([first[["clause", "name", "unit"]], cells], axis=1).fillna("")
    return Exhibit("house.outlook", "table", shown.reset_index(drop=True),
                   source=study.plan_source, facts=study.facts)


def colophon(study: Study) -> Exhibit:
    """Where the figures of this notebook come from."""
    sources = [study.snapshot.source(name) for name in study.snapshot.references]
    document = study.plan.source
    shown = pd.DataFrame({
        "title": [document.title, *(source.title for source in sources)],
        "publisher": [document.publisher, *(source.publisher for source in sources)],
        "date": [document.date or "", *(source.date for source in sources)],
        "obtained": [document.obtained, *(source.obtained for source in sources)],
    })
    return Exhibit("house.colophon", "table", shown, facts=study.facts)


def findings(study: Study) -> Exhibit:
    """What the audit of the plan found in this domain's promises."""
    found = audit_findings(study)
    names = {promise.id: promise.name for promise in study.plan.promises}
    shown = pd.DataFrame({
        "severity": [finding.severity for finding in found],
        "rule": [say("house.rule", rule=finding.rule, title=finding.title) for finding in found],
        "promises": [listing(list(dict.fromkeys(names[p] for p in finding.promises)))
                     for finding in found],
        "sentence": [finding.sentence for finding in found],
    })
    return Exhibit("house.findings", "table", shown, source=study.plan_source,
                   facts=study.facts | {"n": len(shown)})


def audit_findings(study: Study) -> list:
    """Findings of the plan audit that concern the study's promises."""
    bases = known_bases(study.register, study.snapshot) if is_in_census(study.snapshot) else {}
    reference = bases | {"census_year": CENSUS}
    own = set(study.rows["promise"])
    return [finding for finding in audit_plan(study.plan, study.register, reference)
            if own & set(finding.promises)]


def opening(study: Study) -> Sentences:
    """What a reader must know of the domain before anything else, in a few sentences."""
    marks = noise_frame(study)
    owed = figures_owed(study).data
    facts = study.facts | {
        "n": study.rows["promise"].nunique(), "n_table": len(study.table_promises),
        "lead": listing(sorted(set(study.rows["lead"].dropna()))),
        "domain": study.name, "n_findings": len(audit_findings(study)), "n_owed": len(owed),
    }
    lines = [say("house.opening.promises", **facts), *_noise_lines(marks, study),
             say("house.opening.owed" if len(owed) else "house.opening.complete", **facts),
             say("house.opening.findings", **facts)]
    return Sentences("house.opening", tuple(lines), source=study.plan_source)


def _noise_lines(marks: pd.DataFrame, study: Study) -> list[str]:
    """One line on what is inside the noise; none where nothing has chance in it."""
    has_chance = marks[marks["code"].isin(["inside", "pooled", "outside"])]
    hidden = has_chance[has_chance["code"].ne("outside")]
    if has_chance.empty:
        return [say("house.opening.no_chance")]
    if hidden.empty:
        return [say("house.opening.seen", names=listing(list(has_chance["name"])))]
    items = [say("house.opening.hidden_item", name=row["name"],
                 step=number(row["step"], difference_unit(row["unit"])),
                 half=number(row["half_one"], difference_unit(row["unit"]), 1))
             for _, row in hidden.iterrows()]
    return [say("house.opening.hidden", items=say("word.separator").join(items))]
