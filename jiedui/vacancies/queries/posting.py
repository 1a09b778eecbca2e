"""What a posting says, and how it differs from what we already have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from jiedui.accounts.models import Organisation
from jiedui.catalog.models import CertificateType, EmployerKind, Occupation, Region
from jiedui.core.refusal import Refusal
from jiedui.vacancies.models import Stage, Vacancy

MOST_OPENINGS = 100_000
PART = 500  # values in one IN (…), well under what SQLite takes


@dataclass(frozen=True, slots=True)
class Objection:
    """What the law objects to in an ad, before it is kept as a breach."""

    rule: str
    level: str
    words: str = ""
    basis: str = ""
    rewording: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """A vacancy as an employer or a sheet tells it; codes are those of the catalogue.

    Pay is the comparable monthly figure in whole yuan; `pay_said` keeps the words. Employer,
    region, title and `mark` together say which live vacancy is meant.
    """

    employer_name: str
    region: int
    title: str
    openings: int
    mark: str = ""
    credit_code: str = ""
    employer_region: int | None = None
    employer_kind: str = ""
    employer_is_agency: bool = False
    licence: str = ""
    occupation: str = ""
    reserved: int = 0
    conditions: str = ""
    age_min: int | None = None
    age_max: int | None = None
    age_reason: str = ""
    education: int = 0
    experience: int = 0
    certificates: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    pay_low: int | None = None
    pay_high: int | None = None
    pay_period: str = "month"
    pay_said: str = ""
    pay_assumption: str = ""
    board: bool | None = None
    lodging: bool | None = None
    couple_rooms: int = 0
    insurance: bool | None = None
    shifts: str = ""
    duties: str = ""
    workplace: str = ""
    contact: str = ""
    latest_start: date | None = None
    valid_until: date | None = None
    said: str = ""
    evidence: Mapping = field(default_factory=dict)
    breaches: tuple[Objection, ...] = ()


# The terms that make a version: plain columns first, then the two lists of certificates.
PLAIN = (
    "title", "mark", "workplace", "openings", "reserved", "conditions", "age_min", "age_max",
    "age_reason", "education", "experience", "pay_low", "pay_high", "pay_period", "pay_said",
    "pay_assumption", "board", "lodging", "couple_rooms", "insurance", "shifts", "duties",
    "contact", "latest_start", "valid_until",
)  # fmt: skip
LISTS = ("certificates", "preferred")
TEXTS = {
    name: Vacancy._meta.get_field(name).max_length
    for name in PLAIN
    if getattr(Vacancy._meta.get_field(name), "max_length", None)
}


@dataclass(slots=True)
class Compared:
    """One entry beside what is already known: a refusal, a new vacancy, or the changes."""

    entry: Posting
    refusal: Refusal | None = None
    employer: Organisation | None = None
    vacancy: Vacancy | None = None
    region_id: int = 0
    home_id: int = 0  # where the employer is at home, as far as is told
    terms: dict = field(default_factory=dict)
    # {field: [old, new]}
    changes: dict = field(default_factory=dict)
    # An equal entry further up in the same list.
    twin: "Compared | None" = None

    @property
    def verdict(self):
        if self.refusal:
            return "refused"
        if self.twin:
            return "same"
        if self.vacancy is None:
            return "new"
        return "changed" if self.changes else "same"


def plain(value):
    """As it stands in JSON, so that the terms of a version compare with those of a row."""
    return value.isoformat() if isinstance(value, date) else value


def terms_of_posting(entry, region_id):
    told = {name: plain(getattr(entry, name)) for name in PLAIN}
    for name, longest in TEXTS.items():
        if told[name]:
            told[name] = told[name].strip()[:longest]
    told["duties"] = entry.duties.strip()
    told["occupation"] = entry.occupation or None
    told["region"] = region_id
    for name in LISTS:
        told[name] = sorted(set(getattr(entry, name)))
    return told


def terms_of(vacancy, lists):
    told = {name: plain(getattr(vacancy, name)) for name in PLAIN}
    told["occupation"] = vacancy.occupation_id
    told["region"] = vacancy.region_id
    told |= {name: sorted(lists.get((name, vacancy.pk), ())) for name in LISTS}
    return told


def certificate_lists(vacancy_ids):
    """{("certificates" | "preferred", vacancy): [certificate codes]} in one query a list."""
    found = {}
    for name in LISTS:
        through = getattr(Vacancy, name).through
        for part in parts(vacancy_ids):
            rows = through.objects.filter(vacancy__in=part)
            for vacancy_id, code in rows.values_list("vacancy_id", "certificatetype_id"):
                found.setdefault((name, vacancy_id), []).append(code)
    return found


def parts(values, size=PART):
    values = list(values)
    return [values[start : start + size] for start in range(0, len(values), size)]


def compare(entries):
    """What keeping these entries would do, without doing it; one `Compared` for each."""
    known = _Known(entries)
    compared = [known.judge(entry) for entry in entries]
    _meet_twins(compared)
    standing = _standing_vacancies({one.employer.pk for one in compared if one.employer})
    lists = certificate_lists([vacancy.pk for vacancy in standing.values()])
    for one in compared:
        if one.refusal or one.employer is None:
            continue
        one.vacancy = standing.get(_key(one))
        if one.vacancy is not None:
            old = terms_of(one.vacancy, lists)
            one.changes = {
                name: [old[name], new] for name, new in one.terms.items() if old[name] != new
            }
    return compared


def _meet_twins(compared):
    """Twice the same post in one list is one post; two that differ need a mark."""
    seen = {}
    for one in compared:
        if one.refusal:
            continue
        house = one.employer.pk if one.employer else employer_key(one)
        first = seen.setdefault((house, one.region_id, one.terms["title"], one.terms["mark"]), one)
        if first is one:
            continue
        if first.terms == one.terms:
            one.twin = first
        else:
            one.refusal = Refusal(
                "posting-twice",
                _(
                    "同一单位在同一地点的同名岗位出现两次，内容又不相同："
                    "请在“区别标记”中写明不同之处（如车间、班次）。"
                ),
            )


def employer_key(one):
    """Whom a list means by an employer that is not registered yet."""
    return one.entry.credit_code or (one.entry.employer_name.strip(), one.home_id // 10_000)


def _key(one):
    return one.employer.pk, one.region_id, one.terms["title"], one.terms["mark"]


def _standing_vacancies(employer_ids):
    found = {}
    for part in parts(employer_ids):
        rows = Vacancy.objects.exclude(stage=Stage.CLOSED).filter(employer__in=part)
        for row in rows:
            found[row.employer_id, row.region_id, row.title, row.mark] = row
    return found


class _Known:
    """The parts of the catalogue and of the registry that these entries speak of."""

    def __init__(self, entries):
        codes = {entry.region for entry in entries}
        codes |= {entry.employer_region for entry in entries if entry.employer_region}
        self.prefixes = {}
        for part in parts(codes):
            self.prefixes |= dict(
                Region.objects.filter(code__in=part).values_list("code", "prefix")
            )
        self.occupations = set()
        for part in parts({entry.occupation for entry in entries if entry.occupation}):
            rows = Occupation.objects.filter(code__in=part)
            self.occupations |= set(rows.values_list("code", flat=True))
        self.certificates = set(CertificateType.objects.values_list("code", flat=True))
        self.kinds = set(EmployerKind.objects.values_list("code", flat=True))
        self._learn_employers(entries)

    def _learn_employers(self, entries):
        self.by_credit, self.by_name = {}, {}
        asked = Organisation.objects.employers().order_by("pk")
        for part in parts({entry.credit_code for entry in entries if entry.credit_code}):
            self.by_credit |= {row.credit_code: row for row in asked.filter(credit_code__in=part)}
        for part in parts({entry.employer_name.strip() for entry in entries}):
            for row in asked.filter(name__in=part):
                self.by_name.setdefault(row.name, []).append(row)

    def employer_of(self, entry, region_id):
        """By credit code; else by full name in the county, else in the same province.

        Two companies may share a name in two provinces, but not in one: company names are
        registered there.
        """
        if found := self.by_credit.get(entry.credit_code):
            return found
        same = [
            row
            for row in self.by_name.get(entry.employer_name.strip(), ())
            if not (entry.credit_code and row.credit_code)
        ]
        home = self.prefixes.get(entry.employer_region, region_id)
        for row in same:
            if row.region_id == home:
                return row
        return next((row for row in same if row.region_id // 10_000 == home // 10_000), None)

    def judge(self, entry):
        refusal = self._refusal(entry)
        if refusal:
            return Compared(entry, refusal)
        region_id = self.prefixes[entry.region]
        return Compared(
            entry,
            employer=self.employer_of(entry, region_id),
            region_id=region_id,
            home_id=self.prefixes.get(entry.employer_region, region_id),
            terms=terms_of_posting(entry, region_id),
        )

    def _refusal(self, entry):
        for holds, code, message in (
            (entry.employer_name.strip(), "no-employer", _("没有写用人单位：请填写单位全称。")),
            (entry.title.strip(), "no-title", _("没有写岗位名称：请填写。")),
            (
                entry.region in self.prefixes and entry.employer_region in {None, *self.prefixes},
                "unknown-region",
                _("工作地的区划代码不在目录中：请从目录中选择县（市、区）。"),
            ),
            (
                entry.openings >= 1,
                "no-openings",
                _("招聘人数至少是1：请写明具体人数，“若干”不能用来匹配。"),
            ),
            (
                entry.openings <= MOST_OPENINGS,
                "too-many-openings",
                _("招聘人数超过10万：请核对数字。"),
            ),
            (
                0 <= entry.reserved <= entry.openings,
                "reserved-beyond-openings",
                _("优先名额多于招聘人数：请改小优先名额。"),
            ),
            (
                entry.pay_low is None or entry.pay_high is None or entry.pay_low <= entry.pay_high,
                "pay-upside-down",
                _("月薪下限高于上限：请核对两个数字。"),
            ),
            (
                entry.age_min is None or entry.age_max is None or entry.age_min <= entry.age_max,
                "age-upside-down",
                _("最低年龄高于最高年龄：请核对两个数字。"),
            ),
            (
                not entry.credit_code or uscc.is_valid(entry.credit_code),
                "bad-credit-code",
                _("统一社会信用代码不对（18位，最后一位是校验码）：请照营业执照再核对一遍。"),
            ),
            (
                not entry.occupation or entry.occupation in self.occupations,
                "unknown-occupation",
                _("职业代码不在国家职业分类目录中：请从建议中选择一个。"),
            ),
            (
                {*entry.certificates, *entry.preferred} <= self.certificates,
                "unknown-certificate",
                _("证书代码不在目录中：请从目录中选择。"),
            ),
            (
                not entry.employer_kind or entry.employer_kind in self.kinds,
                "unknown-employer-kind",
                _("单位类型不在目录中：请从目录中选择。"),
            ),
        ):
            if not holds:
                return Refusal(code, message)
        return None
