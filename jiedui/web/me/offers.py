"""What somebody would really get: a vacancy with everything that concerns this one person."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from jiedui.candidacies.models import Candidacy
from jiedui.candidacies.queries import compatriots
from jiedui.subsidies.queries import may_apply
from jiedui.vacancies.models import Vacancy

CITY, PROVINCE = 100, 10_000


@dataclass(frozen=True)
class Offer:
    """One card: the vacancy, why it fits, and what comes with it."""

    vacancy: Vacancy
    reasons: list = field(default_factory=list)
    candidacy: Candidacy | None = None
    compatriots: int = 0
    schemes: list = field(default_factory=list)
    far: str = ""


def offers(worker, reasons, *, on):
    """{vacancy: sentences} → cards in the same order; a handful of questions for all of them."""
    posts = Vacancy.objects.select_related("employer", "region", "occupation").in_bulk(reasons)
    posts = [posts[pk] for pk in reasons if pk in posts]
    there = compatriots(worker, {post.employer_id for post in posts})
    mine = Candidacy.objects.live().filter(worker=worker, vacancy__in=posts)
    standing = {one.vacancy_id: one for one in mine}
    schemes = may_apply(worker, posts, on=on)
    return [
        Offer(
            vacancy=post,
            reasons=reasons[post.pk],
            candidacy=standing.get(post.pk),
            compatriots=there.get(post.employer_id, 0),
            schemes=schemes.get(post.pk, []),
            far=how_far(worker.home, post.region),
        )
        for post in posts
    ]


def how_far(home, there):
    """In the words of the map: no distance is told that nobody has measured."""
    if home.prefix == there.prefix:
        return _("就在本县")
    if home.prefix // CITY == there.prefix // CITY:
        return _("在本市（州）内，%(place)s") % {"place": there.name}
    if home.prefix // PROVINCE == there.prefix // PROVINCE:
        return _("在本省内，%(place)s") % {"place": there.full_name}
    return _("出省，%(place)s") % {"place": there.full_name}
