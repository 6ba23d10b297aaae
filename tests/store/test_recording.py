"""A submission is recorded wholly or not at all, and says what it changed."""

from dataclasses import replace

import pytest
from qiyou.store import StoreError, open_store


def contents(store, made, **as_of):
    found = store.current(made.COUNTY, made.FORM, made.PERIOD, **as_of)
    return {key: stored.content for key, stored in found.items()}


def test_a_first_delivery_is_new(store, made):
    recorded = store.record(made.submission(made.delivery(made.figure(5), made.figure("好",
                                                          column="state"))))
    assert recorded == (1, 2, 0, 0, 0)
    assert contents(store, made) == {(made.NORTH, "", "beds"): 5.0,
                                     (made.NORTH, "", "state"): "好"}


def test_the_same_values_sent_again_change_nothing(store, made):
    delivery = made.delivery(made.figure(5), made.figure(7, column="places"))
    store.record(made.submission(delivery))
    recorded = store.record(made.submission(delivery, data=b"b", day=2))
    assert recorded == (2, 0, 0, 2, 0)
    assert not recorded.has_changed
    [history] = {len(v) for v in store.vintages(made.COUNTY, made.FORM, made.PERIOD).values()}
    assert history == 1


def test_a_changed_value_is_a_second_vintage_with_its_own_origin(store, made):
    store.record(made.submission(made.delivery(made.figure(5), declared="2025-10-01")))
    store.record(made.submission(made.delivery(made.figure(6, cell="B4"), standing="修订",
                                               declared="2025-10-02"), data=b"b", day=2))
    first, second = store.vintages(made.COUNTY, made.FORM, made.PERIOD)[made.NORTH, "", "beds"]
    assert (first.value, first.vintage, first.declared, first.cell) == (5, 1, "2025-10-01", "B3")
    assert (second.value, second.vintage, second.standing, second.cell) == (6, 2, "修订", "B4")
    assert second.received == "2025-10-02T12:00:00+08:00"
    assert second.sha256 == made.submission(data=b"b").sha256


def test_what_is_gone_from_the_scope_is_removed_and_what_is_outside_stays(store, made):
    store.record(made.submission(made.delivery(
        made.figure(5), made.figure(6, area=made.SOUTH))))
    recorded = store.record(made.submission(made.delivery(areas=(made.SOUTH,)), data=b"b"))
    assert recorded == (2, 0, 0, 0, 1)
    assert contents(store, made) == {(made.NORTH, "", "beds"): 5.0}
    last = store.vintages(made.COUNTY, made.FORM, made.PERIOD)[made.SOUTH, "", "beds"][-1]
    assert (last.value, last.text, last.vintage, last.is_removed) == (None, None, 2, True)


@pytest.mark.parametrize("result", ["stale", "held", "refused"])
def test_only_an_accepted_submission_writes_figures(store, made, result):
    recorded = store.record(made.submission(made.delivery(made.figure(5)), result=result))
    assert recorded == (1, 0, 0, 0, 0)
    assert contents(store, made) == {}
    assert store.periods(made.COUNTY, made.FORM) == []
    assert store.newest(made.COUNTY, made.FORM, made.PERIOD) is None


def test_other_counties_forms_and_periods_are_left_alone(store, made):
    store.record(made.submission(made.delivery(made.figure(5))))
    for other in ({"form": "places"}, {"period": "2025Q4"}):
        store.record(made.submission(made.delivery(made.figure(9), **other), data=b"b"))
    store.record(made.submission(made.delivery(made.figure(8)), county="shanyu", data=b"c"))
    assert contents(store, made) == {(made.NORTH, "", "beds"): 5.0}


def test_several_deliveries_of_one_file_are_recorded_together(store, made):
    recorded = store.record(made.submission(
        made.delivery(made.figure(5)), made.delivery(made.figure(6), period="2025Q4")))
    assert recorded.n_new == 2
    assert store.periods(made.COUNTY, made.FORM) == ["2025Q3", "2025Q4"]


def test_a_new_note_on_an_unchanged_figure_is_kept_from_then_on(store, made):
    store.record(made.submission(made.delivery(made.figure(5))))
    store.record(made.submission(made.delivery(made.figure(5, note="新开一家")), data=b"b", day=3))
    store.record(made.submission(made.delivery(made.figure(5)), data=b"c", day=5))
    where = (made.COUNTY, made.FORM, made.PERIOD)
    notes = {day: store.current(*where, as_of=f"2025-10-{day:02}")[made.NORTH, "", "beds"].note
             for day in (2, 4, 6)}
    assert notes == {2: "", 4: "新开一家", 6: "新开一家"}
    assert [s.vintage for s in store.current(*where).values()] == [1]


def test_a_revision_says_old_new_who_when_and_why(store, made):
    store.record(made.submission(made.delivery(made.figure(5), made.figure(1, column="a"))))
    store.record(made.submission(
        made.delivery(made.figure(6, note="补报"), made.figure(2, column="a")),
        data=b"b", day=2, sender="另一局", reason="核实后更正"))
    found = {r.column: (r.old, r.new, r.who, r.at, r.why, r.unit)
             for r in store.revisions(made.COUNTY)}
    assert found == {
        "beds": (5.0, 6.0, "另一局", "2025-10-02T12:00:00+08:00", "补报", "张"),
        "a": (1.0, 2.0, "另一局", "2025-10-02T12:00:00+08:00", "核实后更正", "张")}


def test_a_removal_and_a_return_are_revisions_too(store, made):
    for day, figures in enumerate([[made.figure(5)], [], [made.figure(5)]], 1):
        store.record(made.submission(made.delivery(*figures), data=bytes([day]), day=day))
    assert [(r.old, r.new, r.vintage) for r in store.revisions(made.COUNTY)] == [
        (5.0, None, 2), (None, 5.0, 3)]


def test_revisions_since_a_day_leave_out_that_day(store, made):
    for day, value in ((1, 5), (2, 6), (3, 7)):
        store.record(made.submission(made.delivery(made.figure(value)), data=bytes([day]),
                                     day=day))
    assert [r.new for r in store.revisions(made.COUNTY, "2025-10-02")] == [7.0]
    assert [r.new for r in store.revisions(made.COUNTY, as_of="2025-10-02")] == [6.0]
    assert store.revisions("shanyu") == []


def test_findings_and_explanations_are_kept_word_for_word(store, made):
    findings = (made.finding(), made.finding("提示", rule="S202"),
                made.finding(explanation="=新开一家\n“真的”"))
    recorded = store.record(made.submission(findings=findings, result="held"))
    assert store.findings(recorded.id) == findings


def test_a_name_that_no_database_can_hold_is_kept_as_well_as_can_be(store, made):
    figure = made.figure("a\udcffb", column="state", note="\ud800")
    store.record(made.submission(made.delivery(figure), name="\udcff.xlsx"))
    store.record(made.submission(made.delivery(figure), data=b"b"))
    assert store.submissions()[0].name == "?.xlsx"
    assert contents(store, made) == {(made.NORTH, "", "state"): "a?b"}


def test_facts_come_back_as_they_went_in(store, made):
    facts = {"forms": [{"form": "床位", "n": 3}], "b": None, "a": 1.5}
    store.record(made.submission(facts=facts))
    assert store.submissions()[0].facts == facts


@pytest.mark.parametrize("change", [
    {"result": "ok"}, {"received": "2025-10-01T12:00:00"}, {"received": "gestern"},
    {"facts": {"a": {1}}}])
def test_a_submission_that_breaks_its_contract_is_a_bug_and_leaves_nothing(store, made, change):
    before = store.state()
    with pytest.raises((ValueError, TypeError)):
        store.record(made.submission(made.delivery(made.figure(5)), **change))
    assert (store.submissions(), store.state()) == ([], before)


def test_a_bad_figure_in_the_middle_leaves_nothing(store, made):
    figures = (made.figure(5), made.figure(6, column="a"), made.figure(7))
    with pytest.raises(ValueError, match="not a figure"):
        store.record(made.submission(made.delivery(*figures)))
    assert store.submissions() == []
    store.record(made.submission(made.delivery(figures[0])))
    assert contents(store, made) == {(made.NORTH, "", "beds"): 5.0}


def test_a_standing_that_no_sender_may_give_is_a_bug(store, made):
    with pytest.raises(ValueError, match="corrected"):
        store.record(made.submission(made.delivery(standing="corrected")))


def test_a_full_disk_leaves_the_state_before(tmp_path, made):
    figures = [made.figure(i, column=f"c{i}", note="长" * 50) for i in range(2000)]
    with open_store(tmp_path, is_writer=True) as store:
        store.record(made.submission(made.delivery(made.figure(5))))
        before = store.state()
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreError, match="磁盘已满"):
            store.record(made.submission(made.delivery(*figures), data=b"b"))
        assert store.state() == before
        assert contents(store, made) == {(made.NORTH, "", "beds"): 5.0}
    with open_store(tmp_path, is_writer=True) as store:
        assert store.record(made.submission(made.delivery(*figures), data=b"b")).n_new == 2000


def test_a_reader_does_not_record(tmp_path, made):
    with open_store(tmp_path) as store, pytest.raises(RuntimeError):
        store.record(made.submission())


def test_the_state_depends_on_the_history_and_on_nothing_else(tmp_path, made):
    history = [made.submission(made.delivery(made.figure(n)), data=bytes([n]), day=n + 1,
                               findings=(made.finding(),)) for n in range(3)]
    states = []
    for name, steps in (("a", history), ("b", history), ("c", history[::-1])):
        with open_store(tmp_path / name, is_writer=True) as store:
            for submission in steps:
                store.record(submission)
            states.append(store.state())
    assert states[0] == states[1] != states[2]


@pytest.mark.parametrize("change", [
    {"name": "别名.xlsx"}, {"sender": "别局"}, {"reason": "x"}, {"facts": {"a": 1}},
    {"received": "2025-10-01T13:00:00+08:00"}, {"result": "held"}])
def test_the_state_holds_all_that_is_said_of_a_submission(tmp_path, made, change):
    first = made.submission(made.delivery(made.figure(5)))
    states = set()
    for number, submission in enumerate((first, replace(first, **change))):
        with open_store(tmp_path / str(number), is_writer=True) as store:
            store.record(submission)
            states.add(store.state())
    assert len(states) == 2


def test_a_countys_state_knows_nothing_of_the_others(store, made):
    store.record(made.submission())
    own, whole = store.state(made.COUNTY), store.state()
    store.record(made.submission(county="shanyu", day=2))
    assert store.state(made.COUNTY) == own
    assert store.state() != whole
    assert store.state(as_of="2025-10-01") == whole
