"""project — the checkout that holds params, data and notebooks -> its folders."""

import os
from pathlib import Path


def project_root() -> Path:
    """Folder that holds ``params/``, ``data/`` and ``notebooks/``.

    ``QIYOU_ROOT`` wins; otherwise the checkout that this package is installed from, so that a
    notebook finds its definitions whatever the working directory of its kernel is.

    Returns
    -------
    pathlib.Path
        Absolute path.

    Raises
    ------
    FileNotFoundError
        When neither names a folder with ``params/`` in it.
    """
    named = os.environ.get("QIYOU_ROOT")
    root = Path(named).resolve() if named else Path(__file__).resolve().parents[2]
    if not (root / "params").is_dir():
        raise FileNotFoundError(f"no params/ below {root}; set QIYOU_ROOT to the project's folder")
    return root


def params_folder() -> Path:
    """Return the folder of promises and definitions."""
    return project_root() / "params"


def data_folder() -> Path:
    """Return the folder of what came in: ``QIYOU_DATA`` if set, else ``data/`` of the project."""
    named = os.environ.get("QIYOU_DATA")
    return Path(named).resolve() if named else project_root() / "data"


def notebooks_folder() -> Path:
    """Return the folder of the notebooks."""
    return project_root() / "notebooks"


def exports_folder() -> Path:
    """Return the folder that refreshes write to."""
    return project_root() / "exports"
