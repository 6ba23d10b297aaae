"""The register: complete, frozen, and all trouble at once."""

import dataclasses
import shutil

import pytest
from qiyou.project import params_folder
from qiyou.register import RegisterError, open_register
from qiyou.register.definitions import DOMAINS


@pytest.fixture
def params(tmp_path):
    folder = tmp_path / "params"
    shutil.copytree(params_folder(), folder)
    return folder


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder):
    with pytest.raises(RegisterError) as caught:
        open_register(folder)
    return caught.value.problems


def test_the_seven_domains_stand_in_notebook_order():
    register = open_register()
    assert tuple(register.domains) == DOMAINS
    assert [d.notebook for d in register.domains.values()] == [
        f"{n:02d}_{name}" for n, name in enumerate(DOMAINS, start=1)]


def test_the_register_is_read_once():
    assert open_register() is open_register()


def test_every_promise_has_an_indicator_and_its_unit_unless_it_says_otherwise():
    register = open_register()
    for promise in register.plan("shengsi").promises:
        indicator = register.indicator(promise.indicator)
        assert promise.unit in (indicator.unit, "")


def test_every_indicator_that_is_defined_is_promised():
    register = open_register()
    promised = {promise.indicator for promise in register.plan("shengsi").promises}
    assert set(register.indicators) == promised


def test_ids_begin_with_the_domain():
    register = open_register()
    for promise in register.plan("shengsi").promises:
        assert promise.id.startswith(f"{promise.domain}.")


def test_only_what_spans_the_domains_has_no_lead():
    plan = open_register().plan("shengsi")
    assert {p.domain for p in plan.promises if p.lead is None} == {"overall"}


def test_kind_and_comparison_agree():
    fits = {"at_least": (">=", ">"), "at_most": ("<=",), "below": ("<",), "hold": ("=",),
            "cumulative": (">=",), "coverage": ("full",), "milestone": (">=", "full"),
            "assigned": ("assigned",), "monitor": ("none",)}
    for promise in open_register().plan("shengsi").promises:
        assert promise.comparison in fits[promise.kind], promise.id


def test_direction_and_comparison_agree():
    register = open_register()
    for promise in register.plan("shengsi").promises:
        lower = register.indicator(promise.indicator).direction == "lower"
        if promise.comparison in ("<", "<="):
            assert lower, promise.id
        if promise.comparison in (">", ">="):
            assert not lower, promise.id


def test_promises_that_disagree_name_each_other():
    plan = open_register().plan("shengsi")
    named = {p.id: p.conflicts_with for p in plan.promises if p.conflicts_with}
    assert named == {"health.premature_mortality": ("health.premature_mortality_prose",),
                     "health.premature_mortality_prose": ("health.premature_mortality",)}


def test_a_promise_can_be_asked_by_year():
    promise = open_register().plan("shengsi").promise("health.life_expectancy")
    assert (promise.target(2027), promise.target(2022), promise.base.value) == (82.7, None, 81.1)


def test_records_cannot_be_changed():
    promise = open_register().plan("shengsi").promises[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        promise.unit = "x"


@pytest.mark.parametrize("ask", [
    lambda r: r.county("shengs"), lambda r: r.plan("shengs"),
    lambda r: r.plan("shengsi").promise("health.life_expectance"),
    lambda r: r.indicator("health.life_expectance"),
])
def test_an_unknown_name_gets_the_nearest(ask):
    with pytest.raises(KeyError, match=r"shengsi|health\.life_expectancy"):
        ask(open_register())


def test_problems_of_all_files_come_together(params):
    edit(params / "domains" / "health.yaml", "unit: 岁", "unti: 岁")
    edit(params / "counties" / "shengsi" / "county.yaml", "name: 嵊泗县", "name: 5")
    edit(params / "methods.yaml", "interval: 0.95", "interval: 95")
    found = problems(params)
    assert {p.file.rsplit("/", 1)[-1] for p in found} == {"health.yaml", "county.yaml",
                                                          "methods.yaml"}
    assert all(p.line and p.key for p in found)


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    ("domains/health.yaml", "denominator: age_30_69", "denominator: age_30_96", "age_30_69"),
    ("domains/health.yaml", "notebook: 04_health", "notebook: 03_health", "health"),
    ("domains/health.yaml", "  health.life_expectancy:", "  housing.life_expectancy:", "health."),
    ("domains/employment.yaml", "implied: employed", "implied: employes", "employed"),
    ("counties/shengsi/plan.yaml", "indicator: health.premature_mortality",
     "indicator: health.premature_mortalty", "health.premature_mortality"),
    ("counties/shengsi/plan.yaml", "county: shengsi", "county: elsewhere", "elsewhere"),
    ("counties/shengsi/plan.yaml", '["330922200", "330922203"]', '["330922999"]', "330922999"),
    ("counties/shengsi/plan.yaml", "path: {2025: 全覆盖}", "path: {2031: 全覆盖}", "2031"),
    ("counties/shengsi/plan.yaml", "- promise: overall.investment", "- promise: overall.investmnt",
     "overall.investment"),
    ("counties/shengsi/county.yaml", "health: 县卫生健康局", "health: 县卫健局", "县卫生健康局"),
    ("counties/shengsi/county.yaml", "  housing: 县住建局\n", "", "housing"),
    ("counties/shengsi/county.yaml", 'code: "330922203"', 'code: "330923203"', "330923203"),
])
def test_files_that_contradict_each_other_are_named(params, file, old, new, said):
    edit(params / file, old, new)
    found = problems(params)
    assert any(said in str(problem) for problem in found)
    assert all(problem.line for problem in found)


def test_a_missing_domain_file_is_a_problem(params):
    (params / "domains" / "housing.yaml").unlink()
    assert any("housing.yaml" in p.file for p in problems(params))
