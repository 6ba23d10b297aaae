"""models — a county's plan.yaml as the file holds it -> records."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from qiyou.register.definitions import (
    AreaCode,
    Comparison,
    Date,
    DottedId,
    Identifier,
    Indicator,
    Text,
    Unit,
    Year,
    named,
)
from qiyou.register.figures import number_in
from qiyou.register.strict_yaml import Definition

PROMISE_KINDS = ("at_least", "at_most", "below", "hold", "cumulative", "coverage", "milestone",
                 "assigned", "monitor")


class CellRecord(Definition):
    """A figure as printed; ``value`` only where the text holds words beside the number.

    ``comparison`` stands where one year differs from the others of its row, such as ``>95``.
    """

    text: Text
    value: float | None = None
    comparison: Comparison | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, entry: Any) -> Any:
        return {"text": entry, "value": number_in(entry)} if isinstance(entry, str) else entry


class PromiseRecord(Definition):
    """A promise as ``plan.yaml`` holds it: what is left out follows from its indicator."""

    indicator: DottedId | None = None
    name: Text | None = None
    clause: Text
    kind: Literal[PROMISE_KINDS]
    comparison: Comparison
    unit: Unit | None = None
    lead: Text | None = None
    row: Annotated[int, Field(ge=1)] | None = None
    base: CellRecord | None = None
    path: Annotated[dict[Year, CellRecord], Field(min_length=1)]
    is_year_assumed: bool = False
    document: Text | None = None
    places: tuple[AreaCode, ...] = ()
    note: Text | None = None


class NotQuantified(Definition):
    """A passage that names a year or a figure and yet promises nothing that can be measured."""

    clause: Text
    years: tuple[Year, ...] = ()
    figures: tuple[Text, ...] = ()
    subject: Text
    reason: Text


class Change(Definition):
    """What a later document does to a promise of the plan."""

    promise: DottedId
    name: Text
    comparison: Comparison
    value: float | None = None
    unit: Unit
    year: Year
    denominator: Identifier | None = None
    is_redefinition: bool
    note: Text


class LaterDocument(Definition):
    """A document that came after the plan and changes or fills in its promises."""

    title: Text
    publisher: Text
    date: Date
    changes: tuple[Change, ...]


class Document(Definition):
    """Where a plan stands."""

    title: Text
    number: Text | None = None
    publisher: Text
    date: Date | None = None
    obtained: Text
    table: Text


class PlanFile(Definition):
    """One county's ``plan.yaml``."""

    county: Identifier
    source: Document
    base_year: Year
    first_year: Year
    last_year: Year
    promises: dict[DottedId, PromiseRecord]
    not_quantified: tuple[NotQuantified, ...] = ()
    later_documents: tuple[LaterDocument, ...] = ()
    indicators: dict[DottedId, Indicator] = Field(default_factory=dict)

    _ids = field_validator("indicators", mode="after")(named)
