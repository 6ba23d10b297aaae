"""process — this process + settings -> one that starts kernels alike on every machine."""

import logging
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path


def prepare_process(figure: str, scratch: str) -> None:
    """Set this process up for starting kernels; call it once, in a process of our own.

    Not for a process that serves anyone else: it changes its environment.

    Parameters
    ----------
    figure : str
        ``svg`` for pages; empty for what a notebook draws when a person opens it.
    scratch : str
        Folder of our own for what kernels write beside their answers.
    """
    skip_unused_grammars()
    # Between two jobs an interrupt would only print a traceback; the process that started this
    # one answers it. Not SIG_IGN: kernels would inherit it and could not be interrupted.
    signal.signal(signal.SIGINT, lambda *_: None)
    # Papermill reports a dead kernel on its logger too; here that is an outcome, told in words.
    logging.getLogger("papermill").addHandler(logging.NullHandler())
    own = Path(scratch) / str(os.getpid())
    # The user's own start-up files and profile would change what a notebook computes.
    for name, folder in (("IPYTHONDIR", "ipython"), ("JUPYTER_RUNTIME_DIR", "runtime")):
        (own / folder).mkdir(parents=True, exist_ok=True)
        os.environ[name] = str(own / folder)
    os.environ.pop("PYTHONSTARTUP", None)
    os.environ.pop("QIYOU_FIGURE", None)
    if figure:
        os.environ["QIYOU_FIGURE"] = figure
    # Several kernels share the cores already; more threads in each only wait for one another.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


@contextmanager
def interruptible():
    """Let an interrupt end what is done inside, so that kernels are shut down at once."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def skip_unused_grammars() -> None:
    """Keep jsonschema from compiling grammars for a check that notebooks do not use.

    Its optional rfc3987_syntax costs 1.5 to 2 seconds at every first import of papermill,
    nbformat or nbconvert (jsonschema#1428). No effect when it is imported already.
    """
    sys.modules.setdefault("rfc3987_syntax", None)
