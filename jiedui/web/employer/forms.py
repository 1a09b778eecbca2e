"""The form of one post, filled by hand or from the ad's own words."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiedui.catalog.models import CertificateType, Education, Occupation
from jiedui.catalog.queries import occupations_for, place_for
from jiedui.vacancies.models import PayPeriod

DAY = forms.DateInput({"type": "date"}, "%Y-%m-%d")
YES_NO = [("unknown", _("未写明")), ("true", _("是")), ("false", _("否"))]
# What goes with the pay as it was read; not typed by hand.
BESIDE_PAY = ("pay_period", "pay_said", "pay_assumption")
TEXTS = ("title", "conditions", "duties", "shifts", "workplace", "said")


class PostForm(forms.Form):
    """Shape only; the rules are in the room. Every field says which words it was read from."""

    title = forms.CharField(label=_("岗位名称"), max_length=80)
    openings = forms.IntegerField(label=_("招聘人数"), min_value=1, max_value=10_000)
    pay_low = forms.IntegerField(
        label=_("月薪下限（元）"), min_value=0, max_value=1_000_000, required=False
    )
    pay_high = forms.IntegerField(
        label=_("月薪上限（元）"), min_value=0, max_value=1_000_000, required=False
    )
    place = forms.CharField(label=_("工作地在哪个县（市、区）"), max_length=40)
    workplace = forms.CharField(label=_("工作地址"), max_length=160, required=False)
    duties = forms.CharField(
        label=_("工作内容"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3})
    )
    conditions = forms.CharField(
        label=_("招聘条件"),
        max_length=400,
        required=False,
        help_text=_("没有条件就写“不限”。"),
        widget=forms.Textarea({"rows": 2}),
    )
    valid_until = forms.DateField(label=_("有效期至"), required=False, widget=DAY)
    board = forms.NullBooleanField(label=_("包吃"), required=False)
    lodging = forms.NullBooleanField(label=_("包住"), required=False)
    couple_rooms = forms.IntegerField(
        label=_("夫妻房间数"), min_value=0, max_value=1000, required=False
    )
    insurance = forms.NullBooleanField(label=_("缴纳社保"), required=False)
    shifts = forms.CharField(label=_("班次"), max_length=80, required=False)
    education = forms.TypedChoiceField(
        label=_("学历要求"), choices=Education, coerce=int, required=False, empty_value=0
    )
    experience = forms.IntegerField(
        label=_("经验要求（年）"), min_value=0, max_value=50, required=False
    )
    age_min = forms.IntegerField(label=_("最低年龄"), min_value=16, max_value=100, required=False)
    age_max = forms.IntegerField(label=_("最高年龄"), min_value=16, max_value=100, required=False)
    age_reason = forms.CharField(
        label=_("年龄限制依据"),
        max_length=120,
        required=False,
        help_text=_("没有法律依据的年龄上限只显示，不用来筛人。"),
    )
    occupation = forms.ChoiceField(
        label=pgettext_lazy("employer", "职业"),
        required=False,
        help_text=_("按岗位名称给出的建议，请确认最贴近的一个。"),
    )
    certificates = forms.ModelMultipleChoiceField(
        label=_("必备证书"),
        queryset=CertificateType.objects.order_by("bit"),
        required=False,
        help_text=_("没有证就不能上岗的才选。"),
        widget=forms.CheckboxSelectMultiple,
    )
    contact = forms.CharField(label=_("公开联系方式"), max_length=80, required=False)
    latest_start = forms.DateField(label=_("最晚到岗"), required=False, widget=DAY)
    mark = forms.CharField(
        label=_("区别标记"),
        max_length=40,
        required=False,
        help_text=_("同一地点有两个同名岗位时填，如“二车间”“夜班”。"),
    )
    said = forms.CharField(
        label=_("招聘原文"),
        required=False,
        max_length=20_000,
        strip=False,
        widget=forms.Textarea({"rows": 7}),
        help_text=_("按原文审核文字；自己填写的可以不写。"),
    )
    plea = forms.CharField(
        label=_("依据说明"),
        max_length=100,
        required=False,
        help_text=_("只有标红的文字确有法律依据时才填，由经办人核实。"),
    )

    def __init__(self, *args, evidence=None, title="", occupation="", **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("board", "lodging", "insurance"):
            self.fields[name].widget.choices = YES_NO
        self.fields["occupation"].choices = occupations_of(title, occupation)
        for name, told in (evidence or {}).items():
            self._say_whence(name, told)

    def _say_whence(self, name, told):
        if name not in self.fields or not told.get("words"):
            return
        words = " ".join(told["words"].split())
        short = f"{words[:40]}…" if len(words) > 40 else words
        sure = _("读自“%(words)s”，把握 %(sure)d%%") % {"words": short, "sure": told["confidence"]}
        hint = self.fields[name].help_text
        self.fields[name].help_text = f"{sure}。{hint}" if hint else sure

    def clean_place(self):
        region = place_for(self.cleaned_data["place"])
        if region is None or region.level == "province":
            raise forms.ValidationError(
                _("没有认出工作地在哪个县（市、区）：请写全称，如“嘉善县”。")
            )
        return region

    def region_now(self):
        """The region that the unsent form names, for the check of the first look."""
        return place_for(self.initial["place"]) if self.initial.get("place") else None

    def clean_certificates(self):
        return tuple(sorted(kind.code for kind in self.cleaned_data["certificates"]))

    def terms(self):
        """What the room takes: the form's values, without those that are the door's own."""
        aside = {"place", "said", "plea"}
        told = {name: value for name, value in self.cleaned_data.items() if name not in aside}
        for name in ("couple_rooms", "experience"):
            told[name] = told.get(name) or 0
        return told

    def stored(self):
        """What stands in the form, as a sketch keeps it: also what is not yet right."""
        kept = {}
        for name in self.fields:
            if name in {"said", "plea"}:
                continue
            value = self.cleaned_data.get(name) if self.is_bound else None
            if name == "place":
                value = self.data.get("place", "")[:40]
            if hasattr(value, "isoformat"):
                value = value.isoformat()
            if value not in (None, "", ()):
                kept[name] = list(value) if isinstance(value, tuple) else value
        return kept


def occupations_of(title, chosen):
    """The occupation chosen, and the five that the title suggests."""
    near = [found.occupation for found in occupations_for(title, limit=5)] if title else []
    if chosen and chosen not in {one.code for one in near}:
        near = [*Occupation.objects.filter(code=chosen), *near]
    return [("", _("未定")), *((one.code, f"{one.name} {one.code}") for one in near)]


def beside_pay(terms, sketch_terms):
    """How the pay was said, for as long as its figures are those that were read."""
    same = all(terms.get(name) == sketch_terms.get(name) for name in ("pay_low", "pay_high"))
    if not same:
        return {"pay_period": PayPeriod.MONTH, "pay_said": "", "pay_assumption": ""}
    return {name: sketch_terms[name] for name in BESIDE_PAY if sketch_terms.get(name)}
