"""remarks — ids in an estimate's flag and note -> words for readers."""

from qiyou.catalogue import say
from qiyou.report.wording import period


def remarks(flag: str, note: object) -> str:
    """Standing of an estimate and what a reader must know of it, "" where there is nothing.

    Examples
    --------
    >>> remarks("ok", "base_of:2024;part_year:2025Q3")
    '分母用2024年的数；全年未完，数到2025年第三季度'
    """
    parts = [] if flag in ("ok", "missing") else [say(f"remark.flag.{flag}")]
    for part in str(note or "").split(";"):
        name, _, fact = part.partition(":")
        if name and name != flag:
            parts.append(say(f"remark.{name}", period=period(fact) if fact else ""))
    return say("word.separator").join(dict.fromkeys(parts))
