"""chart — frame + roles -> columns as a form takes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd


@dataclass(frozen=True)
class Chart:
    """Frame, roles, facts and axis titles of one drawing.

    Parameters
    ----------
    data : pandas.DataFrame
        Exactly what is drawn.
    view : mapping of str to str
        Role -> column.
    facts : mapping
        As in the exhibit; forms read ``unit`` from it if there is one.
    axes : mapping of str to str
        Titles of the x and y axis, already in words.
    """

    data: pd.DataFrame
    view: Mapping[str, str]
    facts: Mapping[str, object]
    axes: Mapping[str, str]

    def __getitem__(self, role: str) -> pd.Series:
        return self.data[self.view[role]]

    def has(self, role: str) -> bool:
        """Whether the exhibit gives this role a column."""
        return role in self.view

    def numbers(self, role: str) -> pd.Series:
        """Column of a role as floats; all NaN where the role is not given."""
        if role not in self.view:
            return pd.Series(float("nan"), index=self.data.index)
        return self[role].astype("float64")

    def flags(self, role: str) -> pd.Series:
        """Column of a role as booleans; all False where the role is not given."""
        if role not in self.view:
            return pd.Series(False, index=self.data.index)
        return self[role].fillna(False).astype(bool)

    def texts(self, role: str) -> list[str]:
        """Column of a role as words; empty where the role is not given or has no value."""
        if role not in self.view:
            return [""] * len(self.data)
        return ["" if pd.isna(value) else str(value) for value in self[role]]

    @property
    def unit(self) -> str:
        """Unit of the values, "" if the exhibit names none."""
        return str(self.facts.get("unit", ""))


class Form(NamedTuple):
    """One way to show a frame: how to draw it, how high it is, how to say it."""

    draw: Callable | None
    height: Callable[[Chart], float]
    describe: Callable[[Chart], str]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
