"""Read the cells of one person: each column by its own rule, everything said once remembered.

A ledger repeats itself (two sexes, thirty villages, a few hundred wishes), so what a cell
means is worked out once for each different cell; a million rows then cost little more than
looking it up.
"""

import re
from datetime import date, timedelta

from jiedui.catalog.models import EmployerKind, RegionLevel
from jiedui.catalog.queries import (
    ANY_WORK,
    certificate_names,
    gazetteer,
    place_of_identity,
    title_index,
    wish_reader,
)
from jiedui.core.refusal import Refusal
from jiedui.sheets.cells import han_number, is_blank, read_day, read_flag, read_pay, text_of
from jiedui.sheets.remarks import remark
from jiedui.sheets.wishes import place_wishes, work_wishes
from jiedui.workers.models import Channel, Employment, HouseholdClass
from jiedui.workers.queries import is_name, read_identity, read_name

SURE_ENOUGH = 70
NOTHING_TOLD = ({}, ())
# First day of the Spring Festival; people say 节后 and mean the days after it.
FESTIVALS = {
    2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17),
    2027: date(2027, 2, 6), 2028: date(2028, 1, 26), 2029: date(2029, 2, 13),
    2030: date(2030, 2, 3), 2031: date(2031, 1, 23), 2032: date(2032, 2, 11),
    2033: date(2033, 1, 31), 2034: date(2034, 2, 19), 2035: date(2035, 2, 8),
    2036: date(2036, 1, 28),
}  # fmt: skip
EDUCATION = (
    (r"研究生|硕士|博士", 5), (r"专科|大专|高职|高专", 4), (r"本科|学士|大学", 5),
    (r"高中|中专|职高|中职|技校|中技|职业中学|技工", 3), (r"初中|初级中学|国中", 2),
    (r"小学", 1), (r"文盲|未上|没上|未读|不识字|半文盲|无学历", 0),
)  # fmt: skip
# Who is on social assistance is that beside whatever else the household is: 脱贫户（低保户）.
BESIDE = {"subsistence", "destitute"}
EMPLOYMENT = (
    (r"务农|种地|在家", Employment.FARMING), (r"未就业|失业|待业|无业|未务工", Employment.NONE),
    (r"县外省内|省内县外|市内|州内|省内", Employment.PROVINCE),
    (r"省外|跨省|外省", Employment.AWAY),
    (r"县内|本地|就近|县城|已就业", Employment.LOCAL),
)  # fmt: skip
CHANNELS = (
    (r"走访|入户|上门|家访", Channel.VISIT), (r"电话|电访", Channel.PHONE),
    (r"微信|网络|线上|小程序|QQ|qq", Channel.WECHAT), (r"招聘会|现场", Channel.FAIR),
    (r"本人|自主|自行", Channel.SELF),
)  # fmt: skip
KINDS = (
    (r"编外|机关|事业|政府|辅警|公务", "public"), (r"公益", "welfare"), (r"车间", "workshop"),
    (r"国企|国有|央企", "state"), (r"外资|外企|合资|港澳台", "foreign"), (r"个体", "individual"),
    (r"合作社|农场", "cooperative"), (r"家庭|雇主", "household"), (r"平台", "platform"),
    (r"派遣|外包|中介", "agency"), (r"社会组织", "social"),
    (r"民营|私企|私营|企业|公司|工厂", "private"),
)  # fmt: skip
# What is not wanted must never be read as what is wanted; 不限 and its like deny nothing.
DENIED = re.compile(r"不(?!限|要求|挑|拘|论|一定|怕|管)|[除别非勿拒]|以外|除外|讨厌|没有?兴趣")
NUMBERING = re.compile(r"(?:^|(?<=[\s;；,，、。]))\(?\d{1,2}\s*[.．、)）]\s*(?=\D)")
MOST_WISHES = 20
PUBLIC_KINDS = (
    (r"编外|机关|事业|政府|辅警|公务|合同制|合同工|体制", "public"), (r"公益", "welfare"),
    (r"帮扶车间|扶贫车间", "workshop"), (r"国企|国有|央企", "state"), (r"合作社", "cooperative"),
)  # fmt: skip
LONG = {"village": 60, "workplace": 120, "employer_name": 120, "languages": 60, "remark": 200,
        "training_wish": 80, "asked_by": 40}  # fmt: skip
WISHES = {
    "channel", "asked_by", "wants_work", "occupations", "places", "employer_kinds", "least_pay",
    "needs_lodging", "needs_couple_room", "partner", "available_from", "training_wish", "asked_on",
}  # fmt: skip


def _first(table, text):
    return next((value for pattern, value in table if re.search(pattern, text)), None)


class Ledger:
    """How the cells of one office's sheet are read; one instance serves a whole book."""

    def __init__(self, region, on):
        self.region, self.on = region, on
        self.low, self.high = region.interval()
        self.county = region.pk if region.level == RegionLevel.COUNTY else None
        self._places_of, self._titles = gazetteer(), title_index()
        self._wishes, self._papers = wish_reader(), certificate_names()
        self._known = {}
        self._kinds = set(EmployerKind.objects.values_list("pk", flat=True))
        classes = HouseholdClass.objects.values_list("aliases", "pk")
        named = [("|".join(map(re.escape, words)), code) for words, code in classes]
        self._classes = [(words, code) for words, code in named if code not in BESIDE]
        self._beside = [
            (f"(?<![非无])(?:{words})", code) for words, code in named if code in BESIDE
        ]

    def told(self, field, cell):
        """({name: value}, remarks) that one cell contributes."""
        key = (field, cell)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > 400_000:
                self._known.clear()
            found = self._known[key] = self._read(field, cell)
        return found

    def _read(self, field, cell):
        read = getattr(self, f"_{field}", None)
        if field in LONG:
            text = re.sub(r"\s+", " ", text_of(cell))[: LONG[field]]
            return ({field: text}, ()) if text and not is_blank(cell) else NOTHING_TOLD
        if read is None or (is_blank(cell) and field not in BLANK_SPEAKS):
            return NOTHING_TOLD
        return read(cell)

    # --- the person ---------------------------------------------------------------------

    def _sex(self, cell):
        text = text_of(cell).lower()
        sex = {"男": "male", "女": "female", "m": "male", "f": "female"}.get(text[:1])
        return ({"sex": sex}, ()) if sex else _note("value-unreadable", "sex", text)

    def _ethnicity(self, cell):
        text = re.sub(r"\s+", "", text_of(cell))
        if not re.fullmatch(r"[\u4e00-\u9fff]{1,10}", text):
            return _note("value-unreadable", "ethnicity", text)
        return {"ethnicity": text if text.endswith(("族", "人")) else text + "族"}, ()

    def _born_on(self, cell):
        day = read_day(cell)
        if day is None:
            return {}, (remark("birthday-unreadable", "born_on", text_of(cell)),)
        return {"birthday": day[0], "birthday_exact": day[1]}, ()

    def _age(self, cell):
        match = re.search(r"\d{1,3}", text_of(cell))
        return ({"age": int(match[0])}, ()) if match else NOTHING_TOLD

    def _education(self, cell):
        level = _first(EDUCATION, text_of(cell))
        if level is None:
            return _note("education-unreadable", "education", text_of(cell))
        return {"education": level}, ()

    def _home(self, cell):
        code = self._places_of.find(text_of(cell), self.region.pk)
        if code is not None:
            return {"home": _county(code), **_town(code)}, ()
        if self._places_of.find(text_of(cell)) is not None:
            return {}, (remark("outside-region", "home", text_of(cell)),)
        return NOTHING_TOLD

    def _issued(self, six):
        """The county of today where an identity number was first issued."""
        place = place_of_identity(six)
        return ({"issued": place.pk}, ()) if place else NOTHING_TOLD

    def _town(self, cell):
        text = text_of(cell)
        code = self._places_of.find(text, self.region.pk)
        if code is None and not text.endswith(("镇", "乡", "街道")):
            found = (
                self._places_of.find(text + end, self.region.pk) for end in ("镇", "乡", "街道")
            )
            code = next((code for code in found if code is not None), None)
        if code is None or not _town(code):
            return {"town_said": text}, (remark("town-unknown", "town", text),)
        return {"home": _county(code), **_town(code)}, ()

    def _address(self, cell):
        text = text_of(cell)
        code = self._places_of.find(text, self.region.pk)
        if code is None:
            return NOTHING_TOLD
        told = {"home": _county(code), **_town(code)}
        rest = re.split(r"[镇乡]|街道", text)[-1].strip()
        if rest and rest != text:
            told["village"] = rest[:60]
        return told, ()

    def _household(self, cell):
        return {"household_told": re.sub(r"\s", "", text_of(cell))[:17]}, ()

    def _head_name(self, cell):
        return {"head_name": read_name(cell)}, ()

    def _head_identity(self, cell):
        try:
            return {"head_identity": read_identity(cell).number}, ()
        except Refusal:
            return _note("value-unreadable", "head_identity")

    def _household_classes(self, cell):
        text = text_of(cell)
        if (flag := read_flag(text)) is not None:
            return {"household_classes": ("lifted" if flag else "general",)}, ()
        found, told, notes = [], {}, ()
        if re.search(r"退役|退伍", text):
            told["is_veteran"] = True
        if re.search(r"(?<!非)残疾", text):
            told["disability"] = "held"
        for part in re.split(r"[、,，;；/+和 ]+", text):
            kind = _first(self._classes, part)
            if kind is None and re.search(r"监测", part):
                kind = HouseholdClass.MARGINAL
                notes = (remark("class-coarse", "household_classes", text),)
            if kind and kind not in found:
                found.append(kind)
        found += [code for words, code in self._beside if re.search(words, text)]
        if not found:
            return told, () if told else _note("class-unreadable", "household_classes", text)[1]
        return told | {"household_classes": tuple(found)}, notes

    def _employment(self, cell):
        kind = _first(EMPLOYMENT, text_of(cell))
        if kind is None:
            return _note("value-unreadable", "employment", text_of(cell))
        return {"employment": str(kind.value)}, ()

    def _graduated_in(self, cell):
        match = re.search(r"(?:19|20)\d{2}", text_of(cell))
        return ({"graduated_in": int(match[0])}, ()) if match else NOTHING_TOLD

    def _is_veteran(self, cell):
        text = text_of(cell)
        flag = read_flag(text)
        if flag is None and re.search(r"退役|退伍|复员|转业", text):
            flag = not re.match(r"非|不是", text)
        return ({"is_veteran": flag}, ()) if flag is not None else NOTHING_TOLD

    def _certificates(self, cell):
        text = text_of(cell)
        found = tuple(sorted(self._papers.find(text)))
        if not found:
            return _note("certificate-unknown", "certificates", text)
        return {"certificates": found}, ()

    def _experience_years(self, cell):
        text = text_of(cell)
        match = re.search(r"\d{1,2}", text)
        years = int(match[0]) if match else han_number(re.sub(r"[年以上余多]+$", "", text))
        return ({"years": min(years, 60)}, ()) if years is not None else NOTHING_TOLD

    def _experience(self, cell):
        """[(occupation, years or None)] from 电工3年、缝纫工（5年）."""
        found = []
        for part in re.split(r"[、,，;；/\n]+", text_of(cell)):
            match = re.search(r"([\d零一二两三四五六七八九十]{1,3})\s*年", part)
            years = None
            if match:
                years = int(match[1]) if match[1].isdecimal() else han_number(match[1])
            trade = re.sub(
                r"[（(].*?[)）]|[\d零一二两三四五六七八九十]{1,3}\s*年.*|从事|做过|干过|经验|工作",
                "",
                part,
            )
            best = self._titles.ask(trade, 1) if len(trade) >= 2 else ()
            if best and best[0][2] >= SURE_ENOUGH:
                found.append((best[0][0], years))
        return ({"trades": tuple(found)}, ()) if found else NOTHING_TOLD

    # --- the wish -----------------------------------------------------------------------

    def _wants_work(self, cell):
        text = text_of(cell)
        if re.search(r"无意愿|不愿|暂不|无就业|没有意愿|不外出|创业|不想|无务工", text):
            return {"wants_work": False}, ()
        flag = read_flag(text)
        if flag is None:
            flag = (
                bool(re.search(r"外出|务工|就业|本地|县内|就近|公益|省外|省内|愿|想", text)) or None
            )
        if flag is None:
            return _note("value-unreadable", "wants_work", text)
        return {"wants_work": flag}, ()

    def _wish_occupation(self, cell):
        text = NUMBERING.sub("、", text_of(cell))
        if DENIED.search(text):
            return {}, (remark("wish-negated", "wish_occupation", text),)
        found, lost, kinds = [], [], []
        for rank, (said, spans) in enumerate(work_wishes(self._wishes, text), start=1):
            found += [(rank, low, high, said[:60]) for low, high in spans]
            if not spans and (kind := _first(PUBLIC_KINDS, said)) in self._kinds:
                # 国企, 合同制: a kind of employer, whatever the work.
                kinds.append(kind)
                found.append((rank, *ANY_WORK, said[:60]))
            elif not spans:
                lost.append(said)
        if not found:
            return {}, (remark("wish-unknown", "wish_occupation", text),)
        notes = tuple(remark("wish-part-unknown", "wish_occupation", said) for said in lost)
        found, notes = _bounded(found, notes, "wish_occupation")
        told = {"occupations": found}
        return (told | {"employer_kinds": tuple(dict.fromkeys(kinds))} if kinds else told), notes

    def places(self, cell, home):
        """Wishes for places depend on where the person lives, so the home is part of the key."""
        key = ("wish_place", cell, home)
        if key not in self._known:
            self._known[key] = self._places(NUMBERING.sub("、", text_of(cell)), home)
        return self._known[key]

    def _places(self, text, home):
        if DENIED.search(text):
            return {}, (remark("wish-negated", "wish_place", text),)
        found, lost = [], []
        for rank, (said, spans) in enumerate(place_wishes(self._wishes, text, home), start=1):
            found += [(rank, low, high, said[:60]) for low, high in spans]
            lost += [] if spans else [said]
        if not found:
            return {}, (remark("place-unknown", "wish_place", text),) if lost else ()
        notes = tuple(remark("place-part-unknown", "wish_place", said) for said in lost)
        found, notes = _bounded(found, notes, "wish_place")
        return {"places": found}, notes

    def _least_pay(self, cell):
        text = text_of(cell)
        pay = read_pay(cell)
        if pay is not None:
            return {"least_pay": pay}, ()
        if re.search(r"面议|不限|随|都|均|无要求|越高", text) or text.startswith("<"):
            return NOTHING_TOLD
        return _note("pay-unreadable", "least_pay", text)

    def _lodging(self, cell):
        text = text_of(cell)
        told = {"needs_couple_room": True} if "夫妻" in text else {}
        flag = True if "夫妻" in text else read_flag(text)
        if flag is None and re.search(r"住", text):
            flag = not re.search(r"自理|自行|不|无", text)
        return ({"needs_lodging": flag} | told, ()) if flag is not None else NOTHING_TOLD

    def _couple_room(self, cell):
        flag = read_flag(cell)
        return ({"needs_couple_room": flag}, ()) if flag is not None else NOTHING_TOLD

    def _partner(self, cell):
        text = re.sub(r"[（(].*?[)）]", "", text_of(cell))
        try:
            return {"partner": read_identity(text).number}, (remark("partner-open", "partner"),)
        except Refusal:
            name = read_name(re.sub(r"^(?:与|和|跟)|(?:一起|同行|同去)$", "", text))
        if is_name(name) and read_flag(name) is None and len(name) <= 30:
            return {"partner": name}, ()
        return NOTHING_TOLD

    def _together(self, cell):
        """夫妻是否同行: with whom is known from who is head and who is spouse of the household."""
        flag = read_flag(cell)
        if flag is None and "夫妻" in text_of(cell):
            flag = not DENIED.search(text_of(cell))
        return ({"as_couple": True}, ()) if flag else NOTHING_TOLD

    def _partner_identity(self, cell):
        try:
            return {"partner_identity": read_identity(cell).number}, ()
        except Refusal:
            return _note("value-unreadable", "partner")

    def _available_from(self, cell):
        text = text_of(cell)
        if re.search(r"暂不|不外出|未定|待定|不确定", text):
            return NOTHING_TOLD
        if re.search(r"随时|立即|马上|现在|即可|尽快|本月|近期", text):
            return {"available_from": self.on}, ()
        if day := read_day(cell):
            return {"available_from": day[0]}, ()
        if re.search(r"十五|元宵", text):
            return {"available_from": self._after_festival(15)}, ()
        if re.search(r"节后|年后|正月", text):
            return {"available_from": self._after_festival(7)}, ()
        if "下月" in text or "下个月" in text:
            return {
                "available_from": (self.on.replace(day=1) + timedelta(days=32)).replace(day=1)
            }, ()
        if match := re.search(r"(\d{1,2})\s*(?:[-~—至到]\s*\d{1,2}\s*)?月", text):
            return self._month(int(match[1]), text)
        return _note("date-unreadable", "available_from", text)

    def _month(self, month, text):
        if not 1 <= month <= 12:
            return _note("date-unreadable", "available_from", text)
        year = self.on.year + (1 if month < self.on.month else 0)
        return {"available_from": max(self.on, date(year, month, 1))}, ()

    def _after_festival(self, days):
        """Seven days on, the eighth of the new year, factories take people on again."""
        ends = sorted(first + timedelta(days=days) for first in FESTIVALS.values())
        return next((day for day in ends if day >= self.on), self.on)

    def _asked_on(self, cell):
        day = read_day(cell)
        if day is None or not day[1] or day[0] > self.on:
            return _note("date-unreadable", "asked_on", text_of(cell))
        return {"asked_on": day[0]}, ()

    def _channel(self, cell):
        channel = _first(CHANNELS, text_of(cell))
        return ({"channel": str(channel.value)}, ()) if channel else NOTHING_TOLD

    def _employer_kinds(self, cell):
        text = text_of(cell)
        if re.search(r"不限|都可|均可|随便", text):
            return {"employer_kinds": ()}, ()
        found = []
        for part in re.split(r"[、,，;；/ ]+", text):
            kind = _first(KINDS, part)
            if kind in self._kinds and kind not in found:
                found.append(kind)
        if not found:
            return _note("value-unreadable", "employer_kinds", text)
        return {"employer_kinds": tuple(found)}, ()


BLANK_SPEAKS = {"wants_work", "is_veteran", "lodging", "couple_room", "household_classes"}


def _bounded(found, notes, field):
    """Each interval once, at its best rank; no more wishes than a person can have."""
    first = {}
    for rank, low, high, said in found:
        first.setdefault((low, high), (rank, low, high, said))
    kept = tuple(wish for wish in first.values() if wish[0] <= MOST_WISHES)
    if len(kept) < len(first):
        notes = (*notes[:3], remark("wishes-many", field))
    return kept, notes


def _note(code, field, said=""):
    return {}, (remark(code, field, said),)


def _county(code):
    """The county of a region code of six or nine digits."""
    return code // 1000 if code > 999_999 else code


def _town(code):
    return {"town": code} if code > 999_999 else {}
