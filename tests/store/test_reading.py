"""Earlier states, the ledger's rows, what is newest."""

import pytest
from qiyou.store import open_store


def values(store, made, as_of=None):
    return {key: s.value for key, s in store.figures(made.COUNTY, as_of).items()}


def test_a_store_that_does_not_exist_is_empty_and_stays_away(tmp_path, made):
    with open_store(tmp_path) as store:
        assert store.figures(made.COUNTY) == {}
        assert store.current(made.COUNTY, made.FORM, made.PERIOD) == {}
        assert store.vintages(made.COUNTY, made.FORM, made.PERIOD) == {}
        assert (store.submissions(), store.revisions(made.COUNTY), store.counties()) == ([], [], [])
        assert store.find("a" * 64) is None
        assert store.newest(made.COUNTY, made.FORM, made.PERIOD) is None
    assert list(tmp_path.iterdir()) == []


def test_a_reader_keeps_the_moment_at_which_it_opened(tmp_path, made):
    with open_store(tmp_path, is_writer=True) as writer:
        writer.record(made.submission(made.delivery(made.figure(5))))
        with open_store(tmp_path) as reader:
            writer.record(made.submission(made.delivery(made.figure(6)), data=b"b"))
            assert list(values(reader, made).values()) == [5.0]
        with open_store(tmp_path) as reader:
            assert list(values(reader, made).values()) == [6.0]


@pytest.mark.parametrize(("as_of", "expected"), [
    ("2025-09-30", []), ("2025-10-01", [5.0]), ("2025-10-01T11:59:59+08:00", []),
    ("2025-10-01T12:00:00+08:00", [5.0]), ("2025-10-02", [6.0]),
    ("2025-10-02T04:00:00+00:00", [6.0]), (None, [])])
def test_any_earlier_state_can_be_had(store, made, as_of, expected):
    for day, figures in ((1, [made.figure(5)]), (2, [made.figure(6)]), (3, [])):
        store.record(made.submission(made.delivery(*figures), data=bytes([day]), day=day))
    assert list(values(store, made, as_of).values()) == expected


def test_a_file_that_says_it_came_earlier_changes_no_state_of_its_own_form(store, made):
    store.record(made.submission(made.delivery(made.figure(5)), day=10))
    store.record(made.submission(made.delivery(made.figure(6)), data=b"b", day=2))
    assert values(store, made, "2025-10-05") == {}
    assert list(values(store, made, "2025-10-10").values()) == [6.0]


def test_another_form_that_came_earlier_is_known_from_then_on(store, made):
    store.record(made.submission(made.delivery(made.figure(5)), day=10))
    store.record(made.submission(made.delivery(made.figure(6), form="places"), data=b"b", day=2))
    assert [key[0] for key in values(store, made, "2025-10-05")] == ["places"]


def test_the_latest_record_of_the_same_bytes_is_found(store, made):
    store.record(made.submission(result="held", findings=(made.finding(),)))
    last = store.record(made.submission(day=2, name="再报.xlsx"))
    found = store.find(made.submission().sha256)
    assert (found.id, found.result, found.findings, found.name) == (
        last.id, "accepted", (), "再报.xlsx")
    assert store.find(made.submission().sha256, "shanyu") is None
    assert store.find(made.submission().sha256, made.COUNTY) == found


def test_the_newest_delivery_is_the_last_accepted_with_the_latest_day_declared(store, made):
    for day, declared, result in ((1, "2025-10-01", "accepted"), (2, None, "accepted"),
                                  (3, "2025-09-01", "stale")):
        store.record(made.submission(made.delivery(made.figure(day), declared=declared),
                                     data=bytes([day]), day=day, result=result))
    newest = store.newest(made.COUNTY, made.FORM, made.PERIOD)
    assert (newest.declared, newest.submission) == ("2025-10-01", 2)
    earlier = store.newest(made.COUNTY, made.FORM, made.PERIOD, as_of="2025-10-01")
    assert earlier.submission == 1


def test_the_newest_delivery_of_one_township_is_its_own(store, made):
    for day, area in ((1, made.NORTH), (2, made.SOUTH)):
        delivery = made.delivery(made.figure(5, area=area), areas=(area,),
                                 declared=f"2025-10-0{day}")
        store.record(made.submission(delivery, data=bytes([day]), day=day))
    where = (made.COUNTY, made.FORM, made.PERIOD)
    assert store.newest(*where, areas=(made.NORTH,)).declared == "2025-10-01"
    assert store.newest(*where).declared == "2025-10-02"
    assert store.newest(*where, areas=("999901102",)) is None


def test_a_ledger_row_says_what_a_submission_was(store, made):
    findings = (made.finding(explanation="因为"), made.finding("提示"), made.finding("提示"))
    store.record(made.submission(made.delivery(made.figure(5)), findings=findings))
    [row] = store.submissions(made.COUNTY)
    assert (row.id, row.name, row.sender, row.result, row.size) == (1, "床位.xlsx", "某局",
                                                                    "accepted", 1)
    assert row.counts == {"核实": 1, "提示": 2}
    assert row.n_explained == 1
    [delivery] = row.deliveries
    assert (delivery.form, delivery.period, delivery.areas, delivery.n_new) == (
        made.FORM, made.PERIOD, (made.NORTH, made.SOUTH), 1)
    assert row.recorded > row.received


def test_a_period_without_figures_was_delivered_all_the_same(store, made):
    store.record(made.submission(made.delivery()))
    assert store.periods(made.COUNTY, made.FORM) == [made.PERIOD]


def tries(store):
    return [row.is_first_try for row in store.submissions()]


def test_a_second_file_for_the_same_is_no_first_try(store, made):
    for data, delivery in ((b"a", made.delivery()), (b"b", made.delivery()),
                           (b"c", made.delivery(period="2025Q4"))):
        store.record(made.submission(delivery, data=data, result="held"))
    assert tries(store) == [True, False, True]


def test_each_township_has_its_own_first_try(store, made):
    for data, area in ((b"a", made.NORTH), (b"b", made.SOUTH), (b"c", made.NORTH)):
        store.record(made.submission(made.delivery(areas=(area,)), data=data))
    assert tries(store) == [True, True, False]


def test_a_file_of_unknown_areas_may_have_been_about_any(store, made):
    for data, areas in ((b"a", ()), (b"b", (made.SOUTH,))):
        store.record(made.submission(made.delivery(areas=areas), data=data, result="held"))
    assert tries(store) == [True, False]


def test_submissions_of_other_counties_and_later_ones_are_left_out(store, made):
    store.record(made.submission())
    store.record(made.submission(county="shanyu", day=2))
    store.record(made.submission(day=3))
    assert [row.id for row in store.submissions(made.COUNTY)] == [1, 3]
    assert [row.id for row in store.submissions(as_of="2025-10-02")] == [1, 2]
    assert store.counties() == ["haiyu", "shanyu"]


def test_a_walk_goes_through_keys_in_order(store, made):
    figures = [made.figure(n, area=area, item=item) for n, (area, item) in enumerate(
        [(made.SOUTH, ""), (made.NORTH, "age=b"), (made.NORTH, "age=a")])]
    store.record(made.submission(made.delivery(*figures)))
    store.record(made.submission(made.delivery(*figures[1:]), data=b"b"))
    assert [key[2:4] for key, _ in store.walk(made.COUNTY)] == [
        (made.NORTH, "age=a"), (made.NORTH, "age=b")]
    assert [(key[2], s.vintage) for key, s in store.walk(made.COUNTY, is_current=False)] == [
        (made.NORTH, 1), (made.NORTH, 1), (made.SOUTH, 1), (made.SOUTH, 2)]
