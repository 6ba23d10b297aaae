"""plan — records of a plan, complete -> promises as every room uses them."""

from dataclasses import dataclass
from functools import cached_property

from qiyou.catalogue import say
from qiyou.register.definitions import Indicator
from qiyou.register.models import Document, LaterDocument, NotQuantified
from qiyou.register.strict_yaml import nearest


@dataclass(frozen=True)
class Cell:
    """One figure of a promise: its year, the number (None without one), the text as printed.

    ``comparison`` is None unless this year differs from the rest of the promise.
    """

    year: int
    value: float | None
    text: str
    comparison: str | None = None


@dataclass(frozen=True)
class Promise:
    """One quantified commitment, complete: nothing is left to defaults.

    ``base`` is the cell of the base year if the plan prints one; ``path`` the promised years in
    order. ``lead`` is None where the plan names no department. ``is_year_assumed``: the clause
    names no year, so the plan's last year stands in. ``conflicts_with`` names the promises on the
    same indicator that give another number for the same year.
    """

    id: str
    indicator: str
    name: str
    domain: str
    clause: str
    kind: str
    comparison: str
    unit: str
    base: Cell | None
    path: tuple[Cell, ...]
    lead: str | None
    row: int | None = None
    is_year_assumed: bool = False
    conflicts_with: tuple[str, ...] = ()
    document: str | None = None
    places: tuple[str, ...] = ()
    note: str | None = None

    @property
    def is_table(self) -> bool:
        """Whether it is a row of the plan's five-year table."""
        return self.row is not None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The base cell, if there is one, then the path."""
        return self.path if self.base is None else (self.base, *self.path)

    @property
    def targets(self) -> tuple[Cell, ...]:
        """Cells of the path that hold a number."""
        return tuple(cell for cell in self.path if cell.value is not None)

    def target(self, year: int) -> float | None:
        """Promised number of ``year``; None where that year has none."""
        return next((cell.value for cell in self.path if cell.year == year), None)

    def comparison_of(self, cell: Cell) -> str:
        """How a figure must stand to ``cell``; ``none`` for the base year and for "/"."""
        is_promised = cell is not self.base and cell.text != "/"
        return (cell.comparison or self.comparison) if is_promised else "none"


@dataclass(frozen=True)
class Plan:
    """All promises of one county: the table's rows in order, then the prose in clause order."""

    county: str
    source: Document
    base_year: int
    first_year: int
    last_year: int
    promises: tuple[Promise, ...]
    not_quantified: tuple[NotQuantified, ...] = ()
    later_documents: tuple[LaterDocument, ...] = ()
    local_indicators: tuple[Indicator, ...] = ()

    def promise(self, name: str) -> Promise:
        """Promise by id; KeyError names the nearest one."""
        if name not in self._by_id:
            raise KeyError(say("register.unknown.promise", name=name) + nearest(name, self._by_id))
        return self._by_id[name]

    def of_domain(self, domain: str) -> tuple[Promise, ...]:
        """Promises of one domain id, in the plan's order."""
        return tuple(promise for promise in self.promises if promise.domain == domain)

    def of_indicator(self, indicator: str) -> tuple[Promise, ...]:
        """Promises on one indicator id: more than one where table and prose both speak."""
        return tuple(promise for promise in self.promises if promise.indicator == indicator)

    @cached_property
    def _by_id(self) -> dict[str, Promise]:
        return {promise.id: promise for promise in self.promises}
