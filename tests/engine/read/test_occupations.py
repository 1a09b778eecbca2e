import pytest

EVERYDAY = {
    "电焊工": "焊工",
    "缝纫工": "缝纫工",
    "叉车司机": "起重装卸机械操作工",
    "保安": "保安员",
    "保洁阿姨": "保洁员",
    "月嫂": "家政服务员",
    "餐厅服务员": "餐厅服务员",
    "厨师": "中式烹调师",
    "快递员": "快递员",
    "仓管员": "仓储管理员",
    "数控车床操作工": "车工",
    "会计": "会计专业人员",
    "货车司机": "道路货运汽车驾驶员",
    "挡车工": "纺纱工",
    "养老护理员": "养老护理员",
    "注塑工": "塑料制品成型制作工",
    "物业电工": "电工",
    "幼儿园老师": "幼儿园教师",
}


@pytest.mark.parametrize(("title", "name"), EVERYDAY.items())
def test_everyday_titles_find_their_occupation(read, title, name):
    found = read(job_title=title)["occupation"]

    assert name in [found["name"], *(other["name"] for other in found["alternatives"])]


def test_a_known_title_is_surer_than_an_unheard_of_one(read):
    known = read(job_title="电焊工")["occupation"]
    strange = read(job_title="境内外组织联络员")["occupation"]

    assert known["confidence"] > 60 > strange["confidence"]


def test_the_trade_is_offered_beside_a_general_title(read):
    found = read(job_title="普工", company="嘉善某服装厂")["occupation"]

    assert found["alternatives"][0]["code"].startswith("6-05-01")


def test_a_title_without_any_likeness_has_no_occupation(read):
    assert read(job_title="⑺⑻⑼")["occupation"] is None


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("驾驶员（B2）", "道路货运汽车驾驶员"),
        ("司机(A2)", "道路货运汽车驾驶员"),
        ("司机(A1)", "客运车辆驾驶员"),
    ],
)
def test_a_licence_tells_the_vehicle(read, title, name):
    assert read(job_title=title)["occupation"]["name"] == name
