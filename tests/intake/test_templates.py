"""Workbooks to fill in: opened again with another library and looked at cell by cell."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from qiyou.intake.templates import file_name, make_templates, workbooks
from qiyou.intake.templates_earlier import earlier_figures
from qiyou.intake.templates_known import Known, Target
from qiyou.register import open_forms
from qiyou.register.definitions import DOMAINS, County, Township
from qiyou.register.periods import period_named

FILES = {
    "codes.yaml": """
lists:
  sex: {male: {name: 男}, female: {name: 女}}
  band: {young: {name: 0—59岁}, old: {name: 60岁及以上}}
""",
    "departments.yaml": """
departments:
  health: {name: 卫生健康部门}
  works: {name: "住建/规划:部门"}
""",
    "source_systems.yaml": "systems: {}",
    "forms/places.yaml": """
number: 甲1
title: 托位情况
domain: childcare
reporter: health
frequency: quarter
due_days: 15
rows: grid
keys: [area]
columns:
  area: {type: area, name: 乡镇}
  places:
    {type: whole, name: 托位数, unit: 个, group: 托位, min: 0, max: 500, adds_up: true,
     note: 年末备案数}
  cheap: {type: whole, name: 普惠, unit: 个, group: 托位, min: 0, adds_up: true}
  share: {type: percent, name: 使用率, unit: "%", min: 0, max: 100}
  has_centre: {type: yes_no, name: 有中心}
  opened: {type: date, name: 开业日期, is_required: false}
feeds:
  - {indicator: childcare.places_per_1000, measure: numerator, column: places}
guidance: [以备案为准。]
""",
    "forms/people.yaml": """
number: 甲2
title: 人口[按年龄]
domain: overall
reporter: health
frequency: quarter
due_days: 20
rows: grid
keys: [area, sex, band]
columns:
  area: {type: area, name: 乡镇}
  sex: {type: code, name: 性别, codes: sex}
  band: {type: code, name: 年龄, codes: band}
  persons: {type: number, name: 人数, unit: 人, adds_up: true}
""",
    "forms/cases.yaml": """
number: 乙1
title: 案件
domain: employment
reporter: works
frequency: month
due_days: 8
rows: open
keys: [case]
columns:
  case: {type: key, name: 编号}
  area: {type: area, name: 乡镇}
  sex: {type: code, name: 性别, codes: sex, is_required: false}
  paid: {type: number, name: 金额, unit: 元, min: 0, is_required: false}
  day: {type: date, name: 受理日期}
  at: {type: clock, name: 受理时刻}
  since: {type: year, name: 年份}
""",
    "forms/services.yaml": """
number: 丙1
title: 服务
domain: eldercare
reporter: township
frequency: year
due_days: 60
rows: grid
keys: [area]
columns:
  area: {type: area, name: 乡镇}
  meals: {type: whole, name: 人次, unit: 人次, adds_up: true}
""",
}
FOOT = ["填报人", "审核人", "负责人", "联系电话", "填报日期"]


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    folder = tmp_path_factory.mktemp("params")
    (folder / "forms").mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return open_forms(folder)


@pytest.fixture(scope="module")
def county():
    return County(
        id="haiyu", name="海屿县", code="999901", prefecture="海屿市", prefecture_code="999900",
        province="海屿省", province_code="990000", is_fictional=True,
        townships=(Township(code="999901100", name="东屿镇"),
                   Township(code="999901101", name="西屿乡")),
        departments=("县某局",), leads=dict.fromkeys(DOMAINS, "县某局"))


@pytest.fixture(scope="module")
def known():
    figures = {("999901100", "", "places"): 30.0, ("999901101", "", "places"): 20.0}
    return Known(
        values={("places", "2025Q2"): figures, ("places", "2024Q3"): {
            ("999901100", "", "places"): 28.5, ("999901100", "", "has_centre"): "=1+1\u202e"}},
        targets={("childcare.places_per_1000", 2025): (
            Target("每千人口托位数", "4.5", "个", "表 1", "县某局"),)},
        contact="统计岗 1234")


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def quarter(forms, county, known):
    """The health department's workbook of a quarter."""
    return opened(workbooks(forms, county, "2025Q3", known)["2025Q3_卫生健康部门.xlsx"])


@pytest.fixture(scope="module")
def month(forms, county):
    """The other department's workbook of a month, which holds an open form."""
    return opened(next(iter(workbooks(forms, county, "2025-09", Known()).values())))


def find(sheet, text):
    """The only cell with a text."""
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)


def beside(sheet, text):
    """Cell to the right of a label."""
    label = find(sheet, text)
    return sheet.cell(label.row, label.column + 1)


def limits_of(sheet, cell):
    """Data validations that hold for a cell."""
    return [v for v in sheet.data_validations.dataValidation if cell.coordinate in v.sqref]


def test_the_same_inputs_give_the_same_bytes(forms, county, known):
    first = workbooks(forms, county, ["2025Q3", "2025-09"], known)
    assert first == workbooks(forms, county, ["2025Q3", "2025-09"], known)


def test_a_workbook_does_not_say_when_it_was_made(forms, county, known):
    for content in workbooks(forms, county, ["2025Q3", "2025-09", "2025"], known).values():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert {info.date_time[0] for info in archive.infolist()} == {1980}
            assert b"2023-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_each_department_and_each_township_has_its_own_file(forms, county, tmp_path):
    paths = make_templates(forms, county, ["2025Q3", "2025-09", "2025"], Known(), tmp_path / "out")
    assert [path.name for path in paths] == [
        f"2025Q3+2025-09+2025_{name}.xlsx"
        for name in ("东屿镇", "住建_规划_部门", "卫生健康部门", "西屿乡")]
    assert all(path.is_file() for path in paths)


def test_the_countys_own_name_of_a_department_is_used(forms, county):
    made = workbooks(forms, county, "2025Q3", Known(reporters={"health": "县卫健局"}))
    assert list(made) == ["2025Q3_县卫健局.xlsx"]


def test_departments_of_one_name_share_a_workbook(forms, county):
    both = Known(reporters={"health": "县综合局", "works": "县综合局"})
    (content,) = workbooks(forms, county, ["2025Q3", "2025-09"], both).values()
    assert {"甲1 托位情况", "乙1 案件"} <= set(opened(content).sheetnames)


@pytest.mark.parametrize("name", ['a<b>c:d"e/f\\g|h?i*j', "尾点. ", "乙" * 300, "甲\u202e乙\x00"])
def test_a_file_name_is_safe_on_windows(name):
    made = file_name("2025Q3", name)
    assert not set('<>:"/\\|?*\x00\u202e ') & set(made)
    assert not made.removesuffix(".xlsx").endswith((".", " "))
    assert len(made) < 120


def test_a_period_brings_the_forms_of_its_frequency_only(forms, county):
    assert "乙1 案件" not in opened(
        workbooks(forms, county, "2025Q3", Known())["2025Q3_卫生健康部门.xlsx"]).sheetnames
    assert list(workbooks(forms, county, "2025-09", Known())) == ["2025-09_住建_规划_部门.xlsx"]


@pytest.mark.parametrize("name", ["2025-13", "2025Q5", "25Q1", "2025-9", "2025Q3 ", ""])
def test_an_odd_period_is_refused_in_words(name):
    with pytest.raises(ValueError, match="报告期"):
        period_named(name)


@pytest.mark.parametrize(("name", "previous", "before", "due"), [
    ("2025-01", "2024-12", "2024-01", date(2025, 2, 10)),
    ("2024-02", "2024-01", "2023-02", date(2024, 3, 10)),
    ("2025Q1", "2024Q4", "2024Q1", date(2025, 4, 10)),
    ("2025", "2024", "2024", date(2026, 1, 10)),
])
def test_a_period_knows_its_neighbours_and_its_due_day(name, previous, before, due):
    period = period_named(name)
    assert (period.name, period.previous.name, period.year_before.name) == (name, previous, before)
    assert period.due(10) == due


def test_sheet_names_fit_and_differ(quarter):
    assert quarter.sheetnames == ["填报说明", "甲1 托位情况", "甲2 人口按年龄", "对照", "代码"]


def test_a_form_of_two_months_has_two_sheets(forms, county):
    (content,) = workbooks(forms, county, ["2025-08", "2025-09"], Known()).values()
    assert opened(content).sheetnames[1:3] == ["乙1 案件 2025-08", "乙1 案件 2025-09"]


@pytest.mark.parametrize(("label", "value"), [
    ("表号", "甲1"), ("报告期", "2025Q3"), ("报送单位", "卫生健康部门"), ("地区（县）", "海屿县")])
def test_the_head_is_labelled(quarter, label, value):
    assert beside(quarter["甲1 托位情况"], label).value == value


def test_the_period_also_stands_in_words_with_its_due_day(quarter):
    assert quarter["甲1 托位情况"]["A2"].value == "2025年第三季度　（10月15日前报出）"


def test_a_due_day_of_next_year_names_no_second_year(forms, county):
    content = workbooks(forms, county, "2025", Known())["2025_东屿镇.xlsx"]
    assert opened(content)["丙1 服务"]["A2"].value == "2025年　（次年3月1日前报出）"


def test_the_standing_is_chosen_from_a_list(quarter):
    sheet = quarter["甲1 托位情况"]
    (limit,) = limits_of(sheet, beside(sheet, "数据性质"))
    assert (limit.type, limit.formula1) == ("list", '"快报,初步,正式,修订"')


def test_grouped_headings_are_merged_over_their_columns(quarter):
    sheet = quarter["甲1 托位情况"]
    group, first = find(sheet, "托位"), find(sheet, "托位数（个）")
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert first.row == group.row + 1
    assert f"B{group.row}:C{group.row}" in merged
    assert f"A{group.row}:A{first.row}" in merged


def test_without_groups_there_is_one_heading_row(month):
    sheet = month["乙1 案件"]
    assert find(sheet, "金额（元）").row == find(sheet, "编号").row
    assert all(area.min_row < find(sheet, "编号").row for area in sheet.merged_cells.ranges)


def test_the_last_column_takes_explanations(quarter):
    sheet = quarter["甲1 托位情况"]
    assert find(sheet, "说明").column == 7 == sheet.max_column


def test_a_grid_lists_every_combination_and_its_totals(quarter):
    sheet = quarter["甲2 人口按年龄"]
    first = find(sheet, "乡镇").row + 1
    rows = [tuple(sheet.cell(row, column).value for column in (1, 2, 3))
            for row in range(first, first + 12)]
    assert rows == [(area, sex, band) for area in ("东屿镇", "西屿乡", "合计")
                    for sex in ("男", "女") for band in ("0—59岁", "60岁及以上")]


def test_a_township_sees_its_own_row_and_no_total(forms, county):
    sheet = opened(workbooks(forms, county, "2025", Known())["2025_西屿乡.xlsx"])["丙1 服务"]
    texts = [cell.value for cell in sheet["A"] if cell.value]
    assert "西屿乡" in texts
    assert not {"东屿镇", "合计"} & set(texts)
    assert beside(sheet, "报送单位").value == "西屿乡"


def test_totals_of_words_are_marked_as_not_applicable(quarter):
    sheet = quarter["甲1 托位情况"]
    row = find(sheet, "合计").row
    assert [sheet.cell(row, column).value for column in range(2, 8)] == [
        None, None, None, "/", "/", None]


def test_heads_keys_and_titles_are_locked_and_entries_are_not(quarter, month):
    sheet = quarter["甲1 托位情况"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    locked = ["托位", "托位数（个）", "东屿镇", "合计", "表号", "甲1", "填报人"]
    assert all(find(sheet, text).protection.locked for text in locked)
    row = find(sheet, "东屿镇").row
    entries = [*(sheet.cell(row, column) for column in range(2, 8)),
               *(beside(sheet, label) for label in ("数据性质", *FOOT))]
    assert not any(cell.protection.locked for cell in entries)
    assert all(cell.fill.fill_type == "solid" for cell in entries)


def test_records_may_run_on_below_the_prepared_rows(month):
    sheet = month["乙1 案件"]
    first = find(sheet, "编号").row + 1
    assert sheet.max_row == first + 49
    assert not any(sheet.column_dimensions[letter].protection.locked for letter in "ABCDEFGH")
    far = sheet.cell(first + 1500, find(sheet, "乡镇").column)
    assert [limit.type for limit in limits_of(sheet, far)] == ["list"]


def test_foot_labels_stand_below_a_grid_and_above_records(quarter, month):
    grid, records = quarter["甲1 托位情况"], month["乙1 案件"]
    assert all(find(grid, label).row > find(grid, "合计").row for label in FOOT)
    assert all(find(records, label).row < find(records, "编号").row for label in FOOT)


def test_every_label_has_a_cell_of_its_own_to_its_right(quarter, month):
    labels = ["表号", "报告期", "报送单位", "地区（县）", "数据性质", *FOOT]
    for sheet in (quarter["甲1 托位情况"], quarter["甲2 人口按年龄"], month["乙1 案件"]):
        places = [find(sheet, label) for label in labels]
        values = {(cell.row, cell.column + 1) for cell in places}
        assert len(values) == len(labels)
        assert not values & {(cell.row, cell.column) for cell in places}


def test_figures_are_bounded_with_a_chinese_refusal(quarter):
    sheet = quarter["甲1 托位情况"]
    (limit,) = limits_of(sheet, sheet.cell(find(sheet, "东屿镇").row, 2))
    # Left out in the file, these two are "between" and "stop".
    assert limit.operator in (None, "between")
    assert limit.errorStyle in (None, "stop")
    assert (limit.type, limit.formula1, limit.formula2) == ("whole", "0", "500")
    assert limit.error == "“托位数（个）”要填整数（0 至 500），不带单位和文字。"


def test_bounds_reach_the_total_and_end_there(quarter):
    sheet = quarter["甲1 托位情况"]
    total = find(sheet, "合计").row
    assert limits_of(sheet, sheet.cell(total, 2))
    assert not limits_of(sheet, sheet.cell(total + 1, 2))
    assert not limits_of(sheet, sheet.cell(total, 5))


def test_a_share_may_be_typed_with_its_sign_as_text(quarter):
    sheet = quarter["甲1 托位情况"]
    cell = sheet.cell(find(sheet, "东屿镇").row, 4)
    (limit,) = limits_of(sheet, cell)
    assert limit.type == "custom"
    at = cell.coordinate
    assert limit.formula1 == (f'OR(AND(ISNUMBER({at}),{at}>=0,{at}<=100),'
                              f'AND(ISTEXT({at}),RIGHT({at},1)="%"))')


def test_only_what_may_be_left_out_takes_the_sign_for_not_applicable(quarter, month):
    sheet, records = quarter["甲1 托位情况"], month["乙1 案件"]
    row, first = find(sheet, "东屿镇").row, find(records, "编号").row + 1
    limits = {name: limits_of(s, s.cell(at, find(s, name).column))[0].formula1 for s, at, name in [
        (sheet, row, "有中心"), (sheet, row, "开业日期"), (records, first, "金额（元）"),
        (records, first, "受理日期")]}
    assert limits["有中心"] == '"是,否"'
    assert limits["开业日期"].endswith('="/")')
    assert limits["金额（元）"].endswith('="/")')
    assert "/" not in limits["受理日期"]


@pytest.mark.parametrize(("heading", "kind"), [
    ("受理日期", "date"), ("受理时刻", "time"), ("年份", "whole"), ("性别", "list"),
    ("乡镇", "list")])
def test_each_type_has_its_limit(month, heading, kind):
    sheet = month["乙1 案件"]
    head = find(sheet, heading)
    assert [limit.type for limit in limits_of(sheet, sheet.cell(head.row + 1, head.column))] == [
        kind]


def test_a_day_typed_as_digits_is_outside_the_limit(month):
    sheet = month["乙1 案件"]
    head = find(sheet, "受理日期")
    (limit,) = limits_of(sheet, sheet.cell(head.row + 1, head.column))
    low, high = float(limit.formula1), float(limit.formula2)
    assert not low <= 2025 <= high
    assert not low <= 20250930 <= high
    assert low <= 45930 <= high  # 2025-09-30


def test_drop_downs_show_names_from_the_sheet_of_codes(quarter, month):
    sheet = month["乙1 案件"]
    for heading, names in {"乡镇": ["东屿镇", "西屿乡"], "性别": ["男", "女"]}.items():
        head = find(sheet, heading)
        (limit,) = limits_of(sheet, sheet.cell(head.row + 1, head.column))
        name, area = limit.formula1.split("!")
        assert name.strip("'") == "代码"
        assert [row[0].value for row in month["代码"][area.replace("$", "")]] == names
    assert find(month["代码"], "西屿乡").offset(0, 1).value == "999901101"


@pytest.mark.parametrize(("heading", "shown"), [
    ("托位数（个）", "#,##0"), ("使用率（%）", "0.0#"), ("开业日期", "yyyy-mm-dd")])
def test_number_formats_follow_the_type(quarter, heading, shown):
    sheet = quarter["甲1 托位情况"]
    cell = sheet.cell(find(sheet, "东屿镇").row, find(sheet, heading).column)
    assert cell.number_format == shown


def test_a_key_is_text_so_that_its_noughts_stay(month):
    sheet = month["乙1 案件"]
    assert sheet.cell(find(sheet, "编号").row + 1, 1).number_format == "@"


def test_a_headings_note_tells_definition_unit_bounds_and_target(quarter):
    note = find(quarter["甲1 托位情况"], "托位数（个）").comment.text
    assert note.split("\n") == [
        "必填；填整数", "单位：个", "范围：0 至 500", "各乡镇相加等于合计", "口径：年末备案数",
        "2025年目标：每千人口托位数 4.5个（表 1）"]


def test_earlier_figures_stand_in_a_note_on_the_cell(quarter):
    sheet = quarter["甲1 托位情况"]
    cell = sheet.cell(find(sheet, "东屿镇").row, 2)
    assert cell.comment.text == "上期（2025年第二季度）：30\n去年同期（2024年第三季度）：28.5"
    assert sheet.cell(find(sheet, "合计").row, 2).comment is None


def test_large_grids_have_notes_on_headings_only(forms, county):
    towns = tuple(Township(code=f"9999011{n:02d}", name=f"第{n}乡") for n in range(60))
    figures = {(town.code, f"band={band};sex={sex}", "persons"): 1.0
               for town in towns for band in ("young", "old") for sex in ("male", "female")}
    wide = county.model_copy(update={"townships": towns})
    content = workbooks(forms, wide, "2025Q3", Known({("people", "2025Q2"): figures}))
    sheet = opened(content["2025Q3_卫生健康部门.xlsx"])["甲2 人口按年龄"]
    noted = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    assert len(noted) == 5


def test_the_sheet_of_comparison_lists_targets_and_earlier_figures(quarter):
    rows = [[cell.value for cell in row] for row in quarter["对照"].iter_rows()]
    assert rows[0] == ["表号", "报告期", "行", "列", "单位", "上期", "去年同期",
                       "今年目标和条款", "责任单位"]
    assert ["甲1", "2025Q3", "全县", "托位·托位数（个）", "个", None, None,
            "每千人口托位数 4.5个（表 1）", "县某局"] in rows
    assert ["甲1", "2025Q3", "东屿镇", "托位·托位数（个）", "个", 30, 28.5, None, None] in [
        [value or None for value in row] for row in rows]


def test_text_that_was_sent_never_becomes_a_formula(forms, county, known):
    # openpyxl takes any text with this sign for a formula, so the file itself is looked at.
    content = workbooks(forms, county, "2025Q3", known)["2025Q3_卫生健康部门.xlsx"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<t>=1+1</t>" in archive.read("xl/sharedStrings.xml")
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_the_first_sheet_says_how_and_until_when(quarter):
    sheet = quarter["填报说明"]
    texts = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    for part in ("空着不等于 0", "公式取自其他文件", "身份证号", "甲1：以备案为准。", "2025-10-15",
                 "2025-10-20", "统计岗 1234"):
        assert part in texts
    assert find(sheet, "甲2 人口按年龄").hyperlink.location == "'甲2 人口按年龄'!A1"
    assert quarter.active.title == "填报说明"


def test_tables_print_on_a4_across_with_their_heading_repeated(quarter):
    sheet = quarter["甲1 托位情况"]
    head = find(sheet, "托位").row
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)
    assert setup.fitToWidth in (None, 1)  # 1 where it is left out
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == f"${head}:${head + 1}"
    assert sheet.freeze_panes == f"B{head + 2}"


def test_the_font_is_chinese_and_named_for_that_character_set(quarter):
    font = find(quarter["甲1 托位情况"], "东屿镇").font
    assert (font.name, font.charset) == ("宋体", 134)


def test_stored_codes_are_shown_by_their_names(forms):
    class Stored:
        def __init__(self, content):
            self.content = content

    class Store:
        def current(self, county, form, period):
            if (county, form, period) != ("haiyu", "cases", "2025-08"):
                return {}
            return {("999901100", "case=1", "sex"): Stored("male"),
                    ("999901100", "case=1", "paid"): Stored(5.0),
                    ("999901100", "case=1", "day"): Stored(None)}

    assert earlier_figures(Store(), forms, "haiyu", ["2025-09"]) == {("cases", "2025-08"): {
        ("999901100", "case=1", "sex"): "男", ("999901100", "case=1", "paid"): 5.0}}


@pytest.fixture(scope="module")
def real(county):
    """Every sheet that the project's own forms make, by form number."""
    forms = open_forms()
    made = workbooks(forms, county, ["2025", "2025Q3", "2025-09"], Known())
    return {sheet["B3"].value: sheet for content in made.values()
            for sheet in opened(content).worksheets if sheet["A3"].value == "表号"}


def test_every_form_of_the_project_has_its_sheet(real):
    assert set(real) == {form.number for form in open_forms().forms.values()}


def test_every_column_of_every_form_has_a_heading_of_its_own(real):
    for form in open_forms().forms.values():
        texts = [str(cell.value).replace("\n", "") for row in real[form.number].iter_rows()
                 for cell in row if cell.value]
        for column in form.columns.values():
            assert f"{column.name}（{column.unit}）" if column.unit else column.name in texts


def test_every_range_of_a_drop_down_is_filled(real):
    for sheet in real.values():
        for limit in sheet.data_validations.dataValidation:
            if limit.type == "list" and "!" in limit.formula1:
                area = limit.formula1.split("!")[1].replace("$", "")
                assert all(row[0].value for row in sheet.parent["代码"][area])


def test_no_text_of_a_refusal_is_longer_than_spreadsheets_allow(real):
    for sheet in real.values():
        for limit in sheet.data_validations.dataValidation:
            assert len(limit.error) <= 225
            assert len(limit.errorTitle) <= 32


@pytest.mark.parametrize(("text", "unit", "shown"), [
    ("100", "%", "托位 100%（表 1）"), ("<5", "%", "托位 <5%（表 1）"),
    ("市级下达", "人次", "托位 市级下达（表 1）")])
def test_a_target_has_its_unit_where_it_is_a_number(text, unit, shown):
    from qiyou.intake.templates_limits import target_line

    assert target_line(Target("托位", text, unit, "表 1")) == shown
