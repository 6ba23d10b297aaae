"""schema — frames at a door of the house -> columns, types and units checked."""

from dataclasses import dataclass

import pandas as pd

ESTIMATE_FLAGS = ("ok", "pooled", "unstable", "suppressed", "missing")
STANDINGS = ("快报", "初步", "正式", "修订", "corrected")
MEASURES = ("numerator", "denominator", "value")


class SchemaError(Exception):
    """A frame does not keep its contract: a bug in the room that made it."""


@dataclass(frozen=True)
class Column:
    """One column: ``kind`` is text, number or whole; ``allowed`` a closed list, if any."""

    name: str
    kind: str
    meaning: str
    unit: str = ""
    is_required: bool = True
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """A named list of columns."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """Frame without rows that passes its own check."""
        return pd.DataFrame({c.name: pd.Series(dtype=_DTYPES[c.kind]) for c in self.columns})

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return ``frame`` with exactly these columns, in order.

        Raises
        ------
        SchemaError
            Naming every column that is missing, of the wrong kind, empty where a value is
            required, or outside its list.
        """
        problems = [problem for column in self.columns for problem in _problems(frame, column)]
        extra = sorted(set(map(str, frame.columns)) - set(self.names))
        problems += [f"unknown column {name}" for name in extra]
        if problems:
            raise SchemaError(f"{self.name}: " + "; ".join(problems))
        return frame[self.names]


_DTYPES = {"text": "str", "number": "float64", "whole": "Int64"}


def _problems(frame: pd.DataFrame, column: Column) -> list[str]:
    if column.name not in frame:
        return [f"missing column {column.name}"]
    values = frame[column.name]
    present = values.dropna()
    found = []
    if column.is_required and len(present) < len(values):
        found.append(f"{column.name} is empty in {len(values) - len(present)} rows")
    if column.kind == "text":
        wrong = present[~present.map(lambda value: isinstance(value, str))]
    else:
        wrong = present[pd.to_numeric(present, errors="coerce").isna()]
    if len(wrong):
        found.append(f"{column.name} holds {wrong.iloc[0]!r}, expected {column.kind}")
    elif column.allowed:
        outside = present[~present.isin(column.allowed)]
        found += [f"{column.name} holds {v!r}, not in {column.allowed}" for v in outside.unique()]
    return found


OBSERVATIONS = Frame("observations", (
    Column("county", "text", "county id"),
    Column("area", "text", "area code after the national statistical codes"),
    Column("period", "text", "2025, 2025Q3, 2025-09 or a date"),
    Column("indicator", "text", "indicator id"),
    Column("measure", "text", "part of the indicator", allowed=MEASURES),
    Column("stratum", "text", "sex, age, cause …", is_required=False),
    Column("value", "number", "figure as sent, in `unit`"),
    Column("unit", "text", "unit of value"),
    Column("source", "text", "where the figure stands"),
    Column("submission", "text", "id of the submission", is_required=False),
    Column("received", "text", "date received, ISO"),
    Column("vintage", "whole", "1 for the first version of a figure"),
    Column("standing", "text", "how final the figure is", allowed=STANDINGS),
))

ESTIMATES = Frame("estimates", (
    Column("indicator", "text", "indicator id"),
    Column("area", "text", "area code"),
    Column("period", "text", "period"),
    Column("value", "number", "point estimate, in the indicator's unit", is_required=False),
    Column("low", "number", "lower limit", is_required=False),
    Column("high", "number", "upper limit", is_required=False),
    Column("level", "number", "confidence level, 0 to 1", is_required=False),
    Column("method", "text", "how it was computed"),
    Column("n", "number", "base: persons, person-years, cases", is_required=False),
    Column("events", "number", "events counted", is_required=False),
    Column("flag", "text", "standing of the estimate", allowed=ESTIMATE_FLAGS),
    Column("note", "text", "what a reader must know", is_required=False),
))

VERDICTS = Frame("verdicts", (
    Column("promise", "text", "promise id"),
    Column("indicator", "text", "indicator id"),
    Column("area", "text", "area code"),
    Column("period", "text", "period"),
    Column("kind", "text", "type of promise"),
    Column("target", "number", "promised value", is_required=False),
    Column("value", "number", "estimate", is_required=False),
    Column("low", "number", "lower limit", is_required=False),
    Column("high", "number", "upper limit", is_required=False),
    Column("gap", "number", "value minus target", is_required=False),
    Column("verdict", "text", "verdict of the period"),
    Column("chance_this_year", "number", "probability, 0 to 1", is_required=False),
    Column("chance_final", "number", "probability, 0 to 1", is_required=False),
    Column("forecast", "number", "median at the final year", is_required=False),
    Column("forecast_low", "number", "lower limit", is_required=False),
    Column("forecast_high", "number", "upper limit", is_required=False),
))

PLAN_ROWS = Frame("plan rows", (
    Column("promise", "text", "promise id"),
    Column("indicator", "text", "indicator id"),
    Column("name", "text", "name of the promise, Chinese"),
    Column("domain", "text", "name of the domain, Chinese"),
    Column("clause", "text", "where it stands in the plan"),
    Column("kind", "text", "type of promise"),
    Column("comparison", "text", "how the figure must stand to the value",
           allowed=(">=", "<=", "<", ">", "=", "full", "assigned", "none")),
    Column("unit", "text", "unit of value", is_required=False),
    Column("year", "whole", "year of the cell"),
    Column("value", "number", "number in the cell", is_required=False),
    Column("text", "text", "cell as printed"),
    Column("lead", "text", "lead department", is_required=False),
))
