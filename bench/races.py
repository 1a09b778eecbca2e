"""`python -m bench.races`: sixteen processes after one last thing, round after round.

On SQLite (a file) and on PostgreSQL (a server for the length of the run). A round is wrong when
more than one hand had the thing, when none had it, when anybody met an error instead of a
refusal, or when the database afterwards tells another story than the hands.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.cluster import cluster, programs
from tests.concurrency.hands import Hands

OTHERS = 10  # the other races run a tenth of the rounds of the last place
DATABASES = ("sqlite", "postgresql")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.races", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000, help="of the last place; others: 1/10")
    parser.add_argument("--hands", type=int, default=16, help="processes")
    parser.add_argument("--on", choices=DATABASES, help="one database instead of both")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        return races(given.rounds, given.hands)
    wrong = 0
    for name in DATABASES if given.on is None else (given.on,):
        print(f"\n== {name}", flush=True)
        wrong |= {"sqlite": on_file, "postgresql": on_server}[name](given)
    return wrong


def on_file(given) -> int:
    return _elsewhere(given, "")


def on_server(given) -> int:
    if programs() is None:
        print("PostgreSQL is not installed: not measured")
        return 0
    with cluster() as address:
        return _elsewhere(given, address)


def _elsewhere(given, address: str) -> int:
    """In a process of its own: the settings are read once."""
    with tempfile.TemporaryDirectory() as home:
        told = {"JIEDUI_HOME": home, "JIEDUI_DATABASE": address, "JIEDUI_LOG_LEVEL": "ERROR"}
        words = ["--rounds", str(given.rounds), "--hands", str(given.hands), "--here"]
        return subprocess.run(
            [sys.executable, "-m", "bench.races", *words],
            env=os.environ | told | {"DJANGO_SETTINGS_MODULE": "jiedui.config.settings"},
            cwd=Path(__file__).resolve().parents[1],
            check=False,
        ).returncode


def races(rounds: int, hands: int) -> int:
    import django  # noqa: PLC0415  (the house is chosen by the environment of this process)

    django.setup()
    from jiedui.clockwork import ground  # noqa: PLC0415  (after Django is set up)
    from tests.concurrency.races import RACES  # noqa: PLC0415  (the same)

    ground.make()
    wrong = 0
    for name, race in RACES.items():
        many = rounds if name == "LastPlace" else max(1, rounds // OTHERS)
        faults, seconds, slowest = _race(race(), many, hands)
        wrong += len(faults)
        print(
            f"{name:<16} {many:>5} rounds x {hands} processes   {len(faults)} wrong   "
            f"{seconds / many * 1000:6.0f} ms a round, slowest {slowest * 1000:6.0f} ms",
            flush=True,
        )
        for fault in faults[:5]:
            print("   ", fault)
    return 1 if wrong else 0


def _race(race, rounds: int, hands: int):
    """(faults, seconds of the deeds alone, the slowest round)"""
    faults, spent = [], []
    with Hands(hands) as many:
        for _ in range(rounds):
            ready = race.prepare(hands)
            begun = time.perf_counter()
            answers = many.do(race.act, ready.told)
            spent.append(time.perf_counter() - begun)
            faults += race.faults(answers, *ready.place)
    return faults, sum(spent), max(spent)


if __name__ == "__main__":
    sys.exit(main())
