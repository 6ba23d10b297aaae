"""flows — a month -> what has been trained, found work, invested, and which claims are open."""

from datetime import date, timedelta
from functools import cache

from qiyou.register.forms import Forms
from qiyou.register.periods import Period, period_named
from qiyou.sample.bases import persons
from qiyou.sample.draws import pick, poisson, source
from qiyou.sample.grids import model
from qiyou.sample.lists import listed
from qiyou.sample.people import FIRST

TOWNS = range(7)


@cache
def _month(town: int, name: str) -> tuple[int, int, int]:
    """Trained, newly employed, helped in one month."""
    period, known = period_named(name), model()["flows"]
    size = persons(town, FIRST - 1, (16, 59)) / 1000
    stream = source("flows", town, name)
    season = known["training_months"][period.part - 1]
    grown = 1 + known["training_growth"] * (period.year - FIRST)
    trained = poisson(size * known["training"] * grown * season / 12, stream)
    jobs = poisson(size * known["jobs"] / 12, stream)
    helped = sum(stream.random() < known["helped"] for _ in range(jobs))
    return trained, jobs, helped


def training_jobs_rows(_form, period: Period, _forms: Forms) -> list[dict]:
    """Training and new jobs of a month, since January and since the first month of 2022."""
    rows = []
    for town in TOWNS:
        year = [_month(town, f"{period.year}-{m:02d}") for m in range(1, period.part + 1)]
        before = [_month(town, f"{y}-{m:02d}") for y in range(FIRST, period.year)
                  for m in range(1, 13)]
        trained, jobs = ([month[i] for month in year] for i in (0, 1))
        rows.append({
            "town": town, "trained_month": trained[-1], "trained_year": sum(trained),
            "trained_since": sum(trained) + sum(m[0] for m in before),
            "jobs_month": jobs[-1], "jobs_year": sum(jobs),
            "jobs_since": sum(jobs) + sum(m[1] for m in before),
            "key_groups_helped": sum(m[2] for m in year)})
    return rows


@cache
def _claims(year: int, month: int) -> tuple[dict, ...]:
    """Claims for unpaid wages that came in within a month."""
    known = model()["flows"]
    stream = source("claims", year, month)
    found = []
    for number in range(poisson(known["claims_months"][month - 1], stream)):
        came = date(year, month, 1) + timedelta(int(stream.random() * 27))
        share = known["resolved"][0] + known["resolved"][1] * (year - FIRST)
        is_resolved = stream.random() < share
        days = 2 + int(stream.random() * stream.random() * 40)
        found.append({
            "case": f"QX{year}{month:02d}{number + 1:02d}", "received": came,
            "town": pick(known["claim_towns"], stream),
            "resolved": came + timedelta(days) if is_resolved else None,
            "is_sent_on": not is_resolved and stream.random() < 0.75,
            "amount": round((3000 + 60000 * stream.random() * stream.random()) / 10) * 10,
            "workers": 1 + int(stream.random() * stream.random() * 14),
            "industry": known["industries"][pick((5, 2, 3, 2, 1), stream)]})
    return tuple(found)


def arrears_rows(_form, period: Period, _forms: Forms) -> list[dict]:
    """Claims of this year, and those of the last that were open at its end."""
    today, start = period.last_day, date(period.year, 1, 1)
    rows = []
    for year in range(max(FIRST, period.year - 1), period.year + 1):
        for month in range(1, 13):
            for claim in _claims(year, month) if date(year, month, 1) <= today else ():
                if claim["received"] >= start or not _is_over(claim, start):
                    rows.append(_claim_row(claim, today))
    return rows


def _is_over(claim: dict, day: date) -> bool:
    if claim["is_sent_on"]:
        return claim["received"] + timedelta(60) < day
    return claim["resolved"] is not None and claim["resolved"] < day


def _claim_row(claim: dict, today: date) -> dict:
    is_done = claim["resolved"] is not None and claim["resolved"] <= today
    is_sent = claim["is_sent_on"] and claim["received"] + timedelta(60) <= today
    row = {"town": claim["town"], "case": claim["case"],
           "received_day": claim["received"].isoformat(),
           "state": "resolved" if is_done else "transferred" if is_sent else "open",
           "amount": claim["amount"], "workers": claim["workers"],
           "industry": claim["industry"]}
    return row | ({"resolved_day": claim["resolved"].isoformat()} if is_done else {})


def projects_rows(_form, period: Period, _forms: Forms) -> list[dict]:
    """Investment of each project: steady from its start to its end, in whole ten thousand yuan."""
    return [_project(record, period) for record in listed()["projects"]["records"]]


def _project(record: dict, period: Period) -> dict:
    total, today = record["planned_total"], period.last_day
    begun, ended = (date.fromisoformat(record[name]) for name in ("start_day", "end_day"))
    january = date(period.year - 1, 12, 31)
    done, before = (_done(total, (begun, ended), day) for day in (today, january))
    december = _done(total, (begun, ended), date(period.year, 12, 31))
    row = {"town": None, "project": record["project"], "domain": record["domain"],
           "place": record["place"], "planned_total": total,
           "planned_year": round(1.03 * (december - before)), "done_year": done - before,
           "done_total": done,
           "state": "done" if ended <= today else "under_way" if begun <= today else "not_started"}
    days = {"start_day": begun, "end_day": ended}
    return row | {name: day.isoformat() for name, day in days.items() if day <= today}


def _done(total: float, days: tuple[date, date], today: date) -> int:
    begun, ended = days
    part = (today - begun).days / (ended - begun).days
    return round(total * min(max(part, 0.0), 1.0))

