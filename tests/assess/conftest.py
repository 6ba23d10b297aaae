"""What the tests of this room read from: the first real county, as known at the end of 2025."""

import pytest
from qiyou.domains.study import open_study


@pytest.fixture(scope="session")
def study():
    return open_study("overview", "shengsi", "2025", "2025-12-31", "internal")
