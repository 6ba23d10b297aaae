"""forms — params/forms/*.yaml, code lists, departments, source systems -> frozen reporting forms.

A form says what one table that a department reports must hold. Light on purpose: intake reads
forms in every call, so nothing here may load pandas.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from qiyou.catalogue import say
from qiyou.register.definitions import DOMAINS, DottedId, Identifier, Text, Unit
from qiyou.register.form_rules import Rule
from qiyou.register.strict_yaml import Definition

COLUMN_TYPES = ("area", "code", "key", "whole", "number", "percent", "date", "clock", "year",
                "yes_no", "text")
FIGURES = ("whole", "number", "percent")
FREQUENCIES = ("month", "quarter", "year")
# A column of this id, where a form has none of its own, takes the written explanation of a row.
EXPLANATION = "explanation"
Home = Literal[(*DOMAINS, "overall")]


class FormColumn(Definition):
    """One column of a form.

    ``type``: ``area`` a township of the county, by name or code; ``code`` an entry of the code
    list ``codes``; ``key`` a name or number that tells records apart (a school, a case); ``whole``
    and ``number`` figures in ``unit``; ``percent`` a figure per hundred (``unit`` is then % or
    ‰); ``date`` a day, ``clock`` a time of day, ``year``; ``yes_no``; ``text`` free words.
    ``one_of``: the only figures there can be. ``adds_up``: the townships' figures must add to the
    county's row. ``chance``: ``events`` where swings must be held against what chance explains at
    that count; ``exact`` otherwise. ``swings``: ``year`` where changes are asked about against
    the year before only (counts that begin anew in January), ``none`` not at all. A column with a
    ``group`` (heading above) is known by both together, or by an alias standing alone.
    """

    type: Literal[COLUMN_TYPES]
    name: Annotated[str, Field(min_length=1, max_length=40)]
    aliases: tuple[Text, ...] = ()
    group: Text | None = None
    unit: Unit = ""
    is_required: bool = True
    min: float | None = None
    max: float | None = None
    codes: Identifier | None = None
    one_of: tuple[float, ...] = ()
    adds_up: bool = False
    chance: Literal["events", "exact"] = "exact"
    swings: Literal["both", "year", "none"] = "both"
    note: Text | None = None

    @model_validator(mode="after")
    def _check(self):
        if (self.type == "code") != (self.codes is not None):
            raise ValueError(say("forms.trouble.codes"))
        if self.type == "percent" and self.unit not in ("%", "‰"):
            raise ValueError(say("forms.trouble.percent_unit"))
        if self.type not in FIGURES and (self.adds_up or self.one_of or self.min is not None
                                         or self.max is not None) and self.type != "year":
            raise ValueError(say("forms.trouble.no_figure"))
        return self


class Feed(Definition):
    """What a form says about an indicator.

    ``column`` None counts rows; ``where`` takes only rows whose columns hold these codes (``yes``
    and ``no`` in a yes_no column). ``stratum`` is added to the row's own code keys
    (``sex=male;age=age_0``). Rows of one area and stratum are added up.
    ``is_flow``: counts what happened in the period, so that the periods of a year add up to it;
    otherwise the newest period stands for the year.
    """

    indicator: DottedId
    measure: Literal["numerator", "denominator", "value"]
    column: Identifier | None = None
    where: dict[Identifier, tuple[Identifier, ...]] = Field(default_factory=dict)
    stratum: Text | None = None
    is_flow: bool = False


class Form(Definition):
    """One reporting form.

    ``rows``: ``grid`` when every combination of township and code keys is expected exactly once,
    ``open`` when any number of records may come. A form without an ``area`` column speaks of the
    county as a whole; a grid without keys has one row. ``reporter`` is a department id, or
    ``township`` when each township sends its own. In a file ``id`` is the file's name.
    """

    id: Annotated[str, Field(max_length=0)] = ""
    number: Annotated[str, Field(min_length=2, max_length=20)]
    title: Text
    aliases: tuple[Text, ...] = ()
    domain: Home
    reporter: Identifier
    frequency: Literal[FREQUENCIES]
    due_days: Annotated[int, Field(ge=1, le=180)]
    rows: Literal["grid", "open"]
    keys: tuple[Identifier, ...] = ()
    columns: dict[Identifier, FormColumn]
    rules: tuple[Rule, ...] = ()
    feeds: tuple[Feed, ...] = ()
    promises: tuple[DottedId, ...] = ()
    is_personal: bool = False
    guidance: tuple[Text, ...] = ()

    @property
    def area(self) -> str | None:
        """Id of the column that names the township; None for a form on the county as a whole."""
        return next((key for key, column in self.columns.items() if column.type == "area"), None)

    @property
    def figures(self) -> dict[str, FormColumn]:
        """Columns that hold figures."""
        return {key: column for key, column in self.columns.items() if column.type in FIGURES}

    @model_validator(mode="after")
    def _check(self):
        named = {*self.keys, *(name for rule in self.rules for name in rule.columns),
                 *(feed.column for feed in self.feeds if feed.column),
                 *(name for feed in self.feeds for name in feed.where)}
        unknown = sorted(named - set(self.columns))
        if unknown:
            raise ValueError(say("forms.trouble.unknown_column", names=", ".join(unknown)))
        loose = [key for key in self.keys if self.columns[key].type not in
                 ("area", "code", "key", "date", "clock", "year")]
        if loose:
            raise ValueError(say("forms.trouble.key_type", names=", ".join(loose)))
        if self.rows == "grid" and any(self.columns[k].type not in ("area", "code")
                                       for k in self.keys):
            raise ValueError(say("forms.trouble.grid_key"))
        if self.rows == "open" and not self.keys:
            raise ValueError(say("forms.trouble.open_key"))
        return self


class Code(Definition):
    """One entry of a code list: its name and other spellings that are taken for it."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    aliases: tuple[Text, ...] = ()


class Department(Definition):
    """A kind of department that reports: its general name and other names it goes by."""

    name: Text
    aliases: tuple[Text, ...] = ()


class Export(Definition):
    """How one form can be filled from a source system's export.

    ``columns`` gives the export's headings by column id; ``constants`` what the export leaves
    out because it is always the same (codes, not their names); ``ignored`` headings of no use.
    """

    columns: dict[Identifier, tuple[Text, ...]]
    title: Text | None = None
    constants: dict[Identifier, Text] = Field(default_factory=dict)
    ignored: tuple[Text, ...] = ()


class SourceSystem(Definition):
    """A platform that holds data which departments would otherwise type by hand."""

    name: Text
    owner: Identifier
    what: Text
    note: Text | None = None
    exports: dict[Identifier, Export] = Field(default_factory=dict)


class CodesFile(Definition):
    """``params/codes.yaml``: code lists by id, entries by code."""

    lists: dict[Identifier, Annotated[dict[Identifier, Code], Field(min_length=1)]]


class DepartmentsFile(Definition):
    """``params/departments.yaml``: departments by id."""

    departments: dict[Identifier, Department]


class SystemsFile(Definition):
    """``params/source_systems.yaml``: source systems by id."""

    systems: dict[Identifier, SourceSystem]


class Forms:
    """All forms with what they refer to, frozen by convention.

    Parameters
    ----------
    forms, codes, departments, systems : mapping
        By id; ``codes`` maps a list's id to its entries by code.
    """

    def __init__(self, forms: Mapping[str, Form], codes: Mapping[str, Mapping[str, Code]],
                 departments: Mapping[str, Department], systems: Mapping[str, SourceSystem]):
        self.forms, self.codes = dict(forms), dict(codes)
        self.departments, self.systems = dict(departments), dict(systems)

    def form(self, name: str) -> Form:
        """Form by id; KeyError says so in words."""
        if name not in self.forms:
            raise KeyError(say("forms.unknown", name=name))
        return self.forms[name]

    def of_frequency(self, frequency: str) -> list[Form]:
        """Forms reported every month, quarter or year, in order of their numbers."""
        found = [form for form in self.forms.values() if form.frequency == frequency]
        return sorted(found, key=lambda form: (form.domain, form.number))
