"""What waits for whoever comes in by this door."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jiedui.accounts.models import Licence, Registration
from jiedui.accounts.roles import Role
from jiedui.matching.queries import forwarded_to
from jiedui.vacancies.models import Sketch
from jiedui.web.employer.firm import standing
from jiedui.web.employer.vacancies import counts
from jiedui.web.kit.pages import staff


@dataclass(frozen=True)
class Wait:
    """Something that waits for this firm: how many, what, where to go."""

    count: int
    what: str
    why: str
    href: str


def waits(user, found):
    here = reverse("employer:vacancies")
    asked = forwarded_to(user.organisation).filter(answers=0).count()
    sketches = Sketch.objects.visible_to(user).count()
    told = [
        Wait(
            asked,
            ngettext("条结对需求等您答复", "条结对需求等您答复", asked),
            _("结对地区的人想做这样的工作，看看您有没有岗位"),
            reverse("employer:calls"),
        ),
        Wait(
            found["returned"],
            ngettext("个岗位被退回", "个岗位被退回", found["returned"]),
            _("看经办人写的原因，改好再提交"),
            f"{here}?state=returned",
        ),
        Wait(
            found["expiring"],
            ngettext("个岗位七天内到期", "个岗位七天内到期", found["expiring"]),
            _("还在招就点一下延期，不招了就结束"),
            f"{here}?state=open",
        ),
        Wait(
            sketches,
            ngettext("个岗位还没有提交", "个岗位还没有提交", sketches),
            _("接着写完，或删掉"),
            here,
        ),
    ]
    return [wait for wait in told if wait.count]


@staff("employer.enter")
def home(request):
    if request.user.role == Role.APPLICANT:
        return applying(request)
    today = timezone.localdate()
    found = counts(request.user, today)
    told = {"today": today, "found": found, "waits": waits(request.user, found)}
    return render(request, "employer/home.html", told | standing(request.user.organisation, today))


def applying(request):
    """Before the officer has decided: how the request stands, and nothing else."""
    last = Registration.objects.filter(user=request.user).order_by("-pk")
    told = {
        "last": last.select_related("region").first(),
        "papers": Licence.objects.visible_to(request.user).order_by("-pk"),
    }
    return render(request, "employer/applying.html", told)
