"""leftovers — what a killed program was building -> gone, where nobody builds it any more."""

import shutil
import time
from contextlib import suppress
from pathlib import Path

from qiyou.store.layout import ASIDE, Layout

# Snapshots are frozen without the lock; none takes this long.
_ABANDONED_SECONDS = 3600


def sweep(place: Layout) -> None:
    """Remove half-built files of earlier writers. The lock must be held.

    What cannot be removed stays: it is in nobody's way.
    """
    for path in (*place.folder.glob(f"{ASIDE}*"), *place.archive.glob(f"??/{ASIDE}*")):
        with suppress(OSError):
            path.unlink()
    for path in abandoned(place):
        shutil.rmtree(path, ignore_errors=True)


def abandoned(place: Layout) -> list[Path]:
    """Half-built snapshots that are too old to be still in the making."""
    found = []
    for path in place.snapshots.glob(f"{ASIDE}*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                found.append(path)
    return found
