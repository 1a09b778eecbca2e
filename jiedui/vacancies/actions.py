"""Every write to vacancies, their versions and their breaches."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Length
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Organisation, OrganisationKind
from jiedui.catalog.models import EmployerKind, OccupationTitle, Region
from jiedui.core.events import event, record, record_all
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.vacancies import bridge
from jiedui.vacancies.models import Breach, Element, Stage, Vacancy, Version, Wording
from jiedui.vacancies.queries import (
    LISTS,
    PLAIN,
    Posting,
    certificate_lists,
    compare,
    employer_key,
    parts,
    spelling_of,
    terms_of,
    wording_of,
)

PART_OF_ROWS = 500
MOST_NAMES = 20  # other names of the occupation that a vacancy is found by


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one entry; a refused one has no vacancy and never blocks the others."""

    vacancy_id: int | None
    verdict: str  # new, changed, same, refused
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """Which vacancies were opened, and which were not and why."""

    opened: list
    refused: list


@transaction.atomic
def keep_vacancies(entries: list[Posting], *, on, by, source="") -> list[Kept]:
    """Bring a list of postings into the registry: insert, change or leave as they are.

    The live vacancy of the same employer, place, title and mark is the one that is meant;
    employers not yet known are opened. Changed terms make a new version. A vacancy that was
    already past its last day on `on` is refused, since nobody could be sent there.
    """
    compared = compare(entries)
    for one in compared:
        if not one.refusal and one.entry.valid_until and one.entry.valid_until < on:
            one.refusal = Refusal(
                "posting-expired", _("有效期已过：请与用人单位核实后填写新的有效期。")
            )
    _open_employers(compared, by)
    verdicts = [one.verdict for one in compared]  # before inserting makes the new ones known
    new = [one for one in compared if one.verdict == "new"]
    changed = [one for one in compared if one.verdict == "changed"]
    _insert(new)
    _overwrite(changed)
    _write_certificates(new, changed)
    _write_versions(new + changed, source)
    kept = [one for one in compared if not (one.refusal or one.twin)]
    _object_to([(one.vacancy, one.entry.breaches) for one in kept])
    _send_back([one.vacancy for one in kept], by)
    record_all(
        [event("vacancy.kept", one.vacancy, by=by) for one in new]
        + [event("vacancy.amended", one.vacancy, by=by, fields=sorted(one.changes))
           for one in changed]
    )  # fmt: skip
    return [_kept(one, verdict) for one, verdict in zip(compared, verdicts, strict=True)]


def _kept(one, verdict):
    if one.refusal:
        return Kept(None, "refused", one.refusal)
    return Kept((one.twin or one).vacancy.pk, verdict)


def _open_employers(compared, by):
    """Register the employers that nobody knows yet, all together."""
    newcomers = {}
    for one in compared:
        if not (one.refusal or one.employer or one.twin):
            newcomers.setdefault(employer_key(one), []).append(one)
    homes = {}
    for part in parts({ones[0].home_id for ones in newcomers.values()}):
        homes |= Region.objects.in_bulk(part)
    kinds = EmployerKind.objects.in_bulk() if newcomers else {}
    for part in parts(newcomers.values()):
        openings = [_opening(ones[0], homes, kinds) for ones in part]
        answers = accounts.open_organisations(openings, by=by)
        for ones, answer in zip(part, answers, strict=True):
            for one in ones:
                if isinstance(answer, Refusal):
                    one.refusal = answer
                else:
                    one.employer = answer


def _opening(one, homes, kinds):
    entry = one.entry
    kind = OrganisationKind.AGENCY if entry.employer_is_agency else OrganisationKind.EMPLOYER
    return accounts.Opening(
        name=entry.employer_name.strip(),
        kind=kind,
        region=homes[one.home_id],
        credit_code=entry.credit_code or None,
        employer_kind=kinds.get(entry.employer_kind),
        licence=entry.licence,
    )


def _fill(vacancy, one):
    for name in PLAIN:
        value = one.terms[name]
        if name in {"latest_start", "valid_until"} and isinstance(value, str):
            value = date.fromisoformat(value)
        setattr(vacancy, name, value)
    vacancy.occupation_id = one.terms["occupation"]
    vacancy.region_id = one.terms["region"]
    vacancy.spelling = spelling_of(vacancy.title)
    return vacancy


def _insert(new):
    codes = _next_codes([one.region_id for one in new])
    rows = [
        _fill(Vacancy(code=code, employer=one.employer), one)
        for one, code in zip(new, codes, strict=True)
    ]
    Vacancy.objects.bulk_create(rows, batch_size=PART_OF_ROWS)
    for one, row in zip(new, rows, strict=True):
        one.vacancy = row


def _next_codes(region_ids):
    """County code and running number (330421-00017): what pages and sheets show."""
    last = {}
    for region_id in set(region_ids):
        taken = Vacancy.objects.filter(code__startswith=f"{region_id:06d}-")
        # The longer number is the higher one: as a text, 100000 would come before 99999.
        highest = taken.order_by(Length("code").desc(), "-code").first()
        last[region_id] = int(highest.code.split("-")[1]) if highest else 0
    codes = []
    for region_id in region_ids:
        last[region_id] += 1
        codes.append(f"{region_id:06d}-{last[region_id]:05d}")
    return codes


def _overwrite(changed):
    for one in changed:
        _fill(one.vacancy, one)
    fields = [*PLAIN, "occupation", "region", "spelling"]
    Vacancy.objects.bulk_update([one.vacancy for one in changed], fields, batch_size=100)


def _write_certificates(new, changed):
    for name in LISTS:
        through = getattr(Vacancy, name).through
        redone = [one for one in changed if name in one.changes]
        for part in parts([one.vacancy.pk for one in redone]):
            through.objects.filter(vacancy__in=part).delete()
        through.objects.bulk_create(
            [
                through(vacancy_id=one.vacancy.pk, certificatetype_id=code)
                for one in new + redone
                for code in one.terms[name]
            ],
            batch_size=PART_OF_ROWS,
        )


def _write_versions(written, source):
    last = {}
    for part in parts([one.vacancy.pk for one in written]):
        rows = Version.objects.filter(vacancy__in=part).values("vacancy")
        last |= dict(rows.annotate(last=Max("number")).values_list("vacancy", "last"))
    Version.objects.bulk_create(
        [
            Version(
                vacancy=one.vacancy,
                number=last.get(one.vacancy.pk, 0) + 1,
                said=one.entry.said,
                terms=one.terms,
                evidence=dict(one.entry.evidence),
                source=source[:120],
            )
            for one in written
        ],
        batch_size=PART_OF_ROWS,
    )


def _object_to(pairs):
    """Make the breaches of these vacancies what the judge says now.

    Words that somebody has already cleared stay cleared as long as they still stand.
    """
    standing = {}
    for part in parts([vacancy.pk for vacancy, _objections in pairs]):
        for breach in Breach.objects.filter(vacancy__in=part):
            standing.setdefault(breach.vacancy_id, {})[breach.rule, breach.words] = breach
    gone, come = [], []
    for vacancy, objections in pairs:
        old = standing.get(vacancy.pk, {})
        now = {(one.rule, one.words[:200]): one for one in objections}
        gone += [breach.pk for key, breach in old.items() if key not in now]
        come += [
            Breach(
                vacancy=vacancy,
                rule=one.rule,
                level=one.level,
                words=one.words[:200],
                basis=one.basis[:300],
                rewording=one.rewording[:300],
            )
            for key, one in now.items()
            if key not in old
        ]
    for part in parts(gone):
        Breach.objects.filter(pk__in=part).delete()
    Breach.objects.bulk_create(come, batch_size=PART_OF_ROWS)


def publish(vacancy, *, by, valid_until=None, on=None):
    """Open a vacancy to be seen and matched, once nothing in its words stands against it."""
    published = publish_many([vacancy], by=by, valid_until=valid_until, on=on)
    for _vacancy, refusal in published.refused:
        raise refusal
    return published.opened[0]


@transaction.atomic
def publish_many(vacancies, *, by, valid_until=None, on=None) -> Published:
    """Open every vacancy that may be opened.

    `valid_until` is for those that name no last day, or one that is over `on` this day; a
    last day that is over and not renewed is refused.
    """
    fresh = lock(vacancies)
    prohibited, houses = _standing(fresh)
    opened, refused, renewed = [], [], []
    for vacancy in fresh:
        vacancy.employer, vacancy.region = houses[vacancy.pk].employer, houses[vacancy.pk].region
        if valid_until and (vacancy.valid_until is None or _is_over(vacancy, on)):
            vacancy.valid_until = valid_until
            renewed.append(vacancy)
        refusal = _why_not(vacancy, vacancy.pk in prohibited, on) or _twin_refusal(vacancy, opened)
        if refusal:
            refused.append((vacancy, refusal))
        else:
            opened.append(vacancy)
    _open(opened, renewed, valid_until)
    record_all(event("vacancy.published", vacancy, by=by) for vacancy in opened)
    return Published(opened, refused)


def _open(opened, renewed, valid_until):
    for vacancy in opened:
        vacancy.stage, vacancy.closed_because = Stage.OPEN, ""
    for part in parts([vacancy.pk for vacancy in opened]):
        Vacancy.objects.filter(pk__in=part).update(stage=Stage.OPEN, closed_because="")
    for part in parts({vacancy.pk for vacancy in renewed} & {vacancy.pk for vacancy in opened}):
        Vacancy.objects.filter(pk__in=part).update(valid_until=valid_until)


def _is_over(vacancy, on):
    return bool(on and vacancy.valid_until and vacancy.valid_until < on)


def _twin_refusal(vacancy, opened):
    """A closed vacancy does not open again beside a newer one of the same name."""
    if vacancy.stage != Stage.CLOSED:
        return None
    key = ("employer_id", "region_id", "title", "mark")
    same = {name: getattr(vacancy, name) for name in key}
    standing = Vacancy.objects.exclude(stage=Stage.CLOSED).filter(**same).exists()
    if standing or any(
        all(getattr(other, name) == value for name, value in same.items()) for other in opened
    ):
        return Refusal("posting-twice", _("这个单位在同一地点已有同名岗位：请写明区别标记。"))
    return None


def _standing(vacancies):
    """Which of these hold prohibited words; and each as it stands, with employer and place."""
    prohibited, houses = set(), {}
    for part in parts([vacancy.pk for vacancy in vacancies]):
        asked = Vacancy.objects.filter(pk__in=part)
        prohibited |= set(asked.objectionable().values_list("pk", flat=True))
        houses |= {row.pk: row for row in asked.select_related("employer", "region")}
    return prohibited, houses


def _why_not(vacancy, is_prohibited, on):
    if not vacancy.can_move(Stage.OPEN):
        return Refusal("wrong-stage", _("这个岗位已经在招聘中，无需再次发布。"))
    if is_prohibited:
        return Refusal(
            "words-prohibited",
            _("招聘文字中有法律禁止的内容：请按建议改写，或写明依据后放行，再发布。"),
        )
    if missing := vacancy.missing_elements():
        return elements_missing(missing)
    if _is_over(vacancy, on):
        return Refusal("posting-expired", _("有效期已过：请与用人单位核实后填写新的有效期。"))
    return None


def elements_missing(missing):
    labels = [Element(element).label for element in missing]
    return Refusal(
        "elements-missing",
        format_lazy(
            _("还缺少招聘信息必备的内容：{elements}。请补充后再发布。"),
            elements=format_lazy("、".join(["{}"] * len(labels)), *labels),
        ),
    )


def _send_back(vacancies, by):
    """An open vacancy whose new words or terms would not be published goes back to review."""
    open_now = [vacancy for vacancy in vacancies if vacancy.stage == Stage.OPEN]
    prohibited, houses = _standing(open_now)
    back = [
        vacancy
        for vacancy in open_now
        if vacancy.pk in prohibited or houses[vacancy.pk].missing_elements()
    ]
    for vacancy in back:
        vacancy.stage = Stage.DRAFT
    Vacancy.objects.bulk_update(back, ["stage"], batch_size=PART_OF_ROWS)
    record_all(event("vacancy.sent_back", vacancy, by=by) for vacancy in back)


@transaction.atomic
def close(vacancy, *, because, by):
    """End a vacancy. Who stands for it is dealt with upstairs, after the fact."""
    [vacancy] = lock([vacancy])
    vacancy.move(Stage.CLOSED)
    vacancy.closed_because = because[:120]
    vacancy.save(update_fields=["closed_because"])
    record("vacancy.closed", vacancy, by=by)
    return vacancy


@transaction.atomic
def close_expired(*, on, by=None):
    """End every open vacancy whose last day is over; returns them."""
    expired = lock(Vacancy.objects.expired(on))
    for vacancy in expired:
        vacancy.stage, vacancy.closed_because = Stage.CLOSED, "expired"
    Vacancy.objects.bulk_update(expired, ["stage", "closed_because"], batch_size=PART_OF_ROWS)
    record_all(event("vacancy.closed", vacancy, by=by) for vacancy in expired)
    return expired


@transaction.atomic
def clear_breach(breach, *, because, by):
    """An officer has found the words lawful after all, and says on what ground."""
    [breach] = lock([breach])
    if not because.strip():
        raise Refusal("no-reason", _("放行必须写明依据（如法律条文、岗位操作需要）。"))
    if breach.cleared_by_id is not None:
        raise Refusal("already-cleared", _("这一处已经放行，无需重复操作。"))
    breach.cleared_by_id, breach.cleared_because = by.pk, because.strip()[:200]
    breach.save(update_fields=["cleared_by_id", "cleared_because"])
    record("breach.cleared", breach, by=by, rule=breach.rule, vacancy_id=breach.vacancy_id)
    return breach


AMENDABLE = {*PLAIN, *LISTS, "occupation"}


@transaction.atomic
def amend(vacancy, *, by, said=None, **terms):
    """Change terms by hand; what the law says of the words is judged again.

    `said` replaces the ad's original words; without it the last version's words stay, so
    an objection to them stays too. Raises TypeError for a term that does not exist.
    """
    if unknown := set(terms) - AMENDABLE:
        raise TypeError(f"no such terms: {sorted(unknown)}")
    [vacancy] = lock([vacancy])
    before = terms_of(vacancy, certificate_lists([vacancy.pk]))
    last = vacancy.versions.order_by("-number").first()
    said = said if said is not None else (last.said if last else "")
    entry = _as_posting(vacancy, before, terms, said)
    [one] = compare([entry])
    if one.refusal:
        raise one.refusal
    if one.vacancy is not None and one.vacancy.pk != vacancy.pk:
        raise Refusal("posting-twice", _("这个单位在同一地点已有同名岗位：请写明区别标记。"))
    one.vacancy = vacancy
    one.changes = {
        name: [before[name], new] for name, new in one.terms.items() if before[name] != new
    }
    if not one.changes and last and said == last.said:
        return vacancy
    _overwrite([one])
    _write_certificates([], [one])
    _write_versions([one], "")
    _object_to([(vacancy, bridge.objections_to(one.terms, said))])
    _send_back([vacancy], by)
    record("vacancy.amended", vacancy, by=by, fields=sorted(one.changes))
    return vacancy


def _as_posting(vacancy, before, terms, said):
    employer = Organisation.objects.get(pk=vacancy.employer_id)
    told = {name: getattr(vacancy, name) for name in PLAIN}
    told |= {name: tuple(before[name]) for name in LISTS}
    told["occupation"] = vacancy.occupation_id or ""
    return Posting(
        **(told | terms),
        employer_name=employer.name,
        credit_code=employer.credit_code or "",
        employer_region=employer.region_id,
        region=vacancy.region_id,
        said=said,
    )


@transaction.atomic
def word_again(event):
    """Follower: an open vacancy is found by the words it has now, any other by none."""
    found = Vacancy.objects.select_related("region", "employer").filter(pk=event.subject_id)
    Wording.objects.filter(pk=event.subject_id).delete()
    for vacancy in found.filter(stage=Stage.OPEN):
        names = OccupationTitle.objects.filter(occupation=vacancy.occupation_id)
        titles = names.order_by("title").values_list("title", flat=True)[:MOST_NAMES]
        Wording.objects.create(rowid=vacancy.pk, **wording_of(vacancy, titles))
