"""totals — rows of a form + one feed -> what each area has of an indicator's part.

A record that is not there is nought where records are listed as they come, and missing where
every one of them is expected.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from qiyou.register.forms import Feed, Form
from qiyou.store.correcting import CORRECTED
from qiyou.store.tables import Cell, Row, Sent

# Of several standings the first in this order holds for the sum: it is no firmer than its parts.
_WEAKEST = (CORRECTED, "快报", "初步", "修订", "正式")

# period, area, stratum
Place = tuple[str, str, str]


@dataclass
class Total:
    """Sum of some figures, or number of some rows; ``value`` is None when a part is missing."""

    value: float | None = 0.0
    unit: str = ""
    vintage: int = 1
    standing: str = _WEAKEST[-1]
    submission: str = ""
    received: str = ""
    corrections: set[str] = field(default_factory=set)
    is_summed: bool = False

    def add(self, cell: Cell, value: float | None) -> None:
        """Add one figure; ``value`` None makes the sum unknown."""
        self.value = None if None in (self.value, value) else self.value + value
        self.unit = self.unit or cell.unit
        self._follow(cell)
        self.corrections |= {cell.correction} - {""}

    def add_total(self, other: "Total") -> None:
        """Add the sum of a part, such as a township's."""
        self.value = None if None in (self.value, other.value) else self.value + other.value
        self.unit, self.is_summed = self.unit or other.unit, True
        self._follow(other)
        self.corrections |= other.corrections

    def _follow(self, part: "Cell | Total") -> None:
        self.vintage = max(self.vintage, part.vintage)
        self.standing = min(self.standing, part.standing, key=_WEAKEST.index)
        if part.received >= self.received:
            self.received, self.submission = part.received, part.submission


@dataclass(frozen=True)
class Source:
    """Where totals come from: a form's rows and deliveries, the county's code and townships."""

    form: Form
    rows: list[Row]
    sent: list[Sent]
    county: str
    townships: tuple[str, ...]

    @property
    def areas(self) -> tuple[str, ...]:
        """Areas that report: the townships, or the county for a form on it as a whole."""
        return self.townships if self.form.area else (self.county,)


def totals(source: Source, feed: Feed) -> dict[Place, Total]:
    """Sum up what a form says of an indicator's part, by period, area and stratum.

    The county's is its own row where one was sent. Otherwise it is the sum of its townships,
    where their figures add up and every one has reported. Totals with a missing part are left
    out.

    Parameters
    ----------
    source : Source
    feed : Feed
        Of the source's form.

    Returns
    -------
    dict
        Total by (period, area, stratum); stratum is empty for a total over all.
    """
    found = _by_area(source, feed)
    is_sparse = _is_sparse(source.form, feed)
    has_county = source.form.area is not None and _adds_up(source.form, feed)
    if has_county:
        _add_county(found, source, is_sparse)
    if is_sparse:
        _add_noughts(found, source, feed, has_county)
    return {place: total for place, total in sorted(found.items()) if total.value is not None}


def stratum(form: Form, row: Row | None, feed: Feed) -> str:
    """Code keys of a row with those of the feed, in order of their names."""
    codes = dict(part.split("=", 1) for part in (feed.stratum or "").split(";") if part)
    if row is not None:
        codes |= {key: row.keys[key] for key in form.keys
                  if form.columns[key].type == "code" and key in row.keys}
    return ";".join(f"{key}={codes[key]}" for key in sorted(codes))


def _by_area(source: Source, feed: Feed) -> dict[Place, Total]:
    found: dict[Place, Total] = {}
    counts: Counter = Counter()
    # A total row is no record among those that are counted.
    total_row = source.county if _is_grid_count(source.form, feed) else None
    for row in source.rows:
        is_meant = all(row.code(column) in codes for column, codes in feed.where.items())
        if not is_meant or row.area == total_row:
            continue
        place = (row.period, row.area, stratum(source.form, row, feed))
        counts[place] += 1
        total = found.setdefault(place, Total())
        if feed.column is None:
            total.add(row.newest, 1.0)
        elif feed.column not in row.cells or (_is_share(source.form, feed) and counts[place] > 1):
            # Not filled; or shares of several rows, which have no sum.
            total.value = None
        else:
            total.add(row.cells[feed.column], row.cells[feed.column].value)
    return found


def _add_county(found: dict[Place, Total], source: Source, is_sparse: bool) -> None:
    reported = _reported(source)
    for period, name in sorted({(place[0], place[2]) for place in found}):
        own = (period, source.county, name)
        areas = {area for p, area, n in found if (p, n) == (period, name)} - {source.county}
        present = {area for p, area in reported if p == period} if is_sparse else areas
        if present >= {*source.townships} and (source.form.rows == "open" or own not in found):
            # Records that belong to no township are a part of the county, not its total.
            parts = sorted(areas) + [source.county] * (own in found)
            found[own] = _sum(found[(period, area, name)] for area in parts)


def _add_noughts(found: dict[Place, Total], source: Source, feed: Feed, has_county: bool) -> None:
    """Give nought to areas that have reported and have no such record."""
    has = {place[:2] for place in found}
    unit = source.form.columns[feed.column].unit if feed.column else ""
    name = stratum(source.form, None, feed)
    reported = _reported(source)
    for (period, area), (standing, submission, received) in reported.items():
        if (period, area) not in has:
            found[(period, area, name)] = Total(0.0, unit, 1, standing, submission, received)
    for period in sorted({period for period, _ in reported}) if has_county else ():
        parts = [(period, area) for area in source.townships]
        if (period, source.county) not in has and set(parts) <= reported.keys() - has:
            found[(period, source.county, name)] = _sum(found[(*part, name)] for part in parts)


def _reported(source: Source) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Periods and areas that were reported: standing, submission and day received of each."""
    found = {}
    if source.form.rows == "open":
        for sent in source.sent:
            found |= {(sent.period, area): (sent.standing, sent.submission, sent.received)
                      for area in sent.areas if area in source.areas}
        return found
    for row in source.rows:
        if row.area in source.areas:
            cell = row.newest
            found[(row.period, row.area)] = (cell.standing, cell.submission, cell.received)
    return found


def _sum(parts: Iterable[Total]) -> Total:
    total = Total()
    for part in parts:
        total.add_total(part)
    return total


def _is_sparse(form: Form, feed: Feed) -> bool:
    if _is_share(form, feed):
        return False
    return (form.rows == "open" or feed.column is None
            or any(column not in form.keys for column in feed.where))


def _is_grid_count(form: Form, feed: Feed) -> bool:
    return feed.column is None and form.rows == "grid" and form.area is not None


def _adds_up(form: Form, feed: Feed) -> bool:
    if feed.column is None:
        return True
    column = form.columns[feed.column]
    return column.adds_up or (form.rows == "open" and not _is_share(form, feed))


def _is_share(form: Form, feed: Feed) -> bool:
    return feed.column is not None and form.columns[feed.column].type == "percent"
