"""reader — a file's bytes from standard input -> its content as JSON, in a process of its own.

This is what runs in the child: the standard library, the readers of this room and, for .xls,
xlrd. It sets its own limits before the first byte is read. Windows knows no such limits; there
the readers' caps and the parent's clock remain.
"""

import sys
from importlib import import_module
from types import MappingProxyType

from qiyou.intake.caps import CPU_SECONDS, MEMORY_BYTES
from qiyou.intake.refusal import RefusedError
from qiyou.intake.wire import pack, pack_trouble

OUT_OF_MEMORY = 77
_HOMES = MappingProxyType({form: f"qiyou.intake.{name}" for form, name in
                           (("xlsx", "xlsx"), ("xls", "xls"), ("text", "text_file"),
                            ("raw", "beside_raw"))})


def main(form: str) -> int:
    """Read standard input as one form and answer on standard output.

    Returns
    -------
    int
        Exit status: 0 with an answer, `OUT_OF_MEMORY` without.
    """
    import_module(_HOMES[form])  # its compiled form can be kept only while files can be written
    limit_self()
    try:
        answer = read(form, sys.stdin.buffer.read())
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


def read(form: str, data: bytes) -> bytes:
    """Answer for one file; see `wire`."""
    try:
        return pack(_gathered(form, data))
    except RefusedError as refused:
        return pack_trouble(refused.trouble)


def limit_self() -> None:
    """Cap this process's memory and time; let it write no file and leave no core."""
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    caps = {resource.RLIMIT_AS: MEMORY_BYTES, resource.RLIMIT_CPU: CPU_SECONDS,
            resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
    for kind, cap in caps.items():
        hard = resource.getrlimit(kind)[1]
        least = cap if hard == resource.RLIM_INFINITY else min(cap, hard)
        resource.setrlimit(kind, (least, least))


def _gathered(form: str, data: bytes):
    """Content by the reader of a form; only that reader is imported."""
    if form == "raw":
        from qiyou.intake.beside_raw import look_through  # noqa: PLC0415
        return look_through(data)
    if form == "xlsx":
        from qiyou.intake.xlsx import read_xlsx  # noqa: PLC0415
        return read_xlsx(data)
    if form == "xls":
        from qiyou.intake.xls import read_xls  # noqa: PLC0415
        return read_xls(data)
    from qiyou.intake.text_file import read_text  # noqa: PLC0415
    return read_text(data)
