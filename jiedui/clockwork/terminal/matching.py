"""`jiedui match`: two sheets in, a matching out that can be defended.

The same road as in the installed house: the sheets are brought, read, judged row by row and
accepted, a run is asked for and taken through its stages. Only the house is our own and gone
afterwards.
"""

import multiprocessing
import tempfile
from collections import Counter
from datetime import datetime, time
from itertools import islice
from pathlib import Path

from django.core.files import File
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext_lazy

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import OrganisationKind
from jiedui.accounts.roles import Role
from jiedui.catalog.models import FormerRegion, Region, RegionLevel
from jiedui.clockwork.terminal import beside, books
from jiedui.clockwork.terminal.outcome import OK, PARTLY, Silent, bars, print_json, remark, say
from jiedui.clockwork.terminal.words import _
from jiedui.core.refusal import Refusal
from jiedui.matching.models import Run, Stage
from jiedui.sheets.book import open_book, rows_of
from jiedui.sheets.models import Book, Kind
from jiedui.vacancies.models import Vacancy

IDENTITY_LENGTH = 18
ENOUGH = 2000  # rows of the ledger by which the county is told


def run(arguments):
    west = _west(arguments.west, arguments.people)
    at = timezone.make_aware(datetime.combine(arguments.on, time(9)))
    officer = _officer(west)
    people, vacancies = _both_sheets(arguments, officer, at)
    with bars() as progress:
        done = _match(arguments, west, at, officer, progress)
        back = _write(done, arguments.out, people, vacancies) if arguments.out else {}
    if not done.counts["vacancies"]:
        remark(_("岗位表里没有一个可用的岗位：请看退回的行，或核对是不是拿错了表。"))
    if arguments.json:
        print_json(_answer(arguments, done, people, vacancies) | {"returned_out": back})
    else:
        _say(done, people, vacancies, [arguments.out, *back.values()])
    return PARTLY if books.returned(people) or books.returned(vacancies) else OK


def _both_sheets(arguments, officer, at):
    """People and vacancies at the same time, as two officers would bring them.

    The second process is split off while nothing is open, so that each has its own way into
    the database.
    """
    rest = {"by": officer, "at": at, "on": arguments.on}
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(1) as second:
        there = second.apply_async(_vacancies, (arguments.vacancies, rest))
        with bars() as progress:
            people = _bring(arguments.people, Kind.PEOPLE, progress, **rest)
        book = there.get()
    if book is None:
        # Refused over there: refused here again, with the sentence in both languages.
        return people, _bring(arguments.vacancies, Kind.VACANCIES, Silent(), **rest)
    return people, Book.objects.get(pk=book)


def _vacancies(name, rest):
    try:
        return _bring(name, Kind.VACANCIES, Silent(), **rest).pk
    except Refusal:
        return None


def _bring(name, kind, progress, *, by, at, on):
    with open(name, "rb") as file:
        brought = File(file, name=Path(name).name)
        return books.take_in(brought, kind=kind, by=by, at=at, on=on, progress=progress)


def _match(arguments, west, at, officer, progress):
    """All vacancies of the list take part, whether published yet or not, paired or not."""
    from jiedui.matching import actions as matching  # noqa: PLC0415  (loads the arithmetic)

    row = matching.ask(
        west=west,
        as_of=arguments.on,
        seed=int(f"{arguments.on:%Y%m%d}") if arguments.seed is None else arguments.seed,
        by=officer,
        at=at,
        with_drafts=True,
        vacancies=list(Vacancy.objects.values_list("pk", flat=True)),
    )
    while Run.objects.unfinished().filter(pk=row.pk).exists():
        row = matching.step(row)
        progress.show(_("匹配"), row.progress, 100)
    if row.stage != Stage.PUBLISHED:
        raise AssertionError(f"the run did not come to its end: {row.trouble}")
    return row


def _write(done, out, people, vacancies):
    """The result workbook, and beside it the rows that go back, with a remark column."""
    from jiedui.sheets import results  # noqa: PLC0415  (loads the writer of workbooks)
    from jiedui.sheets.out import refused_sheet  # noqa: PLC0415  (the same)

    results.write_result(done, out, books=(people, vacancies))
    written = {}
    for kind, book in (("people", people), ("vacancies", vacancies)):
        if books.returned(book):
            written[kind] = str(beside(Path(out), kind))
            refused_sheet(book, written[kind])
    return written


def _west(told, people):
    """The county (or prefecture, or province) that the people come from."""
    if told is not None:
        west = Region.objects.filter(code=told).first()
        if west is None:
            raise Refusal(
                "no-such-region", gettext_lazy("没有这个区划代码：请用六位代码，如 513225。")
            )
        return west
    counted = Counter(_prefixes(people))
    if not counted:
        raise Refusal(
            "west-unknown",
            gettext_lazy("人员表里没有身份证号，看不出是哪个县：请用 --west 写明区划代码。"),
        )
    return _covering(counted)


def _prefixes(path):
    """The first six digits of what looks like identity numbers, in today's codes."""
    former = dict(FormerRegion.objects.values_list("code", "region_id"))
    for sheet in open_book(path).sheets:
        for _index, cells in islice(rows_of(sheet), ENOUGH):
            for cell in cells:
                number = str(cell).strip()
                if len(number) == IDENTITY_LENGTH and number[:17].isdecimal():
                    yield former.get(int(number[:6]), int(number[:6]))


def _covering(counted):
    """The smallest region that most of the people come from.

    Numbers keep the county of first registration, so some strangers are always among them.
    """
    everybody = counted.total()
    for width in (1, 100, 10_000):  # county, prefecture, province
        grouped = Counter()
        for code, number in counted.items():
            grouped[code // width * width] += number
        code, number = grouped.most_common(1)[0]
        found = Region.objects.filter(code=code).first()
        if found and (number >= 0.6 * everybody or found.level == RegionLevel.PROVINCE):
            return found
    raise Refusal("west-unknown", gettext_lazy("身份证号的区划对不上：请用 --west 写明区划代码。"))


def _officer(west):
    """An account of this house, whose bureau is paired with the whole country: which
    vacancies are meant is said by the list."""
    _pair_with_all(west)
    bureau = accounts.open_organisation(
        name=west.full_name, kind=OrganisationKind.BUREAU, region=west, by=None
    )
    return accounts.enrol_user(
        username="terminal",
        password=None,  # nobody signs in here
        full_name="terminal",
        organisation=bureau,
        role=Role.WEST,
        by=None,
    )


def _pair_with_all(west):
    columns = "east_code,west_code,valid_from,valid_until,confidence,source,note"
    provinces = Region.objects.filter(level=RegionLevel.PROVINCE).values_list("code", flat=True)
    lines = [f"{code},{west.code},2000-01-01,,sourced,terminal," for code in provinces]
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write("\n".join([columns, *lines]))
        file.flush()
        accounts.load_pairings(file.name)


def _answer(arguments, done, people, vacancies):
    return {
        "counts": done.counts,
        "verdict": done.verdict,
        "seed": done.seed,
        "on": done.as_of.isoformat(),
        "west": done.west_id,
        "digest": done.digest,
        "counters": done.counters,
        "people": people.counts,
        "vacancies": vacancies.counts,
        "returned": {
            "people": books.remarks(people),
            "vacancies": books.remarks(vacancies),
        },
        "out": arguments.out,
    }


def _say(run, people, vacancies, out):
    from jiedui.matching.queries import result_of  # noqa: PLC0415  (loads the arithmetic)

    told = result_of(run)
    say(
        _("{west}，按 {on} 计算，抽签种子 {seed}").format(
            west=run.west.full_name, on=run.as_of.isoformat(), seed=run.seed
        )
    )
    say(
        _("名单 {people} 人：参加匹配 {took_part}，推荐 {proposed}，未匹配 {unmatched}").format(
            **vars(told)
        )
    )
    posts = vars(told) | {"taking": told.vacancies_took_part}
    say(_("岗位 {vacancies} 个：参加匹配 {taking}").format(**posts))
    say(_("名额 {openings}：已推荐 {filled}，空缺 {unfilled}").format(**posts))
    say(run.get_verdict_display())
    for title, book in ((_("人员表"), people), (_("岗位表"), vacancies)):
        books.say_remarks(title, book)
    for written in filter(None, out):
        say(_("已写入 {out}").format(out=written))
    if not out[0]:
        remark(_("加上 -o 结果.xlsx，可得到推荐名单、未匹配及原因、空缺岗位。"))
