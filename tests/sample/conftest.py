"""The fictional county's files, made once."""

import pytest
from qiyou.project import project_root
from qiyou.sample.make import sample_files


@pytest.fixture(scope="session")
def committed():
    """Folder of the committed sample."""
    return project_root() / "data" / "sample"


@pytest.fixture(scope="session")
def made():
    """Every file of the sample by name, made anew."""
    return dict(sample_files())
