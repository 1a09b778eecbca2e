"""How the columns and values of a sheet are shown: labels, choices in words, numbers masked."""

import re
from functools import cache

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.catalog.models import (
    CertificateType,
    Education,
    EmployerKind,
    HouseholdClass,
    Occupation,
    Region,
)
from jiedui.sheets.header import FIELDS
from jiedui.sheets.models import Kind
from jiedui.vacancies.models import PayPeriod
from jiedui.workers.models import Channel, Disability, Employment, Relation, Sex

# What a column may mean and what a value is, by the names that the sheets room uses.
PEOPLE = {
    "name": _("姓名"),
    "identity": _("身份证号"),
    "born_on": _("出生日期"),
    "age": pgettext_lazy("desk", "年龄"),
    "sex": _("性别"),
    "ethnicity": _("民族"),
    "phone": _("电话"),
    "education": _("文化程度"),
    "graduated_in": _("毕业年份"),
    "home": _("户籍县"),
    "town": _("乡镇"),
    "village": _("村组"),
    "address": _("住址"),
    "household": _("户编号"),
    "household_classes": _("户类型"),
    "head_name": _("户主姓名"),
    "head_identity": _("户主身份证号"),
    "relation": _("与户主关系"),
    "is_veteran": _("退役军人"),
    "disability": _("残疾证等级"),
    "spoken": _("会说的语言"),
    "cares": _("照料负担"),
    "spells": _("务工经历"),
    "left": _("去向"),
    "languages": pgettext_lazy("desk", "语言"),
    "employment": _("就业状态"),
    "workplace": _("当前务工地"),
    "employer_name": _("当前单位"),
    "certificates": _("证书"),
    "experience": _("做过的工作"),
    "experience_years": _("工作年限"),
    "wants_work": _("有就业意愿"),
    "wish_occupation": _("意向工种"),
    "occupations": _("意向工种"),
    "wish_place": _("意向地点"),
    "places": _("意向地点"),
    "least_pay": _("最低月薪（元）"),
    "employer_kinds": _("意向单位类型"),
    "lodging": _("需要住宿"),
    "needs_lodging": _("需要住宿"),
    "couple_room": _("需要夫妻房"),
    "needs_couple_room": _("需要夫妻房"),
    "together": _("夫妻是否同行"),
    "partner": _("同行人"),
    "partner_identity": _("同行人身份证号"),
    "available_from": _("可上岗日期"),
    "training_wish": _("培训意愿"),
    "asked_on": _("调查日期"),
    "channel": _("调查方式"),
    "asked_by": _("调查人"),
    "marital": _("婚姻（不采集）"),
    "remark": _("备注"),
}
VACANCIES = {
    "title": _("岗位名称"),
    "company": _("用人单位"),
    "employer_name": _("用人单位"),
    "credit_code": _("统一社会信用代码"),
    "employer_kind": _("单位类型"),
    "employer_is_agency": _("人力资源机构"),
    "licence": _("人力资源服务许可证号"),
    "employer_region": _("单位所在地"),
    "mark": _("区别标记"),
    "occupation": _("职业"),
    "headcount": _("招聘人数"),
    "openings": _("招聘人数"),
    "reserved": _("优先名额"),
    "pay": pgettext_lazy("desk", "薪资"),
    "pay_low": _("月薪下限（元）"),
    "pay_high": _("月薪上限（元）"),
    "pay_period": _("计薪方式"),
    "pay_said": _("薪资原文"),
    "pay_assumption": _("薪资折算"),
    "gender": _("性别（只作审核）"),
    "age": _("年龄要求"),
    "age_low": _("最低年龄"),
    "age_high": _("最高年龄"),
    "age_min": _("最低年龄"),
    "age_max": _("最高年龄"),
    "age_reason": _("年龄限制依据"),
    "education": _("学历要求"),
    "experience": _("经验要求（年）"),
    "certificates": _("必备证书"),
    "preferred": _("优先证书"),
    "skill": _("技能要求"),
    "conditions": _("招聘条件"),
    "board": _("包吃"),
    "lodging": _("包住"),
    "couple_rooms": _("夫妻房间数"),
    "insurance": _("缴纳社保"),
    "benefits": _("福利待遇"),
    "shifts": _("班次"),
    "duties": _("工作内容"),
    "region": _("工作地"),
    "list_region": _("所属地区"),
    "workplace": _("工作地址"),
    "contact": _("公开联系方式"),
    "latest_start": _("最晚到岗"),
    "valid_until": _("有效期至"),
    "source_date": _("发布日期"),
    "text": _("招聘原文"),
    "said": _("招聘原文"),
}
LABELS = {Kind.PEOPLE: PEOPLE, Kind.VACANCIES: VACANCIES}
# Kept beside the values for later; the review shows them elsewhere or not at all.
UNSHOWN = {"breaches", "evidence", "worker_id"}
CHOICES = {
    "sex": Sex,
    "employment": Employment,
    "channel": Channel,
    "pay_period": PayPeriod,
    "relation": Relation,
    "disability": Disability,
    "education": Education,
}
NAMED = {
    "household_classes": HouseholdClass,
    "home": Region,
    "town": Region,
    "region": Region,
    "employer_region": Region,
    "occupation": Occupation,
    "experience": Occupation,
    "certificates": CertificateType,
    "preferred": CertificateType,
    "employer_kinds": EmployerKind,
    "employer_kind": EmployerKind,
}
SECRET = re.compile(r"(?<!\d)(?:\d{13,18}|1\d{10})[\dXx]?(?!\d)")


def meanings(kind):
    """[(meaning, label)] of everything that a column of this kind of sheet can be read as."""
    known = FIELDS[kind]
    told = [(name, label) for name, label in LABELS[kind].items() if name in known]
    return told + [(name, name) for name in known if name not in LABELS[kind]]


def label(kind, name):
    name = name.removeprefix("wish.")
    return LABELS[kind].get(name, name)


# What an officer must look at first; the rest follows in the order in which it was read.
FIRST = (
    "occupations", "places", "least_pay", "household_classes", "education",
    "employer_name", "openings", "pay_low", "pay_high", "pay_said", "workplace", "lodging",
)  # fmt: skip


def spread(values):
    """The values of a row with those of the wish among them, without what is not shown."""
    flat = {name: value for name, value in values.items() if name not in {"wish", *UNSHOWN}}
    wish = values.get("wish") or {}
    flat |= {name: value for name, value in wish.items() if name not in flat}
    return {name: flat[name] for name in FIRST if name in flat} | flat


def masked_cell(cell):
    """Identity numbers and telephones show their last four, wherever an office wrote them."""
    text = "" if cell is None else str(cell)
    return SECRET.sub(lambda hit: "••••" + hit.group()[-4:], text)


def shown(name, value, kind=Kind.VACANCIES):
    """One value in words. No schooling is “any” for a post, but something else for a person."""
    name = name.removeprefix("wish.")
    if kind == Kind.PEOPLE and name == "education" and value == 0:
        return gettext("未上过学")
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list | tuple):
        return "、".join(dict.fromkeys(_one(name, part) for part in value))
    return _one(name, value)


def _one(name, value):
    if isinstance(value, list | tuple):
        return _entry(name, value)
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(value, value))
    if name in NAMED and value != "":
        return _named(NAMED[name], value)
    if name == "partner" and str(value).startswith("#"):
        return gettext("已登记身份证号")
    return masked_cell(value)


def _entry(name, value):
    """A wish ends with the words it was told in; experience is an occupation and its years."""
    if name == "experience":
        years = gettext("%(n)s 年") % {"n": value[1]}
        return f"{_named(Occupation, value[0])} {years}"
    return str(value[-1])


@cache
def _named(model, code):
    """Names of the catalogue do not change under a running process."""
    found = model.objects.filter(pk=code).first()
    return getattr(found, "name", str(code))
