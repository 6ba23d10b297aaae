"""The committed files are those that the generator makes, byte for byte."""

import io
import re
import zipfile

import openpyxl
import pytest
from qiyou.sample.package import Sheet, stored, workbook

MARK = "模拟数据"


def test_every_committed_file_is_made_again_byte_for_byte(made, committed):
    there = {path.relative_to(committed).as_posix(): path.read_bytes()
             for path in committed.rglob("*") if path.is_file() and path.suffix != ".jsonl"}
    assert sorted(there) == sorted(made), "run: qiyou sample make"
    assert [name for name in made if made[name] != there[name]] == [], "run: qiyou sample make"


def test_the_files_stay_small_enough_to_be_committed(made):
    assert sum(map(len, made.values())) < 15_000_000


def test_everything_is_marked_as_fictional(made):
    for name, content in made.items():
        if name.endswith(".xlsx"):
            # Stored, not compressed: the words stand in the bytes.
            assert MARK.encode() in content, name
        elif name.endswith(".csv") and name.startswith("submissions/"):
            text = content.decode("utf-8-sig" if content[:3] == b"\xef\xbb\xbf" else "gb18030")
            assert MARK in text.splitlines()[0], name
    assert MARK in made["README.md"].decode()


def test_no_real_place_is_named(made):
    # The fictional county's code begins with 3399; what begins otherwise is a real prefecture.
    for name, content in made.items():
        if name.endswith(".xlsx"):
            assert "嵊".encode() not in content, name
            assert not re.search(rb">33(?!99)\d{4}<", content), name


def test_workbooks_are_opened_by_another_reader(made):
    name = next(name for name in made if name.endswith("2024Q4_县民政局.xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(made[name]))
    assert len(book.sheetnames) >= 3
    sheet = book[next(n for n in book.sheetnames if n.startswith("众扶1"))]
    assert sheet["A1"].value == "社会救助家庭"


def test_archives_are_stored_and_of_one_moment():
    content = workbook([Sheet("a", [[(1, "cell"), ("x<y", "cell")]])], "me")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time for info in archive.infolist()} == {(2023, 1, 1, 0, 0, 0)}
    assert content == workbook([Sheet("a", [[(1, "cell"), ("x<y", "cell")]])], "me")
    assert stored({"a": b"1"}) == stored({"a": b"1"})


@pytest.mark.parametrize("seed", ["0", "random"])
def test_nothing_hangs_on_the_order_of_sets(seed, made):
    # The first hundred files are enough to meet every monthly and quarterly form.
    import os
    import subprocess
    import sys

    code = ("from itertools import islice; from hashlib import sha256; "
            "from qiyou.sample.make import sample_files; "
            "print(sha256(b''.join(b for _, b in islice(sample_files(), 60))).hexdigest())")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                         env={**os.environ, "PYTHONHASHSEED": seed})
    from hashlib import sha256

    assert run.stdout.strip() == sha256(b"".join(list(made.values())[:60])).hexdigest()
