"""references — data/reference/*.csv -> published tables with their sources, as of a date."""

import hashlib
import re
from pathlib import Path

import pandas as pd

from qiyou.register import RegisterError
from qiyou.register.strict_yaml import Definition, read_model
from qiyou.schema import OBSERVATIONS, STANDINGS

_CODE = re.compile(r"(^|_)code(_\d{4})?$")
# Columns that look like numbers in some files and are names all the same.
_TEXT = ("parent", "period", "published", "valid_on")
# What an office has published stands as final until it publishes again.
PUBLISHED = STANDINGS[2]


class Source(Definition):
    """Where a reference file comes from; ``date`` is the date that its figures refer to."""

    title: str
    publisher: str
    date: str
    obtained: str
    licence: str
    notes: str


def read_table(file: Path, as_of: str) -> pd.DataFrame:
    """Reference table as of a date: of one with a column ``published`` only what was out."""
    names = pd.read_csv(file, nrows=0).columns
    texts = {name: "str" for name in names if _CODE.search(name) or name in _TEXT}
    frame = pd.read_csv(file, dtype=texts, keep_default_na=False, na_values=[""])
    if "published" not in frame:
        return frame
    return frame[frame["published"] <= as_of].reset_index(drop=True)


def read_sources(files: list[Path]) -> dict[str, Source]:
    """Sources of reference tables by name; RegisterError with all that is wrong with them."""
    sources, problems = {}, []
    for file in files:
        try:
            sources[file.stem] = read_model(file.with_suffix(".source.yaml"), Source)
        except RegisterError as error:
            problems += error.problems
    if problems:
        raise RegisterError(problems)
    return sources


def file_sha256(file: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def published_observations(published: pd.DataFrame, county: str, code: str) -> pd.DataFrame:
    """Published actual figures of a county as observations.

    Plans and targets in the table are left out: they are no observations. Nor are figures that
    no indicator is defined for.

    Parameters
    ----------
    published : DataFrame
        Reference table ``published``, already cut at the date.
    county, code : str
        County id; its six-digit code, which the codes of its townships begin with.

    Returns
    -------
    DataFrame
        ``schema.OBSERVATIONS``; a later publication of the same figure is a higher vintage.
    """
    is_own = published["area_code"].str.startswith(code)
    rows = published[is_own & published["nature"].eq("actual") & published["indicator"].notna()]
    rows = rows.sort_values(["indicator", "area_code", "period", "published"], kind="stable")
    vintage = rows.groupby(["indicator", "area_code", "period"]).cumcount() + 1
    frame = rows.rename(columns={"area_code": "area", "published": "received"}).assign(
        county=county, measure="value", stratum=None, submission=None, vintage=vintage,
        standing=PUBLISHED)
    frame = frame[OBSERVATIONS.names].astype(OBSERVATIONS.empty().dtypes)
    return OBSERVATIONS.check(frame.reset_index(drop=True))
