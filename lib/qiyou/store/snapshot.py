"""snapshot — figures and published references -> what was known on a date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType

import pandas as pd

from qiyou.catalogue import say
from qiyou.project import data_folder
from qiyou.register import open_forms, open_register
from qiyou.schema import OBSERVATIONS
from qiyou.store.contents import Contents
from qiyou.store.frozen import open_contents
from qiyou.store.history import History, no_history, read_history
from qiyou.store.projection import projected
from qiyou.store.references import (
    Source,
    file_sha256,
    published_observations,
    read_sources,
    read_table,
)
from qiyou.store.simulated import simulated_references
from qiyou.store.tables import Row, form_rows
from qiyou.store.wide import wide

AUDIENCES = ("internal", "public")
# Name that the frozen figures have among the hashes.
FIGURES = "store"
_NOTES = ["form", "period", "area", "item", "column", "note"]


@dataclass(frozen=True)
class Snapshot:
    """What one county may read as of a date: the only door between rooms and data.

    ``county`` is the county's id, ``code`` its area code, ``hashes`` the SHA-256 of each file
    read; that of ``store`` is the name of the snapshot of what departments sent. Frames are
    handed out as copies, so that no reader can change what the next one sees.
    """

    county: str
    code: str
    as_of: str
    audience: str
    hashes: Mapping[str, str] = field(repr=False)
    _frames: Mapping[str, pd.DataFrame] = field(repr=False, compare=False)
    _sources: Mapping[str, Source] = field(repr=False, compare=False)
    _observations: pd.DataFrame = field(repr=False, compare=False)
    _contents: Contents | None = field(default=None, repr=False, compare=False)

    @property
    def observations(self) -> pd.DataFrame:
        """Figures of the county known on ``as_of``: ``schema.OBSERVATIONS``.

        Published ones in all vintages; those that departments sent as they stood on that day.
        """
        return self._observations.copy()

    @property
    def references(self) -> tuple[str, ...]:
        """Names that ``reference`` knows."""
        return tuple(self._frames)

    @property
    def notes(self) -> pd.DataFrame:
        """Explanations that follow figures: form, period, area, item, column, note."""
        return self._notes.copy()

    def notes_of(self, *forms: str) -> pd.DataFrame:
        """Explanations of some forms, as `notes`; reading all of them takes seconds."""
        there = [] if self._contents is None else self._contents.forms
        found = [(form, row.period, row.area, row.item, column, cell.note)
                 for form in there if form in forms for row in self._rows(form)
                 for column, cell in row.cells.items() if cell.note]
        return pd.DataFrame(found, columns=_NOTES, dtype="str")

    @property
    def history(self) -> History:
        """What came in up to ``as_of``: submissions, deliveries, findings, revisions."""
        return no_history() if self._contents is None else read_history(self._contents.read)

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

    def form(self, form: str, period: str | None = None) -> pd.DataFrame:
        """Newest rows of a reporting form, one period below the other, or one period.

        For studies that need records and not sums. A form that nobody has sent has no rows.

        Parameters
        ----------
        form : str
            Form id.
        period : str, optional
            Such as ``2025Q3``.

        Returns
        -------
        DataFrame
            ``period``, ``area``, the form's columns by id, ``submission``, ``received``.

        Raises
        ------
        KeyError
            When there is no such form.
        """
        return wide(open_forms().form(form), self._rows(form), period)

    def _rows(self, form: str) -> list[Row]:
        return [] if self._contents is None else form_rows(self._contents, form)

    @cached_property
    def _notes(self) -> pd.DataFrame:
        return self.notes_of(*([] if self._contents is None else self._contents.forms))

    def _known(self, tables: Mapping, name: str):
        if name not in tables:
            raise KeyError(f"no reference {name!r}; known: {', '.join(tables)}")
        return tables[name]


def open_snapshot(county: str, *, as_of: str, audience: str = "internal") -> Snapshot:
    """Open what was known about a county on a date.

    What departments sent is read from the frozen snapshot that the environment variable
    ``QIYOU_SNAPSHOT`` names for this county and date, otherwise from the store, if there is one.

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
        When definitions, the ``.source.yaml`` of a reference table or corrections do not hold.
    StoreError
        When the store, or a frozen snapshot that ``QIYOU_SNAPSHOT`` names, cannot be read.

    Examples
    --------
    >>> county = next(iter(open_register().counties))
    >>> snapshot = open_snapshot(county, as_of="2025-06-30")
    >>> int(snapshot.reference("census_2020_age_sex").query("level == 'province'").persons.sum())
    64567588
    """
    _check(as_of, audience)
    register = open_register()
    code = register.county(county).code
    files = sorted((data_folder() / "reference").glob("*.csv"))
    frames = {file.stem: read_table(file, as_of) for file in files}
    hashes = {f"reference/{file.name}": file_sha256(file) for file in files}
    sources = read_sources(files)
    if register.county(county).is_fictional:
        name = register.county(county).name
        # Its rows stand apart, so that no real table ever holds an invented figure.
        for file in simulated_references():
            frames[file.stem] = pd.concat([frames[file.stem], read_table(file, as_of)],
                                          ignore_index=True)
            hashes[f"sample/reference/{file.name}"] = file_sha256(file)
            told = sources[file.stem]
            # A source line must not give a real publisher for an invented figure.
            title = say("store.source.simulated", county=name, title=told.title)
            sources[file.stem] = told.model_copy(update={"title": title})
    contents = open_contents(county, as_of)
    observations = published_observations(frames["published"], county, code)
    if contents is not None:
        hashes[FIGURES] = contents.name
        observations = _joined(observations, _projected(contents, register, county))
    return Snapshot(
        county=county, code=code, as_of=as_of, audience=audience, hashes=MappingProxyType(hashes),
        _frames=MappingProxyType(frames), _sources=MappingProxyType(sources),
        _observations=observations, _contents=contents,
    )


def _projected(contents: Contents, register, county: str) -> pd.DataFrame:
    if not contents.forms:
        return OBSERVATIONS.empty()
    return projected(contents, open_forms(), register.county(county), register.indicators)


def _joined(published: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    # An empty frame would only blur the types of the other.
    parts = [frame for frame in (published, sent) if len(frame)]
    return pd.concat(parts, ignore_index=True) if parts else published


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
