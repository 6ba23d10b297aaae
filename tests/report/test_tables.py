"""Tables: the CSV that is compared and the HTML that is read."""

import pandas as pd
import pytest
from qiyou.report.tables import frame_csv, frame_html, metadata_columns, table_html


def columns(frame):
    return metadata_columns(frame, lambda name: name)


def cells(frame):
    """Words in the body cells of a table, row by row."""
    html = table_html(frame, columns(frame))
    body = html.split("<tbody>")[1]
    return [[cell.split(">", 1)[1].rsplit("</", 1)[0] for cell in row.split("</t")[:-1]
             if ">" in cell.split("<")[-1] and "class" in cell]
            for row in body.split("<tr>")[1:]]


def test_csv_has_seven_digits_whole_numbers_and_plain_line_ends():
    frame = pd.DataFrame({"n": [66903, 2], "value": [1 / 3, 123456789.0], "text": ["<5", None]})
    assert frame_csv(frame) == "n,value,text\n66903,0.3333333,<5\n2,1.234568e+08,\n"


def test_csv_has_no_negative_zero():
    assert frame_csv(pd.DataFrame({"value": [-0.0, 0.0]})) == "value\n0\n0\n"


def test_csv_leaves_out_the_index():
    frame = pd.DataFrame({"value": [1, 2]}, index=["a", "b"])
    assert frame_csv(frame) == "value\n1\n2\n"


def test_markup_in_data_is_text():
    html = table_html(pd.DataFrame({"name": ["<script>x</script>", 'a"b']}),
                      [{"id": "name", "label": "<i>名</i>", "kind": "text"}], "<b>题</b>")
    assert "<script" not in html
    assert "<i>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;x&lt;/script&gt;" in html


def test_marks_that_turn_the_reading_direction_are_dropped():
    html = table_html(pd.DataFrame({"name": ["甲\u202e乙\u2066\u200f"]}),
                      columns(pd.DataFrame({"name": ["a"]})))
    assert "甲乙" in html


def test_table_has_heads_for_columns_and_rows():
    html = table_html(pd.DataFrame({"name": ["甲"], "value": [1.5]}),
                      columns(pd.DataFrame({"name": ["甲"], "value": [1.5]})))
    assert html.count('<th scope="col"') == 2
    assert html.count('<th scope="row"') == 1
    assert '<td class="number short">1.5</td>' in html


def test_numbers_of_a_column_have_equal_decimals():
    html = table_html(pd.DataFrame({"value": [81.1, 82.45]}),
                      columns(pd.DataFrame({"value": [81.1, 82.45]})))
    assert ">81.10<" in html


def test_decimals_follow_the_unit_of_the_row():
    frame = pd.DataFrame({"value": [5.5, 100.0, 95.0], "unit": ["个", "%", "%"]})
    html = table_html(frame, columns(frame))
    assert all(f">{text}<" in html for text in ("5.5", "100", "95"))


def test_thousands_are_grouped_down_a_whole_column_or_not_at_all():
    long, short = pd.DataFrame({"n": [6000, 66903]}), pd.DataFrame({"n": [6000, 812]})
    assert ">6,000<" in table_html(long, columns(long))
    assert ">6000<" in table_html(short, columns(short))


def test_change_a_year_is_not_a_year():
    frame = pd.DataFrame({"change_a_year": [0.32, -0.2], "year": [2027, None]})
    html = table_html(frame, columns(frame))
    assert all(f">{text}<" in html for text in ("0.32", "−0.20", "2027", "—"))


def test_short_words_are_not_broken():
    frame = pd.DataFrame({"unit": ["岁"], "date": ["2023-04-20"],
                          "name": ["县卫生健康局的统计报表"]})
    html = table_html(frame, columns(frame))
    assert 'class="text short">岁<' in html
    assert 'class="text short">2023-04-20<' in html
    assert 'class="text">县卫生健康局的统计报表<' in html


def test_years_are_not_grouped_and_large_numbers_are():
    frame = pd.DataFrame({"year": [2027], "base_year": [2022], "persons": [66903]})
    html = table_html(frame, columns(frame))
    assert all(f">{text}<" in html for text in ("2027", "2022", "66,903"))


@pytest.mark.parametrize(("values", "shown"), [
    ([1.5, None], "—"), (pd.array([1, None], dtype="Int64"), "—"), (["a", None], "—"),
    ([True, False], "否"), (pd.array([True, None], dtype="boolean"), "—"),
])
def test_empty_and_yes_no_cells_are_words(values, shown):
    frame = pd.DataFrame({"value": values})
    assert f">{shown}<" in table_html(frame, columns(frame))


def test_same_frame_gives_same_html():
    frame = pd.DataFrame({"name": ["甲"], "value": [1.5]})
    meta = {"columns": columns(frame), "title": "题", "note": "读法", "assumptions": "",
            "source": "公报"}
    html = frame_html(frame, meta)
    assert html == frame_html(frame.copy(), meta)
    assert "0x" not in html
    assert "公报" in html


def test_words_stand_at_the_left_where_the_notebook_would_set_them_right():
    frame = pd.DataFrame({"name": ["甲"], "value": [1.0]})
    meta = {"columns": metadata_columns(frame, str), "title": "表", "note": "", "assumptions": "",
            "source": ""}
    body = frame_html(frame, meta).split("<tbody>")[1]
    assert 'style="text-align:left" class="text' in body
    assert 'style="text-align:left" class="number' not in body
