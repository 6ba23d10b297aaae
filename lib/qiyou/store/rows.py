"""rows — what the store hands out -> small records."""

from dataclasses import dataclass, field
from typing import NamedTuple

from qiyou.store.layout import SHORT
from qiyou.store.records import Finding

# form, period, area, item, column
Key = tuple[str, str, str, str, str]


class Stored(NamedTuple):
    """One vintage of a figure.

    ``submission`` is the number of the submission that brought it, ``sha256`` its hash,
    ``received`` when (ISO, with offset). ``standing`` and ``note`` are the latest said of it.
    ``is_removed``: the figure was taken back, and has neither value nor text.
    """

    value: float | None
    text: str | None
    unit: str
    vintage: int
    submission: int
    received: str
    standing: str
    declared: str | None
    note: str
    sheet: str
    cell: str
    is_removed: bool
    sha256: str

    @property
    def short(self) -> str:
        """Start of the submission's hash, as tables show it."""
        return self.sha256[:SHORT]

    @property
    def content(self) -> float | str | None:
        """Value or text, whichever the figure has."""
        return self.text if self.value is None else self.value


class Recorded(NamedTuple):
    """What recording a submission changed; ``id`` is its number in the store."""

    id: int
    n_new: int
    n_revised: int
    n_unchanged: int
    n_removed: int

    @property
    def has_changed(self) -> bool:
        """Whether any figure is another than before."""
        return bool(self.n_new or self.n_revised or self.n_removed)


class DeliveryRow(NamedTuple):
    """One form for one period as a submission gave it, with what it changed."""

    submission: int
    form: str
    period: str
    areas: tuple[str, ...]
    standing: str
    declared: str | None
    reporter: str
    n_new: int
    n_revised: int
    n_unchanged: int
    n_removed: int
    sha256: str
    received: str


@dataclass(frozen=True)
class SubmissionRow:
    """One submission for a ledger.

    ``counts`` gives findings by severity, ``n_explained`` those with a written reason.
    ``is_first_try``: nothing had come before for any of its forms, periods and areas.
    """

    id: int
    sha256: str
    size: int
    name: str
    sender: str
    county: str
    received: str
    recorded: str
    result: str
    is_archived: bool
    reason: str
    facts: dict
    digest: str
    deliveries: tuple[DeliveryRow, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    n_explained: int = 0
    is_first_try: bool = True


class Found(NamedTuple):
    """Latest record of a submission with certain bytes."""

    id: int
    result: str
    received: str
    county: str
    name: str
    sender: str
    findings: tuple[Finding, ...]


class Newest(NamedTuple):
    """Newest accepted delivery of a form and period.

    ``submission`` is the last accepted, ``declared`` the latest day that any accepted one has
    written on it (ISO, or None).
    """

    declared: str | None
    submission: int
    received: str
    sha256: str


class Revision(NamedTuple):
    """One change of a figure: ``old`` and ``new`` are values or texts, None where there is none.

    ``who`` is the sender, ``at`` when it was received, ``why`` the figure's explanation or the
    submission's reason.
    """

    form: str
    period: str
    area: str
    item: str
    column: str
    unit: str
    old: float | str | None
    new: float | str | None
    who: str
    at: str
    why: str
    vintage: int
    submission: int
    sha256: str
