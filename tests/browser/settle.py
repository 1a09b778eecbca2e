"""Fills an empty installation for the browser: run as a program, in a process of its own.

`bare` has both offices and nothing else; `busy` also has people, posts, a reviewed sheet, a
finished matching with some of it decided, a what-if beside it, and one that still waits.
"""

import sys
from datetime import timedelta

import django

django.setup()

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from stdnum.cn import uscc  # noqa: E402

from jiedui.accounts import actions as accounts  # noqa: E402
from jiedui.accounts.models import Organisation, User  # noqa: E402
from jiedui.accounts.roles import Role  # noqa: E402
from jiedui.candidacies import actions as candidacies  # noqa: E402
from jiedui.clockwork.switchboard import Switchboard  # noqa: E402
from jiedui.matching import actions as matching  # noqa: E402
from jiedui.matching.models import Request  # noqa: E402
from jiedui.matching.queries import suggested_vacancies  # noqa: E402
from jiedui.notices import actions as notices  # noqa: E402
from jiedui.notices.models import Notice  # noqa: E402
from jiedui.vacancies import actions as vacancies  # noqa: E402
from jiedui.vacancies.models import Vacancy  # noqa: E402
from jiedui.workers.models import Worker  # noqa: E402
from tests.browser import beginnings, handed, records  # noqa: E402
from tests.matching import called  # noqa: E402
from tests.town import enrol  # noqa: E402
from tests.web import counted, firms, visiting  # noqa: E402
from tests.workers import alike, survey  # noqa: E402

LINK = "a-link-for-the-browser-1"
STEM = "91330421MA2CX1T10"
POSTS = [
    ["招聘岗位", "人数", "薪资待遇", "学历", "工作地点", "福利", "工作内容", "有效期至"],
    ["缝纫工", "6", "5000-7000元/月", "不限", "嘉善县惠民街道", "包吃包住，缴纳五险", "缝制成衣",
     "2099-12-31"],
    ["女包装工", "3", "面议", "不限", "嘉善县姚庄镇", "包住", "装箱", ""],
]  # fmt: skip


def bare():
    beginnings.offices()


def busy():
    west, east = beginnings.offices().values()
    counted.people(60, by=west)
    counted.people(4, by=west, asked=False)
    counted.posts(24, by=east)
    counted.posts(2, by=east, said=counted.UNLAWFUL, opened=False)
    run = counted.finished_run(by=west)
    matching.confirm(run.proposals.all()[:6], by=west)
    matching.set_aside(run.proposals.last(), because="本人已在县内找到工作", by=west)
    counted.finished_run(by=west, title="工资提高以后", beside=run, what_if={"pay_more": 500})
    counted.reviewed_book(by=west, file=counted.ledger(8))
    counted.reviewed_book(by=west, file=counted.ContentFile(b"\0 no sheet", name="坏文件.xlsx"))
    long = ["长字", "", "", "", "x" * 3000, "y" * 3000, "4000", "2026-03-01"]
    counted.reviewed_book(by=west, file=counted.sheet([counted.LEDGER_HEAD, long], "长.xlsx"))
    matching.ask(west=run.west, as_of=run.as_of, seed=1, by=west, at=timezone.now(), title="等待中")
    alike.settle(west)
    survey.settle(west, token=LINK)
    two = [one.household for one in Worker.objects.order_by("pk")[3:5]]
    visiting.asked_last_year(two, by=west, answers=survey.AWAY, ago=30)
    visiting.Phone(User.objects.get(username="helper"))
    calls(west, east)
    records.settle(west)
    employers(east)
    selves(west)
    tell()
    enrol("watcher", "测试看", west.organisation, Role.WATCHER)
    guarded = enrol("guarded", "测试双", west.organisation, Role.WEST)
    TOTP.activate(guarded, generate_totp_secret())
    RecoveryCodes.activate(guarded)
    enrol("auditor", "测试审", west.organisation, Role.AUDITOR)
    for user in User.objects.exclude(role=Role.SELF):
        handed.hand(user.username, user)
    handed.hand_telephone("newcomer", "13800007777")


def employers(east):
    """A firm at work: posts waiting, sent back, open and unfinished; and a firm that waits."""
    on, at = timezone.localdate(), timezone.now()
    user = firms.approved(east, on=on)
    firms.registered("landao", "嘉善蓝岛制衣有限公司")
    for mark, days in (("一车间", 3), ("二车间", 40), ("三车间", 40)):
        firms.handed_in(user, on=on, at=at, mark=mark, valid_until=on + timedelta(days=days))
    first, second, _third = Vacancy.objects.filter(employer=user.organisation).order_by("pk")
    vacancies.publish(first, by=east, on=on)
    vacancies.return_to_firm(second, because="请写明计件单价", on=on, by=east)
    vacancies.sketch_text(firms.UNFINISHED, by=user, at=at)
    matching.forward(Request.objects.earliest("pk"), [user.organisation], by=east, at=at)
    told = {"username": "chenxi", "credit_code": STEM + uscc.calc_check_digit(STEM + "0")}
    sent_back = firms.registered(name="嘉善晨溪木业有限公司", **told)
    accounts.return_firm(sent_back, because="执照照片看不清，请重拍", on=on, by=east)
    book = counted.reviewed_book(by=user, kind="vacancies", file=counted.sheet(POSTS, "岗位.xlsx"))
    handed.keep_addresses(
        {
            "employer-book": reverse("employer:book", args=[book.pk]),
            "employer-columns": reverse("employer:book_columns", args=[book.pk]),
            "employer-call": reverse("employer:call", args=[Request.objects.earliest("pk").pk]),
        }
    )


def tell():
    """Officers and workers have heard of all that; some messages have left, one did not arrive."""
    Switchboard(
        {
            "candidacy.proposed": [notices.tell_candidate],
            "call.sent": [notices.tell_pair_of_call],
            "request.asked_back": [notices.tell_west_of_request],
            "request.answered": [notices.tell_west_of_request],
        }
    ).deliver()
    at = timezone.now().replace(hour=4)  # noon in the county: nothing is held for the morning
    Notice.objects.on_wires().update(not_before=at)
    notices.send_code("13800009999", "482913", at=at)
    for notice in list(Notice.objects.on_wires().order_by("pk")[:4]):
        taken = notices.take_up(notice, at=at)
        notices.note_sent(taken, provider="outbox", provider_id=f"n{notice.pk}", at=at)
    arrived, lost, *_rest = Notice.objects.on_wires().filter(stage="sent").exclude(kind="code")
    notices.note_report(code=arrived.code, delivered=True, at=at)
    notices.note_report(code=lost.code, delivered=False, trouble="isv.MOBILE_NUMBER_ILLEGAL", at=at)


def calls(west, east):
    """One call sent, forwarded and asked about, and one that is still a draft."""
    on, at = timezone.localdate(), timezone.now()
    sent, _draft = (matching.draw_brief(called.brief(on=on), by=west, at=at) for _call in range(2))
    matching.send_call(sent, by=west, at=at, title="春季用工需求", contact=called.CONTACT)
    request = sent.requests.first()
    matching.ask_back(request, question="几时能到岗？", by=east, at=at)
    houses = Organisation.objects.employers().order_by("pk")[:2]
    matching.forward(request, houses, by=east, at=at)
    matching.answer_with(request, suggested_vacancies(request, on=on)[0], by=east)


def selves(west):
    """One of the county has a phone: a proposal, a no, a question answered and one open; the
    survey has not come to the house yet."""
    at, me = timezone.now(), Worker.objects.order_by("pk")[4]
    handed.to_oneself(me)
    posts = list(Vacancy.objects.filter(stage="open").order_by("-pk")[:2])
    candidacies.apply(me, posts[0], by=me.account)
    candidacies.decline(me, posts[1], reason="far", by=me.account)
    told = {"words": "几个人一间？", "vacancy": posts[0], "at": at, "by": me.account}
    answered = candidacies.ask_help(me, about="post", **told)
    candidacies.answer_help(answered, answer="四人一间，有空调。", at=at, by=west)
    candidacies.ask_help(me, about="travel", at=at, by=me.account)


{"bare": bare, "busy": busy}[sys.argv[1]]()
