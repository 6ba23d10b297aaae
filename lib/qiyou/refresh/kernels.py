"""kernels — this interpreter -> what papermill needs to start its own kernel and no other."""

import os
import sys
from pathlib import Path
from subprocess import DEVNULL

import zmq
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_core.paths import jupyter_runtime_dir
from traitlets import default
from traitlets.config import Config

START_SECONDS = 120
LONGEST_SOCKET = 95


class OwnKernelManager(AsyncKernelManager):
    """Knows one kernel, ``python3``: the interpreter that runs this.

    The ordinary manager would prefer a kernel of that name that the user has installed for
    another Python.
    """

    @default("kernel_spec_manager")
    def _no_installed_kernels(self):
        return KernelSpecManager(kernel_dirs=[])

    async def start_kernel(self, **settings) -> None:
        """Start the kernel; what libraries print reaches the notebook, never the terminal.

        A kernel echoes it to its standard error too, and reports there that it was stopped.
        """
        await super().start_kernel(stderr=DEVNULL, **settings)


def kernel_settings() -> dict:
    """Keyword arguments for papermill that choose and configure our kernel."""
    return {
        "kernel_name": "python3",
        "language": "python",
        "kernel_manager_class": OwnKernelManager,
        "config": Config({"KernelManager": _sockets() or _ports()}),
        "start_timeout": START_SECONDS,
    }


def _sockets() -> dict | None:
    """Talk to kernels through files in this process's runtime folder; None where that fails.

    Ports are chosen, let go and bound again by the kernel a second or more later; any
    connection opened meanwhile may take one, and the kernel dies (jupyter_client#487).
    """
    place = Path(jupyter_runtime_dir()) / "kernel"
    # A socket's path, with the number that jupyter_client adds, has 104 bytes on some systems.
    if sys.platform == "win32" or len(os.fsencode(place)) > LONGEST_SOCKET:
        return None
    return {"transport": "ipc", "ip": str(place)}


def _ports() -> dict:
    """Talk through ports, encrypted where the platform's libzmq can: ipykernel warns otherwise."""
    return {"transport_encryption": "required" if zmq.has("curve") else "disabled"}
