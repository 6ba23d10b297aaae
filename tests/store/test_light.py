"""An intake must not wait for libraries that only reports need."""

import subprocess
import sys

HEAVY = ("pandas", "numpy", "pydantic", "sqlalchemy", "openpyxl", "qiyou.schema")
CALL = """\
import sys, tempfile
from qiyou.store import open_store
with tempfile.TemporaryDirectory() as folder:
    with open_store(folder, is_writer=True) as store:
        import qiyou.store.recording, qiyou.store.dump
        store.submissions()
print([name for name in {names} if name in sys.modules])
"""


def test_opening_for_writing_loads_nothing_heavy():
    answer = subprocess.run([sys.executable, "-c", CALL.format(names=HEAVY)], timeout=60,
                            capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
