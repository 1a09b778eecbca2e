"""The answer in the house's words: rows for the tables, with reasons as codes and numbers."""

from dataclasses import dataclass

import numpy as np

from jiedui.catalog.models import CertificateType, Occupation, OccupationLevel, Region, RegionLevel
from jiedui.engine.match import reasons
from jiedui.engine.match.pairs import CONDITIONS, Measure
from jiedui.engine.match.plan import Plan
from jiedui.matching.bridge.question import Question
from jiedui.matching.models import Obstacle, Shortage

# Above so many pairs the reasons of a person or a vacancy are worked out when somebody opens
# them (`explain_workers`, `explain_vacancies`): comparing all with all would take minutes.
ALL_AT_ONCE = 100_000_000
BETTER = 2  # so many vacancies liked better are told
CHANGES = 4  # so many changes that would open doors

WORKER_SIDE = {
    "full": Obstacle.FULL,
    "several": Obstacle.SEVERAL,
    "nothing": Obstacle.NO_VACANCIES,
}
VACANCY_SIDE = {
    "full": Shortage.UNWANTED,
    "several": Shortage.SEVERAL,
    "nothing": Shortage.NO_PEOPLE,
}


@dataclass(frozen=True)
class Explained:
    """Rows for Proposal, Waiting, Unmatched, Unfilled (without the run), and the counts."""

    proposals: list[dict]
    waiting: list[dict]
    unmatched: list[dict]
    unfilled: list[dict]
    counts: dict


def explain(question: Question, plan: Plan) -> Explained:
    return Explained(
        _proposals(question, plan),
        _waiting(question, plan),
        _unmatched(question, plan),
        _unfilled(question, plan),
        _counts(question, plan),
    )


def explain_workers(question: Question, plan: Plan, keys) -> dict[int, tuple[str, list[dict]]]:
    """{key: (obstacle, reasons)} of people without a seat."""
    rows = np.flatnonzero(np.isin(question.workers, keys))
    told = _people_reasons(question, plan, rows)
    return dict(zip(question.workers[rows].tolist(), told, strict=True))


def explain_vacancies(question: Question, plan: Plan, keys) -> dict[int, tuple[str, list[dict]]]:
    """{key: (obstacle, reasons)} of vacancies with openings left."""
    rows = np.flatnonzero(np.isin(question.vacancies, keys))
    told = _vacancy_reasons(question, plan, rows)
    return dict(zip(question.vacancies[rows].tolist(), told, strict=True))


def _proposals(question, plan):
    problem = question.problem
    people = problem.workers
    seated = np.flatnonzero(plan.seats >= 0)
    if problem.pairs <= ALL_AT_ONCE:
        better = reasons.missed(plan, problem, seated, BETTER)
    else:
        better = [()] * len(seated)
    rows = []
    for row, missed in zip(seated.tolist(), better, strict=True):
        at, mate = int(plan.seats[row]), int(people.partner[row])
        together = mate >= 0 and plan.seats[mate] >= 0
        if mate >= 0:  # a couple asks for two seats: one member's points decide nothing
            missed = ()
        rows.append(
            {
                "worker_id": int(question.workers[row]),
                "vacancy_id": int(question.vacancies[at]),
                "occupation_rank": int(plan.occupation_ranks[row]),
                "place_rank": int(plan.place_ranks[row]),
                "klass": int(people.klass[row]),
                "together_with_id": int(question.workers[mate]) if together else None,
                "reasons": why_this(question, plan, row, at)
                + [_better(question, one) for one in missed],
            }
        )
    return rows


def why_this(question, plan, row, at):
    """Which wishes are met, what is paid against what was asked, and what else speaks for it."""
    people, posts = question.problem.workers, question.problem.vacancies
    told = [
        {
            "code": "wish",
            "occupation": int(plan.occupation_ranks[row]) + 1,
            "place": int(plan.place_ranks[row]) + 1,
            "any_occupation": _has_no_entry(people.occupations, row),
            "any_place": _has_no_entry(people.places, row),
        },
        {
            "code": "pay",
            "low": int(posts.pay_low[at]),
            "high": int(posts.pay_high[at]),
            "least": int(people.least_pay[row]),
        },
    ]
    stated = int(question.stated_age_max[at])
    if people.age[row] > stated:
        told.append({"code": "stated-age", "max": stated, "age": int(people.age[row])})
    if people.needs_lodging[row]:
        told.append({"code": "lodging"})
    if int(people.employer_kinds[row]) >> int(posts.employer_kind[at]) & 1:
        told.append({"code": "employer-kind"})
    if people.klass[row]:
        told.append({"code": "priority", "klass": int(people.klass[row])})
    mate = int(people.partner[row])
    if mate >= 0 and plan.seats[mate] >= 0:
        same = bool(plan.seats[mate] == at)
        told.append({"code": "together" if same else "near-partner"})
    return told


def _has_no_entry(wishes, row):
    return bool(wishes.start[row] == wishes.start[row + 1])


def _better(question, missed):
    """A vacancy liked better that is full: what would have been needed, what there was."""
    told = {"code": "better-full", "vacancy": int(question.vacancies[missed.vacancy])}
    if missed.reserve_only:
        return told | {"code": "better-reserved"}
    return told | {"needed": missed.needed_merit, "own": missed.merit}


def _waiting(question, plan):
    workers, vacancies = question.workers, question.vacancies
    place = np.arange(len(plan.waiting)) - np.repeat(
        plan.waiting_start[:-1], np.diff(plan.waiting_start)
    )
    owner = np.repeat(np.arange(len(vacancies)), np.diff(plan.waiting_start))
    return [
        {"vacancy_id": int(vacancy), "worker_id": int(worker), "place": at + 1}
        for vacancy, worker, at in zip(
            vacancies[owner], workers[plan.waiting], place.tolist(), strict=True
        )
    ]


def _unmatched(question, plan):
    people = question.problem.workers
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
    rows = np.flatnonzero(plan.seats < 0)
    if question.problem.pairs <= ALL_AT_ONCE:
        told = _people_reasons(question, plan, rows)
    else:
        told = [(Obstacle.UNTOLD.value, [])] * len(rows)
    return left + [
        {
            "worker_id": int(question.workers[row]),
            "took_part": True,
            "klass": int(people.klass[row]),
            "obstacle": obstacle,
            "reasons": why,
        }
        for row, (obstacle, why) in zip(rows.tolist(), told, strict=True)
    ]


def _people_reasons(question, plan, rows):
    """(obstacle, reasons) of workers without a seat."""
    problem = question.problem
    found = reasons.unmatched(plan, problem, rows, CHANGES)
    full = rows[found.fitting > 0]
    missed = dict(zip(full.tolist(), reasons.missed(plan, problem, full, BETTER), strict=True))
    several = np.flatnonzero(found.nearest == reasons.SEVERAL)
    both = dict(zip(several.tolist(), _nearest_for_people(problem, rows[several]), strict=True))
    changes = _Changes(found.changes, "vacancies")
    told = []
    for at, row in enumerate(rows.tolist()):
        code = reasons.OBSTACLES[int(found.nearest[at])]
        obstacle = WORKER_SIDE[code] if code in WORKER_SIDE else Obstacle(code)
        why = []
        if found.fitting[at]:
            if problem.workers.partner[row] >= 0:
                obstacle = Obstacle.PARTNER
                why.append({"code": "fits-alone", "vacancies": int(found.fitting[at])})
            else:
                why.append({"code": "fits", "vacancies": int(found.fitting[at])})
                why += [_better(question, one) for one in missed[row]]
        why += both.get(at, [])
        told.append((obstacle.value, why + _alone(found, at, "vacancies") + changes.of(at)))
    return told


BLOCK = 1 << 21


def _nearest_for_people(problem, rows):
    """For those whom every vacancy fails on two conditions or more: which, where it is least."""
    if not len(rows):
        return []
    measure, told = Measure(problem), []
    step = max(1, BLOCK // len(problem.vacancies))
    for low in range(0, len(rows), step):
        told += _fewest_broken(measure.failing(rows[low : low + step]), "vacancies")
    return told


def _nearest_for_vacancies(problem, rows):
    """The same for vacancies that everybody fails on two conditions or more."""
    everybody, told = np.arange(len(problem.workers)), []
    step = max(1, BLOCK // max(1, len(everybody)))
    for low in range(0, len(rows), step):
        part = Measure(reasons.only_vacancies(problem, rows[low : low + step]))
        failing = {name: flags.T for name, flags in part.failing(everybody).items()}
        told += _fewest_broken(failing, "people")
    return told


def _fewest_broken(failing, whom):
    """One reason a row: the set of conditions that the nearest of the other side break."""
    broken = np.stack([failing[name] for name in CONDITIONS])
    marks = np.tensordot(1 << np.arange(len(CONDITIONS)), broken.astype(np.int32), axes=1)
    count = broken.sum(axis=0)
    told = []
    for mark, many in zip(marks, count, strict=True):
        sets, times = np.unique(mark[many == many.min()], return_counts=True)
        at = int(times.argmax())
        names = [name for bit, name in enumerate(CONDITIONS) if int(sets[at]) >> bit & 1]
        told.append([{"code": "both", "conditions": names, whom: int(times[at])}])
    return told


def _alone(found, at, whom):
    """How many of the other side fail on each condition and on nothing else; most first."""
    counted = [
        {"code": "fails", "condition": name, whom: int(found.alone[at, condition])}
        for condition, name in enumerate(CONDITIONS)
        if found.alone[at, condition]
    ]
    return sorted(counted, key=lambda told: -told[whom])[:3]


def _unfilled(question, plan):
    posts = question.problem.vacancies
    shut = [
        {
            "vacancy_id": vacancy,
            "took_part": False,
            "openings": question.shut_openings[vacancy],
            "obstacle": code,
            "reasons": question.shut_because.get(vacancy, []),
        }
        for vacancy, code in question.shut.items()
    ]
    free = posts.openings - np.bincount(plan.seats[plan.seats >= 0], minlength=len(posts))
    rows = np.flatnonzero(free > 0)
    if question.problem.pairs <= ALL_AT_ONCE:
        told = _vacancy_reasons(question, plan, rows)
    else:
        told = [(Shortage.UNTOLD.value, [])] * len(rows)
    return shut + [
        {
            "vacancy_id": int(question.vacancies[row]),
            "took_part": True,
            "openings": int(free[row]),
            "obstacle": obstacle,
            "reasons": why,
        }
        for row, (obstacle, why) in zip(rows.tolist(), told, strict=True)
    ]


def _vacancy_reasons(question, plan, rows):
    """(obstacle, reasons) of vacancies with openings left."""
    found = reasons.unfilled(plan, question.problem, rows, CHANGES)
    several = np.flatnonzero(found.nearest == reasons.SEVERAL)
    both = _nearest_for_vacancies(question.problem, rows[several])
    both = dict(zip(several.tolist(), both, strict=True))
    changes = _Changes(found.changes, "people")
    told = []
    for at in range(len(rows)):
        code = reasons.OBSTACLES[int(found.nearest[at])]
        obstacle = VACANCY_SIDE[code] if code in VACANCY_SIDE else Shortage(code)
        fits = [{"code": "fits", "people": int(found.fitting[at])}] if found.fitting[at] else []
        fits += both.get(at, [])
        told.append((obstacle.value, fits + _alone(found, at, "people") + changes.of(at)))
    return told


class _Changes:
    """Counterfactuals of the engine with the catalogue's codes instead of bits and intervals."""

    def __init__(self, changes, whom):
        self.changes, self.whom = changes, whom
        self.certificates = dict(CertificateType.objects.values_list("bit", "code"))
        self.cities = set(
            Region.objects.exclude(level=RegionLevel.TOWN).values_list("prefix", flat=True)
        )
        self.groups = set(
            Occupation.objects.exclude(level=OccupationLevel.UNIT).values_list("number", flat=True)
        )

    def of(self, at):
        start, end = self.changes.start[at], self.changes.start[at + 1]
        told = [self._told(entry) for entry in range(start, end)]
        return [one for one in told if one]

    def _told(self, entry):
        kind = reasons.CHANGES[int(self.changes.kind[entry])]
        amount, low = int(self.changes.amount[entry]), int(self.changes.low[entry])
        told = {
            "code": "opens",
            "change": kind,
            self.whom: int(self.changes.opens[entry]),
            "takes": int(self.changes.takes[entry]),
        }
        if kind == "certificate":
            return told | {"certificate": self.certificates.get(amount, "")}
        if kind == "place":
            return self._named(told, "place", low, self.cities)
        if kind == "occupation":
            return self._named(told, "occupation", low, self.groups)
        return told | {"education" if kind == "education" else "by": amount}

    @staticmethod
    def _named(told, name, code, known):
        """The group itself if the catalogue names it, else the one around it."""
        for width in (1, 10_000):
            if code // width * width in known:
                return told | {name: code // width * width}
        return None


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
