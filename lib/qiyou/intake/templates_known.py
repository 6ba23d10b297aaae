"""templates_known — earlier figures, the plan, whom to ask -> what a form's sheet can show."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from qiyou.register.forms import Form
from qiyou.register.periods import Period
from qiyou.register.plan import Plan


@dataclass(frozen=True)
class Target:
    """What the plan promises for one indicator in one year, as printed."""

    name: str
    text: str
    unit: str
    clause: str
    lead: str = ""


@dataclass(frozen=True)
class Known:
    """What is known besides the forms.

    ``values`` holds earlier figures: by (form id, period name), then by (area code, item, column
    id), a number or a text; items are written as ``store.items.item_of`` does. ``targets`` holds
    the plan's by (id of an indicator or promise, year). ``reporters`` gives
    departments their names in this county by department id. ``contact`` is whom to ask.
    """

    values: Mapping[tuple[str, str], Mapping[tuple[str, str, str], float | str]] = field(
        default_factory=dict)
    targets: Mapping[tuple[str, int], tuple[Target, ...]] = field(default_factory=dict)
    reporters: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""

    def before(self, form: str, period: Period) -> Mapping[tuple[str, str, str], float | str]:
        """Figures of a form in an earlier period; empty when nothing is known."""
        return self.values.get((form, period.name), {})

    def earlier(self, form: str, period: Period, key: tuple[str, str, str]) -> list[tuple]:
        """Earlier figures of one cell of a form.

        Parameters
        ----------
        form : str
        period : Period
            The period that is asked for now.
        key : (str, str, str)
            Area code, item, column id.

        Returns
        -------
        list of (str, Period, float or str)
            ``last`` or ``year_before``, the period, the value; what is not known is left out.
        """
        return [(name, then, self.before(form, then)[key])
                for name, then in earlier_periods(period).items()
                if key in self.before(form, then)]

    def targets_of(self, form: Form, column: str | None, year: int) -> tuple[Target, ...]:
        """Targets of a year that a column of a form feeds, each once.

        Column None stands for the form as a whole: what its number of rows feeds, and the
        promises that it names without feeding them.
        """
        names = [feed.indicator for feed in form.feeds if feed.column == column]
        if column is None:
            fed = {feed.indicator for feed in form.feeds}
            names += [name for name in form.promises if name not in fed]
        found = (target for name in names for target in self.targets.get((name, year), ()))
        return tuple(dict.fromkeys(found))


def earlier_periods(period: Period) -> dict[str, Period]:
    """Periods that a period is held against; for a year both are one, which is named once."""
    found = {"last": period.previous, "year_before": period.year_before}
    return {"last": period.previous} if period.frequency == "year" else found


def plan_targets(plan: Plan) -> dict[tuple[str, int], tuple[Target, ...]]:
    """Targets of a plan by year and by the id of their indicator, or of the promise itself.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    dict
        Years without a number or word of their own are left out.
    """
    found: dict[tuple[str, int], tuple[Target, ...]] = {}
    for promise in plan.promises:
        for cell in promise.path:
            if promise.comparison_of(cell) != "none":
                target = Target(promise.name, cell.text, promise.unit, promise.clause,
                                promise.lead or "")
                for name in {promise.indicator, promise.id}:
                    found[name, cell.year] = (*found.get((name, cell.year), ()), target)
    return found


def plain(text: str) -> str:
    """Text on one line without control, bidi and other signs that cannot be seen.

    Examples
    --------
    >>> plain("a\\u202eb\\nc")
    'ab c'
    """
    seen = "".join(" " if sign.isspace() else sign for sign in text)
    return "".join(sign for sign in seen if unicodedata.category(sign)[0] != "C").strip()
