"""The question and the answer as bytes: numpy's own format, readable without this program."""

import io
import json
from dataclasses import fields

import numpy as np

from jiedui.engine.match.plan import Plan
from jiedui.engine.match.problem import Experience, Problem, Vacancies, Wishes, Workers
from jiedui.engine.match.weights import Weights
from jiedui.matching.bridge.question import Question

TABLES = ("barred_workers", "barred_vacancies", "homes", "regions", "compatriots", "distances")
# "workers" and "vacancies" are the registry's keys; the problem itself knows only lots.
KEYS = ("workers", "vacancies", "stated_age_max")
# Questions are kept for ever and read by every later edition of this program. In edition 1
# the lots were the registry's keys, and nothing was told of vacancies that took no part.
EDITION = 2
LISTS = {"occupations": Wishes, "places": Wishes, "experience": Experience}
PLAN = ("seats", "occupation_ranks", "place_ranks", "cutoffs", "waiting_start", "waiting")


def _packed(columns) -> bytes:
    held = io.BytesIO()
    np.savez_compressed(held, **columns)
    return held.getvalue()


def _words(told) -> np.ndarray:
    return np.frombuffer(json.dumps(told, sort_keys=True).encode(), np.uint8)


def _told(words) -> dict:
    return json.loads(words.tobytes())


def write_question(question: Question) -> bytes:
    problem = question.problem
    columns = {name: getattr(question, name) for name in KEYS}
    for spec in fields(Workers):
        value = getattr(problem.workers, spec.name)
        if spec.name in LISTS:
            for part in fields(LISTS[spec.name]):
                columns[f"workers.{spec.name}.{part.name}"] = getattr(value, part.name)
        else:
            columns[f"workers.{spec.name}"] = value
    for spec in fields(Vacancies):
        columns[f"vacancies.{spec.name}"] = getattr(problem.vacancies, spec.name)
    for name in TABLES:
        columns[name] = getattr(problem, name)
    weights = {spec.name: getattr(problem.weights, spec.name) for spec in fields(Weights)}
    columns["rest"] = _words(
        {
            "edition": EDITION,
            "weights": weights,
            "seed": problem.seed,
            "left_out": question.left_out,
            "left_out_klass": question.left_out_klass,
            "shut": question.shut,
            "shut_openings": question.shut_openings,
            "shut_because": question.shut_because,
        }
    )
    return _packed(columns)


def read_question(filed: bytes) -> Question:
    """Raises ValueError for a question filed by a later edition than this one."""
    with np.load(io.BytesIO(bytes(filed)), allow_pickle=False) as columns:
        rest = _told(columns["rest"])
        edition = rest.get("edition", 1)
        if edition > EDITION:
            raise ValueError(f"the question was filed by edition {edition}")
        weights = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in rest["weights"].items()
        }
        problem = Problem(
            workers=Workers(**{spec.name: _column(columns, spec.name) for spec in fields(Workers)}),
            vacancies=Vacancies(
                **{spec.name: columns[f"vacancies.{spec.name}"] for spec in fields(Vacancies)}
            ),
            weights=Weights(**weights),
            seed=rest["seed"],
            **{name: columns[name] for name in TABLES},
        )
        return Question(
            problem=problem,
            workers=columns["workers" if edition > 1 else "workers.number"],
            vacancies=columns["vacancies" if edition > 1 else "vacancies.number"],
            stated_age_max=columns["stated_age_max"],
            left_out=_by_key(rest["left_out"]),
            left_out_klass=_by_key(rest["left_out_klass"]),
            shut=_by_key(rest["shut"]),
            shut_openings=_by_key(rest["shut_openings"]),
            shut_because=_by_key(rest.get("shut_because", {})),
        )


def _by_key(told):
    """JSON makes texts of keys."""
    return {int(key): value for key, value in told.items()}


def _column(columns, name):
    if name not in LISTS:
        return columns[f"workers.{name}"]
    kind = LISTS[name]
    return kind(**{part.name: columns[f"workers.{name}.{part.name}"] for part in fields(kind)})


def write_answer(plan: Plan) -> bytes:
    columns = {name: getattr(plan, name) for name in PLAN}
    rest = {
        "seed": plan.seed,
        "digest": plan.digest,
        "counters": plan.counters,
        "waiting_length": plan.waiting_length,
    }
    return _packed(columns | {"rest": _words(rest)})


def read_answer(filed: bytes) -> Plan:
    with np.load(io.BytesIO(bytes(filed)), allow_pickle=False) as columns:
        return Plan(**{name: columns[name] for name in PLAN}, **_told(columns["rest"]))
