"""Two firms of the eastern county at their own door: one at work, one that waits to come in."""

import io
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw
from stdnum.cn import uscc

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Organisation, User
from jiedui.vacancies import actions as vacancies
from jiedui.vacancies.models import Sketch, Vacancy

NAMES = ("firm", "newfirm")
SEWING = (
    "缝纫工12名，会平车即可，计件工资5200-8000元/月，包吃包住，缴纳五险。\n"
    "工作内容：负责男女外套的平车缝制，按工序卡和样衣操作，每天自检首件，发现跳针、断线及时停车报修。\n"
    "招聘条件：不限，能看懂工序卡\n工作地点：嘉善县惠民街道\n工作时间：长白班，月休四天\n"
)
AGAIN = SEWING.replace("12名", "8名").replace("负责", "主要做")
BATH = (
    "女宾部保洁员3名，限女性，月薪4200-4600元，包吃包住，缴纳五险。\n"
    "工作内容：女浴室清洁、布草更换\n招聘条件：不限\n工作地点：嘉善县罗星街道\n"
)
UNFINISHED = "招仓管2名，18-40岁，五官端正，月薪4500元，包住，地址：嘉善县姚庄镇"
LICENCE = "国家企业信用信息公示系统查到，存续（演示）"


def settle(officer, passwords, on):
    """A known firm is claimed and posts; another has just asked to come in."""
    at = timezone.now()
    known = Organisation.objects.employers().exclude(credit_code=None)
    here = known.filter(region=officer.organisation.region).order_by("pk")
    sews = Vacancy.objects.filter(title="缝纫工").values("employer")
    firm = here.filter(pk__in=sews).first() or here.first()
    asked = _register(firm.name, firm.credit_code, firm.region, "firm", "陈招聘", passwords, at)
    accounts.approve_firm(asked, note=LICENCE, on=on, by=officer)
    user = User.objects.get(username="firm")
    _post(user, officer, on, at)
    stem = f"91{firm.region_id}MA0YGHF28"
    code = stem + uscc.calc_check_digit(stem + "0")
    _register("嘉善晨溪木业有限公司", code, firm.region, "newfirm", "吴厂长", passwords, at)


def _register(name, code, region, username, full_name, passwords, at):
    return accounts.register_firm(
        username=username, password=passwords[username], full_name=full_name,
        phone="0573-84000000", file=_picture(), at=at, address="", name=name, kind="employer",
        region=region, credit_code=code, employer_kind=None, licence="",
    )  # fmt: skip


def _picture():
    """A sheet that looks like a licence from afar and says nothing."""
    picture = Image.new("RGB", (900, 640), "#fdf8ef")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((24, 24, 876, 616), outline="#b23a24", width=6)
    for line in range(5):
        pen.line((120, 220 + 70 * line, 780, 220 + 70 * line), fill="#838f99", width=2)
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return SimpleUploadedFile("licence.jpg", out.getvalue())


def _post(user, officer, on, at):
    """One open and soon over, its repeat, one with a plea, one sent back, one unfinished."""
    first = _hand_in(
        SEWING, user, on - timedelta(days=9), at, until=on + timedelta(days=4), mark="外套车间"
    )
    vacancies.publish(first, by=officer, on=on)
    _hand_in(AGAIN, user, on, at, until=on + timedelta(days=60), mark="二车间")
    _hand_in(
        BATH, user, on, at, until=on + timedelta(days=45),
        plea="女浴室保洁，按公共场所管理要求由女性从事",
    )  # fmt: skip
    returned = _hand_in(
        SEWING.replace("缝纫工", "裁剪工").replace("平车缝制", "裁片"), user, on, at,
        until=on + timedelta(days=40), mark="外套车间",
    )  # fmt: skip
    vacancies.return_to_firm(
        returned, because="计件单价没有写明，请补充每件多少钱", on=on, by=officer
    )
    vacancies.sketch_text(UNFINISHED, by=user, at=at)


def _hand_in(text, user, on, at, *, until, mark="", plea=""):
    sketch = vacancies.sketch_text(text, by=user, at=at)[0]
    told = vacancies.terms_from(sketch.terms) | {
        "region": user.organisation.region,
        "valid_until": until,
        "mark": mark,
        "certificates": tuple(sketch.terms.get("certificates", ())),
    }
    vacancy = vacancies.hand_in(
        Sketch.objects.get(pk=sketch.pk), terms=told, said=text, plea=plea, on=on, by=user
    )
    return Vacancy.objects.get(pk=vacancy.pk)
