"""Signing in by telephone: the number, the code, and, the first time, who one is."""

from django import forms
from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.accounts import actions as accounts
from jiedui.accounts import rls
from jiedui.accounts.models import Purpose
from jiedui.core.refusal import Refusal
from jiedui.web.kit.addresses import address_of
from jiedui.web.kit.pages import refusals_on, refusals_told
from jiedui.web.me import telephones
from jiedui.web.me.births import NameForm
from jiedui.web.me.guard import WANTED
from jiedui.web.me.telephones import ASKED, PROVEN
from jiedui.workers import queries as workers
from jiedui.workers.actions.linking import link_account
from jiedui.workers.models import Worker

BACKEND = "django.contrib.auth.backends.ModelBackend"
A_MONTH = 30 * 24 * 3600


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("手机号"),
        max_length=30,
        widget=forms.TextInput(
            {"type": "tel", "inputmode": "tel", "autocomplete": "tel-national", "autofocus": ""}
        ),
    )

    def clean_phone(self):
        """Full-width digits and blanks are nobody's fault; the room refuses what is no mobile."""
        return workers.read_phone(self.cleaned_data["phone"]) or self.cleaned_data["phone"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("短信验证码（6位数字）"),
        max_length=12,
        widget=forms.TextInput(
            {
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "code-input",
                "autofocus": "",
            }
        ),
    )
    mine = forms.BooleanField(label=_("这部手机只有我用，一个月内不用再登录"), required=False)

    def clean_code(self):
        return workers.plain(self.cleaned_data["code"]).replace(" ", "")


@never_cache
@require_http_methods(["GET", "POST"])
def phone(request):
    form = PhoneForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            telephones.send(request, form.cleaned_data["phone"], purpose=Purpose.SIGN_IN)
            return redirect("me:code")
    told = {"form": form, "wanted": WANTED in request.session}
    return render(request, "me/signin/phone.html", told)


@never_cache
@require_http_methods(["GET", "POST"])
def code(request):
    asked = telephones.kept(request, ASKED)
    if not asked:
        return redirect("me:signin")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            told = telephones.proof(request, Purpose.SIGN_IN)
            user = accounts.check_code(asked, form.cleaned_data["code"], **told)
            return _come_in(request, asked, user, mine=form.cleaned_data["mine"])
    return render(request, "me/signin/code.html", {"form": form, "last_four": asked[-4:]})


@require_POST
def again(request):
    """Another code to the same number."""
    asked = telephones.kept(request, ASKED)
    if asked:
        with refusals_told(request):
            telephones.send(request, asked, purpose=Purpose.SIGN_IN)
    return redirect("me:code")


def _come_in(request, phone, user, *, mine):
    """Straight in where the telephone means one person who has been here before."""
    telephones.forget(request)
    telephones.keep(request, PROVEN, phone)
    request.session["mine"] = mine
    sharing = Worker.objects.present().filter(phone_index=workers.phone_index(phone))
    known = Worker.objects.present().filter(account=user)
    with rls.as_the_house():  # nobody is signed in yet
        is_one = known.exists() and not sharing.exclude(account=user).exists()
    return enter(request, user) if is_one else redirect("me:who")


def enter(request, user, to="me:home"):
    """Signed in under a new session key: one that was handed to somebody before is worthless."""
    lasting = A_MONTH if request.session.pop("mine", False) else None
    wanted = request.session.pop(WANTED, None)
    telephones.forget(request)
    login(request, user, BACKEND)
    if lasting:
        request.session.set_expiry(lasting)
    return redirect("me:post", code=wanted) if wanted else redirect(to)


@never_cache
@require_http_methods(["GET", "POST"])
def who(request):
    """Name and day of birth are asked, never shown: a number may have had another owner."""
    proven = telephones.kept(request, PROVEN)
    if not proven:
        return redirect("me:signin")
    form, absent = NameForm(request.POST or None), False
    if form.is_valid():
        with refusals_on(form):
            found = claimed(request, proven, form)
            if found is not None:
                return enter(request, _account_for(found, proven))
            absent = True
    return render(request, "me/signin/who.html", {"form": form, "absent": absent})


def claimed(request, phone, form):
    """The one person of this name and day of birth on this telephone, or nobody."""
    told = {"at": timezone.now(), "address": address_of(request)}
    accounts.refuse_many_claims(phone, **told)
    same = Worker.objects.present().filter(
        phone_index=workers.phone_index(phone), born_on=form.cleaned_data["born_on"]
    )
    bare = form.bare_name()
    with rls.as_the_house():
        found = [one for one in same if one.name.replace("·", "") == bare]
    if len(found) == 1:
        return found[0]
    accounts.count_wrong_claim(phone, **told)
    return None


def _account_for(worker, phone):
    """The account of this person: an earlier one, the telephone's, or, where several people
    share the telephone, one of the person's own."""
    user = worker.account
    if user is None:
        user = accounts.account_of(phone)
        with rls.as_the_house():
            is_taken = Worker.objects.filter(account=user).exists()
        if is_taken:
            user = accounts.open_account(phone)
        link_account(worker, user=user, by=user)
        accounts.call_oneself(user, worker.name, by=user)
    if not user.is_active:
        raise Refusal("account-stopped", _("这个账号已停用：请联系户籍县人社部门。"))
    return user
