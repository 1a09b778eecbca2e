"""What a firm writes, hands in, renews; and what an officer sends back."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jiedui.accounts import actions as accounts
from jiedui.accounts.roles import require
from jiedui.core.events import event, record, record_all
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.vacancies import bridge
from jiedui.vacancies.actions.amending import refuse_prohibited
from jiedui.vacancies.actions.keeping import keep_vacancies, mark_handed_in
from jiedui.vacancies.actions.publishing import (
    elements_missing,
    last_versions,
    only_officers,
    refuse_strangers,
)
from jiedui.vacancies.actions.wages import refuse_too_little
from jiedui.vacancies.models import (
    Decision,
    Sketch,
    Stage,
    Vacancy,
    Verdict,
    Version,
)
from jiedui.vacancies.queries import LISTS, PLAIN, Posting, compare

MOST_SKETCHES = 200  # of one firm
RENEWED_FOR = timedelta(days=30)
REMINDED = timedelta(days=7)
FIELDS = {*PLAIN, *LISTS, "occupation", "region"}


@transaction.atomic
def sketch_text(text, *, by, at, answering=None):
    """Read a pasted text; a sketch for each post it names, to be walked through and corrected."""
    require(by, "employer.post")
    if not text.strip():
        raise Refusal("no-text", _("没有内容：请把招聘文字贴进来，或选择自己填写。"))
    return _keep_sketches(bridge.drafts_from(text), by, at, answering)


@transaction.atomic
def start_sketch(*, by, at, answering=None):
    """An empty sketch, for whoever would rather type."""
    require(by, "employer.post")
    [sketch] = _keep_sketches([bridge.Draft({}, "")], by, at, answering)
    return sketch


def _keep_sketches(drafts, by, at, answering):
    there = Sketch.objects.filter(employer=by.organisation_id).count()
    if there + len(drafts) > MOST_SKETCHES:
        raise Refusal("too-many-sketches", _("没提交的岗位太多：请先提交或删掉一些，再写新的。"))
    return [
        Sketch.objects.create(
            employer=by.organisation,
            made_by=by,
            made_at=at,
            terms=draft.terms,
            said=draft.said,
            evidence=draft.evidence,
            answering=answering,
        )
        for draft in drafts
    ]


@transaction.atomic
def save_sketch(sketch, *, terms, said, by):
    """Keep the form as it stands. What was corrected by hand no longer rests on the ad's words."""
    sketch = _own_sketch(sketch, by)
    sketch.evidence = {
        name: told
        for name, told in sketch.evidence.items()
        if sketch.terms.get(name) == terms.get(name)
    }
    sketch.terms, sketch.said = terms, said
    sketch.save(update_fields=["terms", "said", "evidence"])
    return sketch


@transaction.atomic
def drop_sketch(sketch, *, by):
    _own_sketch(sketch, by).delete()


def _own_sketch(sketch, by):
    [sketch] = lock([sketch])
    if sketch.employer_id != by.organisation_id:
        raise Refusal("not-your-firm", _("只能发布本单位的岗位：请核对用人单位一栏。"))
    return sketch


@transaction.atomic
def hand_in(sketch, *, terms, said, plea="", on, by):
    """Ask the officer to publish the post; it must tell the seven elements.

    Words that the law prohibits may stay only with a plea: on what ground they are lawful here.
    Returns the vacancy; the sketch is gone.
    """
    sketch = _own_sketch(sketch, by)
    region = terms.get("region")
    if region is None:
        raise Refusal(
            "unknown-region", _("没有认出工作地在哪个县（市、区）：请写全称，如“嘉善县”。")
        )
    if not accounts.is_served(region):
        raise Refusal(
            "no-bureau-there",
            _("这个地方的人社部门还没有使用本系统，没有人能核实：请联系当地人社局。"),
        )
    entry = _posting(terms, said, sketch.evidence, by.organisation, on)
    if not plea.strip():
        refuse_prohibited(entry.breaches)
    [one] = compare([entry])
    if one.refusal is None and one.vacancy is not None:
        raise Refusal(
            "posting-known",
            _("本单位在同一地点已有同名岗位：请在原岗位上修改或延期；不是一回事的，请写区别标记。"),
        )
    source = str(_("单位说明：%s")) % plea.strip() if plea.strip() else ""
    [kept] = keep_vacancies([entry], on=on, by=by, source=source)
    if kept.refusal:
        raise kept.refusal
    sketch.delete()
    vacancy = Vacancy.objects.select_related("employer", "region").get(pk=kept.vacancy_id)
    if missing := vacancy.missing_elements():
        raise elements_missing(missing)  # and nothing of the above has happened
    return vacancy


def _posting(terms, said, evidence, firm, on):
    told = {name: value for name, value in terms.items() if name in FIELDS and value is not None}
    told["region"] = told["region"].pk
    return Posting(
        **told,
        employer_name=firm.name,
        credit_code=firm.credit_code or "",
        employer_region=firm.region_id,
        said=said,
        evidence=evidence,
        breaches=bridge.objections_to(told, said) + bridge.Wages(on).objections(told, said),
    )


@transaction.atomic
def hand_in_again(vacancy, *, on, by):
    """A post that was sent back is as its firm now wants it: look at it again."""
    [vacancy] = lock([vacancy])
    refuse_strangers(vacancy, by=by, on=on)
    if not (vacancy.stage == Stage.DRAFT and vacancy.returned):
        raise Refusal("not-returned", _("这个岗位没有被退回，不用重新提交：请等待审核。"))
    mark_handed_in([vacancy], on=on, by=by)
    return vacancy


@transaction.atomic
def return_to_firm(vacancy, *, because, on, by):
    """Send a post back with a reason that the firm sees and can mend."""
    only_officers(by)
    [vacancy] = lock([vacancy])
    if not because.strip():
        raise Refusal("no-reason", _("退回要写明原因，让单位知道改哪里。"))
    if vacancy.stage != Stage.DRAFT or vacancy.returned:
        raise Refusal("wrong-stage", _("这一步现在还不能做：请刷新页面，看看目前的进度。"))
    if not vacancy.handed_in_by_id:
        raise Refusal(
            "nobody-to-mend", _("这个岗位不是单位自己提交的：请直接修改，或联系单位核实。")
        )
    vacancy.returned = True
    vacancy.save(update_fields=["returned"])
    Decision.objects.create(
        vacancy=vacancy,
        version=last_versions([vacancy.pk]).get(vacancy.pk, 1),
        verdict=Verdict.RETURNED,
        because=because.strip()[:300],
        by=by,
        made_on=on,
    )
    record("vacancy.returned", vacancy, by=by)
    return vacancy


@transaction.atomic
def renew(vacancy, *, on, by):
    """One tap: thirty days more. An open post stays open; one that ran out is looked at again."""
    [vacancy] = lock([vacancy])
    refuse_strangers(vacancy, by=by, on=on)
    if by is not None and not by.may("employer.post"):
        require(by, "vacancies.publish")
    until = on + RENEWED_FOR
    if vacancy.stage == Stage.OPEN:
        if vacancy.valid_until is None or vacancy.valid_until >= until:
            raise Refusal("not-due", _("有效期还长，现在不用延期。"))
        refuse_too_little(vacancy, on=on)
    elif vacancy.stage == Stage.CLOSED and vacancy.closed_because == "expired":
        _refuse_twin(vacancy)
        mark_handed_in([vacancy], on=on, by=by)
        if vacancy.stage == Stage.CLOSED:
            vacancy.move(Stage.DRAFT)
    else:
        raise Refusal("wrong-stage", _("这一步现在还不能做：请刷新页面，看看目前的进度。"))
    vacancy.valid_until, vacancy.closed_because = until, ""
    vacancy.save(update_fields=["valid_until", "closed_because"])
    _note_version(vacancy, on, by)
    record("vacancy.renewed", vacancy, by=by, last_day=until.isoformat())
    return vacancy


def _refuse_twin(vacancy):
    same = Vacancy.objects.exclude(stage=Stage.CLOSED).filter(
        employer=vacancy.employer_id, region=vacancy.region_id, title=vacancy.title,
        mark=vacancy.mark,
    )  # fmt: skip
    if same.exists():
        raise Refusal("posting-twice", _("这个单位在同一地点已有同名岗位：请写明区别标记。"))


def _note_version(vacancy, on, by):
    """A new last day is a new version: the terms are otherwise those of the one before."""
    last = vacancy.versions.order_by("-number").first()
    if last is not None:
        Version.objects.create(
            vacancy=vacancy,
            number=last.number + 1,
            said=last.said,
            terms=last.terms | {"valid_until": vacancy.valid_until.isoformat()},
            evidence=last.evidence,
            made_on=on,
            by_id=by.pk if by is not None else None,
        )


@transaction.atomic
def remind_of_expiring(*, on, by=None):
    """Say, once for each last day, which open posts end within a week; returns them."""
    soon = Vacancy.objects.filter(
        stage=Stage.OPEN, valid_until__gte=on, valid_until__lte=on + REMINDED
    )
    due = [one for one in lock(soon) if one.warned_for != one.valid_until]
    for vacancy in due:
        vacancy.warned_for = vacancy.valid_until
    Vacancy.objects.bulk_update(due, ["warned_for"], batch_size=500)
    record_all(
        event("vacancy.expiring", one, by=by, last_day=one.valid_until.isoformat()) for one in due
    )
    return due


def terms_from(stored):
    """The values of a sketch as the form's fields take them: days are days again."""
    days = ("latest_start", "valid_until")
    return {
        name: date.fromisoformat(value) if name in days and value else value
        for name, value in stored.items()
    }
