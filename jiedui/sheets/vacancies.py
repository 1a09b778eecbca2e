"""Vacancies: the cells of a row become one posting, read and judged as any job ad is."""

import json
import re
import zlib
from dataclasses import MISSING, asdict, fields
from datetime import date

from stdnum.cn import uscc

from jiedui.catalog.models import Region
from jiedui.catalog.queries import certificate_names, gazetteer
from jiedui.sheets.cells import is_blank, read_count, read_day, read_flag, text_of
from jiedui.sheets.ledger import KINDS
from jiedui.sheets.models import Verdict
from jiedui.sheets.remarks import DOUBT, NOTE, REFUSE, SAID, gravity, remark
from jiedui.sheets.workers import ERRORS, as_stored, cell_of, plan_of, to_json
from jiedui.vacancies import bridge
from jiedui.vacancies.actions import keep_vacancies
from jiedui.vacancies.models import Level
from jiedui.vacancies.queries import Objection, Posting, compare

EDUCATION = {"none": 0, "primary": 1, "junior": 2, "senior": 3, "college": 4, "bachelor": 5}
READ_CELLS = {
    "company": "company", "title": "job_title", "headcount": "headcount", "gender": "gender",
    "age": "age", "education": "education", "experience": "experience", "pay": "pay",
    "benefits": "benefits", "workplace": "workplace", "text": "text",
    "list_region": "list_region",
}  # fmt: skip
# Words that belong to the free text of an ad, each behind the name of its column.
IN_TEXT = {"certificates": "证书要求", "skill": "技能要求", "duties": "工作内容", "shifts": "班次"}
SAID_AS = {
    "title": "岗位", "headcount": "人数", "gender": "性别", "age": "年龄", "education": "学历",
    "experience": "经验", "certificates": "证书", "skill": "技能", "pay": "薪资",
    "benefits": "待遇", "shifts": "班次", "workplace": "工作地点", "duties": "工作内容",
    "text": "要求",
}  # fmt: skip
MANY = 10_000
UNSURE = 55
DAYS = {"latest_start", "valid_until"}
DEFAULTS = {
    each.name: each.default_factory() if each.default_factory is not MISSING else each.default
    for each in fields(Posting)
}
ABROAD = re.compile(r"国外|境外|海外|美国|日本|韩国|新加坡|非洲|欧洲|俄罗斯|越南|老挝|缅甸|柬埔寨")
AGENCY = re.compile(r"人力资源|劳务|派遣|职业介绍|人才服务|外包")


class Reader:
    """Reads and judges the rows of one book of vacancies."""

    def __init__(self, region, on, columns, scope, *, firm=None):
        self.region, self.on, self.scope, self.firm = region, on, scope, firm
        self.plan, self.wages = plan_of(columns), bridge.Wages(on)
        self.places, self.papers = gazetteer(), certificate_names()
        regions = Region.objects.only("code", "level", "prefix")
        self.intervals = {region.pk: region.interval() for region in regions}
        self.seen = {}

    def read(self, cells, odd=()):
        """(values, remarks) of one row; `odd` are columns whose formula has no result."""
        remarks, told = [], {}
        for field, columns in self.plan:
            if any(column in odd for column in columns):
                remarks.append(remark("formula-empty", field))
            cell = cell_of(field, columns, cells, remarks)
            if cell in ERRORS:
                remarks.append(remark("cell-error", field))
            elif cell != "":
                told[field] = cell
        return self._posting(told, remarks), remarks

    def _posting(self, told, remarks):
        words = {field: text_of(cell) for field, cell in told.items()}
        if self.firm is not None:
            self._be_the_firm(words, remarks)
        finding = bridge.read_ad(cells=ad_cells(words))
        post = finding.posts[0]
        values = self._who(words, post, remarks)
        self._openings(told, words, post, finding, values, remarks)
        self._where(words, post, values, remarks)
        values |= _terms(words, post, self.papers)
        values |= self._kind_of_work(post, remarks)
        found = bridge.objections(finding) + self.wages.objections(values)
        values["breaches"] = [asdict(one) for one in found]
        levels = {one["level"] for one in values["breaches"]}
        for level, code in ((Level.PROHIBIT, "law-prohibit"), (Level.REVIEW, "law-review")):
            if level in levels:
                rules = sorted({b["rule"] for b in values["breaches"] if b["level"] == level})
                remarks.append(remark(code, "text", "、".join(rules)))
        if values["pay_low"] is None and values["pay_high"] is None:
            remarks.append(remark("pay-unclear", "pay", values["pay_said"]))
        if values["valid_until"] and values["valid_until"] < self.on:
            remarks.append(remark("posting-expired", "valid_until", values["valid_until"]))
        values["evidence"] = _evidence(post)
        values["said"] = "\n".join(
            f"{name}：{words[field]}" for field, name in SAID_AS.items() if words.get(field)
        )
        return {
            name: value
            for name, value in values.items()
            if value is not None and value != DEFAULTS.get(name, MISSING)
        }

    def _be_the_firm(self, words, remarks):
        """The posts of a firm's own sheet are its own; a row that names another is refused."""
        named = re.sub(r"\s+", "", words.get("company", ""))
        code = re.sub(r"\s", "", words.get("credit_code", "")).upper()
        if named not in {"", self.firm.name} or code not in {"", self.firm.credit_code}:
            remarks.append(remark("firm-other", "company"))
        words["company"], words["credit_code"] = self.firm.name, self.firm.credit_code or ""
        words["licence"] = self.firm.licence

    def _who(self, words, post, remarks):
        title = post.title.value if post.title else ""
        employer = re.sub(r"\s+", "", words.get("company", ""))
        for field, value in (("title", title), ("employer", employer)):
            if not value:
                remarks.append(remark(f"{field}-missing", field))
        kind = next((k for p, k in KINDS if re.search(p, words.get("employer_kind", ""))), "")
        code = re.sub(r"\s", "", words.get("credit_code", "")).upper()
        if code and not uscc.is_valid(code):
            remarks.append(remark("credit-code-wrong", "credit_code"))
            code = ""
        is_agency = kind == "agency" or bool(AGENCY.search(employer))
        return {
            "employer_name": employer[:120],
            "title": title[:80],
            "mark": words.get("mark", "")[:40],
            "credit_code": code,
            "employer_kind": kind or ("agency" if is_agency else ""),
            "employer_is_agency": is_agency,
            "licence": words.get("licence", ""),
        }

    def _openings(self, told, words, post, finding, values, remarks):
        cell = told.get("headcount", "")
        count = read_count(cell) if cell != "" else None
        if count is None and post.headcount is not None:
            count = post.headcount.value
        if count == 0:
            remarks.append(remark("openings-zero", "headcount"))
        elif count is None or count < 0:
            remarks.append(remark("openings-unclear", "headcount", words.get("headcount", "")))
        else:
            values["openings"] = count
            if count > MANY:
                remarks.append(remark("openings-huge", "headcount", count))
        if len(finding.posts) > 1:
            told_here = cell != "" and count and words.get("title")
            remarks.append(remark("posts-more" if told_here else "posts-many", "title"))
        values["reserved"] = read_count(told.get("reserved", "")) or 0
        values["couple_rooms"] = read_count(told.get("couple_rooms", "")) or 0

    def _where(self, words, post, values, remarks):
        code = None
        for field in ("workplace", "list_region"):
            found = self.places.find(words.get(field, "")) if words.get(field) else None
            if found is not None and (code is None or self._is_inside(code, found)):
                code = found
        if code is None and not ABROAD.search(words.get("workplace", "")):
            code = self._place_from_elsewhere(words, post, remarks)
        values["workplace"] = words.get("workplace", "")[:160]
        if code is None:
            remarks.append(remark("workplace-unknown", "workplace", values["workplace"]))
            return
        code = code // 1000 if code > 999_999 else code
        low, high = self.intervals[code]
        if any(start <= low and high <= end for start, end in self.scope):
            values["region"] = code
        elif any(low < end and start < high for start, end in self.scope):
            remarks.append(remark("workplace-unknown", "workplace", values["workplace"]))
        else:
            remarks.append(remark("vacancy-outside", "workplace", values["workplace"]))

    def _place_from_elsewhere(self, words, post, remarks):
        if post.place is not None and post.place.cell != "company":
            return int(post.place.value.code)
        code = self.places.find(words["company"]) if words.get("company") else None
        if code is not None:
            remarks.append(remark("workplace-from-name", "workplace"))
        return code

    def _is_inside(self, outer, inner):
        low, high = self.intervals[outer]
        return low <= (inner // 1000 if inner > 999_999 else inner) < high

    def _kind_of_work(self, post, remarks):
        if post.occupation is None:
            remarks.append(remark("occupation-unknown", "title"))
            return {}
        if post.occupation.confidence < UNSURE:
            remarks.append(remark("occupation-unsure", "title", post.occupation.value.best.name))
        return {"occupation": post.occupation.value.best.code}

    # --- many rows ----------------------------------------------------------------------

    def remember(self, number, values):
        key = row_key(values)
        if key is not None:
            self.seen.setdefault(key, (number, checksum(values)))
        return key

    def mark(self, values):
        """Nothing is worked out beforehand: lists of vacancies are short."""

    def judge(self, rows, marks=None):
        """[(number, values, remarks, verdict, changes, key, subject)] for rows as read."""
        judged = []
        for number, values, remarks in rows:
            key = self.remember(number, values)
            if key in self.seen and key is not None and self.seen[key][0] != number:
                first, said = self.seen[key]
                code = "same-line-twice" if said == checksum(values) else "posting-twice"
                remarks.append(remark(code, "title", first))
            judged.append((number, values, remarks, key))
        ready = {}
        for number, values, remarks, _key in judged:
            if is_complete(values) and _gravest(remarks) != REFUSE:
                ready[number] = posting_of(values)
        compared = dict(zip(ready, _compare_each_alone(ready), strict=True))
        found = []
        for number, values, remarks, key in judged:
            verdict, changes, vacancy = _verdict(compared.get(number), remarks)
            found.append((number, values, remarks, verdict, changes, key, vacancy))
        return found


def ad_cells(words):
    """{field: words} of a row as the cells that the reader of ads takes."""
    cells = {kind: words[field] for field, kind in READ_CELLS.items() if words.get(field)}
    if "pay" not in cells and (words.get("pay_low") or words.get("pay_high")):
        ends = [words[end] for end in ("pay_low", "pay_high") if words.get(end)]
        cells["pay"] = "-".join(ends) + _per(words.get("pay_period", ""))
    elif re.fullmatch(r"\d{2,6}(?:\s*[-~—至到]\s*\d{2,6})?", cells.get("pay", "")):
        cells["pay"] += _per(words.get("pay_period", ""))
    if "age" not in cells and (words.get("age_low") or words.get("age_high")):
        low, high = words.get("age_low"), words.get("age_high")
        cells["age"] = (
            f"{low}-{high}岁" if low and high else (f"{low}岁以上" if low else f"{high}岁以下")
        )
    # 是否提供食宿 is answered with a yes or a no.
    yes_no = {True: "包吃，包住", False: "不包吃，不包住"}
    if cells.get("benefits", "") in {"是", "否", "提供", "不提供", "包", "不包", "有", "无"}:
        cells["benefits"] = yes_no[cells["benefits"] in {"是", "提供", "包", "有"}]
    extra = [cells["benefits"]] if "benefits" in cells else []
    for field, yes, no in (("board", "包吃", "不包吃"), ("lodging", "包住", "不包住")):
        if words.get(field):
            flag = read_flag(words[field])
            extra.append(words[field] if flag is None else yes if flag else no)
    if words.get("insurance"):
        flag = read_flag(words["insurance"])
        extra.append("缴纳社保" if flag else "不缴社保" if flag is False else words["insurance"])
    if extra:
        cells["benefits"] = "，".join(extra)
    rest = [f"{name}：{words[f]}" for f, name in IN_TEXT.items() if words.get(f)]
    if rest:
        cells["text"] = "\n".join([*([cells["text"]] if "text" in cells else []), *rest])
    return cells


def _per(period):
    """The unit of a bare figure: what the sheet says, else the month."""
    for words, unit in (("小时", "元/小时"), ("时", "元/小时"), ("天", "元/天"), ("日", "元/天"),
                        ("年", "元/年"), ("件", "元/件")):  # fmt: skip
        if words in period:
            return unit
    return "元/月"


def _compare_each_alone(ready):
    """Compared with what is registered; twins within the sheet were met before."""
    found, rest = {}, dict(ready)
    while rest:
        batch, met = {}, set()
        for number, posting in rest.items():
            key = (posting.employer_name, posting.region, posting.title, posting.mark)
            if key not in met:
                met.add(key)
                batch[number] = posting
        found |= dict(zip(batch, compare(list(batch.values())), strict=True))
        rest = {number: posting for number, posting in rest.items() if number not in batch}
    return [found[number] for number in ready]


def _verdict(one, remarks):
    """(verdict, changes, vacancy) and, added to `remarks`, why a posting was refused."""
    if one is not None and one.refusal:
        code = one.refusal.code
        remarks.append(remark(code if code in SAID else "posting-refused", "title"))
    worst = _gravest(remarks)
    if worst == REFUSE or one is None:
        return (Verdict.REFUSED if worst == REFUSE else Verdict.DOUBTFUL), {}, None
    vacancy = one.vacancy.pk if one.vacancy is not None else None
    changes = {name: list(pair) for name, pair in one.changes.items()}
    if any(kept["code"] == "same-line-twice" for kept in remarks):
        return Verdict.SAME, {}, vacancy
    if worst:
        return Verdict.DOUBTFUL, changes, vacancy
    if vacancy is None:
        return Verdict.NEW, {}, None
    return (Verdict.CHANGED if changes else Verdict.SAME), changes, vacancy


def _gravest(remarks):
    levels = {gravity(kept["code"]) for kept in remarks} - {NOTE}
    return REFUSE if REFUSE in levels else DOUBT if DOUBT in levels else ""


def _terms(words, post, papers):
    """What the post demands and offers, with the words kept beside the figures."""
    pay, ages = (post.pay.value if post.pay else None), (post.age.value if post.age else None)
    low = pay and pay.monthly_low_fen
    high = pay and pay.monthly_high_fen
    held = [one.value for one in post.certificates] + [words.get("certificates", "")]
    who = [words.get(f, "") for f in ("gender", "age", "education", "experience", "skill", "text")]
    flag = read_flag(words["insurance"]) if words.get("insurance") else None
    return {
        "age_min": ages and ages.low,
        "age_max": ages and ages.high,
        "education": EDUCATION.get(post.education.value, 0) if post.education else 0,
        "experience": (post.experience_years.value or 0) if post.experience_years else 0,
        "certificates": sorted(papers.find("、".join(held))),
        "pay_low": low // 100 if low else None,
        "pay_high": high // 100 if high else None,
        "pay_period": pay.period if pay else "month",
        "pay_said": (words.get("pay") or _two_ends(words))[:160],
        "pay_assumption": pay.assumption if pay else "",
        "board": post.board.value if post.board else None,
        "lodging": post.lodging.value if post.lodging else None,
        "insurance": post.insurance.value if post.insurance else flag,
        "shifts": (words.get("shifts") or "、".join(one.value for one in post.shifts))[:80],
        "duties": words.get("duties", ""),
        "conditions": "；".join(dict.fromkeys(filter(None, who))),
        "contact": words.get("contact", ""),
        "latest_start": _day(words.get("latest_start", "")),
        "valid_until": _day(words.get("valid_until", ""))
        or (post.expires.value if post.expires else None),
    }


def _two_ends(words):
    return "-".join(words[end] for end in ("pay_low", "pay_high") if words.get(end))


def _day(text):
    day = read_day(text) if text and not is_blank(text) else None
    return day[0] if day and day[1] and day[0].year > 1990 else None


def _evidence(post):
    """{field: how sure, from which words, in which cell} as the reader gave it."""
    found = {}
    for name in (
        "title", "occupation", "headcount", "pay", "age", "education", "experience_years",
        "board", "lodging", "insurance", "place", "expires",
    ):  # fmt: skip
        value = getattr(post, name)
        if value is not None:
            found[name] = {
                "confidence": value.confidence, "words": value.words, "cell": value.cell,
            }  # fmt: skip
    return found


def row_key(values):
    if not is_complete(values):
        return None
    told = [str(values.get(n, "")) for n in ("employer_name", "region", "title", "mark")]
    # Four bytes of each half: two posts must not meet by chance in one sheet.
    text = "|".join(told).encode()
    return (zlib.crc32(text) << 28) ^ zlib.adler32(text[::-1])


def is_complete(values):
    return all(name in values for name in ("employer_name", "title", "region", "openings"))


def checksum(values):
    told = {name: value for name, value in values.items() if name not in {"evidence", "breaches"}}
    return zlib.crc32(to_json(told).encode())


def from_json(values):
    return {
        name: date.fromisoformat(value) if name in DAYS and isinstance(value, str) else value
        for name, value in values.items()
    }


def posting_of(values):
    told = dict(values)
    told["breaches"] = tuple(Objection(**one) for one in told.get("breaches", ()))
    for name in ("certificates", "preferred"):
        told[name] = tuple(told.get(name, ()))
    return Posting(**told)


def keep(rows, *, on, by, source):
    """Write the rows whose base has not moved since the review (see `sheets.workers.keep`)."""
    postings = {row: posting_of(values) for row, values, *_ in rows}
    compared = dict(zip(postings, _compare_each_alone(postings), strict=True))
    ready, answers = [], {}
    for row, _values, verdict, changes, _deliberately in rows:
        remarks = []
        now, fresh, vacancy = _verdict(compared[row], remarks)
        was_new = verdict == Verdict.NEW or (verdict == Verdict.DOUBTFUL and not changes)
        if now == Verdict.SAME:
            answers[row] = (vacancy, Verdict.SAME, {}, None)
        elif now == Verdict.REFUSED:
            answers[row] = (None, now, {}, remarks[0])
        elif as_stored(fresh) != json.loads(to_json(changes)) or (vacancy is None) != was_new:
            answers[row] = (vacancy, Verdict.DOUBTFUL, fresh, remark("changed-meanwhile"))
        else:
            ready.append(row)
    kept = keep_vacancies([postings[row] for row in ready], on=on, by=by, source=source)
    verdicts = {row: verdict for row, _values, verdict, *_ in rows}
    for row, one in zip(ready, kept, strict=True):
        if one.refusal is not None:
            code = one.refusal.code if one.refusal.code in SAID else "posting-refused"
            answers[row] = (None, Verdict.REFUSED, {}, remark(code, "title"))
        else:
            answers[row] = (one.vacancy_id, verdicts[row], None, None)
    return answers
