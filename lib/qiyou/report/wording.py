"""wording — numbers, years, names -> Chinese as a statistics bureau sets it."""

import math
import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np

from qiyou.catalogue import say

MISSING = "—"
_POINTS = {"%": "个百分点", "‰": "个千分点"}
_TEN_THOUSAND = 10_000
_COUNTED = ("人", "户", "个", "家", "套", "张", "所", "名", "处", "间", "元")


def number(value: float, unit: str = "", decimals: int | None = None, *,
           is_grouped: bool = False) -> str:
    """Number with its unit; thousands separated from five digits on, a real minus sign.

    Parameters
    ----------
    value : float
        Not finite is set as a dash.
    unit : str
        Set without a space, as Chinese does.
    decimals : int, optional
        Digits after the point; without it as many as the size calls for, no trailing zeros.
    is_grouped : bool
        Separate thousands from four digits on, for a column that has longer numbers too.

    Examples
    --------
    >>> number(43648.6, "人"), number(5.5, "个"), number(-0.31, "%"), number(6000)
    ('43,649人', '5.5个', '−0.31%', '6000')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    is_count = unit.startswith(_COUNTED) and abs(value) >= 100
    places = (0 if is_count else _plain_decimals(value)) if decimals is None else decimals
    digits = f"{abs(value):,.{places}f}"
    if decimals is None and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if abs(value) < _TEN_THOUSAND and not is_grouped:
        digits = digits.replace(",", "")
    is_zero = not digits.strip("0.")
    return f"{'−' if value < 0 and not is_zero else ''}{digits}{unit}"


def _plain_decimals(value: float) -> int:
    size = abs(value)
    if size == round(size) or size >= 1000:
        return 0
    if size >= 100:
        return 1
    return 2 if size >= 0.1 else 2 - math.floor(math.log10(size))


def column_decimals(values: Iterable[float], most: int = 2) -> int:
    """Fewest decimals, up to ``most``, that show all values of a column.

    Examples
    --------
    >>> column_decimals([3.0, 3.8, 4.5]), column_decimals([81.1, 82.45]), column_decimals([1, 2])
    (1, 2, 0)
    """
    present = np.array([v for v in values if v is not None and math.isfinite(v)], dtype=float)
    if not len(present):
        return 0
    largest = np.abs(present).max()
    if largest >= _TEN_THOUSAND:
        most = 0
    elif 0 < largest < 0.1:
        most = min(6, 2 - math.floor(math.log10(largest)))
    enough = [d for d in range(most) if np.allclose(present, present.round(d), rtol=0,
                                                    atol=0.5 * 10.0 ** -(most + 1))]
    return enough[0] if enough else most


def interval_decimals(low: float, high: float) -> int:
    """Decimals that an interval of this width bears.

    Examples
    --------
    >>> interval_decimals(80.0, 82.3), interval_decimals(120, 160), interval_decimals(0.91, 0.95)
    (1, 0, 2)
    """
    half = (high - low) / 2
    if not math.isfinite(half) or half <= 0:
        return 2
    return 0 if half >= 10 else min(6, max(1, -math.floor(math.log10(half))))


def with_interval(value: float, low: float, high: float, unit: str = "") -> str:
    """Estimate with its interval, both to the digits that the interval bears.

    Examples
    --------
    >>> with_interval(81.13, 79.98, 82.31, "岁"), with_interval(5, float("nan"), float("nan"))
    ('81.1岁（80.0–82.3）', '5')
    """
    words = estimate(value, low, high, unit)
    if not (math.isfinite(low) and math.isfinite(high)):
        return words
    places = interval_decimals(low, high)
    return f"{words}（{number(low, decimals=places)}–{number(high, decimals=places)}）"


def estimate(value: float, low: float, high: float, unit: str = "") -> str:
    """Estimate alone, to the digits that its interval bears.

    Only where the interval itself is drawn beside it.

    Examples
    --------
    >>> estimate(81.13, 79.98, 82.31, "岁")
    '81.1岁'
    """
    has_interval = math.isfinite(low) and math.isfinite(high)
    return number(value, unit, interval_decimals(low, high) if has_interval else None)


def difference_unit(unit: str) -> str:
    """Unit of a difference: percentages differ in percentage points.

    Examples
    --------
    >>> difference_unit("%"), difference_unit("岁")
    ('个百分点', '岁')
    """
    return _POINTS.get(unit, unit)


def change(difference: float, unit: str = "", decimals: int | None = None) -> str:
    """Difference in words, never with a sign.

    Examples
    --------
    >>> change(1.2, "%"), change(-0.8, "%"), change(0.0, "人")
    ('提高1.2个百分点', '下降0.8个百分点', '持平')
    """
    digits = number(abs(difference), difference_unit(unit), decimals)
    if not difference:
        return say("word.same")
    return say("word.rise" if difference > 0 else "word.fall", amount=digits)


def count(value: float, unit: str = "人") -> str:
    """Large count in 万, small count in full.

    Examples
    --------
    >>> count(66903), count(812), count(162_000, "户")
    ('6.69万人', '812人', '16.2万户')
    """
    if abs(value) < _TEN_THOUSAND:
        return number(round(value), unit)
    return number(value / _TEN_THOUSAND, f"万{unit}", 1 if abs(value) >= 100_000 else 2)


def years(values: Iterable[int]) -> str:
    """Years as a phrase: one, a run, or a list.

    Examples
    --------
    >>> years([2025]), years([2023, 2024, 2025]), years([2023, 2025])
    ('2025年', '2023—2025年', '2023、2025年')
    """
    ordered = sorted({int(value) for value in values})
    is_run = len(ordered) > 1 and ordered[-1] - ordered[0] == len(ordered) - 1
    return ("—".join(map(str, (ordered[0], ordered[-1]))) if is_run
            else "、".join(map(str, ordered))) + "年"


def period(text: str) -> str:
    """Period as it is said.

    Examples
    --------
    >>> period("2025"), period("2025Q3"), period("2025-09"), period("2025-12-31")
    ('2025年', '2025年第三季度', '2025年9月', '2025年12月31日')
    """
    if "Q" in text:
        year, quarter = text.split("Q")
        return f"{year}年第{'一二三四'[int(quarter) - 1]}季度"
    return "".join(f"{int(part)}{word}" for part, word in zip(text.split("-"), "年月日",
                                                              strict=False))


def listing(names: Sequence[str], most: int = 3) -> str:
    """Names as a phrase, shortened with their count.

    Examples
    --------
    >>> listing(["菜园镇"]), listing(["菜园镇", "嵊山镇"])
    ('菜园镇', '菜园镇和嵊山镇')
    >>> listing(["甲", "乙", "丙", "丁", "戊"])
    '甲、乙、丙等5个'
    """
    if len(names) > most:
        return say("word.and_others", names="、".join(names[:most]), n=len(names))
    if len(names) < 2:
        return "".join(names)
    return say("word.and", names="、".join(names[:-1]), last=names[-1])


def ems(line: str) -> float:
    """Width of a line in ems of the font: a Chinese character is one, a Latin one 0.56.

    Examples
    --------
    >>> ems("托位")
    2.0
    """
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.56 for c in line)


def fill(key: str, /, **facts) -> str:
    """Sentence of the catalogue whose number facts are set as `number` sets them.

    A fact that needs a unit, an interval or fixed decimals is passed as words already. Years
    are passed as words too (`years`), or as plain integers below ten thousand.

    Examples
    --------
    >>> fill("page.rank", rank=87, of=90.0)
    '第87位（共90）'
    """
    return say(key, **{name: _worded(fact) for name, fact in facts.items()})


def _worded(fact: object) -> object:
    is_number = isinstance(fact, int | float | np.integer | np.floating)
    return number(fact) if is_number and not isinstance(fact, bool) else fact
