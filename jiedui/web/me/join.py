"""Registering oneself: for somebody whom nobody has asked yet."""

from django import forms
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jiedui.accounts import actions as accounts
from jiedui.accounts import rls
from jiedui.accounts.models import Organisation, Pairing
from jiedui.accounts.scope import within
from jiedui.core.refusal import Refusal
from jiedui.web.kit.addresses import address_of
from jiedui.web.kit.pages import refusals_on
from jiedui.web.me import telephones
from jiedui.web.me.births import NameForm
from jiedui.web.me.signin import enter
from jiedui.web.me.telephones import PROVEN
from jiedui.workers import actions as workers
from jiedui.workers.actions.linking import link_account
from jiedui.workers.models import Channel, Purpose, Tongue, Worker
from jiedui.workers.queries import Person

WORDING = _(
    "我同意户籍县人社部门登记我的姓名、出生日期、手机号、住址和就业意愿，只用来为我找工作、"
    "办就业服务。我可以随时查看、更正，也可以撤回同意。"
)
IN_PERSON = _("这次登记要先由人核对：请带身份证到村里找帮办员，或打县人社局的电话，几分钟就好。")


def counties():
    """Western counties whose bureau works here: only there somebody would answer."""
    west = Pairing.objects.in_force().vouched().select_related("west")
    intervals = sorted({pairing.west.interval() for pairing in west})
    bureaus = Organisation.objects.filter(within(intervals, "region"), kind="bureau")
    found = {one.region for one in bureaus.select_related("region") if one.region.level == "county"}
    return [(region.pk, region.full_name) for region in sorted(found, key=lambda one: one.pk)]


class JoinForm(NameForm):
    home = forms.TypedChoiceField(label=_("户籍在哪个县"), coerce=int, empty_value=None)
    village = forms.CharField(label=_("乡镇和村组"), max_length=60, required=False)
    agreed = forms.BooleanField(
        label=WORDING,
        error_messages={"required": _("不同意也可以找工作：请到村里找帮办员当面办。")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["home"].choices = [("", _("请选择")), *counties()]

    def person(self, phone):
        told = self.cleaned_data
        return Person(
            name=told["name"],
            born_on=told["born_on"],
            home=told["home"],
            village=told["village"] or None,
            phone=phone,
        )


@never_cache
@require_http_methods(["GET", "POST"])
def join(request):
    proven = telephones.kept(request, PROVEN)
    if not proven:
        return redirect("me:signin")
    form = JoinForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            refuse_double(request, form.person(proven))
            user = register(form.person(proven))
            return enter(request, user, to="me:wish")
    return render(request, "me/signin/join.html", {"form": form})


def refuse_double(request, person):
    """Somebody of this name and day is registered already, under another telephone or another
    spelling: only a person may decide whether it is the same one. Counted as a wrong claim."""
    told = {"at": timezone.now(), "address": address_of(request)}
    accounts.refuse_many_claims(person.phone, **told)
    same = Worker.objects.filter(born_on=person.born_on, home=person.home)
    bare = person.name.replace("·", "")
    with rls.as_the_house():  # nobody is signed in yet
        is_known = any(one.name.replace("·", "") == bare for one in same)
    if is_known:
        accounts.count_wrong_claim(person.phone, **told)
        raise Refusal("check-in-person", IN_PERSON)


@transaction.atomic
def register(person):
    """The record, the consent to keep it, and the account that belongs to it: all or nothing."""
    user = accounts.account_of(person.phone)
    if Worker.objects.filter(account=user).exists():
        user = accounts.open_account(person.phone)
    on = timezone.localdate()
    kept = workers.keep_person(person, on=on, by=user, source="self", channel=Channel.SELF)
    worker = Worker.objects.get(pk=kept.worker_id)
    if worker.account_id is not None or kept.outcome != "new":
        raise Refusal("check-in-person", IN_PERSON)
    link_account(worker, user=user, by=user)
    accounts.call_oneself(user, worker.name, by=user)
    workers.record_consent(
        worker,
        purpose=Purpose.REGISTRY,
        wording=str(WORDING),
        language=Tongue.MANDARIN,
        heard_by=worker.name,
        on=on,
        by=user,
        channel=Channel.SELF,
    )
    return user
