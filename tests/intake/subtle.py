"""Tables in which every cell can be read and the figures are wrong all the same.

`CASES` as in `sloppy`: why it is nasty, what is done to the clear table, what must be found.
"""

from datetime import date

from made import cell
from sloppy import Book


class Shown(float):
    """A number under a format of its own: ``Shown(0.25, "0.0_%")``."""

    def __new__(cls, value, format):
        made = super().__new__(cls, value)
        made.format = format
        return made


class SubtleBook(Book):
    """A table whose cells may have formats and lines through them."""

    def __init__(self):
        super().__init__()
        self.struck = set()

    def reading(self):
        """What the file is read as."""
        read = super().reading()
        sheet = read.sheets[0]
        for number, row in enumerate(self.rows, 1):
            for at, value in enumerate(row, 1):
                if isinstance(value, Shown):
                    sheet.cells[number, at] = cell(number, at, float(value))._replace(
                        format=value.format)
        sheet.struck |= self.struck
        return read


def _set(**cells):
    def spoil(book):
        for place, value in cells.items():
            book.set(place, value)
    return spoil


def _below(*texts):
    return lambda book: book.rows.append(list(texts))


def _column(heading, values):
    def spoil(book):
        book.rows[2].append(heading)
        book.rows[3].append(heading)
        for row, value in zip(book.rows[4:11], values, strict=True):
            row.append(value)
    return spoil


def _titled(text):
    return lambda book: book.set("A1", text)


def _only_titled(text):
    def spoil(book):
        book.rows[1][2] = None
        book.set("A1", text)
    return spoil


def _wan(*formats):
    """Ten thousands in the headings of the first group, figures under a format."""
    def spoil(book):
        for at in (1, 2, 3):
            book.rows[3][at] += "（万人次）"
        for row in book.rows[4:12]:
            row[1:4] = [Shown(value / 10000, formats[0]) for value in row[1:4]]
    return spoil


def _scaled_in_plain(book):
    for row in book.rows[4:12]:
        row[3] = Shown(row[3], '0!.0,"万"')


def _subtotal(value):
    return lambda book: book.insert(8, ["小计", value, 303, 3003, 18, 153, 1503, None])


def _second_subtotal(book):
    book.insert(8, ["小计", 33, 303, 3003, 18, 153, 1503, None])
    book.insert(11, ["小计", 27, 207, 2007, 17, 107, 1007, None])


def _subtotal_for_total(book):
    book.rows[11][0], book.rows[11][1] = "小计", 90


CASES = {
    "two_months": ("which of the two?", _set(C2="报告期：2025年8月、9月"), [("S207", "C2")]),
    "months_to": ("nine months are no month", _set(C2="报告期：2025年1月至9月"), [("S207", "C2")]),
    "before_month": ("a limit is no month", _set(C2="报告期：2025年9月前"), [("S207", "C2")]),
    "half_year": ("half a year is no month", _set(C2="报告期：2025年上半年"), [("S207", "C2")]),
    "range_in_title": ("January would be taken", _only_titled("2025年1—9月技能培训"),
                       [("S206", "")]),
    "range_beside_label": ("a cumulative title over a clear label", _titled("2025年1—9月技能培训"),
                           []),
    "chinese_numerals": ("the month in Chinese numerals", _set(C2="报告期：二〇二五年九月"), []),
    "short_year": ("a year of two digits", _set(C2="报告期：25年9月"), []),
    "numeric_january": ("2025.10 stored as a number is 2025.1",
                        _set(C2="报告期", D2=2025.1), [("S207", "D2")]),
    "numeric_september": ("2025.9 can only be September", _set(C2="报告期", D2=2025.9), []),
    "day_for_month": ("the month as its last day in a date's cell",
                      _set(C2="报告期", D2=date(2025, 9, 30)), []),
    "day_within_month": ("a day in the middle of a month",
                         _set(C2="报告期", D2=date(2025, 9, 17)), [("S207", "D2")]),
    "two_labels": ("two periods stated above", _set(G2="报告期：2025年8月"), [("S219", "C2")]),
    "label_below": ("another period stated below", _below("报告期：2025年8月"), [("S219", "A14")]),
    "county_in_title": ("another county's title", _titled("岱山县技能培训与城镇新增就业"),
                        [("H412", "A1")]),
    "county_of_sender": ("another county's department", _set(E2="填报单位：岱山县人社局"),
                         [("H412", "E2")]),
    "far_county": ("a county outside the province", _titled("启东县2025年9月技能培训"),
                   [("H412", "A1")]),
    "own_county_in_title": ("the county's full name", _titled("浙江省舟山市嵊泗县技能培训"), []),
    "county_column": ("a column of another county", _column("区县", ["岱山县"] * 7),
                      [("H412", "I5")]),
    "own_county_column": ("a column that names the county itself", _column("区县", ["嵊泗县"] * 7),
                          []),
    "month_column": ("one row of last month", _column("月份", ["9月"] * 6 + ["2025年8月"]),
                     [("H413", "I11")]),
    "number_column": ("one row of last month, as a number", _column("月份", [9.0] * 6 + [8.0]),
                      [("H413", "I11")]),
    "own_month_column": ("a column that names the month itself",
                         _column("月份", ["2025年9月"] * 7), []),
    "year_column": ("last year's rows", _column("年份", ["2024"] * 7), [("H413", "I5")]),
    "lone_unit": ("ten thousands in a cell by itself", _set(G2="万人次"), [("S225", "G2")]),
    "unit_in_title": ("ten thousands in the title", _titled("技能培训情况（万人次、万人）"),
                      [("S225", "A1")]),
    "unit_in_note": ("ten thousands in a note", _below("注：单位为万人次"), [("S225", "A14")]),
    "own_unit_in_title": ("the form's own unit in the title", _titled("技能培训情况（人次）"), []),
    "scaled_format": ("stored and shown differ, and the heading has another unit",
                      _wan("#,##0.0,"), [("C328", "")]),
    "scaled_in_plain": ("shown in ten thousands, stored in full", _scaled_in_plain, []),
    "literal_percent": ("a sign for per cent that multiplies nothing",
                        _set(C7=Shown(102, '0"%"')), []),
    "skipped_percent": ("a gap as wide as the sign", _set(C7=Shown(102, "0_%")), []),
    "conditional_percent": ("only numbers below one are shown as per cent",
                            _set(C7=Shown(102, "[<1]0.0%;0")), []),
    "subtotal_differs": ("a subtotal that nothing adds up to", _subtotal(34), [("S227", "B8")]),
    "second_subtotal": ("each subtotal adds the rows since the last", _second_subtotal, []),
    "subtotal_for_total": ("the total is called a subtotal", _subtotal_for_total,
                           [("S227", "B12")]),
    "zero_width": ("1 and 02 with an invisible sign between", _set(C7="1\u200b02"),
                   [("C330", "C7")]),
    "turned_round": ("digits in an order of their own", _set(C7="\u202e201\u202c"),
                     [("C330", "C7")]),
    "invisible_at_the_end": ("an invisible sign after a number", _set(C7="102\u200b"), []),
    "struck": ("a figure with a line through it", lambda book: book.struck.add((7, 3)),
               [("C329", "C7")]),
    "outside": ("a figure beside the table", lambda book: book.rows[6].extend([None, 9]), []),
    "full_area_name": ("the township with province, city and county",
                       _set(A5="浙江省舟山市嵊泗县菜园镇"), []),
}
