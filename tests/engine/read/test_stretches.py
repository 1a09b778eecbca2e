"""Which words of a text speak of which post, and what stands behind its labels."""

from jiedui.engine.read import labelled, own_words

TWO = """嘉善云帆服饰有限公司招聘
1、缝纫工 10名：会平车，计件工资5000-8000元/月；
2、包装工 3名：成衣整烫包装，长白班，4000-5200元/月。
待遇：包吃包住，缴纳五险。"""


def test_each_post_keeps_its_own_words_and_those_said_of_all():
    words = own_words(TWO, "包装工")
    assert "整烫包装" in words
    assert "包吃包住" in words
    assert "会平车" not in words


def test_a_text_of_one_post_speaks_of_it_all():
    assert own_words("招缝纫工10名，包吃住", "缝纫工") == "招缝纫工10名，包吃住"


def test_what_stands_behind_the_labels():
    told = labelled(
        "岗位：仓管员\n工作内容：收货、发货、盘点\n任职要求：1、会用电脑；2、细心\n"
        "工作时间：8:00-17:00，双休\n工作地点：嘉善县姚庄镇\n联系电话：13800001111"
    )
    assert told["duties"] == "收货、发货、盘点"
    assert told["conditions"] == "1、会用电脑；2、细心"
    assert told["shifts"] == "8:00-17:00，双休"
    assert told["workplace"] == "嘉善县姚庄镇"
    assert told["contact"] == "13800001111"


def test_a_telephone_without_label_is_found():
    assert labelled("招保安2名，有意者打13800001111王经理")["contact"] == "13800001111"
    assert labelled("") == {}
