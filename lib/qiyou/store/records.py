"""records — what intake hands to the store -> frozen records of a submission and its figures."""

from dataclasses import dataclass, field

# accepted: its figures count. stale: an older version that came late, kept but not counted.
# held: must be mended or explained first. refused: could not be read at all.
RESULTS = ("accepted", "stale", "held", "refused")


@dataclass(frozen=True)
class Finding:
    """One thing to tell the sender. Never raised, always returned.

    ``rule`` is stable and never used again for another rule. ``severity`` is 提示, 核实, 错误 or
    拒收. ``sheet`` and ``cell`` are empty where the whole file or sheet is meant. ``value`` is
    the bad value as shown (masked where it is personal), ``sentence`` what is wrong,
    ``expected`` what was expected, ``remedy`` how to mend it. ``explanation`` is the sender's
    written reason, for 核实 only.
    """

    rule: str
    severity: str
    file: str = ""
    sheet: str = ""
    cell: str = ""
    value: str = ""
    sentence: str = ""
    expected: str = ""
    remedy: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of one row and column of a form.

    ``area`` is an area code (the county's own for county rows and totals); ``item`` tells rows of
    one area apart: ``key=value`` pairs of the form's other keys joined by ``;``, "" without any.
    Exactly one of ``value`` (figures) and ``text`` (codes, days, words) is set. ``sheet`` and
    ``cell`` say where it stood; ``note`` is the explanation that came with it.
    """

    area: str
    item: str
    column: str
    value: float | None
    text: str | None
    unit: str
    sheet: str
    cell: str
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells the figure apart within a form and period."""
        return (self.area, self.item, self.column)


@dataclass(frozen=True)
class Delivery:
    """One form for one period as a submission gives it.

    ``areas`` is the scope that it speaks for: rows of these areas that stood before and are not
    in ``figures`` are gone. ``standing`` is one of ``schema.STANDINGS``; ``declared`` the day
    that the sender wrote on it (ISO, or None).
    """

    form: str
    period: str
    areas: tuple[str, ...]
    figures: tuple[Figure, ...]
    standing: str
    declared: str | None = None
    reporter: str = ""


@dataclass(frozen=True)
class Submission:
    """One file that came in, with what became of it.

    ``received`` is an ISO date and time with offset. Only an accepted submission's deliveries
    become figures. ``reason`` is why figures that stood before were changed.
    """

    sha256: str
    size: int
    name: str
    sender: str
    county: str
    received: str
    result: str
    deliveries: tuple[Delivery, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_archived: bool = True
    reason: str = ""
    facts: dict = field(default_factory=dict)
