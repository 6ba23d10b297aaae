"""school_rule — params/methods/school_resources.yaml -> limits and floors for schools, checked."""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from qiyou.project import params_folder
from qiyou.register.definitions import Identifier, Share, Text, Unit
from qiyou.register.strict_yaml import Definition, read_model

Positive = Annotated[float, Field(gt=0)]


class RuleSource(Definition):
    """Document that sets the limits."""

    document: Text
    title: Text
    publisher: Text
    year: int


class SchoolShare(Definition):
    """What one school must meet: so many resources in full, the rest to a share."""

    met_at_least: Annotated[int, Field(ge=1)]
    rest_at_least: Share
    leaves_out: Text


class Resource(Definition):
    """One resource: column of the form on schools, and its floor ``per`` so many pupils."""

    id: Identifier
    name: Text
    unit: Unit
    per: Positive
    at_least: dict[Identifier, Positive]


class SchoolRule(Definition):
    """``methods/school_resources.yaml``: greatest coefficients by stage, floors by resource."""

    source: RuleSource
    greatest_cv: dict[Identifier, Share]
    schools: SchoolShare
    resources: tuple[Resource, ...]


def school_rule(folder: Path | None = None) -> SchoolRule:
    """Rule by which the balance of compulsory education is judged.

    Parameters
    ----------
    folder : Path, optional
        Where the definitions stand; the project's if none is named.

    Raises
    ------
    RegisterError
        When the file does not hold.

    Examples
    --------
    >>> len(school_rule().resources)
    7
    """
    return _read(folder or params_folder())


@cache
def _read(folder: Path) -> SchoolRule:
    return read_model(folder / "methods" / "school_resources.yaml", SchoolRule)
