"""The fictional county and its plan."""

from itertools import combinations

from qiyou.register import audit_plan, open_register
from qiyou.register.models import PROMISE_KINDS

COUNTY = "haiyu"


def county():
    return open_register().county(COUNTY)


def plan():
    return open_register().plan(COUNTY)


def test_only_the_fictional_county_says_so():
    register = open_register()
    assert [key for key, one in register.counties.items() if one.is_fictional] == [COUNTY]


def test_its_codes_cannot_be_a_real_county_s():
    # The division codes of Zhejiang end with prefecture 11.
    assert county().code.startswith("3399")
    assert county().prefecture_code == "339900"
    assert all(town.code.startswith("339922") for town in county().townships)
    assert len(county().townships) == 7


def test_the_plan_says_in_its_source_that_it_is_invented():
    source = plan().source
    assert all("虚构" in text for text in (source.title, source.publisher, source.obtained,
                                         source.table, source.number))
    assert all("虚构" in document.title for document in plan().later_documents)


def test_every_kind_of_promise_occurs():
    assert {promise.kind for promise in plan().promises} == set(PROMISE_KINDS)


def test_the_table_has_the_same_rows_as_the_real_plan_and_other_numbers():
    real = [p.indicator for p in open_register().plan("shengsi").promises if p.is_table]
    own = [p.indicator for p in plan().promises if p.is_table]
    assert own == real
    same = [p.id for p in plan().promises
            if p.is_table and p.kind in ("at_least", "at_most", "cumulative")
            and [c.value for c in p.path]
            == [c.value for c in open_register().plan("shengsi").promise(p.id).path]]
    assert same == []


def test_two_promises_on_one_indicator_disagree():
    pairs = [(a.id, b.id) for a, b in combinations(plan().promises, 2)
             if a.indicator == b.indicator and b.id in a.conflicts_with]
    assert pairs == [("health.premature_mortality", "health.premature_mortality_prose")]


def test_a_coverage_names_its_places():
    named = [p for p in plan().promises if p.kind == "coverage" and len(p.places) == 7]
    assert len(named) >= 3


def test_the_audit_has_little_but_something_to_say():
    found = audit_plan(plan(), open_register())
    real = audit_plan(open_register().plan("shengsi"), open_register())
    assert 10 <= len(found) < len(real)
    assert [f.rule for f in found if f.rule == "A01"] == ["A01"]
