"""A firm's own sheet of posts: brought, read row by row, looked at, handed in."""

from dataclasses import dataclass
from io import BytesIO

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.sheets import actions as sheets
from jiedui.sheets.models import Book, Kind, Stage, Verdict
from jiedui.sheets.pages import Pages
from jiedui.sheets.remarks import sentence
from jiedui.web.kit.pages import refusals_on, refusals_told, staff, workbook
from jiedui.web.kit.paging import page_of

HEADER = (
    "岗位名称", "招聘人数", "薪资待遇", "工作地点", "工作内容", "招聘条件", "学历要求", "经验要求",
    "食宿情况", "夫妻房间数", "社会保险", "班次", "有效期至", "联系电话", "区别标记",
)  # fmt: skip
# What a column of a firm's sheet may mean, by the names that the sheets room uses.
MEANINGS = (
    ("", _("不读取这一列")), ("title", _("岗位名称")), ("headcount", _("招聘人数")),
    ("pay", _("薪资待遇")), ("workplace", _("工作地址")), ("duties", _("工作内容")),
    ("text", _("招聘条件")), ("education", _("学历要求")), ("experience", _("经验要求（年）")),
    ("age", _("年龄要求")), ("benefits", _("食宿情况")), ("couple_rooms", _("夫妻房间数")),
    ("insurance", _("缴纳社保")), ("shifts", _("班次")), ("valid_until", _("有效期至")),
    ("contact", _("公开联系方式")), ("mark", _("区别标记")), ("company", _("单位全称")),
)  # fmt: skip


class BringForm(forms.Form):
    file = forms.FileField(
        label=_("岗位表"),
        max_length=200,
        help_text=_("Excel（.xlsx、.xls）、WPS、.ods 或 .csv，一行一个岗位。"),
        widget=forms.FileInput({"accept": ".xlsx,.xlsm,.xls,.et,.ods,.csv"}),
    )


class ColumnsForm(forms.Form):
    def __init__(self, *args, book, **kwargs):
        super().__init__(*args, **kwargs)
        self.headers = list(book.columns)
        known = {value for value, _label in MEANINGS}
        for place, header in enumerate(self.headers):
            now = book.columns[header]
            more = [] if now in known else [(now, header)]
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=header, choices=[*MEANINGS, *more], required=False, initial=now
            )

    def mapping(self):
        return {
            header: self.cleaned_data[f"column{place}"] for place, header in enumerate(self.headers)
        }


def books_of(user):
    return Book.objects.visible_to(user).filter(kind=Kind.VACANCIES)


@staff("employer.post")
@require_http_methods(["GET", "POST"])
def bring(request):
    form = BringForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            book = sheets.bring(
                form.cleaned_data["file"],
                kind=Kind.VACANCIES,
                by=request.user,
                at=timezone.now(),
                on=timezone.localdate(),
            )
            return redirect("employer:book", pk=book.pk)
    books = books_of(request.user).order_by("-pk")[:10]
    return render(request, "employer/sheets/bring.html", {"form": form, "books": books})


@staff("employer.post")
def empty(request):
    """A sheet with the columns that are read, to fill in."""
    out = BytesIO()
    pages = Pages(out)
    pages.table(str(_("岗位表")), [(name, 40) for name in HEADER], [])
    pages.close()
    return workbook(out, "岗位表.xlsx")


@dataclass(frozen=True)
class Line:
    """One row as it was understood: the post, what stands in the way, what changes."""

    number: int
    title: str
    openings: int | None
    pay_low: int | None
    pay_high: int | None
    pay_said: str
    verdict: str
    label: str
    committed: bool
    remarks: list

    @property
    def is_good(self):
        return self.verdict in {Verdict.NEW, Verdict.CHANGED, Verdict.SAME}


def line(row):
    values = row.values()
    return Line(
        number=row.number,
        title=values.get("title", ""),
        openings=values.get("openings"),
        pay_low=values.get("pay_low"),
        pay_high=values.get("pay_high"),
        pay_said=values.get("pay_said", ""),
        verdict=row.verdict,
        label=row.get_verdict_display(),
        committed=row.committed,
        remarks=[sentence(remark) for remark in row.remarks],
    )


@staff("employer.post")
def one(request, pk):
    book = get_object_or_404(books_of(request.user), pk=pk)
    if book.stage in {Stage.BROUGHT, Stage.READ, Stage.ACCEPTED}:
        return render(request, "employer/sheets/progress.html", {"book": book})
    page = page_of(book.rows.all(), request, key="number", size=50)
    told = {
        "book": book,
        "page": page,
        "lines": [line(row) for row in page],
        "to_keep": book.counts.get("new", 0) + book.counts.get("changed", 0),
        "is_open": book.stage == Stage.REVIEWED,
        "doubtful": book.counts.get("doubtful", 0) + book.counts.get("refused", 0),
        "remarks": [sentence(remark) for remark in book.remarks],
        "why": book.trouble.get("en" if (get_language() or "").startswith("en") else "zh", ""),
    }
    return render(request, "employer/sheets/review.html", told)


@staff("employer.post")
@require_http_methods(["GET", "POST"])
def columns(request, pk):
    book = get_object_or_404(books_of(request.user), pk=pk)
    form = ColumnsForm(request.POST or None, book=book)
    if form.is_valid():
        with refusals_on(form):
            sheets.map_columns(book, columns=form.mapping(), by=request.user)
            return redirect("employer:book", pk=pk)
    return render(request, "employer/sheets/columns.html", {"book": book, "form": form})


@staff("employer.post")
@require_POST
def accept(request, pk):
    book = get_object_or_404(books_of(request.user), pk=pk)
    with refusals_told(request):
        sheets.accept(book, by=request.user)
        many = book.counts.get("new", 0) + book.counts.get("changed", 0)
        said = _("已提交 %(n)d 个岗位，等人社局审核。")
        messages.success(request, said % {"n": many})
    return redirect("employer:book", pk=pk)


@staff("employer.post")
@require_POST
def withdraw(request, pk):
    book = get_object_or_404(books_of(request.user), pk=pk)
    with refusals_told(request):
        sheets.withdraw(book, by=request.user)
        messages.success(request, _("已放弃这份表，没有任何一行入库。"))
    return redirect("employer:bring")
