"""answer — submission, reading, bytes that came -> a folder with what the sender gets back."""

import json
import os
import shutil
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from qiyou.catalogue import say
from qiyou.intake.answer_text import problems_json, receipt, reply
from qiyou.intake.cells import Reading
from qiyou.intake.marked import workbook_for
from qiyou.intake.personal import masked
from qiyou.intake.problem_list import ordered
from qiyou.intake.shown import safe_name
from qiyou.store.records import Finding, Submission


@dataclass(frozen=True)
class Answer:
    """Where an answer stands; ``workbook`` is None where none goes back.

    ``is_new`` is False when the same answer stood there already.
    """

    folder: Path
    receipt: Path
    problems: Path
    reply: Path
    workbook: Path | None
    is_new: bool


def write_answer(folder: Path, submission: Submission, reading: Reading | None,
                 data: bytes | None) -> Answer:
    """Write what the sender of a submission gets back.

    The answer is written aside and swapped in, so that its folder is whole or not there. The
    same answer a second time changes nothing; another answer to the same file on the same day
    (once its sender has explained, once other figures have changed) stands beside the first.

    Parameters
    ----------
    folder : Path
        Outbox. The answer stands in ``<day received>/<start of SHA-256>-<name>/``.
    submission : Submission
        ``facts["forms"]`` may say what became of each form; see `receipt`.
    reading : Reading or None
        What was read of the file.
    data : bytes or None
        The file as it came, to be marked.

    Returns
    -------
    Answer

    Raises
    ------
    OSError
        When the outbox cannot be written; nothing is left behind then.
    """
    findings = ordered(submission.findings, reading)
    day = folder / submission.received[:10]
    # A file that could not be opened has no hash.
    name = f"{submission.sha256[:12]}-{safe_name(masked(submission.name))}".lstrip("-")
    told = cache(lambda: json.loads(problems_json(submission, findings, [])))
    for number in count(1):
        target = day / (name if number == 1 else f"{name}-{number}")
        standing = _standing(target)
        if not target.exists() or (standing and _is_same(standing, told())):
            break
    if standing and _is_whole(target, standing):
        return _answer(target, standing["files"], is_new=False)
    files = _files(submission, findings, reading, data)
    _swap_in(target, files)
    return _answer(target, list(files), is_new=True)


def _files(submission: Submission, findings: list[Finding], reading: Reading | None,
           data: bytes | None) -> dict[str, bytes]:
    """Content of the answer by file name."""
    made = workbook_for(submission, findings, reading, data)
    name, is_marked = (made.name, made.is_marked) if made else ("", False)
    names = [*_names(), *([name] if made else [])]
    texts = (receipt(submission, names), problems_json(submission, findings, names),
             reply(submission, findings, name, is_marked))
    files = {one: text.encode("utf-8") for one, text in zip(_names(), texts, strict=True)}
    return {**files, name: made.data} if made else files


def _names() -> tuple[str, str, str]:
    """Names of the files that every answer holds."""
    return tuple(say(f"intake_answer.file.{part}") for part in ("receipt", "problems", "reply"))


def _answer(target: Path, files: list[str], *, is_new: bool) -> Answer:
    paths = [target / name for name in files]
    return Answer(target, *paths[:3], paths[3] if len(paths) > 3 else None, is_new)


def _standing(target: Path) -> dict | None:
    """Problems as an answer that stands there tells them; None where there is none to read."""
    try:
        found = json.loads((target / _names()[1]).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _is_same(standing: dict, told: dict) -> bool:
    """Whether both answers say the same of the file, whenever it came."""
    return all(standing.get(part) == told[part] for part in ("sha256", "result", "findings"))


def _is_whole(target: Path, standing: dict) -> bool:
    files = standing.get("files", [])
    return len(files) >= len(_names()) and all((target / name).is_file() for name in files)


def _swap_in(target: Path, files: dict[str, bytes]):
    """Write files beside the folder, then give them its name, or fill what it lacks."""
    aside = target.with_name(f".{target.name[:60]}.part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        for name, content in files.items():
            _write(aside / name, content)
        _flush_folder(aside)
        if target.exists():
            for name in files:
                (aside / name).replace(target / name)
            aside.rmdir()
        else:
            aside.rename(target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    _flush_folder(target.parent)


def _write(path: Path, content: bytes):
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path):
    """Make names in a folder last; only POSIX systems let folders be opened."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
