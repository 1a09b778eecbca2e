"""Near and far on the public pages: distances from home, the nearest first, and the sketch."""

import gzip
import random
import re
from datetime import date

import pytest
from django.test import Client

from jiedui.accounts.actions import open_account
from jiedui.clockwork.switchboard import Switchboard
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Vacancy
from jiedui.vacancies.queries import Posting
from jiedui.web.kit.far import straight
from jiedui.web.me.signin import BACKEND
from jiedui.web.public.sketch import LABEL, WIDTH, Spot, sketch_of
from tests.web import counted
from tests.web.telephone import signed_in

FAR_AND_NEAR = {"嘉善": 330421, "广州": 440100, "成都": 510100, "九寨沟": 513225, "松潘": 513224}


@pytest.fixture
def anybody():
    return Client(headers={"accept-language": "zh-CN"})


def open_at(places, *, by, title="装卸工"):
    """One open post in each place, titled after it."""
    told = [
        Posting(
            employer_name=f"{name}装卸有限公司",
            region=code,
            title=f"{name}{title}",
            openings=2,
            conditions="不限",
            duties="装卸货物",
            workplace="货运站",
            pay_low=5000,
            pay_high=7000,
            valid_until=date(2099, 6, 30),
            said="招装卸工2人，月薪5000元。",
        )
        for name, code in places.items()
    ]
    kept = vacancies.keep_vacancies(told, on=counted.ON, by=by)
    found = Vacancy.objects.filter(pk__in=[one.vacancy_id for one in kept]).order_by("pk")
    for post in found:
        vacancies.publish(post, by=by)
    Switchboard().deliver()
    return list(found.all())


@pytest.fixture
def scattered(eastern_officer):
    found = open_at(FAR_AND_NEAR, by=eastern_officer)
    assert {post.stage for post in found} == {"open"}
    return found


def titles(answer):
    return [post.title.removesuffix("装卸工") for post in answer.context["page"]]


def test_whoever_says_where_home_is_sees_the_nearest_first(anybody, scattered):
    answer = anybody.get("/vacancies/?near=九寨沟")

    assert titles(answer) == ["九寨沟", "松潘", "成都", "广州", "嘉善"]
    told = [post.far for post in answer.context["page"]]
    assert told == [
        "就在本县",
        "直线约 90 公里",
        "直线约 300 公里",
        "直线约 1,400 公里",
        "直线约 1,600 公里",
    ]
    assert "离九寨沟县近的在前" in answer.content.decode()


def test_words_and_distance_go_together(anybody, scattered):
    assert titles(anybody.get("/vacancies/?near=嘉善&q=装卸"))[0] == "嘉善"
    assert titles(anybody.get("/vacancies/?near=嘉善县&q=广州 装卸")) == ["广州"]


def test_without_a_home_no_distance_is_told(anybody, scattered):
    body = anybody.get("/vacancies/").content.decode()

    assert "公里" not in body
    assert "近的在前</" not in body


def test_a_home_that_nobody_knows_is_said_and_loses_nothing(anybody, scattered):
    answer = anybody.get("/vacancies/?near=不知道哪里&pay=3000")

    assert len(titles(answer)) == 5
    assert "没认出“不知道哪里”是哪个县" in answer.content.decode()


def test_pages_by_distance_neither_skip_nor_repeat(anybody, scattered, eastern_officer):
    counted.posts(45, by=eastern_officer)
    Switchboard().deliver()
    seen, after = [], 0
    while after is not None:
        page = anybody.get(f"/vacancies/?near=嘉善&after={after}").context["page"]
        seen += [post.pk for post in page]
        after = page.after

    assert len(seen) == len(set(seen)) == 50
    assert set(seen) == set(Vacancy.objects.values_list("pk", flat=True))
    assert anybody.get("/vacancies/?near=嘉善&after=20").context["page"].before == 0


def test_one_post_tells_how_far(anybody, scattered):
    address = f"/vacancies/{scattered[0].code}/"

    assert "直线约 1,600 公里" in anybody.get(f"{address}?near=九寨沟").content.decode()
    assert "公里" not in anybody.get(address).content.decode()


@pytest.mark.parametrize(
    ("kilometres", "told"),
    [
        (None, ""), (0, "直线不到 10 公里"), (14, "直线不到 10 公里"), (26, "直线约 30 公里"),
        (344, "直线约 340 公里"), (999, "直线约 1,000 公里"), (1594, "直线约 1,600 公里"),
    ],
)  # fmt: skip
def test_distances_are_rounded_and_called_straight(kilometres, told):
    assert straight(kilometres) == told


def svg(answer):
    return re.search(r"<svg viewBox.*?</svg>", answer.content.decode(), re.S)[0]


def test_the_sketch_and_the_list_say_the_same(anybody, scattered):
    answer = anybody.get("/vacancies/places/?near=九寨沟")
    drawn = svg(answer)

    for name in ("嘉善县", "广州市", "成都市", "九寨沟县", "松潘县"):
        assert f">{name} <tspan>1</tspan>" in drawn
    assert re.findall(r'href="/vacancies/\?place=(\d+)&amp;near=', drawn)
    assert "500公里" in drawn
    listed = {
        (place.region.pk, place.posts)
        for _top, _posts, places in answer.context["provinces"]
        for place in places
    }
    assert listed == {(code, 1) for code in FAR_AND_NEAR.values()}


def test_many_counties_are_drawn_as_provinces_that_open(anybody, eastern_officer):
    zhejiang = {f"浙{code}": code for code in (330421, 330481, 330482, 330483, 330424, 330502)}
    open_at(zhejiang | {f"川{n}": n for n in (513225, 513224, 513223)}, by=eastern_officer)
    labels = anybody.get("/vacancies/places/").context["sketch"].labels

    assert [(label.spot.name, label.spot.posts) for label in labels] == [
        ("嘉兴市", 5), ("阿坝州", 3), ("湖州市", 1),
    ]  # fmt: skip
    closer = anybody.get(labels[0].spot.address)
    assert len(closer.context["sketch"].labels) == 5
    assert [top.pk for top, _posts, _places in closer.context["provinces"]] == [330000]
    assert labels[2].spot.address == "/vacancies/?place=330502"


def test_an_address_that_names_no_place_is_not_found(anybody, catalogue):
    for nonsense in ("abc", "99", "9" * 30, "²"):
        assert anybody.get(f"/vacancies/places/?inside={nonsense}").status_code == 404


def test_the_page_with_its_sketch_is_light(anybody, eastern_officer):
    open_at(FAR_AND_NEAR | {"上海": 310000, "苏州": 320500, "重庆": 500000}, by=eastern_officer)
    drawn = svg(anybody.get("/vacancies/places/?near=九寨沟"))

    assert len(gzip.compress(drawn.encode())) < 3_000
    assert len(drawn) < 12_000


def test_many_places_cost_what_few_cost(anybody, eastern_officer, django_assert_max_num_queries):
    def spent():
        address = "/vacancies/places/?near=九寨沟"
        anybody.get(address)
        with django_assert_max_num_queries(8) as told:
            anybody.get(address)
        return len(told)

    open_at(dict(list(FAR_AND_NEAR.items())[:2]), by=eastern_officer)
    few = spent()
    open_at(dict(list(FAR_AND_NEAR.items())[2:]), by=eastern_officer)
    assert spent() == few


@pytest.mark.parametrize("seed", range(30))
def test_no_label_covers_another_or_leaves_the_paper(seed):
    luck = random.Random(seed)
    many = luck.randint(1, 8)
    middle = (luck.uniform(100, 120), luck.uniform(24, 40))
    wide = luck.choice((0.0, 0.2, 2.0, 18.0))
    spots = []
    for _one in range(many):
        east, north = luck.uniform(-wide, wide), luck.uniform(-wide, wide) / 2
        point = (middle[0] + east, middle[1] + north)
        spots.append(Spot("峨边县"[: luck.randint(2, 3)], luck.randint(1, 2000), point, "/"))
    home = (103.9, 33.2) if luck.random() < 0.5 else None
    drawn = sketch_of(spots, home=home, home_name="九寨沟县")
    boxes = [label.box for label in drawn.labels]

    assert len(boxes) >= min(many, 6)
    for at, (left, top, width, height) in enumerate(boxes):
        assert height == LABEL
        assert left >= 0 <= top
        assert left + width <= WIDTH
        assert top + height <= drawn.height
        for other in boxes[at + 1 :]:
            apart = (
                left + width <= other[0] or other[0] + other[2] <= left
                or top + height <= other[1] or other[1] + other[3] <= top
            )  # fmt: skip
            assert apart, (boxes[at], other)
    assert all(paper_holds(drawn, label.x, label.y) for label in drawn.labels)


def paper_holds(drawn, x, y):
    return 0 <= x <= WIDTH and 0 <= y <= drawn.height


# --- wishes one tap away --------------------------------------------------------------------


def test_what_was_said_in_words_is_shown_and_taken_back_by_one_tap(anybody, scattered):
    look = anybody.get("/vacancies/?q=嘉善 装卸 包住 50岁&near=九寨沟").context["look"]
    told = {str(words): (wished, address) for words, wished, address in look.quick}

    assert {words: wished for words, (wished, _address) in told.items()} == {
        "包住": True, "有夫妻房": False, "50岁能去": True,
    }  # fmt: skip
    answer = anybody.get(f"/vacancies/?{told['包住'][1]}")
    without = answer.context["look"]
    assert (without.lodging, without.age, without.region.pk) == (False, 50, 330421)
    assert (without.words, without.home.pk) == ("装卸", 513225)
    assert titles(answer) == ["嘉善"]


def test_a_wish_of_many_is_one_tap_away(anybody, scattered, eastern_officer):
    vacancies.amend(scattered[0], by=eastern_officer, couple_rooms=4)
    Switchboard().deliver()
    [address] = [
        address
        for words, _wished, address in anybody.get("/vacancies/").context["look"].quick
        if str(words) == "有夫妻房"
    ]

    assert titles(anybody.get(f"/vacancies/?{address}")) == ["嘉善"]


def test_who_is_signed_in_need_not_say_where_home_is(scattered, officer):
    someone = signed_in(counted.people(1, by=officer)[0], open_account)
    answer = someone.get("/vacancies/")

    assert titles(answer)[0] == "九寨沟"
    assert answer.context["look"].asked() == ""  # and the address says nothing of it
    assert "直线约 1,600 公里" in someone.get(f"/vacancies/{scattered[0].code}/").content.decode()


def test_an_officer_has_no_home_here(scattered, officer):
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(officer, BACKEND)

    assert client.get("/vacancies/").context["look"].home is None
