"""What the employer offers besides pay: board, lodging, insurance; and the hours asked.

A meal allowance is money and not a meal, a housing allowance is money and not a bed:
neither makes board or lodging true. A canteen that sells food is not board either.
"""

import re
from datetime import date

from jiedui.engine.read.finding import Value
from jiedui.engine.read.passage import Passage

_NOT = r"(?:不|无|没有?|未)"
_BOARD_NO = re.compile(
    rf"{_NOT}(?:包|管|提供|含)(?:吃|食|饭|伙食|餐)|(?:餐费|伙食费?|吃饭|用餐|食宿|吃住|餐食|三餐"
    rf"|餐饮)(?:费用?)?[:\s]*自[理费]|自理食宿|包住不包吃"
    r"|(?:吃饭?|伙食|用餐|三餐|餐费)[^,;。]{0,2}(?:自己|自行)(?:解决|负责|承担)"
)
_OF_BOARD = re.compile(r"[吃食饭餐伙顿膳]|夜宵|早点")
_OF_LODGING = re.compile(r"[住宿寓间房]")
_BOARD = re.compile(
    r"[包管供](?:[一二两三四1-4早中午晚]{0,3}[、.和]?[中晚早午]?)(?:吃|食|饭|餐|伙食|顿|正餐"
    r"|工作餐)"
    r"|包(?:括)?(?:住|住宿|中午|午|中|早|晚|两|三|一)[和与、及]?[^,;。]{0,4}(?:吃|餐|顿饭)|包(?:一"
    r"|两|三|二)(?:顿|餐)|包食"
    r"|(?:提供|免费|享受?|含|带|有|配|供|发放|安排)(?:[^,;。!()]{0,12}?)(?:工作餐|员工餐|早餐|午餐"
    r"|中餐|晚餐|三餐|夜宵|餐食|伙食|用餐|就餐|正餐|加班餐|下午餐|两餐|一餐|[二两三一]顿|食[、]?宿"
    r"|吃[、/]?住|用膳|吃饭|吃喝|饭菜|中饭|膳食|早点|中晚餐|(?<![聚会])餐(?![费补饮厅馆具券卡]))"
    r"|(?:食宿|吃住|食住|膳宿|三餐|工作餐|伙食|用餐|就餐|吃饭|餐食)(?:费)?(?:均|都)?(?:全免|全包"
    r"|免费|在厂|皆?包|由公司|[^,;。]{0,2}提供|免)"
    r"|食堂[^,;。]{0,6}免费|免费[^,;。]{0,3}食堂|管饭|管吃|免费供餐|免费吃|吃住(?![^,;。]{0,2}自)"
    r"|(?:^|[,;。+、\s(])(?:食宿|工作餐|免费餐|员工餐|[早午中晚]餐)(?=$|[,;。+、\s)])"
    r"|(?:食宿|饮食)(?:免费|全免|安排)|(?:午|早|中|晚|夜)餐免费|盒饭|免费[^,;。]{0,4}(?:午|早|中|晚)餐"
)
_MEAL_MONEY = re.compile(
    r"(?:餐费?|饭|午餐|伙食|误餐|中餐|晚餐|工作餐|餐饮)费?(?:补贴?|贴|补助|津贴|费)|[餐饭]贴|餐补|饭补"
)
_LODGING_NO = re.compile(
    rf"{_NOT}(?:包|管|提供|含|安排)(?:吃)?(?:住|宿)|(?:住宿|食宿|吃住)(?:费用?)?[:\s]*自[理费行]"
    rf"|自理食宿|包吃不包住|无(?:宿舍|住宿)"
)
_LODGING = re.compile(
    r"[包管供](?:[早中午晚]?[吃食餐饭三一两顿午、,和中]{0,5})(?:住|宿)|包住|包[^,;。]{0,8}住宿"
    r"|(?:提供|免费|享受?|含|带|有|配|安排|解决|可)(?:[^,;。!]{0,12}?)(?:住宿|食[、]?宿|宿舍|公寓"
    r"|吃[、/]?住|住房(?!补|公积)|夫妻房|住处|单间)"
    r"|(?:食宿|吃住|住宿|食住|膳宿)(?:费)?(?:均|都)?(?:全免|全包|免费|在厂|皆?包|由公司"
    r"|[^,;。]{0,2}提供|免|条件|环境|为|标准|[:(])"
    r"|(?:住宿|宿舍)(?:费)?[:为]?[0-9]{2,4}\s*元?\s*(?:[/一每]\s*(?:人\s*/)?\s*)个?月|分(?:配)?宿舍|有住(?=[,;。\s]|$)"
    r"|员工宿舍|空调宿舍|公寓宿舍|宿舍(?:有|为|配|内|设|楼|条件|环境|[:(])"
    r"|[0-9一二两三四五六八]-?[0-9]?人/?间|人间(?:独卫|带|标准|空调|[,;。]|$)|夫妻房|(?:住宿|宿舍)(?:均|全部|全)?(?:免费|不收费|不要钱|不收钱)|(?:^|[,;。+、\s])住(?=$|[,;。+、])|(?<!家)住家(?![附庭])|住厂"
    r"|吃住(?![^,;。]{0,2}自)"
    r"|(?:^|[,;。+、\s])(?:食宿|住宿|宿舍)(?=$|[,;。+、\s])|(?:提供|可安排|安排)[^,;。]{0,4}住"
)
_HOUSING_MONEY = re.compile(
    r"(?:住房|租房|房租|住宿|房|外宿)(?:补贴|补助|津贴|补)|不住宿?舍?[^,;。]{0,10}(?:补|元)|房补"
    r"|住宿费"
)
_LODGING_OTHER = re.compile(
    r"宿舍(?:管理|保洁|、办公区|区?保洁|卫生|楼?管)|宿管|住宿(?:客人|部|业务|登记)|酒店公寓"
    r"|(?:负责|送[到至餐]?|送达)[^,;。]{0,8}宿舍|家住|学生宿舍|公寓(?:管理|保洁|销售|酒店)"
)
_BOARD_OTHER = re.compile(
    r"(?:吃住|食宿)(?:情况|条件|待遇)?:(?=[^,;。\n]{0,4}(?:包|管|自理|不))|负责[^,;。]{0,10}(?:餐|食堂)|烹制[^,;。]{0,10}餐|制作[^,;。]{0,10}餐|(?:中|西|快|配|聚|团"
    r"|送)餐(?:厅|饮|公司|经营|服务)|备餐|点餐|传菜|每日做|(?:吃饭|用餐|就餐)(?:时间|统计|人数|桌数|客人|环境|情况|高峰|区)"
)
_INSURED_NOT = re.compile(
    rf"{_NOT}(?:买|交|缴纳?|办理?|提供|含)(?:社保|五险|社会?保险|保险)|无(?:社保|五险)"
)
_INSURANCE = re.compile(
    r"(?P<kind>[五六七5６6][险项][一二两三1-3](?:金)|五险|六险(?:[一二两三]金)?|5险"
    r"|[五5]项(?:社会)?保险|[五5]项(?:社)?保险|社会保险|社保|养老保?险?(?=[、,][^,;。]{0,6}(?:医疗"
    r"|工伤|失业|保险))"
    r"|养老保险|医疗保险|工伤保险?|失业保险|生育保险|三险(?:一金)?|四险(?:一金)?|五金(?![一-龥])|综合保险"
    r"|城镇保险|职工保险|社会统筹)"
    r"|(?P<some>(?:购买|办理|缴纳?|交纳?|买|参加|享受|提供|统一购买|购置"
    r"|有)[^,;。]{0,10}(?<!商业)(?<!意外)(?<!雇主责任)保险|保险[^,;。]{0,2}公司(?:统一)?(?:买|购|交|缴|办)|(?:^|[,;。、+\s/])保险(?=[、,;。+\s]"
    r"|$))"
    r"|(?P<private>(?:人身)?意外(?:伤害)?保?险|商业保险|雇主责任险|团体险)"
)
_INSURANCE_TRADE = re.compile(
    r"(?:车辆|年检|业务|销售|推销|理赔|车|农|续)[^,;。+、\s(]{0,4}$|办理车辆[^,;。]{0,8}$"
    r"|(?:车辆|年检|客户|业务)[^,;。]{0,6}保险$"
)
_SHIFT = re.compile(
    r"(?P<shift>[两二2][班]\s*[倒制轮]|两班两运转|两班运转|[三3]班\s*[倒制轮两]{0,2}(?:运转)?"
    r"|四班[两三](?:运转|倒)|[三3]班两运转|长白班|常白班|正常班|夜班|晚班|白班|倒班|翻班|轮班"
    r"|弹性工作"
    r"|(?:每天|每日|日)?(?:工作)?(?:时间)?[:]?(?:不超过?|约)?(?:[0-9]{1,2}(?:[-~][0-9]{1,2})?|八"
    r"|九|十|十二)\s*(?:个)?小时(?:工作制|[制]|/天|长白班|白班|工作|三班倒|两班倒|单休|双休)?"
    r"|单休|双休|做六休一|上[四五六]休[一二两]|月休[0-9一二三四五六]天|周末双休|大小周"
    r"|(?<![0-9])[56五六]天[8八]?小?时?(?:小时)?(?:工作)?制?)"
)
_EXPIRY = re.compile(
    r"(?:截止|截至|有效期?至?|至|到期|失效)(?:日期|时间)?[:\s至到]{0,3}"
    r"(?P<y>(?:19|20)[0-9]{2})[-./年](?P<m>[0-9]{1,2})[-./月](?P<d>[0-9]{1,2})日?"
)


# A column 食宿 or 是否提供食宿 that answers in a word
_ONE_WORD = re.compile(
    r"\s*(?P<word>(?P<no>不包|不提供|均不包|都不包|否|自理|没有)|是|包|全包|都包|均包|提供|免费)\s*(?=,|$)"
)


def _first(
    passages: list[Passage],
    refused: re.Pattern[str],
    promised: re.Pattern[str],
    masks: tuple[re.Pattern[str], ...],
    hint: re.Pattern[str],
) -> Value[bool] | None:
    for passage in passages:
        text = passage.folded
        if passage.cell == "benefits" and (short := _ONE_WORD.match(text)):
            words = passage.words(*short.span("word"))
            return Value(short["no"] is None, 80, words, passage.cell)
        if hint.search(text) is None:
            continue
        for mask in masks:
            text = mask.sub(lambda m: "＿" * len(m.group()), text)
        if no := refused.search(text):
            return Value(False, 90, passage.words(*no.span()), passage.cell)
        if yes := promised.search(text):
            return Value(True, 90, passage.words(*yes.span()).strip(), passage.cell)
    return None


def read_board(passages: list[Passage]) -> Value[bool] | None:
    """True if meals are given, False if they are said not to be, None if nothing is said."""
    return _first(passages, _BOARD_NO, _BOARD, (_MEAL_MONEY, _BOARD_OTHER), _OF_BOARD)


def read_lodging(passages: list[Passage]) -> Value[bool] | None:
    """True if a bed is given, False if it is said not to be, None if nothing is said."""
    return _first(passages, _LODGING_NO, _LODGING, (_HOUSING_MONEY, _LODGING_OTHER), _OF_LODGING)


def read_insurance(
    passages: list[Passage],
) -> tuple[Value[bool] | None, tuple[Value[str], ...]]:
    """Whether social insurance is promised, and the kinds named (五险一金, 社保, 意外险 …)."""
    kinds: dict[str, Value[str]] = {}
    promised: Value[bool] | None = None
    for passage in passages:
        text = passage.folded
        if not any(
            sign in text for sign in ("险", "社保", "社会", "五金", "五项", "5项", "５项", "养老")
        ):
            continue
        if no := _INSURED_NOT.search(text):
            return Value(False, 90, passage.words(*no.span()), passage.cell), ()
        for match in _INSURANCE.finditer(text):
            if _INSURANCE_TRADE.search(text[max(0, match.start() - 10) : match.start()]):
                continue
            if match["some"] and _INSURANCE_TRADE.search(match.group()):
                continue
            words = passage.words(*match.span()).strip(" ,;。、+/")
            if match["private"] is None and promised is None:
                promised = Value(True, 90 if match["kind"] else 75, words, passage.cell)
            name = match["kind"] or match["private"]
            if name:
                kinds.setdefault(name, Value(name, 90, words, passage.cell))
    return promised, tuple(kinds.values())


def read_shifts(passages: list[Passage]) -> tuple[Value[str], ...]:
    """Shifts and hours as the ad names them (两班倒, 长白班, 8小时 …), each once."""
    named: dict[str, Value[str]] = {}
    for passage in passages:
        if not any(sign in passage.folded for sign in "班时休制周弹"):
            continue
        for match in _SHIFT.finditer(passage.folded):
            words = passage.words(*match.span())
            named.setdefault(match["shift"], Value(match["shift"], 85, words, passage.cell))
    return tuple(named.values())


def read_expiry(passages: list[Passage]) -> Value[date] | None:
    """The last day the ad is valid. 1970-01-01 is an empty clock, not a day."""
    for passage in passages:
        for match in _EXPIRY.finditer(passage.folded):
            try:
                day = date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                continue
            if day.year > 1990:
                return Value(day, 95, passage.words(*match.span()), passage.cell)
    return None
