"""Three people who hold a telephone of their own, and a question each side has answered or not."""

from pathlib import Path

from django.utils import timezone

from jiedui.candidacies import actions as candidacies
from jiedui.candidacies.models import Candidacy, Stage
from jiedui.matching.bridge import one as bridge
from jiedui.subsidies import actions as subsidies
from jiedui.vacancies.models import Vacancy
from jiedui.workers.models import Worker

SCHEMES = Path(__file__).parent / "schemes"
LOOKED_THROUGH = 60


def live(officer, on):
    """Somebody who has a proposal to answer, somebody who has applied, somebody never asked."""
    subsidies.load_schemes(SCHEMES)
    proposed = _with_phone(
        pk__in=Candidacy.objects.live().filter(stage=Stage.PROPOSED).values("worker")
    ).first()
    applied = _with_much_to_choose(_seeking().exclude(pk=proposed.pk)[:LOOKED_THROUGH], on)
    unasked = _with_phone().exclude(intentions__superseded=False).first() or _seeking().last()
    _apply_and_ask(applied, officer, on)
    return [
        {"phone": one.phone, "name": one.name, "born": one.born_on.isoformat()}
        for one in dict.fromkeys((proposed, applied, unasked))
    ]


def _with_much_to_choose(people, on):
    """The first to whom five vacancies fit, or else whoever has most."""
    best, most = None, -1
    for one in people:
        many = len(bridge.fits(one, on=on).fits)
        if many > most:
            best, most = one, many
        if many == bridge.MOST:
            break
    return best


def _with_phone(**told):
    people = Worker.objects.present().filter(phone_index__isnull=False, account=None, **told)
    return people.order_by("pk")


def _seeking():
    standing = Candidacy.objects.live().values("worker")
    return (
        _with_phone(intentions__superseded=False, intentions__wants_work=True)
        .filter(household__statuses__kind="lifted")
        .exclude(pk__in=standing)
        .distinct()
    )


def _apply_and_ask(worker, officer, on):
    at = timezone.now()
    first, second = bridge.fits(worker, on=on).fits[:2]
    posts = Vacancy.objects.in_bulk([first.vacancy, second.vacancy])
    candidacies.apply(worker, posts[first.vacancy], by=None, because="self")
    candidacies.decline(worker, posts[second.vacancy], reason="far", by=None)
    asked = candidacies.ask_help(
        worker, about="post", words="宿舍几个人一间？", vacancy=posts[first.vacancy], at=at, by=None
    )
    candidacies.answer_help(asked, answer="四人一间，有空调和热水。", at=at, by=officer)
    candidacies.ask_help(worker, about="travel", words="三月几号有车去嘉善？", at=at, by=None)
