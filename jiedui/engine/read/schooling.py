"""Schooling, years of experience and certificates that the post requires, not prefers."""

import re

from jiedui.engine.read.finding import Value
from jiedui.engine.read.numerals import whole
from jiedui.engine.read.passage import Passage, clauses

LEVELS = ("none", "primary", "junior", "senior", "college", "bachelor")
_SCHOOL = (
    (
        "bachelor",
        r"博士|硕士|研究生|(?:大学)?本科|学士|统招本|大学(?!专科|城|生|路|[一-龥]{0,4}[实训]|学院"
        r"|毕业生)",
    ),
    ("college", r"大专|专科|高职|高等职业"),
    (
        "senior",
        r"高中|中专|中职|技校|职高|技工学校|中技|职业高中|职业学校|高级中学|中等(?:专业|职业|以上)",
    ),
    ("junior", r"初中|初级中学"),
    ("primary", r"小学"),
)
_WORD = re.compile("|".join(f"(?P<{level}>{words})" for level, words in _SCHOOL))
_OPEN = re.compile(
    r"(?:学历|文化)(?:程度|水平|要求)?[::]?\s*(?:不限|无要求|不作要求|无限制|不要求|无)"
    r"|(?:不限|无需|不要求|不看|不论|无)(?:学历|文化)(?!\w{0,3}[以])|学历、?(?:专业|经验"
    r"|性别)[^,;。]{0,6}不限"
)
_REQUIRED = re.compile(
    r"学历|文化|(?:\(含\))?以上|\(含\)|及上|毕业|程度|专业|生|可$|即可|均可|起|不低于|最低|要求|或"
    r"|、|[,;。\s]|$"
)
_PREFERRED = re.compile(r"优先|优先录用|更佳|者佳|欢迎|放宽")
_ONLY_PREFERRED = re.compile(
    r"(?:及|或|\(含\))?(?:以上)?(?:学历|文化|程度|毕业生?)*(?:者|的)?(?:优先|更佳|为佳|尤佳)"
)
_NOT_SCHOOLING = re.compile(
    r"(?:高校|(?<![初高])中学(?!历)|院校|幼儿园|教师|老师|辅导|英语|数学|课程|教育机构|中专班|中级"
    r"|初级|高级)"
)
_CELL_OPEN = {
    "不限",
    "无",
    "无要求",
    "不要求",
    "学历不限",
    "无限制",
    "不限学历",
    "未要求",
    "没有要求",
}

_YEARS = re.compile(
    r"(?:(?P<n>(?<![0-9])[0-9]{1,2}|[一两二三四五六七八九十]{1,2})\s*(?:[-~至到]+\s*[0-9]{1,2})?\s*(?:年"
    r"|周年)"
    r"(?P<half>半)?\s*(?:及)?(?:以\s*上|\(含\)以上)?)"
)
_OF_EXPERIENCE = re.compile(
    r"经验|驾龄|工作经历|经历|工龄|从业|司龄|实务|工作$|工作[,;。)]|检验$|检验[,;]"
)
_YEARS_OF = re.compile(r"(?:经验|驾龄|从业|经历|驾照|从事[^,;。]{1,8}|行业)[:\s为要求至少]{0,5}$")
_NONE_NEEDED = re.compile(
    r"无(?:需)?(?:工作)?经验(?!者?[^,;。]{0,3}(?:勿|不))|有无(?:工作)?经验|经验不限"
    r"|不限(?:工作)?经验"
    r"|无相关工作经验亦可|生手(?:亦|也|均)?可|生熟手均可|不要求(?:工作)?经验|工作经验不限"
)

_CERTIFICATE = re.compile(
    r"(?P<driver>[ABC][1-4](?![A-Za-z0-9])(?:[、/或和及,]?[ABC][1-4])*(?:本|类|型"
    r"|牌)*(?:及?以上)?(?:机动车)?"
    r"(?:驾驶?证|驾照|照|证)?"
    r"|(?<![A-Za-z])[ABCabc][、/]?[ABCabc]?[、/]?[ABCabc]?(?:类|本|型)?(?:驾照|照|驾驶证|本驾照))"
    r"|(?P<named>叉车证|叉车操作证|天车证|行车证|吊车证|装载机驾驶证|转载机驾驶证"
    r"|(?:高压|低压)?电工(?:操作|特种作业)?证|(?:特种作业)?焊工(?:操作)?证|登高证|高空作业证"
    r"|锅炉(?:工)?(?:操作)?证|司炉证|压力容器(?:操作)?证|危化品(?:从业)?资格证|押运证"
    r"|(?:道路运输)?从业资格证|健康证(?:明)?|会计(?:从业资格)?证|初级会计(?:师|证)"
    r"|教师资格证(?:书)?|护士(?:执业)?资?格?证"
    r"|保安(?:员)?(?:上岗)?证|消防(?:设施操作员|证)|建构筑物消防员证|养老护理员证|育婴(?:师|员)证"
    r"|保育员证"
    r"|厨师证|计算机(?:等级)?证|普通话证|导游证|执业药师证?|建造师(?:证)?|造价师|安全员证"
    r"|安全工程师"
    r"|检测员上岗证|上岗证|操作证|特种(?:设备)?(?:作业|操作)证|电梯(?:作业|安全管理|维修)?证"
    r"|美容师证|驾驶证|驾照)"
)
_TO_BRING = re.compile(r"身份|办理|免费|协助|考取|报销|发放|培训后|颁发|获得")


def read_education(passages: list[Passage]) -> Value[str] | None:
    """The lowest schooling that suffices, as one of `LEVELS`; None when nothing is said.

    In running text the first clause that requires a level decides, and within it the
    lowest level named (中专或高中以上). A preference (优先) requires nothing.
    """
    weak: Value[str] | None = None
    for passage in passages:
        text = passage.folded
        if passage.cell == "education":
            if found := _education_cell(passage):
                return found if weak is None or found.value != "none" else weak
            continue
        opening = _OPEN.search(text)
        for start, end in clauses(text) if _WORD.search(text) else ():
            level = _required_level(text, start, end)
            if level is None:
                continue
            if opening and opening.start() < start:
                break
            return Value(level[0], 90, passage.words(level[1], level[2]), passage.cell)
        if opening:
            return Value("none", 90, passage.words(*opening.span()), passage.cell)
    return weak


def _education_cell(passage: Passage) -> Value[str] | None:
    text = passage.folded.strip()
    if not text:
        return None
    if text in _CELL_OPEN or _OPEN.search(text):
        return Value("none", 90, passage.written.strip(), passage.cell)
    levels = [match for match in _WORD.finditer(text)]
    if not levels:
        return None
    lowest = min(levels, key=lambda match: LEVELS.index(str(match.lastgroup)))
    level = str(lowest.lastgroup)
    if "以下" in text and "及以下" not in text:
        level = "none"
    return Value(level, 95, passage.words(*lowest.span()), passage.cell)


def _required_level(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    clause = text[start:end]
    found: tuple[str, int, int] | None = None
    for match in _WORD.finditer(clause):
        after = clause[match.end() : match.end() + 12]
        if _NOT_SCHOOLING.search(clause[max(0, match.start() - 2) : match.end() + 3]):
            continue
        if _ONLY_PREFERRED.match(after):
            continue
        if _PREFERRED.search(after) and "以上" not in after[:5] and "及" not in after[:2]:
            continue
        if _PREFERRED.search(clause) and not re.search("学历|文化|以上", clause):
            continue
        if not _REQUIRED.match(after) and not _REQUIRED.match(after[1:]):
            continue
        level = str(match.lastgroup)
        if found is None or LEVELS.index(level) < LEVELS.index(found[0]):
            found = (level, start + match.start(), start + match.end())
    return found


def read_experience(passages: list[Passage]) -> Value[int] | None:
    """Whole years of experience required; None when none are, whether said or left unsaid."""
    for passage in passages:
        text = passage.folded
        for start, end in clauses(text) if "年" in text else ():
            clause = text[start:end]
            if "年" not in clause:
                continue
            if "优先" in clause and not re.search(r"以上", clause):
                continue
            for match in _YEARS.finditer(clause):
                rest = clause[match.end() : match.end() + 22]
                named = _OF_EXPERIENCE.search(rest) or _YEARS_OF.search(clause[: match.start()])
                if not named and not (passage.cell == "experience" and "应届" not in clause):
                    continue
                if "优先" in rest or clause[: match.start()].endswith(("满", "每", "干", "工龄")):
                    continue
                if rest.startswith(("以内", "以下", "及以下", "内")):
                    continue
                years = whole(match["n"])
                if years is not None and 0 < years <= 40:
                    words = passage.words(start + match.start(), start + match.end())
                    return Value(years, 90, words, passage.cell)
        if _NONE_NEEDED.search(text):
            return None
    return None


def read_certificates(passages: list[Passage]) -> tuple[Value[str], ...]:
    """Certificates and driving licences the post asks for, in the order named, each once."""
    held: dict[str, Value[str]] = {}
    for passage in passages:
        text = passage.folded
        if not any(sign in text for sign in "证照本师驾上"):
            continue
        for match in _CERTIFICATE.finditer(text):
            around = text[max(0, match.start() - 5) : match.start()]
            after = text[match.end() : match.end() + 6]
            if _TO_BRING.search(around) or "优先" in after:
                continue
            name = match.group()
            if match["driver"] and not _is_licence(match.group(), after):
                continue
            sure = 90 if re.search(r"[持有须具]", around) else 75
            held.setdefault(name, Value(name, sure, passage.words(*match.span()), passage.cell))
    return tuple(held.values())


def _is_licence(words: str, after: str) -> bool:
    return (
        "照" in words
        or "证" in words
        or "本" in words
        or bool(re.match(r"\s*(?:及以上|以上|驾)", after))
    )
