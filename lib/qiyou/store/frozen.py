"""frozen — a county as of a moment -> an immutable folder named by its hash, and back."""

import json
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from qiyou.catalogue import say
from qiyou.store import contents
from qiyou.store.contents import MANIFEST, Contents, Moment, live_contents, sha256
from qiyou.store.corrections import Entry, live, read_corrections
from qiyou.store.durable import aside_name, make_folder, sync_folder, write_synced
from qiyou.store.errors import StoreError, told
from qiyou.store.layout import SHORT, Layout, layout
from qiyou.store.opened import Store, open_store
from qiyou.store.simulated import fingerprint, is_simulated, open_simulated

# Names the frozen snapshots that are read instead of the database.
VARIABLE = "QIYOU_SNAPSHOT"
# Name of a snapshot's folder, as a pattern of file names.
_HASH = "[0-9a-f]" * 64


class Frozen(NamedTuple):
    """A frozen snapshot: ``name`` is the hash of its manifest, ``path`` its folder."""

    name: str
    path: Path


def freeze(county: str, as_of: str, folder: Path | None = None) -> Frozen:
    """Write a county's figures as of a moment into a folder that never changes.

    The same history, corrections and moment give the same name and bytes. What was frozen
    before is kept, and mended if it was damaged. Takes no lock.

    Parameters
    ----------
    county : str
        County id.
    as_of : str
        Day or instant.
    folder : path, optional
        Data folder; the project's own by default.

    Returns
    -------
    Frozen

    Raises
    ------
    RegisterError
        When corrections cannot be read or no longer fit.
    StoreError
        When the store or the disk refuses; no half-written snapshot is left in its place.
    """
    place = layout(folder)
    entries = read_corrections(place.corrections)
    with open_store(folder) as store:
        return _frozen(store, Moment(county, as_of), entries, place.snapshots)


def _frozen(store: Store, moment: Moment, entries: list[Entry], shelf: Path) -> Frozen:
    """Write a snapshot into a folder of snapshots."""
    with told():
        make_folder(shelf)
        aside = shelf / aside_name()
        try:
            hashes = {}
            for name, data in contents.files(store, moment, entries):
                _write(data, aside / name)
                hashes[name] = sha256(data)
            record = contents.manifest(store, moment, entries, hashes)
            _write(record, aside / MANIFEST)
            _sync(aside)
            return _swap_in(aside, shelf, sha256(record))
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def pin(moments: Iterable[tuple[str, str]], folder: Path | None = None) -> dict[tuple, Frozen]:
    """Freeze what a refresh is going to read, unless it was told what to read.

    Parameters
    ----------
    moments : iterable of (county, as_of)
    folder : path, optional
        Data folder; the project's own by default.

    Returns
    -------
    dict
        Snapshot by (county, as_of); empty where there is no store and nothing is named.
    """
    place, found = layout(folder), {}
    for county, as_of in dict.fromkeys(moments):
        path = _pinned(county, as_of, place)
        if path is not None:
            found[(county, as_of)] = Frozen(path.name, path)
        elif is_simulated(county, place):
            moment = Moment(county, as_of)
            kept = _shelf(moment, place) / _simulated(moment, place).name
            if kept.is_dir():
                found[(county, as_of)] = Frozen(kept.name, kept)
        elif place.database.exists():
            found[(county, as_of)] = freeze(county, as_of, folder)
    return found


def naming(frozen: Iterable[Frozen], folder: Path | None = None) -> str:
    """Value of ``QIYOU_SNAPSHOT`` that names some snapshots."""
    here = layout(folder).snapshots
    return ",".join(sorted({one.name if one.path.parent == here else str(one.path)
                            for one in frozen}))


def open_contents(county: str, as_of: str, folder: Path | None = None) -> Contents | None:
    """Contents that a reader is to see: those it was told to, or the database's.

    A simulated county that the store has nothing of is read from its committed journal. None
    where there is no store.
    """
    place = layout(folder)
    path = _pinned(county, as_of, place)
    if path is not None:
        return read_frozen(path)
    if is_simulated(county, place):
        return _simulated(Moment(county, as_of), place)
    if not place.database.exists():
        return None
    with open_store(folder) as store:
        return live_contents(store, Moment(county, as_of), read_corrections(place.corrections))


def _simulated(moment: Moment, place: Layout) -> Contents:
    """Contents of a simulated county: kept from last time, or made and kept if the disk allows."""
    shelf = _shelf(moment, place)
    entries = live(read_corrections(place.corrections), moment.county)
    if not entries:
        for path in sorted(shelf.glob(_HASH)):
            if not faults(path):
                return read_frozen(path)
    with open_simulated(moment.county) as store:
        if entries:
            return live_contents(store, moment, entries)
        with suppress(OSError, StoreError):
            return read_frozen(_frozen(store, moment, entries, shelf).path)
        return live_contents(store, moment, entries)


def _shelf(moment: Moment, place: Layout) -> Path:
    return place.simulated / f"{fingerprint(moment.county)[:SHORT]}-{moment.as_of}"


def read_frozen(path: Path) -> Contents:
    """Contents of a frozen snapshot.

    Raises
    ------
    StoreError
        When it is not there, or a file is no longer what was frozen; files are looked at when
        they are read.
    """
    record = _whole(path, MANIFEST, path.name)
    manifest = json.loads(record)
    return Contents(path.name, manifest,
                    lambda name: _whole(path, name, manifest["files"][name]))


def faults(path: Path) -> list[str]:
    """Names of the files of a frozen snapshot that are missing, changed or not its own."""
    try:
        names = read_frozen(path).manifest["files"]
    except StoreError:
        return [MANIFEST]
    there = {file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file()}
    wrong = [name for name in names
             if name not in there or sha256((path / name).read_bytes()) != names[name]]
    return sorted([*wrong, *(there - {*names, MANIFEST})])


def _pinned(county: str, as_of: str, place: Layout) -> Path | None:
    """Frozen snapshot of this county and moment among those that the environment names."""
    # Two separators: a person writes commas, a program what the system has for paths.
    names = re.split(f"[,{os.pathsep}]", os.environ.get(VARIABLE, ""))
    for name in filter(None, map(str.strip, names)):
        path = Path(name).resolve() if Path(name).is_dir() else place.snapshots / name
        found = read_frozen(path).manifest
        if (found["county"], found["as_of"]) == (county, as_of):
            return path
    return None


def _whole(path: Path, name: str, expected: str) -> bytes:
    try:
        data = path.joinpath(*name.split("/")).read_bytes()
    except OSError:
        raise StoreError(say("store.snapshot.missing", name=path.name[:SHORT],
                             file=name)) from None
    if sha256(data) != expected:
        raise StoreError(say("store.snapshot.damaged", name=path.name[:SHORT], file=name))
    return data


def _write(data: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    write_synced(data, target)


def _sync(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        if path.is_dir():
            sync_folder(path)


def _swap_in(aside: Path, shelf: Path, name: str) -> Frozen:
    target = shelf / name
    if target.is_dir() and faults(target):
        # Damaged since: it goes out of the way in one step, and is removed afterwards.
        broken = shelf / aside_name()
        target.rename(broken)
        shutil.rmtree(broken, ignore_errors=True)
    try:
        aside.rename(target)
    except OSError:
        # Another program has frozen the same meanwhile.
        if not target.is_dir() or faults(target):
            raise
    sync_folder(shelf)
    return Frozen(name, target)
