"""The answer in the house's words: rows for the tables, with reasons as codes and numbers."""

from dataclasses import dataclass

import numpy as np

from jiedui.engine.match.pairs import CONDITIONS, Measure
from jiedui.engine.match.plan import Plan
from jiedui.matching.bridge.question import Question
from jiedui.matching.models import Obstacle, Shortage

WAITING = 20


@dataclass(frozen=True)
class Explained:
    """Rows for Proposal, Waiting, Unmatched, Unfilled (without the run), and the counts."""

    proposals: list[dict]
    waiting: list[dict]
    unmatched: list[dict]
    unfilled: list[dict]
    counts: dict


def explain(question: Question, plan: Plan) -> Explained:
    workers, vacancies = question.workers, question.vacancies
    seated = np.flatnonzero(plan.seats >= 0)
    alone = np.flatnonzero(plan.seats < 0)
    proposals = [_proposal(question, plan, int(row)) for row in seated]
    waiting = [
        {"vacancy_id": int(vacancies[v]), "worker_id": int(workers[w]), "place": place}
        for v in range(len(vacancies))
        for place, w in enumerate(plan.waiting_for(v)[:WAITING], start=1)
    ]
    return Explained(
        proposals,
        waiting,
        _unmatched(question, alone),
        _unfilled(question, plan),
        _counts(question, plan),
    )


def _proposal(question, plan, row):
    problem = question.problem
    people, posts = problem.workers, problem.vacancies
    at = int(plan.seats[row])
    mate = int(people.partner[row])
    return {
        "worker_id": int(people.number[row]),
        "vacancy_id": int(posts.number[at]),
        "occupation_rank": int(plan.occupation_ranks[row]),
        "place_rank": int(plan.place_ranks[row]),
        "klass": int(people.klass[row]),
        "together_with_id": int(people.number[mate])
        if mate >= 0 and plan.seats[mate] >= 0
        else None,
        "reasons": _why_this(question, plan, row, at),
    }


def _why_this(question, plan, row, at):
    people, posts = question.problem.workers, question.problem.vacancies
    told = [
        {
            "code": "wish",
            "occupation": int(plan.occupation_ranks[row]) + 1,
            "place": int(plan.place_ranks[row]) + 1,
            "any_occupation": bool(
                people.occupations.start[row] == people.occupations.start[row + 1]
            ),
            "any_place": bool(people.places.start[row] == people.places.start[row + 1]),
        },
        {
            "code": "pay",
            "low": int(posts.pay_low[at]),
            "high": int(posts.pay_high[at]),
            "least": int(people.least_pay[row]),
        },
    ]
    if people.needs_lodging[row]:
        told.append({"code": "lodging"})
    kind = int(posts.employer_kind[at])
    if int(people.employer_kinds[row]) >> kind & 1:
        told.append({"code": "employer-kind"})
    if people.klass[row]:
        told.append({"code": "priority", "klass": int(people.klass[row])})
    mate = int(people.partner[row])
    if mate >= 0 and plan.seats[mate] >= 0:
        same = bool(plan.seats[mate] == at)
        told.append({"code": "together" if same else "near-partner"})
    return told


BLOCK = 1 << 22


def _unmatched(question, rows):
    problem = question.problem
    people = problem.workers
    left = [
        {
            "worker_id": worker,
            "took_part": False,
            "klass": question.left_out_klass[worker],
            "obstacle": code,
            "reasons": [],
        }
        for worker, code in question.left_out.items()
    ]
    if len(problem.vacancies) == 0:
        found = {int(row): (Obstacle.NO_VACANCIES.value, []) for row in rows}
    else:
        found = _obstacles(problem, rows)
    return left + [
        {
            "worker_id": int(people.number[row]),
            "took_part": True,
            "klass": int(people.klass[row]),
            "obstacle": found[int(row)][0],
            "reasons": found[int(row)][1],
        }
        for row in rows
    ]


def _obstacles(problem, rows):
    """For each row, the condition that alone keeps most vacancies away, or what comes nearest."""
    measure, found = Measure(problem), {}
    step = max(1, BLOCK // len(problem.vacancies))
    for low in range(0, len(rows), step):
        part = rows[low : low + step]
        failing = measure.failing(part)
        table = np.stack([failing[name] for name in CONDITIONS])
        broken = table.sum(axis=0)
        fewest = broken.min(axis=1)
        nearest = (table & (broken == fewest[:, None])).sum(axis=2)
        alone = (table & (broken == 1)).sum(axis=2)
        for at, row in enumerate(part):
            if fewest[at] == 0:
                code = Obstacle.FULL if problem.workers.partner[row] < 0 else Obstacle.PARTNER
                fits = int((broken[at] == 0).sum())
                found[int(row)] = (code.value, [{"code": "fits", "vacancies": fits}])
            else:
                code = CONDITIONS[int(nearest[:, at].argmax())]
                told = [
                    {"code": "fails", "condition": name, "vacancies": int(alone[c, at])}
                    for c, name in enumerate(CONDITIONS)
                    if alone[c, at]
                ]
                found[int(row)] = (Obstacle(code).value, told)
    return found


def _unfilled(question, plan):
    problem = question.problem
    posts = problem.vacancies
    shut = [
        {
            "vacancy_id": vacancy,
            "took_part": False,
            "openings": question.shut_openings[vacancy],
            "obstacle": code,
            "reasons": [],
        }
        for vacancy, code in question.shut.items()
    ]
    held = np.bincount(plan.seats[plan.seats >= 0], minlength=len(posts))
    free = posts.openings - held
    empty = np.flatnonzero(free > 0)
    found = _shortages(problem, empty)
    return shut + [
        {
            "vacancy_id": int(posts.number[row]),
            "took_part": True,
            "openings": int(free[row]),
            "obstacle": found[int(row)][0],
            "reasons": found[int(row)][1],
        }
        for row in empty
    ]


def _shortages(problem, rows):
    n = len(problem.workers)
    if not len(rows):
        return {}
    if n == 0:
        return {int(row): (Shortage.NO_PEOPLE.value, []) for row in rows}
    measure = Measure(problem)
    m = len(problem.vacancies)
    fewest = np.full(m, len(CONDITIONS) + 1)
    nearest, alone = np.zeros((2, len(CONDITIONS), m), np.int64)
    fits = np.zeros(m, np.int64)
    step = max(1, BLOCK // m)
    for low in range(0, n, step):
        failing = measure.failing(np.arange(low, min(n, low + step)))
        table = np.stack([failing[name] for name in CONDITIONS])
        broken = table.sum(axis=0)
        least = np.minimum(fewest, broken.min(axis=0))
        nearest[:, least < fewest] = 0
        fewest = least
        nearest += (table & (broken == fewest)).sum(axis=1)
        alone += (table & (broken == 1)).sum(axis=1)
        fits += (broken == 0).sum(axis=0)
    found = {}
    for row in rows:
        if fits[row]:
            told = [{"code": "fits", "people": int(fits[row])}]
            found[int(row)] = (Shortage.UNWANTED.value, told)
            continue
        told = [
            {"code": "fails", "condition": name, "people": int(alone[c, row])}
            for c, name in enumerate(CONDITIONS)
            if alone[c, row]
        ]
        found[int(row)] = (Shortage(CONDITIONS[int(nearest[:, row].argmax())]).value, told)
    return found


def _counts(question, plan):
    people, posts = question.problem.workers, question.problem.vacancies
    seated = plan.seats >= 0
    classes = np.bincount(people.klass, minlength=1)
    helped = np.bincount(people.klass[seated], minlength=len(classes))
    return {
        "people": len(people) + len(question.left_out),
        "took_part": len(people),
        "left_out": len(question.left_out),
        "proposed": int(seated.sum()),
        "unmatched": int((~seated).sum()),
        "vacancies": len(posts) + len(question.shut),
        "vacancies_took_part": len(posts),
        "vacancies_shut": len(question.shut),
        "openings": int(posts.openings.sum()),
        "filled": int(seated.sum()),
        "unfilled": int(posts.openings.sum()) - int(seated.sum()),
        "first_wish": int(((plan.occupation_ranks == 0) & (plan.place_ranks == 0)).sum()),
        "by_occupation_rank": _tally(plan.occupation_ranks[seated]),
        "by_place_rank": _tally(plan.place_ranks[seated]),
        "by_class": {
            str(klass): {"took_part": int(all_), "proposed": int(helped[klass])}
            for klass, all_ in enumerate(classes)
        },
    }


def _tally(ranks):
    return {str(rank + 1): int(count) for rank, count in enumerate(np.bincount(ranks)) if count}
