"""Calls as lists, who could answer a request, and words that would tell of somebody."""

import re

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from jiedui.accounts.models import Organisation
from jiedui.accounts.scope import within
from jiedui.matching.models import UNDER_WAY, Answer, Forwarding, Request, Wisher
from jiedui.vacancies.models import Stage as VacancyStage
from jiedui.vacancies.models import Vacancy
from jiedui.workers.models import Worker

ALL_WORK = 10_000_000
# Seven digits in a row are a telephone, an identity number or a code, whatever stands between.
NUMBER = re.compile(r"(?:\d[ \-—－]?){6,}\d")
GROUP_OF_A_VILLAGE = re.compile(r"[\d一二三四五六七八九十]+[组社队]$")


def with_figures(calls):
    """Calls with how many people are asked for, how many openings are offered, what waits."""
    mine = Request.objects.filter(call=OuterRef("pk")).order_by()
    asked = mine.values("call").annotate(n=Sum("asked")).values("n")
    vacancies = Answer.objects.filter(
        request__call=OuterRef(OuterRef("pk")), vacancy=OuterRef("pk")
    )
    open_now = Vacancy.objects.filter(Exists(vacancies), stage=VacancyStage.OPEN).order_by()
    offered = open_now.annotate(one=Value(1)).values("one").annotate(n=Sum("openings")).values("n")
    waiting = (
        mine.filter(questions__reply="")
        .values("call")
        .annotate(n=Count("questions", filter=Q(questions__reply="")))
    )
    return calls.select_related("west", "east").annotate(
        asked=_figure(asked), offered=_figure(offered), questions=_figure(waiting.values("n"))
    )


def _figure(rows):
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def forwarded_to(organisation):
    """What an employer has been asked for and may still answer, newest first."""
    mine = Forwarding.objects.filter(organisation=organisation, request__call__stage__in=UNDER_WAY)
    answers = Answer.objects.filter(
        request=OuterRef("request"), vacancy__employer=organisation
    ).order_by()
    counted = answers.values("request").annotate(n=Count("pk")).values("n")
    return (
        mine.select_related("request", "request__call__west", "request__call__east")
        .annotate(answers=_figure(counted))
        .order_by("-pk")
    )


def _wanted(request):
    """Vacancies of the occupations and kinds that a request asks for, wherever they are."""
    wanted = Q(pk__in=())
    for low, high, _place_low, _place_high, kind in request.terms:
        work = Q() if high - low >= ALL_WORK else Q(
            occupation__number__gte=low, occupation__number__lt=high
        )  # fmt: skip
        house = Q() if kind < 0 else Q(employer__employer_kind__bit=kind)
        wanted |= work & house
    return wanted


def suggested_employers(request, *, limit=20):
    """Employers of the east that have had such posts, or are of the wished kind; newest first.

    Those who have it already are left out. Each bears `posts`, how many such posts it had.
    """
    east = request.call.east.interval()
    posts = Vacancy.objects.filter(_wanted(request), employer=OuterRef("pk")).order_by()
    posts = posts.in_regions([east])
    counted = posts.values("employer").annotate(n=Count("pk")).values("n")
    kinds = {span[4] for span in request.terms if span[4] >= 0}
    houses = Organisation.objects.employers().filter(within([east], "region") | Exists(posts))
    return (
        houses.annotate(posts=_figure(counted))
        .filter(Q(posts__gt=0) | Q(employer_kind__bit__in=kinds))
        .exclude(pk__in=request.forwardings.values("organisation"))
        .order_by("-posts", "-pk")[:limit]
    )


def suggested_vacancies(request, *, on, limit=20):
    """Live vacancies of the east that could answer at once, most openings first."""
    live = Vacancy.objects.live(on).in_regions([request.call.east.interval()])
    return (
        live.filter(_wanted(request))
        .exclude(pk__in=request.answers.values("vacancy"))
        .select_related("employer", "region")
        .order_by("-openings", "pk")[:limit]
    )


def told_of_somebody(call, words):
    """The piece of these words that would tell the pair who somebody is, or ""."""
    if found := NUMBER.search(words):
        return found.group().strip()
    behind = Wisher.objects.filter(call=call).values("worker")
    people = Worker.objects.filter(pk__in=behind).values_list("name", "code", "village")
    for name, code, village in people.iterator(5_000):
        for piece in (name, name.replace("·", ""), code, village, _without_group(village)):
            if len(piece) > 1 and piece in words:
                return piece
    return ""


def _without_group(village):
    """中查村 of 中查村3组."""
    return GROUP_OF_A_VILLAGE.sub("", village)
