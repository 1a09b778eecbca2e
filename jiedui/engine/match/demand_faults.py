"""The slow judge of a grouped demand: every reason why its requests may not be sent."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from jiedui.engine.match.demand import (
    ALL_WORK,
    ANY_KIND,
    AT_HOME,
    ELSEWHERE,
    FEW,
    KINDS,
    NEARLY_ALL,
    PAY_STEP,
    Plan,
    Problem,
)
from jiedui.engine.match.problem import Wishes


@dataclass(frozen=True)
class Fault:
    """What is wrong, and with which request (-1: with none in particular)."""

    kind: str
    request: int = -1


@dataclass(frozen=True)
class _Person:
    work: list[tuple[int, int]]
    places: list[tuple[int, int]]
    kinds: set[int]
    least: int
    ready: int


def faults(plan: Plan, problem: Problem) -> list[Fault]:
    """Walk through people and requests one by one; shares no arithmetic with `solve`."""
    if len(plan.request) != len(problem.rows):
        return [Fault("everybody-once")]
    people = [_person(problem, row) for row in problem.rows.tolist()]
    members = defaultdict(list)
    for at, number in enumerate(plan.request.tolist()):
        members[number].append(at)
    unknown = set(members) - {AT_HOME, ELSEWHERE, *range(len(plan))}
    found = [Fault("everybody-once")] if unknown else []
    for number in range(len(plan)):
        found += _faults_of(plan, problem, people, number, members[number])
    for at in members[ELSEWHERE]:
        if _goes(people[at], *problem.reach):
            found.append(Fault("not-elsewhere"))
    found += [
        Fault("left-behind") for one in _left_behind(problem, people, members[AT_HOME]) if one
    ]
    return found


def _person(problem: Problem, row: int) -> _Person:
    workers = problem.workers
    mask = int(workers.employer_kinds[row])
    return _Person(
        _spans(workers.occupations, row),
        _spans(workers.places, row),
        {bit for bit in range(KINDS) if mask >> bit & 1},
        int(workers.least_pay[row]),
        int(workers.available_from[row]),
    )


def _spans(wishes: Wishes, row: int) -> list[tuple[int, int]]:
    own = range(int(wishes.start[row]), int(wishes.start[row + 1]))
    return [(int(wishes.low[e]), int(wishes.high[e])) for e in own]


def _goes(person: _Person, low: int, high: int) -> bool:
    return not person.places or any(a < high and low < b for a, b in person.places)


def _faults_of(
    plan: Plan, problem: Problem, people: list[_Person], number: int, members: list[int]
) -> list[Fault]:
    wrong = []
    count = len(members)
    if count != int(plan.people[number]):
        wrong.append("miscounted")
    if count < problem.floor:
        wrong.append("below-the-floor")
    low, high = (int(code) for code in plan.occupation[number])
    place_low, place_high = (int(code) for code in plan.place[number])
    kind, exact = int(plan.kind[number]), bool(plan.exact[number])
    for at in members:
        one = people[at]
        if not _goes(one, place_low, place_high):
            wrong.append("place-unwished")
        if one.work and not any(a < high and low < b for a, b in one.work):
            wrong.append("work-unwished")
        if kind != ANY_KIND and one.kinds and kind not in one.kinds:
            wrong.append("kind-unwished")
        if exact and one.work and not any(a <= low and high <= b for a, b in one.work):
            wrong.append("not-exact")
        if exact and one.kinds and kind not in one.kinds:
            wrong.append("not-exact")
    if not (problem.reach[0] <= place_low < place_high <= problem.reach[1]):
        wrong.append("out-of-reach")
    wrong += _figures(plan, problem, [people[at] for at in members], number)
    wrong += _counts(plan, problem, members, number)
    return [Fault(kind, number) for kind in dict.fromkeys(wrong)]


def _figures(plan: Plan, problem: Problem, members: list[_Person], number: int) -> list[str]:
    """The pay is a round sum that enough accept, and 100 yuan less would be too little."""
    wrong = []
    pay, start = int(plan.pay[number]), int(plan.start[number])
    accept = sum(one.least <= pay for one in members)
    ready = sum(one.ready <= start for one in members)
    enough = problem.share * len(members)
    fewer = sum(one.least <= pay - PAY_STEP for one in members)
    if accept != int(plan.accept[number]) or accept * 100 < enough or pay % PAY_STEP:
        wrong.append("pay-wrong")
    if pay and fewer * 100 >= enough:
        wrong.append("pay-not-least")
    earlier = sum(one.ready <= start - 1 for one in members)
    if ready != int(plan.ready[number]) or ready * 100 < enough:
        wrong.append("start-wrong")
    if start and earlier * 100 >= enough:
        wrong.append("start-not-first")
    return wrong


def _counts(plan: Plan, problem: Problem, members: list[int], number: int) -> list[str]:
    """Every count is right, or is withheld because it would point at somebody."""
    rows = [int(problem.rows[at]) for at in members]
    wide = sum(_roams(problem, row) for row in rows)
    told = [(int(plan.wide[number]), wide)]
    for name, flags in (
        ("lodging", problem.workers.needs_lodging),
        ("couples", problem.workers.needs_couple_room),
    ):
        told.append((int(getattr(plan, name)[number]), sum(bool(flags[row]) for row in rows)))
    for trait, flags in zip(plan.traits, problem.traits, strict=True):
        told.append((int(trait[number]), sum(bool(flags[at]) for at in members)))
    wrong = []
    for said, count in told:
        rest = len(members) - count
        points = 0 < count < problem.floor or 0 < rest < problem.floor
        if points and said not in {FEW, NEARLY_ALL}:
            wrong.append("points-at-somebody")
        if not points and said != count:
            wrong.append("count-wrong")
    return wrong


def _roams(problem: Problem, row: int) -> bool:
    spans = _spans(problem.workers.places, row)
    low, high = problem.reach
    return not spans or any(a <= low and high <= b for a, b in spans)


def _left_behind(problem: Problem, people: list[_Person], at_home: list[int]) -> list[bool]:
    """Whether enough of those at home said the same thing for a request of their own."""
    agreed: Counter[tuple[tuple[int, int], tuple[int, int], int]] = Counter()
    low, high = problem.reach
    for at in at_home:
        one = people[at]
        cut = {
            (max(a, low), min(b, high))
            for a, b in one.places or [(low, high)]
            if a < high and low < b
        }
        agreed.update(
            (work, place, kind)
            for work in set(one.work) or {ALL_WORK}
            for place in cut
            for kind in one.kinds or {ANY_KIND}
        )
    return [count >= problem.floor for count in agreed.values()]
