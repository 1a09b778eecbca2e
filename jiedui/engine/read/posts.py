"""Which posts an ad names, and which stretch of the text speaks of which post."""

import re
from typing import NamedTuple

from jiedui.engine.read.passage import Passage
from jiedui.engine.read.people import COUNT, UNCOUNTED

_ENDINGS = (
    "工|员|师|师傅|司机|保安|安保|保洁|经理|主管|助理|店长|会计|出纳|文员|学徒|干部|人才|领班|组长|班长|队长|厂长|科长|部长|课长|队员"
    "|专员|导购|前台|客服|主任|人员|阿姨|销售|仓管|库管|质检|品管|品检|护士|教师|老师|编辑|翻译|代表|顾问|兼职|实习生|护理|手|炉台|案板|面点"
    "|操作|维修|叉车|驾驶|采购|跟单|护卫|收银|接待|礼宾|迎宾|厨|吧员|总监|总管|总务|后勤|内勤|外勤|业务|车床|铣床|钻床|冲床|数控|电工|代工"
    "|样衣|制版|绣花|整烫|裁床|车位|普车|钳|焊|抛光|组装|装配|包装|打包|主持|演艺|教练|模特|设计|财务|人事|行政|法务|运营|主播|骑手|家政|月嫂|保姆|护工|辅警|医生|药师|营养|秘书|储备|客户服务|长白班|管理"
)
_TITLE = re.compile(rf"[\u4e00-\u9fffA-Za-z0-9+/\\、()&·.\s-]{{0,28}}?(?:{_ENDINGS})")
_ENUM = r"(?:[0-9]{1,2}\s*[、.,)，](?![0-9])\s*|[一二三四五六七八九十]{1,2}\s*[、.,]\s*|[(][0-9一二三四五六七八九十]{1,2}[)]\s*|岗位[一二三四五六七八九]?\s*[:]\s*|[①-⑳]\s*|第[一二三四五]\s*[、:]\s*)"
_HEADING = re.compile(
    rf"(?P<enum>{_ENUM})?(?P<title>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9+/、()&\s-]{{0,22}}?)"
    rf"\s*[:,(\s]{{0,3}}(?P<count>{COUNT}|{UNCOUNTED}(?=[名人;,。)(\s:]|$)|各[0-9一二两]{{1,3}}[名人])"
)
_ITEM = re.compile(
    rf"(?:^|(?<=[;。\s:!,]))(?P<enum>{_ENUM})(?P<title>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9+/、()&-]{{0,16}}?(?:\s[\u4e00-\u9fff]{{1,4}})?)\s*(?=[:;,(。\s]|$)"
)
_NAMED = re.compile(
    r"(?:^|(?<=[;。\s!]))(?P<title>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9+/、()&-]{0,14}?)[:](?=[男女若高初大中本小年有熟持1-9一])"
)
_CALLED = re.compile(
    r"^.*(?:招聘以下(?:岗位|人员|员工)?|以下岗位|诚聘|招聘|急聘|招收|急招|招|聘|需|另|以及|岗位|职位|人员如下|如下|[:;。,])(?=[^:;。,]{2,})"
)
_NOT_A_POST = re.compile(
    r"公司|企业|集团|现有|拥有|要求|工资|薪|待遇|学历|年龄|以上|福利|经验|工作(?!人员)|地址|优先|提供|负责|条件|时间|限女|限男|男女|不限|住宿|宿舍"
    r"|具有|能够|熟悉|身体|吃苦|社会|面向|广大|员工(?:食|生|宿)|平米|注册|职责|描述|资格|简章|简介|满|每|奖|补|入职|签订|按照|规定|享受|公寓|部门|我们|会做|夏季|毕业|专业|技术等级|退伍|客户公司|人均|周岁|可以|适应|服从|联系|电话|乘|站|路|车站|公交|以下|及其|等各|共计|年度|高薪|机会"
)
_POST_ENDING = re.compile(rf"(?:{_ENDINGS})(?:\([^)]*\))?$")
_TAIL = re.compile(
    r"以上(?:所有|各)?(?:岗位|职位|人员|工作|工种|人数)|(?:^|(?<=[\s;。,、]))(?:[一二三四五六七八九0-9]、)?(?:岗位|任职|应聘|招聘)(?:要求|条件|资格)[:]"
    r"|(?:员工|公司|岗位|薪资|薪酬)?\s*福\s*利(?:待遇)?[:]|福利待遇|薪资福利|公司地址|工作时间[:]|[一二三四五六]、待遇|注[:]|薪酬待遇[:]"
)
_WAGES = re.compile(r"(?:薪资|工资)?待遇[:]|薪资[:]")

_TITLE_NOISE = re.compile(
    rf"[(][^()]*(?:急聘|诚聘|急招|高薪|包吃|包住|六险|五险|福利|若干|坐着|空调|白班|补贴|补助|工资|[0-9]+[名人]|早餐|全职|兼职都|年龄|待遇|不限|长期|可学徒|[0-9]元|男|女)[^()]*[)]?"
    rf"|(?:急聘|诚聘|急招|高薪诚聘|招聘|招收)[:]?|[:;,。!]+$|\s*(?:{COUNT}|若干名?|数名|[一二两三]位)(?=$|[/、;,\s)])|^[0-9]+元/小?时\s*"
)
_TITLE_LIMITS = re.compile(
    r"(?:男|女)(?:性)?[0-9]{2}岁?以[下上].*$|[0-9]{2}岁以[下上].*$|月薪.*$|包(?:食宿|吃住).*$|工资[0-9].*$"
)
_RECRUITS = re.compile(r"^.{2,12}招聘(?=.{2,})")
_BOTH_SEXES = re.compile(r"^男女(?:性)?(?=.{2,})")
_PARTING = re.compile(r"\s*[/、;,\\]+\s*|\s+及(?=[\u4e00-\u9fff]{2})")


class Section(NamedTuple):
    """One named post and its stretch of the text."""

    title: str
    count: str
    start: int
    heading_end: int
    end: int


class Layout(NamedTuple):
    """How a text is laid out: the posts it names and what is said of all of them."""

    sections: tuple[Section, ...]
    common: tuple[tuple[int, int], ...]


def clean_title(folded: str) -> str:
    """The post's name as an officer would list it: no “招聘”, no number, no bracketed noise."""
    title = _RECRUITS.sub("", folded.strip())
    title = _TITLE_LIMITS.sub("", title)
    title = _TITLE_NOISE.sub("", title)
    title = _BOTH_SEXES.sub("", title.strip(" :;,。、/!"))
    title = re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", title)
    return title.strip(" :;,。、/-!") or folded.strip(" :;,。、/-!")


def split_title(title: str) -> list[str]:
    """The posts that one title cell names, brackets left out: 食堂厨师、厨师长 → two."""
    bare = re.sub(r"[(][^()]*[)]?", "", title)
    parts = [part.strip() for part in re.split(r"[/、;,，；\\]+", bare) if part.strip()]
    if (len(parts) == 2 and parts[1].startswith(("二保", "氩弧"))) or len(parts) <= 1:
        return [bare.strip() or title]
    return parts


def is_post_name(words: str) -> bool:
    """Whether these words can be the name of a post."""
    return (
        2 <= len(words) <= 22
        and _POST_ENDING.search(words) is not None
        and _NOT_A_POST.search(words) is None
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


def _headings(text: str) -> list[tuple[str, str, int, int]]:
    found: dict[int, tuple[str, str, int, int]] = {}
    for match in _HEADING.finditer(text):
        title, shift = _bare(match["title"])
        if is_post_name(title):
            start = match.start("title") + shift
            found[start] = (title, match["count"], match.start(), match.end())
    for pattern in (_ITEM, _NAMED):
        for match in pattern.finditer(text):
            title = re.sub(r"\s+", "", match["title"]).rstrip("(")
            if is_post_name(title) and not any(
                other[2] <= match.start("title") < other[3] for other in found.values()
            ):
                found[match.start("title")] = (title, "", match.start(), match.end())
    return _once(sorted(found.values(), key=lambda heading: heading[2]))


def _bare(words: str) -> tuple[str, int]:
    called = _CALLED.match(words)
    shift = called.end() if called else 0
    rest = words[shift:]
    stripped = rest.lstrip(" 现将拟)")
    shift += len(rest) - len(stripped)
    return re.sub(r"\s+", "", stripped).rstrip("("), shift


def _once(headings: list[tuple[str, str, int, int]]) -> list[tuple[str, str, int, int]]:
    """A post named again later (with its requirements) is the same post."""
    kept: list[tuple[str, str, int, int]] = []
    for heading in headings:
        if not any(same_post(heading[0], other[0]) for other in kept):
            kept.append(heading)
    return kept


def same_post(one: str, other: str) -> bool:
    """气保焊工 and 焊工, 设备维修工 and 维修工: one names the other more exactly."""
    return one == other or one.endswith(other) or other.endswith(one)


def _tail_start(text: str, headings: list[tuple[str, str, int, int]]) -> int:
    last_end = headings[-1][3]
    if len(headings) == 1:
        return len(text)
    tails = [_TAIL.search(text, last_end)]
    earlier = text[headings[0][3] : headings[-1][2]]
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


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 2.0
    if one in other or other in one:
        return 1.0 + min(len(one), len(other)) / max(len(one), len(other))
    shared = len(set(one) & set(other))
    return 2 * shared / (len(set(one)) + len(set(other)) or 1)
