"""Days end at China's midnight; instants are compared whatever their offset."""

import pytest
from qiyou.store.moments import day, instant, limit, now


def test_an_instant_is_the_same_in_every_offset():
    assert instant("2025-10-01T08:00:00+08:00") == instant("2025-10-01T00:00:00+00:00")


def test_an_instant_without_offset_is_a_bug():
    with pytest.raises(ValueError, match="offset"):
        instant("2025-10-01T08:00:00")


def test_a_day_sees_its_last_microsecond_and_no_more():
    assert instant("2025-09-30T23:59:59.999999+08:00") <= limit("2025-09-30")
    assert instant("2025-10-01T00:00:00+08:00") > limit("2025-09-30")


def test_the_last_day_of_the_calendar_is_a_day():
    assert limit("9999-12-31") > limit("2025-09-30")


def test_an_instant_as_people_write_it_is_chinas():
    assert limit("2025-09-30 12:00") == instant("2025-09-30T04:00:00+00:00")


@pytest.mark.parametrize("text", ["", "2025", "2025-9-30", "2025-02-30", "yesterday", None, 5,
                                  "2025-09-30T25:00", "0001-01-01T00:00:00+23:59x"])
def test_what_is_no_moment_is_refused_in_words(text):
    with pytest.raises(ValueError, match="看不懂"):
        limit(text)


def test_the_day_is_chinas():
    assert day("2025-09-30T16:00:00+00:00") == "2025-10-01"


def test_now_has_an_offset():
    assert now().endswith("+08:00")
    assert instant(now()) > 0
