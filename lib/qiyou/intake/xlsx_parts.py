"""xlsx_parts — styles, shared strings and workbook of an .xlsx -> number formats, texts, sheets.

Standard library only: this runs in the child.
"""

import re
from dataclasses import dataclass

from qiyou.intake.caps import SHARED_STRINGS, STYLES, TEXT_CHARACTERS
from qiyou.intake.formats import BUILTIN
from qiyou.intake.refusal import RefusedError
from qiyou.intake.walker import Walker, is_true

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF_OR_NUL = re.compile("[\ud800-\udfff\x00]")


def unescaped(text: str) -> str:
    """Text with ``_x000D_`` escapes read; what no file can hold becomes U+FFFD.

    Examples
    --------
    >>> unescaped("a_x0009_b"), unescaped("_x005F_x0009_")
    ('a\\tb', '_x0009_')
    """
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    text = _PAIR.sub(lambda found: found[0].encode("utf-16", "surrogatepass").decode("utf-16"),
                     text)
    return _HALF_OR_NUL.sub("\ufffd", text)


class Texts(Walker):
    """Shared strings: ``texts`` in their order, of rich texts all runs, no phonetic guides.

    ``struck`` holds the numbers, as cells write them, of texts with a run struck through.
    """

    def __init__(self, part: str):
        super().__init__(part, "sst")
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._left = TEXT_CHARACTERS
        self._one_name, self._text_name = "si", "t"
        self._is_in_one = self._is_struck = False
        self.struck: set[str] = set()
        self.on_start = {"strike": self._strike}

    def _strike(self, attributes: dict[str, str]) -> None:
        self._is_struck = self._is_struck or is_true(attributes.get("val", "1"))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        # Told by their full names and left out of the path, like the cells of a sheet.
        if name == self._text_name and self._is_in_one and self.path[-1] in ("sst", "r"):
            if self.is_open:
                raise self.broken()
            self.open_sink()
        elif name == self._one_name:
            if self._is_in_one or self.path != ["sst"]:
                raise self.broken()
            self._is_in_one = True
        else:
            if not self.path:
                prefix = name[:name.rfind(":") + 1]
                self._one_name, self._text_name = f"{prefix}si", f"{prefix}t"
            super()._start(name, attributes)

    def _end(self, name: str) -> None:
        if name == self._text_name and self.is_open:
            self._close()
        elif name == self._one_name:
            self._one()
        else:
            super()._end(name)

    def _close(self) -> None:
        self._pieces.append(self.drained())
        self._left -= len(self._pieces[-1])
        if self._left < 0:
            raise RefusedError("F140")

    def _one(self) -> None:
        if len(self.texts) >= SHARED_STRINGS:
            raise RefusedError("F140")
        if self._is_struck:
            self.struck.add(str(len(self.texts)))
            self._is_struck = False
        self.texts.append(unescaped("".join(self._pieces)))
        self._pieces.clear()
        self._is_in_one = False


class Styles(Walker):
    """Number formats: ``formats`` by the style's number that cells carry; ``struck`` styles."""

    def __init__(self, part: str):
        super().__init__(part, "styleSheet")
        self._own: dict[int, str] = {}
        self._ids: list[int] = []
        self._fonts: list[bool] = []
        self.struck: set[str] = set()
        self.on_start = {"numFmt": self._format, "xf": self._style, "font": self._font,
                         "strike": self._strike}

    @property
    def formats(self) -> list[str]:
        """Format of each style; an unknown one counts as General, as in spreadsheets."""
        known = {**BUILTIN, **self._own}
        return [known.get(number, "General") for number in self._ids]

    def _format(self, attributes: dict[str, str]) -> None:
        if self.path[-1] == "numFmts":
            code = attributes.get("formatCode", "")
            if len(self._own) >= STYLES or len(code) > 1_000:
                raise RefusedError("F141", limit=STYLES)
            self._own[self.whole(attributes.get("numFmtId"))] = code

    def _style(self, attributes: dict[str, str]) -> None:
        if self.path[-1] == "cellXfs":
            if len(self._ids) >= STYLES:
                raise RefusedError("F141", limit=STYLES)
            font = self.whole(attributes.get("fontId", "0"))
            if font < len(self._fonts) and self._fonts[font]:
                self.struck.add(str(len(self._ids)))
            self._ids.append(self.whole(attributes.get("numFmtId")))

    def _font(self, _attributes: dict[str, str]) -> None:
        if self.path[-1] == "fonts":
            if len(self._fonts) >= STYLES:
                raise RefusedError("F141", limit=STYLES)
            self._fonts.append(False)

    def _strike(self, attributes: dict[str, str]) -> None:
        if self.path[-2:] == ["fonts", "font"]:
            self._fonts[-1] = is_true(attributes.get("val", "1"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    is_hidden: bool


class Workbook(Walker):
    """The workbook's own part: ``sheets``, ``is_1904``, ``is_uncalculated``.

    ``is_uncalculated``: its writer asks for a calculation on opening, so no formula's value has
    been worked out by a spreadsheet since.
    """

    def __init__(self, part: str):
        super().__init__(part, "workbook")
        self.sheets: list[Listed] = []
        self.is_1904 = self.is_uncalculated = False
        self.on_start = {"sheet": self._sheet, "workbookPr": self._properties,
                         "calcPr": self._calculation}

    def _sheet(self, attributes: dict[str, str]) -> None:
        if self.path[-1] == "sheets":
            relation = next((value for name, value in attributes.items()
                             if name.rpartition(":")[2] == "id"), "")
            self.sheets.append(Listed(unescaped(attributes.get("name", "")), relation,
                                      attributes.get("state", "visible") != "visible"))

    def _properties(self, attributes: dict[str, str]) -> None:
        self.is_1904 = is_true(attributes.get("date1904"))

    def _calculation(self, attributes: dict[str, str]) -> None:
        self.is_uncalculated = is_true(attributes.get("fullCalcOnLoad"))
