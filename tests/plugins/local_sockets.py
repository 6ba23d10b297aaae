"""local_sockets — nbval's kernels -> files in a private folder instead of network ports.

`make test` loads it (``-p local_sockets``); plain ``pytest --nbval notebooks/`` works without.
A port is chosen, let go and bound again by the kernel a second later. Meanwhile the connection
of another kernel may take it, and the kernel dies: rare on a quiet machine, not in a busy CI
(jupyter_client#487).
"""

import atexit
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path

import nbval.kernel

if os.name == "posix":
    _folder = tempfile.mkdtemp(prefix="qiyou-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    nbval.kernel.KernelManager = partial(
        nbval.kernel.KernelManager, transport="ipc", ip=str(Path(_folder) / "kernel"))
