"""The answer: worked out, and proved by code that shares nothing with the solver."""

from jiedui.engine.match.faults import faults
from jiedui.engine.match.plan import Plan
from jiedui.engine.match.solve import solve
from jiedui.matching.bridge.question import Question


def solved(question: Question) -> Plan:
    return solve(question.problem)


def prove(question: Question, plan: Plan) -> list[list]:
    """[kind, worker key, vacancy key] of every reason why the plan may not be used."""
    workers, vacancies = question.workers, question.vacancies
    return [
        [
            fault.kind,
            int(workers[fault.worker]) if fault.worker >= 0 else None,
            int(vacancies[fault.vacancy]) if fault.vacancy >= 0 else None,
        ]
        for fault in faults(plan, question.problem)
    ]
