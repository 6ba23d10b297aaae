"""past — the store + a form and period -> the figures that new ones are held against."""

from functools import cached_property

from qiyou.register.forms import Form
from qiyou.register.periods import Period, period_named

Key = tuple[str, str, str]


class Past:
    """Figures of one form that were known before: of this period, the last, a year ago."""

    def __init__(self, store, county: str, form: Form, period: Period):
        self._store, self.county = store, county
        self.form, self.period = form, period

    def of(self, period: Period) -> dict[Key, object]:
        """Figures of a period by (area, item, column)."""
        return self._store.current(self.county, self.form.id, period.name)

    @cached_property
    def current(self) -> dict[Key, object]:
        """Figures of this very period that stand now."""
        return self.of(self.period)

    @cached_property
    def last(self) -> dict[Key, object]:
        """Figures of the period before."""
        return self.of(self.period.previous)

    @cached_property
    def year_before(self) -> dict[Key, object]:
        """Figures of the same period a year ago; for yearly forms those of the last year."""
        return self.last if self.period.frequency == "year" else self.of(self.period.year_before)

    @cached_property
    def earlier(self) -> list[tuple[str, dict[Key, object]]]:
        """Periods that are compared with, named for messages, without the empty ones."""
        named = {"last": self.last} if self.period.frequency == "year" else {
            "last": self.last, "year_before": self.year_before}
        return [(name, figures) for name, figures in named.items() if figures]

    def words(self, name: str) -> str:
        """Period of ``last`` or ``year_before`` in words."""
        return (self.period.previous if name == "last" else self.period.year_before).words

    def latest_before(self, since: str) -> tuple[Period, dict[Key, object]] | None:
        """Newest earlier period with figures, of the same year or of all years."""
        known = [period_named(name) for name in
                 self._store.periods(self.county, self.form.id)]
        earlier = [p for p in known if p.last_day < self.period.last_day
                   and (since == "plan" or p.year == self.period.year)]
        if not earlier:
            return None
        newest = max(earlier, key=lambda p: p.last_day)
        return newest, self.of(newest)

    def next_after(self, since: str) -> tuple[Period, dict[Key, object]] | None:
        """First later period with figures, of the same year or of all years."""
        known = [period_named(name) for name in
                 self._store.periods(self.county, self.form.id)]
        later = [p for p in known if p.last_day > self.period.last_day
                 and (since == "plan" or p.year == self.period.year)]
        if not later:
            return None
        first = min(later, key=lambda p: p.last_day)
        return first, self.of(first)

    @cached_property
    def history(self) -> dict[Key, list]:
        """All vintages of this period's figures."""
        return self._store.vintages(self.county, self.form.id, self.period.name)

    def newest_declared(self, areas: tuple[str, ...]) -> str | None:
        """Day written on the newest accepted delivery of this form and period."""
        newest = self._store.newest(self.county, self.form.id, self.period.name, areas=areas)
        return newest.declared if newest else None
