"""marked — submission + what was read + bytes that came -> the workbook that goes back, or None."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from qiyou.catalogue import say
from qiyou.intake.cells import Reading
from qiyou.intake.marks import JOB, MARKED, MARKING_SECONDS, SOURCE, Marks, marks_of
from qiyou.intake.personal import PERSONAL_RULES, masked
from qiyou.intake.problem_list import COLUMNS, is_problem_list
from qiyou.intake.problem_sheet import problem_sheet
from qiyou.intake.shown import safe_name
from qiyou.store.records import Finding, Submission

# Above these, marking inside the sender's workbook, then rebuilding it, takes too long.
MARKING_CELLS, MARKING_BYTES, REBUILT_CELLS = 40_000, 8_000_000, 400_000


@dataclass(frozen=True)
class Workbook:
    """A workbook that goes back; ``is_marked`` when it holds the sender's own sheets."""

    name: str
    data: bytes
    is_marked: bool


def workbook_for(submission: Submission, findings: list[Finding], reading: Reading | None,
                 data: bytes | None) -> Workbook | None:
    """Workbook that tells a sender where to mend what.

    The sender's own workbook with marks where that can be; else one rebuilt from what was read;
    else the list of problems alone. A file that holds personal data is always rebuilt, so that
    nothing unseen in it (notes, names, hidden parts) goes out again.

    Parameters
    ----------
    submission : Submission
    findings : list of Finding
        In the order that they are shown in.
    reading : Reading or None
    data : bytes or None
        The file as it came.

    Returns
    -------
    Workbook or None
        None where the file was taken in, or no workbook could be made.
    """
    if submission.result not in ("held", "refused") or not findings:
        return None
    is_personal = any(found.rule in PERSONAL_RULES for found in findings)
    known = _targets({sheet.name: sheet.name for sheet in reading.sheets} if reading else {})
    size = sum(len(sheet.cells) for sheet in reading.sheets) if reading else 0
    if not any(found.sheet in known for found in findings) or size > REBUILT_CELLS:
        return _alone(submission, findings, is_personal)
    if not is_personal and data is not None and reading.form == "xlsx" \
            and size <= MARKING_CELLS and len(data) <= MARKING_BYTES:
        marked = _in_place(submission, findings, known, data)
        if marked is not None:
            return Workbook(marked_name(submission.name), marked, True)
    return _anew(submission, findings, reading, is_personal)


def marked_name(name: str) -> str:
    """Name of a marked workbook; a workbook that comes back marked keeps its name.

    Examples
    --------
    >>> marked_name("托育.xls"), marked_name("托育_已标注.xlsx")
    ('托育_已标注.xlsx', '托育_已标注.xlsx')
    """
    mark = say("intake_answer.file.marked")
    stem = safe_name(PurePath(safe_name(masked(name))).stem).removesuffix(mark)
    room = len(f"{mark}.xlsx")
    stem = stem[:80 - room]
    while len(stem.encode("utf-8")) > 180 - len(f"{mark}.xlsx".encode()):
        stem = stem[:-1]
    return f"{stem}{mark}.xlsx"


def _targets(names: dict[str, str]) -> dict[str, str]:
    """Names of sheets that go out by the names that findings may give: never a person's number."""
    return {masked(name): target for name, target in names.items()} | names


def _guide(*parts: str) -> list[str]:
    return [say(f"intake_answer.list.{part}") for part in parts]


def _in_place(submission: Submission, findings: list[Finding], names: dict[str, str],
              data: bytes) -> bytes | None:
    """Sender's own workbook with marks, made in a process with limits; None where that fails."""
    plan = problem_sheet(submission, findings, _guide("colours", "back"), names)
    with TemporaryDirectory(prefix="qiyou-") as folder:
        job = _job(submission, marks_of(findings, names), vars(plan))
        (Path(folder) / JOB).write_text(json.dumps(job), encoding="utf-8", newline="\n")
        (Path(folder) / SOURCE).write_bytes(data)
        is_done = _run(folder)
        marked = Path(folder) / MARKED
        return marked.read_bytes() if is_done and marked.is_file() else None


def _job(submission: Submission, marks: Marks, plan: dict) -> dict:
    """What the marking process needs; it knows no words and no rules."""
    headings = {name: say(f"intake_answer.heading.{name}") for name in COLUMNS}
    return {
        "cells": [(name, *spot, severity, marks.notes.get(name, {}).get(spot, ""))
                  for name, fills in marks.fills.items() for spot, severity in fills.items()],
        "tabs": marks.tabs, "plan": plan, "headings": list(headings.values()),
        "place_headings": [headings["sheet"], headings["cell"]],
        "fill_heading": say("intake_answer.heading.fill"),
        "font": say("intake_answer.font"), "page": say("intake_answer.list.page"),
        "author": say("intake_answer.note.author"), "mark": say("intake_answer.note.mark"),
        "modified": submission.received[:19]}


def _run(folder: str) -> bool:
    """Run the marking process; whether it came to its end in time."""
    command = [sys.executable, "-W", "ignore", "-P", "-m", "qiyou.intake.marking_child", folder]
    # A fixed seed, so that nothing depends on the order of sets.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    try:
        ended = subprocess.run(command, env=environment, timeout=MARKING_SECONDS, check=False,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0


def _anew(submission: Submission, findings: list[Finding], reading: Reading,
          is_personal: bool) -> Workbook:
    """Workbook rebuilt from what was read, without the list of an earlier answer."""
    from qiyou.intake.rebuilt import rebuilt, sheet_names  # noqa: PLC0415 - loads a writer

    own = [sheet for sheet in reading.sheets if not is_problem_list(sheet)]
    reading = replace(reading, sheets=own)
    names, targets = sheet_names(reading), _targets(sheet_names(reading))
    guide = _guide("colours", "back", "rebuilt", *(["masked"] if is_personal else []))
    plan = problem_sheet(submission, findings, guide, targets)
    data = rebuilt(reading, plan, marks_of(findings, targets), names, is_masked=is_personal)
    return Workbook(marked_name(submission.name), data, True)


def _alone(submission: Submission, findings: list[Finding], is_personal: bool) -> Workbook:
    """List of problems without the sender's sheets."""
    from qiyou.intake.rebuilt import rebuilt  # noqa: PLC0415 - loads a writer

    guide = _guide("back_own", *(["masked"] if is_personal else []))
    plan = problem_sheet(submission, findings, guide, {})
    return Workbook(say("intake_answer.file.list"), rebuilt(None, plan, Marks(), {}), False)
