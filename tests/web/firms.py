"""Firms for tests of the employers' door: registered, approved, with posts of their own."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Registration, User
from jiedui.catalog.models import Region
from jiedui.vacancies import actions as vacancies
from tests.town import PASSWORD

AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = date(2026, 3, 2)
# Checksums that hold, of no real firm.
CODES = {"yunfan": "91330421MA2ABCDE0K", "landao": "91330421MA2XYRWE21"}
NOTE = "公示系统查到，存续"


def picture(size=(600, 400), form="JPEG", **told):
    out = io.BytesIO()
    Image.new("RGB", size, "#b23a24").save(out, form, **told)
    return out.getvalue()


def paper(body=None, name="执照.jpg"):
    return SimpleUploadedFile(name, body if body is not None else picture())


def told(who="yunfan", name="嘉善云帆服饰有限公司", **more):
    return {
        "username": who,
        "password": PASSWORD,
        "full_name": "测试聘",
        "phone": "0573-84000000",
        "file": paper(),
        "at": AT,
        "address": "192.0.2.7",
        "name": name,
        "kind": "employer",
        "region": Region.objects.get(code=330421),
        "credit_code": CODES[who],
        "employer_kind": None,
        "licence": "",
    } | more


def registered(who="yunfan", name="嘉善云帆服饰有限公司", **more):
    """Somebody who has asked to come in, and waits."""
    return accounts.register_firm(**told(who, name, **more))


def approved(by, who="yunfan", name="嘉善云帆服饰有限公司", on=ON, **more):
    """A user of a firm that the officer has let in."""
    accounts.approve_firm(registered(who, name, **more), note=NOTE, on=on, by=by)
    return User.objects.get(username=more.get("username", who))


SEWING = """缝纫工10名，会平车，月薪5000-8000元，包吃包住，缴纳五险。
工作内容：负责男女外套的平车缝制，按工序卡和样衣操作，每天自检首件，发现跳针断线及时停车报修
招聘条件：不限
工作地点：嘉善县惠民街道"""
UNFINISHED = "招仓管2名，限女性，18-40岁，五官端正，月薪4500元，包住，地址：嘉善县姚庄镇"


def handed_in(user, *, on, at, text=SEWING, **more):
    """A post that the firm has pasted, looked through and handed in."""
    sketch = vacancies.sketch_text(text, by=user, at=at)[0]
    terms = vacancies.terms_from(sketch.terms) | {
        "region": user.organisation.region,
        "certificates": (),
    }
    return vacancies.hand_in(sketch, terms=terms | more, said=sketch.said, on=on, by=user)


def last_request(username="yunfan"):
    return Registration.objects.filter(user__username=username).order_by("-pk").first()
