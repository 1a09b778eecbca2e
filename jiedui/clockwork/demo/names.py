"""Invented names as they are borne in the valleys of Jiuzhaigou; nobody living is meant."""

HAN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单仇解"
MEN = "建国 志强 永明 小军 伟 勇 志华 海涛 文斌 国庆 鹏 光荣 世平 家俊 明远 子豪 浩然 天佑 兴旺 正林 德才 长青 学文 立新 春生 贵生 万福 云飞 林 涛 磊 宇航".split()
WOMEN = "秀英 桂兰 丽 小红 晓燕 玉梅 春花 雪梅 婷 静 美玲 玉珍 佳怡 欣怡 红霞 菊芳 彩云 明慧 素芬 清秀 芳 敏 雨涵 思雨 冬梅 银花 世琼 琼英 兰香 晓蓉".split()

TIBETAN_FIRST = "扎西 泽让 尼玛 索朗 达瓦 格桑 仁青 旦真 多吉 泽仁 罗尔 昂旺 班玛 俄木 次仁 桑吉 泽旺 贡布 阿旺 洛桑".split()
TIBETAN_MEN = "扎西 多吉 尼玛 甲措 塔 次里 顿珠 彭措 旺堆 贡布 东珠 泽里".split()
TIBETAN_WOMEN = "卓玛 拉姆 措 央金 曲珍 白玛 初 美措 娜姆 志玛 央宗 德吉".split()
# Offices type the point between the parts of a name in whatever way the keyboard offers.
POINTS = ["·", "·", "·", "•", "・", "．"]

HUI = "马海哈苏米丁白沙"
HUI_MEN = "志明 学义 国栋 文华 占海 福贵 小龙 建军 正祥".split()
HUI_WOMEN = "秀兰 晓梅 桂英 玉花 丽娟 海燕 春梅 慧敏".split()
QIANG = "余王陈龙杨何苟董尔耿坤泽"


def surname(random, ethnicity):
    """The family name of a household; Tibetan households bear none."""
    if ethnicity == "藏族":
        return ""
    return random.choice({"回族": HUI, "羌族": QIANG}.get(ethnicity, HAN))


def name(random, ethnicity, sex, family=""):
    if ethnicity == "藏族":
        first = random.choice(TIBETAN_FIRST)
        last = random.choice(TIBETAN_MEN if sex == "男" else TIBETAN_WOMEN)
        point = random.choice(POINTS) if random.random() < 0.3 else ""
        return first + point + last
    if ethnicity == "回族":
        return family + random.choice(HUI_MEN if sex == "男" else HUI_WOMEN)
    return family + random.choice(MEN if sex == "男" else WOMEN)


FIRM_WORDS = "恒瑞 嘉锦 云澜 汇丰源 德顺 晨曜 金穗 百川 华彩 永腾 佳禾 众诚 启明 宏泰 善和 蓝湾 正大顺 悦来 同心 新程".split()
FIRM_TRADES = {
    "electronics": "电子科技有限公司 精密电子有限公司 光电有限公司",
    "garment": "服饰有限公司 制衣厂 鞋业有限公司",
    "machinery": "机械有限公司 精密部件有限公司 汽车配件有限公司",
    "furniture": "家具有限公司 木业有限公司",
    "food": "食品有限公司",
    "logistics": "物流有限公司 供应链管理有限公司",
    "hotel": "大酒店有限公司 旅游开发有限公司 民宿管理有限公司",
    "catering": "餐饮管理有限公司",
    "services": "物业服务有限公司 家政服务有限公司 保安服务有限公司",
    "retail": "商贸有限公司 超市有限公司",
    "care": "养老服务有限公司",
    "construction": "建筑工程有限公司 装饰工程有限公司",
}


def firm(random, trade, place, taken):
    """An employer's name that is not yet in use here."""
    while True:
        ending = random.choice(FIRM_TRADES[trade].split())
        found = f"{place}{random.choice(FIRM_WORDS)}{ending}"
        if found not in taken:
            taken.add(found)
            return found
