"""Matching beside its peers: equal answers first, then seconds, ratios and their floors.

One process a measurement, engines interleaved, one uncounted warm-up in each. Floors are set
on ratios of processor seconds: every engine has the same two threads, and on a shared machine
the wall clock mostly measures the neighbours. Both are printed and kept.
"""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from bench.matching.instance import SEED, SIZES

ROOT = Path(__file__).resolve().parents[2]
RAW = ROOT / "var" / "bench"
ROUNDS = 3
PATIENCE = 900  # seconds that any one measurement may take

# (engines, floors of the ratio to ours); the larger size is measured with --full only
LISTS = {
    "100k": {"polars": 7, "duckdb": 9, "numpy": 9},
    "1M": {"polars": 18, "duckdb": 22, "numpy": 15},
}
ACCEPTANCE = {"100k": {"numpy": 8}, "1M": {"numpy": 8}}
LIBRARY = {"8000": {"matching": 40}, "24000": {"matching": 200}}
OPTIMUM = {
    "10k": ("auction", "auction-fine", "ortools", "scipy"),
    "100k": ("auction", "auction-fine", "ortools"),
}
GAP_PER_MILLE = 4
MEMORY_GIB = 1.5


class Ledger:
    """What was measured, and what was not as claimed."""

    def __init__(self) -> None:
        self.rows: list[dict] = []
        self.wrong: list[str] = []

    def measure(self, what: str, size: str) -> dict | None:
        """One measurement in a process of its own; None when it failed."""
        command = [sys.executable, "-m", "bench.matching.child", what, size]
        try:
            ended = subprocess.run(
                command, capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            self.fail(f"{what} {size}: not done in {PATIENCE} s")
            return None
        lines = ended.stdout.strip().splitlines()
        if ended.returncode or not lines:
            self.fail(f"{what} {size}: {ended.stderr.strip().splitlines()[-1:]}")
            return None
        row = {"what": what, "size": size, **json.loads(lines[-1])}
        self.rows.append(row)
        return row

    def fail(self, sentence: str) -> None:
        """Something is not as claimed."""
        self.wrong.append(sentence)
        print("  WRONG:", sentence, flush=True)

    def keep(self) -> None:
        """Raw rows to disk."""
        RAW.mkdir(parents=True, exist_ok=True)
        path = RAW / "matching.json"
        path.write_text(json.dumps({"seed": SEED, "rows": self.rows}, indent=1))
        print(f"raw rows: {path.relative_to(ROOT)}")


def main(full: bool = False) -> int:
    """Measure and print everything; returns how many claims did not hold."""
    ledger = Ledger()
    sizes = "  ".join(f"{name} = {w:,} x {v:,} ({o:,})" for name, (w, v, o) in SIZES.items())
    print(f"seed {SEED} · workers x vacancies (openings): {sizes}")
    whole(ledger, full)
    for title, kind, table in (
        ("candidate lists, 40 a worker", "lists", LISTS),
        ("acceptance with reserves on equal lists", "acceptance", ACCEPTANCE),
        ("whole matching beside PyPI matching, no reserves", "library", LIBRARY),
    ):
        for size, floors in list(table.items())[: 2 if full else 1]:
            race(ledger, title, kind, size, floors)
    for size, engines in list(OPTIMUM.items())[: 2 if full else 1]:
        largest_total(ledger, size, engines)
    price(ledger, "1M" if full else "100k")
    ledger.keep()
    return len(ledger.wrong)


def whole(ledger: Ledger, full: bool) -> None:
    """The exact matching with reasons, phase by phase, judged."""
    print("\nexact matching with waiting lists and reasons, judged over all admissible pairs")
    print(
        "  size    wall s  cpu s | order accept waiting digest reasons | peak GiB"
        "  placed  faults (judge s)"
    )
    for size in list(SIZES)[: 4 if full else 3]:
        row = ledger.measure("solve", size)
        if row is None:
            continue
        if row["faults"]:
            ledger.fail(f"{size}: {row['faults']} faults")
            continue
        phases = "  ".join(
            f"{row[p]:5.2f}" for p in ("order", "accept", "waiting", "digest", "reasons")
        )
        print(
            f"  {size:7} {row['seconds']:6.2f} {row['cpu']:6.2f} | {phases} | {row['peak']:8.2f}"
            f"  {row['placed']:,}  0 ({row['judge']:.1f})"
        )
        shares = " / ".join(f"{share:.1%}" for share in row["shares"])
        print(f"          placed of classes 2 / 1 / 0: {shares} · question {row['digest_of'][:16]}")
        print(f"          {row['counters']}", flush=True)
        if row["peak"] > MEMORY_GIB:
            ledger.fail(f"{size}: {row['peak']:.2f} GiB, more than {MEMORY_GIB}")


def race(ledger: Ledger, title: str, kind: str, size: str, floors: dict[str, int]) -> None:
    """Engines in turn, three rounds; equal answers or no figures at all."""
    print(f"\n{title}, {size}")
    engines = ("jiedui", *floors)
    rounds = []
    for _ in range(ROUNDS):
        found = {engine: ledger.measure(f"{kind}:{engine}", size) for engine in engines}
        if any(row is None for row in found.values()):
            return
        rounds.append(found)
    answers = {found[engine]["checksum"] for found in rounds for engine in engines}
    if len(answers) > 1:
        ledger.fail(f"{kind} {size}: engines disagree: {answers}")
        return
    print(f"  all engines agree: {answers.pop()}")
    print("  engine     wall s (min-max)        cpu s  peak GiB  ratio cpu (wall)  floor")
    for engine in engines:
        wall = [found[engine]["seconds"] for found in rounds]
        cpu = [found[engine]["cpu"] for found in rounds]
        ratio = median(found[engine]["cpu"] / max(1e-4, found["jiedui"]["cpu"]) for found in rounds)
        by_wall = median(found[engine]["seconds"] / found["jiedui"]["seconds"] for found in rounds)
        peak = max(found[engine]["peak"] for found in rounds)
        floor = floors.get(engine)
        print(
            f"  {engine:9} {median(wall):8.3f} ({min(wall):.3f}-{max(wall):.3f}) {median(cpu):9.3f}"
            f" {peak:9.2f} {ratio:9.1f} ({by_wall:.1f}) {floor or '':>10}"
        )
        if floor and ratio < floor:
            ledger.fail(f"{kind} {size}: only {ratio:.1f} x {engine}, floor {floor}")
    if "laid_out" in rounds[0]["jiedui"]:
        laid = median(found["jiedui"]["laid_out"] for found in rounds)
        scanned = rounds[0]["jiedui"]["scanned"]
        print(f"  jiedui lays the columns out in {laid:.2f} s; pairs scanned {scanned:,}")
    sys.stdout.flush()


def largest_total(ledger: Ledger, size: str, engines: tuple[str, ...]) -> None:
    """Exact solvers must agree; the auction must stand by its certificate."""
    found = {engine: ledger.measure(f"optimum:{engine}", size) for engine in engines}
    if any(row is None for row in found.values()):
        return
    exact = {row["total"] for engine, row in found.items() if not engine.startswith("auction")}
    if len(exact) != 1:
        ledger.fail(f"optimum {size}: exact solvers disagree: {exact}")
        return
    best = exact.pop()
    print(f"\nlargest total on equal arcs, {size}: {found['auction']['arcs']:,} arcs, {best:,}")
    for engine, row in found.items():
        line = (
            f"  {engine:13} {row['seconds']:8.2f} s  cpu {row['cpu']:8.2f}  {row['peak']:.2f} GiB"
        )
        if engine.startswith("auction"):
            gap, sure = best - row["total"], row["bound"] - row["total"]
            line += f"  true gap {gap / best:.4%}, certified {sure / best:.4%}"
            if not row["total"] <= best <= row["bound"] or sure * 1000 > GAP_PER_MILLE * best:
                ledger.fail(f"{engine} {size}: {row['total']} {best} {row['bound']}")
        print(line, flush=True)


def price(ledger: Ledger, size: str) -> None:
    """What stability costs, as shares of the best known on lists of 40."""
    row = ledger.measure("stability", size)
    if row is None:
        return
    print(
        f"\nprice of stability, {size}: the stable plan has {row['stable'] / row['bound']:.2%}"
        f" of the largest total and {row['stable_placed'] / row['best_placed']:.2%} of its"
        f" placements ({row['stable_placed']:,} of {row['best_placed']:,})"
    )
