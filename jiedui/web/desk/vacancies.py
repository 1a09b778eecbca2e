"""Vacancies at the desk: the list, one vacancy with what the law says of its words."""

from io import BytesIO

from django import forms
from django.contrib import messages
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.accounts.scope import own
from jiedui.candidacies.models import Candidacy
from jiedui.catalog.models import CertificateType, Education
from jiedui.catalog.queries import occupations_for
from jiedui.sheets import actions as sheets
from jiedui.sheets import out
from jiedui.sheets.models import Book
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies import bridge
from jiedui.vacancies.models import Breach, Level, Stage, Vacancy
from jiedui.web.desk.review import KINDS
from jiedui.web.kit.findings import press_for
from jiedui.web.kit.pages import AT_ONCE, refusals_on, refusals_told, staff, too_many, workbook
from jiedui.web.kit.paging import page_of


class FilterForm(forms.Form):
    """The words of the sentence above the list."""

    stage = forms.ChoiceField(
        label=_("状态"), choices=[("", _("全部状态")), *Stage.choices], required=False
    )
    place = forms.ChoiceField(
        label=_("哪里的"),
        choices=[("", _("本地和结对地区")), ("own", _("本地")), ("paired", _("结对地区"))],
        required=False,
    )
    words = forms.ChoiceField(
        label=_("文字审核"),
        choices=[
            ("", _("不论文字")),
            ("prohibit", _("有不得发布的文字")),
            ("review", _("有需要核实的文字")),
            ("clean", _("文字没有问题")),
        ],
        required=False,
    )
    named = forms.CharField(label=_("岗位、单位或拼音"), max_length=40, required=False)

    def chosen(self, found, user):
        """The rows that the sentence speaks of; words that mean nothing choose nothing out."""
        told = self.cleaned_data if self.is_valid() else {}
        if stage := told.get("stage"):
            found = found.filter(stage=stage)
        if place := told.get("place"):
            here = own(user, "region")
            found = found.filter(here if place == "own" else ~here)
        standing = Breach.objects.uncleared().filter(vacancy=OuterRef("pk"))
        if (words := told.get("words")) == "clean":
            found = found.filter(~Exists(standing))
        elif words:
            found = found.filter(Exists(standing.filter(level=words)))
        return found.named(told["named"]) if told.get("named") else found


def with_counts(found):
    """Head-count taken, and how many words stand uncleared, for a list's rows."""
    taken = (
        Candidacy.objects.live()
        .filter(vacancy=OuterRef("pk"))
        .order_by()
        .values("vacancy")
        .annotate(n=Count("pk"))
        .values("n")
    )
    uncleared = Q(breaches__cleared_by_id=None)
    return found.select_related("employer", "region").annotate(
        taken=Coalesce(Subquery(taken, output_field=IntegerField()), 0),
        prohibited=Count("breaches", filter=uncleared & Q(breaches__level=Level.PROHIBIT)),
        doubted=Count("breaches", filter=uncleared & Q(breaches__level=Level.REVIEW)),
    )


@staff("vacancies.see")
def listed(request):
    found = Vacancy.objects.visible_to(request.user)
    form = FilterForm(request.GET)
    chosen = form.chosen(found, request.user)
    told = {
        "form": form,
        "total": chosen.count(),
        "any": found.exists(),
        "page": page_of(with_counts(chosen), request, newest_first=True),
        "may_import": request.user.may("vacancies.import"),
        "may_publish": request.user.may("vacancies.publish"),
        "may_export": request.user.may("vacancies.export"),
    }
    return render(request, "desk/vacancies/list.html", told)


@staff("vacancies.export")
def export(request):
    found = Vacancy.objects.visible_to(request.user)
    chosen = FilterForm(request.GET).chosen(found, request.user)
    if chosen.count() > AT_ONCE:
        messages.warning(request, too_many(AT_ONCE))
        return redirect("desk:vacancies")
    book = BytesIO()
    written = out.write_vacancies(chosen.order_by("pk"), book)
    sheets.record_export("vacancies", rows=written, by=request.user)
    return workbook(book, f"岗位信息表-{timezone.localdate():%Y%m%d}.xlsx")


def mine(user):
    """Vacancies of one's own region: those of the pair are seen, not changed."""
    return Vacancy.objects.visible_to(user).filter(own(user, "region"))


def repeats_said(vacancy):
    """[(earlier vacancy, how it is the same, since when)] while this one is still decided on."""
    if vacancy.stage != Stage.DRAFT:
        return []
    return [(one.vacancy, KINDS[one.kind], one.since) for one in bridge.repeats_of(vacancy)]


@staff("vacancies.see")
def one(request, code):
    found = Vacancy.objects.visible_to(request.user).select_related(
        "employer", "region", "occupation"
    )
    vacancy = get_object_or_404(found, code=code)
    version = vacancy.versions.order_by("-number").first()
    told = {
        "vacancy": vacancy,
        "version": version,
        "certificates": vacancy.certificates.all(),
        "preferred": vacancy.preferred.all(),
        "taken": Candidacy.objects.live().filter(vacancy=vacancy).count(),
        "decisions": vacancy.decisions.select_related("by").order_by("-pk")[:5],
    }
    told |= against(vacancy) | rights(request.user, vacancy) | whence(version)
    return render(request, "desk/vacancies/one.html", told | in_the_queue(request.user, vacancy))


def against(vacancy):
    """What stands against the post: words, missing elements, an earlier post that is the same."""
    breaches = list(vacancy.breaches.order_by("level", "pk"))
    uncleared = [breach for breach in breaches if breach.cleared_by_id is None]
    return {
        "breaches": [(breach, press_for(breach.rule, breach.words)) for breach in breaches],
        "phrases": [breach.words for breach in uncleared],
        "standing": [breach for breach in uncleared if breach.level == Level.PROHIBIT],
        "missing": vacancy.missing_elements(),
        "repeats": repeats_said(vacancy),
    }


def rights(user, vacancy):
    """What this officer may do with the post as it stands."""
    waits = vacancy.stage == Stage.DRAFT and not vacancy.returned
    return {
        "may_change": user.may("vacancies.publish") and mine(user).filter(pk=vacancy.pk).exists(),
        "may_return": waits and vacancy.handed_in_by_id is not None,
        "may_open": vacancy.can_move(Stage.OPEN),
        "may_close": vacancy.can_move(Stage.CLOSED),
    }


def whence(version):
    """What the firm pleads for its words, and which sheet the post came with."""
    source = version.source if version else ""
    if source.startswith("book:"):
        book = Book.objects.filter(pk=int(source.removeprefix("book:"))).first()
        return {"source": _("导入自《%s》") % book.name if book else ""}
    pleads = source.startswith(str(_("单位说明：%s")) % "")
    return {"plea": source} if pleads else {"source": source}


def in_the_queue(user, vacancy):
    """While a post waits for its officer: the next one that waits, and how many there are."""
    waiting = mine(user).for_review()
    if not waiting.filter(pk=vacancy.pk).exists():
        return {}
    others = waiting.exclude(pk=vacancy.pk).order_by("-pk")
    following = others.filter(pk__lt=vacancy.pk).first() or others.first()
    return {"waits": True, "following": following, "others": others.count()}


@staff("vacancies.publish")
@require_POST
def publish(request, code):
    vacancy = get_object_or_404(mine(request.user), code=code)
    with refusals_told(request):
        vacancies.publish(vacancy, by=request.user, on=timezone.localdate())
        messages.success(request, _("已发布：结对地区现在看得到这个岗位。"))
    return redirect("desk:vacancy", code=code)


@staff("vacancies.publish")
@require_POST
def publish_chosen(request):
    chosen = mine(request.user).filter(code__in=request.POST.getlist("chosen")[:500])
    published = vacancies.publish_many(chosen, by=request.user, on=timezone.localdate())
    if opened := len(published.opened):
        said = ngettext("已发布 %(n)d 个岗位。", "已发布 %(n)d 个岗位。", opened)
        messages.success(request, said % {"n": opened})
    for vacancy, refusal in published.refused[:10]:
        messages.warning(request, f"{vacancy.title}：{refusal.message}")
    return redirect("desk:vacancies")


@staff("vacancies.publish")
@require_POST
def clear(request, code, pk):
    vacancy = get_object_or_404(mine(request.user), code=code)
    breach = get_object_or_404(vacancy.breaches, pk=pk)
    with refusals_told(request):
        vacancies.clear_breach(breach, because=request.POST.get("because", ""), by=request.user)
        messages.success(request, _("已放行这一处文字，理由已留存。"))
    return redirect("desk:vacancy", code=code)


@staff("vacancies.publish")
@require_POST
def reword(request, code, pk):
    """One press: the lawful wording in the place of these words, where the office typed them."""
    vacancy = get_object_or_404(mine(request.user), code=code, handed_in_by_id=None)
    breach = get_object_or_404(vacancy.breaches, pk=pk)
    with refusals_told(request):
        vacancies.reword_breach(breach, on=timezone.localdate(), by=request.user)
        messages.success(request, _("已改写，文字已重新审核。"))
    return redirect("desk:vacancy", code=code)


@staff("vacancies.publish")
@require_POST
def close(request, code):
    vacancy = get_object_or_404(mine(request.user), code=code)
    with refusals_told(request):
        vacancies.close(vacancy, because=request.POST.get("because", ""), by=request.user)
        messages.success(request, _("已结束招聘。"))
    return redirect("desk:vacancy", code=code)


class AmendForm(forms.Form):
    """The terms that are corrected by hand; shape only, the rules are in the room."""

    title = forms.CharField(label=_("岗位名称"), max_length=80)
    occupation = forms.ChoiceField(
        label=_("职业"), required=False, help_text=_("按岗位名称给出的建议，请确认最贴近的一个。")
    )
    openings = forms.IntegerField(label=_("招聘人数"), min_value=1, max_value=100_000)
    reserved = forms.IntegerField(label=_("优先名额"), min_value=0, max_value=100_000)
    pay_low = forms.IntegerField(label=_("月薪下限（元）"), min_value=0, required=False)
    pay_high = forms.IntegerField(label=_("月薪上限（元）"), min_value=0, required=False)
    age_min = forms.IntegerField(label=_("最低年龄"), min_value=16, max_value=100, required=False)
    age_max = forms.IntegerField(label=_("最高年龄"), min_value=16, max_value=100, required=False)
    age_reason = forms.CharField(
        label=_("年龄限制依据"),
        max_length=120,
        required=False,
        help_text=_("没有法律依据的年龄上限只显示，不用来筛人。"),
    )
    education = forms.TypedChoiceField(label=_("学历要求"), choices=Education, coerce=int)
    experience = forms.IntegerField(label=_("经验要求（年）"), min_value=0, max_value=50)
    certificates = forms.ModelMultipleChoiceField(
        label=_("必备证书"),
        queryset=CertificateType.objects.order_by("bit"),
        required=False,
        help_text=_("没有证就不能上岗的才选。"),
        widget=forms.CheckboxSelectMultiple,
    )
    board = forms.NullBooleanField(label=_("包吃"), required=False)
    lodging = forms.NullBooleanField(label=_("包住"), required=False)
    insurance = forms.NullBooleanField(label=_("缴纳社保"), required=False)
    couple_rooms = forms.IntegerField(label=_("夫妻房间数"), min_value=0, max_value=1000)
    workplace = forms.CharField(label=_("工作地址"), max_length=160, required=False)
    shifts = forms.CharField(label=_("班次"), max_length=80, required=False)
    valid_until = forms.DateField(
        label=_("有效期至"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    conditions = forms.CharField(label=_("招聘条件"), max_length=400, required=False)
    duties = forms.CharField(
        label=_("工作内容"), required=False, widget=forms.Textarea({"rows": 4})
    )
    said = forms.CharField(
        label=_("招聘原文"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("改掉标红的文字后，系统会重新审核。"),
    )

    def __init__(self, *args, vacancy, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["occupation"].choices = occupations_of(vacancy)
        for name in ("board", "lodging", "insurance"):
            self.fields[name].widget.choices = [
                ("unknown", _("未写明")),
                ("true", _("是")),
                ("false", _("否")),
            ]

    def terms(self):
        told = dict(self.cleaned_data)
        told["certificates"] = tuple(kind.code for kind in told["certificates"])
        return told


def occupations_of(vacancy):
    """The occupation it has, and the five that its title suggests."""
    near = [found.occupation for found in occupations_for(vacancy.title, limit=5)]
    offered = [*([vacancy.occupation] if vacancy.occupation else []), *near]
    named = {one.code: f"{one.name} {one.code}" for one in offered}
    return [("", _("未定")), *named.items()]


def terms_now(vacancy, said):
    """What the form begins with."""
    plain = [name for name in AmendForm.base_fields if name not in {"said", "occupation"}]
    told = {name: getattr(vacancy, name) for name in plain}
    return told | {
        "certificates": vacancy.certificates.all(),
        "occupation": vacancy.occupation_id or "",
        "said": said,
    }


@staff("vacancies.publish")
@require_http_methods(["GET", "POST"])
def amend(request, code):
    vacancy = get_object_or_404(
        mine(request.user).select_related("employer", "occupation"), code=code
    )
    version = vacancy.versions.order_by("-number").first()
    said = version.said if version else ""
    form = AmendForm(request.POST or None, initial=terms_now(vacancy, said), vacancy=vacancy)
    if form.is_valid():
        with refusals_on(form):
            vacancies.amend(vacancy, by=request.user, on=timezone.localdate(), **form.terms())
            messages.success(request, _("已修改，文字已重新审核。"))
            return redirect("desk:vacancy", code=code)
    return render(request, "desk/vacancies/amend.html", {"form": form, "vacancy": vacancy})
