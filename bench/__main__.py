"""`python -m bench [--full] [--only PART]`: every figure we claim, measured.

Each part prints correctness first and seconds second; raw rows go to `var/bench/`. The exit
code is 1 when anything was wrong or a ratio fell below its floor.
"""

import argparse
import importlib
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

PARTS = ("matching", "reader", "sheets", "identify")
MEASURED = ("numpy", "numba", "polars", "duckdb", "splink", "recordlinkage", "ortools", "scipy",
            "matching", "django")  # fmt: skip


def main() -> int:
    """Run the parts asked for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="2,206,000 workers as well")
    parser.add_argument("--only", choices=PARTS, help="one part instead of all")
    given = parser.parse_args()
    print_machine()
    failed = []
    for part in PARTS if given.only is None else (given.only,):
        print(f"\n== {part}", flush=True)
        wrong = importlib.import_module(f"bench.{part}").main(given.full)
        if wrong:
            failed.append(part)
    if failed:
        print("\nNOT AS CLAIMED:", ", ".join(failed))
    return 1 if failed else 0


def print_machine() -> None:
    """What the figures were measured on."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    ).stdout.strip()
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    print(f"commit {commit or 'unknown'} · Python {platform.python_version()}", end=" · ")
    print(f"{len(os.sched_getaffinity(0))} cores · {pages / 2**30:.0f} GiB", end=" · ")
    print(f"load {os.getloadavg()[0]:.1f} · {processor()}")
    print(" · ".join(f"{name} {version(name)}" for name in MEASURED))


def processor() -> str:
    """The processor's own name, where the system tells it."""
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


if __name__ == "__main__":
    sys.exit(main())
