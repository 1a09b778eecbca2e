"""What a phone hands in: a few papers at a time, each answered by itself; photos one by one."""

import json

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jiedui.core.refusal import Refusal
from jiedui.web.village import handing
from jiedui.web.village.rounds import clashes_of
from jiedui.web.village.wire import answered, bad_paper, by_device, told_in

AT_ONCE = 50
# A page photographed and made smaller on the phone has a few hundred kilobytes.
PHOTO_BYTES = 4 * 1024 * 1024


@by_device
@require_POST
def receive(request):
    """Each paper is taken or refused for itself: one that is wrong holds up no other."""
    told = told_in(request)
    papers = told.get("papers")
    if not isinstance(papers, list) or len(papers) > AT_ONCE:
        raise bad_paper()
    when = {"sent_at": handing.moment(told.get("sent_at")), "now": timezone.now()}
    return answered({"papers": [_answer(request.device, paper, when) for paper in papers]})


@by_device
@require_POST
def photo(request):
    """The picture is looked at by the room that keeps it; here only its size is."""
    if int(request.headers.get("Content-Length") or 0) > PHOTO_BYTES:
        raise Refusal("photo-too-large", _("照片太大：请删去这一张，重拍一张。"))
    try:
        paper = json.loads(request.POST.get("paper", ""))
    except ValueError:
        raise bad_paper() from None
    picture = request.FILES.get("photo")
    if picture is None or not isinstance(paper, dict):
        raise bad_paper()
    when = {"sent_at": handing.moment(request.POST.get("sent_at")), "now": timezone.now()}
    return answered(_answer(request.device, paper | {"kind": "photo", "photo": picture}, when))


def _answer(device, paper, when):
    if not isinstance(paper, dict):
        raise bad_paper()
    number = paper.get("id")
    try:
        receipt = handing.take(device, paper, **when)
    except Refusal as refusal:
        if refusal.code == "device-revoked":
            raise  # while it was sending: nothing more is taken from it
        return {
            "id": number, "state": "refused", "code": refusal.code, "message": str(refusal.message),
        }  # fmt: skip
    return {"id": number, "state": "taken", "answer": _in_full(device.user, receipt)}


def _in_full(user, receipt):
    """The receipt holds no answers; where two clash, both are looked up for whoever may see."""
    told = dict(receipt.answer)
    if "clashing" in told:
        clashes = clashes_of(
            user, response__worker=receipt.worker_id, question__in=told.pop("clashing")
        )
        told["conflicts"] = list(clashes.values())
    return told
