"""Sections that every domain notebook has: they stand, they say what they show."""

import pytest
from qiyou.domains import house
from qiyou.register import audit_plan

DOMAINS = ("childcare", "education", "employment", "health", "eldercare", "housing", "assistance",
           "overview")
SECTIONS = (house.scorecard, house.paths, house.figures_owed, house.promises, house.equity,
            house.outlook, house.findings, house.colophon, house.coverage, house.drift,
            house.counts, house.noise, house.noise_table, house.in_people, house.pace)


@pytest.fixture(scope="module", params=DOMAINS)
def study(request):
    return house.open_study(request.param, "shengsi", "2025", "2025-12-31", "internal")


@pytest.mark.parametrize("section", SECTIONS, ids=lambda f: f.__name__)
def test_every_section_has_its_words(study, section):
    shown = section(study)
    words = shown.metadata()
    assert words["is_available"]
    if words["form"] == "sentences":  # a plan without such promises is told so in words
        assert "本领域" in str(shown)
    else:
        assert words["title"] and words["alt"]
        assert all(column["label"] for column in words["columns"])


def test_opening_counts_the_promises_of_the_domain(study):
    first = str(house.opening(study)).split("\n")[0]
    assert f"{study.rows['promise'].nunique()}项" in first


def test_nothing_is_reported_and_the_page_says_so(study):
    assert set(house.scorecard(study).data["reported"]) == {"未报送"}


def test_scorecard_shows_cells_as_printed(study):
    table = house.scorecard(study).data
    promises = [study.plan.promise(name) for name in study.table_promises]
    for (_, row), promise in zip(table.iterrows(), promises, strict=True):
        assert row["final_text"] in (promise.path[-1].text, "")
        assert row["base_text"] == (promise.base.text if promise.base else "")


def test_domains_share_the_findings_of_the_whole():
    whole = house.open_study("overview", "shengsi", "2025", "2025-12-31", "internal")
    parts = [house.open_study(name, "shengsi", "2025", "2025-12-31", "internal")
             for name in DOMAINS[:-1]]
    seen = {str(finding) for part in parts for finding in house.audit_findings(part)}
    everything = {str(finding) for finding in house.audit_findings(whole)}
    assert seen <= everything
    overall = [f for f in audit_plan(whole.plan, whole.register)
               if any(p.startswith("overall.") for p in f.promises)]
    assert len(everything - seen) <= len(overall)


def test_opening_names_what_is_inside_the_noise():
    study = house.open_study("health", "shengsi", "2025", "2025-12-31", "internal")
    text = str(house.opening(study))
    assert "人均预期寿命" in text and "半宽约1.3岁" in text
    assert "重大慢病过早死亡率" in text
