"""definitions — params/ as files hold it -> records of domains, counties, methods."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from qiyou.catalogue import say
from qiyou.register.strict_yaml import Definition

DOMAINS = ("childcare", "education", "employment", "health", "eldercare", "housing", "assistance")
# What spans the seven stands under overall; what a draft could not place stands under local.
HOMES = (*DOMAINS, "overall", "local")
INDICATOR_KINDS = ("share", "rate", "ratio", "count", "amount", "mean", "life_expectancy",
                   "premature_mortality", "coverage", "status")

Text = Annotated[str, Field(min_length=1, max_length=400)]
Unit = Annotated[str, Field(max_length=20)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
DottedId = Annotated[str, Field(pattern=rf"^({'|'.join(HOMES)})\.[a-z][a-z0-9_]{{0,79}}$")]
AreaCode = Annotated[str, Field(pattern=r"^[0-9]{6}([0-9]{3}([0-9]{3})?)?$")]
Date = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Year = Annotated[int, Field(ge=1990, le=2100)]
Share = Annotated[float, Field(gt=0, lt=1)]
Comparison = Literal[">=", "<=", "<", ">", "=", "full", "assigned", "none"]


class Indicator(Definition):
    """What is measured: the definition of one indicator, valid for every county.

    ``kind`` says how it is estimated, ``chance`` where its uncertainty comes from: counted
    events, a sample survey, an exact register, or a judgement (built or not). In a file ``id``
    is the key that the record stands under.
    """

    id: Annotated[str, Field(max_length=0)] = ""
    name: Text
    aliases: tuple[Text, ...] = ()
    unit: Unit
    kind: Literal[INDICATOR_KINDS]
    direction: Literal["higher", "lower", "neither"]
    per: float | None = None
    numerator: Text | None = None
    denominator: Identifier | None = None
    basis: Text
    definition: Text
    why: Text
    owner: Text
    source_system: Text | None = None
    chance: Literal["events", "sample", "exact", "judged"]
    caveats: tuple[Text, ...] = ()


def named(entries: dict[str, Indicator]) -> dict[str, Indicator]:
    """Give each indicator of a mapping its key as ``id``."""
    return {key: entry.model_copy(update={"id": key}) for key, entry in entries.items()}


class Identity(Definition):
    """Indicators that must fit: a share is part / whole, or implies the size of a base.

    ``within`` names the denominator that the implied base is a part of.
    """

    share: DottedId
    part: DottedId
    whole: DottedId | None = None
    implied: Identifier | None = None
    within: Identifier | None = None


class Domain(Definition):
    """One domain and its indicators, by id."""

    id: Literal[(*DOMAINS, "overall")]
    name: Text
    notebook: Annotated[str, Field(pattern=r"^[0-9]{2}_[a-z]+$")]
    indicators: dict[DottedId, Indicator]
    identities: tuple[Identity, ...] = ()

    _ids = field_validator("indicators", mode="after")(named)

    @model_validator(mode="after")
    def _check_prefixes(self):
        wrong = [key for key in self.indicators if not key.startswith(f"{self.id}.")]
        if wrong:
            raise ValueError(say("register.trouble.prefix", ids=", ".join(wrong), domain=self.id))
        return self


class Township(Definition):
    """One town or township of a county."""

    code: AreaCode
    name: Text
    is_seat: bool = False


class County(Definition):
    """One county: areas and departments.

    ``reporters`` gives the county's own names of departments, by id in ``departments.yaml``.
    """

    id: Identifier
    name: Text
    code: AreaCode
    prefecture: Text
    prefecture_code: AreaCode
    province: Text
    province_code: AreaCode
    is_fictional: bool = False
    townships: tuple[Township, ...]
    departments: tuple[Text, ...]
    leads: dict[Literal[DOMAINS], Text]
    reporters: dict[Identifier, Text] = Field(default_factory=dict)


class Denominator(Definition):
    """A base that indicators may be divided by."""

    name: Text
    unit: Unit
    definition: Text
    ages: tuple[int, int | None] | None = None


class Levels(Definition):
    """Confidence levels."""

    interval: Share
    funnel_inner: Share
    funnel_outer: Share


class SmallNumbers(Definition):
    """Where figures stop to carry weight."""

    pooled_years: Annotated[int, Field(ge=1)]
    unstable_below_events: Annotated[int, Field(ge=1)]
    suppressed_below_events: Annotated[int, Field(ge=0)]
    life_table_person_years: Annotated[int, Field(ge=1)]


class AuditThresholds(Definition):
    """Thresholds of the plan audit."""

    first_year_share: Share
    plateau_years: Annotated[int, Field(ge=2)]
    implied_base_share: Share


class IntakeLimits(Definition):
    """When a figure that came in is asked about."""

    swing_level: Share
    swing_share: Share
    swing_floor: Annotated[float, Field(ge=0)]
    same_figures: Annotated[int, Field(ge=3)]
    huge_yuan: Annotated[float, Field(gt=0)]
    shrink_share: Share


class ChanceBand(Definition):
    """Wording of a probability: the words hold from ``at_least`` up to the next band."""

    at_least: Annotated[float, Field(ge=0, le=1)]
    words: Text


class Methods(Definition):
    """``methods.yaml``: what the whole house counts by."""

    levels: Levels
    small_numbers: SmallNumbers
    audit: AuditThresholds
    intake: IntakeLimits
    chance_words: tuple[ChanceBand, ...]
    denominators: dict[Identifier, Denominator]
    assumed_samples: dict[DottedId, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
