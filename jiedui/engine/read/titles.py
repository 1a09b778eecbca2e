"""The post's name as an officer would list it, out of a title cell full of other things.

Sites and lists write limits, numbers, pay, benefits and slogans into the title; what tells
the kind of work stays.
"""

import re
from collections.abc import Callable

from jiedui.engine.read.people import COUNT
from jiedui.engine.read.posts import is_post_name

_OPENING, _CLOSING = "(（【[《", ")）】]》"
_INSIDE = rf"[^{re.escape(_OPENING + _CLOSING)}]"
_BRACKET = re.compile(
    rf"[{re.escape(_OPENING)}](?P<inside>{_INSIDE}*)(?:[{re.escape(_CLOSING)}]|$)"
)
_KIND_OF_WORK = re.compile(
    r"^[A-Za-z0-9+]{1,6}$|[工师员岗手]$|行业|专业|类$|方向|实验室|工程|业务|[英俄日韩]语"
)
_BRACKET_NOISE = re.compile(
    r"急聘|急招|诚聘|高薪|包[吃住食]|[五六5][险]|福利|若干|坐着|空调|[白夜晚]班|补贴|补助|工资"
    r"|[0-9]+[名人元]"
    r"|餐|全职|兼职|年龄|待遇|不限|长期|限[男女]|[男女]$|双休|月休|含|小时工$|急$|直招|可学徒|无需"
    r"|提供|及以上|短期|外包|倒班|食宿|面试|到面|试岗|社保|勿扰|底薪|提成|接受|不需|不用|[央国外]企|[下上]班|到点"
    r"|^[A-Z]{0,2}[0-9]{4,}$"
)
_PLACE_BRACKET = re.compile(
    r"[省市县区镇乡村州旗路街苑园院站店厦港湾]$|园区|物流园|开发区|[市县]|校区|航站楼|工业园|基地"
    r"|附近|新村"
)
# Limits and terms that share a bracket with the kind of work: （康复方向，1名）, （女，25-44岁）
_LIMIT_IN_BRACKET = re.compile(
    r"^(?:限?[男女][性士生工]?|男女(?:不限|均可)?|[多数几]名|若干名?|[0-9一二两三四五六七八九十]{1,4}[名人位个]"
    r"|[0-9]{2}(?:周?岁)?(?:[-~—–至到]+[0-9]{2})?(?:周?岁)?(?:以[下上内])?|[0-9一二两三四五]年.{0,6}经验"
    r"|有?经验.{0,4}|.{0,6}优先|C[123]照?|代招.{0,3}|急聘?|实习|限.{1,5}|.{0,4}学生|可住宿|.{0,2}[包管]住|[大中]专|高中|本科|学历.{0,3})$"
)
_IN_BRACKET = re.compile(r"[/、,，;；\s]+")
_MOST_LISTED = 3  # a bracket that lists more things than these describes and names no kind
# 招聘助理 and 招聘专员 are posts; 诚聘助理 calls for one
_CALL = re.compile(
    r"(?:高薪诚聘|诚聘|急聘|急招|诚招|招聘(?!(?:助理|专员|经理|主管|顾问|总监|官|岗)\s*$)|招收|直招|急需"
    r"|^(?:长期|大量|现|免费)招(?!商|标|生|投|牌|待)(?:聘|募)?(?:负责的)?)[:：]?"
)
# What sites write beside the post: what is paid, what is given, how the hours fall
_FIGURE = r"[0-9][0-9.,]*(?:\s*[kKwW千万](?![A-Za-z]))?"
_PER = r"\s*(?:[/每一]\s*)?(?:个?月|天|日(?!班)|小?时|[hH](?![A-Za-z]))"
_SLOGAN = re.compile(
    rf"(?:无责任?)?(?:月入|日入|日结|月薪|日薪|时薪|综合(?:工资|薪资|收入)?|保底|底薪|薪资|薪酬|工资|工价|年薪|到手|待遇)\s*[:：]?\s*"
    rf"{_FIGURE}(?:\s*[-~—–至到]+\s*{_FIGURE})?\s*[元块]?(?:{_PER})?(?:起|以上|左右|\+|＋)?"
    rf"|(?<![A-Za-z0-9]){_FIGURE}(?:\s*[-~—–至到]+\s*{_FIGURE})?\s*(?:[元块](?:{_PER})?|(?<=[kKwW千万])(?:{_PER})?"
    rf"|\s*[/每一]\s*(?:个?月|天|日|小?时|[hH](?![A-Za-z])))(?:起|以上|左右|\+|＋)?"
    r"|(?<![0-9A-Za-z])[1-6][0-9]{2}[+＋]?\s*/?\s*天|[+＋][3-9][0-9]00[+＋]?|(?<![0-9])[3-9][0-9]00[+＋]"
    r"|(?<![0-9A-Za-z])[3-9][0-9]00(?![0-9A-Za-z吨米平人名台])(?:无责)?|破[0-9]万|(?:[朝早][0-9一二三四五六七八九十]{1,2}|早[0-9.]+)晚[0-9一二三四五六七八九十.]{1,4}点?"
    r"|[8八]小时(?:工作)?制?|(?:到点|准时|准点)(?:就走|下班)|大小[休周]|包[三两一]?[午中]?餐|免费(?:[两三2-3]|[午中])餐|火热招募|入职(?:就)?买(?:社保|保险)"
    r"|事少|不内卷|(?:紧?邻|近|靠近)[^+|/，,]{0,4}地铁口?|可预支|[0-9]{2}(?:元|块)?(?:一|1)个?小时"
    r"|月(?:综合)?[3-9][0-9]00(?:以上|起|左右)?|[0-9一二三四五六]休[0-9一二三]天?|[上做][0-9一二三四五六]休[0-9一二三]|[两二三]班倒"
    r"|男女包进|(?<=[一-龥])[白夜晚]班(?=$|\s)|(?:活|工作)?(?:简单|轻松)(?:易学|易做|易上手)?|可短期|可?带手机|(?:不收|不招|不要)学生工?|学生(?:勿扰|不招|不要)"
    r"|无?试岗期?|0经验(?:入职)?|满1[68](?:周?岁)?(?:即可|以上)"
    r"|(?:免费)?[包管](?:吃包住|吃管住|吃住|食宿|住宿?|吃)|免费(?:吃住|食宿|住宿|旅游|培训|体检)|(?:有|可|提供|带)(?:住宿|食宿)"
    r"|[五六5]险[一二两1]?金?|(?:购买|缴纳?|有|交)社保|(?:周末|真)?双休|(?:大小|单)休|月休[0-9一二三四五六八]天?|不加班|不熬夜"
    r"|(?:长|常)白班|可?[日周月][结薪](?!工)|可日结|[四五六八2468]人间|无责(?:任)?(?:底薪)?|接受小白|小白可?(?:带|做)?"
    r"|无需?经验(?:可|要求)?|学历不限|男女不限|年龄不限|(?:可)?短期(?:过渡|可做)|代招职位|坐班|恒温车间|入职奖.*$|返费.*$"
    r"|高薪资?|急招|急聘|直招|直聘|诚聘|稳定(?=[,，+·|/ -]|$)|速来|有提成|带薪(?:年假|培训)"
)
# Pieces that tell of the place, the people wanted or the day, and name no work
_NO_WORK = re.compile(
    r"^(?:接受.*|.*环境.*|.*勿扰|.*氛围.*|学生.*|持证.*|.{0,2}经验.*|.{0,3}社保|带薪.*|.*住宿.*|出差|真实.*"
    r"|待遇.*|福利.*|招满即止|就近.*|.*(?:企业|公司|集团|厂区?)|[0-9.]+[kKwW]?[+＋]?"
    r"|.*地铁.*|[央国外]企(?:岗位)?|.*的来|.*追求.*|[^招聘]{0,6}(?:路|站|广场|[央国外]企)|岗位.*)$"
)
_CUT = "\x00"
_PIECES = re.compile(r"[\x00!！|｜•+＋~～。\s]+|(?<=\x00)[-—·/]+|[-—·/]+(?=\x00)")
_COUNTED = re.compile(
    rf"\s*(?:{COUNT}|若干[名人]?|[数多][名人]|[一二两三][位名])(?=$|[/、;；,，\s)）])"
)
_LIMITS = re.compile(
    r"(?<=.)(?:男性?|女性?)[0-9]{2}岁?以[下上].*$|(?<=.{2})[0-9]{2}(?:周)?岁以[下上].*$|月薪.*$"
    r"|工资[0-9].*$"
    r"|(?<=.{2})包(?:食宿|吃住|吃|住).*$|(?<=.{2})限[男女].*$|(?<=.{2})[男女](?:性)?优先.*$"
)
_NUMBERED = re.compile(r"^[0-9]{1,2}[.、]\s*(?=[一-龥])")
_KIND_OF_FIRM = re.compile(
    r"^(?:[一-龥]{2})?(?:外企|国企|央企)(?:直招|直聘)?(?=[一-龥]{2})|^(?:外企|国企|央企|大厂|工厂)(?=[(（])"
)
_POST_OF = re.compile(r"岗位?$")
_BEFORE_NAME = re.compile(r"^(?:的|差|缺|招)(?=[一-龥]{2})|(?<=[一-龥])缺$")
_ALL_IN_BRACKETS = re.compile(r"^(?:招聘|诚聘|急招)\s*[【(（](?P<inside>[^【】()（）]{4,})[】)）]$")
_CALLING = re.compile(
    r"(?:[直急诚]招|[急诚直]聘|招聘|(?<![急诚直返特外受应解竞])聘|(?<![急诚直校社])招)"
    r"(?:(?:[0-9一二两三几]{1,2}[名个位])(?:小朋友)?)?[!！:：。，,\s]*"
)
_ABOUT_CALLING = re.compile(
    r"^(?:助理|专员|经理|主管|顾问|总监|官|岗|负责人|文员|实习)|^[商标生投牌待工租募]"
)
_HOURLY = re.compile(r"^[0-9.]+\s*元\s*/\s*小?时\s*")
_RECRUITS = re.compile(
    r"^.{2,14}招聘(?=.{2,})(?!(?:助理|专员|经理|主管|顾问|总监)\s*$)|^.{2,20}[-—:：]\s*(?:急|诚|直)?[招聘](?!标|商|生|投)(?=[一-龥]{2,10}$)"
)
_RECRUITED = re.compile(r"^.{2,20}(?:急招|急聘|诚聘|招聘)\s*[:：]\s*(?=.{2,})")
_BRANCH = re.compile(
    r"^(?![一-龥]{0,3}(?:茶|果|装|糕|花|药|利|咖啡|烘焙|品|机|镜|鞋|童|宠物|书|火锅|面|烟酒|母婴|专卖|连锁|会员|分)店)"
    r"[一-龥]{2,5}店(?=(?:店员|店长)$)"
)
_ENGAGED = re.compile(
    r"^(?:全职|兼职|临时工|周末)+(?=[一-龥]{2,})|(?<=[一-龥]{2})(?:全职|兼职)$|(?<=[一-龥])\s*C[123]照?$"
)
_LABEL_BEHIND = re.compile(
    r"(?<=.{2})\s*(?:学历|月薪|月工资|性别|年龄|经验|工作地点|待遇|要求)\s*[:：].*$"
)
_SISTER_FIRM = re.compile(
    r"^[一-龥（）()]{4,24}(?:有限(?:责任)?公司|供应链公司|分公司)(?=[一-龥]{2,})"
)
_BOTH_SEXES = re.compile(r"^男女(?:性)?(?=.{2,})")
_TERMS_OF_HIRE = re.compile(r"^(?:正式工|长期工|临时工|合同工|派遣工|小时工|短期工|学生工)$")
_PARTING = re.compile(r"[/、;；,，\\]+")
_ANY_PART = re.compile(rf"{_PIECES.pattern}|{_PARTING.pattern}")
_ONE_CRAFT = re.compile(
    r"^(?:[电气二保氩弧亚]{1,3}焊?工?|抛光|打磨|氩弧焊|二保焊|气保焊|电焊|UV|绿化|锁边|拷边)[/、]"
    r"(?:[一-龥]{0,3}焊工?|拉丝.*|[锁拷]边工?|抛光.*|打磨.*|[电气二保]{1,2}焊工?)$"
)
_TWO_POSTS = re.compile(
    r"^(?P<one>[一-龥]{0,8}(?:工|员|师|长|生|司机|保安|保洁|经理|主管|会计|出纳"
    r"|干部))[及和](?P<two>[一-龥]{0,8}(?:工|员|师|长|生|学徒|主管|会计|出纳|干部|队长))$"
)
_STOPS = " \t\u3000:：;；,，。、/-!！·"
_PLACES_OF_WORK = re.compile(
    r"^(?:宿舍|办公[区楼室]|车间|食堂|室[内外]|客房|公共区域|厂区|楼层|单位|酒店)$"
)


def clean_title(written: str, regions: Callable[[str], int] = lambda words: 0) -> str:
    """The post's name as an officer would list it, in the signs of the ad.

    Goes: 招聘, numbers, limits, colons, blanks inside a word, terms of hire beside a post,
    and brackets or prefixes that tell a place, a benefit, hours or a sister firm. Stays:
    what tells the kind of work. `regions` gives the length of the region name that a word
    begins with.
    """
    title = re.sub(r"(?<=.)等(?:岗位|职位|工种|人员)?$", "", written.strip())
    title = _ALL_IN_BRACKETS.sub(r"\g<inside>", title)
    title = _LABEL_BEHIND.sub("", _RECRUITED.sub("", _NUMBERED.sub("", title)))
    title = _without_outer_firm(_HOURLY.sub("", _SISTER_FIRM.sub("", _RECRUITS.sub("", title))))
    title = _BRACKET.sub(lambda match: _kept_bracket(match, regions), title)
    title = _without_recruiter(title)
    title = _LIMITS.sub("", _without_slogans(title))
    counted = _COUNTED.sub("", title)
    if counted != title:
        counted = re.sub(r"\s*[;；,，]\s*", "/", counted)
    title = _BOTH_SEXES.sub("", _CALL.sub("", counted).strip(_STOPS))
    if not _listed_by_blanks(title):
        title = re.sub(r"(?<=[一-龥])\s+(?=[一-龥])", "", title)
    title = _BRANCH.sub("", _ENGAGED.sub("", _without_place(title, regions)))
    return _without_terms(title).strip(_STOPS) or written.strip(_STOPS)


def _without_recruiter(title: str) -> str:
    """“麻阳申通快递招快递员” → 快递员, if what is called for can be a post."""
    for call in _CALLING.finditer(title):
        rest = title[call.end() :].strip(_STOPS)
        first = re.split(r"[/、,，;；|｜+＋(（!！]", _SLOGAN.sub("/", rest))[0]
        first = _COUNTED.sub("", first).strip()
        if _can_be_post(first) and not _ABOUT_CALLING.match(rest):
            return _without_recruiter(rest)
    return title


def _can_be_post(words: str) -> bool:
    """A post by its name, or by the word before 岗: 销售岗, 质检岗位."""
    return is_post_name(words) or is_post_name(_POST_OF.sub("", words))


def _without_outer_firm(title: str) -> str:
    """外企操作工 and 外企（包装员）: whose factory it is tells nothing of the work."""
    firm = _KIND_OF_FIRM.match(title)
    rest = title[firm.end() :] if firm else ""
    inside = _BRACKET.match(rest)
    if inside is not None and is_post_name(inside["inside"]):
        return inside["inside"] + rest[inside.end() :]
    return rest if firm and not inside else title


def _without_slogans(title: str) -> str:
    """“日结18一小时 圆通分拣装卸 包吃” → 圆通分拣装卸: the piece that can be a post is kept."""
    bare = _SLOGAN.sub(_CUT, title)
    parts = [part.strip(_STOPS) for part in _ANY_PART.split(bare)]
    if bare == title and not any(map(_NO_WORK.match, parts)):
        return title
    if not any(part and not _NO_WORK.match(part) for part in parts):
        return max(bare.split(_CUT), key=len).strip(_STOPS) or title
    pieces = [_working(piece).strip(_STOPS) for piece in _PIECES.split(bare)]
    pieces = [piece for piece in pieces if len(piece) > 1 and not piece.isascii()]
    pieces = [_BEFORE_NAME.sub("", piece) for piece in pieces]
    named = [piece for piece in pieces if any(map(_can_be_post, [piece, *_PARTING.split(piece)]))]
    named = [
        _BRACKET.sub(r"\g<inside>", name) if _BRACKET.fullmatch(name) else name for name in named
    ]
    return "/".join(named) or max(pieces, key=len, default=title)


def _working(piece: str) -> str:
    """The parts of a list that name work: 质检/操作员 of 某企业/质检/操作员."""
    parts = _PARTING.split(piece)
    kept = [part for part in parts if not _NO_WORK.match(part.strip(_STOPS))]
    return piece if len(kept) == len(parts) else "/".join(kept)


def _listed_by_blanks(title: str) -> bool:
    parts = title.split()
    return len(parts) > 1 and all(len(part) > 2 and is_post_name(part) for part in parts)


def _kept_bracket(match: re.Match[str], regions: Callable[[str], int]) -> str:
    inside = match["inside"].strip()
    parts = [part for part in _IN_BRACKET.split(inside) if part]
    kept = [part for part in parts if not _LIMIT_IN_BRACKET.match(part)]
    if len(kept) < len(parts):
        rest = "".join(part for part in kept if not _BRACKET_NOISE.search(part))
        return f"（{rest}）" if len(kept) == 1 and rest and not regions(rest) else ""
    noise = (
        not inside
        or _BRACKET_NOISE.search(inside)
        or len(parts) > _MOST_LISTED
        or regions(inside)
        or (_PLACE_BRACKET.search(inside) and not _KIND_OF_WORK.search(inside))
    )
    return "" if noise else match.group()


def _without_place(title: str, regions: Callable[[str], int]) -> str:
    """吉木萨尔县保安 is a guard; 广东菜厨师 cooks a cuisine and keeps its name."""
    parts = re.split(r"[-－—](?=[^-－—]+$)", title)
    if len(parts) == 2 and (regions(parts[1]) or re.search(r"[省市县区镇乡]$", parts[1])):
        title = parts[0]
    for size in (2, 3):
        if is_post_name(title[:-size]) and regions(title[-size:]) == size:
            return title[:-size]
    length = regions(title)
    town = re.match(r"^[一-龥]{2,3}[镇乡](?=[一-龥]{2,}$)", title)
    cut = max(length, town.end() if town else 0)
    rest = title[cut:]
    return rest if cut and len(rest) > 1 and not re.match(r"[菜籍味话语人路]", rest) else title


def _without_terms(title: str) -> str:
    parts = [part.strip() for part in _PARTING.split(title) if part.strip()]
    named = [part for part in parts if not _TERMS_OF_HIRE.match(part)]
    if named and len(named) < len(parts):
        return "/".join(named)
    if len(parts) > 1 and len(parts[-1]) == 1:
        return "/".join(parts[:-1])
    return title


def split_title(title: str) -> list[str]:
    """The posts that one title names, brackets left out: 食堂厨师、厨师长 → two."""
    bare = _BRACKET.sub("", title).strip(_STOPS) or title
    if _ONE_CRAFT.match(bare):
        return [bare]
    if _listed_by_blanks(bare):
        return bare.split()
    names: list[str] = []
    for part in filter(None, (part.strip() for part in _PARTING.split(bare))):
        two = _TWO_POSTS.match(part)
        names += [two["one"], two["two"]] if two else [part]
    return [name for name in names if not _PLACES_OF_WORK.match(name)] or [bare]


def with_kind(name: str, after: str) -> str:
    """The name with the bracket that follows it, if that tells the kind of work: 车工(平车)."""
    bracket = _BRACKET.match(after)
    if bracket is None or not after[: bracket.end()].endswith(")"):
        return name
    if len(bracket["inside"]) > 3 and not _KIND_OF_WORK.search(bracket["inside"]):
        return name
    return clean_title(name + after[: bracket.end()])
