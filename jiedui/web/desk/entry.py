"""One person entered by hand, and one person's particulars corrected."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jiedui.catalog.models import Education, HouseholdClass, Region, RegionLevel
from jiedui.core.refusal import Refusal
from jiedui.web.kit.pages import refusals_on, staff
from jiedui.workers import actions as workers
from jiedui.workers import bridge
from jiedui.workers import queries as registry
from jiedui.workers.models import Channel, Disability, Employment, HouseholdStatus, Relation, Sex
from jiedui.workers.models import Worker as Person

SCHOOLING = [(0, _("未上过学或未填")), *Education.choices[1:]]
PLAIN = (
    "name", "born_on", "sex", "ethnicity", "education", "village", "relation", "employment",
    "employer_name", "workplace", "graduated_in", "is_veteran", "disability", "remark",
)  # fmt: skip


def day(**more):
    return forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more)


class PersonForm(forms.Form):
    """What an officer writes of one person; shape only, what can be true the room decides."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    identity = forms.CharField(
        label=_("身份证号"),
        max_length=24,
        required=False,
        help_text=_("18位（旧证15位）；没有带证件的，先填出生日期。"),
    )
    born_on = day(label=_("出生日期"), required=False, help_text=_("填了身份证号的，可以不填。"))
    phone = forms.CharField(label=_("电话"), max_length=24, required=False)
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices, required=False)
    ethnicity = forms.CharField(label=_("民族"), max_length=12, required=False)
    education = forms.TypedChoiceField(
        label=_("文化程度"), choices=SCHOOLING, coerce=int, required=False, empty_value=0
    )
    graduated_in = forms.IntegerField(
        label=_("毕业年份"), min_value=1950, max_value=2100, required=False
    )
    town = forms.TypedChoiceField(label=_("乡镇"), coerce=int, required=False, empty_value=None)
    village = forms.CharField(label=_("村组"), max_length=60, required=False)
    roof = forms.CharField(
        label=_("与谁同户"),
        max_length=12,
        required=False,
        help_text=_("填同户一位家人的人员编号；不填则单独成户。"),
    )
    relation = forms.ChoiceField(label=_("与户主关系"), choices=Relation.choices, required=False)
    household_classes = forms.MultipleChoiceField(
        label=_("户类型"), required=False, widget=forms.CheckboxSelectMultiple
    )
    is_veteran = forms.BooleanField(label=_("退役军人"), required=False)
    disability = forms.ChoiceField(
        label=_("残疾证等级"), choices=Disability.choices, required=False
    )
    employment = forms.ChoiceField(label=_("就业状态"), choices=Employment.choices, required=False)
    employer_name = forms.CharField(label=_("当前单位"), max_length=120, required=False)
    workplace = forms.CharField(label=_("当前务工地"), max_length=120, required=False)
    remark = forms.CharField(label=_("备注"), max_length=200, required=False)
    told_on = day(label=_("哪天得知"))
    channel = forms.ChoiceField(label=_("怎么得知"), choices=Channel.choices, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        here = Region.objects.under(user.organisation.region)
        towns = here.filter(level=RegionLevel.TOWN).order_by("code")
        self.fields["town"].choices = [("", _("未填")), *towns.values_list("code", "short")]
        classes = HouseholdClass.objects.in_force(timezone.localdate())
        self.fields["household_classes"].choices = [(one.pk, str(one)) for one in classes]

    def clean_told_on(self):
        if self.cleaned_data["told_on"] > timezone.localdate():
            raise forms.ValidationError(_("日期在今天之后：请核对。"))
        return self.cleaned_data["told_on"]

    def clean_roof(self):
        """The household of a member whom this officer may see."""
        code = self.cleaned_data["roof"].strip().upper()
        if not code:
            return ""
        member = Person.objects.visible_to(self.user).filter(code=code).first()
        if member is None or member.household_id is None:
            raise forms.ValidationError(_("没有找到这个人员编号：请到人员名单里查看。"))
        return member.household.code

    def told(self):
        """The values by the names of the room; what was left empty is not told."""
        filled = {name: self.cleaned_data[name] for name in (*PLAIN, "identity", "phone", "town")}
        return filled | {
            "household": self.cleaned_data["roof"],
            "household_classes": tuple(self.cleaned_data["household_classes"]),
        }

    def origin(self):
        return {
            "on": self.cleaned_data["told_on"],
            "channel": self.cleaned_data["channel"],
            "by": self.user,
        }


class EntryForm(PersonForm):
    """Somebody new; who looks like somebody known is shown before anything is kept."""

    home = forms.TypedChoiceField(label=_("户籍县"), coerce=int)
    is_another = forms.BooleanField(label=_("我已逐个核对：上面列出的都不是这个人"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        counties = Region.objects.under(user.organisation.region).filter(level=RegionLevel.COUNTY)
        self.fields["home"].choices = counties.order_by("code").values_list("code", "name")


def _suspects(form):
    """People of the own county who may be the one that is being entered."""
    told = form.cleaned_data
    person = registry.Person(
        name=registry.read_name(told["name"]),
        born_on=told["born_on"] or _birthday(told["identity"]),
        home=told["home"],
        identity=told["identity"] or None,
        phone=told["phone"] and registry.read_phone(told["phone"]),
        town=told["town"],
        village=told["village"],
        sex=told["sex"],
    )
    return bridge.likely(person, Person.objects.visible_to(form.user))


def _birthday(number):
    try:
        return registry.read_identity(number).born_on if number else None
    except Refusal:
        return None  # the room refuses the number itself, with its reason


@staff("people.correct")
@require_http_methods(["GET", "POST"])
def new(request):
    """Enter, look whether the person is known already, keep."""
    form = EntryForm(
        request.POST or None, user=request.user, initial={"told_on": timezone.localdate()}
    )
    suspects = []
    if form.is_valid():
        suspects = _suspects(form)
        if form.cleaned_data["is_another"] or not suspects:
            with refusals_on(form):
                worker = workers.register(
                    form.cleaned_data["home"], source="desk", **form.told(), **form.origin()
                )
                messages.success(request, _("已登记。接着可以记下就业意愿。"))
                return redirect("desk:person", code=worker.code)
    return render(request, "desk/workers/new.html", {"form": form, "suspects": suspects})


class CorrectForm(PersonForm):
    """The same particulars of somebody known, with the reason."""

    no_phone = forms.BooleanField(label=_("号码作废，暂无电话"), required=False)
    because = forms.CharField(
        label=_("为什么改"), max_length=120, help_text=_("例如：照身份证核对、本人来电更正。")
    )

    def __init__(self, *args, worker, **kwargs):
        self.worker = worker
        super().__init__(*args, **kwargs)
        for name, number in (("identity", worker.identity), ("phone", worker.phone)):
            hint = _("已登记，末四位 %(last)s；要改才填。") % {"last": number[-4:]}
            self.fields[name].help_text = hint if number else _("还没有登记。")
        self.fields["roof"].help_text = _("改到另一户时，填那一户一位家人的人员编号。")

    def told(self):
        told = super().told()
        for name in ("identity", "phone", "household"):
            if not told[name]:
                del told[name]
        if self.cleaned_data["no_phone"]:
            told["phone"] = ""
        if told["born_on"] is None:
            del told["born_on"]
        return told


def _now(worker, on):
    held = HouseholdStatus.objects.filter(household=worker.household_id).in_force(on)
    return {name: getattr(worker, name) for name in PLAIN} | {
        "town": worker.town_id,
        "household_classes": list(held.values_list("kind", flat=True)),
        "told_on": on,
    }


@staff("people.correct")
@require_http_methods(["GET", "POST"])
def correct(request, code):
    worker = get_object_or_404(Person.objects.visible_to(request.user), code=code)
    now = _now(worker, timezone.localdate())
    form = CorrectForm(request.POST or None, user=request.user, worker=worker, initial=now)
    if form.is_valid():
        with refusals_on(form):
            because = form.cleaned_data["because"]
            kept = workers.correct(worker, because=because, **form.told(), **form.origin())
            _say(request, kept)
            return redirect("desk:person", code=code)
    return render(request, "desk/workers/correct.html", {"form": form, "worker": worker})


def _say(request, kept):
    if kept.outcome == "same":
        messages.info(request, _("内容和原来一样，没有更改。"))
    else:
        messages.success(request, _("已更正；原来的内容留在“经过”里，可以撤销。"))
