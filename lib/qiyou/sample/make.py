"""make — forms and the fictional county -> every file of data/sample, by name."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from qiyou.register import open_forms, open_register
from qiyou.sample.explain import Sent
from qiyou.sample.files import file_of, tables_of
from qiyou.sample.reference import reference_files
from qiyou.sample.returns import returns
from qiyou.sample.truth import truth_files
from qiyou.sample.words import words

COUNTY = "haiyu"
DELIVERIES = "deliveries.csv"


def sample_files() -> Iterator[tuple[str, bytes]]:
    """Names below ``data/sample`` and contents, the same whenever and wherever they are made."""
    forms, register = open_forms(), open_register()
    county = register.county(COUNTY)
    known = Sent(county, register.plan(COUNTY), register.methods.intake)
    lines = []
    for sent in returns(forms, county):
        name, content = file_of(sent, tables_of(sent, forms, known), forms, county)
        path = f"submissions/{sent.day}/{name}"
        lines.append((path, sent.received, sent.name))
        yield path, content
    yield DELIVERIES, table(("file", "received", "sender"), lines)
    yield from truth_files(forms, county, register.indicators)
    yield from reference_files(county)
    yield "README.md", words("readme").encode("utf-8")


def table(columns: tuple[str, ...], rows) -> bytes:
    """Comma-separated text in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def write_sample(out: Path) -> int:
    """Write the files that have changed, take away what is no longer made; how many were made."""
    made = dict(sample_files())
    for name, content in made.items():
        target = out.joinpath(*name.split("/"))
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for folder in ("submissions", "truth", "reference"):
        for path in sorted((out / folder).rglob("*")):
            if path.is_file() and path.relative_to(out).as_posix() not in made:
                path.unlink()
    return len(made)
