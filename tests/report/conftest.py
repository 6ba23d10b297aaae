"""Words and frames for the tests of exhibits and pages."""

import pandas as pd
import pytest
from qiyou.catalogue import catalogue


@pytest.fixture
def words(monkeypatch):
    """Put texts of an exhibit into the catalogue: ``words("demo.a", title=…, note=…)``."""
    def put(name, **parts):
        for part, text in parts.items():
            monkeypatch.setitem(catalogue("zh"), f"exhibit.{name}.{part}", text)
    return put


@pytest.fixture
def rows():
    """Three rows with intervals, one of them without a figure."""
    return pd.DataFrame({
        "name": ["托位", "护理员（每万老年人口）", "参保率"],
        "value": [3.8, 30.25, None], "low": [3.1, 27.0, None], "high": [4.6, 33.5, None],
    })


@pytest.fixture
def counties():
    """Ninety areas with a value, an interval, a size and limits; the seventh is the county."""
    size = [500 + 40 * i for i in range(90)]
    frame = pd.DataFrame({
        "name": [f"县{i}" for i in range(90)],
        "value": [20 + (i * 37 % 90) / 10 for i in range(90)], "n": size,
        "highlight": [i == 7 for i in range(90)], "flag": [i in (3, 50) for i in range(90)],
        "level": 24.5,
    })
    half = pd.Series([60 / s ** 0.5 for s in size])
    return frame.assign(low=24.5 - half, high=24.5 + half, gap=24.5 - 2 * half,
                        target=24.5 + 2 * half)


ROLES = {"x": "value", "label": "name", "low": "low", "high": "high"}


@pytest.fixture
def roles():
    """Roles of the columns of ``rows`` in a dot-and-interval chart."""
    return dict(ROLES)
