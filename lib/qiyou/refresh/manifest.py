"""manifest — what a run was made with and what became of it -> manifest.json."""

import hashlib
import json
import platform
import re
import subprocess
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import qiyou
from qiyou.project import data_folder, notebooks_folder, params_folder, project_root
from qiyou.refresh.jobs import Outcome
from qiyou.refresh.runs import Run

NAME = "manifest.json"
# What departments send in, and what is made from it, is read through a snapshot's own hashes.
_OUTSIDE = {"__pycache__", "inbox", "store"}


def circumstances() -> dict:
    """Software, code version and inputs as they are now: everything that may change a figure.

    Returns
    -------
    dict
        ``software``, ``code`` (None outside a git checkout) and ``inputs``, file to sha256.
    """
    return {"software": software(), "code": code_version(project_root()),
            "inputs": dict(_hashed(_input_files()))}


def software() -> dict:
    """Versions of Python and of the packages that this one asks for."""
    asked = metadata.requires("qiyou") or []
    names = sorted(re.match(r"[\w.-]+", text)[0] for text in asked if "extra ==" not in text)
    return {"python": platform.python_version(), "qiyou": qiyou.__version__,
            "packages": {name: metadata.version(name) for name in names}}


def code_version(root: Path) -> dict | None:
    """Commit that the checkout stands at, and whether files differ from it; None without git."""
    top = _git(root, "rev-parse", "--show-toplevel")
    # A copy without .git may lie inside a checkout of something else.
    if top is None or not Path(top).samefile(root):
        return None
    changes = _git(root, "status", "--porcelain")
    return {"commit": _git(root, "rev-parse", "HEAD"), "is_changed": bool(changes)}


def manifest(run: Run, outcomes: Iterable[Outcome], around: dict, times: dict) -> dict:
    """Record of one run; only ``times`` and the seconds differ between equal runs.

    Parameters
    ----------
    run : Run
    outcomes : iterable of Outcome
        Of this run.
    around : dict
        From :func:`circumstances`.
    times : dict
        ``started`` and ``finished``, UTC, ISO.
    """
    head = run.definition.model_dump(include={"title", "county", "period", "as_of", "audience"})
    head |= {"county_name": run.county.name, "is_simulated": run.county.is_fictional}
    done = {outcome.job.notebook: _entry(outcome) for outcome in outcomes}
    statuses = {entry["status"] for entry in done.values()}
    worst = next(s for s in ("failed", "incomplete", "complete") if s in statuses)
    return {"format": 1, "run": {"name": run.name, **head}, "status": worst, "times": times,
            "notebooks": {n.name: done[n.name] for n in run.notebooks}, **around}


def file_hashes(folder: Path) -> dict[str, str]:
    """Sha256 of every file below a folder."""
    return dict(_hashed((path.relative_to(folder).as_posix(), path)
                        for path in folder.rglob("*") if path.is_file()))


def write_json(content: dict, path: Path) -> None:
    """Write JSON, the same bytes on every platform."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _entry(outcome: Outcome) -> dict:
    job, failure = outcome.job, outcome.failure
    return {
        "title": job.title, "status": outcome.status, "seconds": round(outcome.seconds, 2),
        "parameters": job.parameters, "unavailable": list(outcome.unavailable),
        "failure": None if failure is None else {
            "reason": failure.reason, "cell": failure.cell, "section": failure.section,
            "sentence": failure.sentence, "log": f"logs/{job.notebook}.log"},
        "page": f"{job.notebook}.html", "notebook": f"notebooks/{job.notebook}.ipynb"}


def _input_files() -> Iterator[tuple[str, Path]]:
    folders = {"params": params_folder(), "notebooks": notebooks_folder(), "data": data_folder(),
               "lib/qiyou": Path(qiyou.__file__).parent}
    for place, folder in folders.items():
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and not any(p.startswith(".") or p in _OUTSIDE for p in parts):
                yield "/".join((place, *parts)), path
    for name in ("pyproject.toml", "requirements.lock"):
        if (project_root() / name).is_file():
            yield name, project_root() / name


def _hashed(files: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, str]]:
    for name, path in sorted(files):
        yield name, hashlib.sha256(path.read_bytes()).hexdigest()


def _git(root: Path, *words: str) -> str | None:
    # Without optional locks, so that looking never stands in the way of another git command.
    command = ["git", "--no-optional-locks", "-C", str(root), *words]
    try:
        answer = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=30,
                                check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
