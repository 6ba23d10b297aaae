"""xlsx_values — type, style and text of a stored cell -> its kind, value and number format.

Standard library only: this runs in the child.
"""

from datetime import datetime, time

from qiyou.intake.formats import nature, stored
from qiyou.intake.xlsx_parts import unescaped

_NUMBER_CHARACTERS = 400


class Values:
    """What the cells of a workbook's sheets refer to.

    Parameters
    ----------
    texts : list of str
        Shared strings.
    formats : list of str
        Number format of each style; empty when the file has no styles.
    is_1904 : bool
    is_uncalculated : bool
        The writer asks for a calculation on opening.
    """

    def __init__(self, texts: list[str], formats: list[str], is_1904: bool = False,
                 is_uncalculated: bool = False):
        self._texts = texts
        self._formats = {str(style): format for style, format in enumerate(formats)}
        if not formats:
            self._formats["0"] = "General"
        # Styles with a line through the text, and shared strings with one through some of it.
        self.struck_styles: set[str] = set()
        self.struck_texts: set[str] = set()
        self._is_1904 = is_1904
        self.is_uncalculated = is_uncalculated
        self._readers = {"s": self._shared, "b": _boolean, "d": _day,
                         "e": lambda raw: ("error", raw)}

    def format(self, style: str) -> str | None:
        """Number format of a style; None when the file has no such style.

        Then nobody can tell whether 0.95 means 95 %.
        """
        return self._formats.get(style)

    def is_struck(self, attributes: dict[str, str], raw: str | None) -> bool:
        """Whether a cell's text is struck through, wholly or in part."""
        return attributes.get("s", "0") in self.struck_styles or (
            attributes.get("t") == "s" and raw in self.struck_texts)

    def read(self, type: str, raw: str, format: str) -> tuple[str, float | str | bool]:
        """Kind and value of a cell; no kind for one that holds an empty text or nothing.

        Raises
        ------
        ValueError
            When the text is none of its type.

        Examples
        --------
        >>> Values([], []).read("n", "45930", "yyyy/m/d"), Values(["a"], []).read("s", "0", "")
        (('date', '2025-09-30'), ('text', 'a'))
        """
        if type == "n":
            number = number_of(raw)
            if nature(format) == "number":
                return "number", number
            return stored(number, format, self._is_1904)
        if type == "str":
            return text_of(raw)
        if not (raw := raw.strip()):
            return "", ""
        reader = self._readers.get(type)
        if reader is None:
            raise ValueError(type)
        return reader(raw)

    def _shared(self, raw: str) -> tuple[str, str]:
        if not raw.isascii() or not raw.isdigit() or len(raw) > 9:
            raise ValueError(raw)
        index = int(raw)
        if index >= len(self._texts):
            raise ValueError(raw)
        text = self._texts[index]
        return ("text" if text else ""), text


def number_of(raw: str) -> float:
    """Number as stored.

    Raises
    ------
    ValueError
        When the text is no number, or one that is too large to be any.

    Examples
    --------
    >>> number_of("1.5E2")
    150.0
    """
    # Python would also read 1_000 and full-width digits.
    if not raw.isascii() or "_" in raw or len(raw) > _NUMBER_CHARACTERS:
        raise ValueError(raw)
    number = float(raw)
    if number - number != 0:  # inf and nan
        raise ValueError(raw)
    return number


def text_of(raw: str) -> tuple[str, str]:
    """Text as stored."""
    return "text", unescaped(raw)


def _boolean(raw: str) -> tuple[str, bool]:
    if raw.lower() not in ("0", "1", "true", "false"):
        raise ValueError(raw)
    return "boolean", raw.lower() in ("1", "true")


def _day(raw: str) -> tuple[str, str]:
    """ISO 8601, which strict workbooks may hold instead of a serial number."""
    if raw.startswith("T"):
        return "time", time.fromisoformat(raw[1:]).replace(microsecond=0).isoformat()
    moment = datetime.fromisoformat(raw).replace(tzinfo=None, microsecond=0)
    is_day = moment.time() == time()
    return "date", moment.date().isoformat() if is_day else moment.isoformat()
