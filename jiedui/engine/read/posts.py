"""Which posts an ad names, and which stretch of the text speaks of which post."""

import re
from itertools import pairwise
from typing import NamedTuple

from jiedui.engine.read.passage import Passage, clauses
from jiedui.engine.read.people import COUNT, UNCOUNTED

_ENDINGS = (
    "工(?!资|价|期|龄|地|伤|时|会|作(?!人员)|厂|业)|员|师|师傅|司机|保安|安保|保洁|经理|主管|助理|店长|会计|出纳|文员|学徒|干部|人才|领班|组长"
    "|班长|队长|厂长|科长|部长|课长|队员"
    "|专员|导购|前台|客服|主任|人员|阿姨|销售|仓管|库管|质检|品管|品检|护士|教师|老师|编辑|翻译"
    "|代表|顾问|兼职|实习生|护理|手|炉台|案板|面点"
    "|操作|维修|叉车|驾驶|采购|跟单|护卫|收银|接待|礼宾|迎宾|厨|吧员|总监|总管|总务|后勤|内勤|外勤"
    "|业务|车床|铣床|钻床|冲床|数控|电工|代工"
    "|样衣|制版|绣花|整烫|裁床|车位|钳|焊|抛光|组装|装配|包装|打包|主持|演艺|教练|模特|设计"
    "|财务|人事|行政|法务|运营|主播|骑手|家政|月嫂|保姆|护工|辅警|医生|药师|营养|秘书|储备"
    "|客户服务|长白班|管理|岗位?|服务生|管家|嫂|大姐|打荷|砧板|切配|传菜生?|上什|水台|炒锅|炉头|头锅|荷头|配菜|凉菜|烧腊|烧烤|炒菜|主厨|厨师长|楼面长|打杂|洗碗|工人|检验|小妹|机长|站长"
)
_ENUM = (
    r"(?:(?<![0-9])[0-9]{1,2}\s*[、.,)](?![0-9])\s*|[一二三四五六七八九十]{1,2}\s*[、.,]\s*"
    r"|[(][0-9一二三四五六七八九十]{1,2}[)]\s*|岗位[一二三四五六七八九]?\s*[:]\s*|[①-⑳]\s*"
    r"|第[一二三四五]\s*[、:]\s*)"
)
_SIGN = r"[一-龥A-Za-z0-9/、&·-]"
_NAME = (
    rf"(?:[一-龥]\s{{1,4}}[一-龥](?:\s{{1,4}}[一-龥]){{0,10}}"
    rf"|[一-龥A-Za-z]{_SIGN}{{1,17}}?)(?:[(][^()]{{0,16}}[)])?(?:\s、\s?[一-龥]{{2,8}})?"
)
_HEADING = re.compile(
    rf"(?P<enum>{_ENUM})?(?P<title>{_NAME})\s*[:,(\s]{{0,3}}"
    rf"(?P<count>{COUNT}|{UNCOUNTED}(?=[名人;,。)(\s:]|$)|各[0-9一二两]{{1,3}}[名人])"
)
_ITEM = re.compile(
    rf"(?:^|(?<=[;。\s:!,]))(?P<enum>{_ENUM})(?P<title>{_NAME}(?:(?<=[、/])\s{_SIGN}{{2,8}})?)"
    r"\s*(?=[:;,(。\s]|$)"
)
_NAMED = re.compile(
    rf"(?:^|(?<=[;。\s!:]))(?P<title>{_NAME}(?:\s?、\s?{_SIGN}{{2,8}}){{0,4}})[:]"
    r"(?=[男女若高初大中本小年有熟持身限会懂能1-9一])"
)
_LABELLED = re.compile(
    rf"(?:招聘)?(?:职位|岗位|工种)(?:名称)?[:)]\s*(?P<title>{_NAME})(?=[\s,;。]|$)"
)
_BRACKETED = re.compile(rf"[(](?P<title>{_SIGN}{{2,12}})[)]\s*(?P<count>{COUNT})")
_WITH_DEMANDS = re.compile(rf"(?:^|(?<=[;。\s]))(?P<title>{_NAME})[。,\s]\s*(?:岗位|任职)?要求[:]")
_PAID = re.compile(rf"(?:^|(?<=[;。\s]))(?P<title>{_NAME})\s+(?=[0-9]{{4,5}}\s*(?:元|[-~]))")
# 砧板7500、打荷5500: each post with its wage, in a line of them
_PRICED = re.compile(
    rf"(?:^|(?<=[;。.\s、,:/招聘]))(?P<title>[一-龥A-Za-z]{{0,7}}?(?:{_ENDINGS})(?:工|员|师傅?)?)\s?(?:工资|月薪|薪资)?[:]?"
    r"(?=[0-9]{4,5}\s*(?:元|[-~到至]|[,、;。/+]|[起左]|$))"
)
_NO_KIND = re.compile(
    r"^学徒工?$|^(?:不?熟练|技术|新|老|正式|男|女|普通|试用|临时|社会|学生|小时|初级|中级|高级|一般|特级|[0-9])*(?:技?工人?|员工?|师傅?|手|人员)$"
)
_COUNT_FIRST = re.compile(
    rf"(?:招聘?|招收|急招|急聘|诚聘|需要?|另招|聘|(?<=[名人位]{{1}})|(?<=[、,;和及与\s]))(?P<count>{COUNT})"
    rf"(?P<title>[一-龥A-Za-z]{{0,9}}?(?:{_ENDINGS})(?:工|员|师傅?|学徒)?)(?=[,。;、(:和及\s]|$)"
)
# Lists of bare names: 招聘工种：车工、铣工、钳工; 车位工、烫工等岗位
_ONE_NAME = rf"[一-龥A-Za-z]{{0,9}}?(?:{_ENDINGS})(?:工|员|师傅?)?"
_LISTS = (
    re.compile(
        rf"(?:招聘|招工|急招|急聘|诚聘|所需)?(?:职位|岗位|工种|人员|职务)(?:名称)?[:)]\s*"
        rf"(?P<title>{_ONE_NAME}(?:\s?[、/,]\s?{_ONE_NAME}){{1,14}})(?=等|[。;,\s]|$)"
    ),
    re.compile(
        rf"(?<![一-龥])(?P<title>{_ONE_NAME}(?:[、/]{_ONE_NAME}){{1,14}})等(?=[^,。;]{{0,10}}(?:岗位|工种|职位|人员|用工))"
    ),
)
_AND_SO_ON = re.compile(r"[、/][^,;。、/]{2,14}等[^,;。]{0,10}(?:岗位|工种|职位|人员|用工)")
# A table pasted as text: its head-counts bear no unit
_TABLE_HEADER = re.compile(r"(?:岗位|职位|工种)[^\n。;]{0,20}人数[^\n。;:]{0,60}\n")
_TABLE_ROW = re.compile(
    rf"(?<=\n)[ ]{{0,8}}(?:[0-9]{{1,2}}[ 、.|/]{{1,4}})?(?P<title>[一-龥A-Za-z]{_SIGN}{{1,11}}?)"
    r"[ |/]{1,8}(?P<count>[0-9]{1,4})(?=[ |/\n]|$)"
)
_SPOKEN = (_WITH_DEMANDS, _PAID, _PRICED, _COUNT_FIRST)
_WAGE_FIGURE = re.compile(r"[0-9]{4}\s*(?:[元\-~到至,、;。/+起左]|$)|[0-9]{5}")
_COUNTED = frozenset({_TABLE_ROW, _HEADING, _BRACKETED, _COUNT_FIRST})
_DEPARTMENT = re.compile(r"[一二三四五六七八九十(]")
_FIRST_ITEM = re.compile(r"\s*[:]?\s*(?:1\s*[、.,)]|[(]1[)]|①)")
_AFTER_CALL = re.compile(
    r"(?:招聘岗位|岗位名称|招聘职位|职位名称|岗位|职位|工种|直招|急招|急聘|诚聘|诚招|招聘|招收"
    r"|招工|招|聘)"
    rf"[:\s]{{0,2}}(?:[0-9]{{1,5}}[多余]?\s?[名位个人]|[一二两三四五六七八九十]{{1,2}}[名位]|一批|若干|大量|[数多]名)?"
    rf"(?P<title>{_SIGN}{{0,12}}?(?:{_ENDINGS})(?:工|员"
    rf"|生|技工|师傅?|学徒工?)?)(?![一-龥]{{0,2}}[名人位要公])"
)
_NEXT_NAME = re.compile(
    rf"\s*[、/]\s*(?P<title>[一-龥A-Za-z]{{1,8}}?(?:{_ENDINGS})(?:工|员|师傅?)?)(?=[、/,(:;。!\s]|$)"
)
_AT_START = re.compile(
    rf"(?:^|[|)\s。!:])(?P<title>{_SIGN}{{0,12}}?(?:{_ENDINGS})(?:工|员|生|技工|师傅?|学徒工?)?)"
    rf"(?=[:,(;\s。!|]|$|[0-9A-Z男女若数招需急工薪月底]|要求|[火大]|[夜白早晚长]白?班|夫妻)"
)
_CALLED = re.compile(
    r"^.*(?:公司(?!经理|主管|文员|前台|会计|出纳|司机|员工|职工)|(?<=[一-龥]{4})厂(?![长医务区房内家])|招聘以下(?:岗位|人员|员工)?|以下岗位|诚聘|招聘|选聘|急聘|招收|急招|招|聘|需|另|以及|其中|一批|岗位"
    r"|职位|人员如下|如下|[:;。,])(?=[^:;。,]{2,})"
)
_NOT_A_POST = re.compile(
    r"的|制定|完成|协助|进行|保证|配合|按时|做好|参与|处理|熟练(?:掌握|使用|操作(?![工员]))|"
    r"实行|^[一二三四五六七八九十]+、|^(?:全体|本地|外地)?(?:员工|职工|人员|工人们?)$"
    r"|^[一-龥]{0,4}?岗位?$|公司|企业|集团|现有|在职|童工|拥有|要求|工资|薪|待遇|学历|年龄|以上"
    r"|福利|经验|工作(?!人员)"
    r"|地址|优先|提供|负责|条件|时间|限女|限男|男女|不限|住宿|宿舍(?!管)"
    r"|具有|能够|熟悉|身体|吃苦|社会|面向|广大|员工(?:食|生|宿)|平米|注册|职责|描述|资格|简章|简介"
    r"|满[0-9一二三勤意]|每|奖|补[贴助偿]|入职|签订|按照|规定|享受|公寓(?!管)|部门(?!经理|主管)"
    r"|我们|会做|夏季|毕业|专业|技术等级|退伍"
    r"|客户公司|人均|周岁|可以|适应|服从|联系|电话(?!销售|客服|营销)|乘[坐车0-9]|站[下牌点]|路口"
    r"|[0-9]路|车站|公交(?!驾驶|车?司机)|以下|及其|等各|共计|年度"
    r"|周[一二三四五六日]|高薪|机会|到手|岗位人员|共$"
)
_ANY_ENDING = re.compile(_ENDINGS)
_LABEL = re.compile(r"(?:岗位|职位|工种)(?:名称)?[:)]\s*[^,;。\s]{0,8}$")
POST_ENDING = re.compile(rf"(?:{_ENDINGS})(?:\([^)]*\))?$")
_TAIL = re.compile(
    r"以上(?:所有|各)?(?:岗位|职位|人员|工作|工种|人数)|(?:^"
    r"|(?<=[\s;。,、]))(?:[一二三四五六七八九0-9]、)?(?:岗位|任职|应聘|招聘)(?:要求|条件|资格)[:]"
    r"|(?:员工|公司|岗位|薪资|薪酬)?\s*福\s*利(?:待遇)?[:]|福利待遇|薪资福利|公司地址|工作时间[:]"
    r"|[一二三四五六]、待遇|注[:]|薪酬待遇[:]"
)
_LINE_END = re.compile(r"[。\n](?=\s*\S)|(?<=;)(?=(?:均|统一|全部))")
_OF_THE_FIRM = re.compile(r"现有|拥有|在职|共有|注册资|占地")
_REQUIREMENTS = re.compile(r"(?:岗位|任职|应聘|招聘)(?:要求|条件|资格)\s*[:]")
_WAGES = re.compile(r"(?:薪资|工资)?待遇[:]|薪资[:]")


class Section(NamedTuple):
    """One named post and its stretch of the text."""

    title: str
    headcount: str
    start: int
    heading_end: int
    end: int


class Layout(NamedTuple):
    """How a text is laid out: the posts it names and what is said of all of them."""

    sections: tuple[Section, ...]
    common: tuple[tuple[int, int], ...]


def is_post_name(words: str) -> bool:
    """Whether these words can be the name of a post."""
    return (
        2 <= len(words) <= 22
        and _NOT_A_POST.search(words) is None
        and any(POST_ENDING.search(part) for part in re.split("[/、]", words))
    )


def lay_out(passage: Passage) -> Layout:
    """Find the headings of posts in a running text and cut it into their stretches."""
    text = passage.folded
    headings = _headings(text)
    if not headings:
        return Layout((), ((0, len(text)),))
    sections: list[Section] = []
    tail = _tail_start(text, headings)
    for number, (title, count, start, heading_end) in enumerate(headings):
        end = headings[number + 1][2] if number + 1 < len(headings) else tail
        sections.append(Section(title, count, start, heading_end, max(end, heading_end)))
    common = [(0, headings[0][2]), (tail, len(text))]
    return Layout(tuple(sections), tuple(span for span in common if span[0] < span[1]))


def lone_titles(passage: Passage) -> list[tuple[int, int]]:
    """Where a text without a list names its post: after 招聘, or at its very beginning.

    Posts joined to the first by 、 or / (招理货员、装卸工、叉车工) follow it.
    """
    return _lone_spans(passage.folded)


def _lone_spans(text: str) -> list[tuple[int, int]]:
    for pattern in (_AFTER_CALL, _AT_START):
        for match in pattern.finditer(text):
            if is_post_name(match["title"]):
                return [match.span("title"), *_joined(text, match.end("title"))]
    return []


def _joined(text: str, at: int) -> list[tuple[int, int]]:
    """The further names of a list that goes on here, unless they are one craft."""
    spans: list[tuple[int, int]] = []
    while (match := _NEXT_NAME.match(text, at)) and is_post_name(match["title"]):
        spans.append(match.span("title"))
        at = match.end()
    return spans


def _headings(text: str) -> list[tuple[str, str, int, int]]:
    found: list[tuple[str, str, int, int]] = _listed(text)
    table = (_TABLE_ROW,) if _TABLE_HEADER.search(text) else ()
    spoken = _SPOKEN if _WAGE_FIGURE.search(text) else (_WITH_DEMANDS, _COUNT_FIRST)
    for pattern in (*table, _HEADING, _BRACKETED, _LABELLED, _ITEM, _NAMED, *spoken):
        for match in pattern.finditer(text):
            title, shift = _bare(match["title"])
            start = match.start("title") + shift
            if pattern is _HEADING and match["title"].endswith("、"):
                continue  # “214名环卫工人、22名环卫司机”: the number belongs to the next
            if pattern is _HEADING and _OF_THE_FIRM.search(text, _sentence(text, start), start):
                continue
            if not is_post_name(title) or any(other[2] <= start < other[3] for other in found):
                continue
            if pattern is _ITEM and _is_department(text, match):
                continue
            if pattern in (_PRICED, _COUNT_FIRST) and _NO_KIND.match(title):
                continue
            if pattern is _PRICED and _named_before(text, title, found):
                continue
            count = match["count"] if pattern in _COUNTED else ""
            begin = match.start() if shift == 0 else start
            found.append((title, count, begin, match.end()))
    return _once(text, sorted(found, key=lambda heading: heading[2])[:_MOST_HEADINGS])


def _named_before(text: str, title: str, found: list[tuple[str, str, int, int]]) -> bool:
    """Whether a wage behind this name only follows up a list that called the post already."""
    if any(title in heading[0] for heading in found):
        return True
    return len(_lone_spans(text)) > 1


def _listed(text: str) -> list[tuple[str, str, int, int]]:
    """Lists of bare names; a list of one is left to the other patterns."""
    found: list[tuple[str, str, int, int]] = []
    for pattern in _LISTS if _AND_SO_ON.search(text) else _LISTS[:1]:
        for match in pattern.finditer(text):
            names = [name.strip() for name in re.split("[、/,]", match["title"])]
            free = not any(one[2] <= match.start("title") < one[3] for one in found)
            if free and all(map(is_post_name, names)):
                found.append(("、".join(names), "", match.start("title"), match.end("title")))
    return found


def _is_department(text: str, match: re.Match[str]) -> bool:
    """“三、后勤：1、会计”: a line of the outer list over the first line of an inner one."""
    outer = _DEPARTMENT.match(match["enum"]) is not None
    return outer and _FIRST_ITEM.match(text, match.end()) is not None


def _sentence(text: str, at: int) -> int:
    """Where the sentence around this sign begins."""
    return max(text.rfind(stop, 0, at) for stop in "。;!\n") + 1


def _bare(words: str) -> tuple[str, int]:
    """The heading's own name, without the call before it and the bracket behind it."""
    called = _CALLED.match(words)
    shift = called.end() if called else 0
    rest = words[shift:].lstrip()
    shift = len(words) - len(rest)
    return re.sub(r"\s+|[(][^()]*[)]?$", "", rest).rstrip("/、-"), shift


def _once(text: str, headings: list[tuple[str, str, int, int]]) -> list[tuple[str, str, int, int]]:
    """A post named again is the same post; under 任职要求 its name may have become shorter."""
    kept: list[tuple[str, str, int, int]] = []
    for heading in headings:
        if any(heading[0] == other[0] for other in kept):
            continue
        again = bool(kept) and _REQUIREMENTS.search(text, kept[0][3], heading[2])
        if again and any(same_post(heading[0], other[0]) for other in kept):
            continue
        kept.append(heading)
    return kept


def labelled_only(title: str, text: Passage, layout: Layout) -> bool:
    """Whether the title cell is a slogan, and only the text says 岗位：店员."""
    if len(layout.sections) != 1 or _ANY_ENDING.search(title) or not title:
        return False
    section = layout.sections[0]
    return _LABEL.search(text.folded[: section.start + 8]) is not None


def share_of(cell: Passage, titled: list[str]) -> list[Passage]:
    """The clauses of a cell that speak of the first titled post, if it parts the posts by name."""
    spans = list(clauses(cell.folded))
    named = [any(name in cell.folded[start:end] for name in titled) for start, end in spans]
    if not any(named):
        return [cell]
    own = [span for span in spans if titled[0] in cell.folded[span[0] : span[1]]]
    own = own or [span for span, other in zip(spans, named, strict=True) if not other]
    return [cell.part(*span) for span in own]


def says_nothing(title: str) -> bool:
    """技能岗位 and the like: the menu's word over a text that names the posts."""
    return _SAYS_NOTHING.search(title) is not None


def names_in(section: Section) -> list[str]:
    """The posts one heading names: 服务员、传菜员 are two, 普车、数控车床工 is one."""
    names = [name.strip() for name in section.title.split("、")]
    return names if all(map(is_post_name, names)) else [section.title]


def same_post(one: str, other: str) -> bool:
    """气保焊工 and 焊工: one is more exact; 客服 and 客户服务: one is short for the other."""
    if one.endswith(other) or other.endswith(one):
        return True
    short, long = sorted((one, other), key=len)
    return len(long) == 2 * len(short) > 2 and long[::2] == short


def _tail_start(text: str, headings: list[tuple[str, str, int, int]]) -> int:
    last_end = headings[-1][3]
    if len(headings) == 1:
        return len(text)
    bodies = [text[one[3] : other[2]] for one, other in pairwise(headings)]
    if all(len(body.strip(" ,;。、:")) < 4 for body in bodies):
        return last_end
    tails = [_TAIL.search(text, last_end)]
    earlier = text[headings[0][3] : headings[-1][2]]
    if not any(re.search(r"[。\n]\s*\S", body.rstrip(" 。\n")) for body in bodies):
        tails.append(_LINE_END.search(text, last_end))
    if not _WAGES.search(earlier):
        tails.append(_WAGES.search(text, last_end))
    return min((tail.start() for tail in tails if tail), default=len(text))


def section_for(titles: list[str], layout: Layout) -> Section | None:
    """The stretch of the titled post: the same name, else the most signs in common."""
    best: tuple[float, Section] | None = None
    for section in layout.sections:
        for title in titles:
            score = _likeness(title, section.title)
            if score > 0.45 and (best is None or score > best[0]):
                best = (score, section)
    return best[1] if best else None


_GENERAL = re.compile(r"普工|操作[工员]|作业员|(?:生产|一线|流水线)(?:员工|工人)|工人$|技能工")
_SAYS_NOTHING = re.compile(
    r"^(?:技能|技术|生产|各|多个?|招聘|所有|以上)?(?:岗位?|人员|职位|工种)$|普工技能工"
)
_MOST_HEADINGS = 120
_COMMON_SIGNS = frozenset("工员人师的")


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 2.0
    if one in other or other in one:
        return 1.0 + min(len(one), len(other)) / max(len(one), len(other))
    if _GENERAL.search(one) and _GENERAL.search(other):
        return 0.9
    ours, theirs = set(one) - _COMMON_SIGNS, set(other) - _COMMON_SIGNS
    return 2 * len(ours & theirs) / (len(ours) + len(theirs) or 1)
