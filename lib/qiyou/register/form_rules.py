"""form_rules — the rules of a form in params/forms/*.yaml -> frozen rules between its columns."""

from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, model_validator

from qiyou.catalogue import say
from qiyou.register.definitions import Identifier
from qiyou.register.strict_yaml import Definition

# Kinds of rule with the keys that each of them needs.
RULE_KINDS = MappingProxyType({
    "part": ("part", "whole"), "sum": ("parts", "total"), "not_falling": ("column", "since"),
    "order": ("first", "then"), "filled": ("column", "is_code", "then"),
    "empty": ("column", "is_code", "then"), "happened": ("column",), "stays": ("since",),
    "ends": ("column", "is_code", "since"), "constant": ("column",)})


class Rule(Definition):
    """A hard rule between columns of one row, or between periods.

    ``part``: ``part`` ≤ ``whole``. ``sum``: ``parts`` add to ``total``. ``not_falling``:
    ``column`` counts up and never falls within ``since`` (the year, or the plan). ``order``:
    the day ``first`` is not after the day ``then``. ``filled``: where ``column`` holds the code
    ``is_code``, ``then`` must be filled. ``empty``: there it must not be. ``happened``: the day in
    ``column`` is not after the period, nor ``years`` or more before its end. ``stays``: what a
    period held is there in later ones, within ``since``. ``ends``: what once had ``is_code`` in
    ``column`` keeps it, within ``since``. ``constant``: ``column`` does not change in a year. The
    last three ask for a reason; the others hold the file.
    """

    kind: Literal[tuple(RULE_KINDS)]
    part: Identifier | None = None
    whole: Identifier | None = None
    parts: tuple[Identifier, ...] = ()
    total: Identifier | None = None
    column: Identifier | None = None
    since: Literal["year", "plan"] | None = None
    first: Identifier | None = None
    then: Identifier | None = None
    is_code: Identifier | None = None
    years: Annotated[int, Field(ge=1, le=100)] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that the rule names."""
        named = (self.part, self.whole, *self.parts, self.total, self.column, self.first, self.then)
        return tuple(name for name in named if name)

    @model_validator(mode="after")
    def _check(self):
        needed = set(RULE_KINDS[self.kind])
        given = {name for name in ("part", "whole", "parts", "total", "column", "since", "first",
                                   "then", "is_code", "years") if getattr(self, name)}
        if given - {"years"} != needed or ("years" in given and self.kind != "happened"):
            names = ", ".join(RULE_KINDS[self.kind])
            raise ValueError(say("forms.trouble.rule", kind=self.kind, names=names))
        return self
