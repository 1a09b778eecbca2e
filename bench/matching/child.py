"""One measurement in a process of its own: `python -m bench.matching.child WHAT SIZE`.

Prints one line of JSON. Everything is warmed up once on the smallest instance, uncounted.
"""

import hashlib
import json
import os
import resource
import sys
import threading
import time

import numpy as np

from bench.matching.instance import SIZES, province

CPU = {"seconds": 0.0}
THREADS = len(os.sched_getaffinity(0))


def peak_gib() -> float:
    """Largest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def timed(run):
    """(answer, seconds); the processor's seconds of the last call are kept in `CPU`."""
    worked, begun = time.process_time(), time.perf_counter()
    answer = run()
    seconds = time.perf_counter() - begun
    CPU["seconds"] = time.process_time() - worked
    return answer, seconds


def lists_of(engine: str, size: str) -> dict:
    """Candidate lists of one engine with their checksum."""
    if engine == "polars":
        os.environ["POLARS_MAX_THREADS"] = str(THREADS)
    from bench.matching import peers  # noqa: PLC0415  (loads the peers only where measured)

    if engine == "jiedui":
        return _own_lists(size, peers)
    make = {"polars": peers.polars_lists, "duckdb": peers.duckdb_lists, "numpy": peers.numpy_lists}
    for each in ("10k", size):
        problem = province(*SIZES[each])
        run = make[engine](peers.frames_of(problem), problem, THREADS)
        found, seconds = timed(run)
    cpu = CPU["seconds"]
    worker, key = peers.entries_of(found)
    vacancy = peers.LAST - (key & peers.LAST)
    return {"seconds": seconds, "cpu": cpu, "checksum": peers.checksum(worker, vacancy)}


def _own_lists(size: str, peers) -> dict:
    from jiedui.engine.match.compiled import CompiledMarket  # noqa: PLC0415

    for each in ("10k", size):
        problem = province(*SIZES[each])
        market, laid_out = timed(lambda p=problem: CompiledMarket(p, peers.K, None, _silent))
        (start, vacancy, _), seconds = timed(market.lists)
    cpu = CPU["seconds"]
    worker = np.repeat(market.order, np.diff(start))
    by = np.argsort(worker, kind="stable")
    return {
        "seconds": seconds,
        "cpu": cpu,
        "laid_out": laid_out,
        "checksum": peers.checksum(worker[by], vacancy[by]),
        "scanned": market.counters["scanned"],
    }


def _silent(phase: str, done: int, of: int) -> None:
    """Nobody watches."""


def solve_whole(size: str, k: int = 40) -> dict:
    """The exact plan with its reasons, phase by phase, then the judge's verdict."""
    from jiedui.engine.match.faults import faults  # noqa: PLC0415
    from jiedui.engine.match.reasons import pair_reasons  # noqa: PLC0415
    from jiedui.engine.match.solve import solve  # noqa: PLC0415

    _, compiling = timed(lambda: solve(province(3_000, 200, 600), compiled=True))
    problem = province(*SIZES[size])
    marks: dict[str, list[float]] = {}

    def watch(phase: str, done: int, of: int) -> None:
        marks.setdefault(phase, []).append(time.perf_counter())

    worked, begun = time.process_time(), time.perf_counter()
    plan = solve(problem, compiled=True, k=k, progress=watch)
    solved = time.perf_counter()
    pair_reasons(plan, problem)
    ended, cpu = time.perf_counter(), time.process_time() - worked
    peak = peak_gib()
    found, judged = timed(lambda: faults(plan, problem))
    return {
        "seconds": ended - begun,
        "cpu": cpu,
        "order": marks["order"][-1] - begun,
        "accept": marks["accept"][-1] - marks["order"][-1],
        "waiting": marks["waiting"][-1] - marks["accept"][-1],
        "digest": solved - marks["waiting"][-1],
        "reasons": ended - solved,
        "peak": peak,
        "compiling": compiling,
        "faults": len(found),
        "judge": judged,
        "placed": plan.placed,
        "shares": [float((plan.seats[problem.workers.klass == c] >= 0).mean()) for c in (2, 1, 0)],
        "digest_of": plan.digest,
        "counters": plan.counters,
    }


def acceptance(engine: str, size: str) -> dict:
    """Deferred acceptance on the same lists of 40: our heaps against rounds of NumPy."""
    from bench.matching.acceptance import jiedui_on_lists, numpy_on_lists  # noqa: PLC0415

    make = {"jiedui": jiedui_on_lists, "numpy": numpy_on_lists}[engine]
    for each in ("10k", size):
        run = make(province(*SIZES[each]))
        seats, seconds = timed(run)
    weight = np.arange(1, len(seats) + 1, dtype=np.uint64)
    total = int(((seats.astype(np.int64) + 2).astype(np.uint64) * weight).sum(dtype=np.uint64))
    return {
        "seconds": seconds,
        "cpu": CPU["seconds"],
        "checksum": f"{int((seats >= 0).sum())}:{total:x}",
    }


def library(engine: str, size: str) -> dict:
    """PyPI `matching` (no reserves), building and solving; and ours on the same market."""
    from bench.matching.acceptance import library_market, library_solve  # noqa: PLC0415

    problem = library_market(int(size))
    if engine == "jiedui":
        from jiedui.engine.match.solve import solve  # noqa: PLC0415

        solve(library_market(200), compiled=True)
        plan, seconds = timed(lambda: solve(problem, compiled=True))
        seats, cpu = plan.seats, CPU["seconds"]
    else:
        seats, seconds = library_solve(problem)
        cpu = seconds
    told = hashlib.sha256(seats.astype("<i4").tobytes()).hexdigest()[:16]
    return {"seconds": seconds, "cpu": cpu, "checksum": told}


def optimum(engine: str, size: str) -> dict:
    """The largest total on the arcs of the lists, by each engine."""
    from bench.matching import optima  # noqa: PLC0415

    small = ["10k"] if engine.startswith("auction") else []
    for each in (*small, size):
        problem = province(*SIZES[each])
        run = optima.ENGINES[engine](problem, optima.arcs_of(problem))
        answer, seconds = timed(run)
    return {"seconds": seconds, "cpu": CPU["seconds"], **answer}


def stability(size: str) -> dict:
    """What the stable plan gives up against the bound of the optimum on its arcs."""
    from bench.matching.optima import price_of_stability  # noqa: PLC0415

    return price_of_stability(province(*SIZES[size]))


def main(what: str, size: str) -> None:
    """Measure one thing and print it."""
    kind, _, engine = what.partition(":")
    calls = {"lists": lists_of, "acceptance": acceptance, "optimum": optimum, "library": library}
    if kind in calls:
        found = calls[kind](engine, size)
    else:
        found = {"solve": solve_whole, "stability": stability}[kind](size)
    print(json.dumps({"peak": peak_gib(), **found}))


if __name__ == "__main__":
    # `matching` copies its game recursively and needs a deep stack
    sys.setrecursionlimit(10_000_000)
    threading.stack_size(1 << 30)
    body = threading.Thread(target=main, args=(sys.argv[1], sys.argv[2]))
    body.start()
    body.join()
