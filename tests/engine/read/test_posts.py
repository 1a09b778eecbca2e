import pytest

from jiedui.engine.read.passage import fold
from jiedui.engine.read.posts import lay_out, names_in, same_post
from jiedui.engine.read.titles import clean_title, split_title


def no_region(words):
    return 0


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("普 工", "普工"),
        ("物业维修员（急聘）", "物业维修员"),
        ("区域配送员（六险）", "区域配送员"),
        ("普工（坐着上班，空调车间）", "普工"),
        ("注 塑 工（若干名）", "注塑工"),
        ("平面设计（CDR）", "平面设计（CDR）"),
        ("会计（建筑行业）", "会计（建筑行业）"),
        ("环卫保洁男65岁以下女60岁以下", "环卫保洁"),
        ("20元/小时 小时工", "小时工"),
        ("正式工/普工/长期工", "普工"),
        ("董事长助理一位", "董事长助理"),
        ("乌市机场航站楼招聘保洁", "保洁"),
        ("某某保安有限公司押运员", "押运员"),
        ("男女安保员", "安保员"),
        ("电焊工2名；普通冲床2名；组装工", "电焊工/普通冲床/组装工"),
        ("操作工/业务跟单", "操作工/业务跟单"),
        ("物业经理：", "物业经理"),
    ],
)
def test_a_title_as_an_officer_would_list_it(cell, title):
    assert clean_title(cell, no_region) == title


@pytest.mark.parametrize(
    ("title", "posts"),
    [
        ("普工", 1),
        ("食堂厨师、厨师长", 2),
        ("会计/出纳", 2),
        ("保安及队长", 2),
        ("氩弧焊/二保焊工", 1),
        ("电/气焊工", 1),
        ("采购及成本会计", 1),
        ("驾驶员兼展架安装工", 1),
        ("宿舍、办公区保洁员", 1),
    ],
)
def test_how_many_posts_a_title_names(title, posts):
    assert len(split_title(title)) == posts


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        (
            "1、操作工若干名，计件；2、气保焊工10名；3、质检员3名。"
            "任职资格：1、操作工：从事过冲压 2、焊工：会二保焊",
            ["操作工", "气保焊工", "质检员"],
        ),
        ("现诚聘：普工20名 男女不限 货车司机2名 男性 采购员1名", ["普工", "货车司机", "采购员"]),
        ("店长 2名 薪资：4000-6000元+奖金 厨师 2名 服务员 4名", ["店长", "厨师", "服务员"]),
        ("班组长（4名） 抛光（5名） 叉车司机（1名，有叉车证）", ["班组长", "抛光", "叉车司机"]),
        (
            "一、餐饮部：1、楼层经理 2、服务员 二、客房部：1、客房服务员",
            ["楼层经理", "服务员", "客房服务员"],
        ),
        ("职位：电工 人数：2人 职位：钳工 人数：3人", ["电工", "钳工"]),
        ("【普工】50名 4000-5000元 【质检】5名", ["普工", "质检"]),
        ("数控车工。要求：会编程。 液压车工。要求：无", ["数控车工", "液压车工"]),
        ("厨师 4000元以上/月 保安（三班倒） 2名", ["厨师", "保安"]),
        ("一、生产部：冲压工5名、折弯工3名。二、行政部：保安1名", ["冲压工", "折弯工", "保安"]),
        ("三、后勤：1、成本会计 2、驾驶员", ["成本会计", "驾驶员"]),
        ("公司现有员工1200人，技术人员80人", []),
        ("1、负责设备安装；2、制定设备的预防性维修/保养；3、完成交办的工作", []),
        ("要求：1、初中以上学历；2、能适应两班倒；3、20-45岁", []),
    ],
)
def test_the_posts_a_text_names(text, posts):
    assert [section.title for section in lay_out(fold("text", text)).sections] == posts


def test_one_heading_may_name_two_posts():
    (section,) = lay_out(fold("text", "服务员、传菜员：男女不限，身体健康")).sections

    assert names_in(section) == ["服务员", "传菜员"]


TWO_POSTS = (
    "一、操作工30名：男女不限，18-40岁，月薪5000-7000元。"
    "二、叉车司机2名，持叉车证，3年以上经验，6000元/月。以上岗位包吃包住，购买五险。"
)


def test_each_post_is_read_by_its_own_words(read):
    driver = read(TWO_POSTS, job_title="叉车司机")

    assert (driver["headcount"], driver["pay"]["low"], driver["experience_years"]) == (2, 6000, 3)
    assert driver["age"] == {"min": None, "max": None}
    assert (driver["board"], driver["lodging"], driver["insurance"]) == (True, True, True)
    assert driver["posts"] == 2


def test_without_a_title_the_first_post_is_told(read):
    first = read(TWO_POSTS)

    assert (first["title"], first["headcount"], first["age"]["max"]) == ("操作工", 30, 40)


def test_a_general_title_over_a_list_is_no_further_post(read):
    found = read("一、叉车 2名 2600-3000元 二、普工 5名 三、业务员6名", job_title="技能岗位")

    assert found["posts"] == 3


def test_a_title_that_tells_a_place_loses_it(read):
    assert read(job_title="吉木萨尔县保安", list_region="新疆昌吉州")["title"] == "保安"
    assert read(job_title="大理石保养", list_region="新疆昌吉州")["title"] == "大理石保养"


def test_a_short_name_is_the_long_one_and_a_lookalike_is_not(read):
    found = read("一、保洁：10人，2000元 二、客户服务：10人，3000元", job_title="保洁、客服")

    assert found["posts"] == 2
    assert not same_post("电工", "电焊工")


def test_posts_joined_in_one_breath_are_all_counted(read):
    told = read("物流园招理货员、装卸工、叉车工，待遇5500-8500元/月，包住")

    assert (told["title"], told["posts"]) == ("理货员", 3)


def test_what_follows_the_last_line_of_a_list_is_said_of_all(read):
    told = read("收银员4名，3500元/月\n理货员6名，3300元/月\n年龄50岁以下\n地点：枣阳市人民路")

    assert told["title"] == "收银员"
    assert told["age"] == {"min": None, "max": 50}
    assert told["place"] == "420683"


def test_a_table_pasted_as_text_is_read_by_its_rows(read):
    told = read("序号 岗位 人数 年龄 月薪\n1 操作工 20 18-45 5000-7000\n2 机修工 2 25-50 6500-8000")

    assert (told["title"], told["headcount"], told["posts"]) == ("操作工", 20, 2)
    assert (told["pay"]["low"], told["pay"]["high"]) == (5000, 7000)
