"""What is added to one person: a wish, a knock at the door, consent, skills, duties, work."""

from datetime import datetime, time

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from jiedui.catalog.models import CertificateType, EmployerKind
from jiedui.catalog.queries import occupations_for
from jiedui.sheets.ledger import Ledger
from jiedui.sheets.remarks import NOTE, gravity, sentence
from jiedui.web.desk.entry import day
from jiedui.web.kit.pages import refusals_on, staff
from jiedui.workers import actions as workers
from jiedui.workers.models import (
    CareKind,
    Channel,
    Employment,
    Fluency,
    Found,
    Outcome,
    Purpose,
    SkillLevel,
    Tongue,
    Worker,
)
from jiedui.workers.queries import answers


class Addition(forms.Form):
    """One thing that was told of one person, on a day, by a channel."""

    title = ""
    told_on = day(label=_("哪天得知"))
    channel = forms.ChoiceField(label=_("怎么得知"), choices=Channel.choices, required=False)

    def __init__(self, *args, worker, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.worker, self.user = worker, user

    def clean_told_on(self):
        if self.cleaned_data["told_on"] > timezone.localdate():
            raise forms.ValidationError(_("日期在今天之后：请核对。"))
        return self.cleaned_data["told_on"]

    def origin(self):
        told = self.cleaned_data
        return {"on": told["told_on"], "channel": told["channel"], "by": self.user}

    def own(self):
        """What was filled in beside the day and the channel."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"told_on", "channel"}}


class CertificateForm(Addition):
    title = _("登记证书")
    kind = forms.ModelChoiceField(
        label=_("证书"), queryset=CertificateType.objects.current().order_by("name")
    )
    level = forms.ChoiceField(label=_("等级"), choices=SkillLevel.choices, required=False)
    issued_on = day(label=_("发证日期"), required=False)
    valid_until = day(label=_("有效期至"), required=False, help_text=_("长期有效的不填。"))

    def keep(self):
        told = self.own()
        told["kind"] = told["kind"].pk
        workers.record_certificate(self.worker, **told, **self.origin())


class ExperienceForm(Addition):
    title = _("登记工作经历")
    work = forms.CharField(label=_("做过什么"), max_length=60, help_text=_("例如：缝纫工、焊工。"))
    years = forms.IntegerField(label=_("几年"), min_value=0, max_value=60)

    def clean_work(self):
        found = occupations_for(self.cleaned_data["work"], limit=1)
        if not found:
            raise forms.ValidationError(_("没有对上任何职业：请换一个常用叫法。"))
        return found[0].occupation

    def keep(self):
        told = self.own()
        workers.record_experience(
            self.worker, occupation=told["work"].pk, years=told["years"], **self.origin()
        )


class LanguageForm(Addition):
    title = _("登记语言")
    tongue = forms.ChoiceField(label=_("语种"), choices=Tongue.choices)
    level = forms.ChoiceField(label=_("程度"), choices=Fluency.choices, required=False)

    def keep(self):
        workers.record_language(self.worker, **self.own(), **self.origin())


class CareForm(Addition):
    title = _("登记照料负担")
    kind = forms.ChoiceField(label=_("照料谁"), choices=CareKind.choices)
    number = forms.IntegerField(
        label=_("几人"),
        min_value=0,
        max_value=20,
        initial=1,
        help_text=_("填 0 表示不再需要照料。"),
    )
    covered = forms.BooleanField(label=_("有人代为照料，可以外出"), required=False)

    def keep(self):
        workers.record_care(self.worker, **self.own(), **self.origin())


class SpellForm(Addition):
    title = _("登记务工经历")
    employment = forms.ChoiceField(label=_("就业状态"), choices=Employment.choices[1:])
    employer_name = forms.CharField(label=_("单位"), max_length=120, required=False)
    workplace = forms.CharField(label=_("务工地"), max_length=120, required=False)
    work = forms.CharField(label=_("做什么"), max_length=60, required=False)
    pay = forms.IntegerField(
        label=_("月收入（元）"), min_value=0, max_value=1_000_000, required=False
    )
    found = forms.ChoiceField(label=_("怎么找到的"), choices=Found.choices, required=False)
    began_on = day(label=_("开始"))
    ended_on = day(label=_("结束"), required=False, help_text=_("还在做的不填：它就是现在的工作。"))

    def keep(self):
        workers.record_spell(self.worker, **self.own(), **self.origin())


class ConsentForm(Addition):
    title = _("登记同意")
    purpose = forms.ChoiceField(label=_("事项"), choices=Purpose.choices)
    wording = forms.CharField(
        label=_("向本人宣读的原话"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        initial=_(
            "我们登记您的姓名、身份证号、电话和就业意愿，只用来给您找工作和办理就业补贴；"
            "您可以随时要求查看、更正，也可以随时不同意。您同意吗？"
        ),
    )
    language = forms.ChoiceField(label=_("用什么语言"), choices=Tongue.choices)
    heard_by = forms.CharField(label=_("谁宣读的"), max_length=40)
    answer = forms.ChoiceField(
        label=_("本人的回答"),
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        widget=forms.RadioSelect,
    )

    def keep(self):
        told = self.own()
        given = told.pop("answer") == "yes"
        workers.record_consent(self.worker, given=given, **told, **self.origin())


class ContactForm(Addition):
    title = _("登记一次联系")
    told_on = day(label=_("哪天"))
    at = forms.TimeField(
        label=_("几点"), widget=forms.TimeInput({"type": "time"}, "%H:%M"), required=False
    )
    # An officer at the desk mostly rings; who knocked at a door, chooses that.
    channel = forms.ChoiceField(label=_("方式"), choices=Channel.choices[1:], initial=Channel.PHONE)
    outcome = forms.ChoiceField(label=_("结果"), choices=Outcome.choices, widget=forms.RadioSelect)
    again_on = day(label=_("约定日期"), required=False, help_text=_("只有“约定再访”才填。"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)
    field_order = ("told_on", "at", "channel")

    def keep(self):
        told = self.own()
        clock = told.pop("at") or time(12)
        at = timezone.make_aware(datetime.combine(self.cleaned_data["told_on"], clock))
        workers.record_contact(
            self.worker, at=at, channel=self.cleaned_data["channel"], by=self.user, **told
        )


class WishForm(Addition):
    title = _("登记就业意愿")
    told_on = day(label=_("调查日期"))
    channel = forms.ChoiceField(label=_("调查方式"), choices=Channel.choices[1:])
    asked_by = forms.CharField(label=_("调查人"), max_length=40, required=False)
    wants_work = forms.ChoiceField(
        label=_("想找工作吗"),
        choices=[("yes", _("想找工作")), ("no", _("暂不找工作"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    work = forms.CharField(
        label=_("想做什么"), max_length=200, required=False,
        help_text=_("按愿意的顺序写，用顿号隔开：缝纫工、保安；都可以就写“不限”。"),
    )  # fmt: skip
    where = forms.CharField(
        label=_("想去哪里"), max_length=200, required=False,
        help_text=_("省、市、县都行，按顺序用顿号隔开：嘉善、嘉兴、浙江。"),
    )  # fmt: skip
    employer_kinds = forms.ModelMultipleChoiceField(
        label=_("意向单位类型"),
        queryset=EmployerKind.objects.current(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    least_pay = forms.IntegerField(
        label=_("最低月薪（元）"), min_value=0, max_value=100_000, required=False
    )
    needs_lodging = forms.BooleanField(label=_("需要住宿"), required=False)
    needs_couple_room = forms.BooleanField(label=_("需要夫妻房"), required=False)
    partner = forms.CharField(
        label=_("同行人"), max_length=60, required=False, help_text=_("姓名或人员编号。")
    )
    available_from = day(label=_("可上岗日期"), required=False)
    training_wish = forms.CharField(label=_("想学什么"), max_length=80, required=False)
    remark = forms.CharField(label=_("备注"), max_length=200, required=False)

    def clean(self):
        """Work and places are read as a sheet's words are; what is not understood is said."""
        told = super().clean()
        ledger = Ledger(self.user.organisation.region, timezone.localdate())
        self.read = {}
        for field, read in (
            ("work", lambda text: ledger.told("wish_occupation", text)),
            ("where", lambda text: ledger.places(text, self.worker.home_id)),
        ):
            if told.get(field):
                found, remarks = read(told[field])
                self.read |= found
                for one in remarks:
                    self.add_error(field, _not_understood(one))
        return told

    def keep(self):
        told = self.own()
        kinds = tuple(dict.fromkeys([
            *(kind.pk for kind in told.pop("employer_kinds")), *self.read.get("employer_kinds", ()),
        ]))  # fmt: skip
        wish = {name: told[name] for name in told if name not in {"work", "where", "wants_work"}}
        wish |= {name: tuple(self.read.get(name, ())) for name in ("occupations", "places")}
        workers.record_intention(
            self.worker,
            asked_on=self.cleaned_data["told_on"],
            channel=self.cleaned_data["channel"],
            by=self.user,
            wants_work=told["wants_work"] == "yes",
            employer_kinds=kinds,
            **wish,
        )


def _not_understood(kept):
    """A sheet takes what it understands and says what is left; at the desk one can still ask."""
    if gravity(kept["code"]) != NOTE or not kept.get("said"):
        return sentence(kept)
    return _("没有看懂“%(said)s”：请换一个常用叫法，或删去。") % {"said": kept["said"]}


FORMS = {
    "wish": WishForm,
    "contact": ContactForm,
    "consent": ConsentForm,
    "certificate": CertificateForm,
    "experience": ExperienceForm,
    "language": LanguageForm,
    "care": CareForm,
    "spell": SpellForm,
}


def _start(request, what, worker):
    start = {"told_on": timezone.localdate()}
    if what == "consent":
        start |= {"language": Tongue.MANDARIN, "heard_by": request.user.full_name}
    if what == "wish":
        start |= _last_wish(worker) | {"asked_by": request.user.full_name}
    return start


def _last_wish(worker):
    """The form begins with the last answer: what has not changed is not typed again."""
    last = next((told for told in answers(worker) if told.is_current), None)
    if last is None:
        return {}
    kept = last.intention
    names = ("least_pay", "needs_lodging", "needs_couple_room", "available_from", "training_wish",
             "remark")  # fmt: skip
    return {name: getattr(kept, name) for name in names} | {
        "wants_work": "yes" if kept.wants_work else "no",
        "work": "、".join(last.occupations),
        "where": "、".join(last.places),
        "employer_kinds": kept.employer_kinds.all(),
        "partner": kept.partner.code if kept.partner else "",
    }


@staff("people.correct")
@require_http_methods(["GET", "POST"])
def add(request, code, what):
    worker = get_object_or_404(Worker.objects.visible_to(request.user), code=code)
    if what not in FORMS:
        raise Http404
    start = _start(request, what, worker)
    form = FORMS[what](request.POST or None, worker=worker, user=request.user, initial=start)
    if form.is_valid():
        with refusals_on(form):
            form.keep()
            messages.success(request, _("已登记。"))
            return redirect("desk:person", code=code)
    return render(request, "desk/workers/add.html", {"form": form, "worker": worker})
