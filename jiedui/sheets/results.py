"""The result of a matching run as a workbook that an officer would send on."""

from collections import defaultdict

from django.utils.translation import gettext as _

from jiedui.matching.models import Obstacle, Proposal, Shortage, Unfilled, Verdict
from jiedui.matching.queries import (
    CLASSES,
    STATES,
    proposals,
    result_of,
    said_of,
    supposition,
    unfilled,
    unmatched,
)
from jiedui.sheets.models import Kind
from jiedui.sheets.models import Verdict as RowVerdict
from jiedui.sheets.out import ages_told, pay_told
from jiedui.sheets.pages import Pages
from jiedui.sheets.remarks import rule_name, sentence
from jiedui.vacancies.models import Breach, Level

AT_ONCE = 2000


def write_result(run, out, books=()):
    """The result workbook of a run, into a path or a binary file.

    Five sheets: the figures with a chart and how they can be checked; who is put forward for
    what and why; who is not and what would open most doors; openings left over; what the law
    says of the ads. Identity numbers and telephones are masked.

    With the `books` that the people and vacancies came in, every person bears the line of the
    officer's own ledger, and a sixth sheet returns the lines that were not taken in and why.
    Returns the rows of each list.
    """
    pages = Pages(out)
    lines = _lines_of(books)
    _write_summary(pages, run, books)
    counts = {
        "proposals": _write_proposals(pages, run, lines),
        "unmatched": _write_unmatched(pages, run, lines),
        "unfilled": _write_unfilled(pages, run),
        "findings": _write_findings(pages, run),
    }
    if books:
        counts["returned"] = _write_returned(pages, books)
    pages.close()
    return counts


def _lines_of(books):
    """{worker: the line of the officer's ledger}, with the sheet's name if there are several."""
    found = {}
    for book in books:
        if book.kind != Kind.PEOPLE:
            continue
        rows = book.rows.exclude(subject_id=None).order_by("-number")
        for worker, number in rows.values_list("subject_id", "number").iterator(AT_ONCE):
            found[worker] = _line(book, number)
    return found


def _line(book, number):
    sheet, line = book.place_of(number)
    return f"{sheet} {line}" if len(book.sheets) > 1 else line


# --- figures ------------------------------------------------------------------------------


def _write_summary(pages, run, books):
    result = result_of(run)
    sheet = pages.book.add_worksheet(_("汇总"))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 14)
    sheet.set_column(3, 3, 3)
    sheet.set_column(4, 11, 11)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, _("人岗匹配结果"), pages.styles["title"])
    told = _("{title}　{west}　按{day}的情况计算").format(
        title=run.title, west=run.west.full_name, day=run.as_of.isoformat()
    )
    sheet.write_string(1, 0, told, pages.styles["note"])
    line = _figures(pages, sheet, result, 3)
    line = _taken_in(pages, sheet, books, line)
    line = _by_class(pages, sheet, result, line + 1)
    _obstacle_chart(pages, sheet, result, line + 1)
    line = _obstacles(pages, sheet, result, line + 1)
    line = _how_to_check(pages, sheet, run, line + 1)
    _meanings(pages, sheet, line + 1)
    pages.print_set_up(sheet, landscape=False)


def _figures(pages, sheet, result, line):
    figures = [
        (_("名单人数"), result.people), (_("参加匹配"), result.took_part),
        (_("推荐到岗位"), result.proposed), (_("推荐率"), result.share),
        (_("如愿（第一意向工种）"), result.first_wish),
        (_("未匹配"), result.unmatched), (_("未参加（见“未匹配及原因”）"), result.left_out),
        (_("岗位数"), result.vacancies), (_("招聘人数"), result.openings),
        (_("已推荐名额"), result.filled), (_("名额使用率"), result.fill),
        (_("空缺名额"), result.unfilled), (_("文字不合规、未参加的岗位"), result.vacancies_shut),
    ]  # fmt: skip
    percents = {_("推荐率"), _("名额使用率")}
    _heading(pages, sheet, line, [_("数字"), ""])
    for name, value in figures:
        line += 1
        sheet.write_string(line, 0, name, pages.styles["label"])
        style = "percent" if name in percents else "figure"
        sheet.write_number(line, 1, value, pages.styles[style])
    return line + 1


def _taken_in(pages, sheet, books, line):
    """What became of the lines that were brought: none of them disappears from the count."""
    for book in books:
        counts = book.counts
        told = _("原表{all}行：采用{taken}、存疑{doubtful}、不能用{refused}").format(
            all=sum(counts.get(one, 0) for one in (*TAKEN, "doubtful", "refused")),
            taken=sum(counts.get(one, 0) for one in TAKEN),
            doubtful=counts.get("doubtful", 0),
            refused=counts.get("refused", 0),
        )
        sheet.write_string(line, 0, str(book.get_kind_display()), pages.styles["label"])
        sheet.write_string(line, 1, told, pages.styles["label"])
        line += 1
    return line


TAKEN = ("new", "changed", "same")


def _heading(pages, sheet, line, texts):
    for column, text in enumerate(texts):
        sheet.write_string(line, column, text, pages.styles["head"])


def _by_class(pages, sheet, result, line):
    """The table by household class, and beside the figures its chart."""
    _heading(pages, sheet, line, [_("户类别"), _("参加匹配"), _("推荐到岗位")])
    first = line + 1
    for label, took_part, proposed in result.by_class:
        line += 1
        sheet.write_string(line, 0, str(label), pages.styles["label"])
        sheet.write_number(line, 1, took_part, pages.styles["figure"])
        sheet.write_number(line, 2, proposed, pages.styles["figure"])
    if result.by_class:
        chart = pages.book.add_chart({"type": "column"})
        for column, colour in ((1, "#b9c8d3"), (2, "#1f6f8b")):
            chart.add_series({
                "name": [sheet.name, first - 1, column],
                "categories": [sheet.name, first, 0, line, 0],
                "values": [sheet.name, first, column, line, column],
                "fill": {"color": colour},
                "data_labels": {"value": True},
                "gap": 80,
            })  # fmt: skip
        _finish_chart(chart, _("各类家庭：参加匹配与推荐到岗位（人）"))
        sheet.insert_chart(3, 4, chart, {"x_scale": 1.15, "y_scale": 0.95})
    return line + 1


def _finish_chart(chart, title):
    chart.set_title({"name": title, "name_font": {"size": 12, "color": "#12324a"}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#e3e9ed"}}})
    chart.set_chartarea({"border": {"none": True}})


def _obstacles(pages, sheet, result, line):
    _heading(pages, sheet, line, [_("没有推荐的主要原因"), _("人数")])
    for one in result.obstacles:
        line += 1
        sheet.write_string(line, 0, str(one.label), pages.styles["label"])
        sheet.write_number(line, 1, one.count, pages.styles["figure"])
    return line + 1


def _obstacle_chart(pages, sheet, result, line):
    if not result.obstacles:
        return
    last = line + min(8, len(result.obstacles))
    chart = pages.book.add_chart({"type": "bar"})
    chart.add_series({
        "name": [sheet.name, line, 0],
        "categories": [sheet.name, line + 1, 0, last, 0],
        "values": [sheet.name, line + 1, 1, last, 1],
        "fill": {"color": "#c9823a"},
        "data_labels": {"value": True},
        "gap": 40,
    })  # fmt: skip
    _finish_chart(chart, _("没有推荐的主要原因（人）"))
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "major_gridlines": {"visible": False}})
    sheet.insert_chart(19, 4, chart, {"x_scale": 1.15, "y_scale": 1.0})


def _how_to_check(pages, sheet, run, line):
    _heading(pages, sheet, line, [_("怎样复核"), ""])
    verdict = str(Verdict(run.verdict).label) if run.verdict else ""
    told = [
        (_("复核结论"), verdict), (_("抽签种子"), str(run.seed)), (_("输入摘要"), run.digest),
        (_("权重方案"), run.policy), (_("运行编号"), str(run.pk or "")),
    ]  # fmt: skip
    told += [(_("假设"), str(sentence)) for sentence in supposition(run)]
    for name, value in told:
        line += 1
        sheet.write_string(line, 0, name, pages.styles["label"])
        sheet.write_string(line, 1, value, pages.styles["label"])
    return line + 1


def _meanings(pages, sheet, line):
    _heading(pages, sheet, line, [_("各表说明"), ""])
    for text in (
        _("推荐名单：系统只是推荐，由经办人逐一或成批确认后才算数。"),
        _("工种顺位、地点顺位：1是本人的第一意向；条件相同时名额按公开的抽签种子排序。"),
        _("未匹配及原因：最近的障碍，以及改变哪一条能多出最多岗位。"),
        _("空缺岗位：还缺多少人，为什么没有合适的人。"),
        _("岗位文字审核：招聘文字违反了哪条规定，可以怎样改写；改好后才能发布。"),
        _("性别、民族、宗教信仰、婚姻状况不参与排序。身份证号、电话已隐去。"),
        _("同样的输入和种子，任何时候、任何机器都得到同样的结果。"),
    ):
        line += 1
        sheet.write_string(line, 0, text, pages.styles["label"])


# --- lists --------------------------------------------------------------------------------


def _told(queryset):
    """Rows with their reasons in words, a bounded number at a time, paged by key."""
    last = 0
    while told := said_of(queryset.filter(pk__gt=last)[:AT_ONCE]):
        last = told[-1].row.pk
        yield from told


PERSON = tuple(
    f"worker__{name}"
    for name in ("code", "name", "identity", "phone", "village", "town__name", "home__name")
)
POST = tuple(
    f"vacancy__{name}"
    for name in (
        "code", "title", "openings", "pay_low", "pay_high", "age_min", "age_max",
        "employer__name", "region__full_name", "occupation__name",
    )
)  # fmt: skip


def _person(worker, lines):
    return [
        *([lines.get(worker.pk, "")] if lines else []), worker.code, worker.name,
        worker.identity_masked, worker.phone_masked,
        worker.town.name if worker.town else worker.home.name, worker.village,
    ]  # fmt: skip


def _person_headings(lines):
    return [
        *([(_("原表行号"), 14)] if lines else []), (_("人员编号"), 13), (_("姓名"), 16),
        (_("身份证号"), 21), (_("联系电话"), 15), (_("乡镇"), 16), (_("村组"), 20),
    ]  # fmt: skip


def _reasons(told):
    return "；".join(str(sentence) for sentence in told.sentences)


def _write_proposals(pages, run, lines):
    headings = [
        (_("序号"), 7), *_person_headings(lines), (_("户类别"), 20), (_("推荐岗位"), 28),
        (_("用人单位"), 34), (_("工作地"), 26), (_("月薪（元）"), 14), (_("工种顺位"), 10),
        (_("地点顺位"), 10), (_("同行人"), 13), (_("推荐理由"), 60), (_("状态"), 10),
    ]  # fmt: skip

    states, classes = _spoken(STATES), _priority_classes()

    def rows():
        listed = proposals(run).select_related("together_with").only(
            "run_id", "klass", "reasons", "occupation_rank", "place_rank", "candidacy_id",
            "set_aside_because", "together_with__name", *PERSON, *POST,
        )  # fmt: skip
        for number, told in enumerate(_told(listed), start=1):
            row, vacancy = told.row, told.row.vacancy
            yield [
                number, *_person(row.worker, lines), classes.get(row.klass, ""), vacancy.title,
                vacancy.employer.name, vacancy.region.full_name, pay_told(vacancy),
                row.occupation_rank + 1, row.place_rank + 1,
                row.together_with.name if row.together_with else "", _reasons(told),
                states[_state(row)],
            ]  # fmt: skip

    return pages.table(
        _("推荐名单"), headings, rows(),
        title=_("推荐名单"), note=_("由经办人确认后才算数。"), empty=_("这次没有推荐。"),
    )  # fmt: skip


def _state(row):
    if row.candidacy_id:
        return "confirmed"
    return "set-aside" if row.set_aside_because else "waiting"


def _spoken(labels):
    """Labels in the reader's language, translated once and not for every row."""
    return {code: str(label) for code, label in dict(labels).items()}


def _priority_classes():
    """What stands for a class in a list: nothing for an ordinary household."""
    return {klass: label for klass, label in _spoken(CLASSES).items() if klass}


def _write_unmatched(pages, run, lines):
    headings = [
        (_("序号"), 7), *_person_headings(lines), (_("户类别"), 20), (_("参加匹配"), 10),
        (_("最近的障碍"), 22), (_("说明：差在哪里，怎样能多出岗位"), 70),
    ]  # fmt: skip

    obstacles, classes = _spoken(Obstacle.choices), _priority_classes()
    yes_no = {True: _("是"), False: _("否")}

    def rows():
        listed = unmatched(run).only("klass", "reasons", "took_part", "obstacle", *PERSON)
        for number, told in enumerate(_told(listed), start=1):
            row = told.row
            yield [
                number, *_person(row.worker, lines), classes.get(row.klass, ""),
                yes_no[row.took_part], obstacles[row.obstacle],
                _reasons(told),
            ]  # fmt: skip

    return pages.table(
        _("未匹配及原因"), headings, rows(),
        title=_("未匹配及原因"), empty=_("参加匹配的人都有推荐。"),
    )  # fmt: skip


def _write_unfilled(pages, run):
    headings = [
        (_("岗位编号"), 14), (_("岗位"), 28), (_("用人单位"), 34), (_("工作地"), 26),
        (_("招聘人数"), 10), (_("空缺"), 8), (_("月薪（元）"), 14), (_("年龄要求"), 14),
        (_("参加匹配"), 10), (_("主要原因"), 24), (_("说明"), 70),
    ]  # fmt: skip

    shortages, yes_no = _spoken(Shortage.choices), {True: _("是"), False: _("否")}

    def rows():
        listed = unfilled(run).only("reasons", "took_part", "openings", "obstacle", *POST)
        for told in _told(listed):
            row, vacancy = told.row, told.row.vacancy
            yield [
                vacancy.code, vacancy.title, vacancy.employer.name, vacancy.region.full_name,
                vacancy.openings, row.openings, pay_told(vacancy), ages_told(vacancy),
                yes_no[row.took_part], shortages[row.obstacle],
                _reasons(told),
            ]  # fmt: skip

    return pages.table(
        _("空缺岗位"), headings, rows(), title=_("空缺岗位"), empty=_("所有名额都有推荐。")
    )  # fmt: skip


def _write_findings(pages, run):
    headings = [
        (_("岗位编号"), 14), (_("岗位"), 28), (_("用人单位"), 34), (_("程度"), 12),
        (_("规则"), 14), (_("原文"), 40), (_("依据"), 50), (_("合法写法"), 50),
        (_("处理"), 24),
    ]  # fmt: skip
    return pages.table(
        _("岗位文字审核"), headings, _findings(run),
        title=_("岗位文字审核"),
        note=_("“不得发布”的内容改好之前，岗位不能发布，也不参加匹配；“需要核实”的请补充依据。"),
        empty=_("没有发现不合规的文字。"),
    )  # fmt: skip


def _findings(run):
    ids = set(Proposal.objects.filter(run=run).values_list("vacancy_id", flat=True))
    ids |= set(Unfilled.objects.filter(run=run).values_list("vacancy_id", flat=True))
    ids, by_vacancy = sorted(ids), defaultdict(list)
    for start in range(0, len(ids), 900):
        part = ids[start : start + 900]
        for breach in Breach.objects.filter(vacancy__in=part).select_related("vacancy__employer"):
            by_vacancy[breach.vacancy_id].append(breach)
    for vacancy in ids:
        for breach in sorted(by_vacancy[vacancy], key=lambda one: (one.level, one.pk)):
            done = breach.cleared_because
            yield [
                breach.vacancy.code, breach.vacancy.title, breach.vacancy.employer.name,
                str(Level(breach.level).label), rule_name(breach.rule), breach.words, breach.basis,
                breach.rewording, _("已放行：{because}").format(because=done) if done else "",
            ]  # fmt: skip


def _write_returned(pages, books):
    headings = [
        (_("类别"), 14), (_("原表行号"), 14), (_("姓名或岗位"), 28), (_("结论"), 12),
        (_("说明"), 80),
    ]  # fmt: skip

    def rows():
        for book in books:
            kind = str(book.get_kind_display())
            returned = book.rows.returned().filter(committed=False).order_by("number")
            for row in returned.iterator(AT_ONCE):
                values = row.values()
                yield [
                    kind, _line(book, row.number), values.get("name") or values.get("title", ""),
                    verdicts[row.verdict], "\n".join(sentence(kept) for kept in row.remarks),
                ]  # fmt: skip

    verdicts = _spoken(RowVerdict.choices)
    return pages.table(
        _("退回的行"), headings, rows(),
        title=_("退回的行"), note=_("这些行没有参加匹配：改好后重新提交。"),
        empty=_("没有退回的行。"),
    )  # fmt: skip
