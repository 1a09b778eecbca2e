"""What many want at once and one may have: the deed of each hand, and what must hold after it.

Each race is prepared anew for every round. `told` is what each hand is given: numbers and
texts only, since every hand reads the database for itself.
"""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, cycle, islice

from jiedui.accounts.actions import check_code, issue_code
from jiedui.accounts.models import Code, Organisation, User
from jiedui.accounts.models import Purpose as CodePurpose
from jiedui.accounts.roles import Role
from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Candidacy
from jiedui.catalog.models import Region
from jiedui.core.events import Event
from jiedui.matching import actions as matching
from jiedui.matching.models import Proposal, Run
from jiedui.vacancies.models import Vacancy
from jiedui.workers import actions as workers
from jiedui.workers.models import Left, Link, Merge, Response, Submission, Wave, Worker
from tests.registry import seeker, vacancy
from tests.town import bureau, enrol
from tests.workers.survey import AWAY, ON, wave_under_way

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
_rounds = count(1)


def officer():
    """The western officer, by whom everything is prepared; made in the first round."""
    found = User.objects.filter(username="races").first()
    if found is None:
        place = Region.objects.get(code=513225)
        house = Organisation.objects.filter(kind="bureau", region=place).first()
        found = enrol("races", "测试", house or bureau(place), Role.WEST)
    return found


def post(openings):
    return vacancy(officer(), mark=f"第{next(_rounds)}轮", openings=openings)


def people(many):
    return [seeker() for _ in range(many)]


@dataclass(frozen=True)
class Round:
    """What each hand is told, and what one of them finds where it looks afterwards."""

    told: list
    place: tuple = ()


def counted(answers, **expected):
    """[] if so many hands had each answer, and otherwise what they had."""
    had = Counter(answers)
    return [] if had == Counter({k.replace("_", "-"): n for k, n in expected.items()}) else [had]


class LastPlace:
    """The last opening of a vacancy: some take it for themselves, others are put forward."""

    def prepare(self, hands):
        place = post(openings=1)
        ways = cycle(["self", "officer"])
        told = [
            (one.pk, place.pk, officer().pk, way)
            for one, way in zip(people(hands), ways, strict=False)
        ]
        return Round(told, (place.pk,))

    @staticmethod
    def act(worker, place, by, way):
        worker, place = Worker.objects.get(pk=worker), Vacancy.objects.get(pk=place)
        by = User.objects.get(pk=by)
        if way == "self":
            candidacies.apply(worker, place, by=by)
        else:
            candidacies.propose([(worker, place)], because="officer", by=by)

    def faults(self, answers, place):
        standing = Candidacy.objects.live().filter(vacancy=place).count()
        told = Event.objects.filter(
            verb__in=["candidacy.proposed", "candidacy.registered"], facts__vacancy_id=place
        ).count()
        wrong = counted(answers, done=1, vacancy_full=len(answers) - 1)
        return wrong + [f"{standing} for 1 place"] * (standing != 1) + [told] * (told != 1)


class SameProposal:
    """One proposal of a run, confirmed by everybody who has the list before them."""

    def prepare(self, hands):
        [worker], place = people(1), post(openings=3)
        run = Run.objects.create(
            title="r", stage="published", west_id=513225, asked_by=officer(), asked_at=AT,
            as_of=ON, seed=1, verdict="stable",
        )  # fmt: skip
        one = Proposal.objects.create(
            run=run, worker=worker, vacancy=place, occupation_rank=1, place_rank=1
        )
        return Round([(one.pk, officer().pk)] * hands, (one.pk, worker.pk))

    @staticmethod
    def act(proposal, by):
        matching.confirm([Proposal.objects.get(pk=proposal)], by=User.objects.get(pk=by))

    def faults(self, answers, proposal, worker):
        standing = Candidacy.objects.live().filter(worker=worker).count()
        wrong = counted(answers, done=1, already_confirmed=len(answers) - 1)
        return wrong + [f"{standing} candidacies"] * (standing != 1)


class TwoMerges:
    """Two records of one person: half of the hands keep the one, half of them the other."""

    def prepare(self, hands):
        one, other = (worker.pk for worker in people(2))
        told = islice(cycle([(one, other), (other, one)]), hands)
        return Round([(*pair, officer().pk) for pair in told], (one, other))

    @staticmethod
    def act(kept, other, by):
        workers.merge(
            Worker.objects.get(pk=kept), Worker.objects.get(pk=other),
            by=User.objects.get(pk=by), because="同一人", on=ON,
        )  # fmt: skip

    def faults(self, answers, one, other):
        here = Worker.objects.filter(pk__in=[one, other], left=Left.HERE).count()
        merges = Merge.objects.filter(kept__in=[one, other]).count()
        wrong = counted(answers, done=1, record_merged=len(answers) - 1)
        return wrong + [f"{here} left"] * (here != 1) + [f"{merges} merges"] * (merges != 1)


class OneCode:
    """A sign-in code, tried by many at once from as many addresses."""

    def prepare(self, hands):
        turn = next(_rounds)
        phone, browser = f"139{turn:08d}", f"browser {turn}"
        code = issue_code(
            phone, purpose=CodePurpose.SIGN_IN, at=AT, address=f"10.9.{turn % 251}.{turn}",
            bound=browser,
        )  # fmt: skip
        return Round([(phone, code, browser, f"10.1.{turn}.{hand}") for hand in range(hands)])

    @staticmethod
    def act(phone, code, browser, address):
        check_code(phone, code, purpose=CodePurpose.SIGN_IN, at=AT, address=address, bound=browser)

    def faults(self, answers):
        unused = Code.objects.filter(used_at=None).count()
        wrong = counted(answers, done=1, code_wrong=len(answers) - 1)
        return wrong + [f"{unused} unused"] * (unused > 0)


def a_form():
    """A wave under way, somebody in it, and this person's form with all its answers."""
    wave = Wave.objects.under_way().first() or wave_under_way(officer())
    [worker] = people(1)
    workers.take_answers(
        wave, worker, answers={name: (0, value) for name, value in AWAY.items()}, by=officer(),
        at=AT, channel="visit", submission=uuid.uuid4(),
    )  # fmt: skip
    return wave, worker


class OneLink:
    """A one-time link, opened on many telephones: some finish, others decline."""

    def prepare(self, hands):
        wave, worker = a_form()
        token = workers.make_link(wave, worker, by=officer(), at=AT)
        ways = islice(cycle(["finish", "decline"]), hands)
        return Round([(token, way) for way in ways], (worker.pk,))

    @staticmethod
    def act(token, way):
        link = Link.objects.holding(token).select_related("wave", "worker").get()
        ends = {"finish": workers.finish_at_link, "decline": workers.decline_at_link}
        ends[way](link, on=ON, at=AT)

    def faults(self, answers, worker):
        response = Response.objects.get(worker=worker)
        ended = Event.objects.filter(verb="response.finished", worker_id=worker).count()
        both = response.finished_on is not None and bool(response.outcome)
        wrong = counted(answers, done=1, link_over=len(answers) - 1)
        return wrong + ["finished and declined"] * both + [f"{ended} ends"] * (ended > 1)


class OneSubmission:
    """One sending of answers that the network repeats until somebody says that it was heard."""

    def prepare(self, hands):
        wave, worker = a_form()
        return Round([(wave.pk, worker.pk, str(uuid.uuid4()))] * hands, (worker.pk,))

    @staticmethod
    def act(wave, worker, mark):
        taken = workers.take_answers(
            Wave.objects.get(pk=wave), Worker.objects.get(pk=worker),
            answers={"least_pay": (1, 5200)}, by=None, at=AT, channel="self",
            submission=uuid.UUID(mark),
        )  # fmt: skip
        return f"version {taken.version}"

    def faults(self, answers, worker):
        kept = Submission.objects.filter(response__worker=worker).count()
        wrong = [] if set(answers) == {"version 2"} else [Counter(answers)]
        return wrong + [f"{kept} sendings"] * (kept != 2)


RACES = {
    race.__name__: race
    for race in (LastPlace, SameProposal, TwoMerges, OneCode, OneLink, OneSubmission)
}
