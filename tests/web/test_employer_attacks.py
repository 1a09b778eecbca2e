"""One firm tries to see, change or post for another; strangers and hostile files at the door."""

import io
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Licence, Organisation, User
from jiedui.core.refusal import Refusal
from jiedui.sheets import actions as sheets
from jiedui.sheets.models import Book
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Sketch, Stage, Vacancy
from tests.registry import posting
from tests.town import PASSWORD, bureau, enrol
from tests.web import counted, firms
from tests.web.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def ours(eastern_officer, today):
    return firms.approved(eastern_officer, on=today)


@pytest.fixture
def theirs(eastern_officer, today):
    return firms.approved(eastern_officer, "landao", "嘉善蓝岛制衣有限公司", on=today)


def post_of(user, on, **more):
    told = {"employer_name": user.organisation.name, "valid_until": None,
            "credit_code": user.organisation.credit_code}  # fmt: skip
    [kept] = vacancies.keep_vacancies([posting(**told | more)], on=on, by=user)
    return Vacancy.objects.get(pk=kept.vacancy_id)


def test_another_firms_posts_look_like_none(ours, theirs, today):
    post = post_of(theirs, today)
    sketch = vacancies.start_sketch(by=theirs, at=timezone.now())
    door = signed_in(ours)
    assert post.title not in door.get(reverse("employer:vacancies")).content.decode()
    for name in ("vacancy", "vacancy_amend", "vacancy_renew"):
        assert door.get(reverse(f"employer:{name}", args=[post.code])).status_code == 404
    for name in ("vacancy_amend", "vacancy_check", "vacancy_close", "vacancy_again",
                 "vacancy_renew"):  # fmt: skip
        assert door.post(reverse(f"employer:{name}", args=[post.code])).status_code == 404
    for name in ("sketch", "sketch_check", "sketch_drop"):
        assert door.post(reverse(f"employer:{name}", args=[sketch.pk])).status_code == 404
    assert Sketch.objects.filter(pk=sketch.pk).exists()


def test_the_rooms_refuse_what_a_door_might_let_through(ours, theirs, today):
    post = post_of(theirs, today)
    sketch = vacancies.start_sketch(by=theirs, at=timezone.now())
    for act in (
        lambda: vacancies.amend(post, by=ours, on=today, pay_high=99_000),
        lambda: vacancies.renew(post, by=ours, on=today),
        lambda: vacancies.close(post, by=ours, because="x"),
        lambda: vacancies.drop_sketch(sketch, by=ours),
        lambda: accounts.show_licence(
            firms.paper(), organisation=theirs.organisation, at=firms.AT, by=ours
        ),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "not-your-firm"
    with pytest.raises(Refusal) as refused:
        accounts.dismiss_colleague(theirs, by=ours)
    assert refused.value.code == "not-your-colleague"


def test_a_firm_does_not_publish_or_clear_its_own_words(ours, today):
    post = post_of(ours, today)
    for act in (
        lambda: vacancies.publish(post, by=ours, on=today),
        lambda: vacancies.return_to_firm(post, because="x", on=today, by=ours),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "officers-only"
    door = signed_in(ours)
    for name in ("vacancy_publish", "review_return"):
        assert door.post(reverse(f"desk:{name}", args=[post.code])).status_code == 403
    assert door.get(reverse("desk:review")).status_code == 403
    assert door.get(reverse("desk:vacancies")).status_code == 403
    assert door.get(reverse("desk:people")).status_code == 403


def test_a_posting_for_another_firm_is_refused(ours, theirs, today):
    before = Vacancy.objects.count()
    told = posting(
        employer_name=theirs.organisation.name,
        credit_code=theirs.organisation.credit_code,
        valid_until=None,
    )
    newcomer = posting(employer_name="嘉善无名实业有限公司", valid_until=None)
    kept = vacancies.keep_vacancies([told, newcomer], on=today, by=ours)
    assert [one.refusal.code for one in kept] == ["not-your-firm", "not-your-firm"]
    assert Vacancy.objects.count() == before
    assert not Organisation.objects.filter(name="嘉善无名实业有限公司").exists()


def test_a_sheet_for_another_firm_is_refused_row_by_row(ours, theirs, today):
    post = post_of(theirs, today)
    head = ["单位名称", "岗位名称", "招聘人数", "薪资待遇", "工作地点", "工作内容"]
    rows = [
        head,
        [theirs.organisation.name, "缝纫工", "2", "9000-9900元/月", "嘉善县", "缝制"],
        ["", "裁剪工", "3", "5000-6000元/月", "嘉善县惠民街道", "裁剪"],
    ]
    book = counted.reviewed_book(by=ours, kind="vacancies", file=counted.sheet(rows, "岗位.xlsx"))
    assert book.counts.get("refused") == 1
    door = signed_in(ours)
    assert "写的是别的单位" in door.get(reverse("employer:book", args=[book.pk])).content.decode()
    door.post(reverse("employer:book_accept", args=[book.pk]))
    counted.commit(Book.objects.get(pk=book.pk))
    post.refresh_from_db()
    assert post.pay_high == 7000
    brought = Vacancy.objects.filter(employer=ours.organisation)
    assert list(brought.values_list("title", "stage")) == [("裁剪工", Stage.DRAFT)]
    assert signed_in(theirs).get(reverse("employer:book", args=[book.pk])).status_code == 404
    with pytest.raises(Book.DoesNotExist):
        sheets.Book.objects.visible_to(theirs).get(pk=book.pk)


def test_an_applicant_enters_nothing(eastern_officer, today):
    user = firms.registered().user
    door = signed_in(user)
    assert door.get(reverse("employer:home")).status_code == 200
    for name in ("firm", "vacancies", "new", "bring", "calls"):
        assert door.get(reverse(f"employer:{name}")).status_code == 403
    assert not Vacancy.objects.visible_to(user).exists()
    assert not Organisation.objects.visible_to(user).exists()


def test_papers_are_for_the_firm_and_its_own_officer(ours, theirs, desk, eastern_desk, neighbour):
    paper = Licence.objects.get(organisation=theirs.organisation)
    assert signed_in(ours).get(
        reverse("employer:firm_paper", args=[paper.code])
    ).status_code == 404  # fmt: skip
    assert signed_in(theirs).get(
        reverse("employer:firm_paper", args=[paper.code])
    ).status_code == 200  # fmt: skip
    here = reverse("desk:review_paper", args=[paper.code])
    assert eastern_desk.get(here).status_code == 200
    assert desk.get(here).status_code == 404
    assert signed_in(neighbour).get(here).status_code == 404


def test_an_officer_of_another_county_decides_nothing(ours, neighbour, today):
    registration = firms.registered("landao", "嘉善蓝岛制衣有限公司")
    door = signed_in(neighbour)
    assert door.get(reverse("desk:review_firm", args=[registration.code])).status_code == 404
    here = reverse("desk:review_firm_approve", args=[registration.code])
    assert door.post(here, {"note": "x"}).status_code == 404
    again = reverse("desk:review_due", args=[ours.organisation_id])
    assert door.post(again, {"note": "x"}).status_code == 404


def test_a_claim_cannot_be_sent_to_a_friendly_county(eastern_officer, neighbour, today):
    """The officer of the known firm's own county decides, whatever county was typed."""
    told = posting(employer_name="嘉善云帆服饰有限公司", credit_code=firms.CODES["yunfan"])
    vacancies.keep_vacancies([told], on=firms.ON, by=eastern_officer)
    registration = firms.registered(region=neighbour.organisation.region)
    assert registration.region_id == 330421


def test_two_claims_of_one_firm_are_both_people_of_it(eastern_officer, ours, today):
    second = firms.registered(
        "landao", "嘉善云帆服饰有限公司", credit_code=firms.CODES["yunfan"], username="second"
    )
    accounts.approve_firm(second, note=firms.NOTE, on=today, by=eastern_officer)
    assert User.objects.get(username="second").organisation == ours.organisation


def test_a_code_with_a_wrong_check_digit_is_refused(eastern_officer):
    with pytest.raises(Refusal) as refused:
        firms.registered(credit_code=firms.CODES["yunfan"][:-1] + "A")
    assert refused.value.code == "bad-credit-code"
    assert not User.objects.filter(username="yunfan").exists()


@pytest.mark.parametrize("number", ["", "123", "人服证字", "<script>"])
def test_an_agency_without_its_number_is_refused(eastern_officer, number):
    with pytest.raises(Refusal) as refused:
        firms.registered(kind="agency", licence=number)
    assert refused.value.code == "bad-licence-number"


def test_an_agency_with_its_number_comes_in(eastern_officer, today):
    user = firms.approved(
        eastern_officer, on=today, kind="agency", licence="（浙）人服证字〔2021〕第0421000123号"
    )
    assert accounts.may_post(user.organisation, on=today)


def test_a_weak_password_and_a_taken_name_are_refused(ours):
    with pytest.raises(Refusal) as refused:
        firms.registered("landao", "嘉善蓝岛制衣有限公司", password="1234567890")
    assert refused.value.code == "weak-password"
    with pytest.raises(Refusal) as refused:
        firms.registered("landao", "嘉善蓝岛制衣有限公司", username="yunfan")
    assert refused.value.code == "username-taken"


def bomb():
    """A picture of a few kilobytes that claims a hundred million points."""
    body = bytearray(firms.picture((64, 64), "PNG"))
    header = b"IHDR" + (12_000).to_bytes(4, "big") + (12_000).to_bytes(4, "big") + body[24:29]
    body[12:29] = header
    body[29:33] = zlib.crc32(header).to_bytes(4, "big")
    return bytes(body)


HOSTILE = {
    "script": b"<script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "gif": b"GIF89a" + bytes(40),
    "exe": b"MZ" + bytes(200),
    "zip": b"PK\x03\x04" + bytes(200),
    "cut": firms.picture()[:300],
    "bomb": bomb(),
    "pdf-script": b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n%%EOF",
    "pdf-escaped": b"%PDF-1.4\n1 0 obj<</Open#41ction<</S/J#61vaScript>>>>\n%%EOF",
    "pdf-file": b"%PDF-1.4\n1 0 obj<</EmbeddedFile 2 0 R>>\n%%EOF",
    "pdf-cut": b"%PDF-1.4\n1 0 obj<<>>",
    "empty": b"",
    "large": b"\xff\xd8\xff" + bytes(9 * 1024 * 1024),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_refused_and_leave_nothing(ours, kind):
    folder = len(default_storage.listdir("licences")[1])
    door = signed_in(ours)
    file = SimpleUploadedFile("执照.jpg", HOSTILE[kind], content_type="image/jpeg")
    answer = door.post(
        reverse("employer:firm_show"), {"kind": "business", "file": file}, follow=True
    )
    assert answer.status_code == 200
    assert Licence.objects.waiting().count() == 0
    assert len(default_storage.listdir("licences")[1]) == folder


def test_a_picture_is_drawn_anew_and_lies_sealed(ours):
    exif = Image.Exif()
    exif[0x010E] = "30.85N 120.92E secret-place"
    body = firms.picture(exif=exif) + b"<script>alert(1)</script>PK\x03\x04"
    signed_in(ours).post(
        reverse("employer:firm_show"),
        {"kind": "business", "file": firms.paper(body, "../../x.php")},
    )
    licence = Licence.objects.waiting().get()
    with default_storage.open(f"licences/{licence.code}") as file:
        lying = file.read()
    assert b"secret-place" not in lying
    assert not lying.startswith(b"\xff\xd8\xff")
    answer = signed_in(ours).get(reverse("employer:firm_paper", args=[licence.code]))
    shown = answer.content
    assert b"secret-place" not in shown
    assert b"<script>" not in shown
    assert Image.open(io.BytesIO(shown)).format == "JPEG"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_plain_pdf_is_taken_as_it_is(ours):
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    signed_in(ours).post(
        reverse("employer:firm_show"), {"kind": "business", "file": firms.paper(body, "x.pdf")}
    )
    licence = Licence.objects.waiting().get()
    assert licence.media == "application/pdf"
    answer = signed_in(ours).get(reverse("employer:firm_paper", args=[licence.code]))
    assert answer.content == body


def test_words_of_an_ad_are_shown_and_not_run(ours, eastern_desk, today):
    post = post_of(ours, today, title="缝纫工<script>", said="<img src=x onerror=alert(1)>限女性")
    for page in (
        signed_in(ours).get(reverse("employer:vacancy", args=[post.code])),
        eastern_desk.get(reverse("desk:review")),
        eastern_desk.get(reverse("desk:vacancy", args=[post.code])),
    ):
        assert "<img src=x" not in page.content.decode()
        assert "缝纫工<script>" not in page.content.decode()


def test_a_dismissed_colleague_is_out_at_once(ours):
    accounts.enrol_colleague(username="tongshi", password=PASSWORD, full_name="测试同", by=ours)
    other = User.objects.get(username="tongshi")
    door = signed_in(other)
    assert door.get(reverse("employer:vacancies")).status_code == 200
    accounts.dismiss_colleague(other, by=ours)
    assert door.get(reverse("employer:vacancies")).status_code == 302


def test_bureau_and_firm_do_not_mix(east, pairing, ours):
    """A bureau's own people cannot be claimed: only firms are joined."""
    office = Organisation.objects.filter(kind="bureau", region=east).first() or bureau(east)
    with pytest.raises(Refusal):
        accounts.dismiss_colleague(enrol("someone", "测试谁", office, "east"), by=ours)
