"""Everything that is held about one person, from every table that speaks of people.

The tables are found by their keys, not listed: a table that a room adds tomorrow is part of the
copy. Whole identity numbers and telephones are masked (a telephone may be in several hands), and
of officers their office is told. Blind indexes, keys and digests say nothing to anybody and are
left out.
"""

import json
from datetime import date, datetime
from itertools import chain

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiedui.accounts.models import Receipt, User
from jiedui.core.events import Event
from jiedui.core.fields import SealedField
from jiedui.sheets.models import Kind, Row
from jiedui.workers.models import Household, HouseholdStatus, Worker
from jiedui.workers.queries.road import records_of

# What the copy calls each table; a table without a name of its own goes by its own words.
NAMES = {
    "workers.Worker": gettext_lazy("登记的资料"),
    "accounts.User": gettext_lazy("登录账号"),
    "workers.Household": gettext_lazy("所在的户"),
    "workers.HouseholdStatus": gettext_lazy("户类型"),
    "workers.Certificate": gettext_lazy("证书"),
    "workers.Experience": gettext_lazy("做过的工种"),
    "workers.Language": gettext_lazy("会的语言"),
    "workers.Care": gettext_lazy("要照顾的人"),
    "workers.Spell": gettext_lazy("务工经历"),
    "workers.Consent": gettext_lazy("同意过的事"),
    "workers.Contact": gettext_lazy("联系记录"),
    "workers.Change": gettext_lazy("改过的内容"),
    "workers.Merge": gettext_lazy("合并档案"),
    "workers.Split": gettext_lazy("拆分档案"),
    "workers.Likeness": gettext_lazy("疑似同一人的核对"),
    "workers.Intention": gettext_lazy("就业意愿"),
    "workers.Response": gettext_lazy("调查回答"),
    "workers.Link": gettext_lazy("发给您的填表链接"),
    "workers.Reveal": gettext_lazy("完整号码被查看"),
    "workers.Erasure": gettext_lazy("删除申请"),
    "candidacies.Candidacy": gettext_lazy("推荐和报名"),
    "candidacies.Declined": gettext_lazy("说过不合适的岗位"),
    "candidacies.Help": gettext_lazy("求助和答复"),
    "matching.Proposal": gettext_lazy("匹配：推荐建议"),
    "matching.Waiting": gettext_lazy("匹配：候补"),
    "matching.Unmatched": gettext_lazy("匹配：没有合适的岗位"),
    "matching.Wisher": gettext_lazy("需求函里的一份（不署名）"),
    "notices.Notice": gettext_lazy("发给您的消息"),
    "notices.OptOut": gettext_lazy("退订"),
    "notices.Binding": gettext_lazy("微信绑定"),
    "notices.Tip": gettext_lazy("等着一起告诉您的岗位"),
    "sheets.Row": gettext_lazy("表格里的原始一行"),
    "accounts.Receipt": gettext_lazy("帮办员手机的递交回执"),
}
KEYS = ("_index", "_hash", "_id")
BLANK = {"id", "code", "password", "token", "digest", "salt", "spelling", "sealed_values", "key"}
NUMBERS = {"identity", "phone", "address"}
MASKED = 4


def holding(worker):
    """[(table, its name, [{label: value}])] of what is held about this person, the person first."""
    people = records_of(worker)
    offices = _Offices(worker)
    told = []
    for model, rows in _tables(worker, people):
        lines = [line for row in rows if (line := _line(row, offices))]
        if lines:
            label = model._meta.label
            told.append((label, str(NAMES.get(label, model._meta.verbose_name)), lines))
    return told


def copy_of(worker, at):
    """The same as JSON, with every event of the log that names the person."""
    offices = _Offices(worker)
    log = Event.objects.filter(worker_id__in=records_of(worker)).order_by("id")
    return {
        "made_at": at.isoformat(),
        "held": [
            {"table": table, "name": name, "rows": lines} for table, name, lines in holding(worker)
        ],
        "log": [
            {"at": event.at.isoformat(), "what": event.verb, "by": offices.of(event.by_id)}
            for event in log.iterator(chunk_size=500)
        ],
    }


def keyed_tables():
    """{model: keys to a person} of every table of ours that hangs on a person."""
    return {
        model: keys
        for model in apps.get_models()
        if model._meta.app_config.name.startswith("jiedui.") and model is not Worker
        if (keys := [
            field.name for field in model._meta.concrete_fields
            if field.is_relation and field.related_model is Worker
        ])
    }  # fmt: skip


def _tables(worker, people):
    yield Worker, Worker.objects.filter(pk__in=people)
    yield User, User.objects.filter(pk=worker.account_id)
    yield Household, Household.objects.filter(pk=worker.household_id)
    yield HouseholdStatus, HouseholdStatus.objects.filter(household=worker.household_id)
    for model, keys in keyed_tables().items():
        mine = Q()
        for key in keys:
            mine |= Q(**{f"{key}__in": people})
        yield model, model._default_manager.filter(mine).order_by("pk")
    yield Row, Row.objects.filter(book__kind=Kind.PEOPLE, subject_id__in=people)
    yield Receipt, Receipt.objects.filter(worker_id__in=people)


class _Offices:
    """Of whoever did something the office, never the private name."""

    def __init__(self, worker):
        self.known = {worker.account_id: _("您本人"), None: ""}

    def of(self, user_id):
        if user_id not in self.known:
            user = User.objects.select_related("organisation").filter(pk=user_id).first()
            office = user.organisation if user is not None else None
            self.known[user_id] = str(office) if office is not None else _("另一个账号")
        return self.known[user_id]


def _line(row, offices):
    said = ((_label(field), _value(row, field, offices)) for field in row._meta.concrete_fields
            if not _is_key(field))  # fmt: skip
    many = ((str(field.verbose_name), _joined(getattr(row, field.name).all()))
            for field in row._meta.many_to_many)  # fmt: skip
    hanging = ((str(name), _joined(getattr(row, name).all())) for name in _wishes(row))
    return {label: value for label, value in chain(said, many, hanging) if value not in ("", None)}


def _wishes(row):
    return ("occupations", "places") if row._meta.label == "workers.Intention" else ()


def _joined(rows):
    return "、".join(str(getattr(one, "said", "") or one) for one in rows)


def _is_key(field):
    if isinstance(field, models.BinaryField) or field.name in BLANK:
        return True
    if field.is_relation:
        return field.related_model is Worker
    return field.name.endswith(KEYS) and not field.name.endswith("by_id")


def _label(field):
    return str(field.verbose_name)


def _value(row, field, offices):
    if field.name.endswith("by_id") or (field.is_relation and field.related_model is User):
        return offices.of(getattr(row, field.attname))
    if field.is_relation:
        return str(getattr(row, field.name) or "")
    value = getattr(row, field.attname)
    if field.name in NUMBERS and isinstance(field, SealedField):
        return f"…{value[-MASKED:]}" if value else ""
    return _said(row, field, value)


def _said(row, field, value):
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return _("是") if value else ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    return "" if value is None else str(value)
