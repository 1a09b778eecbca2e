"""The village door as a phone speaks with it: once, field by field, and never after its end."""

import io
import json
import re
import uuid
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Device, Receipt
from jiedui.core.events import Event
from jiedui.web.village import shell
from jiedui.workers import actions as workers
from jiedui.workers.models import Assignment, Attachment, Consent, Contact, Response
from tests.web import visiting
from tests.web.conftest import signed_in
from tests.web.visiting import SHORT, Phone, paper, person


@pytest.fixture
def helper(officer):
    return visiting.helper(officer)


@pytest.fixture
def wave(officer, helper):
    return visiting.wave(by=officer, helper=helper, roofs=visiting.households(by=officer))


@pytest.fixture
def phone(helper, wave):
    return Phone(helper)


def form(wave, name, base=0, **answers):
    """The paper of a whole form; a short one unless told otherwise."""
    told = {question: [base, value] for question, value in (answers or SHORT).items()}
    return paper("answers", wave=wave.pk, worker=person(name).code, answers=told)


def heads(told):
    return [house["head"] for house in told.json()["households"]]


def met(told, name):
    """The person of this name on the round."""
    people = [one for house in told.json()["households"] for one in house["people"]]
    return next(one for one in people if one["name"] == name)


# The round


def test_a_phone_takes_the_round_and_nothing_else(phone, wave, officer):
    visiting.households(by=officer, families=[("别家", [("别人·不见", 1990)])])

    told = phone.round()

    assert set(heads(told)) == {"杨德山", "扎西·多吉", "何大勇"}
    assert "别人" not in told.content.decode()
    assert told.headers["Cache-Control"] == "private, no-store"
    first = met(told, "杨德山")
    assert first["phone"].startswith("*******")
    assert Event.objects.filter(verb="round.carried").count() == 1


def test_a_wave_that_is_closed_empties_the_round(phone, wave, officer):
    workers.close_wave(wave, by=officer)
    assert phone.round().json()["households"] == []


def test_a_stranger_key_learns_nothing(phone, client):
    for key in ("", "Device ", "Device nonsense"):
        told = client.get("/village/app/round/", headers={"authorization": key})
        assert (told.status_code, told.json()["code"]) == (401, "device-unknown")


# Handing in


def test_a_form_is_taken_once_however_often_it_is_sent(phone, wave):
    one = form(wave, "何大勇")

    first, second = phone.answers(one), phone.answers(one)

    assert first == second
    assert first[0]["state"] == "taken"
    response = Response.objects.get()
    assert (response.stage, response.version) == ("finished", 1)
    assert response.values == SHORT
    assert Event.objects.filter(verb="response.taken").count() == 1
    assert Receipt.objects.count() == 1


def test_one_wrong_paper_holds_up_no_other(phone, wave):
    wrong = form(wave, "杨德山", employment="astronaut")

    told = phone.answers(wrong, form(wave, "何大勇"), {"id": "no uuid", "kind": "answers"})

    assert [one["state"] for one in told] == ["refused", "taken", "refused"]
    assert [one.get("code") for one in told] == ["answer-invalid", None, "bad-paper"]
    assert list(Response.objects.values_list("worker__name", flat=True)) == ["何大勇"]


def test_two_helpers_merge_field_by_field_and_a_clash_is_shown(phone, wave, officer, helper):
    phone.round()
    other = visiting.helper(officer, "helper2", "陈帮办")
    workers.assign(wave, [person("何大勇").household], helper=other, by=officer)
    second = Phone(other)
    second.round()

    second.answers(form(wave, "何大勇", agreed="yes", employment="none", plan="none"))
    told = phone.answers(form(wave, "何大勇", plan="local", said="早上来过"))[0]["answer"]

    assert (told["accepted"], told["unfinished"]["code"]) == (["said"], "answers-missing")
    # The roof is no longer this helper's: what was brought back counts, what is there is not told.
    assert told["conflicts"] == []
    assert "何大勇" not in heads(phone.round())
    (clash,) = met(second.round(), "何大勇")["conflicts"]
    assert (clash["ours"]["value"], clash["ours"]["by"]) == ("none", "陈帮办")
    assert (clash["theirs"]["value"], clash["theirs"]["by"]) == ("local", "罗帮办")
    assert Response.objects.get().values["plan"] == "none"

    settled = paper("settle", conflict=clash["code"], value="local")
    assert [one["state"] for one in second.answers(settled)] == ["taken"]
    assert Response.objects.get().values["plan"] == "local"


def test_a_clash_that_somebody_else_has_settled_is_no_trouble(phone, wave, officer):
    phone.answers(form(wave, "何大勇"))
    phone.answers(form(wave, "何大勇", plan="local"))
    conflict = Response.objects.get().conflicts.get()
    workers.settle(conflict, value="none", by=officer, at=timezone.now())

    told = phone.answers(paper("settle", conflict=str(conflict.code), value="local"))

    assert told[0]["state"] == "taken"
    assert Response.objects.get().values["plan"] == "none"


def test_nothing_changed_is_one_paper_after_the_consent(phone, wave, officer, helper):
    roofs = visiting.households(by=officer, families=[("旧家", [("旧识·平措", 1990)])])
    asked = visiting.asked_last_year(roofs, by=officer)
    workers.assign(wave, roofs, helper=helper, by=officer)
    last = met(phone.round(), "旧识·平措")["last"]
    assert (last["on"], last["answers"]["why_not"]) == (asked.isoformat(), "family")
    old = {"wave": wave.pk, "worker": person("旧识·平措").code}

    told = phone.answers(
        paper("consent", question="agreed", agreed=True, language="yi", **old),
        paper("unchanged", answers={"agreed": [0, "yes"]}, **old),
    )

    assert [one["state"] for one in told] == ["taken", "taken"]
    response = Response.objects.get(wave=wave)
    assert (response.stage, response.unchanged) == ("finished", True)
    assert Consent.objects.live().get(worker=response.worker).language == "yi"


def test_consent_keeps_the_words_the_language_and_who_read_them(phone, wave, helper):
    he = person("何大勇")
    phone.answers(
        paper(
            "consent",
            wave=wave.pk,
            worker=he.code,
            question="agreed",
            agreed=True,
            language="tibetan",
        ),
        form(wave, "何大勇"),
    )

    (consent,) = Consent.objects.filter(worker=he)
    assert consent.wording == wave.questions.question("agreed")["label"]["zh"]
    assert (consent.language, consent.heard_by, consent.channel) == ("tibetan", "罗帮办", "visit")
    assert consent.withdrawn_on is None


def test_whoever_says_no_is_not_asked_further(phone, wave):
    he = person("何大勇")
    said_no = paper(
        "consent",
        wave=wave.pk,
        worker=he.code,
        question="agreed",
        agreed=False,
        language="mandarin",
    )

    assert phone.answers(said_no)[0]["state"] == "taken"

    assert Consent.objects.get(worker=he).withdrawn_on is not None
    assert Contact.objects.get(worker=he).outcome == "refused"
    assert met(phone.round(), "何大勇")["declined"] is True


def test_an_outcome_is_written_for_the_whole_roof(phone, wave):
    visit = Assignment.objects.get(household__code="杨家")
    phone.answers(paper("outcome", assignment=visit.pk, outcome="absent"))

    visit.refresh_from_db()
    assert (visit.outcome, visit.tries) == ("absent", 1)
    assert Contact.objects.filter(outcome="absent").count() == 3


def test_somebody_met_at_home_is_added_and_asked_in_one_go(phone, wave):
    visit = Assignment.objects.get(household__code="何家")
    her = paper(
        "member", assignment=visit.pk, name="何小妹", born_on="2001-02-03", phone="13900001111"
    )
    answers = {question: [0, value] for question, value in SHORT.items()}
    form_of_her = paper("answers", wave=wave.pk, worker=f"new:{her['id']}", answers=answers)

    told = phone.answers(her, form_of_her)

    assert [one["state"] for one in told] == ["taken", "taken"]
    she = person("何小妹")
    assert told[0]["answer"]["worker"] == she.code
    assert she.household.code == "何家"
    assert Response.objects.get(worker=she).stage == "finished"


def test_a_name_and_a_birthday_open_no_strangers_record(phone, wave, officer):
    visiting.households(by=officer, families=[("别家", [("别人·不见", 1990)])])
    visit = Assignment.objects.get(household__code="何家")
    he = paper("member", assignment=visit.pk, name="别人·不见", born_on="1990-06-01")

    (told,) = phone.answers(he)

    assert told["code"] == "known-elsewhere"
    assert person("别人·不见").household.code == "别家"


def test_people_outside_the_round_cannot_be_written_to(phone, wave, officer):
    visiting.households(by=officer, families=[("别家", [("别人·不见", 1990)])])

    (told,) = phone.answers(form(wave, "别人·不见"))

    assert told["code"] == "not-on-your-round"
    assert not Response.objects.exists()


def test_a_closed_wave_takes_nothing_and_loses_nothing(phone, wave, officer):
    late = form(wave, "何大勇")
    workers.close_wave(wave, by=officer)
    assert phone.answers(late)[0]["code"] == "not-on-your-round"

    workers.open_wave(wave, by=officer, on=timezone.localdate())
    assert phone.answers(late)[0]["state"] == "taken"


def picture():
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(out, "JPEG")
    out.seek(0)
    out.name = "form.jpg"
    return out


def send_photo(phone, wave, number=None, file=None):
    visit = Assignment.objects.get(household__code="何家", wave=wave)
    told = f'{{"id": "{number or uuid.uuid4()}", "assignment": {visit.pk}}}'
    body = {"paper": told, "photo": file or picture(), "sent_at": timezone.now().isoformat()}
    return phone.client.post("/village/app/photo/", body, headers=phone.headers).json()


def test_a_photo_is_kept_once(phone, wave):
    number = uuid.uuid4()
    assert [send_photo(phone, wave, number)["state"] for _ in range(2)] == ["taken", "taken"]
    assert Attachment.objects.get().household.code == "何家"


def test_what_is_no_photo_is_refused(phone, wave):
    fake = io.BytesIO(b"<svg onload=alert(1)>")
    fake.name = "form.jpg"
    assert send_photo(phone, wave, file=fake)["code"] == "not-a-photo"


# The clock


DAY = timedelta(days=1)


@pytest.mark.parametrize(("wrong", "known"), [(-DAY, DAY), (DAY, -DAY), (-9000 * DAY, timedelta())])
def test_a_clock_that_is_wrong_moves_no_answer(phone, wave, wrong, known):
    """Slow or fast all the while; or begun anew in 2002 when the battery was empty."""
    now = timezone.now()
    Device.objects.update(made_at=now - timedelta(days=7))
    written = now - timedelta(hours=5)
    one = form(wave, "何大勇") | {
        "made_at": (written + wrong).isoformat(), "skew": known.total_seconds() * 1000,
    }  # fmt: skip

    phone.answers(one, sent_at=now + wrong)

    told = Response.objects.get().told["employment"]["at"]
    assert abs(datetime.fromisoformat(told) - written) < timedelta(minutes=1)


def test_a_clock_set_right_on_the_way_moves_no_answer(phone, wave):
    """A day slow when the form was written, right by itself when it was sent."""
    now = timezone.now()
    Device.objects.update(made_at=now - timedelta(days=7))
    written, slow = now - timedelta(hours=5), timedelta(days=1)
    one = form(wave, "何大勇") | {
        "made_at": (written - slow).isoformat(), "skew": slow.total_seconds() * 1000,
    }  # fmt: skip

    phone.answers(one, sent_at=now)

    told = Response.objects.get().told["employment"]["at"]
    assert abs(datetime.fromisoformat(told) - written) < timedelta(minutes=1)


# The end of a phone


def revoke(phone, officer):
    return accounts.revoke_device(phone.device, by=officer, because="手机丢了", at=timezone.now())


def test_a_revoked_phone_is_refused_at_every_address(phone, wave, officer):
    revoke(phone, officer)

    for told in (phone.round(), phone.send(form(wave, "何大勇"))):
        assert (told.status_code, told.json()["code"]) == (403, "device-revoked")
    assert not Response.objects.exists()
    assert phone.standing() == "revoked"


def test_a_phone_whose_login_was_ended_is_refused_likewise(phone, wave, helper):
    type(helper).objects.filter(pk=helper.pk).update(is_active=False)

    told = phone.round()
    assert (told.status_code, told.json()["code"]) == (403, "device-revoked")
    assert phone.standing() == "revoked"


def test_an_emptied_phone_is_said_to_be_empty_once(phone, officer):
    phone.says_wiped()
    assert Device.objects.get().wiped_at is None

    revoke(phone, officer)
    phone.says_wiped()
    first = Device.objects.get().wiped_at
    phone.says_wiped()
    assert first is not None
    assert Device.objects.get().wiped_at == first
    assert Event.objects.filter(verb="device.wiped").count() == 1


def test_the_key_is_not_in_the_database(phone):
    row = Device.objects.values().get()
    assert phone.key not in str(row)
    assert len(row["key_hash"]) == 64


# Setting up


def test_setting_up_ends_the_session_and_tells_the_key_once(helper, wave):
    browser = signed_in(helper)
    assert browser.get("/village/app/who/").json()["name"] == "罗帮办"

    told = browser.post("/village/app/enrol/", {"name": "红米"}, "application/json").json()

    assert set(told) == {"device", "key", "spare"}
    assert browser.get("/village/app/who/").json()["code"] == "signed-out"
    assert Device.objects.holding(told["key"]).get().name == "红米"


def test_a_form_of_another_site_cannot_set_up_a_phone(helper):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(helper, "django.contrib.auth.backends.ModelBackend")
    assert browser.post("/village/app/enrol/", {"name": "x"}, "application/json").status_code == 403
    assert not Device.objects.exists()


def test_officers_have_no_phone(desk):
    assert desk.get("/village/app/who/").json()["code"] == "not-a-helper"


def test_a_fourth_phone_is_refused(helper, wave):
    for number in range(3):
        Phone(helper, f"手机{number}")
    told = signed_in(helper).post("/village/app/enrol/", {"name": "第四部"}, "application/json")
    assert told.json()["code"] == "too-many-devices"


def test_the_spare_key_goes_to_its_own_helper_only(phone, helper, officer):
    other = visiting.helper(officer, "helper2", "陈帮办")
    ask = {"device": phone.device.code}

    stranger = signed_in(other).post("/village/app/spare/", ask, "application/json")
    assert stranger.json()["code"] == "not-your-phone"
    own = signed_in(helper).post("/village/app/spare/", ask, "application/json")
    assert own.json()["spare"] == Device.objects.get().spare

    revoke(phone, officer)
    told = signed_in(helper).post("/village/app/spare/", ask, "application/json")
    assert told.json()["code"] == "device-revoked"
    assert Device.objects.get().spare == ""


# The shell


def shell_files(client):
    """What the service worker keeps, as it names it."""
    told = client.get("/village/app/worker.js").content.decode()
    return json.loads(told.split("FILES = ")[1].split(";\n")[0])


def test_the_shell_is_the_same_for_everybody_and_nothing_in_it_is_inline(client, desk):
    page = client.get("/village/app/").content.decode()
    assert page == desk.get("/village/app/").content.decode()
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=", page) == []
    worker = client.get("/village/app/worker.js")
    assert worker.headers["Content-Type"] == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"


def test_the_whole_shell_weighs_less_than_forty_kilobytes(client, db):
    wire = {"accept-encoding": "gzip"}
    answers = [client.get(address, headers=wire) for address in shell_files(client)]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert sum(len(answer.content) for answer in answers) < 40_000


def test_a_changed_file_makes_another_worker(client, db, monkeypatch):
    before = client.get("/village/app/worker.js").content
    assert client.get("/village/app/worker.js").content == before
    monkeypatch.setattr(shell, "digest", lambda: "f" * 16)
    assert client.get("/village/app/worker.js").content != before
    english = client.get("/village/app/worker.js", headers={"accept-language": "en"}).content
    assert english != client.get("/village/app/worker.js").content


def test_an_old_version_of_the_shell_is_gone(client, db):
    assert client.get("/village/app/0000000000000000/app.mjs").status_code == 404
    assert client.get("/village/app/icon/192.gif").status_code == 404


def test_the_icons_are_pictures_of_their_size(client, db):
    for size in (192, 512):
        told = client.get(f"/village/app/icon/{size}.png")
        assert Image.open(io.BytesIO(told.content)).size == (size, size)


# The desk


def test_an_officer_revokes_and_sees_that_it_is_empty(desk, phone):
    phone.round(waiting=3)
    page = desk.get("/desk/devices/").content.decode()
    assert "罗帮办" in page
    assert "红米" in page

    address = f"/desk/devices/{phone.device.pk}/revoke/"
    assert "还有 3 份没有发送" in desk.get(address).content.decode()
    desk.post(address, {"because": "手机丢了"})
    assert phone.round().json()["code"] == "device-revoked"
    assert "等它联网清空" in desk.get("/desk/devices/").content.decode()
    phone.says_wiped()
    assert "已清空" in desk.get("/desk/devices/").content.decode()


def test_a_neighbour_sees_and_revokes_no_phone_of_ours(neighbours_desk, watchers_desk, phone):
    assert "红米" not in neighbours_desk.get("/desk/devices/").content.decode()
    address = f"/desk/devices/{phone.device.pk}/revoke/"
    assert neighbours_desk.post(address, {"because": "x"}).status_code == 404
    assert watchers_desk.get("/desk/devices/").status_code == 403
    assert Device.objects.get().revoked_at is None


# As many queries for twenty as for ten


def queries(django_assert_max_num_queries, ask, most):
    with django_assert_max_num_queries(most) as seen:
        assert ask().status_code == 200
    return len(seen)


def test_lists_cost_the_same_for_twice_as_many(
    officer, helper, desk, django_assert_max_num_queries
):
    first = visiting.households(
        by=officer, families=[(f"户{n}", [(f"人{n}", 1990)]) for n in range(10)]
    )
    wave = visiting.wave(by=officer, helper=helper, roofs=first)
    phone, desktop = Phone(helper), signed_in(helper)
    asks = [phone.round, lambda: desktop.get("/village/"), lambda: desk.get("/desk/devices/")]
    for ask in asks:
        ask()  # the first look of a session may write to it
    before = [queries(django_assert_max_num_queries, ask, 40) for ask in asks]

    more = visiting.households(
        by=officer, families=[(f"户{n}", [(f"人{n}", 1990)]) for n in range(10, 20)]
    )
    workers.assign(wave, more, helper=helper, by=officer)
    Phone(helper, "第二部")
    phone.round()
    assert [queries(django_assert_max_num_queries, ask, 40) for ask in asks] == before


def test_an_officer_of_another_county_revokes_no_phone(phone, neighbours_desk):
    address = reverse("desk:device_revoke", args=[phone.device.pk])

    assert neighbours_desk.get(address).status_code == 404
    assert neighbours_desk.post(address, {"because": "试一试"}).status_code == 404
    phone.device.refresh_from_db()
    assert phone.device.revoked_at is None
