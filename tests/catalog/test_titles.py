"""Which occupation, certificate or wish do these words mean?"""

import pytest

from jiedui.catalog.models import Occupation, WishGroup
from jiedui.catalog.queries import (
    ANY_WORK,
    ANYWHERE,
    certificates_named,
    occupations_for,
    wish_reader,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(catalogue):
    pass


# What an officer would code, most of them as ads really write them: wrapped, joined,
# or named after the place of work.
EVERYDAY = [
    ("普工", "6-31-99-00"), ("车间操作工", "6-31-99-00"), ("学徒工", "6-31-99-00"),
    ("电子厂普工", "6-25-04-07"), ("急招电子厂插件工20名", "6-25-04-07"),
    ("缝纫工", "6-05-01-03"), ("高薪诚聘熟练车位工", "6-05-01-03"),
    ("羽绒服平车工", "6-05-01-03"),
    ("服装厂裁床师傅", "6-05-01-02"), ("大烫", "6-05-01-04"), ("鞋厂针车", "6-05-04-01"),
    ("电焊工", "6-18-02-04"), ("氩弧焊/二保焊工", "6-18-02-04"),
    ("碳素厂-电焊检修技工", "6-18-02-04"),
    ("电工", "6-31-01-03"), ("水电维修师傅", "6-31-01-03"), ("保安", "4-07-05-01"),
    ("物业小区保安", "4-07-05-01"), ("保安（单位、酒店）", "4-07-05-01"),
    ("夜班门卫", "4-07-05-01"),
    ("保洁", "4-09-08-01"), ("机场保洁人员", "4-09-08-01"), ("五彩湾保洁（宜化）", "4-09-08-01"),
    ("家政服务员", "4-10-01-06"), ("金牌月嫂", "4-10-01-06"), ("育婴师", "4-10-01-01"),
    ("服务员", "4-03-02-05"), ("火锅店传菜员", "4-03-02-05"), ("洗碗工", "4-03-02-05"),
    ("幼儿园厨师", "4-03-02-01"), ("切菜工", "4-03-02-01"), ("后厨墩子工", "4-03-02-01"),
    ("面点师傅", "4-03-02-02"), ("快递员", "4-02-07-08"), ("昌吉市邮政快递员", "4-02-07-08"),
    ("外卖骑手", "4-10-08-01"), ("快递分拣员", "4-02-07-09"), ("叉车司机", "6-30-05-01"),
    ("仓库叉车工", "6-30-05-01"), ("装卸工", "4-02-05-01"), ("仓管员", "4-02-06-01"),
    ("库房发货员", "4-02-06-01"), ("质检员", "6-31-03-05"), ("CNC操作工", "6-18-01-07"),
    ("数控车床学徒", "6-18-01-01"), ("模具钳工", "6-18-04-01"), ("货车司机", "4-02-02-02"),
    ("大货车驾驶员A2", "4-02-02-02"), ("招聘小车司机2名", "4-02-02-01"),
    ("超市收银员", "4-01-02-04"),
    ("服装店营业员", "4-01-02-03"), ("电话客服", "4-04-05-03"), ("办公室文员", "3-01-01-01"),
    ("主办会计", "2-06-03-00"), ("出纳", "2-06-03-00"), ("公安局招聘辅警", "3-02-02-02"),
    ("医院护工", "4-14-01-02"), ("幼儿教师", "2-08-03-00"), ("保育员", "4-10-01-03"),
    ("养老院护理员", "4-10-01-05"), ("泥瓦工", "6-29-01-01"), ("钢筋工", "6-29-01-04"),
    ("家装木工", "6-06-03-01"), ("油漆工", "6-29-04-01"), ("印染厂挡车工", "6-04-06-02"),
    ("细纱挡车工", "6-04-02-01"), ("注塑工", "6-14-02-00"), ("数控冲床", "6-18-01-12"),
    ("产品组装", "6-20-01-01"), ("打包工", "6-31-05-00"), ("家具厂普工", "6-06-04-00"),
    ("猪场饲养员", "5-03-02-01"), ("大棚种植工", "5-01-02-02"), ("公益性岗位", "3-01-04-01"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "code"), EVERYDAY)
def test_everyday_titles_find_their_occupation(said, code):
    assert occupations_for(said)[0].occupation.pk == code


def test_five_are_offered_each_once_and_best_first():
    found = occupations_for("数控操作工")
    scores = [suggestion.score for suggestion in found]

    assert len({suggestion.occupation.pk for suggestion in found}) == 5
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[-1] <= scores[0] <= 100


def test_a_suggestion_asks_the_catalogue_twice(django_assert_num_queries):
    occupations_for("先让索引建好")
    with django_assert_num_queries(2):
        occupations_for("酒店客房服务员")


@pytest.mark.parametrize("said", ["", " ", "%$#", "1234", "（）", "𠮷" * 80])
def test_words_without_a_title_suggest_little_and_never_fail(said):
    assert all(suggestion.score < 70 for suggestion in occupations_for(said))


def test_an_occupation_is_an_interval_of_numbers():
    spans = {
        code: Occupation.objects.get(pk=code).interval()
        for code in ("6", "6-31", "6-31-01", "6-31-01-03", "6-31-05-00")
    }

    assert spans == {
        "6": (6_000_000, 7_000_000),
        "6-31": (6_310_000, 6_320_000),
        "6-31-01": (6_310_100, 6_310_200),
        "6-31-01-03": (6_310_103, 6_310_104),
        "6-31-05-00": (6_310_500, 6_310_501),
    }
    assert Occupation.objects.get(pk="6-31-01-03").number == 6_310_103
    assert Occupation.objects.within(["6-31-01"]).units().count() == 10


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("有高压电工证、叉车证，C1驾照", ["electrician-high", "forklift", "driver-c1"]),
        ("电工证", ["electrician-low"]),
        ("须持健康证，B2 驾照优先", ["driver-b2", "health"]),
        ("无", []),
        ("AC12 型", []),
        ("会计证和普通话二级甲等", ["accountant", "mandarin"]),
        ("持低压电工操作证、登高证", ["electrician-low", "work-at-height"]),
    ],
)
def test_certificates_are_found_in_a_text(said, codes):
    assert [kind.pk for kind in certificates_named(said)] == codes


def test_wishes_for_work_become_intervals():
    wishes = wish_reader().work("电子厂、焊工，不知道什么/随便")

    assert wishes[0] == ("电子厂", tuple(WishGroup.objects.get(pk="electronics").intervals()))
    assert wishes[1:] == [
        ("焊工", ((6_180_204, 6_180_205),)),
        ("不知道什么", ()),
        ("随便", (ANY_WORK,)),
    ]


def test_wishes_for_places_become_intervals_seen_from_home():
    wishes = wish_reader().places("县内、县外市内、省外，长三角/浙江嘉兴、火星、不限", 513225)

    assert wishes == [
        ("县内", ((513225, 513226),)),
        ("县外市内", ((513200, 513225), (513226, 513300))),
        ("省外", ((0, 510000), (520000, 1_000_000))),
        ("长三角", ((310000, 320000), (320000, 330000), (330000, 340000), (340000, 350000))),
        ("浙江嘉兴", ((330400, 330500),)),
        ("火星", ()),
        ("不限", (ANYWHERE,)),
    ]


def test_near_home_means_nothing_without_a_home():
    assert wish_reader().places("县内") == [("县内", ())]


def test_reading_the_wishes_of_a_ledger_asks_the_catalogue_nothing(django_assert_num_queries):
    reader = wish_reader()
    with django_assert_num_queries(0):
        for _ in range(20):
            reader.work("电子厂、缝纫工")
            reader.places("珠三角、浙江嘉善", 513225)
