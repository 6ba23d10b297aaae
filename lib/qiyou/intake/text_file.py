"""text_file — the bytes of a CSV, TSV or TXT -> its cells, all text.

Standard library only: this runs in the child.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from qiyou.intake.caps import CELL_CHARACTERS, LINE_CHARACTERS
from qiyou.intake.gather import Gathered
from qiyou.intake.refusal import RefusedError
from qiyou.intake.text_encoding import encoding_of

# A second mark of encoding, and what ends a file in DOS.
_NO_VALUES = ("\ufeff", "\x1a")
# In a tie the one that occurs least in ordinary text and figures wins.
_DELIMITERS = "\t;,"
_BLANK_END = 10_000
_SAMPLE_CHARACTERS, _SAMPLE_RECORDS = 64_000, 50
_TOLD = re.compile(r"sep=([^\w\s\"']|\t)\r?\n?", re.IGNORECASE)
# Exports append a tab to long numbers, lest Excel shorten them; it separates nothing.
_GUARDED = re.compile(r"=\"([\d.]+)\"|'([\d.]+)")
_GUARD_TABS = re.compile(r"(?<!\t)\t(?=\"?(?:[,;]|\r?$))", re.MULTILINE)


def read_text(data: bytes) -> Gathered:
    """Read one text file as one sheet without a name.

    Records are rows, blank lines too, so that places are those a spreadsheet shows. Values are
    kept as they stand; empty ones are left out; short and long records stay as they are. Quotes
    are ``"``, doubled inside; a line may end inside them. The delimiter is the one of a first
    line ``sep=``, else see `delimiter_of`.

    Raises
    ------
    RefusedError
        F106 nothing in it, F135 to F142 above a cap, F150 to F152 encoding, F153 quotes,
        F155 a line without end.
    """
    encoding, mark = encoding_of(data)
    gathered = Gathered("text", encoding + ("-bom" if mark else ""))
    sheet = gathered.sheet("")
    csv.field_size_limit(CELL_CHARACTERS)
    body = _without_blank_end(data[mark:], encoding)
    lines = _lines(io.TextIOWrapper(io.BytesIO(body), encoding=encoding, newline=""))
    sample, told = _sample(lines)
    records = csv.reader(chain(sample, lines), strict=True,
                         delimiter=told or delimiter_of("".join(sample)))
    is_empty = True
    for row, values in enumerate(_records(records), 1):
        if any(values):
            sheet.widths.append((row, len(values)))
        for column, value in enumerate(values, 1):
            if value and value not in _NO_VALUES:
                sheet.add((row, column), "text", _unguarded(value))
                is_empty = is_empty and not value.strip()
    if is_empty:
        raise RefusedError("F106")
    sheet.end()
    return gathered


def _unguarded(value: str) -> str:
    """Digits without what exports set around them lest Excel shorten them."""
    if value[0] not in "='":
        return value
    found = _GUARDED.fullmatch(value)
    return (found[1] or found[2]) if found else value


def _without_blank_end(body: bytes, encoding: str) -> bytes:
    """Text without a long run of line ends behind it, which would be gone through one by one."""
    if encoding.startswith("utf-16"):
        return body  # a line end's bytes may be halves of other characters
    kept = body.rstrip(b"\r\n")
    return kept + b"\n" if len(body) - len(kept) > _BLANK_END else body


def delimiter_of(sample: str) -> str:
    r"""Delimiter of a text by its first 50 records: comma, tab or semicolon.

    For each, the records that have its most frequent number of fields, two or more, are counted;
    the delimiter with most of them wins, in a tie the tab, then the semicolon, then the comma. A
    text with none of them has one column.

    Examples
    --------
    >>> delimiter_of("a;b\n1,5;2\n2,5;3\n"), delimiter_of("a,b\n1,2\n"), delimiter_of("a\n1\n")
    (';', ',', ',')
    """
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        text = _GUARD_TABS.sub("", sample) if delimiter == "\t" else sample
        widths = Counter()
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            for _, record in zip(range(_SAMPLE_RECORDS), reader, strict=False):
                widths[len(record)] += len(record) > 1
        except csv.Error:
            continue  # under this one a quote does not close
        count = max(widths.values(), default=0)
        if count > most:
            best, most = delimiter, count
    return best


def _lines(stream: io.TextIOWrapper) -> Iterator[str]:
    """Lines with their ends; one without end is refused before it fills the memory."""
    while text := stream.readline(LINE_CHARACTERS + 1):
        if len(text) > LINE_CHARACTERS:
            raise RefusedError("F155", limit=LINE_CHARACTERS // 10_000)
        yield text


def _sample(lines: Iterator[str]) -> tuple[list[str], str]:
    """First lines, and the delimiter that a line ``sep=`` before them tells ("" without one)."""
    sample, told, size = [], "", 0
    for number, text in enumerate(lines):
        found = _TOLD.fullmatch(text.lstrip("\ufeff")) if not number else None
        if found:
            told = found[1]
            continue
        sample.append(text)
        size += len(text)
        if size > _SAMPLE_CHARACTERS:
            break
    return sample, told


def _records(records) -> Iterator[list[str]]:
    """Records, with what csv calls an error as a refusal that names the line."""
    while True:
        try:
            values = next(records, None)
        except csv.Error as error:
            is_long = "field larger" in str(error)
            rule = "F142" if is_long else "F153"
            raise RefusedError(rule, line=records.line_num, limit=CELL_CHARACTERS) from None
        if values is None:
            return
        yield values
