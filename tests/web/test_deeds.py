"""What the buttons of the desk do, and what they say when they cannot."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from jiedui.candidacies.models import Candidacy
from jiedui.core.events import Event
from jiedui.matching.models import Run
from jiedui.sheets.models import Book, Layout
from jiedui.vacancies.models import Stage, Vacancy
from jiedui.workers import actions as surveys
from jiedui.workers.models import Worker
from tests.web import counted
from tests.workers import survey


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_a_sheet_goes_from_upload_to_the_registry(desk):
    answer = desk.post(reverse("desk:bring"), {"kind": "people", "file": counted.ledger(3)})
    book = Book.objects.get()
    assert answer["Location"] == reverse("desk:book", args=[book.pk])
    assert "可以离开这一页" in desk.get(answer["Location"]).content.decode()

    book = counted.reviewed_book(by=book.brought_by, file=counted.ledger(3))
    page = desk.get(reverse("desk:book", args=[book.pk])).content.decode()
    assert "确认入库 3 行" in page
    assert Worker.objects.count() == 0

    desk.post(reverse("desk:book_accept", args=[book.pk]))
    book = counted.commit(Book.objects.get())
    assert (book.stage, Worker.objects.count()) == ("committed", 3)


def test_a_refused_row_says_why_and_comes_back_as_a_sheet(desk, officer):
    book = counted.reviewed_book(by=officer)

    page = desk.get(reverse("desk:book", args=[book.pk]), {"tab": "refused"}).content.decode()
    assert "坏号码" in page
    assert "请把这一列设成" in page
    sheet = desk.get(reverse("desk:book_returned", args=[book.pk]))
    assert b"".join(sheet.streaming_content)[:2] == b"PK"


def test_the_page_of_columns_shows_what_stands_in_them(desk, officer):
    book = counted.reviewed_book(by=officer)

    page = desk.get(reverse("desk:book_columns", args=[book.pk])).content.decode()
    assert "<small>缝纫工</small>" in page
    assert "••••" in page
    assert counted.identity(500, date(1990, 1, 2)) not in page


def test_a_sheet_of_which_nothing_can_be_stored_says_what_to_do(desk, officer):
    spoilt = counted.sheet([counted.LEDGER_HEAD, ["坏号码", "5.13225E+17", *[""] * 6]])
    book = counted.reviewed_book(by=officer, file=spoilt)

    page = desk.get(reverse("desk:book", args=[book.pk])).content.decode()
    assert "没有可以直接入库的行" in page
    assert "确认入库" not in page
    assert "1 行" in page
    assert "第 2 行" in page


def test_a_doubtful_row_taken_by_hand_is_shown_as_stored(desk, officer):
    row = ["重名·测试", "", "13900000777", "", "", "", "", ""]
    dated = [*counted.LEDGER_HEAD[:1], "出生日期", *counted.LEDGER_HEAD[2:]]
    row[1] = "1990-05-01"
    book = counted.reviewed_book(by=officer, file=counted.sheet([dated, row]))
    [doubtful] = book.rows.filter(verdict="doubtful")
    address = reverse("desk:book", args=[book.pk])
    assert 'class="pick"' in desk.get(address, {"tab": "doubtful"}).content.decode()

    desk.post(reverse("desk:book_accept_rows", args=[book.pk]), {"row": [doubtful.pk]})
    counted.commit(Book.objects.get())
    page = desk.get(address, {"tab": "doubtful"}).content.decode()
    assert Worker.objects.count() == 1
    assert 'class="pick"' not in page
    assert "核实无误" not in page
    assert "已入库" in page.split("<tbody>")[1]


def test_a_changed_row_shows_old_and_new(desk, officer):
    counted.commit(accepted(counted.reviewed_book(by=officer, file=counted.ledger(1)), officer))
    known = counted.identity(500, counted.date(1990, 1, 2))
    told = ["13900000500", "脱贫户", "缝纫工", "嘉善", "4600", "2026-03-02"]
    rows = [counted.LEDGER_HEAD, [counted.NAMES[500 % 6], known, *told]]
    book = counted.reviewed_book(by=officer, file=counted.sheet(rows, "改.xlsx"))

    page = desk.get(reverse("desk:book", args=[book.pk]), {"tab": "changed"}).content.decode()
    assert "<del>4000</del> → <ins>4600</ins>" in page


def accepted(book, officer):
    return counted.sheets.accept(book, by=officer)


def test_corrected_columns_are_remembered_and_the_rows_judged_again(desk, officer):
    book = counted.reviewed_book(by=officer)
    told = {f"column{place}": field for place, field in enumerate(book.columns.values())}
    place = list(book.columns.values()).index("least_pay")

    desk.post(reverse("desk:book_columns", args=[book.pk]), told | {f"column{place}": ""})
    assert Book.objects.get().stage == "read"
    assert "least_pay" not in Layout.objects.get().columns.values()


def test_a_sheet_withdrawn_leaves_nothing(desk, officer):
    book = counted.reviewed_book(by=officer)

    desk.post(reverse("desk:book_withdraw", args=[book.pk]))
    assert (Book.objects.get().stage, Worker.objects.count()) == ("withdrawn", 0)


def test_what_is_not_a_sheet_is_refused_with_the_remedy(desk, officer):
    book = counted.reviewed_book(
        by=officer, file=counted.ContentFile(b"\x00not a sheet", name="坏.xlsx")
    )

    page = desk.get(reverse("desk:book", args=[book.pk])).content.decode()
    assert "这份表没有导入" in page
    assert "请上传" in page


def test_the_eastern_officer_cannot_bring_people(eastern_desk):
    answer = eastern_desk.post(reverse("desk:bring"), {"kind": "people", "file": counted.ledger()})

    assert answer.status_code == 200
    assert Book.objects.count() == 0


def test_prohibited_words_keep_a_vacancy_back_until_cleared(eastern_desk, eastern_officer):
    [vacancy] = counted.posts(1, by=eastern_officer, said=counted.UNLAWFUL, opened=False)

    answer = eastern_desk.post(reverse("desk:vacancy_publish", args=[vacancy.code]))
    assert "请按建议改写" in said(answer)[0]
    for breach in vacancy.breaches.filter(level="prohibit"):
        eastern_desk.post(
            reverse("desk:vacancy_clear", args=[vacancy.code, breach.pk]),
            {"because": "女职工禁忌劳动范围"},
        )
    eastern_desk.post(reverse("desk:vacancy_publish", args=[vacancy.code]))
    assert Vacancy.objects.get().stage == Stage.OPEN


def test_rewording_the_ad_removes_the_objection(eastern_desk, eastern_officer):
    [vacancy] = counted.posts(1, by=eastern_officer, said=counted.UNLAWFUL, opened=False)
    address = reverse("desk:amend", args=[vacancy.code])
    form = eastern_desk.get(address).context["form"]
    told = {name: value for name, value in form.initial.items() if value not in (None, "")}
    told |= {"certificates": [], "board": "unknown", "lodging": "true"}

    eastern_desk.post(address, told | {"said": counted.LAWFUL})
    assert vacancy.breaches.filter(level="prohibit").count() == 0
    assert vacancy.versions.count() == 2


def test_another_occupation_is_chosen_from_what_the_title_suggests(eastern_desk, eastern_officer):
    [vacancy] = counted.posts(1, by=eastern_officer)
    address = reverse("desk:amend", args=[vacancy.code])
    form = eastern_desk.get(address).context["form"]
    told = {name: value for name, value in form.initial.items() if value not in (None, "")}
    offered = [code for code, _name in form.fields["occupation"].choices if code]
    other = next(code for code in offered if code != vacancy.occupation_id)

    eastern_desk.post(address, told | {"certificates": [], "occupation": other})
    vacancy.refresh_from_db()
    assert vacancy.occupation_id == other


def test_what_the_pair_has_posted_is_seen_but_not_changed(desk, eastern_officer):
    [vacancy] = counted.posts(1, by=eastern_officer)

    assert desk.get(reverse("desk:vacancy", args=[vacancy.code])).status_code == 200
    for name in ("vacancy_publish", "vacancy_close"):
        assert desk.post(reverse(f"desk:{name}", args=[vacancy.code])).status_code == 404
    assert desk.get(reverse("desk:amend", args=[vacancy.code])).status_code == 404


def test_an_expired_vacancy_is_not_published_at_the_desk(eastern_desk, eastern_officer):
    [vacancy] = counted.posts(1, by=eastern_officer, opened=False)
    Vacancy.objects.update(valid_until=counted.date(2026, 3, 3))

    answer = eastern_desk.post(reverse("desk:vacancy_publish", args=[vacancy.code]))
    assert any("有效期已过" in words for words in said(answer))
    eastern_desk.post(reverse("desk:vacancies_publish"), {"chosen": [vacancy.code]})
    assert Vacancy.objects.get().stage == Stage.DRAFT


def test_several_vacancies_are_published_at_once(eastern_desk, eastern_officer):
    good = counted.posts(2, by=eastern_officer, opened=False)
    bad = counted.posts(1, by=eastern_officer, said=counted.UNLAWFUL, opened=False)
    codes = [vacancy.code for vacancy in good + bad]

    answer = eastern_desk.post(reverse("desk:vacancies_publish"), {"chosen": codes})
    assert said(answer)[0] == "已发布 2 个岗位。"
    assert "请按建议改写" in said(answer)[1]


def test_a_vacancy_is_closed_with_its_reason(eastern_desk, eastern_officer):
    [vacancy] = counted.posts(1, by=eastern_officer)

    eastern_desk.post(reverse("desk:vacancy_close", args=[vacancy.code]), {"because": "已招满"})
    assert Vacancy.objects.get().stage == Stage.CLOSED


def test_a_matching_is_asked_and_waited_for(desk, run):
    answer = desk.post(reverse("desk:ask"), {"as_of": "2026-03-02", "seed": "8", "title": "再来"})

    asked = Run.objects.get(title="再来")
    assert answer["Location"] == reverse("desk:run", args=[asked.pk])
    assert (asked.seed, asked.as_of) == (8, counted.ON)
    assert "汇集意愿和岗位" in desk.get(answer["Location"]).content.decode()


def test_one_row_is_confirmed_by_its_own_button_whatever_else_is_ticked(desk, run):
    first, second, third, _fourth = run.proposals.order_by("pk")

    desk.post(
        reverse("desk:run_confirm", args=[run.pk]),
        {"one": first.pk, "chosen": [second.pk, third.pk]},
    )
    assert [c.worker_id for c in Candidacy.objects.all()] == [first.worker_id]


def test_the_chosen_are_confirmed_together(desk, run):
    keys = list(run.proposals.values_list("pk", flat=True)[:3])

    answer = desk.post(reverse("desk:run_confirm", args=[run.pk]), {"chosen": keys})
    assert said(answer) == ["已确认推荐 3 人。"]
    assert Candidacy.objects.count() == 3


def test_all_are_confirmed_and_the_figures_say_so(desk, run):
    desk.post(reverse("desk:run_confirm", args=[run.pk]), {"all": "1"})

    assert Candidacy.objects.count() == 4
    assert "全部确认" not in desk.get(reverse("desk:run", args=[run.pk])).content.decode()


def test_the_waiting_list_names_who_is_next(desk, run):
    waiting = run.waiting.order_by("vacancy", "place").select_related("worker", "vacancy").first()
    address = reverse("desk:run_waiting", args=[run.pk, waiting.vacancy.code])

    line = desk.get(address).content.decode().split("依次候补")[1]
    assert waiting.worker.code in line.split("<li>")[1]


def test_reasons_of_a_very_large_run_are_worked_out_when_its_list_is_opened(
    desk, officer, eastern_officer, monkeypatch
):
    counted.people(6, by=officer)
    counted.posts(2, by=eastern_officer)
    monkeypatch.setattr("jiedui.matching.bridge.explained.ALL_AT_ONCE", 0)
    run = counted.finished_run(by=officer)
    assert set(run.unmatched.values_list("obstacle", flat=True)) == {"untold"}

    page = desk.get(reverse("desk:run_unmatched", args=[run.pk])).content.decode()
    assert page.count("符合条件的2个岗位名额都已满") == 2
    assert set(run.unmatched.values_list("obstacle", flat=True)) == {"full"}


def test_nobody_chosen_is_said_and_nothing_done(desk, run):
    answer = desk.post(reverse("desk:run_confirm", args=[run.pk]))

    assert "请先勾选" in said(answer)[0]
    assert Candidacy.objects.count() == 0


def test_setting_aside_wants_a_reason_and_keeps_it(desk, run):
    proposal = run.proposals.first()
    address = reverse("desk:run_aside", args=[run.pk, proposal.pk])

    assert desk.post(address, {"because": " "}).status_code == 200
    desk.post(address, {"because": "本人已在县内找到工作"})
    proposal.refresh_from_db()
    assert proposal.set_aside_because == "本人已在县内找到工作"


def test_a_what_if_stands_beside_and_cannot_be_confirmed(desk, run):
    desk.post(reverse("desk:run_suppose", args=[run.pk]), {"pay_more": "500"})
    beside = Run.objects.get(beside=run)
    for _stage in range(3):
        beside = counted.matching.step(beside)

    page = desk.get(reverse("desk:run", args=[beside.pk])).content.decode()
    assert "每个岗位月薪提高500元" in page
    assert "确认选中的人" not in page
    answer = desk.post(reverse("desk:run_confirm", args=[beside.pk]), {"all": "1"})
    assert "这是假设测算" in said(answer)[0]
    assert Candidacy.objects.count() == 0


def test_an_empty_what_if_is_refused_on_its_form(desk, run):
    page = desk.post(reverse("desk:run_suppose", args=[run.pk]), {"ages": ""}).content.decode()

    assert "这个假设看不懂" in page


def test_anybody_may_have_the_result_worked_out_again(desk, run):
    page = desk.post(reverse("desk:run_proof", args=[run.pk])).content.decode()

    assert "与保存的完全一致" in page
    assert run.digest in page


def test_the_waiting_page_is_reloaded_when_the_work_is_done(desk, run):
    waiting = {"hx-request": "true", "hx-trigger": "progress"}

    answer = desk.get(reverse("desk:run", args=[run.pk]), headers=waiting)
    assert answer["HX-Refresh"] == "true"


def test_the_result_leaves_as_a_workbook_and_on_record(desk, run, officer):
    answer = desk.get(reverse("desk:run_export", args=[run.pk]))
    left = Event.objects.get(verb="result.exported")

    assert (left.by_id, list(left.facts)) == (officer.pk, ["rows"])

    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert "attachment" in answer["Content-Disposition"]


def test_home_counts_what_waits(desk, run, officer):
    counted.reviewed_book(by=officer)
    counted.people(2, by=officer, asked=False)

    waits = desk.get(reverse("desk:home")).context["waits"]
    assert [(wait.count, str(wait.what)) for wait in waits] == [
        (1, "份表等您审阅"),
        (4, "条推荐等您确认"),
        (2, "人还没有问过意愿"),
    ]


def test_home_leads_to_places_that_the_head_does_not_name(desk, officer):
    page = desk.get(reverse("desk:home")).content.decode()

    for place in ("helps", "applications", "outbox", "likenesses", "devices", "question_sets"):
        assert f'href="{reverse(f"desk:{place}")}"' in page, place


def test_the_unmatched_begin_with_those_who_took_part(desk, run):
    tabs = desk.get(reverse("desk:run", args=[run.pk])).context["tabs"]

    assert tabs[1].href == reverse("desk:run_unmatched", args=[run.pk]) + "?part=in"
    assert tabs[1].count == run.unmatched.filter(took_part=True).count()


def test_home_leads_to_the_surveys_that_wait(desk, officer):
    [worker] = counted.people(1, by=officer)
    over = survey.wave_under_way(officer, until=date(2026, 3, 3))
    survey.say(over, worker, {"least_pay": 4500}, by=officer)
    survey.say(over, worker, {"least_pay": 6000}, by=survey.helper_of(officer))
    next_one = surveys.draw_wave(
        over.region, title="秋季摸排", opens_on=survey.ON, closes_on=date(2099, 1, 1),
        questions=over.questions, by=officer,
    )  # fmt: skip

    waits = desk.get(reverse("desk:home")).context["waits"]
    assert [(wait.count, str(wait.what), wait.href) for wait in waits] == [
        (1, "处回答说法不一致", reverse("desk:wave_conflicts", args=[over.pk])),
        (1, "次摸排过了截止日期", reverse("desk:wave", args=[over.pk])),
        (1, "次摸排还没有开放", reverse("desk:wave_assign", args=[next_one.pk])),
    ]


def test_a_watcher_is_not_asked_to_do_what_only_officers_may(watchers_desk, officer):
    counted.reviewed_book(by=officer)
    counted.people(2, by=officer, asked=False)
    draft = counted.posts(1, by=officer, opened=False)[0]
    Vacancy.objects.filter(pk=draft.pk).update(region=513225)

    home = watchers_desk.get(reverse("desk:home"))
    assert home.context["waits"] == []
    page = home.content.decode()
    assert "您的账号只看不办" in page
    assert "现在没有等您处理的事" not in page
    assert reverse("desk:helps") not in page


@pytest.mark.parametrize("room", ["workers", "vacancies"])
def test_an_export_that_would_keep_others_waiting_is_asked_for_in_parts(
    desk, officer, eastern_officer, monkeypatch, room
):
    counted.people(2, by=officer)
    counted.posts(2, by=eastern_officer)
    monkeypatch.setattr(f"jiedui.web.desk.{room}.AT_ONCE", 1)
    name = {"workers": "people_export", "vacancies": "vacancies_export"}[room]

    answer = desk.get(reverse(f"desk:{name}"))
    assert answer.status_code == 302
    assert "分几次导出" in said(answer)[0]
