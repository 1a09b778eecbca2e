"""A helper's day without a network, in a real Chromium whose tab and process are killed."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.test_looks import faults_of
from tests.browser.walking import Handset, RoundHouse

NAMES = ["杨德山", "杨秀兰", "扎西·多吉", "何大勇", "漳扎村"]
ANSWERS = ["family", "家里走不开", "13800011968"]
TOLD = """
SELECT worker.name FROM workers_response AS form
JOIN workers_worker AS worker ON worker.id = form.worker_id
JOIN workers_wave AS wave ON wave.id = form.wave_id
WHERE wave.title = '冬季摸排' AND form.stage = 'finished' ORDER BY worker.id
"""
RECENT = "SELECT count(*) FROM workers_submission WHERE at > date('now', '-9 days')"
# Everything that IndexedDB holds, as text in which a name would be found.
STORED = """async () => {
  const names = (await indexedDB.databases()).map((one) => one.name);
  const seen = [];
  for (const name of names) {
    const base = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of base.objectStoreNames) {
      const rows = await new Promise((done) => {
        const asked = base.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      seen.push(...rows);
    }
    base.close();
  }
  const text = (value) => {
    if (value instanceof ArrayBuffer) value = new Uint8Array(value);
    if (ArrayBuffer.isView(value)) {
      return ["utf-8", "utf-16"].map((how) => new TextDecoder(how).decode(value)).join(" ");
    }
    if (!value || typeof value !== "object") return String(value);
    return Object.entries(value).map(([name, part]) => name + text(part)).join(" ");
  };
  return { many: seen.length, text: seen.map(text).join(" ") };
}"""


@pytest.fixture(scope="module")
def settled(tmp_path_factory, compiled_words):
    """Filled once; every test lives in a copy of its own."""
    place = tmp_path_factory.mktemp("settled")
    RoundHouse(place).close()
    return place


@pytest.fixture
def house(settled, tmp_path):
    one = RoundHouse(tmp_path / "house", like=settled)
    yield one
    one.close()


@pytest.fixture
def handset(chromium, house, tmp_path):
    opened = []

    def phone(name="phone", **told):
        opened.append(Handset(chromium, house, tmp_path / name, **told))
        return opened[-1]

    yield phone
    for one in opened:
        one.close()


@pytest.fixture
def photo(tmp_path):
    """A page photographed by a telephone: twelve megapixels."""
    path = tmp_path / "form.jpg"
    Image.effect_noise((4000, 3000), 40).convert("RGB").save(path, quality=60)
    return path


def survey_three_households(phone, photo):
    phone.person("杨德山", "杨秀兰")
    phone.agree("藏语")
    phone.short_form()
    phone.person("何大勇", "何大勇")
    phone.see("上次的回答")
    phone.tap("都没有变化")
    phone.see("已记“没有变化”")
    phone.house_of("扎西")
    phone.tap("不在家")
    phone.see("已记“不在家”")
    phone.house_of("杨德山")
    with phone.page.expect_file_chooser() as choosing:
        phone.tap("拍纸质表")
    choosing.value.set_files(photo)
    phone.see("照片已存好")


def arrived(house):
    """What the office holds of the three households, each counted."""
    return {
        "finished": [name for (name,) in house.ask(TOLD)],
        "outcomes": house.ask("SELECT outcome, tries FROM workers_assignment WHERE outcome > ''"),
        "photos": house.one("SELECT count(*) FROM workers_attachment"),
        "consents": house.one("SELECT count(*) FROM workers_consent WHERE language = 'tibetan'"),
        "taken": house.one(
            "SELECT count(*) FROM workers_submission WHERE at > date('now', '-9 days')"
        ),
        "receipts": house.one("SELECT count(*) FROM accounts_receipt"),
    }


ONCE = {
    "finished": ["杨秀兰", "何大勇"],
    "outcomes": [("absent", 1)],
    "photos": 1,
    "consents": 1,
    "taken": 2,
    "receipts": 5,
}


def test_a_day_without_a_network_arrives_exactly_once(house, handset, photo):
    phone = handset()
    phone.set_up()
    phone.offline()
    phone.kill_tab()
    phone.open()

    survey_three_households(phone, photo)
    phone.kill()
    phone.open()
    phone.follow(re.compile("待发送"))
    phone.see("等着发送的 5 份")
    assert arrived(house)["receipts"] == 0

    phone.offline(False)
    phone.all_sent()
    assert arrived(house) == ONCE
    assert phone.complaints == []


def test_answers_lost_on_the_way_and_a_server_that_stops(house, handset, photo):
    phone = handset()
    phone.set_up()
    phone.offline()
    survey_three_households(phone, photo)

    # The first answer of the office is lost although it took everything …
    def lose(route):
        route.fetch()
        route.abort()

    phone.page.route("**/village/app/papers/", lose, times=1)
    # … and it stops before the photograph.
    stopped = []

    def stop(route):
        if not stopped:
            stopped.append(house.stop())
        route.continue_()

    phone.page.route("**/village/app/photo/", stop)
    phone.offline(False)
    phone.page.locator("#line", has_text="没有信号").wait_for()
    phone.page.wait_for_function("() => true")
    while not stopped:
        phone.page.wait_for_timeout(200)
    assert arrived(house)["photos"] == 0

    phone.kill()
    house.start()
    phone.open()
    phone.all_sent()
    assert arrived(house) == ONCE


def test_nothing_on_the_phone_can_be_read(house, handset, photo):
    phone = handset()
    phone.set_up()
    phone.offline()
    survey_three_households(phone, photo)

    stored = phone.page.evaluate(STORED)
    assert stored["many"] >= 6
    assert [word for word in [*NAMES, *ANSWERS] if word in stored["text"]] == []
    # Neither in any other file that the browser keeps, in either of the ways it writes text.
    phone.context.close()
    spelled = [word.encode(how) for word in [*NAMES, ANSWERS[1]] for how in ("utf-8", "utf-16-le")]
    leaks = [
        str(path)
        for path in Path(phone.folder).rglob("*")
        if path.is_file() and any(word in path.read_bytes() for word in spelled)
    ]
    phone.switch_on()
    assert leaks == []


def test_ten_wrong_pins_keep_what_is_not_sent_for_who_signs_in(house, handset, photo):
    phone = handset()
    phone.set_up()
    phone.offline()
    phone.house_of("扎西")
    phone.tap("不在家")
    phone.see("已记“不在家”")

    phone.kill()
    phone.page.goto("/village/app/")
    for wrong in range(10):
        phone.page.fill("#pin", f"77{wrong}777")
        phone.tap("打开", exact=True)
        phone.see("手机已锁住" if wrong == 9 else f"还可以试 {9 - wrong} 次")
        if wrong == 4:
            phone.kill()
            phone.page.goto("/village/app/")
            phone.see("还可以试 5 次")
    kinds = phone.page.evaluate(
        """() => new Promise((done) => {
          const asked = indexedDB.open("jiedui-village");
          asked.onsuccess = () => {
            const all = asked.result.transaction("papers").objectStore("papers").getAll();
            all.onsuccess = () => {
              asked.result.close();
              done(all.result.map((one) => one.kind).sort());
            };
          };
        })"""
    )
    assert kinds == ["key", "out"]

    phone.offline(False)
    phone.page.goto("/village/app/")
    phone.follow("登录")
    phone.page.fill("#id_username", "helper")
    phone.page.fill("#id_password", "nine-villages-1")
    phone.page.click("main button[type=submit]")
    phone.page.fill("#pin", "905317")
    phone.page.fill("#pin2", "905317")
    phone.tap("设好新密码")
    phone.all_sent()
    assert house.ask("SELECT outcome, tries FROM workers_assignment WHERE outcome > ''") == [
        ("absent", 1)
    ]


def revoke(house, visitor):
    desk = visitor(house).sign_in("west").page
    desk.goto("/desk/devices/")
    desk.get_by_role("link", name=re.compile("^停用")).first.click()
    desk.fill("#id_because", "手机丢了")
    desk.get_by_role("button", name="停用", exact=True).click()
    desk.get_by_text("已停用").first.wait_for()


def emptied(phone):
    return phone.page.evaluate(
        """async () => ({
          bases: (await indexedDB.databases()).length,
          caches: (await caches.keys()).length,
          workers: (await navigator.serviceWorker.getRegistrations()).length,
        })"""
    ) == {"bases": 0, "caches": 0, "workers": 0}


def test_a_revoked_phone_hands_in_nothing_and_empties_itself(house, handset, visitor):
    phone = handset()
    phone.set_up()
    phone.offline()
    phone.house_of("扎西")
    phone.tap("不在家")
    phone.see("已记“不在家”")
    revoke(house, visitor)

    phone.offline(False)
    phone.see("这部手机已停用")
    phone.page.wait_for_timeout(300)
    assert emptied(phone)
    assert house.one("SELECT count(*) FROM accounts_receipt") == 0
    assert house.one("SELECT count(*) FROM accounts_device WHERE wiped_at IS NOT NULL") == 1


def test_a_locked_phone_hears_of_its_end_before_the_pin(house, handset, visitor):
    phone = handset()
    phone.set_up()
    phone.kill()
    revoke(house, visitor)

    phone.page.goto("/village/app/")
    phone.see("这部手机已停用")
    phone.page.wait_for_timeout(300)
    assert emptied(phone)


def test_two_helpers_on_one_person_and_a_choice_on_the_phone(house, handset):
    """The same helper's two telephones: one in the valley, one up the mountain."""
    valley, mountain = handset("valley"), handset("mountain")
    valley.set_up()
    mountain.set_up()
    mountain.offline()
    mountain.person("扎西", "卓玛·央金")
    mountain.agree("藏语")
    mountain.short_form()

    valley.person("扎西", "卓玛·央金")
    valley.agree("普通话")
    valley.short_form("在家种地、放牧", "身体不方便")
    valley.all_sent()

    mountain.offline(False)
    mountain.all_sent()
    mountain.person("扎西", "卓玛·央金")
    mountain.see("两个人记的不一样")
    for _ in range(2):
        mountain.follow("看两个答案，选一个")
        mountain.see("罗帮办 记于")
        mountain.page.get_by_role("button", name="以这个为准").nth(1).click()
        mountain.see("已选定")
    mountain.all_sent()
    assert house.one("SELECT count(*) FROM workers_conflict WHERE settled_at IS NULL") == 0
    assert house.one("SELECT count(*) FROM workers_conflict") == 2
    employment = house.one("SELECT employment FROM workers_worker WHERE name = '卓玛·央金'")
    assert employment == "none"


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_wrong_by_a_day_dates_nothing_wrongly(house, handset, days):
    phone = handset(days_off=days)
    phone.set_up()
    phone.offline()
    phone.house_of("扎西")
    phone.tap("不在家")
    phone.see("已记“不在家”")
    phone.kill()
    phone.open()
    phone.offline(False)
    phone.all_sent()

    written = "SELECT (julianday('now') - julianday(outcome_at)) * 1440 FROM workers_assignment"
    ((minutes,),) = house.ask(f"{written} WHERE outcome > ''")
    assert 0 <= minutes < 5
    phone.list()
    today = house.one("SELECT date('now', '+8 hours')")
    year, month, day = (int(part) for part in today.split("-"))
    phone.see(f"{year}年{month}月{day}日")


def test_somebody_met_at_home_is_added_without_a_network(house, handset):
    phone = handset()
    phone.set_up()
    phone.offline()
    phone.house_of("何大勇")
    phone.follow("添加家里的人")
    phone.page.fill("[name=name]", "何小妹")
    phone.page.fill("[name=born_on]", "2001-02-03")
    phone.tap("添加", exact=True)
    phone.agree()
    phone.short_form()
    phone.kill()
    phone.open()
    phone.offline(False)
    phone.all_sent()

    assert [name for (name,) in house.ask(TOLD)] == ["何小妹"]
    phone.house_of("何大勇")
    assert phone.page.locator("main .rows li").count() == 2


def test_the_screens_fit_a_small_telephone_and_answer_to_everybody(house, handset):
    phone = handset()
    phone.set_up()
    wrong = []
    wave = house.one("SELECT id FROM workers_wave WHERE title = '冬季摸排'")
    visit = house.one("SELECT max(id) FROM workers_assignment")
    code = house.one("SELECT code FROM workers_worker WHERE name = '何大勇'")
    screens = ["round", f"house/{visit}", f"person/{wave}/{code}", f"ask/{wave}/{code}/agreed",
               f"ask/{wave}/{code}/plan", f"ask/{wave}/{code}/training", f"look/{wave}/{code}",
               f"member/{visit}", "waiting", "phone"]  # fmt: skip
    for screen in screens:
        phone.page.goto(f"/village/app/#/{screen}")
        phone.page.wait_for_timeout(150)
        broad = phone.page.evaluate("document.documentElement.scrollWidth")
        small = phone.page.evaluate(
            """() => [...document.querySelectorAll("main :is(button, a, select, input), nav a")]
              .filter((one) => one.getClientRects().length)
              .filter((one) => !["checkbox", "radio"].includes(one.type))
              .filter((one) => one.getBoundingClientRect().height < 47.9)
              .map((one) => one.textContent || one.name)"""
        )
        wrong += [f"{screen}: {broad} px"] if broad > 360 else []
        wrong += [f"{screen}: small {small}"] if small else []
        wrong += [f"{screen}: {fault}" for fault in faults_of(phone.page)]
    assert wrong == []
    assert phone.complaints == []


def test_the_phone_reads_conditions_as_the_office_does(house, handset):
    """The same trees, the same answers: asked in JavaScript and in Python."""
    from jiedui.workers.queries.asking import holds  # noqa: PLC0415 -- needs Django's settings

    values = {
        "a": "x",
        "many": ["x", "y"],
        "only": ["x"],
        "n": 7,
        "day": "2026-03-02",
        "none": None,
    }
    leaves = [
        {"question": q, how: v}
        for q in (*values, "absent")
        for how, v in [
            ("is", "x"), ("is", 7), ("holds", "x"), ("holds", "z"), ("told", True), ("told", False),
            ("least", 7), ("most", 6), ("above", 6), ("below", 7), ("least", "2026-01-01"),
            ("matches", "[0-9]+"), ("matches", "x"),
        ]
    ]  # fmt: skip
    trees = leaves + [
        {how: [one, other]}
        for how in ("all", "any")
        for one, other in zip(leaves[::3], leaves[1::2], strict=False)
    ]
    trees += [{"not": tree} for tree in trees]
    page = handset().page
    page.goto("/village/app/")
    module = page.locator("link[rel=modulepreload][href*=asking]").get_attribute("href")
    theirs = page.evaluate(
        """async ([module, trees, values]) => {
          const { holds } = await import(module);
          return trees.map((tree) => holds(tree, values));
        }""",
        [module, trees, values],
    )
    ours = [holds(tree, values) for tree in trees]
    assert [json.dumps(t) for t, a, b in zip(trees, ours, theirs, strict=True) if a != b] == []
    assert len(trees) > 200
