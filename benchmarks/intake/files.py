"""files — a folder -> one file of each kind that intake takes longest over."""

import sys
from pathlib import Path

import xlsxwriter

TOWNSHIPS = ("菜园镇", "嵊山镇", "洋山镇", "五龙乡", "黄龙乡", "枸杞乡", "花鸟乡")
FIGURES = ((31, 412, 2210, 22, 205, 1020), (12, 101, 640, 9, 66, 310), (14, 150, 811, 11, 87, 402),
           (6, 48, 233, 4, 31, 120), (9, 77, 390, 7, 40, 205), (8, 83, 377, 6, 52, 190),
           (3, 19, 95, 2, 11, 46))


def training(bad=0, more=()):
    """Rows of 劳得3: seven townships, ``bad`` of their cells in words, further rows behind."""
    rows = [["技能培训与城镇新增就业"],
            ["表号：劳得3", "", "报告期：2025-09", "", "地区（县）：嵊泗县"],
            ["乡镇", "本月培训人次", "本年累计培训人次", "累计培训人次", "本月新增就业",
             "本年累计新增就业", "累计城镇新增就业", "本年累计帮扶重点群体就业", "说明"]]
    rows += [[name, *figures, 2, None]
             for name, figures in zip(TOWNSHIPS, FIGURES, strict=True)]
    for at in range(bad):
        rows[3 + at // 7 % 7][1 + at % 7] = f"约{rows[3 + at // 7 % 7][1 + at % 7]}"
    return [*rows, ["合计", *map(sum, zip(*FIGURES, strict=True)), 14, None], *more]


def arrears(count, bad=0):
    """Rows of 劳得2: ``count`` cases, of ``bad`` of them the amount in words."""
    return [["欠薪线索台账"], ["表号：劳得2", "", "报告期：2025-09", "", "地区（县）：嵊泗县"],
            ["线索编号", "乡镇", "受理日期", "化解日期", "办理状态", "涉及金额", "涉及人数",
             "行业", "说明"],
            *([f"QX{at:05d}", TOWNSHIPS[at % 7], "2025-03-01", "2025-04-02", "已化解",
               "约3万" if at < bad else 35_000 + at, 3, None, None] for at in range(count))]


def survey(count):
    """Rows of 劳得1: ``count`` persons, all of them good."""
    heads = ["户编号", "人编号", "乡镇", "抽样层", "抽样单元", "权数", "层内单元总数",
             "是否城镇", "年龄", "性别", "就业状态"]
    return [["住户劳动力调查记录"],
            ["表号：劳得1", "", "报告期：2025-09", "", "地区（县）：嵊泗县"], heads,
            *([f"H{at // 2:05d}", 1 + at % 2, TOWNSHIPS[at % 7], f"L{at % 7}", f"C{at % 35:02d}",
               12.5 + at % 9, 40, "是", 20 + at % 40, "男" if at % 2 else "女",
               ("就业", "失业", "非劳动力")[at % 3]] for at in range(count))]


def bad_rows(count):
    """Rows below a table whose township is unknown and whose figures are words."""
    return [[f"乡{at}", *["约1"] * 7] for at in range(count)]


def write_all(folder):
    """Files by what they are about."""
    sheets = {
        "small_good": training(), "small_held": training(3),
        "bad_rows_150": training(49, bad_rows(150)),
        "bad_rows_500": training(49, bad_rows(500)), "bad_rows_3000": training(49, bad_rows(3_000)),
        "cases_1000": arrears(1_000), "cases_5000_one_bad": arrears(5_000, 1),
        "cases_9000": arrears(9_000), "cases_9000_all_bad": arrears(9_000, 9_000),
        "survey_2400": survey(2_400), "survey_8000": survey(8_000)}
    made = {}
    for name, rows in sheets.items():
        made[name] = folder / f"{name}.xlsx"
        _workbook(made[name], rows)
    table = "\n".join(",".join("" if cell is None else str(cell) for cell in row)
                      for row in training()) + "\n"
    texts = {"small_csv": table, "newlines_1mb": table + "\n" * 1_000_000,
             "newlines_19mb": table + "\n" * 19_000_000, "newlines_only": "\n" * 19_000_000,
             "spaces_19mb": table + " " * 19_000_000,
             "wide_19mb": table + ("," * 300 + "\n") * 60_000,
             "text_19mb": table + "一" * 6_000_000,
             "cells_90000": table + ("1," * 8 + "1\n") * 9_900}
    for name, text in texts.items():
        made[name] = folder / f"{name}.csv"
        made[name].write_text(text, encoding="utf-8", newline="")
    made["above_20mb"] = folder / "above_20mb.csv"
    made["above_20mb"].write_bytes(b"1,2\n" * 5_500_000)
    made["no_workbook"] = folder / "no_workbook.xlsx"
    made["no_workbook"].write_bytes(b"%PDF-1.7\n" + b"x" * 5_000)
    return made


def _workbook(path, rows):
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
