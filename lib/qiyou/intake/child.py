"""child — a received file -> its reading, parsed in a process of its own.

`container` looks at the bytes here, in milliseconds, and refuses what need not be parsed. All
parsing happens in the child (`reader`): bytes through its standard input, JSON through its
standard output. It has limits on memory and processor time (POSIX; on Windows the readers' caps
alone) and is killed when the clock runs out. However it ends, the answer is a reading.
"""

import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import qiyou
from qiyou.intake.caps import MEMORY_BYTES, WALL_SECONDS
from qiyou.intake.cells import Reading, Trouble
from qiyou.intake.container import form_of
from qiyou.intake.kinds import SUFFIXES
from qiyou.intake.privacy import in_words
from qiyou.intake.reader import OUT_OF_MEMORY
from qiyou.intake.received import Received, receive
from qiyou.intake.shown import line
from qiyou.intake.wire import unpack

# Isolated (-I): no environment variable and no file beside the sender's can change the child.
_PROGRAM = ("import sys; sys.path.insert(0, sys.argv[1]); "
            "from qiyou.intake.reader import main; sys.exit(main(sys.argv[2]))")
_FACT = 120
# The processor's limit ends a child with SIGXCPU.
_SIGXCPU = -24


def read_file(received: Received) -> Reading:
    """Cells of a file, or why it was refused.

    Ends within `WALL_SECONDS` whatever the file holds. ``troubles`` alone when it is refused; a
    file whose name belongs to another form is read and carries F109. Texts in troubles are fit to
    be shown.

    Parameters
    ----------
    received : Received

    Returns
    -------
    Reading
    """
    if received.trouble:
        return Reading(troubles=[received.trouble])
    form = form_of(received.data)
    reading = (Reading(troubles=[form]) if isinstance(form, Trouble)
               else _asked(form, received.data))
    if reading.form and (suffix := _other_suffix(received.name, reading.form)):
        reading.troubles.append(Trouble("F109", facts={"suffix": suffix, "form": reading.form}))
    reading.troubles = [_shown(trouble) for trouble in reading.troubles]
    return reading


def seen_in(data: bytes) -> Trouble | None:
    """C390 where bytes that were refused unread show a person's number; None also in doubt.

    Looks for numbers set in the usual way, in any encoding and in the parts of a ZIP.
    """
    troubles = _asked("raw", data).troubles
    return next((in_words(one) for one in troubles if one.rule == "C390"), None)


def begin(path: Path) -> Future[tuple[Received, Reading | None]]:
    """Begin to receive and read a file in the background, while definitions are being loaded.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Future of Received, Reading or None
        None where the file could not be received.
    """
    with_one = ThreadPoolExecutor(1)
    begun = with_one.submit(received_and_read, path)
    with_one.shutdown(wait=False)
    return begun


def received_and_read(path: Path) -> tuple[Received, Reading | None]:
    """Receive a file and read it; see `begin`."""
    received = receive(path)
    return received, None if received.trouble else read_file(received)


def command(form: str) -> list[str]:
    """Command line of the child for one form."""
    # A child that may not keep compiled modules, where this process may, compiles them each time.
    quiet = ["-B"] if sys.dont_write_bytecode else []
    return [sys.executable, "-I", *quiet, "-c", _PROGRAM, str(Path(qiyou.__file__).parents[1]),
            form]


def _asked(form: str, data: bytes) -> Reading:
    """What the child answers."""
    try:
        done = subprocess.run(command(form), input=data, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, timeout=WALL_SECONDS, check=False,
                              creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))
    except subprocess.TimeoutExpired:
        return _refused("F162", limit=WALL_SECONDS)
    if done.returncode == OUT_OF_MEMORY:
        return _refused("F161", limit=MEMORY_BYTES // 1_000_000)
    if done.returncode == _SIGXCPU:
        return _refused("F162", limit=WALL_SECONDS)
    if done.returncode:
        return _refused("F160")
    try:
        return unpack(done.stdout)
    except ValueError:
        return _refused("F163")


def _refused(rule: str, **facts) -> Reading:
    return Reading(troubles=[Trouble(rule, facts=facts)])


def _other_suffix(name: str, form: str) -> str:
    """Ending of a name that belongs to another form; "" when it fits or there is none."""
    suffix = Path(name).suffix.lower()
    return "" if suffix in ("", *SUFFIXES[form]) else suffix


def _shown(trouble: Trouble) -> Trouble:
    """Trouble whose texts can be shown to anyone."""
    facts = {name: line(value, _FACT) if isinstance(value, str) else value
             for name, value in trouble.facts.items()}
    return in_words(Trouble(trouble.rule, line(trouble.sheet, _FACT), trouble.cell, facts))
