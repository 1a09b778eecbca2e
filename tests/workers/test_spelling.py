import pytest

from jiedui.workers.models import Worker
from jiedui.workers.queries import pinyin_of


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("单小红", " shanxiaohong sxh "),
        ("仇英", " qiuying qy "),
        ("解放", " xiefang xf "),
        ("曾国", " zengguo zg "),
        ("尉迟恭", " yuchigong ycg "),
        ("扎西·多吉", " zhaxiduoji zxdj "),
        ("欧阳娜", " ouyangna oyn "),
        ("吕布", " lvbu lb "),
        ("", ""),
    ],
)
def test_surnames_are_read_as_surnames(name, spelling):
    assert pinyin_of(name) == spelling


def test_a_person_is_found_by_name_pinyin_or_initials(west):
    for number, name in enumerate(["扎西·多吉", "单小红"]):
        Worker.objects.create(
            code=f"T{number}", name=name, spelling=pinyin_of(name), born_on="1990-01-01", home=west
        )

    def found(words):
        return list(Worker.objects.named(words).values_list("name", flat=True))

    assert found("扎西") == found("zhaxi") == found("ZXDJ") == ["扎西·多吉"]
    assert found("shan") == found("小红 sxh") == ["单小红"]
