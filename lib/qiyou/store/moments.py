"""moments — days and instants as people write them -> microseconds that can be compared."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from qiyou.catalogue import say

# The country keeps one time; a day ends at its midnight wherever the program runs.
CHINA = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def instant(text: str) -> int:
    """Microseconds since 1970 of an ISO date and time with offset.

    Raises
    ------
    ValueError
        When it is none, or has no offset.

    Examples
    --------
    >>> instant("1970-01-01T08:00:00+08:00")
    0
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no offset: {text!r}")
    return (moment - _EPOCH) // _MICROSECOND


def limit(as_of: str) -> int:
    """Last microsecond of a day, or an instant; one without offset is China's time.

    Raises
    ------
    ValueError
        With a sentence, when it is neither.

    Examples
    --------
    >>> limit("1970-01-01") == 16 * 3600 * 10**6 - 1, limit("1970-01-01 08:00")
    (True, 0)
    """
    try:
        if len(as_of) == len("2025-06-30"):
            moment = datetime.combine(date.fromisoformat(as_of), time.max, CHINA)
        else:
            moment = datetime.fromisoformat(as_of)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
        return (moment - _EPOCH) // _MICROSECOND
    except (TypeError, ValueError, OverflowError):
        raise ValueError(say("store.moment_malformed", as_of=as_of)) from None


def day(text: str) -> str:
    """Day on which an instant lies in China.

    Examples
    --------
    >>> day("2025-09-30T17:00:00+00:00")
    '2025-10-01'
    """
    return datetime.fromisoformat(text).astimezone(CHINA).date().isoformat()


def now() -> str:
    """This instant, ISO, in China's time."""
    return datetime.now(CHINA).isoformat(timespec="microseconds")


def noon(text: str) -> str:
    """Instant of a day's noon in China, or the instant itself, ISO with offset.

    Raises
    ------
    ValueError
        With a sentence, when it is neither.

    Examples
    --------
    >>> noon("2025-10-08")
    '2025-10-08T12:00:00+08:00'
    """
    limit(text)  # says in words what is wrong with it
    moment = datetime.fromisoformat(text)
    if len(text) == len("2025-06-30"):
        moment = moment.replace(hour=12)
    return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).isoformat()
