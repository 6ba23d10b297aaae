"""What is due, from whom, and when."""

import pytest
from qiyou.assess.due import due_list, form_order
from qiyou.register.forms import Forms


def found(office, first, last):
    frame = due_list(office.forms, office.county, first, last)
    return list(zip(frame["form"], frame["period"], frame["due"], frame["area"], strict=True))


def test_a_return_is_due_so_many_calendar_days_after_its_period(office):
    # 15 days after 30 September, 8 after it, and 60 after 31 December: 1 March, or 29 February.
    assert ("beds", "2025Q3", "2025-10-15", "") in found(office, "2025Q3", "2025Q3")
    assert ("beds_monthly", "2025-09", "2025-10-08", "") in found(office, "2025Q3", "2025Q3")
    assert ("yearly", "2024", "2025-03-01", "") in found(office, "2024", "2024")
    assert ("yearly", "2023", "2024-02-29", "") in found(office, "2023", "2023")


def test_holidays_are_not_left_out(office):
    # The eighth of October 2025 lies in the week of rest.
    assert found(office, "2025-10-08", "2025-10-08") == [
        ("beds_monthly", "2025-09", "2025-10-08", "")]


def test_each_township_owes_its_own_return(office):
    areas = [area for form, *_, area in found(office, "2025Q3", "2025Q3") if form == "stations"]
    assert areas == list(office.towns)


def test_a_quarter_holds_its_months_and_a_year_all_of_them(office):
    quarter = {period for _, period, *_ in found(office, "2025Q3", "2025Q3")}
    assert quarter == {"2025-07", "2025-08", "2025-09", "2025Q3"}
    # One year, four quarters, twelve months; four quarters of three townships.
    assert len(found(office, "2025", "2025")) == 1 + 4 + 12 + 4 * 3


def test_a_month_holds_nothing_longer(office):
    assert {form for form, *_ in found(office, "2025-09", "2025-09")} == {"beds_monthly"}


def test_both_days_of_a_span_count(office):
    span = found(office, "2025-10-08", "2025-10-15")
    assert {due for *_, due, _ in span} == {"2025-10-08", "2025-10-10", "2025-10-15"}
    assert found(office, "2025-10-09", "2025-10-09") == []


def test_spans_side_by_side_hold_every_return_once(office):
    parts = [*found(office, "2025-01-01", "2025-06-30"), *found(office, "2025-07-01", "2025-12-31")]
    assert sorted(parts) == sorted(found(office, "2025-01-01", "2025-12-31"))
    assert len(set(parts)) == len(parts)


def test_a_department_goes_by_the_countys_own_name_if_it_has_one(office):
    frame = due_list(office.forms, office.county, "2024", "2024")
    names = dict(zip(frame["form"], frame["department"], strict=True))
    assert (names["beds"], names["yearly"]) == ("县民政局", "统计部门")
    assert set(frame.loc[frame["form"].eq("stations"), "department"]) == set(office.towns.values())


@pytest.mark.parametrize(("first", "last"), [("2025Q3", "2025-10-01"), ("2025-10-01", "2025")])
def test_a_day_and_a_period_do_not_go_together(office, first, last):
    with pytest.raises(ValueError, match="要么都写日期"):
        due_list(office.forms, office.county, first, last)


@pytest.mark.parametrize("name", ["2025Q5", "去年", "2025-13", ""])
def test_what_is_no_period_is_said_in_words(office, name):
    with pytest.raises(ValueError, match="报告期"):
        due_list(office.forms, office.county, name, name)


def test_nothing_is_due_of_no_forms(office):
    frame = due_list(Forms({}, {}, {}, {}), office.county, "2025", "2025")
    assert frame.empty
    assert list(frame.columns)[-2:] == ["period", "due"]


def test_the_tenth_form_comes_after_the_ninth(make):
    forms = [make.form(f"康养{n}", "表", "civil_affairs", "year", 10) for n in (10, 9, 1)]
    assert [form.number for form in sorted(forms, key=form_order)] == ["康养1", "康养9", "康养10"]
