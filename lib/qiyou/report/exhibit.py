"""exhibit — a frame and its view -> what nbval compares, what the eye sees, what a page needs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from qiyou.catalogue import has, say
from qiyou.report.figures import figure_bundle
from qiyou.report.forms import FORMS
from qiyou.report.forms.chart import Chart, Form
from qiyou.report.forms.plain import NOTHING
from qiyou.report.tables import frame_csv, frame_html, message_html, metadata_columns

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One table, chart or message of a notebook.

    Its text/plain is the data as CSV, so that nbval compares the numbers behind every chart;
    its HTML or image is for the eye. Not for sentences (see `qiyou.report.sentences`), and not
    for a frame with more columns than the reader should see: ``data`` is exactly what is shown.

    Parameters
    ----------
    id : str
        Dotted name, ``health.noise``. Texts come from the catalogue: ``exhibit.<id>.title``,
        and if they exist ``.note``, ``.assumptions``, ``.alt``, ``.x``, ``.y`` (axis titles) and
        ``.column.<name>`` (a column label other than ``column.<name>``).
    form : str
        Key of `qiyou.report.forms.FORMS`.
    data : pandas.DataFrame
        Exactly what is drawn. Column names are ids; the index is not shown.
    view : mapping of str to str
        Role in the form -> column of ``data``; see the form's module for its roles.
    source : str
        Where the figures come from, as one line.
    facts : mapping
        What the catalogue's fields are filled with.
    labels : mapping of str to str
        Labels of columns that only the data know, such as the townships' names.

    Raises
    ------
    ValueError
        When the id, the form or a role does not exist, a required role is missing, or a role
        names a column that is not in ``data``.

    Examples
    --------
    >>> frame = pd.DataFrame({"name": ["a"], "value": [0.1 + 0.2]})
    >>> print(Exhibit("demo.dots", "table", frame))
    name,value
    a,0.3
    <BLANKLINE>
    """

    id: str
    form: str
    data: pd.DataFrame
    view: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self):
        problems = _problems(self)
        if problems:
            raise ValueError(f"exhibit {self.id!r}: " + "; ".join(problems))
        # A shallow copy is the caller's frame as it stands now: pandas copies on write.
        object.__setattr__(self, "data", self.data.copy(deep=False))
        object.__setattr__(self, "view", MappingProxyType(dict(self.view)))
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        object.__setattr__(self, "labels", MappingProxyType(dict(self.labels)))

    def __str__(self) -> str:
        if self.form == "message":
            return "\n".join(self.data["message"])
        return frame_csv(self.data)

    __repr__ = __str__

    @property
    def _form(self) -> Form:
        is_blank = self.data.empty and FORMS[self.form].draw is not None
        return NOTHING if is_blank else FORMS[self.form]

    def text(self, part: str) -> str:
        """Title, note, assumptions or alt text as filled from the catalogue; "" if there is none.

        Raises
        ------
        KeyError
            When there is no title, or a field of the text is not in ``facts``.
        """
        key = f"exhibit.{self.id}.{part}"
        return say(key, **self.facts) if part == "title" or has(key) else ""

    def label(self, column: str) -> str:
        """Label of a column: the exhibit's own if the catalogue has one, else the house's."""
        if column in self.labels:
            return self.labels[column]
        own = f"exhibit.{self.id}.column.{column}"
        return say(own, **self.facts) if has(own) else say(f"column.{column}")

    def chart(self) -> Chart:
        """Frame, roles and axis titles as a form takes them."""
        named = {role: self.label(self.view[role]) for role in ("x", "y") if role in self.view}
        axes = {role: self.text(role) or named.get(role, "") for role in ("x", "y")}
        return Chart(self.data, self.view, self.facts, axes)

    def metadata(self) -> dict:
        """What a page needs beside the data: id, form, texts, source, columns."""
        alt = self.text("alt") or self._form.describe(self.chart())
        return {
            "id": self.id,
            "form": self.form,
            "title": self.text("title"),
            "note": self.text("note"),
            "assumptions": self.text("assumptions"),
            "source": self.source,
            "alt": alt,
            "is_available": self.form != "message",
            "columns": metadata_columns(self.data, self.label),
        }

    def _repr_mimebundle_(self, include=None, exclude=None):
        meta = self.metadata()
        data = {"text/plain": str(self)}
        if self.form == "message":
            return data | {"text/html": message_html(meta, list(self.data["message"]))}, {
                "qiyou": meta
            }
        if self.form == "table":
            return data | {"text/html": frame_html(self.data, meta)}, {"qiyou": meta}
        image, size = figure_bundle(self._form, self.chart(), meta)
        return data | image, size | {"qiyou": meta}


def unavailable(id: str, reason_key: str, /, **facts) -> Exhibit:
    """Exhibit that says in words why its section cannot be computed.

    For data that have not come in or a definition that is missing; not for a bug, which must
    stop the notebook.

    Parameters
    ----------
    id : str
        Id of the exhibit that would have stood here; its title is shown.
    reason_key : str
        Id of the sentence in the catalogue.
    **facts
        Fill the title and the reason.
    """
    frame = pd.DataFrame({"message": [say(reason_key, **facts)]})
    return Exhibit(id, "message", frame, facts=facts)


def _problems(exhibit: Exhibit) -> list[str]:
    found = [] if _ID.fullmatch(exhibit.id) else ["the id is not of the shape domain.noun_phrase"]
    columns = list(exhibit.data.columns)
    if not all(isinstance(name, str) for name in columns) or len(set(columns)) < len(columns):
        found.append("columns must be distinct plain names")
    if exhibit.form not in FORMS:
        return [*found, f"no form {exhibit.form!r}; known are {', '.join(FORMS)}"]
    form = FORMS[exhibit.form]
    roles = (*form.required, *form.optional)
    found += [f"{exhibit.form} needs role {role!r}" for role in form.required
              if role not in exhibit.view]
    found += [f"{exhibit.form} has no role {role!r}; known are {', '.join(roles)}"
              for role in exhibit.view if role not in roles]
    found += [f"role {role!r} names {column!r}, not a column of the data"
              for role, column in exhibit.view.items() if column not in columns]
    return found
