"""One whole journey through the pages, as the two officers would make it."""

from playwright.sync_api import expect

from tests.town import PASSWORD
from tests.web import counted

HEAD = [
    "企业名称", "招聘岗位", "人数", "薪资待遇", "学历", "工作地点", "福利", "工作内容", "有效期至",
]  # fmt: skip
SEWING = [
    "嘉善县云帆服饰有限公司", "缝纫工", "6", "5000-7000元/月", "不限", "嘉善县惠民街道东升路6号",
    "包吃包住，缴纳五险", "缝制成衣", "2099-12-31",
]  # fmt: skip
FITTING = [
    "嘉善县晋源电子有限公司", "电子装配工", "2", "4800-6000元/月", "初中", "嘉善县魏塘街道",
    "提供住宿", "电路板插件", "2099-12-31",
]  # fmt: skip


def upload(page, kind, rows, name, folder):
    file = folder / name
    file.write_bytes(rows.read())
    page.goto(f"/desk/books/new/?kind={kind}")
    page.check(f"input[name=kind][value={kind}]")
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传并核对").click()
    # The page that waits reloads itself when the sheet has been read.
    accept = page.get_by_role("button", name="确认入库")
    expect(accept).to_be_visible(timeout=60_000)
    return accept


def test_from_two_sheets_to_confirmed_people(bare_house, visitor, tmp_path):
    west = visitor(bare_house).sign_in("west").page
    east = visitor(bare_house).sign_in("east").page

    accept = upload(west, "people", counted.ledger(5), "台账.xlsx", tmp_path)
    expect(west.get_by_role("link", name="不能导入 1")).to_be_visible()
    accept.click()
    expect(west.get_by_text("已入库").first).to_be_visible(timeout=60_000)

    accept = upload(
        east, "vacancies", counted.sheet([HEAD, SEWING, FITTING]), "岗位.xlsx", tmp_path
    )
    accept.click()
    expect(east.get_by_text("已入库").first).to_be_visible(timeout=60_000)
    east.goto("/desk/vacancies/?stage=draft")
    east.locator("[data-choose-all]").check()
    east.get_by_role("button", name="发布选中的岗位").click()
    expect(east.get_by_text("已发布 2 个岗位。")).to_be_visible()

    west.goto("/desk/runs/new/")
    west.get_by_role("button", name="开始匹配").click()
    expect(west.get_by_role("link", name="推荐 5")).to_be_visible(timeout=90_000)
    west.locator("[data-choose-all]").check()
    west.get_by_role("button", name="确认选中的人").click()
    expect(west.get_by_text("已确认推荐 5 人。")).to_be_visible()

    with west.expect_download() as kept:
        west.get_by_role("link", name="导出结果").click()
    assert (kept.value.path()).read_bytes()[:2] == b"PK"

    west.locator("tbody a.who").first.click()
    expect(west.locator(".station--now")).to_contain_text("推荐")
    east.goto("/desk/vacancies/")
    expect(east.locator("tbody tr").filter(has_text="缝纫工")).to_contain_text("5")


def tab_to(page, name):
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => [document.activeElement.getAttribute('aria-label') ?? '',"
            " document.activeElement.innerText ?? '', document.activeElement.id ?? ''].join('|')"
        )
        if name in focused:
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_signing_in_and_confirming_need_only_the_keyboard(busy_house, visitor):
    page = visitor(busy_house).page
    page.goto("/signin/")
    tab_to(page, "id_username")
    page.keyboard.type("west")
    tab_to(page, "id_password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")

    page.goto("/desk/runs/1/?state=waiting")
    tab_to(page, "选中 ")
    page.keyboard.press("Space")
    assert page.locator("[data-choose-count]").inner_text() == "1"
    page.keyboard.press("Enter")
    expect(page.get_by_text("已确认推荐 1 人。")).to_be_visible()


def test_everything_is_done_without_scripts(busy_house, visitor):
    page = visitor(busy_house, scripts=False).sign_in("west").page

    page.goto("/desk/runs/3/")
    assert page.locator("noscript meta[http-equiv=refresh]").count() == 1
    page.goto("/desk/people/")
    page.select_option("#id_wish", "unasked")
    page.locator("form.filter button").click()
    assert page.locator("#found tbody tr").count() == 5
    page.goto("/desk/runs/1/?state=waiting")
    page.locator(".pick").first.check()
    page.get_by_role("button", name="确认选中的人").click()
    assert page.get_by_text("已确认推荐 1 人。").is_visible()
