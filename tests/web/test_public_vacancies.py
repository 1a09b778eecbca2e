"""Open vacancies for everybody: looked for, by place, one by one, and as programs read them."""

import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client

from jiedui.accounts.models import Organisation
from jiedui.clockwork.switchboard import Switchboard
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Vacancy
from tests.web import counted


@pytest.fixture
def anybody():
    return Client(headers={"accept-language": "zh-CN"})


@pytest.fixture
def town(three, eastern_officer):
    for vacancy in three.values():
        vacancies.amend(vacancy, by=eastern_officer, valid_until=date(2099, 6, 30))
    Switchboard().deliver()
    return three


def titles(answer):
    return [vacancy.title for vacancy in answer.context["page"]]


def test_everybody_sees_what_is_open(anybody, town):
    answer = anybody.get("/vacancies/")

    assert titles(answer) == ["电工", "保安员", "缝纫工"]
    assert "找到 3 个岗位" in answer.content.decode()


def test_words_bring_the_likeliest_first(anybody, town):
    assert titles(anybody.get("/vacancies/?q=我想找缝纫的工作"))[0] == "缝纫工"
    assert titles(anybody.get("/vacancies/?q=嘉善 保安 包住"))[0] == "保安员"
    assert titles(anybody.get("/vacancies/?q=九寨沟 保安")) == []


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("pay=6000", ["电工", "缝纫工"]),
        ("q=8000元以上", ["电工"]),
        ("couple=on", []),
        ("lodging=on&place=330421", ["电工", "保安员", "缝纫工"]),
        ("place=513225", []),
        ("pay=a&place=b", ["电工", "保安员", "缝纫工"]),
        ("after=99999999999999999999", ["电工", "保安员", "缝纫工"]),
    ],
)
def test_filters_choose(anybody, town, chosen, found):
    assert titles(anybody.get(f"/vacancies/?{chosen}")) == found


def test_fifty_is_not_too_old_unless_the_ad_says_so(anybody, town, eastern_officer):
    vacancies.amend(town["电工"], by=eastern_officer, age_max=45)
    vacancies.amend(town["保安员"], by=eastern_officer, age_max=55)

    assert titles(anybody.get("/vacancies/?age=50")) == ["保安员", "缝纫工"]


def test_a_draft_and_a_closed_one_are_nowhere(anybody, town, eastern_officer):
    vacancies.close(town["电工"], because="招满", by=eastern_officer)
    counted.posts(1, by=eastern_officer)
    draft = Vacancy.objects.filter(stage="draft").first()
    Switchboard().deliver()

    assert titles(anybody.get("/vacancies/?q=电工")) == []
    for hidden in filter(None, (town["电工"], draft)):
        assert anybody.get(f"/vacancies/{hidden.code}/").status_code == 404


def test_an_empty_page_says_why_and_what_next(anybody, catalogue):
    assert "现在没有公开的岗位" in anybody.get("/vacancies/").content.decode()
    assert "现在没有公开的岗位" in anybody.get("/vacancies/places/").content.decode()


def test_places_lead_to_what_is_open_there(anybody, town):
    ((province, posts, places),) = anybody.get("/vacancies/places/").context["provinces"]

    assert (province.pk, posts, places[0].region.pk) == (330000, 3, 330421)


# What schema.org/JobPosting allows, and what each property may hold (checked on the page of
# the type, version 28): a name outside the table is a name that no validator knows.
ALLOWED = {
    "@context": str, "@type": str, "title": str, "description": str, "url": str,
    "identifier": dict, "datePosted": str, "validThrough": str, "hiringOrganization": dict,
    "jobLocation": dict, "totalJobOpenings": int, "baseSalary": dict, "jobBenefits": str,
    "workHours": str, "qualifications": str, "educationRequirements": dict,
    "experienceRequirements": dict, "occupationalCategory": str, "directApply": bool,
    "inLanguage": str,
}  # fmt: skip
NEEDED = {"title", "description", "datePosted", "hiringOrganization", "jobLocation"}


def markup(answer):
    body = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode())
    return json.loads(body[1])


def test_the_markup_is_a_job_posting(anybody, town):
    told = markup(anybody.get(f"/vacancies/{town['电工'].code}/"))

    assert told["@type"] == "JobPosting"
    assert set(told) >= NEEDED
    assert {name: type(value) for name, value in told.items()}.items() <= ALLOWED.items()
    assert told["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "unitText": "MONTH", "minValue": 6000, "maxValue": 8000,
    }  # fmt: skip
    assert told["validThrough"] == "2099-06-30T23:59:59+08:00"
    assert told["jobLocation"]["address"]["addressLocality"] == "嘉善县"


def test_nothing_in_the_markup_ends_the_script(anybody, town, eastern_officer):
    Organisation.objects.filter(pk=town["电工"].employer_id).update(name="</script><b>&公司")
    answer = anybody.get(f"/vacancies/{town['电工'].code}/")

    assert markup(answer)["hiringOrganization"]["name"] == "</script><b>&公司"
    assert "</script><b>" not in answer.content.decode()


def test_the_feed_and_the_map_name_every_open_vacancy(anybody, town):
    feed = ElementTree.fromstring(anybody.get("/vacancies/feed.xml").content)
    pages = ElementTree.fromstring(anybody.get("/sitemap.xml").content)
    atom = "{http://www.w3.org/2005/Atom}"
    page = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

    assert len(feed.findall(f"{atom}entry")) == 3
    assert all(entry.find(f"{atom}updated").text for entry in feed.findall(f"{atom}entry"))
    assert [one.text.rsplit("/", 2)[1] for one in pages.iter(f"{page}loc")] == sorted(
        vacancy.code for vacancy in town.values()
    )
    assert "Sitemap: http://testserver/sitemap.xml" in anybody.get("/robots.txt").content.decode()


@pytest.mark.parametrize("address", ["/vacancies/", "/vacancies/?q=缝纫", "/vacancies/places/"])
def test_twenty_rows_cost_what_ten_cost(
    anybody, eastern_officer, address, django_assert_max_num_queries
):
    def spent():
        Switchboard().deliver()
        anybody.get(address)
        with django_assert_max_num_queries(12) as told:
            anybody.get(address)
        return len(told)

    counted.posts(10, by=eastern_officer)
    ten = spent()
    counted.posts(20, by=eastern_officer)
    assert spent() == ten
