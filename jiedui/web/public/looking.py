"""What somebody looks for, from the form and from the words together."""

from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.scope import within
from jiedui.catalog.models import Region
from jiedui.catalog.queries import place_for
from jiedui.vacancies.queries import understood
from jiedui.workers.models import Worker

LEAST_PAY = (3000, 4000, 5000, 6000, 7000, 8000)
AGES = (40, 45, 50, 55, 60)
USUAL_AGE = 50


class LookForm(forms.Form):
    """What is looked for: in words, and by what decides for most people."""

    q = forms.CharField(
        label=_("想做什么、去哪里"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "enterkeyhint": "search"}),
    )
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)
    near = forms.CharField(
        label=_("我家在（近的排在前面）"),
        max_length=30,
        required=False,
        help_text=_("写县名，如：九寨沟"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    pay = forms.TypedChoiceField(
        label=_("每月至少"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("多少都看")), *((n, f"{n:,}") for n in LEAST_PAY)],
    )
    age = forms.TypedChoiceField(
        label=_("我的年龄"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("不按年龄找")), *((n, str(n)) for n in AGES)],
    )
    lodging = forms.BooleanField(label=_("要包住"), required=False)
    couple = forms.BooleanField(label=_("要夫妻房"), required=False)


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody is looking for, and from where."""

    words: str = ""
    region: Region | None = None
    pay: int | None = None
    age: int | None = None
    lodging: bool = False
    couple: bool = False
    home: Region | None = None
    near: str = ""
    unknown_home: str = ""

    def asked(self, **changed):
        """The address of this look with something changed: every wish by its own name, so that
        one tap can take back what was said in words."""
        told = {
            "q": self.words,
            "place": self.region.pk if self.region else "",
            "near": self.near,
            "pay": self.pay,
            "age": self.age,
            "lodging": "on" if self.lodging else "",
            "couple": "on" if self.couple else "",
        } | changed
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def quick(self):
        """What most people over forty ask for, each one tap away: (words, wished?, address)."""
        old = self.age is not None
        return (
            (_("包住"), self.lodging, self.asked(lodging="" if self.lodging else "on")),
            (_("有夫妻房"), self.couple, self.asked(couple="" if self.couple else "on")),
            (
                _("%(n)s岁能去") % {"n": self.age or USUAL_AGE},
                old,
                self.asked(age="" if old else USUAL_AGE),
            ),
        )

    @property
    def everywhere(self):
        return self.asked(place="")

    def among(self, vacancies):
        """Those of these vacancies that answer to everything but the words."""
        if self.region:
            vacancies = vacancies.filter(within([self.region.interval()], "region"))
        if self.pay:
            enough = Q(pay_high__gte=self.pay) | Q(pay_high=None, pay_low__gte=self.pay)
            vacancies = vacancies.filter(enough)
        if self.age:
            vacancies = vacancies.filter(
                Q(age_max=None) | Q(age_max__gte=self.age),
                Q(age_min=None) | Q(age_min__lte=self.age),
            )
        if self.lodging:
            vacancies = vacancies.filter(lodging=True)
        if self.couple:
            vacancies = vacancies.filter(couple_rooms__gt=0)
        return vacancies


def look_of(form, user):
    """A form that makes no sense looks for everything; what is chosen goes before what is said."""
    told = form.cleaned_data if form.is_valid() else {}
    said = understood(told.get("q") or "")
    code = told.get("place") or said.region
    named = told.get("near") or ""
    home = place_for(named) if named else home_of(user)
    return Look(
        words=said.words,
        region=Region.objects.filter(pk=code).first() if code else None,
        pay=told.get("pay") or said.least_pay,
        age=told.get("age") or said.age,
        lodging=bool(told.get("lodging") or said.lodging),
        couple=bool(told.get("couple") or said.couple),
        home=home,
        near=named,
        unknown_home=named if named and home is None else "",
    )


def home_of(user):
    """Whoever is signed in for himself need not say where he lives; nobody else is known here."""
    if not (user.is_authenticated and user.may("me.live")):
        return None
    worker = Worker.objects.visible_to(user).present().select_related("home").first()
    return worker.home if worker else None
