"""The largest total on the same arcs: our auction, OR-Tools, SciPy; and what stability costs."""

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from jiedui.engine.match import optimum
from jiedui.engine.match.optimum import Arcs, best_total, total_of
from jiedui.engine.match.problem import Problem
from jiedui.engine.match.solve import solve

COARSE, FINE = 2_000, 200
K = 40


def arcs_of(problem: Problem) -> Arcs:
    """The arcs that every engine gets."""
    return optimum.arcs_of(problem, K)


def auction(step: int):
    """Ours with bid increments of `step`."""

    def make(problem: Problem, arcs: Arcs):
        def run():
            found = best_total(problem, arcs, step)
            return {
                "total": found.total,
                "bound": found.bound,
                "placed": found.placed,
                "bids": found.bids,
                "arcs": len(arcs.vacancy),
            }

        return run

    return make


def ortools_flow(problem: Problem, arcs: Arcs):
    """Minimum-cost flow: worker to vacancy to sink, or worker straight to sink."""
    n, m = len(arcs.order), len(problem.vacancies)
    tail = np.repeat(np.arange(n), np.diff(arcs.start))
    sink = n + m

    def run():
        flow = min_cost_flow.SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(
            np.concatenate((tail, np.arange(n), n + np.arange(m))).astype(np.int32),
            np.concatenate((n + arcs.vacancy, np.full(n + m, sink))).astype(np.int32),
            np.concatenate((np.ones(len(tail) + n, np.int64), problem.vacancies.openings)),
            np.concatenate((-arcs.value.astype(np.int64), np.zeros(n + m, np.int64))),
        )
        flow.set_nodes_supplies(
            np.arange(n + m + 1, dtype=np.int32),
            np.concatenate((np.ones(n, np.int64), np.zeros(m, np.int64), [-n])),
        )
        if flow.solve() != flow.OPTIMAL:
            raise RuntimeError("the flow has no optimum")
        return {"total": -flow.optimal_cost(), "arcs": len(tail)}

    return run


def scipy_sparse(problem: Problem, arcs: Arcs):
    """LAPJVsp on openings expanded to columns, with a dummy column for each worker."""
    openings = problem.vacancies.openings.astype(np.int64)
    n, seats = len(arcs.order), int(openings.sum())
    first = np.cumsum(openings) - openings
    counts = openings[arcs.vacancy]
    row = np.repeat(np.repeat(np.arange(n), np.diff(arcs.start)), counts)
    offset = np.repeat(first[arcs.vacancy] - (np.cumsum(counts) - counts), counts)
    column = offset + np.arange(len(row))
    value = np.repeat(arcs.value.astype(np.float64), counts)

    def run():
        # zero would mean "no arc", so every value is raised by one, dummies included
        table = csr_array(
            (
                np.concatenate((value + 1, np.ones(n))),
                (
                    np.concatenate((row, np.arange(n))),
                    np.concatenate((column, seats + np.arange(n))),
                ),
            ),
            shape=(n, seats + n),
        )
        rows, columns = min_weight_full_bipartite_matching(table, maximize=True)
        return {"total": int(table[rows, columns].sum()) - n, "arcs": len(arcs.vacancy)}

    return run


ENGINES = {
    "auction": auction(COARSE),
    "auction-fine": auction(FINE),
    "ortools": ortools_flow,
    "scipy": scipy_sparse,
}


def price_of_stability(problem: Problem) -> dict:
    """The stable plan's total and placements beside the best known and its bound."""
    plan = solve(problem, compiled=True)
    total, placed = total_of(problem, plan)
    best = best_total(problem, arcs_of(problem), FINE)
    return {
        "stable": total,
        "stable_placed": placed,
        "best": best.total,
        "best_placed": best.placed,
        "bound": best.bound,
    }
