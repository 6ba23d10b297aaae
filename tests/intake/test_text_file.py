"""A text is read by rules that are written down, or refused."""

import pytest
from qiyou.intake.refusal import RefusedError
from qiyou.intake.text_encoding import encoding_of
from qiyou.intake.text_file import read_text
from qiyou.intake.wire import pack, unpack


def rows(text, encoding="utf-8"):
    """Rows of a text as places and values."""
    data = text if isinstance(text, bytes) else text.encode(encoding)
    (sheet,) = unpack(pack(read_text(data))).sheets
    return {place: cell.value for place, cell in sheet.cells.items()}


def trouble(data):
    """Rule and facts of a refusal."""
    with pytest.raises(RefusedError) as caught:
        read_text(data)
    return caught.value.trouble.rule, caught.value.trouble.facts


@pytest.mark.parametrize(("text", "second"), [
    ("乡镇;数\n甲;1,5\n乙;2,5\n", "数"),          # commas in figures
    ("甲;1,234\n乙;5,678\n", "1,234"),              # no heading: a tie
    ("标题\n乡镇\t数, 个\n甲\t1\n", "数, 个"),
    ("乡镇,数\t\n甲\t,1\t\n", "数\t"),              # tabs that guard long numbers
    ("sep=|\n乡镇|数\n", "数"),
    ("SEP=;\r\n乡镇;数,个\r\n", "数,个"),
])
def test_the_delimiter_is_found(text, second):
    found = rows(text)
    row = 2 if text.startswith("标题") else 1
    assert found[row, 2] == second


def test_places_are_those_a_spreadsheet_shows():
    assert rows('a,b\n\n"c\nd",\n,e\n') == {(1, 1): "a", (1, 2): "b", (3, 1): "c\nd", (4, 2): "e"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_ends_a_line(end):
    assert rows(f"a,b{end}c,d{end}") == {(1, 1): "a", (1, 2): "b", (2, 1): "c", (2, 2): "d"}


def test_values_stay_as_they_stand():
    assert rows(' 85％ ,＝1,=1+1,"a ""b"""\n') == {
        (1, 1): " 85％ ", (1, 2): "＝1", (1, 3): "=1+1", (1, 4): 'a "b"'}


def test_short_and_long_records_stay():
    assert rows("a,b\nc\nd,e,f\n")[3, 3] == "f"


def test_a_second_mark_and_the_end_of_dos_are_no_values():
    assert rows("\ufeff\ufeff,b\n\x1a".encode()) == {(1, 2): "b"}


@pytest.mark.parametrize(("text", "encoding", "expected"), [
    ("岛,1", "utf-8", ("utf-8", 0)), ("岛,1", "utf-8-sig", ("utf-8", 3)),
    ("岛,1", "gb18030", ("gb18030", 0)), ("岛,1", "utf-16-le", ("utf-16-le", 0)),
    ("一,丁\n三,1\n", "utf-16-be", ("utf-16-be", 0)),  # characters that hold zeros themselves
    ("a,1", "ascii", ("utf-8", 0)), ("𠮷㐇岛", "gb18030", ("gb18030", 0)),
    ("中华人民共和国,联通," * 500, "gb18030", ("gb18030", 0))])
def test_encodings_are_told_apart(text, encoding, expected):
    assert encoding_of(text.encode(encoding)) == expected


def test_the_undecodable_byte_is_named():
    assert trouble(b"\xef\xbb\xbfab\xff") == ("F150", {"position": 6})
    long = "岛".encode("gb18030") * 1_200_000  # a character lies across two pieces of the file
    assert trouble(b"a" + long + b"\xff\xff") == ("F150", {"position": 2_400_002})


def test_a_zero_byte_is_named():
    assert trouble("甲,乙\n".encode() * 50 + b"a\x00") == ("F151", {"position": 50 * 8 + 2})


def test_a_line_of_text_cut_short_is_not_read_as_other_words():
    data = "村名称,人数\n菜园村,5\n".encode()
    assert trouble(data + "一".encode()[:2])[0] == "F152"


def test_the_line_of_an_open_quote_is_named():
    assert trouble(b'a,b\nc,d\n"x"y,1\n') == ("F153", {"line": 3, "limit": 32_767})


@pytest.mark.parametrize("name", ["甲,乙\n", "岛屿名称\n1,2\n"])
def test_text_of_few_words_in_gb18030_is_no_mixture(name):
    assert encoding_of(name.encode("gb18030")) == ("gb18030", 0)
