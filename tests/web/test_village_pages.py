"""The village door without a script: the round, one household, one person, on any computer."""

import uuid

import pytest
from django.utils import timezone

from jiedui.candidacies import actions as candidacies
from jiedui.workers import actions as workers
from jiedui.workers.models import Assignment, Attachment, Consent, Contact, Response
from tests.web import visiting
from tests.web.conftest import signed_in
from tests.web.test_village import form, helper, phone, picture, wave
from tests.web.visiting import SHORT, paper, person

__all__ = ["helper", "phone", "wave"]  # the same county, helper and phone


@pytest.fixture
def desktop(helper, wave):
    return signed_in(helper)


def visit_of(code):
    return Assignment.objects.get(household__code=code, wave__title="冬季摸排")


def page_of(name, wave):
    return f"/village/people/{wave.pk}/{person(name).code}/"


def filled(browser, address, **answers):
    """The page as it was sent, with these answers changed."""
    form = browser.get(address).context["form"]
    told = {name: form[name].value() for name in ("mark", "seen", "shown")}
    told |= {"language": "yi"}
    for name in form.fields:
        if name.startswith("q-") and form[name].value() is not None:
            told[name] = form[name].value()
    return told | {f"q-{name}": value for name, value in answers.items()}


def test_the_list_is_the_helpers_own(desktop, officer, neighbour):
    visiting.households(by=officer, families=[("别家", [("别人·不见", 1990)])])
    page = desktop.get("/village/").content.decode()

    assert "何大勇" in page
    assert "别人" not in page
    assert signed_in(officer).get("/village/").status_code == 403


def test_pages_of_people_not_on_the_round_do_not_exist(desktop, wave, officer):
    visiting.households(by=officer, families=[("别家", [("别人·不见", 1990)])])
    assert desktop.get(page_of("别人·不见", wave)).status_code == 404
    workers.close_wave(wave, by=officer)
    assert desktop.get(page_of("何大勇", wave)).status_code == 404
    assert desktop.get(f"/village/visits/{visit_of('何家').pk}/").status_code == 404


def test_the_list_leads_to_the_next_door(desktop, phone, wave):
    """Past doors that are done or where somebody has knocked in vain, and round to the first."""
    houses = desktop.get("/village/").context["houses"]
    first, second, third = ((one["assignment"], one["head"]) for one in houses)
    assert desktop.get("/village/").context["next"]["head"] == first[1]
    assert desktop.get(f"/village/visits/{first[0]}/").context["next"] is None
    desktop.post(f"/village/visits/{first[0]}/outcome/", {"outcome": "absent"})
    page = desktop.get(f"/village/visits/{first[0]}/")
    assert page.context["next"]["head"] == second[1]
    assert f"下一户：{second[1]}" in page.content.decode()

    roof = Assignment.objects.get(pk=third[0]).household
    phone.answers(*(form(wave, one.name) for one in roof.members.all()))
    last = desktop.get(f"/village/visits/{third[0]}/")
    assert last.context["done"]
    assert last.context["next"]["head"] == second[1]
    assert "没有见到人" not in last.content.decode()


def test_a_call_for_help_is_seen_before_the_list(desktop, wave, officer):
    assert "等您答复" not in desktop.get("/village/").content.decode()
    told = {"about": "other", "words": "想问补贴", "at": timezone.now(), "by": officer}
    candidacies.ask_help(person("何大勇"), **told)
    page = desktop.get("/village/").content.decode()
    assert page.index("1 个人求助，等您答复") < page.index("杨德山")


def test_what_is_missing_is_named_and_leads_to_its_question(desktop, wave):
    address = page_of("何大勇", wave)
    desktop.post(address, filled(desktop, address, agreed="yes", employment="none"))
    page = desktop.get(address)
    ((asked, where),) = page.context["missing"]
    assert asked == "接下来您想怎么干？"
    assert f'id="{where}"' in page.content.decode()
    # Agreed to once: in which language it was read out is not asked again.
    assert 'id="id_language"' not in page.content.decode()


def test_nobody_agrees_without_a_language(desktop, wave):
    address = page_of("何大勇", wave)
    page = desktop.post(address, filled(desktop, address, **SHORT) | {"language": ""})
    assert list(page.context["language"].errors) == ["language"]
    assert not Consent.objects.exists()
    assert not Response.objects.exists()


def test_a_number_the_county_has_is_not_asked_for_again(desktop, wave):
    page = desktop.get(page_of("何大勇", wave)).content.decode()
    assert f"已记 *******{person('何大勇').phone[-4:]}" in page
    assert person("何大勇").phone not in page


def test_a_call_that_reached_nobody_is_no_visit(desktop, phone, wave):
    first, second = visit_of("何家"), visit_of("扎西家")
    desktop.post(f"/village/visits/{first.pk}/outcome/", {"outcome": "silent"})
    phone.answers(paper("outcome", wave=wave.pk, assignment=second.pk, outcome="absent"))
    told = dict(Contact.objects.values_list("worker__name", "channel"))
    assert (told["何大勇"], told["卓玛·央金"]) == ("phone", "visit")


def test_the_same_questions_come_as_they_are_answered(desktop, wave):
    address = page_of("何大勇", wave)
    assert "q-why_not" not in desktop.get(address).context["form"].fields

    first = filled(desktop, address, agreed="yes", employment="none", plan="none")
    desktop.post(address, first)
    assert "q-why_not" in desktop.get(address).context["form"].fields
    assert Response.objects.get().stage == "draft"

    done = desktop.post(address, filled(desktop, address, why_not="family"))
    assert done.url == f"/village/visits/{visit_of('何家').pk}/"
    assert Response.objects.get().stage == "finished"
    assert Consent.objects.live().get().language == "yi"


def test_a_page_sent_twice_is_kept_once(desktop, wave):
    address = page_of("何大勇", wave)
    told = filled(desktop, address, **SHORT)
    desktop.post(address, told)
    desktop.post(address, told)
    assert Response.objects.get().version == 1


def test_an_answer_that_cannot_be_is_said_at_its_question(desktop, wave):
    address = page_of("何大勇", wave)
    page = desktop.post(address, filled(desktop, address, agreed="yes", phone="12"))
    assert list(page.context["form"].errors) == ["q-phone"]
    assert not Response.objects.exists()


def test_a_page_and_a_phone_clash_and_the_page_shows_it(desktop, phone, wave):
    address = page_of("何大勇", wave)
    old = filled(desktop, address, **(SHORT | {"plan": "local"}))
    phone.answers(form(wave, "何大勇"))

    desktop.post(address, old)
    page = desktop.get(address)
    (clash,) = page.context["clashes"]
    assert [side["words"] for side in clash["sides"]] == ["暂时不想找工作", "想在家附近上班"]

    desktop.post(f"{address}{clash['code']}/", {"side": "theirs"})
    assert Response.objects.get().values["plan"] == "local"
    assert desktop.get(address).context["clashes"] == []


def test_nothing_changed_is_one_tap(desktop, wave, officer, helper):
    roofs = visiting.households(by=officer, families=[("旧家", [("旧识·平措", 1990)])])
    visiting.asked_last_year(roofs, by=officer)
    workers.assign(wave, roofs, helper=helper, by=officer)
    address = page_of("旧识·平措", wave)
    assert "家里走不开" in desktop.get(address).content.decode()

    desktop.post(f"{address}unchanged/")
    assert Response.objects.get(wave=wave).unchanged is True


def test_an_outcome_is_two_taps(desktop, wave):
    visit = visit_of("何家")
    assert "空号" in desktop.get(f"/village/visits/{visit.pk}/").content.decode()
    desktop.post(f"/village/visits/{visit.pk}/outcome/", {"outcome": "empty"})
    visit.refresh_from_db()
    assert visit.outcome == "empty"


def test_a_photo_and_somebody_new_without_a_script(desktop, wave):
    visit = visit_of("何家")
    told = {"photo": picture(), "submission": str(uuid.uuid4())}
    desktop.post(f"/village/visits/{visit.pk}/photo/", told)
    assert Attachment.objects.count() == 1

    new = {"name": "何小妹", "born_on": "2001-02-03", "phone": ""}
    went = desktop.post(f"/village/visits/{visit.pk}/member/", new)
    assert went.url == page_of("何小妹", wave)
    young = desktop.post(f"/village/visits/{visit.pk}/member/", new | {"born_on": "2020-01-01"})
    assert "未满16周岁" in young.content.decode()
