"""Deferred acceptance on equal lists: our kernels, rounds of NumPy, and PyPI `matching`."""

import time
from dataclasses import replace

import numpy as np
from matching.games import HospitalResident

from bench.matching.instance import province
from jiedui.engine.match.compiled import Clearing, CompiledMarket
from jiedui.engine.match.dense import DenseMarket
from jiedui.engine.match.pairs import Measure, met_years
from jiedui.engine.match.problem import Problem

K = 40


def _silent(phase: str, done: int, of: int) -> None:
    """Nobody watches."""


def _lists(problem: Problem):
    market = CompiledMarket(problem, K, None, _silent)
    start, vacancy, _ = market.lists()
    worker = np.repeat(market.order, np.diff(start))
    years = met_years(problem.workers.experience, worker, problem.vacancies.occupation[vacancy])
    merit = Measure(problem).merits(worker, vacancy, years)
    return market, start, worker, vacancy, merit


def jiedui_on_lists(problem: Problem):
    """Our two heaps a vacancy, all lists in one arena."""
    market, start, _, vacancy, merit = _lists(problem)
    arena = np.stack((vacancy, merit.astype(np.int32)), axis=1)

    def run():
        clearing = Clearing(market, {})
        clearing.arena = arena
        clearing.position, clearing.end = start[:-1].copy(), start[1:].copy()
        clearing.below[:] = -1
        clearing.propose(np.arange(len(market.order), dtype=np.int32))
        seats = np.empty(len(market.order), np.int32)
        seats[market.order] = clearing.seats
        return seats

    return run


def numpy_on_lists(problem: Problem):
    """The product's own small-market rounds, given the same lists."""
    _, _, worker, vacancy, merit = _lists(problem)
    by = np.argsort(worker, kind="stable")
    small = object.__new__(DenseMarket)
    small.problem, small.measure = problem, Measure(problem)
    small.klass = problem.workers.klass > 0
    small.worker, small.vacancy = worker[by], vacancy[by]
    small.vacancy_key = small.measure.vacancy_keys(worker, merit)[by]
    small.start = np.searchsorted(small.worker, np.arange(len(problem.workers) + 1))
    small.counters = {"proposals": 0, "rounds": 0}
    return lambda: small.accept({})[0]


def library_market(workers: int) -> Problem:
    """A market without reserves whose size a pure Python library can still do."""
    problem = province(workers, workers // 10, workers // 5)
    none = np.zeros(workers // 10, np.int64)
    return replace(problem, vacancies=replace(problem.vacancies, reserved=none))


def library_solve(problem: Problem):
    """(seats, seconds of building and solving) by PyPI `matching`."""
    small = DenseMarket(problem, _silent)
    asks = {
        w: small.vacancy[small.start[w] : small.start[w + 1]].tolist()
        for w in range(len(problem.workers))
        if small.start[w] < small.start[w + 1]
    }
    by = np.lexsort((-small.vacancy_key, small.vacancy))
    first = np.searchsorted(small.vacancy[by], np.arange(len(problem.vacancies) + 1))
    takes = {
        v: small.worker[by[first[v] : first[v + 1]]].tolist()
        for v in range(len(problem.vacancies))
        if first[v] < first[v + 1]
    }
    openings = {v: int(problem.vacancies.openings[v]) for v in takes}
    begun = time.perf_counter()
    game = HospitalResident.create_from_dictionaries(asks, takes, openings)
    found = game.solve(optimal="resident")
    seconds = time.perf_counter() - begun
    seats = np.full(len(problem.workers), -1, np.int32)
    for vacancy, people in found.items():
        for person in people:
            seats[person.name] = vacancy.name
    return seats, seconds
