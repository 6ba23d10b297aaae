"""The command ledger as it is typed, on the registered county's forms."""

import csv
import hashlib
import io
import json

import pytest
from click.testing import CliRunner
from qiyou.assess.ledger import STATES
from qiyou.catalogue import say
from qiyou.commands_ledger import _harmless, _year_before, ledger_command
from qiyou.store import open_store
from qiyou.store.records import Delivery, Figure, Finding, Submission

COUNTY = "shengsi"
FINDING = Finding("C301", "错误", "表.xlsx", "众扶1", "B3", "", "空着。", "数字", "请补上")


def send(folder, form, received, result="accepted", findings=()):
    data = f"{form} {received}".encode()
    figures = (Figure("330922100", "", "households", 5.0, None, "户", "表", "B3"),)
    delivery = Delivery(form, "2025Q3", ("330922100",), figures, "正式")
    submission = Submission(hashlib.sha256(data).hexdigest(), len(data), "=表.xlsx", "县民政局",
                            COUNTY, f"{received}T12:00:00+08:00", result, (delivery,),
                            tuple(findings), is_archived=False)
    with open_store(folder, is_writer=True, wait_seconds=0) as store:
        store.record(submission)


@pytest.fixture
def data(tmp_path):
    """Third quarter: one return in time, one held; everything else has not come."""
    send(tmp_path, "assisted_households", "2025-10-10")
    send(tmp_path, "care_homes", "2025-10-12", "held", [FINDING, FINDING])
    return tmp_path


@pytest.fixture
def call(data):
    def call(*words):
        return CliRunner().invoke(ledger_command, ["--data", str(data), *words])

    return call


def records(answer):
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_json_gives_every_return_of_a_period(call):
    rows = records(call("--period", "2025Q3", "--as-of", "2025-10-31", "--format", "json"))
    by_form = {(row["form"], row["period"]): row for row in rows}
    assert by_form[("assisted_households", "2025Q3")]["state_id"] == "on_time"
    held = by_form[("care_homes", "2025Q3")]
    assert (held["state"], held["n_open"], held["days_late"]) == ("退回待改", 2, 16)
    assert by_form[("arrears", "2025-09")]["state"] == "逾期未报"
    # Three months of five monthly forms, 25 quarterly ones, two that seven townships send.
    assert len(rows) == 3 * 5 + 25 + 2 * 7


def test_the_default_is_what_fell_due_in_twelve_months(call):
    rows = records(call("--as-of", "2025-12-31", "--format", "json"))
    assert {row["due"][:4] for row in rows} == {"2025"}
    assert {row["period"] for row in rows if row["form"] == "population"} == {"2024"}


@pytest.mark.parametrize(("as_of", "first"), [
    ("2025-12-31", "2025-01-01"), ("2025-10-15", "2024-10-16"), ("2025-02-28", "2024-03-01"),
    ("2024-02-28", "2023-02-28"), ("2024-02-29", "2023-03-01")])
def test_twelve_months_end_with_the_day(as_of, first):
    assert _year_before(as_of) == first


def test_the_table_is_in_words_and_summed_up(call):
    answer = call("--period", "2025Q3", "--as-of", "2025-10-31")
    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[0].split()[:6] == ["表号", "表名", "报送单位", "时期",
                                                         "截止日", "状态"]
    assert "共 54 份：按时 1" in answer.stderr


def test_csv_is_read_back_and_runs_nothing(call):
    answer = call("--period", "2025Q3", "--as-of", "2025-10-31", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.stdout)))
    assert len(rows) == 54
    assert {row["state_id"] for row in rows} <= set(STATES)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_text_that_looks_like_a_formula_is_written_as_text(text):
    assert _harmless(text) == f"'{text}"


def test_numbers_stay_numbers():
    assert (_harmless(-3), _harmless(None), _harmless("县民政局")) == (-3, None, "县民政局")


def test_reminders_are_texts_to_paste(call):
    answer = call("--period", "2025Q3", "--as-of", "2025-10-31", "--reminders")
    assert answer.exit_code == 0
    texts = answer.stdout.split("\n\n")
    own = next(text for text in texts if "县民政局" in text)
    assert "有2处需要改正或说明" in own
    assert "众扶1" not in own
    assert all(len(text) <= 500 for text in texts)


def test_scores_come_with_intervals_or_a_sentence(call):
    rows = records(call("--as-of", "2025-12-31", "--scores", "--format", "json"))
    by_name = {(row["measure"], row["department"]): row for row in rows}
    own = by_name[("及时率", "县民政局")]
    # Four forms each quarter, 16 returns in the year; one came in time.
    assert (own["n_base"], own["n_good"], own["value_pct"]) == (16, 1, 6.2)
    assert own["low_pct"] < own["value_pct"] < own["high_pct"]
    assert by_name[("及时率", "总工会")]["value_pct"] is None
    assert "不足5份" in by_name[("及时率", "总工会")]["note"]
    assert "不足5件" in by_name[("一次通过率", "县民政局")]["note"]


def test_nobody_to_remind_is_said(call):
    answer = call("--period", "2025Q3", "--as-of", "2025-07-01", "--reminders")
    assert (answer.exit_code, answer.stdout.strip()) == (0, say("ledger_command.nothing_owed"))
    assert records(call("--period", "2025Q3", "--as-of", "2025-07-01", "--reminders",
                        "--format", "json")) == []


def test_nothing_has_ever_come(tmp_path):
    answer = CliRunner().invoke(ledger_command, ["--data", str(tmp_path), "--period", "2025Q3",
                                                 "--as-of", "2025-10-31"])
    assert answer.exit_code == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("words", "said"), [
    (["--as-of", "2025-1-1"], "不是日期"), (["--as-of", "20250101"], "不是日期"),
    (["--period", "2025Q7"], "2025Q7"), (["--period", "2025-09-30"], "2025-09-30"),
    (["--county", "nowhere"], "nowhere"), (["--reminders", "--scores"], "一次用一个"),
    (["--format", "xml"], "xml")])
def test_what_cannot_be_used_is_told_with_exit_code_2(call, words, said):
    answer = call(*words)
    assert answer.exit_code == 2
    assert said in answer.stderr


def test_a_folder_that_is_not_there_is_a_slip(tmp_path):
    answer = CliRunner().invoke(ledger_command, ["--data", str(tmp_path / "none")])
    assert answer.exit_code == 2


def test_the_command_stands_in_the_list():
    from qiyou.cli import COMMANDS
    assert COMMANDS["ledger"] == "qiyou.commands_ledger:ledger_command"
    assert say("cli.command.ledger")
