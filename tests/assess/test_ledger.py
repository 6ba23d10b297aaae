"""State of each return: from a store that real submissions were recorded in."""

from qiyou.assess.ledger import OPEN, STATES, is_settled
from qiyou.store.records import Delivery

# beds for 2025Q3 is due on 15 October 2025.
FORM, PERIOD, DUE = "beds", "2025Q3", "2025-10-15"


def test_nothing_has_come_before_the_due_day(office):
    row = office.row(FORM, PERIOD, "2025-10-01")
    assert (row.state, row.received, row.accepted, row.n_versions) == ("not_due", "", "", 0)
    assert not isinstance(row.days_late, int)


def test_on_its_due_day_a_return_is_not_overdue(office):
    assert office.row(FORM, PERIOD, DUE).state == "not_due"
    row = office.row(FORM, PERIOD, "2025-10-16")
    assert (row.state, row.days_late) == ("overdue", 1)


def test_accepted_on_the_due_day_is_in_time(office):
    office.send(FORM, PERIOD, DUE)
    row = office.row(FORM, PERIOD, "2025-10-31")
    assert (row.state, row.accepted, row.days_late, row.n_versions) == ("on_time", DUE, 0, 1)


def test_accepted_a_day_later_is_late_by_one_day(office):
    office.send(FORM, PERIOD, "2025-10-16")
    row = office.row(FORM, PERIOD, "2025-12-31")
    assert (row.state, row.days_late) == ("late", 1)


def test_what_came_after_the_day_of_the_ledger_is_not_known(office):
    office.send(FORM, PERIOD, "2025-10-16")
    assert office.row(FORM, PERIOD, "2025-10-15").state == "not_due"


def test_a_return_that_was_sent_back_is_neither_in_time_nor_overdue(office, make):
    office.send(FORM, PERIOD, "2025-10-10", "held", findings=[make.finding(), make.finding("提示")])
    row = office.row(FORM, PERIOD, "2025-10-20")
    assert (row.state, row.received, row.accepted) == ("held", "2025-10-10", "")
    # Hints ask for nothing.
    assert (row.days_late, row.n_held, row.n_open) == (5, 1, 1)


def test_mended_after_the_due_day_is_late_though_it_first_came_in_time(office, make):
    office.send(FORM, PERIOD, "2025-10-10", "held", findings=[make.finding()])
    office.send(FORM, PERIOD, "2025-10-17")
    row = office.row(FORM, PERIOD, "2025-10-20")
    assert (row.state, row.received, row.accepted) == ("late", "2025-10-10", "2025-10-17")
    assert (row.days_late, row.n_held, row.n_open) == (2, 1, 0)


def test_a_refused_file_is_to_be_sent_again(office):
    office.send(FORM, PERIOD, "2025-10-10", "refused")
    row = office.row(FORM, PERIOD, "2025-10-11")
    assert (row.state, row.n_held) == ("refused", 1)


def test_an_old_version_alone_settles_nothing(office):
    office.send(FORM, PERIOD, "2025-10-10", "stale")
    assert office.row(FORM, PERIOD, "2025-10-11").state == "stale"


def test_versions_count_when_they_change_something(office):
    office.send(FORM, PERIOD, "2025-10-10", values={"beds": 5})
    office.send(FORM, PERIOD, "2025-10-11", values={"beds": 5})
    office.send(FORM, PERIOD, "2025-10-20", values={"beds": 6})
    row = office.row(FORM, PERIOD, "2025-10-31")
    assert (row.state, row.accepted, row.last) == ("on_time", "2025-10-10", "2025-10-20")
    # Three townships have another figure.
    assert (row.n_versions, row.n_revised) == (2, 3)


def test_a_revision_that_was_sent_back_leaves_the_return_as_it_stood(office, make):
    office.send(FORM, PERIOD, "2025-10-10")
    office.send(FORM, PERIOD, "2025-10-20", "held", values={"beds": 9}, findings=[make.finding()])
    frame = office.ledger(PERIOD, PERIOD, "2025-10-31")
    row = frame[frame["form"].eq(FORM)].iloc[0]
    assert (row["state"], row["n_open"], row["n_revised"]) == ("on_time", 1, 0)
    assert not is_settled(frame)[row.name]


def test_questions_that_were_answered_are_counted_and_not_open(office, make):
    answered = make.finding("核实", "新开一家")
    office.send(FORM, PERIOD, "2025-10-10", "held", findings=[answered, make.finding("核实")])
    row = office.row(FORM, PERIOD, "2025-10-11")
    assert (row.n_explained, row.n_open) == (1, 1)


def test_in_a_workbook_of_several_forms_each_finding_goes_to_its_own(office, make):
    # 康养1 begins 康养11 as well.
    deliveries = [Delivery("beds", PERIOD, (), (), "正式"),
                  Delivery("beds_monthly", "2025-09", (), (), "正式")]
    findings = [make.finding(sheet="康养1 床位与来电"), make.finding(sheet="康养11 床位月报"),
                make.finding(sheet="康养11 床位月报"), make.finding(sheet="")]
    office.record(deliveries, "2025-10-05", "held", findings)
    assert office.row("beds", PERIOD, "2025-10-06").n_open == 1
    assert office.row("beds_monthly", "2025-09", "2025-10-06").n_open == 2


def test_a_township_answers_for_itself_alone(office):
    east, west, _ = office.towns
    office.send("stations", PERIOD, "2025-10-05", areas=[east])
    assert office.row("stations", PERIOD, "2025-10-31", east).state == "on_time"
    assert office.row("stations", PERIOD, "2025-10-31", west).state == "overdue"


def test_other_periods_and_forms_are_not_mixed_up(office):
    office.send(FORM, "2025Q2", "2025-10-01")
    office.send("beds_monthly", "2025-09", "2025-10-01")
    assert office.row(FORM, PERIOD, "2025-10-31").state == "overdue"
    assert office.row(FORM, "2025Q2", "2025-10-31").state == "late"


def test_every_state_has_its_words():
    from qiyou.catalogue import has
    assert all(has(f"ledger.state.{state}") for state in STATES)
    assert set(OPEN) < set(STATES)


def test_an_empty_list_gives_an_empty_ledger(office):
    assert office.ledger("2025-10-09", "2025-10-09", "2025-12-31").empty
