"""Everybody who meets on the road, each in a browser of one's own.

They do what they came for by what the pages offer: links, buttons and labels that can be seen.
No address is typed but the first one.
"""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.walking import Handset

# The ledger knows these families, and nothing of what they want.
FAMILIES = [
    ("杨家", [("杨德山", 1968), ("杨小军", 2001)]),
    ("扎西家", [("格桑·卓玛", 2002)]),
    ("何家", [("何大勇", 2000)]),
]
VILLAGE = "漳扎村"
FIRM = "嘉善县公安局"
AD = """嘉善县公安局招聘警务辅助人员12名，限男性，月薪5000-6500元，包吃包住，缴纳五险一金。
工作内容：负责街面巡逻、值班备勤，协助民警处理求助，做好台账登记
招聘条件：大专及以上学历，身体健康
工作地点：嘉善县魏塘街道
工作时间：四班三运转，月休八天"""
CODE = re.compile(r"\b\d{6}\b")


class Person:
    """Somebody at a browser, who sees what is on the page and uses it."""

    def __init__(self, visitor):
        self.visitor, self.page = visitor, visitor.page

    def follows(self, name):
        """The first link of these words that can be seen."""
        link = self.page.get_by_role("link", name=name).locator("visible=true").first
        link.click()
        self.page.wait_for_load_state()
        return self

    def presses(self, name):
        self.page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()
        self.page.wait_for_load_state()
        return self

    def fills(self, label, said):
        self.page.get_by_label(label, exact=True).fill(str(said))

    def sees(self, *words):
        for said in words:
            expect(self.page.locator("main")).to_contain_text(said)

    def sees_no(self, *words):
        for said in words:
            expect(self.page.locator("main")).not_to_contain_text(said)

    def reads(self, label):
        """The figure that stands over these words."""
        figure = self.page.locator(".figure").filter(has_text=label).first
        return int(figure.locator(".figure__number").inner_text().replace(",", ""))

    def row_of(self, said):
        return self.page.locator("tbody tr").filter(has_text=said)


class WesternOfficer(Person):
    def comes_in(self):
        self.visitor.sign_in("west")

    def opens_a_wave(self, title):
        self.follows("摸排").follows("划定一次摸排")
        self.fills("名称", title)
        self.fills("截止", date.today() + timedelta(20))
        self.presses("划定，去分派")
        self.presses("没有分派的都照此分派")
        self.sees("已分派 3 户", "罗帮办")
        self.presses("开放，开始摸排")

    def sees_how_far_the_wave_is(self, title, *, finished, of):
        self.follows("摸排")
        row = self.row_of(title)
        expect(row.locator('[data-label="应问"]')).to_have_text(str(of))
        expect(row.locator('[data-label="已完成"]')).to_have_text(str(finished))

    def looks_at_the_wishes_of(self, group):
        self.follows("因人找岗").follows("看需求")
        self.page.get_by_label("人群").select_option(label=group)
        self.page.wait_for_url(re.compile("group="))

    def draws_and_sends_the_call(self, contact):
        self.presses("起草需求函")
        self.sees("已起草")
        self.follows("发给对口地")
        self.fills("联系人和办公电话", contact)
        self.presses("发出")
        self.sees("已发给对口地")

    def opens_the_letter(self):
        """What the browser is handed for its own reader of such files."""
        address = self.page.get_by_role("link", name="打印信函").get_attribute("href")
        answer = self.page.request.get(address)
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()

    def looks_at_the_call(self):
        self.follows("因人找岗")
        self.page.locator("tbody a.who").first.click()
        self.page.wait_for_load_state()

    def sees_the_call(self, **figures):
        """How many are asked for, offered, fitting, put forward."""
        labels = {
            "asked": "需求人数",
            "offered": "对方给出名额",
            "fitting": "其中适合的人",
            "forward": "已推荐",
        }
        self.looks_at_the_call()
        assert {name: self.reads(labels[name]) for name in figures} == figures

    def reads_the_code_in_the_outbox(self, last_four):
        """In a trial no message leaves the machine: this page stands for the telephones."""
        self.follows(re.compile("^消息")).follows("发到求职者手机上的短信和微信")
        line = self.row_of(last_four).filter(has_text="验证码").first
        return CODE.search(line.inner_text()).group()

    def opens_the_road_of(self, name):
        self.follows("人员")
        search = self.page.get_by_label("姓名").locator("visible=true").first
        search.fill(name)
        search.press("Enter")
        self.page.locator("#found a.who", has_text=name).click()
        self.page.wait_for_load_state()

    def sees_where_on_the_road(self, station):
        expect(self.page.locator(".station--now")).to_contain_text(station)


class Helper(Handset):
    """On foot, with a cheap phone. `told` is what somebody says at the kitchen table."""

    def asks(self, head, name, told):
        self.person(head, name)
        self.agree(told["tongue"])
        self.write("哪个手机号", told["phone"])
        self.answer("您现在在做什么", "没有工作")
        self.answer("您上学上到哪里", "大专")
        self.write("哪一年毕业", date.today().year)
        self.answer("您当过兵吗", told.get("veteran", "没有"))
        self.answer("接下来您想怎么干", "想出去打工")
        self.tick("愿意去哪里", "跟我们结对的东部县市")
        self.tick("想做什么活", "政府部门编外（辅警、协管等）")
        self.tick("想去什么样的单位", "政府机关、事业单位（编外）")
        self.write("最少给多少钱", told["least"])
        self.answer("要不要单位管住", "要")
        self.answer("什么时候能去上班", "现在就可以")
        self.finish()

    def asks_who_stays(self, head, name):
        self.person(head, name)
        self.agree("藏语")
        self.short_form("在家种地、放牧")


class Ear:
    """What was sent to somebody's browser, word for word."""

    def __init__(self, context):
        self.heard = []
        context.on("response", self._note)

    def _note(self, response):
        if response.request.resource_type in {"document", "xhr", "fetch"} and response.ok:
            self.heard.append((response.url, response.text()))

    def heard_of(self, words):
        return [(word, url) for url, text in self.heard for word in words if word in text]


class EasternOfficer(Person):
    def comes_in(self):
        self.ear = Ear(self.visitor.context)
        self.visitor.sign_in("east")

    def finds_the_call(self):
        self.follows(re.compile("份需求函等您答复"))
        self.sees("逐条看")

    def forwards_it_to(self, firm):
        self.page.locator("tbody a.who").first.click()
        self.page.get_by_label(firm).check()
        self.presses("转给他们")
        self.sees("已转给用人单位")

    def approves_the_post(self, title):
        self.page.goto("/desk/")
        self.follows(re.compile("个岗位等您发布"))
        row = self.row_of(title)
        expect(row).to_contain_text("没有问题")
        row.get_by_role("checkbox").check()
        self.presses("批准发布选中的岗位")
        self.sees_no(title)

    def sees_who_applied(self):
        self.page.goto("/desk/")
        self.follows(re.compile("人报了名"))


class Employer(Person):
    def comes_in(self):
        self.ear = Ear(self.visitor.context)
        self.visitor.sign_in("police")

    def opens_the_request(self):
        self.follows(re.compile("条结对需求等您答复"))
        self.page.locator("tbody a.who").first.click()
        self.page.wait_for_load_state()

    def pastes(self, ad):
        self.follows("发布岗位来答复")
        self.fills("招聘文字", ad)
        self.presses("读取并填表")

    def finds_in_the_form(self, **told):
        labels = {
            "title": "岗位名称",
            "openings": "招聘人数",
            "low": "月薪下限（元）",
            "high": "月薪上限（元）",
        }
        for name, value in told.items():
            expect(self.page.get_by_label(labels[name], exact=True)).to_have_value(value)

    def mends_the_words(self, words):
        finding = self.page.locator(".finding").filter(has_text=words)
        expect(finding).to_contain_text("不得发布")
        finding.get_by_role("button").click()
        expect(self.page.get_by_text("没有发现与法律冲突的文字。")).to_be_visible()
        expect(self.page.get_by_label("招聘原文")).not_to_have_value(re.compile(words))

    def hands_it_in(self):
        with self.page.expect_response("**/check/"):  # the panel looks at every change
            self.fills("有效期至", date.today() + timedelta(60))
        self.presses("提交审核")
        self.sees("等人社局审核", "已作为对结对需求的答复")


class Worker(Person):
    """On a telephone, for the first time."""

    def asks_for_a_code(self, phone):
        self.page.goto("/")
        self.follows("用手机号登录")
        self.fills("手机号", phone)
        self.presses("发验证码给我")
        self.sees(f"尾号 {phone[-4:]}")

    def comes_in(self, code, name, born):
        self.fills("短信验证码（6位数字）", code)
        self.presses("登录")
        self.sees("您是哪一位")
        self.fills("姓名", name)
        for label, value in zip(("出生年份", "月", "日"), born, strict=True):
            self.fills(label, value)
        self.presses("继续")
        self.sees(f"{name}，您好")

    def reads_the_news(self):
        self.page.goto("/me/")
        self.follows(re.compile("^消息.*没看"))

    def looks_at_what_fits(self):
        self.follows("首页").follows("看合适我的岗位")

    def says_yes(self):
        self.follows("看看实际能拿到什么")
        self.sees("实际能拿到什么", "单位包住", FIRM)
        self.presses("我想去")
        self.sees("报上名了")
