"""Papers shown, looked at, and looked at again at least every six months."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.accounts import papers
from jiedui.accounts.models import (
    Licence,
    LicenceKind,
    LicenceStage,
    OrganisationKind,
    Verification,
)
from jiedui.accounts.roles import require
from jiedui.core.events import event as told
from jiedui.core.events import record, record_all
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal

LONGEST = timedelta(days=180)  # never more than six months, whichever months they are
WARNING = timedelta(days=21)
MOST_WAITING = 4


@transaction.atomic
def show_licence(file, *, kind=LicenceKind.BUSINESS, organisation, at, by):
    """Take in a paper; it lies sealed, and waits for the officer of the firm's region."""
    if by.organisation_id != organisation.pk:
        raise Refusal("not-your-firm", _("只能上传本单位的证照。"))
    lock([organisation])  # two colleagues at once: together they bring no more than one may
    waiting = Licence.objects.filter(organisation=organisation).waiting()
    if waiting.count() >= MOST_WAITING:
        raise Refusal("enough-papers", _("已有几份证照在等核实：请等经办人看过以后再传。"))
    return keep_paper(papers.examine(file), kind=kind, organisation=organisation, at=at, by=by)


def keep_paper(paper, *, kind, organisation=None, registration=None, at, by):
    """Seal an examined paper (media type, bytes); nothing stays on the disk if the row fails."""
    media, body = paper
    code = papers.keep(body)
    try:
        with transaction.atomic():
            licence = Licence.objects.create(
                code=code,
                organisation=organisation,
                registration=registration,
                kind=kind,
                media=media,
                size=len(body),
                uploaded_at=at,
                uploaded_by=by,
            )
            record("licence.uploaded", licence, by=by, kind=str(kind))
    except BaseException:
        papers.forget(code)
        raise
    return licence


@transaction.atomic
def verify_licence(licence, *, note, on, by):
    """The officer has compared the paper with the public register, and says how."""
    require(by, "employers.verify")
    if (
        not Licence.objects.visible_to(by)
        .filter(pk=licence.pk, organisation__isnull=False)
        .exists()
    ):
        raise Refusal("not-your-firm", _("只能核实本地区单位的证照。"))
    return verify(licence, note=note, on=on, by=by)


def verify(licence, *, note, on, by):
    """Write down that the paper was good on this day; the next look is due within six months."""
    (licence,) = lock([licence])
    if not note.strip():
        raise Refusal(
            "no-note", _("请写明怎样核实的，如“已在国家企业信用信息公示系统查到，存续”。")
        )
    licence.decided_on, licence.decided_by = on, by
    licence.move(LicenceStage.VERIFIED)
    licence.save(update_fields=["decided_on", "decided_by"])
    record("licence.verified", licence, by=by, organisation_id=licence.organisation_id)
    return _attest(licence, note, on, by)


@transaction.atomic
def verify_again(organisation, *, note, on, by):
    """The half-yearly look at a firm whose paper has not changed."""
    require(by, "employers.verify")
    last = Verification.objects.visible_to(by).filter(organisation=organisation).last().first()
    if last is None:
        raise Refusal("never-verified", _("这个单位还没有核实过：请单位先上传证照。"))
    if not note.strip():
        raise Refusal(
            "no-note", _("请写明怎样核实的，如“已在国家企业信用信息公示系统查到，存续”。")
        )
    lock([last])
    record("licence.verified", last.seen, by=by, organisation_id=organisation.pk)
    return _attest(last.seen, note, on, by)


def _attest(licence, note, on, by):
    return Verification.objects.create(
        organisation_id=licence.organisation_id,
        seen=licence,
        verified_on=on,
        due_on=on + LONGEST,
        verified_by=by,
        note=note.strip()[:200],
    )


@transaction.atomic
def refuse_licence(licence, *, because, on, by):
    """A paper that cannot be read or is another's: refused, with what to do about it."""
    require(by, "employers.verify")
    if not Licence.objects.visible_to(by).filter(pk=licence.pk).exists():
        raise Refusal("not-your-firm", _("只能核实本地区单位的证照。"))
    (licence,) = lock([licence])
    if not because.strip():
        raise Refusal("no-reason", _("退回要写明原因，让单位知道改哪里。"))
    licence.because = because.strip()[:300]
    licence.decided_on, licence.decided_by = on, by
    licence.save(update_fields=["because", "decided_on", "decided_by"])
    licence.move(LicenceStage.REFUSED)
    record("licence.refused", licence, by=by)
    return licence


def open_licence(licence, *, by):
    """The bytes of a paper, for whoever may see it; every look stays on record."""
    body = papers.read(licence.code)
    record("licence.seen", licence, by=by)
    return body


@transaction.atomic
def warn_of_licences(*, on, by=None):
    """Tell, once, of every verification that will soon be due; returns them."""
    due = Verification.objects.in_force(on).last().filter(due_on__lte=on + WARNING, warned_on=None)
    soon = lock(due)
    for one in soon:
        one.warned_on = on
    Verification.objects.bulk_update(soon, ["warned_on"], batch_size=200)
    record_all(
        told("licence.expiring", one, by=by, organisation_id=one.organisation_id,
             last_day=one.due_on.isoformat())
        for one in soon
    )  # fmt: skip
    return soon


@transaction.atomic
def lapse_licences(*, on, by=None):
    """Say, once, of every firm whose last verification is over that it may not post; returns them.

    The right itself ends with the day: `may_post` asks the dates and not this mark.
    """
    over = lock(Verification.objects.last().filter(due_on__lt=on, lapsed_on=None))
    for one in over:
        one.lapsed_on = on
    Verification.objects.bulk_update(over, ["lapsed_on"], batch_size=200)
    record_all(
        told("licence.lapsed", one, by=by, organisation_id=one.organisation_id) for one in over
    )
    return over


def may_post(organisation, *, on=None):
    """Whether a firm was verified within the last six months, and an agency bears its number."""
    return organisation.pk in who_may_post([organisation], on=on)


def who_may_post(organisations, *, on=None):
    """The keys of those among these firms that stand verified; agencies only with their number."""
    asked = sorted(
        {firm.pk for firm in organisations if firm.kind != OrganisationKind.AGENCY or firm.licence}
    )
    found = set()
    for start in range(0, len(asked), 500):
        standing = Verification.objects.in_force(on).filter(
            organisation__in=asked[start : start + 500]
        )
        found |= set(standing.values_list("organisation", flat=True))
    return found
