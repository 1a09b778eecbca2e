"""What waits for me, and how far along the road I am."""

from django.shortcuts import render

from jiedui.candidacies.models import Candidacy, Help, Stage
from jiedui.notices.queries import unread_count
from jiedui.web.kit.stations import furthest, stations
from jiedui.web.me import survey
from jiedui.web.me.guard import oneself


@oneself
def home(request, worker):
    live = list(
        Candidacy.objects.live()
        .filter(worker=worker)
        .select_related("vacancy__employer", "vacancy__region")
        .order_by("-pk")
    )
    here = furthest(live)
    wish = worker.intentions.current().first()
    told = {
        "worker": worker,
        "wish": wish,
        "proposed": [one for one in live if one.stage == Stage.PROPOSED],
        "standing": [one for one in live if one.stage != Stage.PROPOSED],
        "stations": stations(
            has_wish=bool(wish and wish.wants_work), stage=here.stage if here else None, own=True
        ),
        "survey": survey.waiting(worker, request.user),
        "unread": unread_count(worker),
        "answered": Help.objects.filter(worker=worker, stage="answered").order_by("-answered_at")[
            :1
        ],
    }
    return render(request, "me/home.html", told)
