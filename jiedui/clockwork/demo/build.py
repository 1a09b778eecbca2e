"""Fill an empty house through its own doors: sheets, review, acceptance, a run, confirmations."""

import fcntl
import json
import os
import secrets
from datetime import timedelta
from pathlib import Path
from random import Random

from django.conf import settings
from django.core.files import File
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import OrganisationKind, User
from jiedui.accounts.roles import Role
from jiedui.catalog.models import Region
from jiedui.clockwork import runner
from jiedui.clockwork.demo import (
    briefs,
    firms,
    likenesses,
    notices,
    people,
    phones,
    posts,
    registry,
    selves,
    surveys,
    workbook,
)
from jiedui.core.refusal import Refusal
from jiedui.matching import actions as matching
from jiedui.matching.models import Proposal
from jiedui.sheets import actions as sheets
from jiedui.sheets.models import Book, Kind
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Vacancy

SEED = 20221116
WEST, EAST = 513225, 330421
NOTE = "填表说明：本表由驻村工作队入户填写。演示数据，姓名号码均为虚构。"

STAFF = [
    ("west", "何经办", WEST, Role.WEST),
    ("east", "沈经办", EAST, Role.EAST),
    ("watcher", "李科长", WEST, Role.WATCHER),
    ("helper", "泽仁卓玛", WEST, Role.HELPER),
    ("helper2", "杨帮办", WEST, Role.HELPER),
]


def fill():
    """An invented county pair; refuses a house in which somebody already lives."""
    if settings.PRODUCTION:
        raise Refusal("no-demo-in-production", _("正式环境不能装演示数据。"))
    if User.objects.exists():
        raise Refusal(
            "not-empty",
            _("系统里已有账号：演示数据只能装进空的系统。要重来请用 make demo-reset。"),
        )
    with override("zh-hans"):
        staff = _enrol()
        on = timezone.localdate()
        _write_samples(on)
        _bring_people(staff["west"], on)
        registry.live(SEED, staff["west"], on)
        _bring_posts(staff, on)
        firms.settle(staff["east"], json.loads(_passwords().read_text()), on)
        _run_and_confirm(staff["west"], on)
        briefs.draw(staff["west"], staff["east"], on)
        likenesses.plant(staff["west"], on)
        helpers = [staff["helper"], staff["helper2"]]
        surveys.begin(staff["west"], helpers, on, seed=SEED)
        phones.carry(staff["west"], helpers)
        _write_down_selves(selves.live(staff["west"], on))
        _leave_a_book_to_review(staff["west"], on)
        runner.work(until_idle=True)
        notices.arrive()


def reset():
    """Remove the database of a demonstration, and only of one."""
    if settings.PRODUCTION or connection.vendor != "sqlite" or not _passwords().exists():
        raise Refusal(
            "not-a-demo", _("这里的数据不是演示数据，不能清空。正式数据请按备份规程处理。")
        )
    with alone_in_the_house():
        connection.close()
        database = Path(settings.DATABASES["default"]["NAME"])
        for part in ("", "-wal", "-shm"):
            Path(f"{database}{part}").unlink(missing_ok=True)
        for folder in ("books", "licences", "attachments"):
            for file in (settings.HOME / "files" / folder).glob("*"):
                file.unlink()
        _passwords().unlink()


class alone_in_the_house:
    """Nobody serves from this database while this lasts."""

    def __enter__(self):
        settings.HOME.mkdir(parents=True, exist_ok=True)
        self.lock = (settings.HOME / "serving.lock").open("w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.lock.close()
            raise Refusal(
                "being-served", _("网站正在运行：请先在 make run 的窗口按 Ctrl-C，再重来。")
            ) from None
        return self

    def __exit__(self, *_):
        self.lock.close()


def sign_ins():
    """What to print at the start of a demonstration: accounts and passwords of this machine."""
    if not _passwords().exists():
        return []
    kept = json.loads(_passwords().read_text())
    said = {
        "west": "西部经办人 · western officer (九寨沟县)",
        "east": "东部经办人 · eastern officer (嘉善县)",
        "watcher": "只读 · sees figures only",
        "helper": "村级帮办员 · village helper (九寨沟县)",
        "helper2": "另一位帮办员 · another village helper",
        "firm": "用人单位 · employer (嘉善县)",
        "newfirm": "待核实的用人单位 · employer still to be verified",
    }
    lines = [f"{name:<8} {kept[name]}   {said[name]}" for name in said if name in kept]
    return lines + [
        f"/me/     {one['phone']}  {one['name']} {one['born']}   求职者，验证码看发件箱 · worker, "
        "the code lies in the outbox"
        for one in kept.get("selves", ())
    ]


def _write_down_selves(told):
    """Workers sign in by telephone: which numbers there are, beside the passwords."""
    kept = json.loads(_passwords().read_text()) | {"selves": told}
    _passwords().write_text(json.dumps(kept, ensure_ascii=False))


def _passwords():
    return settings.HOME / "demo" / "sign-ins.json"


def _enrol():
    """Accounts whose passwords are made on this machine and known to nobody else."""
    named = [*(name for name, *_rest in STAFF), *firms.NAMES]
    known = {name: "-".join(secrets.token_hex(2) for _part in "123") for name in named}
    bureaus = {
        code: accounts.open_organisation(
            name=f"{region.name}人力资源和社会保障局",
            kind=OrganisationKind.BUREAU,
            region=region,
            by=None,
        )
        for code in (WEST, EAST)
        for region in [Region.objects.get(code=code)]
    }
    staff = {
        name: accounts.enrol_user(
            username=name,
            password=known[name],
            full_name=full_name,
            organisation=bureaus[code],
            role=role,
            by=None,
        )
        for name, full_name, code, role in STAFF
    }
    _passwords().parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(_passwords(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(known, file)
    return staff


def samples():
    """The two sheets to try importing and the command line with, and the ones filled from."""
    folder = settings.HOME / "demo"
    names = ("people", "vacancies", "vacancies-local", "people-supplement")
    return {name: folder / f"{name}.xlsx" for name in names}


def _write_samples(on):
    random = Random(SEED)
    households = people.county(random, on=on)
    market = posts.market(random, on=on)
    at = posts.HEADER.index("用人单位")
    ours = [row for row in market if row[at].startswith("九寨沟")]
    theirs = [row for row in market if not row[at].startswith("九寨沟")]
    ledger, supplement = people.ledger(households), people.supplement(random, households, on=on)
    files = samples()
    workbook.write(
        files["people"], title="九寨沟县农村劳动力就业意愿台账", header=people.HEADER,
        rows=ledger, note=NOTE,
    )  # fmt: skip
    workbook.write(
        files["people-supplement"], title="九寨沟县就业意愿补充摸排表", header=people.HEADER,
        rows=supplement, note=NOTE,
    )  # fmt: skip
    workbook.write(
        files["vacancies"], title="嘉善县企业用工岗位信息表", header=posts.HEADER, rows=theirs
    )
    workbook.write(
        files["vacancies-local"], title="九寨沟县用工需求汇总表", header=posts.HEADER, rows=ours
    )


def _bring(path, kind, by, on):
    with path.open("rb") as file:
        book = sheets.bring(File(file, name=path.name), kind=kind, by=by, at=timezone.now(), on=on)
    runner.work(until_idle=True)
    return Book.objects.get(pk=book.pk)


def _accept(book, by):
    sheets.accept(book, by=by)
    runner.work(until_idle=True)


def _bring_people(by, on):
    _accept(_bring(samples()["people"], Kind.PEOPLE, by, on), by)


def _bring_posts(staff, on):
    """Both lists; what may lawfully be published is, the rest waits for the officer's eye."""
    for name, by in (("vacancies", staff["east"]), ("vacancies-local", staff["west"])):
        _accept(_bring(samples()[name], Kind.VACANCIES, by, on), by)
        own = Vacancy.objects.filter(region=by.organisation.region)
        vacancies.publish_many(list(own), by=by)


def _run_and_confirm(by, on):
    """One finished run; a third of its proposals confirmed, one set aside."""
    run = matching.ask(
        west=Region.objects.get(code=WEST),
        as_of=on,
        seed=SEED,
        by=by,
        at=timezone.now() - timedelta(hours=2),
        title=f"{on.year}年{on.month}月劳务协作匹配",
    )
    runner.work(until_idle=True)
    proposals = list(Proposal.objects.filter(run=run).order_by("pk"))
    matching.confirm(proposals[: len(proposals) // 3], by=by)
    if waiting := Proposal.objects.filter(run=run).waiting().first():
        matching.set_aside(waiting, because="本人已另找到工作", by=by)


def _leave_a_book_to_review(by, on):
    _bring(samples()["people-supplement"], Kind.PEOPLE, by, on)
