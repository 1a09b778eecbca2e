import pytest


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"list_region": "安徽省 - 合肥市"}, "340100"),
        ({"list_region": "安徽省 - 合肥市", "text": "公司地址：肥西县上派镇工业园"}, "340123"),
        ({"list_region": "安徽省 - 合肥市", "text": "地址：合肥市黄山路与怀宁路交口"}, "340100"),
        ({"list_region": "江苏省 - 苏州市", "company": "吴江市瑞德塑料模具有限公司"}, "320509"),
        (
            {"list_region": "江苏省 - 苏州市", "text": "苏州/吴江户籍者优先；工作地点：吴江。"},
            "320509",
        ),
        ({"list_region": "湖北武汉", "company": "苏州华硕电脑"}, "320500"),
        (
            {
                "list_region": "安徽省 - 合肥市",
                "workplace": "安徽省 - 合肥市",
                "company": "上海康一迅机械有限公司",
            },
            "340100",
        ),
        ({"list_region": "浙江江山（赴四川沐川）"}, "330881"),
        ({"list_region": "浙江宁波镇海（赴四川金阳）"}, "330211"),
        ({"list_region": "新疆昌吉州", "workplace": "木垒县园林东路898号"}, "652328"),
        ({"list_region": "新疆昌吉州", "workplace": "玛县城西工业园区"}, "652324"),
        ({"list_region": "新疆昌吉州", "workplace": "准东开发区五彩湾"}, "652300"),
        ({"workplace": "四川省阿坝州九寨沟县漳扎镇"}, "513225"),
        ({"text": "浙江省嘉兴市嘉善县惠民街道某厂招工"}, "330421"),
        ({"text": "昆山纬创招普工"}, "320583"),
        ({"text": "招普工，地点嘉善姚庄，6000元"}, "330421"),
        ({"company": "嘉善某电子有限公司", "workplace": "姚庄镇工业区"}, "330421"),
        ({"company": "嘉善某电子有限公司", "workplace": "美国纽约"}, None),
        ({"company": "嘉善某电子有限公司", "workplace": "火星"}, None),
        ({"text": "普工，长白班，地址：南安市"}, "350583"),
    ],
)
def test_the_most_exact_region_that_the_words_support(read, cells, code):
    assert read(**cells)["place"] == code


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("萧山新能源厂 坐班 包装白班", "330109"),
        ("【济南】周末双休！会计", "370100"),
        ("1. 上海浦东电子厂直招普工", "310115"),
        ("（上海）食品包装员", "310000"),
        ("大理石工", None),
        ("金华火腿切片工", None),
    ],
)
def test_the_place_at_the_head_of_a_title_is_better_than_none(read, title, code):
    assert read(job_title=title)["place"] == code


@pytest.mark.parametrize(
    ("words", "code"), [("重庆市渝北区龙溪街道", "500157"), ("上海市闸北区", "310106")]
)
def test_a_former_county_gives_the_one_it_became(read, words, code):
    assert read(workplace=words)["place"] == code


def test_wages_are_no_county(read):
    assert read("培训费用从工资中扣除")["place"] is None


def test_without_any_region_there_is_no_place(read):
    assert read("招聘普工，月薪5000元")["place"] is None
