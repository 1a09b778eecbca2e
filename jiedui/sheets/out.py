"""Lists as sheets: people, vacancies, and the rows of a book that could not be taken in."""

from collections import defaultdict

from django.utils.translation import gettext as _

from jiedui.catalog.models import CertificateType, Education
from jiedui.sheets.models import Verdict
from jiedui.sheets.pages import Pages
from jiedui.sheets.remarks import sentence
from jiedui.vacancies.models import PayPeriod
from jiedui.workers.models import (
    Certificate,
    Channel,
    Employment,
    HouseholdStatus,
    Intention,
    Relation,
    Sex,
)

AT_ONCE = 1000


def people_headings():
    """{field: heading} in the order of the standard list."""
    return {
        "code": _("人员编号"), "name": _("姓名"), "identity": _("身份证号"), "sex": _("性别"),
        "born_on": _("出生日期"), "ethnicity": _("民族"), "home": _("户籍县"), "town": _("乡镇"),
        "village": _("村组"), "relation": _("与户主关系"),
        "household_classes": _("户类型"), "phone": _("联系电话"),
        "education": _("文化程度"), "employment": _("就业状态"), "workplace": _("当前务工地"),
        "employer_name": _("务工单位"), "wants_work": _("就业意愿"),
        "wish_occupation": _("意向工种"), "wish_place": _("意向地点"),
        "least_pay": _("期望月薪"), "lodging": _("需要住宿"), "couple_room": _("需要夫妻房"),
        "partner": _("同行人"), "available_from": _("可上岗日期"), "certificates": _("技能证书"),
        "training_wish": _("培训意愿"), "channel": _("调查方式"), "asked_on": _("调查日期"),
        "asked_by": _("调查人"), "remark": _("备注"),
    }  # fmt: skip


def write_people(queryset, out, layout=None, *, on=None):
    """The people of a queryset, with their current wish, as a workbook into a binary file.

    With a layout, the columns are those of the office's own sheet in their order. Identity
    numbers and telephones are masked. `on` dates the household class (without it: the class
    that has not ended). Returns how many people were written.
    """
    if layout is None:
        columns = [(heading, field) for field, heading in people_headings().items()]
    else:
        columns = list(layout.columns.items())
    pages = Pages(out)
    written = pages.table(
        _("人员名单"),
        [(heading, 40) for heading, _field in columns],
        (
            [told.get(field, "") for _heading, field in columns]
            for told in _people_told(queryset, on)
        ),
        title=_("人员名单"),
        note=_("身份证号、电话只显示末四位；要打电话时，请在人员页点“显示电话”。"),
        empty=_("没有人员。"),
    )
    pages.close()
    return written


def _people_told(queryset, on):
    names = dict(CertificateType.objects.values_list("pk", "name"))
    people = queryset.select_related("home", "town").order_by("pk")
    last = 0
    while chunk := list(people.filter(pk__gt=last)[:AT_ONCE]):
        last = chunk[-1].pk
        hung = _what_hangs_on(chunk, names, on)
        for worker in chunk:
            yield _person_told(worker, hung)


def _what_hangs_on(chunk, names, on):
    ids = [worker.pk for worker in chunk]
    certificates, classes = defaultdict(list), defaultdict(list)
    held = Certificate.objects.filter(worker__in=ids).order_by("kind__bit")
    for worker, kind in held.values_list("worker_id", "kind_id"):
        certificates[worker].append(names.get(kind, kind))
    statuses = HouseholdStatus.objects.filter(household__in={w.household_id for w in chunk})
    statuses = statuses.in_force(on) if on else statuses.filter(valid_until=None)
    named = statuses.order_by("kind__order").values_list("household_id", "kind__name")
    for household, kind in named:
        classes[household].append(_(kind))
    asked = Intention.objects.current().filter(worker__in=ids).select_related("partner")
    wishes = {wish.worker_id: wish for wish in asked.prefetch_related("occupations", "places")}
    return certificates, classes, wishes


def _person_told(worker, hung):
    certificates, classes, wishes = hung
    told = {
        "code": worker.code, "name": worker.name, "identity": worker.identity_masked,
        "sex": _label(Sex, worker.sex), "born_on": worker.born_on.isoformat(),
        "ethnicity": worker.ethnicity, "home": worker.home.name,
        "town": worker.town.name if worker.town else "", "village": worker.village,
        "household_classes": "、".join(classes[worker.household_id]),
        "relation": _label(Relation, worker.relation),
        "phone": worker.phone_masked,
        "education": str(Education(worker.education).label) if worker.education else "",
        "employment": _label(Employment, worker.employment), "workplace": worker.workplace,
        "employer_name": worker.employer_name, "graduated_in": worker.graduated_in,
        "is_veteran": _("是") if worker.is_veteran else "",
        "certificates": "、".join(certificates[worker.pk]), "languages": worker.languages,
        "remark": worker.remark,
    }  # fmt: skip
    wish = wishes.get(worker.pk)
    return told | _wish_told(wish) if wish else told


def _wish_told(wish):
    return {
        "wants_work": _("有") if wish.wants_work else _("无"),
        "wish_occupation": "、".join(dict.fromkeys(w.said for w in wish.occupations.all())),
        "wish_place": "、".join(dict.fromkeys(w.said for w in wish.places.all())),
        "least_pay": wish.least_pay,
        "lodging": _("是") if wish.needs_lodging else "",
        "couple_room": _("是") if wish.needs_couple_room else "",
        "partner": wish.partner.name if wish.partner else "",
        "available_from": wish.available_from.isoformat() if wish.available_from else "",
        "training_wish": wish.training_wish,
        "channel": _label(Channel, wish.channel), "asked_on": wish.asked_on.isoformat(),
        "asked_by": wish.asked_by,
    }  # fmt: skip


def _label(choices, value):
    return str(choices(value).label) if value else ""


def pay_told(vacancy):
    """Comparable monthly pay in words: 5000—7000, 5000起, or nothing."""
    low, high = vacancy.pay_low, vacancy.pay_high
    if low and high:
        return f"{low}—{high}" if low != high else f"{low}"
    if low or high:
        return _("{low}起").format(low=low) if low else _("最高{high}").format(high=high)
    return ""


def ages_told(vacancy):
    low, high = vacancy.age_min, vacancy.age_max
    if low and high:
        return f"{low}—{high}"
    if low:
        return _("{age}岁以上").format(age=low)
    return _("{age}岁以下").format(age=high) if high else ""


def write_vacancies(queryset, out):
    """The vacancies of a queryset as a workbook into a binary file; returns how many."""
    headings = [
        (_("岗位编号"), 14), (_("用人单位"), 36), (_("岗位名称"), 28), (_("状态"), 10),
        (_("工作地"), 26), (_("招聘人数"), 10), (_("优先名额"), 10), (_("月薪（元）"), 16),
        (_("薪资原文"), 30), (_("计薪方式"), 10), (_("年龄要求"), 14), (_("学历要求"), 14),
        (_("经验（年）"), 10), (_("包吃"), 8), (_("包住"), 8), (_("夫妻房"), 8),
        (_("缴纳社保"), 10), (_("职业"), 24), (_("有效期至"), 13), (_("工作内容"), 44),
    ]  # fmt: skip
    pages = Pages(out)
    vacancies = queryset.select_related("employer", "region", "occupation").order_by("pk")
    written = pages.table(
        _("岗位信息表"),
        headings,
        (_vacancy_told(vacancy) for vacancy in vacancies.iterator(AT_ONCE)),
        title=_("岗位信息表"),
        empty=_("没有岗位。"),
    )
    pages.close()
    return written


def _vacancy_told(vacancy):
    yes_no = {True: _("是"), False: _("否"), None: ""}
    return [
        vacancy.code, vacancy.employer.name, vacancy.title, str(vacancy.get_stage_display()),
        vacancy.region.full_name, vacancy.openings, vacancy.reserved, pay_told(vacancy),
        vacancy.pay_said, str(PayPeriod(vacancy.pay_period).label), ages_told(vacancy),
        str(Education(vacancy.education).label), vacancy.experience, yes_no[vacancy.board],
        yes_no[vacancy.lodging], vacancy.couple_rooms or "", yes_no[vacancy.insurance],
        vacancy.occupation.name if vacancy.occupation else "",
        vacancy.valid_until.isoformat() if vacancy.valid_until else "", vacancy.duties,
    ]  # fmt: skip


def as_it_came(cell):
    """A number that the spreadsheet has rounded is shown as rounded: its digits are not known."""
    if isinstance(cell, int) and abs(cell) >= 10**15:
        return f"{cell:.14E}"
    return str(cell)


def refused_sheet(book, out):
    """The rows that were refused or are in doubt, as they came, with a column that says why.

    The office mends them in this very sheet and brings it again: its header is the same.
    Returns how many rows were written.
    """
    width = len(book.header)
    headings = [(heading or " ", 30) for heading in book.header]
    headings += [(_("行号"), 8), (_("结论"), 10), (_("说明（请修改后重新上传）"), 60)]
    rows = book.rows.returned().filter(committed=False).order_by("number")

    def told():
        for row in rows.iterator(AT_ONCE):
            cells = [as_it_came(cell) for cell in row.cells()[:width]]
            cells += [""] * (width - len(cells))
            why = "\n".join(sentence(kept) for kept in row.remarks)
            yield [*cells, row.number, str(Verdict(row.verdict).label), why]

    pages = Pages(out)
    written = pages.table(_("退回修改"), headings, told(), empty=_("没有需要退回的行。"))
    pages.close()
    return written
