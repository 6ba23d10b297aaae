"""What a sender gets back: receipt, list of problems, text for a chat, in one folder."""

import json
import subprocess
import sys
import time
from dataclasses import replace

import pytest
from qiyou.intake import answer as module
from qiyou.intake.answer import write_answer
from qiyou.intake.cells import Cell, Reading, Sheet
from qiyou.store.records import Delivery, Figure, Finding, Submission

SHA = "0123456789ab" + "c" * 52


def submission(result="accepted", findings=(), **changes):
    sent = Submission(SHA, 12_345, "海屿托育.csv", "海屿县卫健局", "haiyu",
                      "2025-10-09T09:15:00+08:00", result, (), tuple(findings))
    return replace(sent, **changes)


def problem(number=1, severity="错误", cell=None, **changes):
    found = Finding("Z901", severity, "", "托育", f"B{number}" if cell is None else cell, "三十",
                    f"第 {number} 个数应为整数。", "整数", "请改为整数。")
    return replace(found, **changes)


def reading(*texts):
    cells = {(row, 2): Cell(row, 2, "text", text) for row, text in enumerate(texts, 1)}
    return Reading("text", "utf-8", [Sheet("托育", cells)])


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_folder_is_named_by_day_hash_and_file(tmp_path):
    made = write_answer(tmp_path, submission(), None, b"")
    assert made.folder == tmp_path / "2025-10-09" / "0123456789ab-海屿托育.csv"
    assert names(made.folder) == ["回复.txt", "回执.txt", "问题清单.json"]
    assert made.is_new and made.workbook is None


def test_the_receipt_says_what_came_and_what_became_of_it(tmp_path):
    forms = [{"form": "places", "title": "托1 托位情况", "period": "2025Q3", "new": 12,
              "revised": 1, "unchanged": 30, "removed": 2}]
    found = [problem(severity="核实", explanation="属实"), problem(2, severity="提示")]
    made = write_answer(tmp_path, submission(findings=found, facts={"forms": forms,
                                             "county_name": "海屿县"}), None, None)
    assert made.receipt.read_text(encoding="utf-8") == f"""收件回执

文件名：海屿托育.csv
处理结果：已收讫
结果说明：表中数据已采用。
收到时间：2025-10-09 09:15:00
大小：12,345 字节
SHA-256：{SHA}
报送人：海屿县卫健局
所属县：海屿县

所含报表：
  托1 托位情况，2025年第3季度：新增 12，修订 1，未变 30，删除 2

问题计数：核实 1，提示 1
其中 1 处核实已有说明。

随附文件：
  回执.txt
  问题清单.json
  回复.txt
"""


def test_without_counts_the_receipt_names_the_deliveries(tmp_path):
    figure = Figure("1", "", "places", 3.0, None, "个", "托育", "B2")
    sent = submission(deliveries=(Delivery("places", "2025-09", ("1",), (figure,), "正式"),))
    text = write_answer(tmp_path, sent, None, None).receipt.read_text(encoding="utf-8")
    assert "  places，2025年9月：1 个数据\n" in text


def test_what_was_not_taken_in_has_changed_nothing(tmp_path):
    forms = [{"form": "places", "title": "托1 托位情况", "period": "2025", "new": 12, "revised": 1,
              "unchanged": 30, "removed": 2}]
    text = write_answer(tmp_path, submission("held", facts={"forms": forms}), None,
                        None).receipt.read_text(encoding="utf-8")
    assert "  托1 托位情况，2025年：43 个数据\n" in text and "新增" not in text


@pytest.mark.parametrize(("result", "words"), [
    ("accepted", "已收讫"), ("stale", "未采用：晚到的旧版"), ("held", "退回修改"),
    ("refused", "拒收")])
def test_each_result_has_its_words(tmp_path, result, words):
    made = write_answer(tmp_path, submission(result), None, None)
    assert f"处理结果：{words}\n" in made.receipt.read_text(encoding="utf-8")
    told = json.loads(made.problems.read_text(encoding="utf-8"))
    assert (told["result"], told["result_words"]) == (result, words)
    assert made.reply.read_text(encoding="utf-8").startswith("您好！《海屿托育.csv》")


def test_the_list_for_programs_holds_every_finding_in_order(tmp_path):
    found = [problem(3, "提示"), problem(2), problem(1)]
    made = write_answer(tmp_path, submission("held", found), reading("一"), None)
    told = json.loads(made.problems.read_text(encoding="utf-8"))
    assert [one["cell"] for one in told["findings"]] == ["B1", "B2", "B3"]
    assert told["findings"][0] == {
        "file": "海屿托育.csv", "sheet": "托育", "cell": "B1", "value": "三十", "rule": "Z901",
        "severity": "错误", "title": "Z901", "sentence": "第 1 个数应为整数。", "expected": "整数",
        "remedy": "请改为整数。", "explanation": ""}
    assert told["counts"] == {"拒收": 0, "错误": 2, "核实": 0, "提示": 1}
    assert told["sha256"] == SHA and told["files"] == [
        "回执.txt", "问题清单.json", "回复.txt", "海屿托育_已标注.xlsx"]


def test_the_text_for_a_chat_gives_five_problems_and_counts_the_rest(tmp_path):
    found = [problem(number) for number in range(1, 9)]
    text = write_answer(tmp_path, submission("held", found), reading("一"), None).reply.read_text(
        encoding="utf-8")
    assert "有 8 处需要处理" in text
    assert "1. 〔错误〕托育 B1（三十）：第 1 个数应为整数。改法：请改为整数。\n" in text
    assert "5. " in text and "6. " not in text and "其余 3 处见问题清单。" in text
    assert "《海屿托育_已标注.xlsx》" in text and "发回" in text
    assert "琥珀" not in text


def test_questions_are_to_be_explained_in_the_list(tmp_path):
    text = write_answer(tmp_path, submission("held", [problem(severity="核实")]), reading("一"),
                        None).reply.read_text(encoding="utf-8")
    assert "“说明”列写明原因" in text and "标红" not in text


def test_what_is_explained_is_not_asked_again(tmp_path):
    found = [problem(1, "核实", explanation="属实"), problem(2)]
    text = write_answer(tmp_path, submission("held", found), reading("一"), None).reply.read_text(
        encoding="utf-8")
    assert "有 1 处" in text and "B1" not in text


@pytest.mark.parametrize("count", [1, 5, 6, 400])
def test_the_text_for_a_chat_is_never_long(tmp_path, count):
    long = "很长的一句话，" * 60
    found = [problem(number, sheet="名" * 60, value="值" * 99, sentence=long, remedy=long)
             for number in range(1, count + 1)]
    sent = submission("held", found, name="名" * 200 + ".csv")
    text = write_answer(tmp_path, sent, reading("一"), None).reply.read_text(encoding="utf-8")
    assert 300 < len(text) <= 500
    assert "很长的一句话" in text and "谢谢" in text


def test_hints_go_with_thanks(tmp_path):
    text = write_answer(tmp_path, submission(findings=[problem(severity="提示")]), None,
                        None).reply.read_text(encoding="utf-8")
    assert "数据已采用，谢谢" in text and "另有 1 处供核对" in text


def test_no_number_of_a_person_goes_out(tmp_path):
    number = "13900001111"
    found = [problem(value=number, sentence=f"电话{number}", sheet=number, rule="C390",
                     severity="拒收")]
    sheets = Reading("text", "", [Sheet(number, {(1, 2): Cell(1, 2, "text", number)})])
    sent = submission("refused", found, name=f"张某{number}.csv", sender=number)
    made = write_answer(tmp_path, sent, sheets, number.encode())
    texts = [path.read_text(encoding="utf-8") for path in (made.receipt, made.problems, made.reply)]
    assert not any(number in text for text in [*texts, str(made.folder), *names(made.folder)])


def test_invisible_characters_and_markup_are_shown_as_text(tmp_path):
    found = [problem(value="\u202e<script>\x00", sentence="=1+1")]
    made = write_answer(tmp_path, submission("held", found, name="a\u202ecod\n.csv"),
                        reading("一"), None)
    text = made.problems.read_text(encoding="utf-8")
    assert "⟦U+202E⟧<script>␀" in text and "\u202e" not in text
    assert "\u202e" not in made.receipt.read_text(encoding="utf-8")


def test_the_same_answer_again_changes_nothing(tmp_path):
    sent = submission("held", [problem()])
    first = write_answer(tmp_path, sent, reading("一"), None)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns)
              for path in first.folder.iterdir()}
    later = replace(sent, received="2025-10-09T17:00:00+08:00")
    second = write_answer(tmp_path, later, reading("一"), None)
    assert not second.is_new and replace(second, is_new=True) == first
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns)
                      for path in first.folder.iterdir()}
    assert names(tmp_path / "2025-10-09") == [first.folder.name]


def test_another_result_for_the_same_file_stands_beside_the_first(tmp_path):
    first = write_answer(tmp_path, submission("held", [problem()]), reading("一"), None)
    second = write_answer(tmp_path, submission("accepted"), reading("一"), None)
    assert second.folder.name == f"{first.folder.name}-2"
    assert "退回修改" in first.receipt.read_text(encoding="utf-8")
    assert not write_answer(tmp_path, submission("accepted"), None, None).is_new


def test_a_folder_that_lacks_a_file_is_filled(tmp_path):
    sent = submission("held", [problem()])
    made = write_answer(tmp_path, sent, reading("一"), None)
    made.workbook.unlink()
    again = write_answer(tmp_path, sent, reading("一"), None)
    assert again.folder == made.folder and again.workbook.is_file()
    assert names(tmp_path / "2025-10-09") == [made.folder.name]


def test_leftovers_of_a_broken_attempt_are_no_hindrance(tmp_path):
    aside = tmp_path / "2025-10-09" / ".0123456789ab-海屿托育.csv.part"
    aside.mkdir(parents=True)
    (aside / "回执.txt").write_text("半", encoding="utf-8")
    made = write_answer(tmp_path, submission(), None, None)
    assert names(tmp_path / "2025-10-09") == [made.folder.name]


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    calls = []

    def full(path, content):
        calls.append(path)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr(module, "_write", full)
    with pytest.raises(OSError, match="No space"):
        write_answer(tmp_path, submission(), None, None)
    assert names(tmp_path / "2025-10-09") == []
    monkeypatch.undo()
    assert write_answer(tmp_path, submission(), None, None).is_new


def test_a_file_that_could_not_be_opened_has_an_answer_too(tmp_path):
    sent = submission("refused", [problem(cell="", sheet="", value="")], sha256="", size=0)
    made = write_answer(tmp_path, sent, None, None)
    assert made.folder.name == "海屿托育.csv"
    assert made.workbook.name == "问题清单.xlsx"
    text = made.reply.read_text(encoding="utf-8")
    assert "不能采用" in text and "《问题清单.xlsx》" in text and "原表" in text


def test_hostile_names_stay_inside_the_outbox(tmp_path):
    made = write_answer(tmp_path, submission(name="../../..\\x\x00/" + "长" * 300), None, None)
    assert made.folder.parent == tmp_path / "2025-10-09"
    assert len(made.folder.name.encode()) < 200


def test_an_accepted_file_is_answered_at_once_without_loading_spreadsheet_libraries(tmp_path):
    code = """
import sys
from pathlib import Path
from qiyou.intake.answer import write_answer
from qiyou.store.records import Submission
sent = Submission("0" * 64, 1, "a.xlsx", "s", "c", "2025-10-09T09:15:00+08:00", "accepted")
write_answer(Path(sys.argv[1]), sent, None, None)
slow = {"openpyxl", "xlsxwriter", "pandas", "numpy", "sqlalchemy", "scipy"} & set(sys.modules)
sys.exit(f"{slow}" if slow else 0)
"""
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True,
                           text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    took = []
    for number in range(5):
        # Work, not waiting: how long a disk takes to flush is not ours.
        start = time.process_time()
        write_answer(tmp_path / str(number), submission(), None, None)
        took.append(time.process_time() - start)
    assert min(took) < 0.02
