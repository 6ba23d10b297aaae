"""processes — a process's number -> whether it is still the one that gave it."""

import os
import sys
from pathlib import Path

_QUERY = 0x1000
_STILL_ACTIVE = 259


def birth(pid: int) -> str:
    """Mark of when a process began, which tells it from a later one of the same number.

    Empty where the system does not show it.
    """
    try:
        text = Path("/", "proc", str(pid), "stat").read_text(encoding="utf-8", errors="replace")
        # The program's own name stands in brackets and may hold blanks.
        return text.rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def is_running(pid: int) -> bool:
    """Whether a process of this number runs on this machine.

    Examples
    --------
    >>> is_running(os.getpid()), is_running(0)
    (True, False)
    """
    if pid <= 0:
        return False
    if sys.platform == "win32":
        return _is_running_on_windows(pid)
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _is_running_on_windows(pid: int) -> bool:
    # os.kill would end the process there.
    import ctypes  # noqa: PLC0415 - only here

    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(_QUERY, False, pid)
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == _STILL_ACTIVE
