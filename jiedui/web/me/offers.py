"""What somebody would really get: a vacancy with everything that concerns this one person."""

from dataclasses import dataclass, field

from jiedui.candidacies.models import Candidacy
from jiedui.candidacies.queries import compatriots
from jiedui.catalog.queries import away_from
from jiedui.subsidies.queries import may_apply
from jiedui.vacancies.models import Vacancy
from jiedui.web.kit.far import how_far


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
    if not reasons:
        return []
    posts = Vacancy.objects.select_related("employer", "region", "occupation").in_bulk(reasons)
    posts = [posts[pk] for pk in reasons if pk in posts]
    there = compatriots(worker, {post.employer_id for post in posts})
    mine = Candidacy.objects.live().filter(worker=worker, vacancy__in=posts)
    standing = {one.vacancy_id: one for one in mine}
    schemes = may_apply(worker, posts, on=on)
    away = away_from(worker.home)
    return [
        Offer(
            vacancy=post,
            reasons=reasons[post.pk],
            candidacy=standing.get(post.pk),
            compatriots=there.get(post.employer_id, 0),
            schemes=schemes.get(post.pk, []),
            far=how_far(away, post.region),
        )
        for post in posts
    ]
