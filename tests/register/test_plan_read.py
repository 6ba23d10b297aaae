"""Plan tables in every shape that counties publish them, down to files that are no tables."""

import io
import json
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qiyou.project import project_root
from qiyou.register import open_register, plan_rows
from qiyou.register.build import build_plan
from qiyou.register.findings import SEVERITIES
from qiyou.register.models import PlanFile
from qiyou.register.plan_read import read_plan
from qiyou.register.plan_yaml import plan_yaml
from qiyou.register.strict_yaml import read_model

HEAD = "序号,指标,2022年,2023年,2024年,2025年,2026年,2027年\n"
LIFE = "1,人均预期寿命(岁),80.0,80.3,80.6,80.9,81.2,81.5\n"
OTHERS = project_root().parent / "shared" / "plan" / "other-plans.csv"


@pytest.fixture
def read(tmp_path):
    def from_text(text, name="t.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_plan(path, open_register())
    return from_text


@pytest.fixture
def book(tmp_path):
    """Write rows to a workbook, change it, read it."""
    def from_rows(rows, change=lambda sheet: None):
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.title = "目标表"
        for row in rows:
            sheet.append(row)
        change(sheet)
        workbook.save(tmp_path / "t.xlsx")
        return read_plan(tmp_path / "t.xlsx", open_register())
    return from_rows


def rules(reading):
    return sorted(f.rule for f in reading.findings)


def promises(reading):
    return {key: record for draft in reading.drafts for key, record in draft.file.promises.items()}


def path(reading, key="health.life_expectancy"):
    return {year: cell.value for year, cell in promises(reading)[key].path.items()}


def test_a_plain_table_is_read_without_remarks(read):
    reading = read("嵊泗县“七优享”五年目标（2023—2027年）,,,,,,,\n" + HEAD + LIFE)
    assert rules(reading) == ["R05"]  # the title row
    assert path(reading) == {2023: 80.3, 2024: 80.6, 2025: 80.9, 2026: 81.2, 2027: 81.5}
    assert reading.drafts[0].file.county == "shengsi"
    assert promises(reading)["health.life_expectancy"].base.text == "80.0"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(read, encoding):
    assert path(read(HEAD + LIFE, encoding=encoding))[2027] == 81.5


@pytest.mark.parametrize(("name", "delimiter"), [("t.tsv", "\t"), ("t.csv", ";"), ("t.txt", "\t")])
def test_delimiters(read, name, delimiter):
    assert path(read((HEAD + LIFE).replace(",", delimiter), name))[2023] == 80.3


@pytest.mark.parametrize("head", [
    "序号,指标,2022,2023,2024,2025,2026,2027\n",
    "序号,指标,2022.0,2023.0,2024.0,2025.0,2026.0,2027.0\n",
    "No,指标名称,２０２２年,２０２３年,２０２４年,２０２５年,２０２６年,２０２７年\n",
    ",,2022年（基数）,2023年目标,2024年目标,2025年目标,2026年目标,2027年目标\n",
    "\n,,,,,,,\n" + HEAD, "附件,,,,,,,\n某某县七优享目标,,,,,,,\n" + HEAD,
])
def test_headers(read, head):
    assert path(read(head + LIFE)) == {2023: 80.3, 2024: 80.6, 2025: 80.9, 2026: 81.2, 2027: 81.5}


def test_five_columns_are_five_targets(read):
    reading = read("指标,2023,2024,2025,2026,2027\n人均预期寿命(岁),80.3,80.6,80.9,81.2,81.5\n")
    assert promises(reading)["health.life_expectancy"].base is None
    assert len(path(reading)) == 5


def test_years_before_the_base_are_reported(read):
    reading = read("指标,2020实绩,2022年实绩,2023,2027\n人均预期寿命(岁),79,80,81,82\n")
    assert "R28" in rules(reading)
    assert promises(reading)["health.life_expectancy"].base.value == 80


def test_a_header_that_is_repeated_starts_again(read):
    other = LIFE.replace("人均预期寿命", "高等教育毛入学率").replace("岁", "%")
    reading = read(HEAD + LIFE + HEAD + other)
    assert set(promises(reading)) == {"health.life_expectancy", "education.higher_gross_enrolment"}


def test_figures_that_look_like_years_are_no_header(read):
    reading = read(HEAD + "1,慈善信托资金规模(万元),2000,2010,2020,2030,2040,2050\n")
    assert path(reading, "assistance.charitable_trusts")[2027] == 2050


def test_signs_of_single_years_are_kept(read):
    reading = read(HEAD + "1,普惠托位占比(%),80以上,82,85,90,≥95,＞95\n")
    cells = promises(reading)["childcare.affordable_places_share"].path
    assert [cells[year].comparison for year in (2025, 2026, 2027)] == [None, None, ">"]


def test_an_empty_cell_is_no_target_and_reported(read):
    reading = read(HEAD + "1,普惠托位占比(%),80,82,85,,,\n")
    assert set(path(reading, "childcare.affordable_places_share")) == {2023, 2024}
    assert rules(reading).count("R06") == 3
    assert "A10" in rules(reading)


def test_a_base_above_the_first_target_is_reported(read):
    reading = read(HEAD + "1,☆每千人口拥有3岁以下婴幼儿托位数(个),4.03,4.00,4.50,5.00,5.20,5.50\n")
    assert {"A14", "R26"} <= set(rules(reading))


def test_a_task_set_by_the_city_stands_in_the_last_year(read):
    reading = read(HEAD + "1,基本养老保险参保人数(人),完成市下达的任务指标,,,,,\n")
    record = promises(reading)["eldercare.pension_insured"]
    assert (record.kind, list(record.path), record.base) == ("assigned", [2027], None)


@pytest.mark.parametrize(("cells", "kind", "comparison"), [
    ("100,100,100,100,100,100", "hold", "="), ("4.7,<5,<5,<5,<5,<5", "below", "<"),
    ("/,/,/,/,/,/", "monitor", "none"), ("/,/,/,/,/,全覆盖", "coverage", "full"),
    ("1,2,3,4,5,6", "at_least", ">="), ("9,≤8,≤8,≤8,≤8,≤8", "at_most", "<="),
])
def test_types_of_promises(read, cells, kind, comparison):
    record = promises(read(HEAD + f"1,随便什么比例(%),{cells}\n"))["local.row_1"]
    assert (record.kind, record.comparison) == (kind, comparison)


def test_an_indicator_that_should_fall_is_at_most(read):
    reading = read(HEAD + "1,重大慢病过早死亡率(%),9.5,9.3,9.1,9.0,8.8,8.5\n")
    assert promises(reading)["health.premature_mortality"].kind == "at_most"


def test_an_unknown_indicator_becomes_a_local_draft(read):
    reading = read("领域," + HEAD + "幼有善育,1,每万人拥有育儿嫂数(人),1,2,3,4,5,6\n")
    file = reading.drafts[0].file
    draft = file.indicators["childcare.row_1"]
    assert (draft.kind, draft.per, draft.unit) == ("ratio", 10000, "人")
    assert "R21" in rules(reading)


def test_domain_and_county_are_carried_down(read):
    reading = read("县,领域," + HEAD + "甲县,老有康养,1,某数(个),1,2,3,4,5,6\n"
                   ",,2,另数(个),1,2,3,4,5,6\n乙县,,1,某数(个),1,2,3,4,5,6\n")
    assert [d.county_name for d in reading.drafts] == ["甲县", "乙县"]
    assert list(reading.drafts[0].file.promises) == ["eldercare.row_1", "eldercare.row_2"]
    assert list(reading.drafts[1].file.promises) == ["local.row_1"]


@pytest.mark.parametrize(("unit", "cell", "value", "rule"), [
    ("万人次", "6300人次", 0.63, "R17"), ("万人次", "0.63万人次", 0.63, None),
    ("人次", "6万", 60000, "R17"),
    ("万人", "0.94万", 0.94, None), ("%", "5‰", 5, "R18"), ("元", "14000元/年", 14000, None),
    ("户", "190人", 190, "R18"),
])
def test_units_in_cells(read, unit, cell, value, rule):
    reading = read(HEAD + f"1,某某数({unit}),/,{cell},/,/,/,/\n")
    assert path(reading, "local.row_1")[2023] == value
    assert {r for r in rules(reading) if r in ("R17", "R18")} == ({rule} if rule else set())


def test_a_unit_column_counts(read):
    reading = read("指标,单位,2022年,2023年\n某某数,万人次,1,2\n")
    assert promises(reading)["local.row_1"].unit == "万人次"


def test_a_unit_other_than_the_definitions_is_reported(read):
    reading = read(HEAD + "1,人均预期寿命(年),80,81,82,83,84,85\n")
    assert "R19" in rules(reading)


def test_decimals_in_a_percent_column_are_reported(read):
    assert "R22" in rules(read(HEAD + "1,普惠托位占比(%),0.8,0.82,0.85,0.9,0.95,1\n"))


def test_an_indicator_twice_keeps_both(read):
    reading = read(HEAD + LIFE + LIFE.replace("1,", "2,", 1))
    assert list(promises(reading)) == ["health.life_expectancy", "health.life_expectancy_2"]
    assert "R23" in rules(reading)


def test_rows_without_figures_or_names_are_reported(read):
    reading = read(HEAD + LIFE + ",,1,2,3,4,5,6\n9,空指标,,,,,,\n"
                   "一、分组,,,,,,,\n注：说明,,,,,,,\n")
    found = rules(reading)
    assert (found.count("R16"), found.count("R09"), found.count("R05")) == (1, 1, 2)


def test_a_column_nobody_knows_is_reported(read):
    reading = read(HEAD.strip() + ",是否约束\n" + LIFE.strip() + ",是\n")
    assert "R04" in rules(reading)


def test_lead_and_note_are_kept(read):
    record = promises(read(HEAD.strip() + ",牵头单位,备注\n" + LIFE.strip() + ",县卫健局,预期性\n"))
    assert record["health.life_expectancy"].lead == "县卫健局"
    assert record["health.life_expectancy"].note == "预期性"


def test_a_finding_names_row_and_column(read):
    found = next(f for f in read(HEAD + LIFE.replace("80.6", "看情况")).findings if f.rule == "R07")
    assert (found.cell, found.value, found.file) == ("第2行第5列", "看情况", "t.csv")
    assert found.severity == "错误"


# Workbooks.

ROWS = [["某某县“七优享”工程五年目标（2023—2027年）"],
        ["领域", "序号", "指标", "目标值"],
        [None, None, None, 2022, 2023.0, "2024年", "2025", 2026, 2027],
        ["幼有善育", 1, "普惠托位占比（%）", 0.855, 0.9, 0.95, 1, 1, 1],
        [None, 2, "每千人口拥有3岁以下婴幼儿托位数(个)", 4.5, 4.6, 4.8, 5, 5.2, 5.5],
        ["老有康养", 3, "基本养老保险参保人数(人)", "完成市下达的任务指标"],
        [None, 4, "“残疾人之家”覆盖率(%)", 71.4, 100],
        ["注：数据为年末数"]]


def merge(sheet):
    for area in ("A1:I1", "D2:I2", "A2:A3", "B2:B3", "C2:C3", "A4:A5", "A6:A7", "D6:I6", "E7:I7",
                 "A8:I8"):
        sheet.merge_cells(area)
    for column in "DEFGHI":
        sheet[f"{column}4"].number_format = "0%"
        sheet[f"{column}5"].number_format = "0.00"


def test_merged_cells_and_number_formats(book):
    reading = book(ROWS, merge)
    found = promises(reading)
    share = found["childcare.affordable_places_share"]
    assert (share.base.text, share.path[2023].text, share.path[2027].value) == ("85.5%", "90%", 100)
    assert found["childcare.places_per_1000"].path[2025].text == "5.00"
    assert list(found["eldercare.pension_insured"].path) == [2027]
    assert [c.value for c in found["assistance.disabled_homes"].path.values()] == [100] * 5
    assert rules(reading).count("R20") == 2
    assert reading.drafts[0].county_name == "某某县"


def test_cells_of_a_workbook_are_named_as_in_excel(book):
    reading = book([["指标", 2022, 2023, 2024], ["人均预期寿命(岁)", 80, "=B2+1", "#REF!"],
                    ["高等教育毛入学率(%)", 67, date(2023, 1, 2), True]])
    found = {f.cell: f.rule for f in reading.findings if f.rule in ("R07", "R08")}
    assert found == {"C2": "R08", "D2": "R08", "C3": "R07", "D3": "R07"}


def test_sheets_without_a_table_are_reported(book):
    def add(sheet):
        sheet.parent.create_sheet("说明")["A1"] = "编制说明"
        sheet.parent.create_sheet("空白")
    reading = book([["指标", 2022, 2023], ["人均预期寿命(岁)", 80, 81]], add)
    assert [f.sheet for f in reading.findings if f.rule == "R02"] == ["说明"]


def test_hidden_decimals_of_a_percent_format_are_kept(book):
    def show(sheet):
        sheet["B2"].number_format = "0%"
    reading = book([["指标", 2022, 2023], ["普惠托位占比(%)", 0.6667, "70%"]], show)
    assert promises(reading)["childcare.affordable_places_share"].base.value == 66.67


# Files that are no tables.

@pytest.mark.parametrize(("content", "name"), [
    (b"%PDF-1.7", "plan.pdf"), (b"x", "plan.docx"), (b"x", "plan.xls"), (b"x", "plan"),
    (b"PK\x03\x04rubbish", "plan.csv"), (b"\xd0\xcf\x11\xe0", "plan.csv"),
    (b"%PDF-1.7", "plan.csv"),
    (b"PK\x03\x04rubbish", "plan.xlsx"), (b"\xd0\xcf\x11\xe0rest", "plan.xlsx"), (b"", "plan.xlsx"),
    (b"a\x00b", "plan.csv"), (b"\x81", "plan.csv"), (b"1,2\n" * 5001, "plan.csv"),
    (b"," * 300 + b"a", "plan.csv"),
])
def test_refusals_say_what_to_do(read, content, name):
    reading = read(content, name)
    assert reading.drafts == ()
    assert [f.rule for f in reading.findings] == ["R01"]
    assert reading.findings[0].severity == "拒收"


def test_a_missing_file_is_refused_in_words(tmp_path):
    assert rules(read_plan(tmp_path / "no.csv", open_register())) == ["R01"]


def test_a_folder_is_refused_in_words(tmp_path):
    (tmp_path / "x.csv").mkdir()
    assert rules(read_plan(tmp_path / "x.csv", open_register())) == ["R01"]


def test_an_oversized_file_is_not_parsed(read):
    assert rules(read(b"a" * 20_000_001)) == ["R01"]


def test_a_workbook_that_unpacks_to_too_much_is_refused(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/worksheets/sheet1.xml", b"0" * 201_000_000)
    assert rules(read(out.getvalue(), "bomb.xlsx")) == ["R01"]


def test_a_zip_that_is_no_workbook_is_refused(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("a.txt", "a")
    assert rules(read(out.getvalue(), "t.xlsx")) == ["R01"]


def test_a_text_without_years_gives_no_draft(read):
    assert rules(read("指标,目标\n人均预期寿命,82\n")) == ["R02"]


def test_an_empty_file_gives_nothing(read):
    assert read("") .drafts == ()


# What comes out can be read back and loses nothing.

def test_a_draft_is_accepted_by_the_registers_own_door(book, tmp_path):
    file = book(ROWS, merge).drafts[0].file
    (tmp_path / "plan.yaml").write_text(plan_yaml(file), encoding="utf-8")
    assert read_model(tmp_path / "plan.yaml", PlanFile) == file


def test_a_draft_can_be_shown_as_rows(book):
    register = open_register()
    plan = build_plan(book(ROWS, merge).drafts[0].file, register.indicators, {})
    assert len(plan_rows(plan, register)) == 6 + 6 + 1 + 6


CELLS = st.sampled_from([
    "", " ", "/", "80", "80%", "<5", "全覆盖", "约5", "80-85", "1,2", "人均预期寿命(岁)",
    "2023年", "☆",
    "指标", "单位", "完成上级任务", "\x00", '"', "=1", "1e9", "999999999999999", "注[1]",
    "0", "①", "一",
    "某某率（%）", "2022", "2027年", "县", "#N/A"])


@settings(max_examples=150, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS | st.text(max_size=8), max_size=6), max_size=6))
def test_any_table_gives_drafts_that_can_be_read_back(tmp_path, rows):
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    table = tmp_path / "any.csv"
    table.write_bytes(("指标,2022年,2023年,2024年\n" + text).encode("utf-8", "replace"))
    reading = read_plan(table, open_register())
    for draft in reading.drafts:
        (tmp_path / "plan.yaml").write_text(plan_yaml(draft.file), encoding="utf-8")
        assert read_model(tmp_path / "plan.yaml", PlanFile) == draft.file
        json.loads(draft.file.model_dump_json())
    assert all(f.sentence and (f.rule in SEVERITIES or f.rule[0] == "A") for f in reading.findings)


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["x.csv", "x.tsv", "x.xlsx"]))
def test_any_bytes_give_an_answer(tmp_path, content, name):
    (tmp_path / name).write_bytes(content)
    read_plan(tmp_path / name, open_register())


@pytest.mark.skipif(not OTHERS.is_file(), reason="the excerpts are not at hand")
def test_the_two_excerpts_lose_no_cell():
    reading = read_plan(OTHERS, open_register())
    lines = OTHERS.read_text(encoding="utf-8").splitlines()[1:]
    printed = [line.split(",") for line in lines]
    printed = {(row[0], row[3][-12:], year): cell for row in printed
               for year, cell in enumerate(row[4:], start=2022) if cell}
    found = [cell.text for draft in reading.drafts for record in draft.file.promises.values()
             for cell in (record.base, *record.path.values()) if cell]
    assert sorted(found) == sorted(printed.values())
    assert [d.county_name for d in reading.drafts] == ["洞头区", "温岭市"]


@pytest.mark.skipif(not OTHERS.is_file(), reason="the excerpts are not at hand")
def test_the_two_excerpts_meet_our_definitions():
    first, second = read_plan(OTHERS, open_register()).drafts
    assert [key for key in first.file.promises if key.startswith("local.")] == [
        "local.row_4", "local.row_9", "local.row_10"]
    assert list(second.file.promises) == ["childcare.places_per_1000",
                                          "childcare.affordable_places_share"]
