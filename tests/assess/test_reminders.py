"""Texts to paste into a chat: complete, short, polite."""

import pytest
from qiyou.assess.due import due_list
from qiyou.assess.ledger import CameIn, ledger, with_forms
from qiyou.assess.reminders import LIMIT, reminders
from qiyou.register.forms import Forms
from qiyou.store.history import no_history


def said(office, first, last, as_of):
    return {r.department: r for r in reminders(office.ledger(first, last, as_of), as_of)}


def test_names_form_period_due_day_and_how_late(office):
    text = said(office, "2025Q3", "2025Q3", "2025-10-20")["县民政局"].text
    assert "县民政局：您好" in text
    assert "截至2025年10月20日" in text
    assert "《床位与来电》（康养1）2025年第三季度尚未收到" in text
    assert "截止日为2025年10月15日，已逾期5天" in text


def test_periods_of_one_form_are_one_matter(office):
    reminder = said(office, "2025Q3", "2025Q3", "2025-10-20")["县民政局"]
    # Due 8 August, 8 September, 8 October: the first is 73 days ago.
    assert "2025年7月至2025年9月（共3期）尚未收到，最早一期的截止日为2025年8月8日，已逾期73天" \
        in reminder.text
    assert reminder.n_items == 2


def test_what_was_sent_back_comes_first_with_the_number_of_places_to_mend(office, make):
    office.send("beds", "2025Q3", "2025-10-10", "held",
                findings=[make.finding(), make.finding("核实"), make.finding("提示")])
    lines = said(office, "2025Q3", "2025Q3", "2025-10-20")["县民政局"].text.splitlines()
    assert lines[1].startswith("1. 《床位与来电》（康养1）2025年第三季度已收到")
    assert "有2处需要改正或说明" in lines[1]
    assert "已逾期5天" in lines[1]


def test_a_revision_that_was_sent_back_is_not_called_overdue(office, make):
    office.send("beds", "2025Q3", "2025-10-10")
    office.send("beds", "2025Q3", "2025-11-10", "held", values={"beds": 9},
                findings=[make.finding()])
    text = said(office, "2025Q3", "2025Q3", "2025-11-20")["县民政局"].text
    line = next(line for line in text.splitlines() if "康养1）" in line)
    assert "修订稿" in line
    assert "逾期" not in line


@pytest.mark.parametrize(("result", "words"), [("refused", "没能收下"), ("stale", "旧版")])
def test_what_could_not_be_read_or_is_old_is_asked_for_again(office, result, words):
    office.send("beds", "2025Q3", "2025-10-10", result)
    assert words in said(office, "2025Q3", "2025Q3", "2025-10-11")["县民政局"].text


def test_each_township_is_told_its_own(office):
    east, *_ = office.towns
    office.send("stations", "2025Q3", "2025-10-05", areas=[east])
    found = said(office, "2025Q3", "2025Q3", "2025-10-20")
    assert "东镇" not in found
    assert "《乡镇站点》" in found["西镇"].text


def test_who_owes_nothing_is_not_reminded(office):
    assert said(office, "2025Q3", "2025Q3", "2025-07-31") == {}


def test_a_long_list_is_cut_and_the_rest_counted(office, make):
    many = {f"form{n}": make.form(f"康养{n}", f"第{n}张名字相当长的床位与来电情况统计调查报表",
                                  "civil_affairs", "year", n).model_copy(
                                      update={"id": f"form{n}"}) for n in range(1, 31)}
    forms = Forms(many, {}, office.forms.departments, {})
    history = no_history()
    came = with_forms(CameIn(history.deliveries, history.findings), {})
    due = due_list(forms, office.county, "2024", "2024")
    [reminder] = reminders(ledger(due, came, "2025-12-31"), "2025-12-31")
    shown = [line for line in reminder.text.splitlines() if line[:1].isdigit()]
    assert len(reminder.text) <= LIMIT
    assert (reminder.n_items, len(shown) + reminder.n_rest) == (30, 30)
    assert f"另有{reminder.n_rest}项" in reminder.text
    # Due a day after the year's end, and the longest overdue.
    assert "《第1张" in shown[0]


def test_absurd_names_are_cut(office, make):
    form = make.form("康养1", "很" * 400, "civil_affairs", "year", 1)
    forms = Forms({"f": form.model_copy(update={"id": "f"})}, {}, office.forms.departments, {})
    history = no_history()
    came = with_forms(CameIn(history.deliveries, history.findings), {})
    frame = ledger(due_list(forms, office.county, "2024", "2024"), came, "2025-12-31")
    [reminder] = reminders(frame, "2025-12-31")
    assert len(reminder.text) <= LIMIT
    assert reminder.n_rest == 0
