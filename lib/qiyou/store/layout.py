"""layout — the data folder -> where each part of the store stands."""

import re
from dataclasses import dataclass
from pathlib import Path

from qiyou.project import data_folder

# What is being built and has not taken its place yet; a killed writer leaves one behind.
ASIDE = ".new-"
# Enough of a hash to tell files apart in a table that people read.
SHORT = 12
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Layout:
    """Paths of one store; ``data`` is the data folder that it lies in."""

    data: Path

    @property
    def folder(self) -> Path:
        """Folder of the store."""
        return self.data / "store"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "qiyou.db"

    @property
    def archive(self) -> Path:
        """Folder of the bytes that came in."""
        return self.folder / "archive"

    @property
    def snapshots(self) -> Path:
        """Folder of frozen snapshots."""
        return self.folder / "snapshots"

    @property
    def simulated(self) -> Path:
        """Folder of snapshots of simulated counties, made from their journals at any time."""
        return self.folder / "simulated"

    @property
    def lock(self) -> Path:
        """File that the one writer has locked."""
        return self.folder / "lock"

    @property
    def owner(self) -> Path:
        """File that says who the writer is."""
        return self.folder / "lock.owner"

    @property
    def corrections(self) -> Path:
        """Folder of known errors, written by people."""
        return self.data / "corrections"

    def archived(self, sha256: str) -> Path:
        """Place of an archived file; ValueError when the name is no hash."""
        if not _HASH.fullmatch(sha256):
            raise ValueError(f"not a sha256: {sha256[:80]!r}")
        return self.archive / sha256[:2] / sha256


def layout(folder: Path | None = None) -> Layout:
    """Layout below a data folder, the project's own by default."""
    return Layout(Path(folder).resolve() if folder else data_folder())
