"""publish — files built aside -> the same in their place, each one whole at every moment."""

import json
import os
from pathlib import Path

from qiyou.refresh.manifest import NAME, file_hashes, write_json


def publish_run(aside: Path, record: dict, target: Path) -> None:
    """Move a finished run to where people read it.

    Each file takes its place in one step, the manifest last; files of the previous run that this
    one no longer has are removed. Files that no manifest names are left alone.

    Parameters
    ----------
    aside : pathlib.Path
        The built run, on the same disk as ``target``; empty afterwards.
    record : dict
        Its manifest, to which the hashes of the files are added.
    target : pathlib.Path
        Folder of the run.
    """
    hashes = file_hashes(aside)
    before = read_manifest(target) or {}
    write_json({**record, "files": hashes}, aside / NAME)
    for name in (*hashes, NAME):
        put(aside / name, target / name)
    for name in before.get("files", {}).keys() - hashes.keys():
        old = target / name
        if old.resolve().is_relative_to(target.resolve()):
            old.unlink(missing_ok=True)


def put(source: Path, target: Path) -> None:
    """Move one file over another; a reader sees the old one or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def write_whole(text: str, target: Path) -> None:
    """Write a text file so that a reader sees the old one or the new one."""
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    aside.write_text(text, encoding="utf-8", newline="\n")
    put(aside, target)


def read_manifest(folder: Path) -> dict | None:
    """Manifest in a folder; None if there is none."""
    path = folder / NAME
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def published_runs(out: Path) -> list[dict]:
    """Manifests of every run below an exports folder, by name of the run."""
    found = [read_manifest(folder) for folder in sorted(out.iterdir())
             if folder.is_dir() and not folder.name.startswith(".")]
    return [record for record in found if record]
