"""Tables as departments really send them: one clear table, and one thing wrong with it each time.

`CASES` maps a name to (why it is nasty, what is done to the table, what must be found). Expected
are pairs of rule and cell; an empty list means that the table must be read without a finding that
holds it.
"""

from datetime import date

from made import CODES, TOWNSHIPS, Fault, Formula, Percent, reading, sheet, workbook

_THREE = ["本月", "本年累计", "起算年以来累计"]
HEADINGS = ["乡镇", *_THREE, *_THREE, "说明"]
GROUPS = ["乡镇", "职业技能培训", None, None, "城镇新增就业", None, None, "说明"]
MERGES = [(1, 1, 1, 8), (3, 2, 3, 4), (3, 5, 3, 7), (3, 1, 4, 1), (3, 8, 4, 8)]
FIRST = 5  # row of the first township


class Book:
    """A table that can be spoiled: ``rows[0]`` is row 1."""

    def __init__(self):
        self.name, self.file, self.merges, self.more = "就业月报", "就业.xlsx", list(MERGES), {}
        head = ["表号：劳得3", None, "报告期：2025年9月", None, "填报单位：县人社局"]
        self.rows = [["技能培训与城镇新增就业"], head, list(GROUPS), list(HEADINGS)]
        self.rows += [[town, 10 + i, 100 + i, 1000 + i, 5 + i, 50 + i, 500 + i, None]
                      for i, town in enumerate(TOWNSHIPS)]
        totals = [sum(row[at] for row in self.rows[4:11]) for at in range(1, 7)]
        self.rows += [["合计", *totals, None]]
        foot = ["填报人：甲某", None, "联系电话：0580-5080000", None, "填报日期：2025年10月8日"]
        self.rows += [foot]
        self.others = []

    def set(self, place, value):
        """Put a value into a cell such as B5."""
        column, row = ord(place[0]) - 65, int(place[1:]) - 1
        while len(self.rows[row]) <= column:
            self.rows[row].append(None)
        self.rows[row][column] = value
        return self

    def insert(self, row, values):
        """Put a row before row number ``row``; merged areas below move with it."""
        self.rows.insert(row - 1, values)
        return self

    def reading(self):
        """What the file is read as."""
        own = sheet(self.rows, self.name, self.merges, **self.more)
        return reading(own, *self.others)

    def save(self, path):
        """Write the table (without other sheets) as a real workbook."""
        return workbook([(self.name, self.rows, self.merges)], path)

    def rewrite(self, column, values):
        """Give all townships new values in a column (B to G) and mend the total."""
        at = ord(column) - 65
        for row, value in zip(self.rows[FIRST - 1:FIRST + 6], values, strict=True):
            row[at] = value
        self.rows[FIRST + 6][at] = sum(values)
        return self

    def period(self, text, declared):
        """Make it the table of another month, filled in on another day."""
        self.rows[1][2], self.rows[12][4] = f"报告期：{text}", f"填报日期：{declared}"
        return self


def _set(**cells):
    def spoil(book):
        for place, value in cells.items():
            book.set(place, value)
    return spoil


def _drop_township(book):
    gone = book.rows.pop(6)
    book.rows[10] = ["合计", *(book.rows[10][at] - gone[at] for at in range(1, 7)), None]


def _twice(book):
    book.insert(9, list(book.rows[7]))


def _codes(book):
    for row, code in zip(book.rows[4:11], CODES, strict=True):
        row[0] = float(code)


def _one_heading_row(book):
    book.merges = [(1, 1, 1, 8)]
    book.rows[2:4] = [["乡镇", "本月培训人次", "本年累计培训人次", "累计培训人次", "本月新增就业",
                       "本年累计新增就业", "累计城镇新增就业", "备注"]]


def _three_heading_rows(book):
    book.insert(3, ["乡镇", "就业工作", None, None, None, None, None, None])
    book.merges = [(1, 1, 1, 8), (3, 2, 3, 7), (4, 2, 4, 4), (4, 5, 4, 7), (3, 1, 5, 1)]
    book.rows[3][0] = None


def _wan(book):
    book.set("G2", "单位：万人次")
    for row in book.rows[4:12]:
        row[1:4] = [value / 10000 for value in row[1:4]]


def _wan_in_heading(book):
    for at in (1, 2, 3):
        book.rows[3][at] += "（万人次）"
    for row in book.rows[4:12]:
        row[1:4] = [f"{value / 10000:.4f}" for value in row[1:4]]


def _notes(book):
    book.rows.insert(12, ["注：培训按结业人次统计。"])


def _after_notes(book):
    moved = book.rows.pop(10)
    book.rows.append(["注：下表续前。"])
    book.rows.append(moved)


def _blank_rows(book):
    book.insert(7, [None] * 8)
    book.insert(10, ["  ", "", None])


def _repeated_header(book):
    book.insert(8, list(HEADINGS))


def _subtotal(book):
    book.insert(8, ["小计", 33, 303, 3003, 18, 153, 1503, None])


def _hidden(book):
    book.more["hidden_rows"] = {6, 7}


def _hidden_column(book):
    book.more["hidden_columns"] = {3}


def _no_period(book):
    book.rows[1][2] = None


def _other_period(book):
    book.rows[0][0] = "2025年8月技能培训与城镇新增就业"


def _no_number(book):
    book.rows[1][0] = None


def _foreign(book):
    book.rows[:] = [["会议签到"], ["时间", "地点", "主题"], ["上午", "三楼", "例会"]]
    book.merges = []


def _extra_sheet(book):
    book.others.append(sheet([["会议记录"], ["略"]], "Sheet2"))


def _second_copy(book):
    book.others.append(sheet(book.rows, "副本", book.merges))


def _hidden_sheet(book):
    book.others.append(sheet(book.rows, "旧表", book.merges, is_hidden=True))


def _missing_column(book):
    for row in book.rows[2:12]:
        del row[6]
    book.merges = [(1, 1, 1, 8), (3, 2, 3, 4), (3, 5, 3, 6), (3, 1, 4, 1)]


def _extra_column(book):
    for number, row in enumerate(book.rows[2:12]):
        row.append(["同比增速", "同比增速"][number] if number < 2 else 3.5)


def _twice_heading(book):
    book.rows[3][2] = "本月"


def _shuffled(book):
    for row in book.rows[2:12]:
        row[1:7] = [*row[4:7], *row[1:4]]


def _unmerged_groups(book):
    book.merges = [(1, 1, 1, 8)]


def _labels_apart(book):
    book.rows[1] = ["表 号", "劳得3", "报 告 期", "2025-09", "填报单位", "县人社局"]


def _period_in_file_name(book):
    _no_period(book)
    book.file = "2025年9月就业.xlsx"


def _total_first(book):
    book.rows.insert(4, book.rows.pop(11))


def _county_name_total(book):
    book.rows[11][0] = "嵊泗县"


def _shifted(book):
    book.rows = [[None, None, *row] for row in [[], *book.rows]]
    book.merges = [(top + 1, left + 2, bottom + 1, right + 2)
                   for top, left, bottom, right in book.merges]


def _unit_below(book):
    book.rows.append(["单位：万人次"])


def _huge(book):
    book.rows[3][3] += "（万人次）"
    for row in book.rows[4:12]:
        row[3] = 0.1
    book.rows[4][3], book.rows[5][3], book.rows[11][3] = 1000, 1001, None


CASES = {
    "clear": ("the table as it should be", lambda book: None, []),
    "township_codes": ("codes stored as numbers with decimals", _codes, []),
    "one_heading_row": ("aliases in a single heading row", _one_heading_row, []),
    "three_heading_rows": ("a third heading row above", _three_heading_rows, []),
    "unit_for_all": ("万人次 stated once above the table", _wan, []),
    "unit_in_heading": ("万人次 in the headings, figures as text", _wan_in_heading, []),
    "notes_below": ("a note between the table and the signatures", _notes, []),
    "blank_rows": ("rows that are empty or hold blanks", _blank_rows, []),
    "repeated_header": ("the heading again after a page break", _repeated_header, []),
    "subtotal": ("a subtotal in the middle would count twice", _subtotal, []),
    "hidden_rows": ("filtered rows are data all the same", _hidden, []),
    "hidden_column": ("a hidden column is data all the same", _hidden_column, []),
    "no_number": ("no form number: headings must do", _no_number, []),
    "extra_sheet": ("minutes of a meeting on a second sheet", _extra_sheet, []),
    "extra_column": ("a column that nobody asked for", _extra_column, []),
    "shuffled": ("the two groups changed places", _shuffled, []),
    "labels_apart": ("labels and entries in cells of their own, spaced", _labels_apart, []),
    "period_in_file_name": ("the period only in the file's name", _period_in_file_name, []),
    "total_first": ("the total stands above the townships", _total_first, []),
    "county_name_total": ("the county's name in place of 合计", _county_name_total, []),
    "shifted": ("the table does not begin at A1", _shifted, []),
    "full_width": ("full-width digits and commas",
                   _set(B5="１０", C6="１０１", D5="１，０００"), []),
    "text_numbers": ("figures stored as text", _set(B5="10", C5=" 100 "), []),
    "own_unit": ("the unit written into a cell", _set(B5="10人次"), []),
    "unmerged_groups": ("group headings not merged: which 本月 is meant?", _unmerged_groups,
                        [("S203", "")]),
    "empty_cell": ("empty is not zero", _set(C7=None), [("C301", "C7")]),
    "dash": ("a dash where a figure is required", _set(C7="—"), [("C302", "C7")]),
    "none_word": ("无 can be nought or unknown", _set(C7="无"), [("C304", "C7")]),
    "word": ("a word among figures", _set(C7="已报"), [("C305", "C7")]),
    "percent": ("a percentage among persons", _set(C7=Percent(0.5)), [("C307", "C7")]),
    "date": ("Excel turned 1-2 into a date", _set(C7=date(2025, 1, 2)), [("C308", "C7")]),
    "boolean": ("TRUE is 1 to many readers", _set(C7=True), [("C309", "C7")]),
    "error": ("#DIV/0! becomes empty in pandas", _set(C7=Fault("#DIV/0!")), [("C310", "C7")]),
    "formula": ("a formula that was never calculated", _set(C7=Formula("=SUM(A1:A3)")),
                [("C311", "C7")]),
    "inner_space": ("one number or two?", _set(C7="1 02"), [("C312", "C7")]),
    "odd_comma": ("a decimal comma or a slip?", _set(C7="10,2"), [("C313", "C7")]),
    "about": ("about a hundred", _set(C7="约100"), [("C314", "C7")]),
    "other_unit": ("ten thousands in a cell", _set(C7="0.01万人次"), [("C315", "C7")]),
    "fraction": ("half a person", _set(C7=102.5), [("C316", "C7")]),
    "negative": ("persons below nought", _set(C7=-102), [("C317", "C7")]),
    "scientific": ("1E+03 as text", _set(C7="1E+03"), [("C325", "C7")]),
    "leading_zero": ("0102 may be a code", _set(C7="0102"), [("C326", "C7")]),
    "footnote": ("102① ends as 1021 in compatibility forms", _set(C7="102①"), [("C327", "C7")]),
    "long": ("seventeen digits do not survive a spreadsheet", _set(C7="10200000000000001"),
             [("C332", "C7")]),
    "name": ("a name where a count is asked", _set(C7="王小明"), [("C391", "C7")]),
    "two_bad_cells": ("every bad cell at once, not the first",
                      _set(B6="约11", C7="无", G9=Fault("#N/A")),
                      [("C314", "B6"), ("C304", "C7"), ("C310", "G9")]),
    "unknown_township": ("a township of another county", _set(A7="长涂镇"), [("C319", "A7")]),
    "misspelt_township": ("one sign wrong", _set(A5="菜圆镇"), [("C319", "A5")]),
    "no_township": ("a row without a name", _set(A7=None), [("C333", "A7")]),
    "missing_township": ("one township left out, total adjusted", _drop_township, [("H401", "")]),
    "township_twice": ("the same row copied", _twice, [("H402", "A9")]),
    "sum_differs": ("the total was typed", _set(B12=92), [("H403", "B12")]),
    "part_exceeds": ("more this month than this year", _set(B5=150, B12=231), [("H404", "B5")]),
    "no_period": ("which month?", _no_period, [("S206", "")]),
    "wrong_frequency": ("a quarter where months are due", _set(C2="报告期：2025年三季度"),
                        [("S207", "C2")]),
    "period_unreadable": ("last month", _set(C2="报告期：上月"), [("S207", "C2")]),
    "periods_differ": ("August in the title, September below", _other_period, [("S219", "C2")]),
    "missing_column": ("a required column is gone", _missing_column, [("S203", "")]),
    "heading_twice": ("two columns with one heading", _twice_heading,
                      [("S205", "C4"), ("S203", "")]),
    "data_after_notes": ("a row below the notes would be lost", _after_notes, [("S210", "A14")]),
    "second_copy": ("the same table on two sheets", _second_copy, [("S213", "")]),
    "hidden_sheet": ("last year's table hidden in the file", _hidden_sheet, [("S209", "")]),
    "foreign": ("no table of ours at all", _foreign, [("S201", "")]),
    "header_gone": ("the form's number without its table", lambda book: book.rows.__delitem__(
        slice(2, 4)), [("S222", "")]),
    "no_rows": ("a heading and nothing below", lambda book: book.rows.__delitem__(slice(4, 12)),
                [("S215", "")]),
    "odd_unit": ("a unit that counts something else", _set(G2="单位：万元"), [("S212", "G2")]),
    "identity_number": ("an identity number in the remarks", _set(H6="330922199001011234"),
                        [("C390", "H6")]),
    "mobile_number": ("a mobile number, with blanks and full-width digits",
                      _set(H6="联系 １３８ ０５８０ １２３４"), [("C390", "H6")]),
    "identity_in_figures": ("an identity number stored as a number", _set(C7=330922199001011200.0),
                            [("C390", "C7"), ("C332", "C7")]),
    "other_county": ("townships of one name are in many counties",
                     _set(G2="地区：岱山县"), [("H412", "G2")]),
    "compact_period": ("the month as six digits", _set(C2="报告期：202509"), []),
    "unit_below": ("ten thousands stated only below the table", _unit_below, [("S212", "A14")]),
    "huge": ("ten thousands in the heading over figures that are none", _huge,
             [("V511", place) for place in ("D5", "D6")]),
    "not_over": ("September's figures in August", _set(C2="报告期：2025年10月"), [("V510", "A5")]),
}
