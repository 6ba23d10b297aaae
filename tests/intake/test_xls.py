"""What an .xls stores is read as it stores it."""

import struct

import pytest
from qiyou.intake.ole2 import Ole2
from qiyou.intake.refusal import RefusedError
from qiyou.intake.wire import pack, unpack
from qiyou.intake.xls import read_xls
from raw import biff, number_record, ole2, record, xls

STYLE = record(0xE0, struct.pack("<2H", 0, 0) + bytes(16))
# A formula of value 1.5, of an empty text, and of TRUE.
FORMULAS = b"".join(record(6, struct.pack("<3H", 0, column, 0) + result + bytes(8))
                    for column, result in enumerate((struct.pack("<d", 1.5),
                                                     b"\x03\0\0\0\0\0\xff\xff",
                                                     b"\x01\0\x01\0\0\0\xff\xff")))


def cells(data):
    """Kind, value and whether it was computed, of each cell of the first sheet."""
    sheet = unpack(pack(read_xls(data))).sheets[0]
    return {place: (cell.kind, cell.value, cell.is_computed) for place, cell in sheet.cells.items()}


def day(number):
    """A book one style of which has a number of a format."""
    return STYLE + record(0xE0, struct.pack("<2H", 0, number) + bytes(16))


def styled(value):
    """A number in the second style."""
    return record(0x203, struct.pack("<3Hd", 0, 0, 1, value))


def test_formulas_give_their_values():
    assert cells(xls(sheets=((FORMULAS, 0),), book=STYLE)) == {
        (1, 1): ("number", 1.5, True), (1, 2): ("text", "", True), (1, 3): ("boolean", True, True)}


@pytest.mark.parametrize(("number", "kind", "value"), [
    (14, "date", "2025-09-30"), (31, "date", "2025-09-30"), (57, "date", "2025-09-30"),
    (46, "number", 45930.0), (10, "number", 45930.0)])
def test_formats_without_a_text_of_their_own_tell_days(number, kind, value):
    assert cells(xls(sheets=((styled(45930.0), 0),), book=day(number))) == {
        (1, 1): (kind, value, False)}


def test_days_of_the_other_calendar():
    book = day(14) + record(0x22, b"\x01\x00")
    assert cells(xls(sheets=((styled(44468.0), 0),), book=book)) == {
        (1, 1): ("date", "2025-09-30", False)}


def test_charts_inside_a_sheet_are_left_out():
    chart = (record(0x809, struct.pack("<4HLL", 0x600, 0x20, 0, 0, 0, 0)) + number_record(5, 5)
             + record(0xA))
    assert list(cells(xls(sheets=((number_record(0, 0) + chart, 0),), book=STYLE))) == [(1, 1)]


def test_a_cell_twice_is_refused():
    twice = number_record(0, 0) + number_record(0, 1) + number_record(0, 0)
    with pytest.raises(RefusedError, match="F146") as caught:
        read_xls(xls(sheets=((twice, 0),), book=STYLE))
    assert caught.value.trouble.cell == "A1"


def test_a_large_stream_is_cut_out_whole():
    data = bytes(range(256)) * 20_000
    assert Ole2(ole2({"Workbook": data})).stream("Workbook") == data


def test_a_table_of_sectors_cut_short_is_told():
    with pytest.raises(RefusedError, match="F125"):
        Ole2(ole2({"Workbook": bytes(1_000_000)})[:-1000])


def test_only_the_workbook_at_the_root_counts():
    file = Ole2(ole2({"Workbook": biff(), "\x05SummaryInformation": b"x"}, ("MBD1",)))
    assert (file.streams, file.storages) == ({"Workbook", "\x05SummaryInformation"}, {"MBD1"})
