"""Plan audit: each rule fires on a planted fault, stays silent on a clean plan, and adds up."""

import json

import pytest
from qiyou.catalogue import catalogue
from qiyou.register import audit_plan, open_register
from qiyou.register.audit import RULES
from qiyou.register.build import build_plan
from qiyou.register.models import PlanFile

REFERENCE = {"population": 50_000, "age_0_2": 600, "age_15_59": 40_000, "census_year": 2020}
LIFE = "health.life_expectancy"
PLACES = "childcare.places_per_1000"


def promise(*, base="80.0", path=("80.3", "80.6", "80.9", "81.2", "81.5"), **rest) -> dict:
    """One row of a table with a steady path, unless told otherwise."""
    cells = path if isinstance(path, dict) else dict(zip(range(2023, 2028), path, strict=False))
    record = {"clause": "表 1", "row": 1, "kind": "at_least", "comparison": ">=", "path": cells,
              **rest}
    return record if base is None else {**record, "base": base}


def prose(text, value=None, *, year=2027, **rest) -> dict:
    cell = text if value is None else {"text": text, "value": value}
    return {"clause": "二(一)1", "kind": "at_least", "comparison": ">=", "path": {year: cell},
            **rest}


def later(name, **rest) -> dict:
    change = {"promise": name, "name": "新口径", "comparison": ">=", "value": 280, "unit": "个",
              "year": 2025, "is_redefinition": True, "note": "n", **rest}
    return {"title": "要点", "publisher": "县", "date": "2025-04-17", "changes": [change]}


def plan_of(promises, **rest):
    source = {"title": "t", "publisher": "p", "obtained": "o", "table": "t"}
    data = {"county": "shengsi", "base_year": 2022, "first_year": 2023, "last_year": 2027,
            "source": source, "promises": promises, **rest}
    file = PlanFile.model_validate_json(json.dumps(data))
    register = open_register()
    return build_plan(file, register.indicators, register.county("shengsi").leads)


def audit(promises, reference=None, **rest):
    return audit_plan(plan_of(promises, **rest), open_register(), reference or REFERENCE)


def only(rule, promises, reference=None, **rest):
    found = [f for f in audit(promises, reference, **rest) if f.rule == rule]
    assert len(found) == 1, [f.rule for f in audit(promises, reference, **rest)]
    return found[0]


def test_a_clean_plan_gives_nothing():
    assert audit({LIFE: promise()}) == []


def test_a_clean_plan_that_falls_gives_nothing():
    path = ("9.4", "9.2", "9.0", "8.8", "8.6")
    record = promise(base="9.6", path=path, kind="at_most", comparison="<=")
    assert audit({"health.premature_mortality": record}) == []


PLANTED = {
    "A01": {LIFE: promise(), "health.again": prose("82岁", 82, indicator=LIFE)},
    "A02": {LIFE: promise(), "health.again": prose("81.5", indicator=LIFE)},
    "A03": {"eldercare.care_consortia": prose("全覆盖", kind="coverage", comparison="full"),
            "eldercare.again": prose("全覆盖", kind="coverage", comparison="full",
                                     indicator="eldercare.care_consortia")},
    "A04": {"employment.high_skilled_share": prose("37.2%"),
            "employment.high_skilled_workers": prose("6000"),
            "employment.skilled_workers": prose("16150")},
    "A05": {"employment.skilled_share": prose("37%"),
            "employment.skilled_workers": prose("16150")},
    "A06": {LIFE: promise(base="/", path=("/",) * 5, kind="monitor", comparison="none")},
    "A07": {LIFE: promise(base=None, path={2027: "市里下达"}, kind="assigned",
                          comparison="assigned")},
    "A08": {LIFE: promise(base=None, path=("全覆盖",) * 5, kind="coverage", comparison="full")},
    "A09": {LIFE: promise(base="/")},
    "A10": {LIFE: promise(path=("80.3", "80.6", "80.9"))},
    "A11": {"childcare.affordable_places_share": promise(base="90",
                                                         path=("95", "100", "105", "110", "115"))},
    "A12": {"assistance.disabled_homes": promise(base="57", path=("71", "75", "86", "100", "100"))},
    "A13": {"education.preschool_county_passed": prose("100%")},
    "A14": {LIFE: promise(base="80.4")},
    "A15": {LIFE: promise(base="81.5")},
    "A16": {LIFE: promise(path=("81.0", "81.1", "81.2", "81.3", "81.5"))},
    "A17": {LIFE: promise(path=("80.3", "80.6", "80.6", "81.2", "81.5"))},
    "A18": {LIFE: promise(path=("80.3", "80.9", "80.6", "81.2", "81.5"))},
    "A19": {LIFE: promise(path=("80.3", "80.35", "80.9", "81.2", "81.5"))},
    "A20": {"overall.investment": prose("7.77", kind="cumulative")},
    "A23": {"childcare.affordable_places_share": promise(base="100", path=("100",) * 5,
                                                         kind="hold", comparison="=")},
    "A24": {"employment.new_urban_jobs": prose("5000", kind="cumulative")},
    "A25": {"eldercare.integrated_homes": prose("1家", 1, kind="milestone", year=2023)},
    "A26": {"health.rescue_centres": prose("三大", 3, kind="milestone", is_year_assumed=True)},
    "A27": {"health.village_sports": prose("全覆盖", kind="coverage", comparison="full")},
    "A28": {"health.care_within_county": prose("90%")},
}
DOCUMENTED = {
    "A21": ({PLACES: promise(base="3.0", path=("3.5", "4.0", "4.5", "5.0", "5.5"))},
            {"later_documents": [later(PLACES, denominator="age_0_2")]}),
    "A22": ({"overall.investment": prose("7.77", kind="cumulative")},
            {"later_documents": [later("overall.investment", is_redefinition=False, value=0.6,
                                       unit="亿元")]}),
    "A29": ({LIFE: promise()},
            {"not_quantified": [{"clause": "一", "subject": "s", "reason": "r"}]}),
    "A30": ({"local.row_1": prose("5")}, {"indicators": {"local.row_1": {
        "name": "n", "unit": "个", "kind": "count", "direction": "higher", "basis": "待填写",
        "definition": "待填写", "why": "待填写", "owner": "待填写", "chance": "exact"}}}),
}


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_fault_is_found(rule):
    finding = only(rule, PLANTED[rule])
    assert set(finding.promises) <= set(PLANTED[rule])
    assert finding.sentence and finding.title


@pytest.mark.parametrize("rule", DOCUMENTED)
def test_a_planted_fault_around_the_plan_is_found(rule):
    promises, rest = DOCUMENTED[rule]
    assert only(rule, promises, **rest).sentence


def test_every_rule_has_a_planted_fault():
    assert {*PLANTED, *DOCUMENTED} == set(RULES)


def test_every_wording_belongs_to_a_rule():
    worded = {key.split(".")[1] for key in catalogue() if key.startswith("audit.A")}
    assert worded == set(RULES)


def test_findings_come_in_the_order_of_the_rules():
    rules = [finding.rule for finding in shengsi()]
    assert rules == sorted(rules)


def test_a_share_within_rounding_agrees_and_one_beyond_does_not():
    good = only("A04", PLANTED["A04"])
    assert good.facts["computed_pct"] == pytest.approx(100 * 6000 / 16150)
    bad = only("A04", PLANTED["A04"] | {"employment.high_skilled_share": prose("37.1%")})
    assert (good.severity, bad.severity) == ("提示", "错误")


@pytest.mark.parametrize(("persons", "wording"), [
    (40_000, "impossible"), (50_000, "high"), (90_000, "plausible"),
])
def test_an_implied_base_is_held_against_the_census(persons, wording):
    finding = only("A05", PLANTED["A05"], {"age_15_59": persons, "census_year": 2020})
    assert finding.facts["implied"] == pytest.approx(16150 / 0.37)
    assert finding.wording == wording


def test_an_implied_base_without_a_census_still_speaks():
    finding = next(f for f in audit_plan(plan_of(PLANTED["A05"]), open_register())
                   if f.rule == "A05")
    assert "43,649" in finding.sentence


def test_shares_of_a_few_townships_go_in_steps():
    finding = only("A12", {"assistance.disabled_homes": promise(
        base="57.1", path=("71.4", "75.0", "85.7", "100", "100"))})
    assert finding.facts["year"] == 2024
    assert (finding.facts["below"], finding.facts["above"]) == (71.4, 85.7)


def test_a_gross_ratio_may_be_above_hundred():
    path = ("101", "102", "103", "104", "105")
    record = {"education.higher_gross_enrolment": promise(base="100", path=path)}
    assert not [f for f in audit(record) if f.rule == "A11"]


def test_a_bar_that_does_not_move_is_no_plateau():
    record = promise(base="6", path=("<5",) * 5, kind="below", comparison="<")
    assert audit({"employment.survey_unemployment": record}) == []


def test_a_stricter_sign_is_no_plateau():
    path = dict(zip(range(2023, 2027), ("80.3", "80.6", "80.9", "81.2"), strict=True))
    strict = {"text": ">81.2", "value": 81.2, "comparison": ">"}
    assert audit({LIFE: promise(path={**path, 2027: strict})}) == []


def test_the_first_year_counts_from_the_threshold_on():
    at = promise(base="80.0", path=("82.0", "83.0", "83.3", "83.7", "84.0"))
    below = promise(base="80.0", path=("81.9", "83.0", "83.3", "83.7", "84.0"))
    assert [f.rule for f in audit({LIFE: at})] == ["A16"]
    assert audit({LIFE: below}) == []


# What issue and plan say about Shengsi, each recomputed here from the printed figures.

def shengsi(reference=None):
    register = open_register()
    return audit_plan(register.plan("shengsi"), register, reference or {})


def facts(rule, name, reference=None):
    return next(f.facts for f in shengsi(reference) if f.rule == rule and name in f.promises)


def test_shengsi_premature_mortality_has_two_targets():
    found = facts("A01", "health.premature_mortality")
    assert (found["printed"], found["other_printed"]) == ("8.50", "9.0%")
    assert found["gap"] == pytest.approx(9.0 - 8.50)


def test_shengsi_unemployment_is_looser_than_its_base():
    found = facts("A14", "employment.survey_unemployment")
    assert (found["base"], found["target"]) == ("4.7", "<5")


@pytest.mark.parametrize(("name", "share"), [
    ("health.life_expectancy", (82.4 - 81.10) / (82.70 - 81.10)),
    ("housing.property_service", (85 - 55) / (95 - 55)),
    ("health.supplementary_insurance", (50 - 30) / (70 - 30)),
    ("assistance.disabled_homes", 1.0),
])
def test_shengsi_first_years_carry_most(name, share):
    assert facts("A16", name)["share_pct"] == pytest.approx(100 * share)


def test_shengsi_front_loading_is_these_four():
    assert sum(f.rule == "A16" for f in shengsi()) == 4


def test_shengsi_skilled_workers_outnumber_the_working_age():
    found = facts("A05", "employment.skilled_workers", {"age_15_59": 40_945, "census_year": 2020})
    assert round(found["implied"]) == 43_649
    assert found["ratio_pct"] == pytest.approx(100 * 16150 / 0.37 / 40_945)


def test_shengsi_places_in_both_definitions():
    found = facts("A21", PLACES, {"population": 66_903, "age_0_2": 830})
    assert found["old_things"] == pytest.approx(4.5 * 66.903)
    assert found["new_things"] == pytest.approx(280 * 0.830)


def test_shengsi_investment_of_2025_is_a_small_part():
    assert facts("A22", "overall.investment")["share_pct"] == pytest.approx(100 * 0.6 / 7.77)


@pytest.mark.parametrize(("rule", "promises"), [
    ("A02", {"housing.support_coverage", "housing.support_coverage_prose",
             "housing.property_service", "housing.property_service_prose"}),
    ("A03", {"eldercare.care_insurance_insured", "eldercare.care_insurance_prose"}),
    ("A06", {"housing.rental_cumulative"}),
    ("A07", {"eldercare.pension_insured", "education.adult_secondary_upgrades",
             "education.adult_college_upgrades"}),
    ("A08", {"eldercare.care_insurance_insured"}),
    ("A09", {"education.compulsory_county_passed", "education.higher_gross_enrolment"}),
    ("A12", {"assistance.disabled_homes"}),
    ("A17", {"childcare.screening_share", "health.supplementary_insurance"}),
    ("A18", set()),
    ("A21", {"childcare.places_per_1000"}),
    ("A25", {"eldercare.integrated_homes", "eldercare.emergency_call"}),
])
def test_shengsi_promises_by_rule(rule, promises):
    found = {name for f in shengsi() if f.rule == rule for name in f.promises}
    assert found == promises


def test_shengsi_promises_without_lead_are_those_of_the_overall_goals():
    found = next(f for f in shengsi() if f.rule == "A20")
    assert len(found.promises) == 5
    assert all(name.startswith("overall.") for name in found.promises)


def test_every_sentence_fills_from_its_facts():
    for finding in shengsi({"population": 66_903, "age_0_2": 830, "age_15_59": 40_945}):
        assert finding.sentence.endswith("。")
        assert "{" not in finding.sentence
