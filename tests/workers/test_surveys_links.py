"""Links, photos and rounds: what goes out is told once, what comes in says nothing extra."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from jiedui.core.events import Event
from jiedui.core.refusal import Refusal
from jiedui.workers import actions
from jiedui.workers.models import Assignment, Attachment, Household, Link, Response
from jiedui.workers.queries import Person
from jiedui.workers.queries.rounds import propose
from tests.workers.survey import AT, AWAY, ON, give_all, helper_of, person, say, wave_under_way


@pytest.fixture
def wave(six, officer):
    return wave_under_way(officer)


def test_a_link_works_once_and_only_its_digest_is_kept(wave, officer):
    token = actions.make_link(wave, person("阿"), by=officer, at=AT)
    link = Link.objects.holding(token).get()

    assert token not in {link.token_index, str(link.pk)}
    assert not Event.objects.filter(facts__icontains=token).exists()
    say(wave, person("阿"), AWAY, by=None, channel="sms")
    actions.finish_at_link(link, on=ON, at=AT)
    assert Response.objects.get().stage == "finished"
    with pytest.raises(Refusal) as refused:
        actions.finish_at_link(link, on=ON, at=AT)
    assert refused.value.code == "link-over"
    with pytest.raises(Refusal) as refused:
        actions.make_link(wave, person("阿"), by=officer, at=AT)
    assert refused.value.code == "already-finished"


def test_a_link_not_finished_is_not_used_up(wave, officer):
    link = Link.objects.holding(actions.make_link(wave, person("阿"), by=officer, at=AT)).get()
    say(wave, person("阿"), {"plan": "away"}, by=None, channel="sms")
    with pytest.raises(Refusal):
        actions.finish_at_link(link, on=ON, at=AT)
    assert Link.objects.live(AT).filter(pk=link.pk).exists()


def test_a_link_ends_by_time_by_a_newer_one_and_with_the_wave(wave, officer):
    first = Link.objects.holding(actions.make_link(wave, person("阿"), by=officer, at=AT)).get()
    live = Link.objects.live
    assert live(AT + timedelta(days=13)).filter(pk=first.pk).exists()
    assert not live(AT + timedelta(days=14)).filter(pk=first.pk).exists()
    second = Link.objects.holding(actions.make_link(wave, person("阿"), by=officer, at=AT)).get()
    assert list(live(AT)) == [second]
    actions.close_wave(wave, by=officer)
    assert not live(AT).exists()


def test_five_wrong_guesses_close_a_link(wave, officer):
    link = Link.objects.holding(actions.make_link(wave, person("阿"), by=officer, at=AT)).get()
    assert [actions.miss(link, at=AT) for _guess in range(5)] == [4, 3, 2, 1, 0]
    assert not Link.objects.live(AT).exists()


def photo(size=(3000, 2000), kind="JPEG"):
    picture = Image.new("RGB", size, "white")
    told = Image.Exif()
    told[0x010F], told[0x0112] = "SecretPhoneMaker", 6
    out = io.BytesIO()
    picture.save(out, kind, exif=told)
    return out.getvalue()


def test_a_photo_is_drawn_anew_sealed_and_kept_once(wave, officer):
    say(wave, person("阿"), {"plan": "away"}, by=officer)
    form, mark, body = Response.objects.get(), uuid.uuid4(), photo()
    assert b"SecretPhoneMaker" in body
    for _time in range(2):
        actions.attach(form, photo=ContentFile(body), by=officer, at=AT, submission=mark)

    kept = Attachment.objects.get()
    with default_storage.open(kept.file) as file:
        sealed = file.read()
    assert not sealed.startswith(b"\xff\xd8")
    shown = actions.show_attachment(kept, by=officer)
    assert b"SecretPhoneMaker" not in shown
    assert Image.open(io.BytesIO(shown)).size == (1600, 2400)  # upright, and no larger than needed
    assert Event.objects.filter(verb="photo.shown", worker_id=person("阿").pk).count() == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"%PDF-1.7 not a photo", b"\xff\xd8\xff broken", photo(kind="TIFF"), b"<svg/>"],
    ids=["empty", "pdf", "broken", "tiff", "svg"],
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(wave, officer, body):
    with pytest.raises(Refusal):
        actions.attach(
            person("阿").household,
            photo=ContentFile(body), by=officer, at=AT, submission=uuid.uuid4(),
        )  # fmt: skip
    assert not Attachment.objects.exists()


def test_a_photo_of_too_many_pixels_is_refused(wave, officer):
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    with pytest.raises(Refusal) as refused:
        actions.attach(
            person("阿").household,
            photo=ContentFile(out.getvalue()), by=officer, at=AT, submission=uuid.uuid4(),
        )  # fmt: skip
    assert refused.value.code == "photo-too-large"


def test_files_that_no_row_names_are_forgotten(wave, officer):
    default_storage.save("attachments/orphan", ContentFile(b"left by a killed process"))
    actions.attach(
        person("阿").household,
        photo=ContentFile(photo()), by=officer, at=AT, submission=uuid.uuid4(),
    )  # fmt: skip
    many = len(default_storage.listdir("attachments")[1])
    assert actions.forget_photos(before=AT.replace(year=2000)) == 0
    assert actions.forget_photos(before=AT.replace(year=2100)) >= 1
    assert len(default_storage.listdir("attachments")[1]) < many
    assert default_storage.exists(Attachment.objects.get().file)


@pytest.fixture
def villages(officer):
    """Two villages: groups 2 and 10 of one, and a larger one."""
    homes = ["中查村10组"] * 2 + ["中查村2组"] * 2 + ["漳扎村"] * 5
    actions.keep_people(
        [
            Person(
                name="甲乙丙丁戊己庚辛壬"[number] + "某",
                born_on=ON.replace(year=1980),
                home=513225,
                village=village,
                household=f"roof-{number}",
            )
            for number, village in enumerate(homes)
        ],
        on=ON,
        by=officer,
    )
    return wave_under_way(officer)


def test_the_way_goes_by_village_and_group(villages, officer):
    helper = helper_of(officer)
    give_all(villages, helper, officer)
    walked = Assignment.objects.order_by("position").values_list("household__village", flat=True)
    assert list(walked) == ["中查村2组"] * 2 + ["中查村10组"] * 2 + ["漳扎村"] * 5


def test_a_proposal_keeps_villages_whole_and_loads_even(villages, officer):
    first, second = helper_of(officer), helper_of(officer, "h2", "帮办员乙")
    proposal = propose(villages, [first, second])
    many = {
        helper.username: sorted({roof.village for roof in roofs})
        for helper, roofs in proposal.items()
    }
    assert many == {"helper": ["中查村2组", "漳扎村"], "h2": ["中查村10组"]}
    assert actions.give_out(villages, proposal=proposal, by=officer) == 9
    assert propose(villages, [first, second]) == {first: [], second: []}


def test_a_large_village_is_cut_and_a_known_visitor_stays(villages, officer):
    first, second = helper_of(officer), helper_of(officer, "h2", "帮办员乙")
    cut = propose(villages, [first, second], most=3)
    assert sorted(len(roofs) for roofs in cut.values()) == [4, 5]
    actions.assign(villages, Household.objects.filter(village="漳扎村"), helper=second, by=officer)
    later = wave_under_way(officer, title="明年", opens_on=ON.replace(month=4))
    known = propose(later, [first, second])
    assert {roof.village for roof in known[second]} >= {"漳扎村"}
    assert "漳扎村" not in {roof.village for roof in known[first]}


def test_roofs_change_hands_but_begun_ones_are_not_taken_back(wave, officer):
    first, second = helper_of(officer), helper_of(officer, "h2", "帮办员乙")
    assert give_all(wave, first, officer) == 6
    assert actions.assign(wave, [person("阿").household], helper=second, by=officer) == 1
    assert give_all(wave, first, officer) == 1
    say(wave, person("白"), {"plan": "away"}, by=first)
    assert actions.unassign(wave, Household.objects.all(), by=officer) == 5
    assert Assignment.objects.get().household == person("白").household


def test_only_helpers_of_the_area_are_given_roofs(wave, officer, neighbour):
    with pytest.raises(Refusal) as refused:
        give_all(wave, officer, officer)
    assert refused.value.code == "not-a-helper"
    with pytest.raises(Refusal) as refused:
        give_all(wave, helper_of(neighbour, "far"), officer)
    assert refused.value.code == "not-a-helper"


def test_a_wave_a_week_past_its_end_closes_itself(wave):
    actions.close_overdue(on=wave.closes_on + timedelta(days=7))
    wave.refresh_from_db()
    assert wave.stage == "open"
    actions.close_overdue(on=wave.closes_on + timedelta(days=8))
    wave.refresh_from_db()
    assert wave.stage == "closed"


def test_the_questions_are_loaded_once_and_a_version_never_changes(wave, tmp_path):
    assert actions.load_questions() == {"new": 0, "same": 1}
    changed = (actions.surveys.questions.QUESTIONS / "labour.toml").read_text()
    (tmp_path / "labour.toml").write_text(changed.replace("先说清楚", "先说明白"))
    with pytest.raises(Refusal) as refused:
        actions.load_questions(tmp_path)
    assert refused.value.code == "questions-changed"
