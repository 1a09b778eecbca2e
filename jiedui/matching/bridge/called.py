"""How much of a call is met, what a regrouped request says, and whom a new vacancy suits."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from jiedui.accounts.models import Pairing
from jiedui.candidacies.models import PLACED, Candidacy
from jiedui.engine.match import demand
from jiedui.engine.match.pairs import Measure
from jiedui.matching.bridge.brief import (
    FIGURES,
    PAIRS_AT_ONCE,
    Found,
    asked_of,
    found_of,
    reach_of,
    traits_of,
)
from jiedui.matching.models import Answer, Wisher
from jiedui.matching.queries.worded import Names
from jiedui.vacancies.models import Stage as VacancyStage
from jiedui.workers.models import Intention, WishedOccupation, Worker

PART = 500


@dataclass(frozen=True)
class Grasp:
    """How far one request is met: openings on offer, and people whom they suit or have taken."""

    offered: int = 0
    in_review: int = 0
    fitting: int = 0
    put_forward: int = 0
    placed: int = 0


def grasp(call, *, on) -> dict[int, Grasp]:
    """{request: how far it is met} of one call; fitting is judged as any matching judges it."""
    answers = defaultdict(list)
    for answer in Answer.objects.filter(request__call=call).select_related("vacancy"):
        answers[answer.request_id].append(answer.vacancy)
    behind = _behind(call)
    live = {
        request: {one.pk for one in given if _is_live(one, on)}
        for request, given in answers.items()
    }
    suited = _suited(call.west, on, behind, live)
    forward, placed = _standing(behind, answers)
    return {
        request: Grasp(
            offered=sum(one.openings for one in answers[request] if one.pk in live[request]),
            in_review=sum(
                one.openings for one in answers[request] if one.stage == VacancyStage.DRAFT
            ),
            fitting=len(suited[request] | forward[request]),
            put_forward=len(forward[request]),
            placed=len(placed[request]),
        )
        for request in answers
    }


def _behind(call):
    """{person: request}; whoever was merged into another record stands there under that one."""
    rows = Wisher.objects.filter(call=call).values_list(
        "worker__merged_into_id", "worker_id", "request_id"
    )
    return {merged or worker: request for merged, worker, request in rows}


def _is_live(vacancy, on):
    current = vacancy.valid_until is None or vacancy.valid_until >= on
    return vacancy.stage == VacancyStage.OPEN and current


def _suited(west, on, behind, live):
    """{request: its people whom at least one of the vacancies given for it suits}"""
    suited = defaultdict(set)
    vacancies = sorted(set().union(*live.values())) if live else []
    people = sorted(worker for worker, request in behind.items() if live.get(request))
    if not (vacancies and people):
        return suited
    question = asked_of(west, on, people=people, vacancies=vacancies)
    keys = question.vacancies.tolist()
    for worker, fits in _admissible(question):
        request = behind[worker]
        if live[request] & {keys[at] for at in fits}:
            suited[request].add(worker)
    return suited


def _admissible(question):
    """(worker, rows of the vacancies that suit) for everybody who takes part."""
    if not len(question.vacancies):
        return
    measure = Measure(demand.with_kinds(question.problem))
    step = max(1, PAIRS_AT_ONCE // len(question.vacancies))
    for low in range(0, len(question.workers), step):
        rows = np.arange(low, min(low + step, len(question.workers)))
        for worker, fits in zip(
            question.workers[rows].tolist(), measure.measured(rows).admissible, strict=True
        ):
            yield worker, np.flatnonzero(fits).tolist()


def _standing(behind, answers):
    """({request: put forward for one of its vacancies}, {request: and taken on})"""
    given = defaultdict(set)
    for request, vacancies in answers.items():
        for vacancy in vacancies:
            given[vacancy.pk].add(request)
    forward, placed = defaultdict(set), defaultdict(set)
    keys = sorted(given)
    for start in range(0, len(keys), PART):
        live = Candidacy.objects.live().filter(vacancy__in=keys[start : start + PART])
        for worker, vacancy, stage in live.values_list("worker_id", "vacancy_id", "stage"):
            request = behind.get(worker)
            if request in given[vacancy]:
                forward[request].add(worker)
                if stage in PLACED:
                    placed[request].add(worker)
    return forward, placed


def counted_again(call, keys, terms) -> Found:
    """What a request of these people under these terms would say, counted as they are today.

    Whoever has found work since is no longer counted.
    """
    question = asked_of(call.west, call.as_of, people=sorted(keys), vacancies=[])
    rows = np.arange(len(question.workers))
    told = {}
    for start in range(0, len(keys), PART):
        part = Worker.objects.filter(pk__in=sorted(keys)[start : start + PART])
        for pk, is_veteran, graduated in part.values_list("pk", "is_veteran", "graduated_in"):
            told[pk] = is_veteran, graduated
    problem = demand.Problem(
        workers=question.problem.workers,
        rows=rows,
        reach=reach_of(call.east),
        traits=traits_of(question, rows, told, call.as_of),
    )
    figures = demand.figures(problem)
    return found_of(
        {name: figures[name][0] for name in FIGURES} | {"traits": figures["traits"][:, 0]},
        terms=terms,
        exact=len(terms) == 1,
        workers=question.workers,
        names=Names(),
        east=call.east,
        on=call.as_of,
    )


def people_wishing(vacancy, *, on) -> list[int]:
    """Who of the paired west has wished for just this, looks for work and stands nowhere yet.

    Only those who named its occupation, or the kind of its employer and no occupation: a
    message to everybody who said nothing would soon be read by nobody.
    """
    if not _is_live(vacancy, on) or vacancy.occupation_id is None:
        return []
    found = []
    for west in _wests_of(vacancy, on):
        named = _who_named(vacancy, west)
        if named:
            question = asked_of(west, on, people=named, vacancies=[vacancy.pk])
            found += [worker for worker, fits in _admissible(question) if fits]
    return sorted(set(found))


def _wests_of(vacancy, on):
    """The places that the vacancy's own place is paired with on that day."""
    wests = {}
    for pairing in Pairing.objects.in_force(on).vouched().select_related("east", "west"):
        low, high = pairing.east.interval()
        if low <= vacancy.region_id < high:
            wests[pairing.west_id] = pairing.west
    return [wests[code] for code in sorted(wests)]


def _who_named(vacancy, west):
    low, high = west.interval()
    seeking = Intention.objects.seeking().filter(worker__home__gte=low, worker__home__lt=high)
    number = vacancy.occupation.number
    wished = WishedOccupation.objects.filter(
        intention__in=seeking, low__lte=number, high__gt=number
    ).values_list("intention__worker_id", flat=True)
    kind = vacancy.employer.employer_kind_id
    silent = seeking.filter(occupations=None, employer_kinds=kind) if kind else seeking.none()
    return sorted({*wished, *silent.values_list("worker_id", flat=True)})
