"""The employers' door: come in, write, hand in, mend, renew."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jiedui.accounts.models import Registration, RegistrationStage, User
from jiedui.accounts.roles import Role
from jiedui.candidacies import actions as candidacies
from jiedui.core.events import Event
from jiedui.matching import actions as matching
from jiedui.matching.models import Answer, Request
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Sketch, Stage, Vacancy
from jiedui.workers.models import Worker
from tests.matching import called
from tests.registry import person
from tests.town import PASSWORD
from tests.web import firms
from tests.web.conftest import signed_in
from tests.web.test_lists import queries_of

pytestmark = pytest.mark.django_db

AD = """缝纫工10名，会平车，限女性，18-45岁，月薪5000-8000元，包吃住，缴纳五险。
工作内容：缝制外套
工作地点：浙江省嘉善县惠民街道
有效期至2099年12月31日"""
TWO = """嘉善云帆服饰有限公司招聘
1、缝纫工 10名：会平车，计件工资5000-8000元/月；
2、包装工 3名：成衣整烫包装，长白班，4000-5200元/月。
包吃包住，缴纳五险。地址：嘉善县惠民街道"""


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def employer(eastern_officer, today):
    return firms.approved(eastern_officer, on=today)


@pytest.fixture
def door(employer):
    return signed_in(employer)


def sent(sketch, **more):
    """The form of a sketch as a browser would send it back."""
    kept = {name: value for name, value in sketch.terms.items() if value is not None}
    for name in ("board", "lodging", "insurance"):
        kept[name] = {True: "true", False: "false"}.get(kept.get(name), "unknown")
    return (
        {"place": "嘉善县", "couple_rooms": 0, "experience": 0, "said": sketch.said} | kept | more
    )


def pasted(door, text=AD, address=""):
    answer = door.post(address or reverse("employer:new"), {"said": text})
    assert answer.status_code == 302, answer.content.decode()
    return Sketch.objects.order_by("pk")


def handed_in(door, **more):
    """A lawful post, handed in through the door."""
    sketch = pasted(door, AD.replace("限女性，18-45岁，", "")).last()
    told = {"do": "hand_in", "conditions": "不限", "valid_until": "2099-12-31"} | more
    answer = door.post(reverse("employer:sketch", args=[sketch.pk]), sent(sketch, **told))
    assert answer.status_code == 302, answer.content.decode()
    return Vacancy.objects.order_by("-pk").first()


def test_a_firm_registers_waits_and_comes_in(client, eastern_officer, pairing):
    form = {
        "name": "嘉善云帆服饰有限公司", "credit_code": firms.CODES["yunfan"], "place": "嘉善县",
        "kind": "employer", "phone": "0573-84000000", "full_name": "测试聘",
        "username": "yunfan", "password": PASSWORD, "again": PASSWORD, "file": firms.paper(),
    }  # fmt: skip
    answer = client.post(reverse("employer:register"), form, follow=True)
    page = answer.content.decode()
    assert "等人社局核实" in page
    assert User.objects.get(username="yunfan").role == Role.APPLICANT
    assert client.get(reverse("employer:new")).status_code == 403
    assert client.get(reverse("employer:vacancies")).status_code == 403

    firms.accounts.approve_firm(
        firms.last_request(), note=firms.NOTE, on=timezone.localdate(), by=eastern_officer
    )
    assert client.get(reverse("employer:new")).status_code == 200


def test_a_request_that_was_sent_back_is_mended(client, eastern_officer, today):
    user = firms.registered().user
    firms.accounts.return_firm(
        firms.last_request(), because="执照照片看不清", on=today, by=eastern_officer
    )
    door = signed_in(user)
    assert "执照照片看不清" in door.get(reverse("employer:home")).content.decode()
    form = {
        "name": "嘉善云帆服饰有限公司", "credit_code": firms.CODES["yunfan"], "place": "嘉善县",
        "kind": "employer", "phone": "0573-84000000", "file": firms.paper(),
    }  # fmt: skip
    assert door.post(reverse("employer:register_again"), form).status_code == 302
    assert list(Registration.objects.order_by("pk").values_list("stage", flat=True)) == [
        RegistrationStage.RETURNED,
        RegistrationStage.WAITING,
    ]


def test_tries_to_register_from_one_address_are_counted(client, eastern_officer):
    for _try in range(15):
        client.post(reverse("employer:register"), {"name": "x"})
    page = client.post(reverse("employer:register"), {"name": "x"}).content.decode()
    assert "提交得太频繁" in page
    assert Registration.objects.count() == 0


def test_tries_are_counted_by_the_visitor_and_not_by_our_own_proxy(
    client, eastern_officer, settings
):
    settings.PROXIES = 1
    for _try in range(15):
        client.post(
            reverse("employer:register"), {"name": "x"}, headers={"x-forwarded-for": "203.0.113.7"}
        )
    answers = [
        client.post(
            reverse("employer:register"), {"name": "x"}, headers={"x-forwarded-for": visitor}
        ).content.decode()
        for visitor in ("203.0.113.7", "203.0.113.8")
    ]
    assert ["提交得太频繁" in answer for answer in answers] == [True, False]


def test_a_pasted_text_fills_the_form_and_says_from_which_words(door):
    [sketch] = pasted(door)
    assert {name: sketch.terms[name] for name in ("title", "openings", "pay_low", "pay_high")} == {
        "title": "缝纫工", "openings": 10, "pay_low": 5000, "pay_high": 8000,
    }  # fmt: skip
    page = door.get(reverse("employer:sketch", args=[sketch.pk])).content.decode()
    assert "读自“5000-8000元”" in page
    assert "换成“男女不限”" in page
    assert "换成“年满16周岁”" in page


def test_several_posts_of_one_text_are_walked_through(door):
    first, second = pasted(door, TWO)
    assert (first.title, second.title) == ("缝纫工", "包装工")
    assert "整烫包装" not in first.said
    told = sent(first, do="hand_in", duties="缝制外套", conditions="不限", valid_until="2099-01-31")
    answer = door.post(reverse("employer:sketch", args=[first.pk]), told)
    assert answer["location"] == reverse("employer:sketch", args=[second.pk])


def test_prohibited_words_are_mended_by_one_press_and_else_not_taken(door):
    [sketch] = pasted(door)
    here = reverse("employer:sketch", args=[sketch.pk])
    told = sent(sketch, do="hand_in", conditions="不限", valid_until="2099-01-31")
    assert "还有法律禁止的文字" in door.post(here, told).content.decode()
    assert Vacancy.objects.count() == 0

    page = door.post(here, sent(sketch, reword="sex:限女性")).content.decode()
    sketch.refresh_from_db()
    assert "男女不限" in sketch.said
    assert "限女性" not in sketch.said
    assert "换成“男女不限”" not in page


def test_pay_below_the_minimum_is_said_in_the_panel_and_not_taken(door):
    sketch = pasted(
        door, AD.replace("限女性，18-45岁，", "").replace("5000-8000", "2000-2300")
    ).last()
    address = reverse("employer:sketch", args=[sketch.pk])
    page = door.get(address).content.decode()
    assert "月薪2000—2300元" in page
    assert "嘉兴市自2026年1月1日起" in page

    told = {"do": "hand_in", "conditions": "不限", "valid_until": "2099-12-31"}
    page = door.post(address, sent(sketch, **told)).content.decode()
    assert "工资低于当地最低工资标准" in page
    assert not Vacancy.objects.exists()

    told |= {"pay_low": "2500", "pay_high": "3000"}
    assert door.post(address, sent(sketch, **told)).status_code == 302
    assert Vacancy.objects.get().pay_low == 2500


def test_the_panel_answers_while_somebody_types(door):
    [sketch] = pasted(door, AD.replace("限女性，", ""))
    here = reverse("employer:sketch_check", args=[sketch.pk])
    page = door.post(here, sent(sketch, duties="五官端正")).content.decode()
    assert "五官端正" in page
    assert "<html" not in page
    assert "缺" in door.post(here, sent(sketch, valid_until="")).content.decode()
    assert Sketch.objects.get().terms.get("duties") != "五官端正"


def test_the_panel_does_not_answer_without_end(door):
    [sketch] = pasted(door)
    here = reverse("employer:sketch_check", args=[sketch.pk])
    codes = {door.post(here, {}).status_code for _time in range(130)}
    assert 429 in codes


def test_what_lacks_an_element_is_not_handed_in(door):
    [sketch] = pasted(door, "招缝纫工10名，月薪5000元")
    told = sent(sketch, do="hand_in", openings=10, conditions="不限", valid_until="2099-01-31")
    page = door.post(reverse("employer:sketch", args=[sketch.pk]), told).content.decode()
    assert "还缺少招聘信息必备的内容：工作内容" in page


def test_what_is_handed_in_waits_for_the_officer(door, employer, eastern_desk):
    vacancy = handed_in(door)
    assert (vacancy.stage, vacancy.employer, vacancy.handed_in_by_id) == (
        Stage.DRAFT, employer.organisation, employer.pk,
    )  # fmt: skip
    assert vacancy.pay_said
    assert not Sketch.objects.exists()
    assert (
        eastern_desk.post(reverse("desk:vacancy_publish", args=[vacancy.code])).status_code == 302
    )
    vacancy.refresh_from_db()
    assert vacancy.stage == Stage.OPEN
    assert "批准发布" in door.get(reverse("employer:vacancy", args=[vacancy.code])).content.decode()


def test_a_change_of_an_open_post_is_looked_at_again(door, eastern_officer, today):
    vacancy = vacancies.publish(handed_in(door), by=eastern_officer, on=today)
    page = door.get(reverse("employer:vacancy_amend", args=[vacancy.code]))
    told = {
        name: value for name, value in page.context["form"].initial.items() if value is not None
    } | {"do": "hand_in", "pay_high": 9000, "certificates": [], "board": "true",
         "lodging": "true", "insurance": "true", "valid_until": "2099-12-31"}  # fmt: skip
    answer = door.post(reverse("employer:vacancy_amend", args=[vacancy.code]), told)
    assert answer.status_code == 302, answer.content.decode()
    vacancy.refresh_from_db()
    assert (vacancy.stage, vacancy.pay_high) == (Stage.DRAFT, 9000)
    page = door.get(reverse("employer:vacancy", args=[vacancy.code])).content.decode()
    assert "<del>8000</del>" in page
    assert "<ins>9000</ins>" in page
    assert "测试聘" in page


def test_one_tap_renews(door, eastern_officer, today):
    vacancy = vacancies.publish(
        handed_in(door, valid_until=f"{today + timedelta(days=5):%Y-%m-%d}"),
        by=eastern_officer, on=today,
    )  # fmt: skip
    assert "个岗位七天内到期" in door.get(reverse("employer:home")).content.decode()
    door.post(reverse("employer:vacancy_renew", args=[vacancy.code]))
    vacancy.refresh_from_db()
    assert (vacancy.stage, vacancy.valid_until) == (Stage.OPEN, today + timedelta(days=30))
    assert Event.objects.filter(verb="vacancy.renewed").count() == 1


def test_the_list_of_posts_costs_the_same_for_few_and_many(door):
    for number in range(3):
        handed_in(door, mark=f"{number}车间")
    three = queries_of(door, reverse("employer:vacancies"))
    for number in range(3, 8):
        handed_in(door, mark=f"{number}车间")

    assert queries_of(door, reverse("employer:vacancies")) == three


def test_a_wrong_code_is_said_at_its_field(client, eastern_officer):
    form = {
        "name": "嘉善云帆服饰有限公司", "credit_code": "91330421MA2B12345X", "place": "嘉善县",
        "kind": "employer", "phone": "0573-84000000", "full_name": "测试聘",
        "username": "yunfan", "password": PASSWORD, "again": PASSWORD, "file": firms.paper(),
    }  # fmt: skip
    page = client.post(reverse("employer:register"), form)
    assert list(page.context["form"].errors) == ["credit_code"]
    assert "浏览器不保留选好的照片和密码" in page.content.decode()
    assert "浏览器不保留" not in client.get(reverse("employer:register")).content.decode()


def test_a_post_of_the_same_name_is_pointed_out_before_it_is_refused(door):
    known = handed_in(door)
    sketch = pasted(door, AD.replace("限女性，18-45岁，", "")).last()
    address = reverse("employer:sketch", args=[sketch.pk])
    page = door.get(address).content.decode()
    assert known.code in page
    assert reverse("employer:vacancy", args=[known.code]) in page

    told = {"do": "hand_in", "conditions": "不限", "valid_until": "2099-12-31"}
    page = door.post(address, sent(sketch, **told))
    assert list(page.context["form"].errors) == ["mark"]
    assert door.post(address, sent(sketch, **told, mark="二车间")).status_code == 302
    assert Vacancy.objects.count() == 2


def test_the_amended_post_is_not_pointed_out_to_itself(door):
    known = handed_in(door)
    page = door.get(reverse("employer:vacancy_amend", args=[known.code]))
    assert page.context["known"] is None


def test_a_value_changed_by_hand_no_longer_says_where_it_was_read(door):
    sketch = pasted(door).last()
    address = reverse("employer:sketch", args=[sketch.pk])
    assert "读自“5000-8000元" in door.get(address).content.decode()
    page = door.post(address, sent(sketch, do="check", pay_low="6000", pay_high="9000"))
    assert "读自“5000-8000元" not in page.content.decode()
    assert "读自“缝纫工10名" in page.content.decode()


def test_a_post_without_a_last_day_is_offered_thirty_days(door, today):
    sketch = pasted(door, AD.split("\n有效期")[0]).last()
    form = door.get(reverse("employer:sketch", args=[sketch.pk])).context["form"]
    assert form["valid_until"].value() == today + timedelta(days=30)
    assert "可以改" in str(form.fields["valid_until"].help_text)


def test_a_firm_sees_how_many_stand_for_its_post_and_nobodys_name(door, officer, eastern_officer):
    vacancy = vacancies.publish(handed_in(door), by=eastern_officer, on=timezone.localdate())
    here = reverse("employer:vacancy", args=[vacancy.code])
    assert "还没有人应聘" in door.get(here).content.decode()
    worker = person()
    Worker.objects.filter(pk=worker.pk).update(name="扎西卓玛")
    candidacies.propose([(worker, vacancy)], because="officer", by=officer)

    page = door.get(here)

    assert [(stage.label, n) for stage, n in page.context["standing"]] == [("已推荐", 1)]
    assert "扎西" not in page.content.decode()


def test_the_messages_lead_on_like_every_other_page(door):
    assert reverse("employer:new") in door.get(reverse("employer:messages")).content.decode()


@pytest.mark.parametrize(
    "name", ["home", "firm", "firm_enrol", "vacancies", "new", "bring", "calls", "messages"]
)
def test_every_page_of_the_door_opens(door, name):
    assert door.get(reverse(f"employer:{name}")).status_code == 200


def test_a_colleague_comes_and_goes(door, employer):
    told = {"full_name": "测试同", "username": "tongshi", "password": PASSWORD}
    assert door.post(reverse("employer:firm_enrol"), told).status_code == 302
    other = User.objects.get(username="tongshi")
    assert (other.role, other.organisation) == (Role.EMPLOYER, employer.organisation)
    door.post(reverse("employer:firm_dismiss", args=[other.pk]))
    other.refresh_from_db()
    assert not other.is_active
    door.post(reverse("employer:firm_dismiss", args=[employer.pk]))
    employer.refresh_from_db()
    assert employer.is_active


@pytest.fixture
def asked(officer, employer, eastern_officer):
    """A request of the west that the eastern officer has sent on to the firm."""
    matching.load_policies()
    called.graduates(6)
    call = called.sent(by=officer)
    request = Request.objects.select_related("call__west", "call__east__parent").get(call=call)
    matching.forward(request, [employer.organisation], by=eastern_officer, at=called.AT)
    return request


def test_a_pasted_text_answers_a_request_of_the_pair(door, asked):
    here = f"{reverse('employer:new')}?answering={asked.pk}"
    assert asked.wording in door.get(here).content.decode()
    sketch = pasted(door, AD.replace("限女性，18-45岁，", ""), here).last()
    told = sent(sketch, do="hand_in", conditions="不限", valid_until="2099-12-31")
    page = door.post(reverse("employer:sketch", args=[sketch.pk]), told, follow=True)
    assert "已作为对结对需求的答复" in page.content.decode()
    assert Answer.objects.get(request=asked).vacancy == Vacancy.objects.get()


def test_a_request_that_went_to_another_firm_is_not_answered(door, asked, eastern_officer, today):
    other = signed_in(firms.approved(eastern_officer, "landao", "嘉善蓝岛制衣有限公司", on=today))
    here = f"{reverse('employer:new')}?answering={asked.pk}"
    assert asked.wording not in other.get(here).content.decode()
    pasted(other, AD, here)
    assert Sketch.objects.get().answering is None
