"""Firms that ask to come in, officers who let them in, and the colleagues they bring."""

import re
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from jiedui.accounts import papers
from jiedui.accounts.actions.licences import keep_paper, verify
from jiedui.accounts.actions.organisations import open_organisation
from jiedui.accounts.actions.staff import enrol_user
from jiedui.accounts.models import (
    Attempt,
    Licence,
    Organisation,
    OrganisationKind,
    Registration,
    RegistrationStage,
    User,
)
from jiedui.accounts.roles import Role, require
from jiedui.core.events import record
from jiedui.core.fields import blind
from jiedui.core.locks import lock
from jiedui.core.refusal import Refusal

# （浙）人服证字〔2021〕第0421000123号, or the bare number of the issuing office.
LICENCE_NUMBER = re.compile(
    r"[（(〔\[]?[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵][）)〕\]]?"
    r"人服证字[〔\[（(](?:19|20)\d\d[〕\]）)]第?\d{6,12}号?"
    r"|[1-6]\d{5}[0-9A-Z]{4,14}"
)
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
MOST_FROM_ONE_ADDRESS = 15  # tries an hour; a whole office may stand behind one address
MOST_FOR_ONE_CODE = 3  # a day
MOST_COLLEAGUES = 30
FIRMS = {OrganisationKind.EMPLOYER, OrganisationKind.AGENCY}


@transaction.atomic
def register_firm(*, username, password, full_name, phone, file, licence_file=None, at, address,
                  **told):  # fmt: skip
    """Somebody asks to come in for a firm: an account that sees nothing but this request.

    Whether the firm is known already is not said here; only the officer of its region sees that.
    `told` is name, kind, region, credit_code, employer_kind and licence.
    """
    told = _checked(told)
    _slow_down(told["credit_code"], at)
    shown = _examined(file, licence_file)
    user = enrol_user(
        username=username,
        password=password,
        full_name=full_name,
        organisation=None,
        role=Role.APPLICANT,
        by=None,
    )
    return _request(user, phone, at, address, told, shown)


@transaction.atomic
def register_again(user, *, phone, file=None, licence_file=None, at, address, **told):
    """The request mended after it was sent back; papers that were good need no second upload."""
    require(user, "employer.enter")
    (user,) = lock(User.objects.filter(pk=user.pk))
    last = Registration.objects.filter(user=user).order_by("-pk").first()
    if last is None or last.stage != RegistrationStage.RETURNED:
        raise Refusal("nothing-to-mend", _("您的申请没有被退回，不用重新提交：请等待核实。"))
    told = _checked(told)
    _slow_down(told["credit_code"], at)
    shown = _examined(file, licence_file)
    registration = _request(user, phone, at, address, told, shown)
    if file is None:
        Licence.objects.filter(registration=last).waiting().update(registration=registration)
    return registration


def _examined(file, licence_file):
    """Both papers looked into before anything is written."""
    brought = {"business": file, "agency": licence_file}
    return {kind: papers.examine(paper) for kind, paper in brought.items() if paper is not None}


def _request(user, phone, at, address, told, shown):
    known = Organisation.objects.filter(credit_code=told["credit_code"]).first()
    if known is None:
        same = Organisation.objects.employers().filter(credit_code=None)
        known = same.filter(name=told["name"], region=told["region"]).first()
    if known is not None:
        told["region"] = known.region  # its own officer decides, whatever was typed
    registration = Registration(
        code=secrets.token_hex(8),
        user=user,
        organisation=known,
        phone=phone,
        made_at=at,
        address_index=_blind_address(address),
        **told,
    )
    registration.save()
    record("employer.registered", registration, by=user, is_claim=known is not None)
    for kind, paper in shown.items():
        keep_paper(paper, kind=kind, registration=registration, at=at, by=user)
    return registration


def _checked(told):
    code = re.sub(r"\s", "", told["credit_code"]).upper()
    if not uscc.is_valid(code):
        raise Refusal(
            "bad-credit-code",
            _("统一社会信用代码不对（18位，最后一位是校验码）：请照营业执照再核对一遍。"),
        )
    if told["kind"] not in FIRMS:
        raise Refusal("not-a-firm", _("这里只登记用人单位和人力资源机构。"))
    licence = re.sub(r"\s", "", told.get("licence", ""))
    if told["kind"] == OrganisationKind.AGENCY and not LICENCE_NUMBER.fullmatch(licence):
        raise Refusal(
            "bad-licence-number",
            _(
                "人力资源机构要填许可证号，如“（浙）人服证字〔2021〕第0421000123号”："
                "请照人力资源服务许可证填写。"
            ),
        )
    if not is_served(told["region"]):
        raise Refusal(
            "no-bureau-there",
            _("这个地方的人社部门还没有使用本系统，没有人能核实：请联系当地人社局。"),
        )
    return told | {"credit_code": code, "licence": licence, "name": told["name"].strip()}


def is_served(region):
    """Some bureau whose region holds this one looks at what comes in."""
    around = [region.pk, region.pk // 100 * 100, region.pk // 10_000 * 10_000]
    bureaus = Organisation.objects.filter(kind=OrganisationKind.BUREAU, region__in=around)
    return bureaus.exists()


def knock(*, address, at):
    """Somebody tries to register a firm; called before anything is read of what was sent.

    Written in a transaction of its own, so that what is refused afterwards counts too.
    """
    origin = _blind_address(address)
    Attempt.objects.filter(made_at__lt=at - A_DAY).delete()
    if (
        Attempt.objects.filter(address_index=origin, made_at__gt=at - AN_HOUR).count()
        >= MOST_FROM_ONE_ADDRESS
    ):
        raise _too_often()
    Attempt.objects.create(address_index=origin, made_at=at)


def _slow_down(credit_code, at):
    of_code = Registration.objects.filter(made_at__gt=at - A_DAY, credit_code=credit_code)
    if of_code.count() >= MOST_FOR_ONE_CODE:
        raise _too_often()


def _too_often():
    return Refusal("too-many-requests", _("提交得太频繁：请过一个小时再试，或打电话给当地人社局。"))


def _blind_address(address):
    return blind("registration-address", address or "")


@transaction.atomic
def approve_firm(registration, *, note, on, by):
    """Let a firm in: it is opened, or the known one is joined; its papers count as looked at."""
    registration = _to_decide(registration, by)
    firm = _firm_of(registration, by)
    registration.organisation, registration.because = firm, note.strip()[:300]
    _decide(registration, RegistrationStage.APPROVED, on, by)
    papers = Licence.objects.filter(registration=registration).waiting()
    if not papers.filter(kind="business").exists():
        raise Refusal("no-licence", _("没有营业执照：请退回，请单位补传以后再核实。"))
    for paper in papers:
        paper.organisation = firm
        paper.save(update_fields=["organisation"])
    for paper in papers.order_by("kind"):
        verify(paper, note=note, on=on, by=by)
    (user,) = lock([registration.user])
    user.role, user.organisation = Role.EMPLOYER, firm
    user.save(update_fields=["role", "organisation"])
    record("employer.approved", registration, by=by, organisation_id=firm.pk)
    return registration


@transaction.atomic
def return_firm(registration, *, because, on, by):
    """Send the request back with a reason, so that it can be mended."""
    registration = _to_decide(registration, by)
    if not because.strip():
        raise Refusal("no-reason", _("退回要写明原因，让单位知道改哪里。"))
    registration.because = because.strip()[:300]
    _decide(registration, RegistrationStage.RETURNED, on, by)
    record("employer.returned", registration, by=by)
    return registration


def _to_decide(registration, by):
    require(by, "employers.verify")
    (registration,) = lock([registration])
    if not registration.can_move(RegistrationStage.APPROVED):
        raise Refusal("already-decided", _("这份申请已经处理过：请刷新页面。"))
    return registration


def _decide(registration, stage, on, by):
    """When and by whom stand in the row before its stage says that it is decided."""
    registration.decided_on, registration.decided_by = on, by
    registration.stage = stage
    registration.save()


def _firm_of(registration, by):
    known = registration.organisation
    if known is None:
        known = Organisation.objects.filter(credit_code=registration.credit_code).first()
    if known is None:
        return open_organisation(
            name=registration.name,
            kind=registration.kind,
            region=registration.region,
            credit_code=registration.credit_code,
            employer_kind=registration.employer_kind,
            licence=registration.licence,
            by=by,
        )
    if not Organisation.objects.visible_to(by).filter(pk=known.pk).exists() or (
        known.credit_code not in {None, registration.credit_code}
    ):
        raise Refusal("another-firm", _("已有的单位和申请对不上（代码或地区不同）：请核对后退回。"))
    (known,) = lock([known])
    known.credit_code = registration.credit_code
    known.licence = known.licence or registration.licence
    known.employer_kind = known.employer_kind or registration.employer_kind
    if known.kind == OrganisationKind.EMPLOYER and registration.kind == OrganisationKind.AGENCY:
        known.kind = registration.kind
    known.save()
    record("organisation.claimed", known, by=by)
    return known


@transaction.atomic
def enrol_colleague(*, username, password, full_name, by):
    """Another person of one's own firm; whoever opened the account stays on record."""
    require(by, "employer.post")
    (firm,) = lock([by.organisation])
    if User.objects.filter(organisation=firm, is_active=True).count() >= MOST_COLLEAGUES:
        raise Refusal("too-many-colleagues", _("一个单位最多30个账号：请先停用不再用的账号。"))
    return enrol_user(
        username=username,
        password=password,
        full_name=full_name,
        organisation=firm,
        role=Role.EMPLOYER,
        by=by,
    )


@transaction.atomic
def dismiss_colleague(user, *, by):
    """Somebody has left the firm: the account is shut, its history stays."""
    require(by, "employer.post")
    (user,) = lock([user])
    if user.organisation_id != by.organisation_id or user.role != Role.EMPLOYER:
        raise Refusal("not-your-colleague", _("这不是本单位的账号。"))
    if user.pk == by.pk:
        raise Refusal("not-oneself", _("不能停用自己正在用的账号：请由同事来停用。"))
    if not user.is_active:
        raise Refusal("already-dismissed", _("这个账号已经停用。"))
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("user.dismissed", user, by=by)
    return user
