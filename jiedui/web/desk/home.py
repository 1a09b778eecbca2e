"""The first page after signing in: what waits for me, and how our pair stands."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Sum
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jiedui.accounts.models import Pairing
from jiedui.accounts.roles import Role
from jiedui.accounts.scope import own, within
from jiedui.candidacies.models import Candidacy, Help
from jiedui.candidacies.models import Stage as CandidacyStage
from jiedui.matching.models import Call, CallStage, Proposal, Request, Run
from jiedui.matching.models import Stage as RunStage
from jiedui.notices.models import Notice
from jiedui.notices.models import Stage as NoticeStage
from jiedui.sheets.models import Book
from jiedui.sheets.models import Stage as BookStage
from jiedui.vacancies.models import Vacancy
from jiedui.web.desk import review
from jiedui.web.kit.pages import staff
from jiedui.workers.models import (
    Conflict,
    Erasure,
    Intention,
    Likeness,
    Sifting,
    Wave,
    WaveStage,
    Worker,
)

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Wait:
    """Something that waits for this person: how many, what, where to go."""

    count: int
    what: str
    why: str
    href: str


def _books(user):
    if not user.may("vacancies.import"):
        return
    books = Book.objects.visible_to(user)
    here = reverse("desk:books")
    review = books.filter(stage=BookStage.REVIEWED)
    count = review.count()
    yield Wait(
        count,
        ngettext("份表等您审阅", "份表等您审阅", count),
        _("看过新增、变化和存疑的行，确认后才入库"),
        _only(review, "desk:book", here),
    )
    busy = books.unfinished()
    count = busy.count()
    yield Wait(
        count,
        ngettext("份表正在处理", "份表正在处理", count),
        _("可以不管，做完会出现在上面"),
        _only(busy, "desk:book", here),
    )


def _only(rows, address, otherwise):
    """Where there is one, straight to it; where there are several, to their list."""
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[:2])
    return reverse(address, args=keys) if len(keys) == 1 else otherwise


def _runs(user):
    if not user.may("matching.see"):
        return
    runs = Run.objects.visible_to(user)
    open_runs = runs.published().filter(beside=None)
    proposals = Proposal.objects.waiting().filter(run__in=open_runs)
    with_waiting = open_runs.filter(Exists(proposals.filter(run=OuterRef("pk"))))
    last = with_waiting.order_by("-pk").first()
    count = proposals.filter(run=last).count() if last else 0
    yield Wait(
        count,
        ngettext("条推荐等您确认", "条推荐等您确认", count),
        last.title if last else "",
        f"{reverse('desk:run', args=[last.pk])}?state=waiting" if last else "",
    )
    busy = runs.unfinished()
    count = busy.count()
    yield Wait(
        count,
        ngettext("次匹配正在计算", "次匹配正在计算", count),
        _("可以不管，算完会出现在上面"),
        _only(busy, "desk:run", reverse("desk:runs")),
    )
    failed = runs.filter(stage=RunStage.FAILED)
    count = failed.count()
    yield Wait(
        count,
        ngettext("次匹配没有算完", "次匹配没有算完", count),
        _("打开看原因"),
        _only(failed, "desk:run", reverse("desk:runs")),
    )


def _selves(user):
    """What people do for themselves on their own phones."""
    if not user.may("candidacies.see"):
        return
    applied = Candidacy.objects.visible_to(user).filter(stage=CandidacyStage.REGISTERED).count()
    yield Wait(
        applied,
        ngettext("人报了名，等面试", "人报了名，等面试", applied),
        _("本人点了“我想去”，或答应了推荐：请约用人单位面试"),
        reverse("desk:applications"),
    )
    asked = Help.objects.visible_to(user).waiting().count()
    yield Wait(
        asked,
        ngettext("件求助等人答复", "件求助等人答复", asked),
        _("求职者在手机上提的"),
        reverse("desk:helps"),
    )
    if user.may("people.erase"):
        forget = Erasure.objects.visible_to(user).waiting().count()
        yield Wait(
            forget,
            ngettext("件删除申请等您决定", "件删除申请等您决定", forget),
            _("要在一天内办：删除，或写明原因不予删除"),
            reverse("desk:erasures"),
        )


def _vacancies(user, today):
    if not user.may("vacancies.publish"):
        return
    mine = Vacancy.objects.visible_to(user).filter(own(user, "region"))
    here = reverse("desk:vacancies")
    drafts = mine.for_review()
    objectionable = drafts.objectionable().count()
    yield Wait(
        objectionable,
        ngettext("个岗位有不得发布的文字", "个岗位有不得发布的文字", objectionable),
        _("看原话、依据和合法写法，改写或写明理由放行"),
        f"{here}?stage=draft&words=prohibit&place=own",
    )
    count = drafts.count() - objectionable
    yield Wait(
        count,
        ngettext("个岗位等您发布", "个岗位等您发布", count),
        _("文字没有禁止内容，核对后发布"),
        reverse("desk:review"),
    )
    count = mine.live(today).filter(valid_until__lt=today + SOON).count()
    yield Wait(
        count,
        ngettext("个岗位七天内到期", "个岗位七天内到期", count),
        _("与用人单位核实，延期或结束"),
        f"{here}?stage=open&place=own",
    )


def _firms(user, today):
    if not user.may("employers.verify"):
        return
    here = reverse("desk:review")
    count = review.firms(user).count()
    yield Wait(
        count,
        ngettext("个单位注册等您核实", "个单位注册等您核实", count),
        _("照营业执照和公示系统核实，通过以后才能发布岗位"),
        f"{here}?tab=firms",
    )
    count = review.papers(user).count()
    yield Wait(
        count,
        ngettext("份新证照等您核实", "份新证照等您核实", count),
        _("单位补传的，看过以后核实或退回"),
        f"{here}?tab=papers",
    )
    count = review.due(user, today).count()
    yield Wait(
        count,
        ngettext("个单位到期要再核实", "个单位到期要再核实", count),
        _("每个单位至少六个月核实一次"),
        f"{here}?tab=due",
    )


def _people(user):
    if not user.may("people.see"):
        return
    asked = Intention.objects.current().filter(worker=OuterRef("pk"))
    count = Worker.objects.visible_to(user).present().filter(~Exists(asked)).count()
    yield Wait(
        count,
        ngettext("人还没有问过意愿", "人还没有问过意愿", count),
        _("走访、电话或微信问过以后，导入调查表"),
        f"{reverse('desk:people')}?wish=unasked",
    )


def _likenesses(user):
    if not user.may("people.merge"):
        return
    here = reverse("desk:likenesses")
    alike = Likeness.objects.visible_to(user).open()
    count = alike.count()
    yield Wait(
        count,
        ngettext("对档案像是同一人", "对档案像是同一人", count),
        _("核对后合并，或记下不是同一人"),
        _only(alike, "desk:likeness", here),
    )
    count = Sifting.objects.visible_to(user).unfinished().count()
    yield Wait(
        count,
        ngettext("次查重正在进行", "次查重正在进行", count),
        _("可以不管，查完会出现在上面"),
        here,
    )


def _calls(user):
    """For the east what it has not answered; for the west what the pair has asked back."""
    here = reverse("desk:calls")
    calls = Call.objects.visible_to(user)
    if user.may("calls.answer"):
        waiting = calls.filter(own(user, "east"), stage=CallStage.SENT)
        count = waiting.count()
        yield Wait(
            count,
            ngettext("份需求函等您答复", "份需求函等您答复", count),
            _("用岗位答复、转给用人单位，或者先问清楚"),
            _only(waiting, "desk:call", here),
        )
    if user.may("calls.draw"):
        asked = calls.filter(own(user, "west"), stage=CallStage.ASKED_BACK)
        count = asked.count()
        yield Wait(
            count,
            ngettext("份需求函对方有询问", "份需求函对方有询问", count),
            _("答复了对方才好去找岗位"),
            _only(asked, "desk:call", here),
        )


def _surveys(user, today):
    if not user.may("surveys.run"):
        return
    here = reverse("desk:waves")
    clashes = Conflict.objects.visible_to(user).open()
    count = clashes.count()
    torn = Wave.objects.visible_to(user).filter(pk__in=clashes.values("response__wave"))
    yield Wait(
        count,
        ngettext("处回答说法不一致", "处回答说法不一致", count),
        _("两个人记的不一样：问清以后选一个"),
        _only(torn, "desk:wave_conflicts", here),
    )
    mine = Wave.objects.visible_to(user).filter(own(user, "region__prefix"))
    over = mine.filter(stage=WaveStage.OPEN, closes_on__lt=today)
    count = over.count()
    yield Wait(
        count,
        ngettext("次摸排过了截止日期", "次摸排过了截止日期", count),
        _("各村手机都发送完了，就结束摸排"),
        _only(over, "desk:wave", here),
    )
    drawn = mine.filter(stage=WaveStage.DRAWN)
    count = drawn.count()
    yield Wait(
        count,
        ngettext("次摸排还没有开放", "次摸排还没有开放", count),
        _("把各村分派给帮办员，再开放"),
        _only(drawn, "desk:wave_assign", here),
    )


def _notices(user, today):
    if not user.may("notices.see"):
        return
    lately = Notice.objects.visible_to(user).on_wires().filter(told_at__date__gt=today - SOON)
    count = lately.filter(stage__in=(NoticeStage.FAILED, NoticeStage.UNKNOWN)).count()
    yield Wait(
        count,
        ngettext("条消息没有送到本人", "条消息没有送到本人", count),
        _("核对电话以后重发，或打电话告诉本人"),
        f"{reverse('desk:outbox')}?part=trouble",
    )


def waits(user, today):
    """What waits, most pressing first; what does not wait is not said."""
    found = [*_selves(user), *_books(user), *_runs(user), *_vacancies(user, today)]
    found += [*_firms(user, today), *_calls(user), *_surveys(user, today), *_likenesses(user)]
    found += [*_notices(user, today), *_people(user)]
    return [wait for wait in found if wait.count]


def figures(user, today):
    """How the pair stands: (figure, label, where it opens)."""
    told = []
    if user.may("people.see"):
        people = Worker.objects.visible_to(user).present()
        told += [
            (people.count(), _("在册人员"), reverse("desk:people")),
            (
                Intention.objects.visible_to(user).seeking().count(),
                _("想找工作"),
                f"{reverse('desk:people')}?wish=seeking",
            ),
        ]
    live = Vacancy.objects.visible_to(user).live(today)
    opened = f"{reverse('desk:vacancies')}?stage=open"
    told += [
        (live.count(), _("招聘中的岗位"), opened),
        (live.aggregate(n=Sum("openings"))["n"] or 0, _("招聘人数"), opened),
    ]
    if user.role == Role.WATCHER:
        told += _calls_figures(user)
    if user.may("candidacies.see"):
        standing = Candidacy.objects.visible_to(user).live()
        where = f"{reverse('desk:people')}?step=proposed" if user.may("people.see") else ""
        told.append((standing.count(), _("已推荐"), where))
    return told


def _calls_figures(user):
    """How much has been asked of the pair; a draft has asked nothing yet."""
    sent = Call.objects.visible_to(user).exclude(sent_at=None)
    asked = Request.objects.visible_to(user).filter(call__in=sent).aggregate(n=Sum("asked"))
    here = reverse("desk:calls")
    return [(sent.count(), _("发出的需求函"), here), (asked["n"] or 0, _("函里的需求人数"), here)]


def pairs(user):
    """The pairings that this county stands in today."""
    here = [user.organisation.region.interval()]
    return (
        Pairing.objects.in_force()
        .vouched()
        .filter(within(here, "west") | within(here, "east"))
        .select_related("west", "east")
        .order_by("pk")[:6]
    )


# Places that no word of the head leads to: named here, whether or not something waits there.
BESIDES = (
    (_("求助"), "desk:helps", "people.see"),
    (_("已报名，等面试"), "desk:applications", "candidacies.see"),
    (_("发件箱"), "desk:outbox", "notices.see"),
    (_("查重"), "desk:likenesses", "people.merge"),
    (_("走访手机"), "desk:devices", "devices.revoke"),
    (_("题组"), "desk:question_sets", "surveys.see"),
)


@staff("figures.see")
def home(request):
    today = timezone.localdate()
    user = request.user
    told = {
        "only_watches": user.role == Role.WATCHER,
        "besides": [(name, reverse(to)) for name, to, verb in BESIDES if user.may(verb)],
        "today": today,
        "pairs": pairs(request.user),
        "waits": waits(request.user, today),
        "figures": figures(request.user, today),
    }
    return render(request, "desk/home.html", told)
