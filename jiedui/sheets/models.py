"""Books (uploaded sheets), their raw cells, and each office's layouts."""

import json

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from jiedui.accounts.models import Organisation, User
from jiedui.core.fields import SealedField
from jiedui.core.stages import Staged


class Kind(models.TextChoices):
    PEOPLE = "people", _("人员台账")
    VACANCIES = "vacancies", _("岗位信息表")


class Stage(models.TextChoices):
    BROUGHT = "brought", _("已上传")
    READ = "read", _("已读取")
    REVIEWED = "reviewed", _("待审阅")
    ACCEPTED = "accepted", _("已确认")
    COMMITTED = "committed", _("已入库")
    REFUSED = "refused", _("未能导入")
    WITHDRAWN = "withdrawn", _("已放弃")


class Layout(models.Model):
    """How one office's sheets name their columns: remembered after the officer's correction."""

    office = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    # A digest of the header cells: the same header is recognised next time.
    header = models.CharField(max_length=64)
    # {header text: field name, or "" for "do not read"}
    columns = models.JSONField(_("列对应"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "header"], name="one_layout_per_office_and_header"
            )
        ]

    def __str__(self):
        return f"{self.office} {self.kind}"


class BookQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Sheets stay within the office that brought them."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(office=user.organisation_id)

    def unfinished(self):
        return self.filter(stage__in=[Stage.BROUGHT, Stage.READ, Stage.ACCEPTED])


class Book(Staged):
    """One uploaded sheet on its way through reading, review and commitment."""

    MOVES = {
        Stage.BROUGHT: {Stage.READ, Stage.REFUSED, Stage.WITHDRAWN},
        # A corrected layout sends the book back to be judged again.
        Stage.READ: {Stage.REVIEWED, Stage.REFUSED, Stage.WITHDRAWN},
        Stage.REVIEWED: {Stage.READ, Stage.ACCEPTED, Stage.WITHDRAWN},
        # What cannot be finished goes back to the officer with what was in the way.
        Stage.ACCEPTED: {Stage.COMMITTED, Stage.REVIEWED},
        # Parked rows may be settled and accepted later.
        Stage.COMMITTED: {Stage.ACCEPTED},
        Stage.REFUSED: set(),
        Stage.WITHDRAWN: set(),
    }

    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    stage = models.CharField(_("进度"), max_length=10, choices=Stage, default=Stage.BROUGHT)
    name = models.CharField(_("文件名"), max_length=200)
    # Lies on the disk only until its rows are read; the raw cells are kept sealed in the rows.
    file = models.FileField(upload_to="books/", blank=True)
    digest = models.CharField(_("文件摘要"), max_length=64)
    size = models.PositiveBigIntegerField(_("大小"))
    brought_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField(_("上传时间"))
    # Whoever pressed the button: what is then written is that person's deed.
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("确认人")
    )
    as_of = models.DateField(_("判断日期"))
    # Which sheet of the workbook, its header cells as printed, and what each column is read as.
    sheet = models.CharField(_("工作表"), max_length=80, blank=True)
    # Every sheet that is read: {"name", "first" (its first record), "span", "shift" (what is
    # added to the spreadsheet's own row numbers to make the numbers of our rows)}
    sheets = models.JSONField(_("读取的工作表"), default=list)
    header = models.JSONField(_("表头"), default=list)
    columns = models.JSONField(_("列对应"), default=dict)
    header_row = models.PositiveIntegerField(_("表头所在行"), default=0)
    # [{"code": "…", "said": "…"}] what holds for the sheet as a whole
    remarks = models.JSONField(_("说明"), default=list)
    # Only rows that the officer picked, or everything new and changed.
    picked_only = models.BooleanField(_("只导入勾选的行"), default=False)
    rows_total = models.PositiveIntegerField(_("总行数"), default=0)
    # Progress marks: written in the same transaction as the rows they speak of.
    rows_read = models.PositiveIntegerField(_("已读行数"), default=0)
    rows_judged = models.PositiveIntegerField(_("已核行数"), default=0)
    rows_committed = models.PositiveIntegerField(_("已入库行数"), default=0)
    counts = models.JSONField(_("各类行数"), default=dict)
    trouble = models.JSONField(_("未能导入的原因"), default=dict)

    objects = BookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["office", "-id"], name="books_of_an_office")]
        constraints = [
            # The same file twice is met with the first one's review, not with a second.
            models.UniqueConstraint(
                fields=["office", "kind", "digest"],
                condition=~Q(stage__in=["refused", "withdrawn"]),
                name="one_live_book_per_file",
            )
        ]

    def __str__(self):
        return self.name

    def place_of(self, number):
        """(sheet, line) as the officer's own spreadsheet counts, for the number of a row."""
        reached = [one for one in self.sheets if one["shift"] < number] or [
            {"name": self.sheet, "shift": 0}
        ]
        last = max(reached, key=lambda one: one["shift"])
        return last["name"], number - last["shift"]


class Verdict(models.TextChoices):
    UNJUDGED = "", _("未核")
    NEW = "new", _("新增")
    CHANGED = "changed", _("有变化")
    SAME = "same", _("无变化")
    DOUBTFUL = "doubtful", _("存疑")
    REFUSED = "refused", _("不能导入")
    NOTE = "note", _("非数据行")


class RowQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(book__in=Book.objects.visible_to(user))

    def returned(self):
        """Rows that go back to the office with a remark."""
        return self.filter(verdict__in=[Verdict.DOUBTFUL, Verdict.REFUSED])


class Row(models.Model):
    """One line of a book: its raw cells for ever, and what we make of them.

    Cells hold identity numbers and telephones wherever an office chose to write them, so they
    are sealed as a whole, bound to this line of this book.
    """

    book = models.ForeignKey(Book, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("行号"))
    # Sealed JSON: the cells as they came, from the first column on.
    raw = SealedField(_("原始单元格"), bound_to="place")
    # Sealed JSON: {"values": {field: value}, "changes": {field: [old, new]}}
    understood = SealedField(_("读出的值"), bound_to="place", blank=True)
    verdict = models.CharField(_("结论"), max_length=8, choices=Verdict, blank=True)
    # [{"code": "…", "field": "…", "said": "…"}]; never an identity number or a telephone
    remarks = models.JSONField(_("说明"), default=list)
    # Half of a keyed digest of whom or what the row speaks of: finds it twice in one sheet.
    key = models.BigIntegerField(null=True)
    # The worker or vacancy that the row speaks of, once it is known.
    subject_id = models.BigIntegerField(null=True)
    picked = models.BooleanField(_("已勾选"), default=False)
    committed = models.BooleanField(_("已入库"), default=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="one_row_of_a_number")
        ]
        indexes = [models.Index(fields=["book", "verdict", "number"], name="rows_by_verdict")]

    def __str__(self):
        return f"{self.book_id}:{self.number}"

    @property
    def place(self):
        """What the seals are bound to; a row never moves to another line or book."""
        return f"{self.book_id}:{self.number}"

    def cells(self):
        return json.loads(self.raw)

    @cached_property
    def _understanding(self):
        return json.loads(self.understood) if self.understood else {}

    def values(self):
        return self._understanding.get("values", {})

    def changes(self):
        return self._understanding.get("changes", {})
