"""snapshot — figures and published references -> what was known on a date."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from qiyou.catalogue import say
from qiyou.project import data_folder
from qiyou.register import RegisterError, open_register
from qiyou.register.strict_yaml import Definition, read_model
from qiyou.schema import OBSERVATIONS, STANDINGS

AUDIENCES = ("internal", "public")
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


@dataclass(frozen=True)
class Snapshot:
    """What one county may read as of a date: the only door between rooms and data.

    ``county`` is the county's id, ``code`` its area code, ``hashes`` the SHA-256 of each file
    read. Frames are handed out as copies, so that no reader can change what the next one sees.
    """

    county: str
    code: str
    as_of: str
    audience: str
    hashes: Mapping[str, str] = field(repr=False)
    _frames: Mapping[str, pd.DataFrame] = field(repr=False, compare=False)
    _sources: Mapping[str, Source] = field(repr=False, compare=False)
    _observations: pd.DataFrame = field(repr=False, compare=False)

    @property
    def observations(self) -> pd.DataFrame:
        """Figures of the county known on ``as_of``: ``schema.OBSERVATIONS``, all vintages."""
        return self._observations.copy()

    @property
    def references(self) -> tuple[str, ...]:
        """Names that ``reference`` knows."""
        return tuple(self._frames)

    def reference(self, name: str) -> pd.DataFrame:
        """Published reference table ``data/reference/<name>.csv``.

        Columns of codes and dates are text. A table with a column ``published`` shows only the
        rows published on or before ``as_of``; other tables (censuses, standards) are shown whole.

        Raises
        ------
        KeyError
            When there is no such table; the message names the known ones.
        """
        return self._known(self._frames, name).copy()

    def source(self, name: str) -> Source:
        """Where the table ``name`` comes from; raises as ``reference`` does."""
        return self._known(self._sources, name)

    def _known(self, tables: Mapping, name: str):
        if name not in tables:
            raise KeyError(f"no reference {name!r}; known: {', '.join(tables)}")
        return tables[name]


def open_snapshot(county: str, *, as_of: str, audience: str = "internal") -> Snapshot:
    """Open what was known about a county on a date.

    Parameters
    ----------
    county : str
        County id.
    as_of : str
        ISO date; a figure published or received later is not visible.
    audience : str
        ``internal``. ``public`` is refused until a protected mart has passed disclosure
        control: a public run must never read the internal store.

    Returns
    -------
    Snapshot

    Raises
    ------
    ValueError
        When ``as_of`` is not an ISO date, or ``audience`` is refused or unknown.
    RegisterError
        When definitions or the ``.source.yaml`` of a reference table do not hold.

    Examples
    --------
    >>> county = next(iter(open_register().counties))
    >>> snapshot = open_snapshot(county, as_of="2025-06-30")
    >>> int(snapshot.reference("census_2020_age_sex").query("level == 'province'").persons.sum())
    64567588
    """
    _check(as_of, audience)
    code = open_register().county(county).code
    files = sorted((data_folder() / "reference").glob("*.csv"))
    frames = {file.stem: _visible(_read_table(file), as_of) for file in files}
    hashes = {f"reference/{file.name}": _sha256(file) for file in files}
    return Snapshot(
        county=county, code=code, as_of=as_of, audience=audience, hashes=MappingProxyType(hashes),
        _frames=MappingProxyType(frames), _sources=MappingProxyType(_read_sources(files)),
        _observations=published_observations(frames["published"], county, code),
    )


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


def _check(as_of: str, audience: str) -> None:
    if audience not in AUDIENCES:
        known = ", ".join(AUDIENCES)
        raise ValueError(say("store.audience_unknown", audience=audience, known=known))
    if audience == "public":
        raise ValueError(say("store.public_refused"))
    try:
        # fromisoformat also takes 20250630; one spelling keeps dates comparable as text.
        is_date = date.fromisoformat(as_of).isoformat() == as_of
    except (TypeError, ValueError):
        is_date = False
    if not is_date:
        raise ValueError(say("store.as_of_malformed", as_of=as_of))


def _read_table(file: Path) -> pd.DataFrame:
    names = pd.read_csv(file, nrows=0).columns
    texts = {name: "str" for name in names if _CODE.search(name) or name in _TEXT}
    return pd.read_csv(file, dtype=texts, keep_default_na=False, na_values=[""])


def _visible(frame: pd.DataFrame, as_of: str) -> pd.DataFrame:
    if "published" not in frame:
        return frame
    return frame[frame["published"] <= as_of].reset_index(drop=True)


def _read_sources(files: list[Path]) -> dict[str, Source]:
    sources, problems = {}, []
    for file in files:
        try:
            sources[file.stem] = read_model(file.with_suffix(".source.yaml"), Source)
        except RegisterError as error:
            problems += error.problems
    if problems:
        raise RegisterError(problems)
    return sources


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
