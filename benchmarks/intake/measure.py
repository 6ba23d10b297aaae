"""measure — one or two trees of the project -> seconds and memory of intake, file by file.

Whole processes as the system accounts them: start, child processes, store and answer. With two
trees each file is taken in by both in turn, so that a machine that slows down slows both:

    python benchmarks/intake/measure.py . [OTHER_TREE] [--only NAME ...] [--runs 3]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main():
    """Measure and print one line a file."""
    asked = argparse.ArgumentParser()
    asked.add_argument("trees", nargs="+", type=Path)
    asked.add_argument("--only", nargs="*", default=())
    asked.add_argument("--runs", type=int, default=3)
    told = asked.parse_args()
    print("file", *(f"{tree}: exit wall s cpu s MB" for tree in told.trees), "wall ratio", sep="\t")
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: a child begins as large as the process that starts it.
        subprocess.run([sys.executable, Path(__file__).with_name("files.py"), folder], check=True)
        for file in sorted(Path(folder).iterdir()):
            name = file.stem
            if told.only and name not in told.only:
                continue
            runs = [[taken_in(tree, file) for tree in told.trees] for _ in range(told.runs)]
            by_tree = [[statistics.median(run[at][part] for run in runs) for part in range(4)]
                       for at in range(len(told.trees))]
            ratios = [run[-1][1] / run[0][1] for run in runs]
            print(name, *(f"{code:.0f} {wall:.2f} {cpu:.2f} {size:.0f}"
                          for code, wall, cpu, size in by_tree),
                  f"{statistics.median(ratios):.2f}", sep="\t", flush=True)


def taken_in(tree, file):
    """Exit code, wall and processor seconds, largest MB of one intake into an empty folder."""
    with tempfile.TemporaryDirectory() as data:
        begun = time.perf_counter()
        child = subprocess.Popen(
            [sys.executable, "-m", "qiyou", "intake", "--data", data, str(file)], cwd=tree,
            env={**os.environ, "PYTHONPATH": str((tree / "lib").resolve())},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
    return (os.waitstatus_to_exitcode(status), wall, used.ru_utime + used.ru_stime,
            used.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
