"""What is held about me, from whom it came, and how I correct or take it back."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Purpose as CodePurpose
from jiedui.accounts.models import User
from jiedui.core.events import Event
from jiedui.web.kit.pages import refusals_on, refusals_told
from jiedui.web.me import telephones
from jiedui.web.me.guard import oneself
from jiedui.web.me.signin import CodeForm, PhoneForm
from jiedui.web.me.telephones import ASKED
from jiedui.workers import actions as workers
from jiedui.workers.models import Channel, Consent, HouseholdStatus, Purpose, Reveal, Worker
from jiedui.workers.queries import origin_of
from jiedui.workers.queries.road import SEEN

LOOKS_READ, LOOKS_SHOWN = 300, 20
SHOWN = (
    "name", "born_on", "phone", "identity", "home", "town", "village", "education",
    "graduated_in", "is_veteran", "employment", "workplace", "employer_name",
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """One value as the registry holds it: what, when it was told, through whom."""

    label: str
    value: object
    told_on: date | None
    by: str


def held(worker):
    """Everything that has a value; numbers show their last four."""
    origins = origin_of(worker)
    names = dict(
        User.objects.filter(pk__in={origins[name].by_id for name in SHOWN}).values_list(
            "pk", "full_name"
        )
    )
    for name in SHOWN:
        value = _shown(worker, name)
        if value:
            origin = origins[name]
            label = Worker._meta.get_field(name).verbose_name
            yield Held(label, value, origin.told_on, names.get(origin.by_id, ""))


def _shown(worker, name):
    if name in {"phone", "identity"}:
        return getattr(worker, f"{name}_masked")
    if name == "is_veteran":
        return _("是") if worker.is_veteran else ""
    if name in {"education", "employment"}:
        return getattr(worker, f"get_{name}_display")() if getattr(worker, name) else ""
    return getattr(worker, name)


@dataclass(frozen=True)
class Looked:
    """On one day one person of an office looked at the record, so many times."""

    on: date
    by: User | None
    times: int


def looked(worker):
    """Who looked, the latest first; a day of the same officer is one line."""
    seen = Event.objects.filter(verb=SEEN, worker_id=worker.pk).order_by("-id")[:LOOKS_READ]
    days = Counter((timezone.localdate(event.at), event.by_id) for event in seen)
    known = User.objects.select_related("organisation").in_bulk({by for _on, by in days})
    return [Looked(on, known.get(by), times) for (on, by), times in days.items()][:LOOKS_SHOWN]


@oneself
def record(request, worker):
    today = timezone.localdate()
    told = {
        "held": list(held(worker)),
        "classes": HouseholdStatus.objects.in_force(today).filter(household=worker.household_id),
        "certificates": worker.certificates.select_related("kind"),
        "experiences": worker.experiences.select_related("occupation"),
        "looked": looked(worker),
        "reveals": Reveal.objects.filter(worker=worker)[:LOOKS_SHOWN],
        "consents": Consent.objects.live().filter(worker=worker),
    }
    return render(request, "me/record/held.html", told)


class WithdrawForm(forms.Form):
    purpose = forms.ChoiceField(choices=Purpose)


@oneself
@require_POST
def withdraw(request, worker):
    """Taking back is as easy as giving: one button."""
    form = WithdrawForm(request.POST)
    if form.is_valid():
        with refusals_told(request):
            workers.withdraw_consent(
                worker, on=timezone.localdate(), by=request.user, channel=Channel.SELF,
                **form.cleaned_data,
            )  # fmt: skip
            messages.success(request, _("已撤回。以后不再为这件事使用您的资料。"))
    return redirect("me:record")


@oneself
@require_http_methods(["GET", "POST"])
def new_phone(request, worker):
    """First the new number: only its holder can read the code."""
    form = PhoneForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            number = form.cleaned_data["phone"]
            telephones.send(request, number, purpose=CodePurpose.NEW_PHONE)
            return redirect("me:phone_code")
    return render(request, "me/record/phone.html", {"form": form, "old": worker.phone_masked})


@oneself
@require_http_methods(["GET", "POST"])
def phone_code(request, worker):
    number = telephones.kept(request, ASKED)
    if not number:
        return redirect("me:new_phone")
    form = CodeForm(request.POST or None)
    del form.fields["mine"]
    if form.is_valid():
        with refusals_on(form):
            told = telephones.proof(request, CodePurpose.NEW_PHONE)
            accounts.prove_phone(number, form.cleaned_data["code"], **told)
            change(worker, number, by=request.user)
            telephones.forget(request)
            messages.success(request, _("手机号换好了：下次用新号码登录。"))
            return redirect("me:record")
    return render(request, "me/record/code.html", {"form": form, "last_four": number[-4:]})


def change(worker, number, *, by):
    """In the registry and at the lock of this door."""
    workers.correct(
        worker, phone=number, on=timezone.localdate(), by=by, channel=Channel.SELF,
        because=str(_("本人更换手机号")),
    )  # fmt: skip
    accounts.change_phone(by, number, by=by)
