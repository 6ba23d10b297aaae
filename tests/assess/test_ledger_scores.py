"""Timeliness and quality: right where enough came in, silent where not."""

from math import sqrt

import pandas as pd
import pytest
from qiyou.assess.ledger_scores import FEWEST, completeness, owners_of, quality, timeliness
from qiyou.register.forms import Forms

LEVEL = 0.95
MONTHS = [f"2025-{month:02}" for month in range(1, 10)]


def wilson(events, n, z=1.959963985):
    """Wilson's interval, written out."""
    centre = (events + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * sqrt(events * (n - events) / n + z * z / 4)
    return centre - half, centre + half


def month_after(period, day):
    return f"2025-{int(period[5:]) + 1:02}-{day:02}"


def scores(office, first="2025-02-01", last="2025-10-31", as_of="2025-10-31"):
    frame = timeliness(office.ledger(first, last, as_of), as_of, LEVEL)
    return frame.set_index("department")


def owners(office):
    return owners_of(office.forms, {"civil_affairs": "县民政局", "statistics": "统计部门"})


def test_share_of_due_returns_accepted_in_time_with_its_interval(office):
    # Nine monthly returns are due from February to October, and three quarterly ones (15 April,
    # July, October). Six months come on the eighth, one on the ninth, two never.
    for period in MONTHS[:6]:
        office.send("beds_monthly", period, month_after(period, 8))
    office.send("beds_monthly", MONTHS[6], month_after(MONTHS[6], 9))
    row = scores(office).loc["县民政局"]
    assert (row["n_due"], row["n_on_time"], row["n_late"], row["n_open"]) == (12, 6, 1, 5)
    assert row["value"] == 0.5
    assert (row["low"], row["high"]) == pytest.approx(wilson(6, 12))


def test_what_is_not_due_yet_does_not_count_though_it_has_come(office):
    office.send("beds_monthly", "2025-09", "2025-10-02")
    assert scores(office, "2025-10-01", "2025-10-08", "2025-10-08").empty


def test_below_five_due_returns_there_is_no_share(office):
    rows = scores(office)
    assert rows.loc["统计部门", "n_due"] == 1 < FEWEST
    assert not rows.loc["统计部门", "is_scored"]
    assert rows.loc["统计部门", ["value", "low", "high"]].isna().all()


def test_townships_have_a_line_each(office):
    rows = scores(office, "2024-01-01")
    assert dict(zip(rows.index, rows["area"], strict=True)).items() >= {
        name: code for code, name in office.towns.items()}.items()
    # Quarters ended from December 2023 to September 2025: eight, each due ten days later.
    assert rows.loc["东镇", "n_due"] == 8


def test_first_tries_that_were_accepted(office, make):
    for period in MONTHS[:3]:
        office.send("beds_monthly", period, month_after(period, 5))
    for period in MONTHS[3:6]:
        office.send("beds_monthly", period, month_after(period, 5), "held",
                    findings=[make.finding(), make.finding("提示")])
        office.send("beds_monthly", period, month_after(period, 6))
    history = office.history()
    [row] = quality(office.came(), history.submissions, owners(office), LEVEL).to_dict("records")
    assert (row["n_first"], row["n_clean"]) == (6, 3)
    assert (row["low"], row["high"]) == pytest.approx(wilson(3, 6))
    # Three figures a file; the mended versions and the hints do not count.
    assert (row["n_figures"], row["n_findings"]) == (18, 3)
    assert row["per_100"] == pytest.approx(100 * 3 / 18)


def test_few_first_tries_give_no_share(office):
    office.send("beds_monthly", "2025-01", "2025-02-05")
    [row] = quality(office.came(), office.history().submissions, owners(office),
                    LEVEL).to_dict("records")
    assert (row["n_first"], row["is_scored"]) == (1, False)
    assert pd.isna(row["value"])


def test_files_of_townships_are_no_departments(office):
    office.send("stations", "2025Q3", "2025-10-01")
    assert quality(office.came(), office.history().submissions, owners(office), LEVEL).empty


def test_nothing_came_and_nothing_is_scored(office):
    history = office.history()
    assert quality(office.came(), history.submissions, owners(office), LEVEL).empty


def test_completeness_counts_the_figures_that_are_asked_for(office):
    # Two figures are asked of each township (the remark is not): of two returns, four.
    accepted = pd.DataFrame({"form": ["beds", "beds"], "period": ["2025Q2", "2025Q3"]})
    east, west, north = office.towns
    filled = pd.DataFrame(
        [("beds", "2025Q2", east, "beds", 1), ("beds", "2025Q2", east, "calls", 1),
         ("beds", "2025Q3", east, "beds", 1), ("beds", "2025Q3", east, "remark", 1),
         ("beds", "2025Q3", west, "calls", 1), ("beds", "2025Q1", west, "beds", 1)],
        columns=["form", "period", "area", "column", "n"])
    frame = completeness(filled, accepted, office.forms, office.county).set_index("area")
    assert list(frame["n_expected"]) == [4, 4, 4]
    assert list(frame["n_filled"]) == [3, 1, 0]
    assert frame.loc[east, "share"] == 0.75
    assert frame.loc[north, "name"] == "北乡"


def test_a_grid_by_sex_asks_for_twice_the_figures(office, make):
    columns = {"area": {"type": "area", "name": "乡镇"},
               "sex": {"type": "code", "name": "性别", "codes": "sex"},
               "n": {"type": "whole", "name": "人数", "unit": "人"}}
    form = make.form("综合9", "按性别", "statistics", "year", 10, columns=columns,
                     keys=("area", "sex"))
    forms = Forms({"by_sex": form}, office.forms.codes, office.forms.departments, {})
    accepted = pd.DataFrame({"form": ["by_sex"], "period": ["2025"]})
    filled = pd.DataFrame({"form": ["by_sex"], "period": ["2025"], "area": [next(iter(
        office.towns))], "column": ["n"], "n": [2]})
    frame = completeness(filled, accepted, forms, office.county)
    assert list(frame["n_expected"]) == [2, 2, 2]
    assert frame["share"].iloc[0] == 1


def test_a_list_says_nothing_of_completeness(office, make):
    form = make.form("综合9", "名录", "statistics", "year", 10, rows="open")
    forms = Forms({"list": form}, {}, office.forms.departments, {})
    accepted = pd.DataFrame({"form": ["list"], "period": ["2025"]})
    filled = pd.DataFrame({"form": ["list"], "period": ["2025"], "area": ["999901100"],
                           "column": ["beds"], "n": [7]})
    frame = completeness(filled, accepted, forms, office.county)
    assert frame["n_expected"].eq(0).all()
    assert frame["share"].isna().all()
