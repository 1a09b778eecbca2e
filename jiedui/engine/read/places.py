"""Where the work is: the most exact region that the ad's own words support."""

import re
from typing import NamedTuple

from jiedui.engine.read.finding import Place, Value
from jiedui.engine.read.lexicon import Lexicon, Region
from jiedui.engine.read.passage import Passage

_NOT_A_REGION = re.compile(
    r"\s*(?:[东西南北中]?[一二三四]?(?:路|街|大道|巷|桥|酒店|银行|牌|籍|户|班|人(?!民)|族|菜|方言|话)"
    r"|大学|学院)"
)
# Counties whose short names are everyday words: 客户资源, 落落大方, 安居乐业
_EVERYDAY = frozenset(
    [
        "资源",
        "资中",
        "大方",
        "通道",
        "互助",
        "乐业",
        "和平",
        "平安",
        "光明",
        "东方",
        "同心",
        "友好",
        "长安",
        "安定",
        "文明",
        "建设",
        "团结",
        "红星",
        "前进",
        "振兴",
        "永安",
        "永新",
        "新华",
        "新城",
        "新区",
        "新市",
        "城关",
        "城区",
        "城中",
        "城东",
        "城西",
        "城南",
        "城北",
        "开发",
        "工农",
        "向阳",
        "东风",
        "宏伟",
        "站前",
        "中原",
        "长城",
        "中站",
        "解放",
        "西市",
        "东河",
        "北关",
        "南关",
        "中方",
        "双流",
        "万全",
        "大通",
        "三元",
        "东升",
        "大化",
        "临城",
        "灵活",
        "上街",
        "下街",
        "管城",
        "康定",
        "共和",
        "民和",
        "新和",
        "富民",
        "尚义",
        "大同",
        "大安",
        "兴业",
        "兴安",
        "正安",
        "吉安",
        "吉利",
        "利通",
        "保定",
        "安平",
        "太平",
        "泰和",
        "富裕",
        "宝清",
        "富源",
        "兴隆",
        "阳光",
        "平和",
        "永和",
        "永善",
    ]
)
_PLAINLY_SAID = re.compile(r"(?:工作|上班|办公)(?:地点|地址|地)[):为是在]{0,2}\s*$")
_SPEAKS_OF_PLACE = re.compile(
    r"(?:工地|工作(?:地点|地址|地|区域|单位)|上班(?:地点|地址|地)|地\s*址|地点|位于|地处"
    r"|[座坐]落(?:于|在)?|厂址|办公地|报到地)[^。;\n]{0,30}$"
)
_AS_ADDRESS = re.compile(
    r"[^,;。\s]{0,12}(?:镇|乡|路|街|大道|号|工业园|开发区|园区|产业园|村|大厦|广场)"
)
_CLIPPED = re.compile(r"\s*([一-龥][县市区旗])")
_AWAY = re.compile(r"[(](?:赴|面向|去往|发往)[^)]*[)]")
_BRACKET = re.compile(r"[(]([^)]{2,12})[)]")


_CALLS = re.compile(r"^(?:急招|急聘|诚聘|诚招|招聘|直招|高薪)+")
# 大理石, 金华火腿, 普洱茶: wares that are named after a place
_WARES = re.compile(r"[石玉茶酒火菜面粉酱醋锅饼鸭鸡鱼羊牛肉米陶瓷]")
_BEFORE_TITLE = re.compile(r"^(?:[0-9]{1,2}[、.]\s*|\([^()]{1,6}\)\s*|[!\s])+")
_LOCAL = re.compile(
    r"[镇乡村路街道号区园厂店楼栋城站港桥巷弄里院校]|本[公单]|公司|单位|大厦|广场|各地|就近|面议|不限|全国|详|^\s*[-—/无]"
)
_ABROAD = re.compile(
    r"美国|英国|法国|德国|日本|韩国|新加坡|马来西亚|泰国|越南|柬埔寨|缅甸|老挝|菲律宾|印尼|印度"
    r"|阿联酋|迪拜|沙特|以色列|俄罗斯|澳大利亚|澳洲|新西兰|加拿大|波兰|匈牙利|塞尔维亚|墨西哥|巴西"
    r"|非洲|欧洲|中东|东南亚|安哥拉|尼日利亚|埃塞俄比亚|阿尔及利亚|刚果|赞比亚|肯尼亚|国外|海外|境外"
)


class Mention(NamedTuple):
    """A region's name found in a passage."""

    region: Region
    start: int
    end: int
    full: bool


def mentions(text: str, lexicon: Lexicon, within: Region | None = None) -> list[Mention]:
    """Region names in the order of the text, each read inside the ones named before it.

    A bare short name (吴江, 朝阳) of a county counts only inside its known city or
    province, or where it is the only region of that name; before 路 or 街 it is a street.
    """
    found: list[Mention] = []
    context = within
    done = 0
    for start in lexicon.region_signs.finditer(text):
        at = start.start()
        words = lexicon.region_heads.get(text[at : at + 2]) if at >= done else None
        hit = words and next((word for word in words if text.startswith(word, at)), None)
        if not hit:
            continue
        region = _which(hit, lexicon, context)
        end = at + len(hit)
        full = region is not None and (hit == region.name or hit != region.short)
        if region is None or (not full and _NOT_A_REGION.match(text, end)):
            continue
        if not full and context is None and hit in _EVERYDAY:
            continue
        found.append(Mention(region, at, end, full))
        context = region
        done = end
    return found


def _which(word: str, lexicon: Lexicon, context: Region | None) -> Region | None:
    held = lexicon.regions_by_name[word]
    known = context is not None
    while context is not None:
        inside = [region for region in held if _within(region, context, lexicon)]
        if inside:
            return _broadest(inside)
        context = lexicon.regions.get(context.parent)
    broad = [region for region in held if region.level != "county"]
    if broad:
        return _broadest(broad)
    if len(held) != 1 or (known and word != held[0].name):
        return None
    return held[0]


def _broadest(held: list[Region]) -> Region:
    order = {"province": 0, "city": 1}
    return min(held, key=lambda region: (order.get(region.level, 2), region.code))


def _within(region: Region, wider: Region, lexicon: Lexicon) -> bool:
    step: Region | None = region
    while step is not None:
        if step.code == wider.code:
            return True
        step = lexicon.regions.get(step.parent)
    return False


def _most_exact(found: list[Mention], lexicon: Lexicon) -> Mention | None:
    """Follow the first chain 省 → 市 → 县 to its end; a second address begins a new chain."""
    if not found:
        return None
    best = found[0]
    for mention in found[1:]:
        if mention.region.code != best.region.code and _within(
            mention.region, best.region, lexicon
        ):
            best = mention
        elif not _within(best.region, mention.region, lexicon):
            break
    return best


def read_place(
    cells: dict[str, Passage], texts: list[Passage], lexicon: Lexicon
) -> Value[Place] | None:
    """The workplace's region: its own cell first, then addresses in the text, then the firm.

    The list's region only says where the list was published; the firm's name decides
    against it only when no workplace is given.
    """
    listed = _base(cells.get("list_region"), lexicon)
    base = listed.region if listed else None
    workplace = cells.get("workplace")
    best: tuple[Mention, Passage, int] | None = None
    if listed:
        best = (listed, cells["list_region"], 75)
    if workplace and (own := _most_exact(mentions(workplace.folded, lexicon, base), lexicon)):
        best = _better(best, (own, workplace, 95), lexicon, own.full)
    elif workplace and base and (clipped := _clipped(workplace, base, lexicon)):
        best = (clipped, workplace, 70)
    titled = cells.get("job_title")
    if titled:
        best = _in_title(titled, best, lexicon)
    for passage in texts:
        best = _in_text(passage, best, lexicon)
    company = cells.get("company")
    if workplace and not (best and best[1] is workplace) and not _LOCAL.search(workplace.folded):
        if _ABROAD.search(workplace.folded):
            return None
        if len(workplace.folded.strip()) < 5:
            company = None  # a place that nobody can read is not overruled by a firm's name
        best = best and (best[0], best[1], min(best[2], 40))
    if company and (named := _in_company(company, lexicon, best[0].region if best else None)):
        moves = not workplace and named.region.level != "province"
        best = _better(best, (named, company, 70), lexicon, moves)
    if best is None:
        return None
    mention, passage, sure = best
    place = Place(mention.region.code, mention.region.name)
    return Value(place, sure, passage.words(mention.start, mention.end), passage.cell)


def listed_region(cells: dict[str, Passage], lexicon: Lexicon) -> Region | None:
    """The region of the list the ad stood in, else that of the workplace's own cell."""
    for kind in ("list_region", "workplace"):
        if (found := _base(cells.get(kind), lexicon)) is not None:
            return found.region
    return None


def in_one_province(region: Region, base: Region | None) -> bool:
    """Whether both lie in the same province, which the first two digits of a code tell."""
    return base is not None and region.code[:2] == base.code[:2]


def _clipped(passage: Passage, base: Region, lexicon: Lexicon) -> Mention | None:
    """玛县 inside 昌吉州 is 玛纳斯县, if no other county there begins and ends alike."""
    match = _CLIPPED.match(passage.folded)
    if match is None:
        return None
    first, ending = match[1][0], match[1][1]
    alike = [
        region
        for region in lexicon.regions.values()
        if region.name[0] == first and region.name[-1] == ending and _within(region, base, lexicon)
    ]
    return Mention(alike[0], *match.span(1), True) if len(alike) == 1 else None


def _base(passage: Passage | None, lexicon: Lexicon) -> Mention | None:
    if passage is None:
        return None
    text = _AWAY.sub(lambda m: "，" * len(m.group()), passage.folded)
    return _most_exact(mentions(text, lexicon), lexicon)


def _better(
    best: tuple[Mention, Passage, int] | None,
    other: tuple[Mention, Passage, int],
    lexicon: Lexicon,
    decides: bool,
) -> tuple[Mention, Passage, int]:
    """A more exact place inside the known one always wins, another place only if it decides."""
    if best is None:
        return other
    old, new = best[0].region, other[0].region
    if _within(new, old, lexicon):
        return other
    if decides and not _within(old, new, lexicon):
        return other
    return best


def _elsewhere(mention: Mention, base: Region, lexicon: Lexicon) -> bool:
    return not (_within(mention.region, base, lexicon) or _within(base, mention.region, lexicon))


def _in_title(
    passage: Passage, best: tuple[Mention, Passage, int] | None, lexicon: Lexicon
) -> tuple[Mention, Passage, int] | None:
    base = best[0].region if best else None
    for bracket in _BRACKET.finditer(passage.folded):
        found = mentions(bracket[1], lexicon, base)
        if len(found) == 1 and found[0].start == 0:
            named = found[0]
            shifted = named._replace(
                start=named.start + bracket.start(1), end=named.end + bracket.start(1)
            )
            return _better(best, (shifted, passage, 85), lexicon, named.region.level != "province")
    return _before_the_post(passage, best, lexicon)


def _before_the_post(
    passage: Passage, best: tuple[Mention, Passage, int] | None, lexicon: Lexicon
) -> tuple[Mention, Passage, int] | None:
    """“罗湖区保安”, “龙华打包员” in a list of 深圳 龙岗; “武汉某厂招聘操作工” in one of 北京."""
    base = best[0].region if best else None
    text = _CALLS.sub("", _BEFORE_TITLE.sub("", passage.folded))
    shift = len(passage.folded) - len(text)
    found = mentions(text, lexicon, base)
    if not found or found[0].start:
        return best
    named = _most_exact(found, lexicon) or found[0]
    if base is None or best is None:
        if _WARES.match(text, named.end):
            return best
        moved = named._replace(start=named.start + shift, end=named.end + shift)
        return moved, passage, 60
    recruited = re.match(r"[^招聘]{0,8}(?:诚聘|招聘|招)", text[found[0].end :])
    county = named.region.level == "county" and in_one_province(named.region, base)
    if not (county or (recruited and best[1].cell == "workplace")):
        return best
    moved = named._replace(start=named.start + shift, end=named.end + shift)
    return _better(best, (moved, passage, 80), lexicon, True)


def leads(title: str, mention: Mention) -> bool:
    """Whether the bare name at the head of a title is the place of the work, not of a ware."""
    return mention.start == 0 and _WARES.match(title, mention.end) is None


def _in_text(
    passage: Passage, best: tuple[Mention, Passage, int] | None, lexicon: Lexicon
) -> tuple[Mention, Passage, int] | None:
    base = best[0].region if best else None
    text = passage.folded
    found = mentions(text, lexicon, base)
    for number, mention in enumerate(found):
        told = bool(_SPEAKS_OF_PLACE.search(text[max(0, mention.start - 40) : mention.start]))
        chain = _most_exact(found[number:], lexicon) if told or base is None else mention
        assert chain is not None  # the list begins with this mention
        address = bool(_AS_ADDRESS.match(text, chain.end))
        if base is None and (told or address or number == 0):
            return (chain, passage, 85 if told else 60)
        deeper = (
            base is not None
            and chain.region.code != base.code
            and _within(chain.region, base, lexicon)
        )
        if deeper and (told or (address and chain.full)):
            return (chain, passage, 90 if told else 75)
        if base is not None and _elsewhere(chain, base, lexicon) and best is not None:
            plainly = _PLAINLY_SAID.search(text[max(0, mention.start - 10) : mention.start])
            if plainly and best[1].cell in {"workplace", "list_region"}:
                return (chain, passage, 80)
    return best


def _in_company(passage: Passage, lexicon: Lexicon, base: Region | None) -> Mention | None:
    found = mentions(passage.folded[:16], lexicon, base)
    leading = [mention for mention in found if mention.start <= 6]
    return _most_exact(leading, lexicon) if leading else None
