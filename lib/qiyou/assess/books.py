"""books — forms, a county, what came in, a day -> the ledger and the scores read off it."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from qiyou.assess.due import department_name, due_list
from qiyou.assess.ledger import CameIn, ledger, with_forms
from qiyou.assess.ledger_scores import owners_of, quality, timeliness
from qiyou.register.definitions import County
from qiyou.register.forms import Forms
from qiyou.store.history import History


@dataclass(frozen=True)
class Books:
    """What a ledger is made of. ``history`` ends with the day ``as_of`` (ISO)."""

    forms: Forms
    county: County
    history: History
    as_of: str

    @cached_property
    def came(self) -> CameIn:
        """Deliveries, and findings with the form that each concerns."""
        numbers = {name: form.number for name, form in self.forms.forms.items()}
        return with_forms(CameIn(self.history.deliveries, self.history.findings), numbers)

    def ledger(self, first: str, last: str) -> pd.DataFrame:
        """Ledger of the returns due between two days, or for periods between two periods.

        Raises
        ------
        ValueError
            As `qiyou.assess.due.due_list` does.
        """
        return ledger(due_list(self.forms, self.county, first, last), self.came, self.as_of)

    def timeliness(self, frame: pd.DataFrame, level: float) -> pd.DataFrame:
        """Share of a ledger's due returns that were accepted on time."""
        return timeliness(frame, self.as_of, level)

    def quality(self, frame: pd.DataFrame, level: float) -> pd.DataFrame:
        """Share of files accepted at the first try, of files that hold returns of a ledger."""
        names = {key: department_name(key, self.forms, self.county)
                 for key in self.forms.departments}
        owners = owners_of(self.forms, names)
        returns = frame[["form", "period"]].drop_duplicates()
        came = self.came._replace(deliveries=self.came.deliveries.merge(returns))
        return quality(came, self.history.submissions, owners, level)
