"""Bringing postings into the registry, with their versions and what the law says of them."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import OrganisationKind
from jiedui.catalog.models import EmployerKind, Region
from jiedui.core.events import event, record_all
from jiedui.core.locks import hold, one_at_a_time
from jiedui.core.refusal import Refusal
from jiedui.vacancies import bridge
from jiedui.vacancies.actions.publishing import last_versions, not_verified, send_back
from jiedui.vacancies.models import Breach, Print, Stage, Vacancy, Version
from jiedui.vacancies.queries import (
    LISTS,
    PLAIN,
    Posting,
    compare,
    employer_key,
    parts,
    spelling_of,
)

PART_OF_ROWS = 500
NO_PRINT = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one entry; a refused one has no vacancy and never blocks the others."""

    vacancy_id: int | None
    verdict: str  # new, changed, same, refused
    refusal: Refusal | None = None


@transaction.atomic
def keep_vacancies(entries: list[Posting], *, on, by, source="") -> list[Kept]:
    """Bring a list of postings into the registry: insert, change or leave as they are.

    The live vacancy of the same employer, place, title and mark is the one that is meant;
    employers not yet known are opened. Changed terms make a new version. A vacancy that was
    already past its last day on `on` is refused, since nobody could be sent there.
    """
    compared = _compared_and_held(entries)
    for one in compared:
        if not one.refusal and one.entry.valid_until and one.entry.valid_until < on:
            one.refusal = Refusal(
                "posting-expired", _("有效期已过：请与用人单位核实后填写新的有效期。")
            )
    _refuse_strangers(compared, by, on)
    _open_employers(compared, by)
    verdicts = [one.verdict for one in compared]  # before inserting makes the new ones known
    new = [one for one in compared if one.verdict == "new"]
    changed = [one for one in compared if one.verdict == "changed"]
    _insert(new)
    overwrite(changed)
    write_certificates(new, changed)
    write_versions(new + changed, source, on=on, by=by)
    write_prints(new + changed)
    mark_handed_in([one.vacancy for one in new + changed], on=on, by=by)
    kept = [one for one in compared if not (one.refusal or one.twin)]
    wages = bridge.Wages(on)
    object_to(
        [
            (one.vacancy, one.entry.breaches + wages.objections(one.terms, one.entry.said))
            for one in kept
        ]
    )
    send_back([one.vacancy for one in kept], by)
    record_all(
        [event("vacancy.kept", one.vacancy, by=by) for one in new]
        + [event("vacancy.amended", one.vacancy, by=by, fields=sorted(one.changes))
           for one in changed]
    )  # fmt: skip
    return [_kept(one, verdict) for one, verdict in zip(compared, verdicts, strict=True)]


def _compared_and_held(entries):
    """What is known of them, with nobody changing it or adding to their places meanwhile.

    Running numbers are given out by place, so lists for one place come one after another.
    """
    one_at_a_time("postings", *{entry.region for entry in entries})
    compared = compare(entries)
    if connection.vendor == "sqlite":
        return compared
    hold(Vacancy, [one.vacancy.pk for one in compared if one.vacancy is not None])
    return compare(entries)


def _kept(one, verdict):
    if one.refusal:
        return Kept(None, "refused", one.refusal)
    return Kept((one.twin or one).vacancy.pk, verdict)


def _refuse_strangers(compared, by, on):
    """A firm brings its own posts and nobody else's, and only while it stands verified."""
    if by is None or not by.may("employer.post"):
        return
    may = accounts.may_post(by.organisation, on=on)
    for one in compared:
        if one.refusal:
            continue
        if one.employer is None or one.employer.pk != by.organisation_id:
            one.refusal = Refusal("not-your-firm", _("只能发布本单位的岗位：请核对用人单位一栏。"))
        elif not may:
            one.refusal = not_verified()


def mark_handed_in(vacancies, *, on, by):
    """What the firm itself brought or changed waits for the officer; open posts go back for it."""
    if by is None or not by.may("employer.post"):
        return
    Vacancy.move_all([one for one in vacancies if one.stage != Stage.DRAFT], Stage.DRAFT)
    for vacancy in vacancies:
        vacancy.handed_in_by_id, vacancy.handed_in_on = by.pk, on
        vacancy.returned = False
    Vacancy.objects.bulk_update(
        vacancies, ["handed_in_by_id", "handed_in_on", "returned"], batch_size=PART_OF_ROWS
    )
    record_all(event("vacancy.submitted", vacancy, by=by) for vacancy in vacancies)


def write_prints(written):
    """What these texts will be met again by; engine arithmetic, a tenth of a millisecond each."""
    for part in parts([one.vacancy.pk for one in written]):
        Print.objects.filter(vacancy__in=part).delete()
    Print.objects.bulk_create(
        [
            Print(vacancy=one.vacancy, key=key)
            for one in written
            for key in bridge.prints_of(one.terms, one.entry.said)
        ],
        batch_size=2000,
    )


@transaction.atomic
def print_unprinted(*, limit=2000):
    """Texts that were brought before prints were kept get theirs; how many were looked at.

    A text that says too little to be known by bears a nought, so that it is looked at once.
    """
    bare = Vacancy.objects.exclude(pk__in=Print.objects.values("vacancy")).order_by("-pk")
    chosen = list(bare.values_list("pk", flat=True)[:limit])
    said = {}
    for part in parts(chosen):
        for version in Version.objects.filter(vacancy__in=part).order_by("number"):
            said[version.vacancy_id] = version
    Print.objects.bulk_create(
        [
            Print(vacancy_id=pk, key=key)
            for pk, version in said.items()
            for key in bridge.prints_of(version.terms, version.said) or (NO_PRINT,)
        ],
        batch_size=2000,
    )
    return len(said)


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


def overwrite(changed):
    for one in changed:
        _fill(one.vacancy, one)
    fields = [*PLAIN, "occupation", "region", "spelling"]
    Vacancy.objects.bulk_update([one.vacancy for one in changed], fields, batch_size=100)


def write_certificates(new, changed):
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


def write_versions(written, source, *, on, by):
    last = last_versions([one.vacancy.pk for one in written])
    Version.objects.bulk_create(
        [
            Version(
                vacancy=one.vacancy,
                number=last.get(one.vacancy.pk, 0) + 1,
                said=one.entry.said,
                terms=one.terms,
                evidence=dict(one.entry.evidence),
                source=source[:120],
                made_on=on,
                by_id=by.pk if by is not None else None,
            )
            for one in written
        ],
        batch_size=PART_OF_ROWS,
    )


def object_to(pairs):
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
