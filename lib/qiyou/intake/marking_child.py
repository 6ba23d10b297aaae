"""marking_child — a folder with a workbook and a job -> the workbook with marks, beside it.

Runs as a process of its own, with limits, because a workbook can make any reader eat memory. The
job brings all words along.
"""

import gc
import importlib
import json
import re
import sys
import tempfile
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

from qiyou.intake.marks import JOB, MARKED, MARKING_MEMORY, MARKING_SECONDS, SOURCE

LINKED, DONE = 3, 0


def limit():
    """Bound this process's memory and time, where the system can."""
    if find_spec("resource"):
        resource = importlib.import_module("resource")
        resource.setrlimit(resource.RLIMIT_AS, (MARKING_MEMORY, MARKING_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MARKING_SECONDS, MARKING_SECONDS + 1))


def main(folder: Path) -> int:
    """Mark the workbook in ``folder`` as its job says; 0 when that was done."""
    limit()
    gc.disable()  # this process ends before collecting could pay
    # openpyxl loads it if it can, only to know its kinds of numbers: a third of a second.
    sys.modules["numpy"] = None
    from qiyou.intake.marking import clear_marks, mark, rows_to_change  # noqa: PLC0415
    from qiyou.intake.marking_list import add_list  # noqa: PLC0415
    from qiyou.intake.verbatim import opened, save  # noqa: PLC0415

    tempfile.tempdir = str(folder)
    job = SimpleNamespace(**json.loads((folder / JOB).read_text(encoding="utf-8")))
    with ZipFile(folder / SOURCE) as archive:
        # Formulas that point to other workbooks would be left without their links.
        if any("externalLinks/" in name for name in archive.namelist()):
            return LINKED
        notes = {int(row) for name in archive.namelist() if "comments" in name.lower()
                 for row in re.findall(rb'\bref="\$?[A-Z]+\$?(\d+)', archive.read(name))}
    workbook, computed = opened(folder / SOURCE, rows_to_change(job, notes))
    clear_marks(workbook, job)
    add_list(workbook, job, mark(workbook, job))
    save(workbook, computed, folder / MARKED, datetime.fromisoformat(job.modified))
    return DONE


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
