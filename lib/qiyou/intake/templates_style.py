"""templates_style — a workbook -> the cell formats that its sheets use."""

from qiyou.catalogue import say

INK, GREY, LINE = "#1F2933", "#6B7280", "#B8C0CC"
HEAD, KEY, ENTRY, TOTAL = "#DCE6F1", "#F1F3F5", "#FFFBE8", "#FBF1CF"
# One hundred per cent is typed as 100: the unit stands in the heading, so no %-format.
NUMBER_FORMATS = {"whole": "#,##0", "number": "#,##0.0###", "percent": "0.0#",
                  "date": "yyyy-mm-dd", "clock": "hh:mm", "year": "0"}
# Excel's number for the character set GB2312, which lets a reader without the font pick another.
_CHINESE = 134

_BASE = {"font_size": 10.5, "font_charset": _CHINESE, "font_color": INK, "valign": "vcenter"}
_BOX = {"border": 1, "border_color": LINE}
_LOOKS = {
    "plain": {},
    "title": {"font_size": 16, "bold": True, "align": "center"},
    "words": {"font_color": GREY, "align": "center"},
    "hint": {"font_size": 9.5, "font_color": GREY, "text_wrap": True},
    "label": {**_BOX, "bg_color": HEAD, "align": "center"},
    "value": {**_BOX, "indent": 1, "bg_color": KEY, "text_wrap": True, "num_format": "@"},
    "entry": {**_BOX, "indent": 1, "bg_color": ENTRY, "locked": False, "num_format": "@"},
    "entry_date": {**_BOX, "bg_color": ENTRY, "locked": False, "num_format": "yyyy-mm-dd",
                   "align": "left", "indent": 1},
    "head": {**_BOX, "bg_color": HEAD, "bold": True, "align": "center", "text_wrap": True},
    "key": {**_BOX, "indent": 1, "bg_color": KEY, "text_wrap": True, "num_format": "@"},
    "key_total": {**_BOX, "bg_color": HEAD, "bold": True, "num_format": "@", "indent": 1},
    "section": {"font_size": 12, "bold": True},
    "line": {"text_wrap": True, "valign": "top"},
    "hint_line": {"font_color": GREY},
    "cell": {**_BOX, "text_wrap": True, "indent": 1},
    "figure": {**_BOX, "align": "right", "num_format": "General"},
}


def default_look() -> dict:
    """Look of every cell without a format of its own."""
    return {"font_name": say("templates.font"), "font_size": 10.5}


class Styles:
    """Formats of one workbook, made when first asked for.

    Parameters
    ----------
    book : xlsxwriter.Workbook
    """

    def __init__(self, book):
        self._book, self._made = book, {}

    def __getitem__(self, name: str):
        """Format of a look by name."""
        return self._format(name, _LOOKS[name])

    def entry(self, kind: str, *, is_total: bool = False, is_beyond: bool = False):
        """Format of an input cell for a column type; ``is_beyond`` the prepared rows: bare."""
        box = {} if is_beyond else {**_BOX, "bg_color": TOTAL if is_total else ENTRY}
        text = {"num_format": "@", "text_wrap": True, "align": "left", "indent": 1}
        look = {"num_format": NUMBER_FORMATS[kind]} if kind in NUMBER_FORMATS else text
        return self._format(f"{kind}{is_total}{is_beyond}", {**box, **look, "locked": False})

    def _format(self, name: str, look: dict):
        if name not in self._made:
            font = {"font_name": say("templates.font")}
            self._made[name] = self._book.add_format({**_BASE, **font, **look})
        return self._made[name]
