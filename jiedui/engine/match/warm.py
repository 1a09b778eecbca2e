"""Compile the kernels once and keep them on disk: `python -m jiedui.engine.match.warm`.

Run at set-up, so that the first large matching of a county never waits for a compiler.
"""

import numpy as np

from jiedui.engine.match.optimum import arcs_of, best_total
from jiedui.engine.match.problem import Experience, Problem, Vacancies, Wishes, Workers
from jiedui.engine.match.solve import solve
from jiedui.engine.match.weights import Weights


def main() -> None:
    """Solve the smallest market that calls every kernel."""
    problem = smallest()
    solve(problem, compiled=True)
    best_total(problem, arcs_of(problem), 1)


def smallest() -> Problem:
    """A couple, a single worker and two vacancies, with the column types of any problem."""
    n, m = 3, 2
    people = dict.fromkeys(
        (
            "education", "certificates", "klass", "home", "least_pay", "needs_lodging",
            "needs_couple_room", "employer_kinds", "available_from",
        ),
        np.zeros(n, np.int64),
    )  # fmt: skip
    posts = dict.fromkeys(
        (
            "reserved", "age_min", "education_min", "certificates_required",
            "certificates_preferred", "experience_min", "pay_low", "pay_high", "lodging",
            "couple_rooms", "employer_kind", "latest_start",
        ),
        np.zeros(m, np.int64),
    )  # fmt: skip
    workers = Workers(
        number=np.array([1, 2, 3]),
        age=np.array([30, 31, 32]),
        partner=np.array([1, 0, -1]),
        occupations=Wishes.of([[(0, 1, 2)]] * n),
        places=Wishes.of([[(0, 1, 2)]] * n),
        experience=Experience.of([[(1, 2, 3)]] * n),
        **people,
    )
    vacancies = Vacancies(
        number=np.array([1, 2]),
        occupation=np.array([1, 1]),
        region=np.array([1, 1]),
        openings=np.array([2, 1]),
        age_max=np.array([60, 60]),
        **posts,
    )
    return Problem(workers, vacancies, Weights(), 1)


if __name__ == "__main__":
    main()
