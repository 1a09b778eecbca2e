"""Reasons are stored as codes and numbers; here they become sentences.

The officer reads of a person, the worker is spoken to. Every sentence is a translatable text,
so the same stored reason is told in the reader's language.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jiedui.catalog.models import CertificateType, Education, Occupation, Region
from jiedui.matching.queries.result import CLASSES, OTHER_CLASS
from jiedui.vacancies.models import Element, Vacancy

OFFICER, WORKER = "officer", "worker"

# {code: (said to the officer, said to the worker)}
PAIRED = {
    "wish": (
        _("符合第{occupation}意向工种、第{place}意向地区"),
        _("这是您的第{occupation}意向工种、第{place}意向地区"),
    ),
    "wish:any-occupation": (
        _("工种不限，符合第{place}意向地区"),
        _("您不限工种，这是您的第{place}意向地区"),
    ),
    "wish:any-place": (
        _("符合第{occupation}意向工种，地区不限"),
        _("这是您的第{occupation}意向工种，您不限地区"),
    ),
    "wish:any": (_("工种、地区均不限"), _("您不限工种和地区")),
    "pay": (
        _("月薪{low}—{high}元，最低期望{least}元"),
        _("月薪{low}—{high}元，您要求不低于{least}元"),
    ),
    "pay:no-least": (_("月薪{low}—{high}元，本人没有说最低期望"), _("月薪{low}—{high}元")),
    "pay:top": (
        _("月薪{low}—{high}元，要拿到高的一头才够本人期望的{least}元，请先与单位谈妥"),
        _("月薪{low}—{high}元，要拿到高的一头才够您要求的{least}元，请先问清楚"),
    ),
    "pay:from": (
        _("月薪{low}元起，最低期望{least}元"),
        _("月薪{low}元起，您要求不低于{least}元"),
    ),
    "pay:from:no-least": (_("月薪{low}元起，本人没有说最低期望"), _("月薪{low}元起")),
    "pay:to": (
        _("月薪最高{high}元，最低期望{least}元"),
        _("月薪最高{high}元，您要求不低于{least}元"),
    ),
    "pay:to:no-least": (_("月薪最高{high}元，本人没有说最低期望"), _("月薪最高{high}元")),
    "pay:unknown": (
        _("岗位没有写明工资，本人期望{least}元，请先与单位核实"),
        _("这个岗位没有写明工资，您要求不低于{least}元，请先问清楚"),
    ),
    "pay:unknown:no-least": (
        _("岗位没有写明工资，请先与单位核实"),
        _("这个岗位没有写明工资，请先问清楚"),
    ),
    "stated-age": (
        _("岗位写有年龄上限{max}岁，没有注明依据，未作条件（本人{age}岁）：请先与单位核实"),
        _("岗位写有年龄上限{max}岁，但没有注明依据：去之前请先问清楚"),
    ),
    "lodging": (_("需要住宿，单位提供"), _("单位提供住宿")),
    "employer-kind": (_("单位类型合乎本人意愿"), _("是您想去的单位类型")),
    "priority": (_("{klass}，按政策优先"), _("您家属于{klass}，按政策优先")),
    "together": (_("与同行人在同一岗位"), _("与您的同行人在同一岗位")),
    "near-partner": (_("与同行人在同一县（市、区）"), _("与您的同行人在同一县（市、区）")),
    "better-full": (
        _("更合意的“{vacancy}”名额已满：录取线{needed}分，本人{own}分"),
        _("您更想去的“{vacancy}”名额已满：录取线{needed}分，您{own}分"),
    ),
    "better-full:draw": (
        _("更合意的“{vacancy}”名额已满：同为{own}分，抽签顺序在后"),
        _("您更想去的“{vacancy}”名额已满：同为{own}分，抽签顺序在后"),
    ),
    "better-reserved": (
        _("更合意的“{vacancy}”名额全部留给优先类别"),
        _("您更想去的“{vacancy}”名额全部留给了优先类别的家庭"),
    ),
    "fits": (
        _("符合条件的{vacancies}个岗位名额都已满"),
        _("您符合{vacancies}个岗位的条件，但名额都已满"),
    ),
    "fits-alone": (
        _("一个人去，符合{vacancies}个岗位的条件；与同行人同去的都不成"),
        _("您一个人去，符合{vacancies}个岗位的条件；与同行人同去的都没有排上"),
    ),
    "fails": (
        _("{vacancies}个岗位只差这一条：{condition}"),
        _("有{vacancies}个岗位只差这一条：{condition}"),
    ),
    "both": (
        _("最接近的{vacancies}个岗位，同时差这几条：{conditions}"),
        _("与您最接近的{vacancies}个岗位，同时差这几条：{conditions}"),
    ),
}

# A condition that fails, said of the vacancy that a person does not get …
OF_A_VACANCY = {
    "occupation": _("不是意向工种"),
    "place": _("不在意向地区"),
    "age": _("年龄不在要求之内"),
    "education": _("学历要求更高"),
    "certificates": _("要求的证书没有"),
    "experience": _("要求的经验不够"),
    "pay": _("工资低于期望"),
    "lodging": _("不包住"),
    "couple-room": _("没有夫妻房"),
    "start": _("到岗时间不合"),
    "barred": _("以前推荐过没有成功，或本人说过不合适"),
}
# … the same in words to that person …
OF_A_VACANCY_TO_YOU = OF_A_VACANCY | {
    "occupation": _("不是您想做的活"),
    "place": _("不在您想去的地方"),
    "pay": _("工资没有您要的高"),
    "certificates": _("要的证书您没有"),
    "experience": _("要的经验您还不够"),
    "barred": _("以前推荐过没有成功，或您说过不合适"),
}
# … and of the person whom a vacancy does not get.
OF_A_PERSON = {
    "occupation": _("没有选这个工种"),
    "place": _("没有选这个地方"),
    "age": _("年龄不在要求之内"),
    "education": _("学历不够"),
    "certificates": _("缺少证书"),
    "experience": _("经验不足"),
    "pay": _("期望工资更高"),
    "lodging": _("需要住宿"),
    "couple-room": _("需要夫妻房"),
    "start": _("不能按时到岗"),
    "barred": _("以前推荐过没有成功，或本人说过不合适"),
}

COMMA = _("、")

# Why a vacancy did not take part at all.
SHUT = {
    "prohibited": _("“{words}”不得写入招聘信息。{rewording}"),
    "missing": _("还缺少：{elements}"),
}

# What would open doors to one person: {change: (to the officer, to the worker)}
OPENS = {
    "pay": (
        _("最低工资期望降低{by}元，可增加{vacancies}个岗位"),
        _("最低工资放低{by}元，您就多{vacancies}个岗位可选"),
    ),
    "certificate": (
        _("取得“{certificate}”，可增加{vacancies}个岗位"),
        _("考取“{certificate}”，您就多{vacancies}个岗位可选"),
    ),
    "place": (
        _("愿意去{place}，可增加{vacancies}个岗位"),
        _("如果愿意去{place}，您就多{vacancies}个岗位可选"),
    ),
    "occupation": (
        _("愿意做“{occupation}”，可增加{vacancies}个岗位"),
        _("如果愿意做“{occupation}”，您就多{vacancies}个岗位可选"),
    ),
    "education": (
        _("学历提升到{education}，可增加{vacancies}个岗位"),
        _("学历提升到{education}，您就多{vacancies}个岗位可选"),
    ),
    "lodging": (
        _("不要求单位包住，可增加{vacancies}个岗位"),
        _("如果不要求包住，您就多{vacancies}个岗位可选"),
    ),
    "couple-room": (
        _("不要求夫妻房，可增加{vacancies}个岗位"),
        _("如果不要求夫妻房，您就多{vacancies}个岗位可选"),
    ),
    "start": (
        _("提前{by}天到岗，可增加{vacancies}个岗位"),
        _("如果能提前{by}天到岗，您就多{vacancies}个岗位可选"),
    ),
}

# What would bring people to a vacancy; only officers and employers read it.
DRAWS = {
    "fits": _("有{people}人符合条件，但都有更合意的岗位"),
    "fails": _("有{people}人只差这一条：{condition}"),
    "both": _("最接近的{people}人，同时差这几条：{conditions}"),
    "pay": _("月薪提高{by}元，可增加{people}人"),
    "education": _("学历要求降到{education}，可增加{people}人"),
    "experience": _("不要求经验，可增加{people}人"),
    "certificate": _("不要求“{certificate}”，可增加{people}人"),
    "age": _("年龄上限放宽{by}岁，可增加{people}人"),
    "age:none": _("不设年龄上限，可增加{people}人"),
    "lodging": _("提供住宿，可增加{people}人"),
    "couple-room": _("提供夫妻房，可增加{people}人"),
    "start": _("最晚到岗推迟{by}天，可增加{people}人"),
}

# How many of them it would really bring, where that is not all.
OF_THESE = _("（按目前的录取线，其中{takes}个排得上）")
OF_THEM = _("（其中{takes}人目前没有着落）")
NO_UPPER_AGE = 100  # so many years more are no limit at all


@dataclass(frozen=True)
class Told:
    """A row of a list and its reasons in words."""

    row: object
    sentences: list


class _Names:
    """The names behind the codes of many reasons, fetched together.

    Texts are looked up once each in the reader's language: a workbook has tens of thousands
    of sentences made of a few dozen texts.
    """

    def __init__(self, reasons):
        self.texts = {}
        told = [reason for many in reasons for reason in many]
        self.vacancies = _posts(_all(told, "vacancy"))
        self.certificates = _by_key(CertificateType, "name", _all(told, "certificate"))
        self.places = _by_key(Region, "full_name", _all(told, "place", of="opens"))
        self.occupations = _by_key(
            Occupation, "name", _all(told, "occupation", of="opens"), key="number"
        )

    def text(self, lazy):
        found = self.texts.get(id(lazy))
        if found is None:
            found = self.texts[id(lazy)] = str(lazy)
        return found

    def listed(self, phrases):
        return self.text(COMMA).join(self.text(phrase) for phrase in phrases)


def _all(told, name, of=None):
    return {
        reason[name]
        for reason in told
        if reason.get(name) is not None and (of is None or reason["code"] == of)
    }


def _posts(keys):
    """Employer and title: one employer may seek ten electricians, and ten employers one."""
    keys, found = sorted(keys), {}
    for start in range(0, len(keys), 500):
        rows = Vacancy.objects.filter(pk__in=keys[start : start + 500])
        for pk, employer, title in rows.values_list("pk", "employer__name", "title"):
            found[pk] = f"{employer} {title}"
    return found


def _by_key(table, name, keys, key="pk"):
    keys, found = sorted(keys), {}
    for start in range(0, len(keys), 500):
        rows = table.objects.filter(**{f"{key}__in": keys[start : start + 500]})
        found |= dict(rows.values_list(key, name))
    return found


def said(reasons, audience=OFFICER):
    """The reasons of one row as sentences, in the language of the reader of this moment."""
    return _said(reasons, audience, _Names([reasons]))


def said_of(rows, audience=OFFICER):
    """Rows of a page with their sentences; a handful of queries for the whole page."""
    rows = list(rows)
    names = _Names([row.reasons for row in rows])
    return [Told(row, _said(row.reasons, audience, names)) for row in rows]


def _said(reasons, audience, names):
    return [_sentence(reason, audience, names) for reason in reasons]


def _sentence(reason, audience, names):
    template = _template(reason, 1 if audience == WORKER else 0)
    told = names.text(template).format(**_words(reason, audience, names))
    count = reason.get("people", reason.get("vacancies"))
    if reason["code"] != "opens" or reason["takes"] == count:
        return told
    bracket = OF_THEM if "people" in reason else OF_THESE
    return told + names.text(bracket).format(takes=reason["takes"])


def _template(reason, to):
    code = reason["code"]
    if code in SHUT:
        return SHUT[code]
    if "people" in reason:
        change = reason.get("change", code)
        if change == "age" and reason["by"] >= NO_UPPER_AGE:
            change = "age:none"
        return DRAWS[change]
    if code == "opens":
        return OPENS[reason["change"]][to]
    return PAIRED[_variant(reason)][to]


def _variant(reason):
    code = reason["code"]
    if code == "wish":
        wide = reason.get("any_occupation"), reason.get("any_place")
        return {
            (False, False): "wish",
            (True, False): "wish:any-occupation",
            (False, True): "wish:any-place",
            (True, True): "wish:any",
        }[bool(wide[0]), bool(wide[1])]
    if code == "pay":
        return _pay_variant(reason)
    if code == "better-full" and reason["needed"] == reason["own"]:
        return "better-full:draw"
    return code


def _pay_variant(reason):
    low, high = reason["low"], reason["high"]
    least = reason["least"]
    if low and high and low < least:
        return "pay:top"
    span = "pay" if low and high else "pay:from" if low else "pay:to" if high else "pay:unknown"
    return span if least else f"{span}:no-least"


def _words(reason, audience, names):
    """The holes of the sentence, with codes turned into names."""
    told = dict(reason)
    if "vacancy" in told:
        told["vacancy"] = names.vacancies.get(told["vacancy"], "")
    if "certificate" in told:
        told["certificate"] = names.certificates.get(told["certificate"], told["certificate"])
    if "klass" in told:
        told["klass"] = names.text(CLASSES.get(told["klass"], OTHER_CLASS))
    if "education" in told:
        told["education"] = Education(told["education"]).label
    of_a_vacancy = OF_A_VACANCY_TO_YOU if audience == WORKER else OF_A_VACANCY
    phrases = OF_A_PERSON if "people" in told else of_a_vacancy
    if "condition" in told:
        told["condition"] = names.text(phrases[told["condition"]])
    if "conditions" in told:
        told["conditions"] = names.listed([phrases[name] for name in told["conditions"]])
    if "elements" in told:
        labels = [str(Element(element).label) for element in told["elements"]]
        told["elements"] = names.text(COMMA).join(labels)
    if told["code"] == "opens":
        told["place"] = names.places.get(told.get("place"), "")
        told["occupation"] = names.occupations.get(told.get("occupation"), "")
    return told
