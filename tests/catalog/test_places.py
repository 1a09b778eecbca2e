"""Which region do these words mean?"""

from datetime import date

import pytest

from jiedui.catalog.models import FormerRegion, KeyCounty, Region
from jiedui.catalog.queries import gazetteer, lexicon_rows, place_for, place_of_identity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    pass


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("凉山州", 513400), ("凉山彝族自治州", 513400), ("凉山", 513400),
        ("九寨沟", 513225), ("九寨沟县", 513225), (" 九寨沟 县 ", 513225),
        ("宁蒗县", 530724), ("木里县", 513422), ("贡山", 533324), ("鄂伦春自治旗", 150723),
        ("科右前旗", 152221), ("内蒙", 150000), ("沪", 310000), ("浦东", 310115),
        ("盘县", 520281), ("水城县", 520204), ("南坪县", 513225), ("余杭区", 330110),
    ],
)  # fmt: skip
def test_forgiving_names(said, code):
    assert [region.pk for region in Region.objects.named(said)] == [code]


def test_namesakes_all_answer():
    assert {region.prefix for region in Region.objects.named("朝阳区")} == {110105, 220104}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("四川省阿坝州九寨沟县漳扎镇隆康村二组", 513225101),
        ("四川省阿坝藏族羌族自治州九寨沟县", 513225),
        ("四川-阿坝-九寨沟", 513225),
        ("工作地点：浙江省嘉善县", 330421),
        ("浙江嘉兴嘉善县惠民街道台升大道3号", 330421003),
        ("嘉善某电子厂", 330421),
        ("新疆昌吉市", 652301),
        ("昌吉", 652300),
        ("乌市", 650100),
        ("昌吉市滨河路花间集办公室", 652301),
        ("北京市市辖区朝阳区望京", 110105),
        ("上海浦东", 310115),
        ("广东东莞", 441900),
        ("江苏昆山市", 320583),
        ("杭州余杭", 330110),
        ("会理县", 513402),
        ("海南", 460000),
        ("海南州", 632500),
        ("吉林", 220000),
        ("吉林省吉林市", 220200),
        ("神农架林区", 429021),
        ("苏州工业园区", 320500),
        ("四川省 凉山彝族自治州 昭觉县", 513431),
        ("浙江省宁波市鄞州区", 330212),
    ],
)
def test_addresses_are_read_down_to_their_most_exact_region(said, code):
    assert place_for(said).pk == code


@pytest.mark.parametrize(
    "said",
    ["", "朝阳区", "鼓楼区", "中山路12号", "平安保险公司", "长安汽车", "郊区", "省外", "面议",
     "⑺%#", "长期有效", "A" * 300],
)  # fmt: skip
def test_words_that_name_no_one_place_are_not_guessed(said):
    assert place_for(said) is None


def test_a_region_around_decides_between_namesakes():
    beijing, chang_chun = Region.objects.get(pk=110000), Region.objects.get(pk=220100)

    assert place_for("朝阳区", within=beijing).pk == 110105
    assert place_for("朝阳区", within=chang_chun).pk == 220104
    assert place_for("嘉善县", within=beijing) is None
    assert place_for("四川省", within=Region.objects.get(pk=513200)) is None


def test_every_name_of_every_county_is_found_under_its_province(django_assert_num_queries):
    finder = gazetteer()
    regions = {region.pk: region for region in Region.objects.current()}
    with django_assert_num_queries(0):
        lost = [
            region.full_name
            for region in regions.values()
            if finder.find(region.full_name) != region.pk
        ]

    assert lost == []


def test_intervals_hold_the_codes_inside():
    zhejiang, jiaxing, jiashan = (Region.objects.get(pk=c) for c in (330000, 330400, 330421))
    town = Region.objects.get(pk=330421003)

    assert zhejiang.interval() == (330000, 340000)
    assert jiaxing.interval() == (330400, 330500)
    assert jiashan.interval() == town.interval() == (330421, 330422)
    assert Region.objects.under(jiashan).count() == 10
    assert list(Region.objects.under(town)) == [town]
    assert Region.objects.under(jiaxing).filter(level="county").count() == 7


def test_a_full_name_uses_the_common_name_of_what_is_above():
    assert Region.objects.get(pk=513225).full_name == "四川省阿坝州九寨沟县"
    assert Region.objects.get(pk=110105).full_name == "北京市朝阳区"


@pytest.mark.parametrize(
    ("letters", "code"),
    [("jiuzhaigou", 513225), ("jzgx", 513225), ("Xia Men", 350200), ("yueqing", 330382)],
)
def test_regions_are_found_by_pinyin_and_initials(letters, code):
    assert code in Region.objects.spelt(letters).values_list("pk", flat=True)


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        ("513225199001011234", 513225),
        ("513021198001011234", 511703),  # 达县, now 达川区
        ("510222197501011234", 500113),  # 巴县, given to Chongqing
        ("999999199001011234", None),
        ("5132251990010112", 513225),
        ("⑺1322519900101", None),
        ("", None),
    ],
)
def test_an_identity_number_tells_the_county_of_first_registration(identity, code):
    place = place_of_identity(identity)

    assert (place and place.pk) == code


def test_a_key_county_is_one_for_a_time():
    now, before = date(2026, 3, 2), date(2020, 12, 31)

    assert KeyCounty.objects.in_force(now).filter(region=513225).count() == 1
    assert KeyCounty.objects.in_force(before).count() == 0


def test_a_region_is_in_force_from_its_year_on():
    founded = Region.objects.get(name="和康县")

    assert founded in Region.objects.in_force(date(2026, 1, 1))
    assert founded not in Region.objects.in_force(date(2020, 1, 1))


def test_former_names_are_kept_with_their_year():
    gone = FormerRegion.objects.get(code=520222, name="盘县")

    assert (gone.region_id, gone.until) == (520281, 2017)


def test_the_lexicon_is_plain_text_in_four_queries(django_assert_num_queries):
    with django_assert_num_queries(4):
        regions, occupations, titles = lexicon_rows()

    assert ("513225", "九寨沟县", "county", "513200", "九寨沟", "九寨沟县") in regions
    assert ("310106", "静安区", "county", "310000", "静安", "静安区", "闸北区", "闸北") in regions
    assert ("6-31-01-03", "电工", "unit") in occupations
    assert ("车位工", "6-05-01-03", "jiedui") in titles
