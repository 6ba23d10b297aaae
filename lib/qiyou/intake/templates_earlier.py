"""templates_earlier — the store + what is asked for -> earlier figures that sheets can show."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from qiyou.catalogue import say
from qiyou.intake.templates_known import earlier_periods
from qiyou.register.forms import Form, Forms
from qiyou.register.periods import period_named
from qiyou.store.items import item_of, item_parts

Key = tuple[str, str, str]


class Current(Protocol):
    """A store as far as it is needed here."""

    def current(self, county: str, form: str, period: str) -> Mapping:
        """Newest figures by (area, item, column), each with its ``content``."""


def earlier_figures(store: Current, forms: Forms, county: str,
                    periods: Sequence[str]) -> dict[tuple[str, str], dict[Key, float | str]]:
    """Figures of last period and of the same period last year, for every form that is due.

    Parameters
    ----------
    store : Store
    forms : Forms
    county : str
        County id.
    periods : sequence of str
        Periods that are asked for now.

    Returns
    -------
    dict
        As ``Known.values`` holds them; codes are given their names.
    """
    found = {}
    for name in periods:
        period = period_named(name)
        for form in forms.of_frequency(period.frequency):
            for then in earlier_periods(period).values():
                stored = store.current(county, form.id, then.name)
                figures = {(area, item_of(item_parts(item)), column):
                           _named(forms, form, column, figure.content)
                           for (area, item, column), figure in stored.items()
                           if figure.content is not None}
                if figures:
                    found[form.id, then.name] = figures
    return found


def _named(forms: Forms, form: Form, column: str, content: float | str) -> float | str:
    known = form.columns.get(column)
    if known and known.codes and content in forms.codes[known.codes]:
        return forms.codes[known.codes][content].name
    if known and known.type == "yes_no" and content in ("yes", "no"):
        return say(f"templates.{content}")
    return content
