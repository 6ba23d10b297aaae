"""The whole plan at a glance."""

import pytest
from qiyou.domains import house, overview


@pytest.fixture(scope="module")
def study():
    return house.open_study(overview.DOMAIN, "shengsi", "2025", "2025-12-31", "internal")


def test_every_promise_is_counted_once(study):
    assert overview.by_kind(study).data["n"].sum() == len(study.plan.promises)


def test_every_promised_figure_falls_due_once(study):
    due = overview.by_due_year(study).data
    assert due["n"].sum() == study.rows["comparison"].ne("none").sum()


def test_investment_shows_plans_only_and_says_so(study):
    exhibit = overview.investment(study)
    assert exhibit.data["value"].iloc[0] == pytest.approx(7.77 / 5)
    assert set(exhibit.data["value"].iloc[1:]) == {3.11, 0.867, 0.6}
    assert "不是完成数" in exhibit.text("note")


def test_owed_figures_by_department_add_up(study):
    assert overview.by_lead(study).data["n"].sum() == len(house.owed(study))


def test_findings_by_domain_add_up(study):
    assert overview.findings_by_domain(study).data["n"].sum() == len(house.audit_findings(study))
