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


def test_without_any_region_there_is_no_place(read):
    assert read("招聘普工，月薪5000元")["place"] is None
