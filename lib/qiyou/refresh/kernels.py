"""kernels — this interpreter -> what papermill needs to start its own kernel and no other."""

from subprocess import DEVNULL

import zmq
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from traitlets import default
from traitlets.config import Config

START_SECONDS = 120


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
    """Keyword arguments for papermill that choose and configure our kernel.

    Messages are encrypted where the platform's libzmq can, since ipykernel 7.3 and later warn
    about plain TCP.
    """
    encryption = "required" if zmq.has("curve") else "disabled"
    return {
        "kernel_name": "python3",
        "language": "python",
        "kernel_manager_class": OwnKernelManager,
        "config": Config({"KernelManager": {"transport_encryption": encryption}}),
        "start_timeout": START_SECONDS,
    }
