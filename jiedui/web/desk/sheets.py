"""Sheets at the desk: bring one, leave it alone while it is read, review it row by row."""

from dataclasses import dataclass
from io import BytesIO

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from jiedui.sheets import actions as sheets
from jiedui.sheets import out
from jiedui.sheets.models import Book, Kind, Stage, Verdict
from jiedui.sheets.remarks import sentence
from jiedui.web.desk.cells import label, masked_cell, meanings, shown, spread
from jiedui.web.desk.templatetags.desk import records
from jiedui.web.kit.pages import refusals_on, refusals_told, staff, workbook
from jiedui.web.kit.paging import page_of
from jiedui.web.kit.templatetags.kit import Tab

# What each kind of sheet asks of the role that brings it.
VERBS = {Kind.PEOPLE: "people.import", Kind.VACANCIES: "vacancies.import"}


def kinds_for(user):
    return [(kind.value, kind.label) for kind in Kind if user.may(VERBS[kind])]


def books_of(user):
    """This office's books, of the kinds that the role deals with."""
    kinds = [value for value, _label in kinds_for(user)]
    return Book.objects.visible_to(user).filter(kind__in=kinds)


class BringForm(forms.Form):
    kind = forms.ChoiceField(label=_("这是什么表"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=pgettext_lazy("desk", "文件"),
        max_length=200,
        help_text=_(
            "Excel（.xlsx、.xls）、WPS 或 .ods、.csv。标题行、合并单元格、备注行都不用删。"
        ),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.xlsm,.xls,.et,.ods,.csv,.txt"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds_for(user)


@staff("vacancies.import")
def listed(request):
    found = books_of(request.user).select_related("brought_by")
    page = page_of(found, request, newest_first=True, size=30)
    return render(request, "desk/sheets/list.html", {"page": page})


@staff("vacancies.import")
@require_http_methods(["GET", "POST"])
def bring(request):
    first = request.GET.get("kind") or kinds_for(request.user)[0][0]
    form = BringForm(
        request.POST or None, request.FILES or None, user=request.user, initial={"kind": first}
    )
    if form.is_valid():
        with refusals_on(form):
            book = sheets.bring(
                form.cleaned_data["file"],
                kind=form.cleaned_data["kind"],
                by=request.user,
                at=timezone.now(),
                on=timezone.localdate(),
            )
            return redirect("desk:book", pk=book.pk)
    return render(request, "desk/sheets/bring.html", {"form": form})


# The tabs of the review, in the order in which an officer looks.
SHOWN = (Verdict.NEW, Verdict.CHANGED, Verdict.DOUBTFUL, Verdict.REFUSED, Verdict.SAME)


@dataclass(frozen=True)
class Line:
    """One row of the review, in words: who or what, what is understood, what changes, why not."""

    row: object
    title: str
    place: str
    told: list
    changes: list
    remarks: list
    cells: list


def place(row, book):
    """Where the line stands, as the officer's own spreadsheet counts."""
    sheet, number = book.place_of(row.number)
    said = _("第 %(n)s 行") % {"n": number}
    return f"{sheet} {said}" if len(book.sheets) > 1 else str(said)


def line(row, book):
    values = spread(row.values())
    return Line(
        row=row,
        title=str(values.get("name") or values.get("title") or ""),
        place=place(row, book),
        told=[
            (label(book.kind, name), words)
            for name, value in values.items()
            if name not in {"name", "title"} and (words := shown(name, value, book.kind))
        ],
        changes=[
            (label(book.kind, name), shown(name, old, book.kind), shown(name, new, book.kind))
            for name, (old, new) in row.changes().items()
        ],
        remarks=[
            (label(book.kind, remark.get("field") or ""), sentence(remark))
            for remark in row.remarks
        ],
        cells=[masked_cell(cell) for cell in row.cells()],
    )


@staff("vacancies.import")
def one(request, pk):
    book = get_object_or_404(books_of(request.user), pk=pk)
    if book.stage in {Stage.BROUGHT, Stage.READ, Stage.ACCEPTED}:
        return render(request, "desk/sheets/progress.html", {"book": book, "steps": steps(book)})
    if request.htmx:
        # The page that waited has come to its end: the whole of it is new.
        answer = redirect("desk:book", pk=pk)
        answer.status_code, answer["HX-Refresh"] = 200, "true"
        return answer
    if book.stage == Stage.REFUSED:
        return render(request, "desk/sheets/refused.html", {"book": book, "why": why_not(book)})
    return render(request, "desk/sheets/review.html", review(request, book))


def review(request, book):
    """The rows of one tab, in words, with what may be done with the book."""
    tab = request.GET.get("tab") or next((v for v in SHOWN if book.counts.get(v)), Verdict.NEW)
    rows = book.rows.filter(verdict=tab)
    page = page_of(rows, request, key="number", size=50)
    here = reverse("desk:book", args=[book.pk])
    return {
        "book": book,
        "tab": tab,
        "tabs": [
            Tab(v.label, f"{here}?tab={v.value}", book.counts.get(v.value, 0), v == tab)
            for v in SHOWN
        ],
        "page": page,
        "lines": [line(row, book) for row in page],
        "to_keep": book.counts.get("new", 0) + book.counts.get("changed", 0),
        "to_return": book.counts.get("doubtful", 0) + book.counts.get("refused", 0),
        "records": records(book),
        "to_settle": book.rows.returned().filter(committed=False).exists(),
        "remarks": [sentence(remark) for remark in book.remarks],
        "is_open": book.stage == Stage.REVIEWED,
        "to_pick": tab == Verdict.DOUBTFUL and any(not row.committed for row in page),
    }


def steps(book):
    """The stations of a book: (name, state, done, total)."""
    accepted = book.stage == Stage.ACCEPTED
    read = book.stage != Stage.BROUGHT
    return [
        (_("上传"), "done", None, None),
        (_("读取"), "done" if read else "now", book.rows_read, book.rows_total),
        (
            _("逐行核对"),
            "done" if accepted else "now" if read else "ahead",
            book.rows_judged,
            book.rows_total,
        ),
        (_("您来审阅"), "done" if accepted else "ahead", None, None),
        (
            _("入库"),
            "now" if accepted else "ahead",
            book.rows_committed,
            book.rows_total,
        ),
    ]


def why_not(book):
    """The sentence of the refusal that ended the book, in the reader's language."""
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return book.trouble.get(language) or _(
        "文件没有读完，原因已经记下：请换一份再传，或联系管理员。"
    )


# So many lines are looked at for examples of what stands in a column, and so many are shown.
LOOKED_AT, EXAMPLES = 20, 3


def examples(book):
    """{header cell: a few of the values below it}, numbers masked."""
    rows = book.rows.exclude(verdict=Verdict.NOTE).order_by("number")[:LOOKED_AT]
    cells = [row.cells() for row in rows]
    return {
        header: _few(line[place] for line in cells if place < len(line))
        for place, header in enumerate(book.header)
        if header
    }


def _few(values):
    told = dict.fromkeys(masked_cell(value) for value in values if value not in (None, ""))
    return "、".join(list(told)[:EXAMPLES])


@staff("vacancies.import")
@require_http_methods(["GET", "POST"])
def columns(request, pk):
    book = get_object_or_404(books_of(request.user), pk=pk)
    form = ColumnsForm(request.POST or None, book=book)
    if form.is_valid():
        with refusals_on(form):
            sheets.map_columns(book, columns=form.mapping(), by=request.user)
            messages.success(request, _("列对应已改，正在重新核对；同样表头的表下次自动照此读取。"))
            return redirect("desk:book", pk=pk)
    seen = examples(book)
    lines = [(field, seen.get(field.label, "")) for field in form]
    return render(request, "desk/sheets/columns.html", {"book": book, "form": form, "lines": lines})


class ColumnsForm(forms.Form):
    """One choice a column: which field it is read as, or not at all."""

    def __init__(self, *args, book, **kwargs):
        super().__init__(*args, **kwargs)
        self.headers = list(book.columns)
        choices = [("", _("不读取这一列")), *meanings(book.kind)]
        for place, header in enumerate(self.headers):
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=header, choices=choices, required=False, initial=book.columns[header]
            )

    def mapping(self):
        return {
            header: self.cleaned_data[f"column{place}"] for place, header in enumerate(self.headers)
        }


@staff("vacancies.import")
@require_POST
def accept(request, pk):
    book = get_object_or_404(books_of(request.user), pk=pk)
    with refusals_told(request):
        sheets.accept(book, by=request.user)
        messages.success(request, _("已确认，正在入库。可以先去做别的事。"))
    return redirect("desk:book", pk=pk)


@staff("vacancies.import")
@require_POST
def accept_rows(request, pk):
    book = get_object_or_404(books_of(request.user), pk=pk)
    rows = [int(pk) for pk in request.POST.getlist("row")[:500] if pk.isdecimal()]
    with refusals_told(request):
        sheets.accept(book, by=request.user, rows=rows)
        said = ngettext("已放行 %(n)d 行，正在入库。", "已放行 %(n)d 行，正在入库。", len(rows))
        messages.success(request, said % {"n": len(rows)})
    return redirect("desk:book", pk=pk)


@staff("vacancies.import")
@require_POST
def withdraw(request, pk):
    book = get_object_or_404(books_of(request.user), pk=pk)
    with refusals_told(request):
        sheets.withdraw(book, by=request.user)
        messages.success(request, _("已放弃这份表，没有任何一行入库。"))
    return redirect("desk:books")


@staff("vacancies.import")
def returned(request, pk):
    book = get_object_or_404(books_of(request.user), pk=pk)
    sheet = BytesIO()
    out.refused_sheet(book, sheet)
    return workbook(sheet, f"退回-{book.name.rsplit('.', 1)[0]}.xlsx")
