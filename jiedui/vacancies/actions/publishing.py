"""Opening vacancies to be seen, sending them back, closing them."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.accounts import actions as accounts
from jiedui.core.events import event, record, record_all
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal
from jiedui.vacancies.actions.wages import judge_pay_again
from jiedui.vacancies.models import Decision, Element, Stage, Vacancy, Verdict, Version
from jiedui.vacancies.queries import parts

PART_OF_ROWS = 500


@dataclass(frozen=True, slots=True)
class Published:
    """Which vacancies were opened, and which were not and why."""

    opened: list
    refused: list


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
    last day that is over and not renewed is refused. What a firm handed in opens only while the
    firm stands verified; that an officer approved it is kept as a decision.
    """
    only_officers(by)
    fresh = lock(vacancies)
    judge_pay_again(fresh, on=on)
    prohibited, houses = _standing(fresh)
    for vacancy in fresh:
        vacancy.employer, vacancy.region = houses[vacancy.pk].employer, houses[vacancy.pk].region
    handed_in = [vacancy.employer for vacancy in fresh if vacancy.handed_in_by_id]
    verified = accounts.who_may_post(handed_in, on=on)
    opened, refused, renewed, names = [], [], [], set()
    for vacancy in fresh:
        if valid_until and (vacancy.valid_until is None or _is_over(vacancy, on)):
            vacancy.valid_until = valid_until
            renewed.append(vacancy)
        refusal = (
            _why_not(vacancy, vacancy.pk in prohibited, on)
            or _lapsed(vacancy, verified)
            or _twin_refusal(vacancy, names)
        )
        if refusal:
            refused.append((vacancy, refusal))
        else:
            opened.append(vacancy)
            names.add(_name(vacancy))
    _open(opened, renewed, valid_until)
    _approve([vacancy for vacancy in opened if vacancy.handed_in_by_id], on, by)
    record_all(event("vacancy.published", vacancy, by=by) for vacancy in opened)
    return Published(opened, refused)


def _open(opened, renewed, valid_until):
    Vacancy.move_all(opened, Stage.OPEN)
    for vacancy in opened:
        vacancy.closed_because, vacancy.returned = "", False
    for part in parts([vacancy.pk for vacancy in opened]):
        Vacancy.objects.filter(pk__in=part).update(closed_because="", returned=False)
    for part in parts({vacancy.pk for vacancy in renewed} & {vacancy.pk for vacancy in opened}):
        Vacancy.objects.filter(pk__in=part).update(valid_until=valid_until)


def _approve(vacancies, on, by):
    """Who let the firm's own post out, and which version of it."""
    if vacancies and on is None:
        raise TypeError("the approval of a firm's post needs its day")
    numbers = last_versions([vacancy.pk for vacancy in vacancies])
    Decision.objects.bulk_create(
        [
            Decision(
                vacancy=vacancy,
                version=numbers.get(vacancy.pk, 1),
                verdict=Verdict.APPROVED,
                by=by,
                made_on=on,
            )
            for vacancy in vacancies
        ],
        batch_size=PART_OF_ROWS,
    )


def last_versions(keys):
    """{vacancy: the number of its newest version}"""
    found = {}
    for part in parts(keys):
        rows = Version.objects.filter(vacancy__in=part).values("vacancy")
        found |= dict(rows.annotate(last=Max("number")).values_list("vacancy", "last"))
    return found


def only_officers(by):
    """A firm writes; whether it may be read by the public is an officer's to say."""
    if by is not None and by.may("employer.post"):
        raise Refusal("officers-only", _("发布和放行由当地人社局经办人办理。"))


def refuse_strangers(vacancy, *, by, on):
    """A firm touches only its own posts, and only while it stands verified."""
    if by is None or not by.may("employer.post"):
        return
    if vacancy.employer_id != by.organisation_id:
        raise Refusal("not-your-firm", _("只能发布本单位的岗位：请核对用人单位一栏。"))
    if not accounts.may_post(by.organisation, on=on):
        raise not_verified()


def not_verified():
    return Refusal(
        "employer-not-verified",
        _("单位的证照还没有核实，或已满六个月要重新核实：请上传证照，核实后才能发布岗位。"),
    )


def _is_over(vacancy, on):
    return bool(on and vacancy.valid_until and vacancy.valid_until < on)


NAME = ("employer_id", "region_id", "title", "mark")


def _name(vacancy):
    return tuple(getattr(vacancy, name) for name in NAME)


def _twin_refusal(vacancy, names):
    """A closed vacancy does not open again beside a newer one of the same name."""
    if vacancy.stage != Stage.CLOSED:
        return None
    same = dict(zip(NAME, _name(vacancy), strict=True))
    standing = Vacancy.objects.exclude(stage=Stage.CLOSED).filter(**same).exists()
    if standing or _name(vacancy) in names:
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


def _lapsed(vacancy, verified):
    """What a firm handed in opens only while the firm stands verified."""
    is_lapsed = vacancy.handed_in_by_id and vacancy.employer_id not in verified
    return not_verified() if is_lapsed else None


def elements_missing(missing):
    labels = [Element(element).label for element in missing]
    return Refusal(
        "elements-missing",
        format_lazy(
            _("还缺少招聘信息必备的内容：{elements}。请补充后再发布。"),
            elements=format_lazy("、".join(["{}"] * len(labels)), *labels),
        ),
    )


def send_back(vacancies, by):
    """An open vacancy whose new words or terms would not be published goes back to review."""
    open_now = [vacancy for vacancy in vacancies if vacancy.stage == Stage.OPEN]
    prohibited, houses = _standing(open_now)
    back = [
        vacancy
        for vacancy in open_now
        if vacancy.pk in prohibited or houses[vacancy.pk].missing_elements()
    ]
    Vacancy.move_all(back, Stage.DRAFT)
    record_all(event("vacancy.sent_back", vacancy, by=by) for vacancy in back)


@transaction.atomic
def close(vacancy, *, because, by):
    """End a vacancy. Who stands for it is dealt with upstairs, after the fact."""
    [vacancy] = lock([vacancy])
    if by is not None and by.may("employer.post") and vacancy.employer_id != by.organisation_id:
        raise Refusal("not-your-firm", _("只能发布本单位的岗位：请核对用人单位一栏。"))
    vacancy.move(Stage.CLOSED)
    vacancy.closed_because = because[:120]
    vacancy.save(update_fields=["closed_because"])
    record("vacancy.closed", vacancy, by=by)
    return vacancy


@transaction.atomic
def close_expired(*, on, by=None):
    """End every open vacancy whose last day is over; returns them."""
    expired = lock(Vacancy.objects.expired(on))
    Vacancy.move_all(expired, Stage.CLOSED)
    for vacancy in expired:
        vacancy.closed_because = "expired"
    Vacancy.objects.bulk_update(expired, ["closed_because"], batch_size=PART_OF_ROWS)
    record_all(event("vacancy.closed", vacancy, by=by) for vacancy in expired)
    return expired


@transaction.atomic
def clear_breach(breach, *, because, by):
    """An officer has found the words lawful after all, and says on what ground."""
    only_officers(by)
    [breach] = lock([breach])
    if not because.strip():
        raise Refusal("no-reason", _("放行必须写明依据（如法律条文、岗位操作需要）。"))
    if breach.cleared_by_id is not None:
        raise Refusal("already-cleared", _("这一处已经放行，无需重复操作。"))
    breach.cleared_by_id, breach.cleared_because = by.pk, because.strip()[:200]
    breach.save(update_fields=["cleared_by_id", "cleared_because"])
    record("breach.cleared", breach, by=by, rule=breach.rule, vacancy_id=breach.vacancy_id)
    return breach
