"""A dump is canonical: no times, no places, one figure a line."""

import pytest
from qiyou.store import open_store
from qiyou.store.dump import dump


def test_a_line_holds_key_vintage_content_unit_and_origin(store, made):
    store.record(made.submission(made.delivery(
        made.figure(5.50, item="sex=male"), made.figure("a\"b", column="state"))))
    short = made.submission().sha256[:12]
    assert list(dump(store, [made.COUNTY])) == [
        f'haiyu\tbeds\t2025Q3\t999901100\t\tstate\t1\t"a\\"b"\t\t{short}',
        f"haiyu\tbeds\t2025Q3\t999901100\tsex=male\tbeds\t1\t5.5\t张\t{short}"]


def test_all_vintages_or_the_newest(store, made):
    for day, figures in ((1, [made.figure(5)]), (2, [made.figure(6)]), (3, [])):
        store.record(made.submission(made.delivery(*figures), data=bytes([day]), day=day))
    contents = [line.split("\t")[6:8] for line in dump(store, [made.COUNTY])]
    assert contents == [["1", "5"], ["2", "6"], ["3", "-"]]
    assert list(dump(store, [made.COUNTY], is_current=True)) == []
    assert [line.split("\t")[7] for line in dump(store, [made.COUNTY], "2025-10-02",
                                                 is_current=True)] == ["6"]


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\r\nb", "a\u2028b", "a\u202eb", "a\x00b",
                                  "\u3000", "a\\b"])
def test_no_text_breaks_the_line_or_hides(store, made, text):
    store.record(made.submission(made.delivery(made.figure(text, column="state", item=text))))
    [line] = dump(store, [made.COUNTY])
    assert len(line.split("\t")) == 10
    assert line.isprintable() or line.replace("\t", "").isprintable()
    assert len(line.splitlines()) == 1


def test_the_same_figures_at_other_times_give_the_same_text(tmp_path, made):
    texts = []
    for day in (1, 9):
        with open_store(tmp_path / str(day), is_writer=True) as store:
            store.record(made.submission(made.delivery(made.figure(5)), day=day, sender=str(day)))
            texts.append(list(dump(store, store.counties())))
    assert texts[0] == texts[1]
    assert str(tmp_path) not in "".join(texts[0])
