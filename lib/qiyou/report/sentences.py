"""sentences — computed prose -> text that nbval compares, paragraphs for the eye."""

from dataclasses import dataclass

from qiyou.report.escape import safe


@dataclass(frozen=True)
class Sentences:
    """Paragraphs that a study has computed.

    For prose with numbers in it, which may not stand in a notebook's Markdown. Not for a section
    that cannot be computed: that is `qiyou.report.exhibit.unavailable`.

    Parameters
    ----------
    id : str
        Dotted name, ``health.opening``.
    lines : tuple of str
        One paragraph each, already filled.
    source : str
        Where the figures come from, as one line.
    is_list : bool
        Whether the lines are points of a list rather than paragraphs.

    Examples
    --------
    >>> print(Sentences("demo.opening", ("a < b",)))
    a < b
    """

    id: str
    lines: tuple[str, ...]
    source: str = ""
    is_list: bool = False

    def __post_init__(self):
        if isinstance(self.lines, str):
            raise ValueError(f"sentences {self.id!r}: lines must be a tuple of paragraphs")
        object.__setattr__(self, "lines", tuple(self.lines))

    def __str__(self) -> str:
        return "\n".join(line.replace("\n", " ") for line in self.lines)

    __repr__ = __str__

    def metadata(self) -> dict:
        """What a page needs beside the text."""
        return {"id": self.id, "form": "sentences", "source": self.source,
                "is_list": self.is_list, "is_available": True}

    def _repr_mimebundle_(self, include=None, exclude=None):
        html = paragraphs_html(str(self).split("\n"), self.is_list)
        return {"text/plain": str(self), "text/html": html}, {"qiyou": self.metadata()}


def paragraphs_html(lines: list[str], is_list: bool) -> str:
    """Lines as paragraphs or as points of a list."""
    if is_list:
        return "<ul>" + "".join(f"<li>{safe(line)}</li>" for line in lines) + "</ul>"
    return "".join(f"<p>{safe(line)}</p>" for line in lines)
