"""Sentences of real ads and their near relations: which break the law, and which only look so."""

import re
from pathlib import Path

import pytest

from jiedui.engine.read import RULES, Case, judge
from jiedui.engine.read.law import WORD_RULES

UNLAWFUL = {
    "sex": (
        "限女性",
        "只招男工",
        "要求：男性",
        "男，25-45岁",
        "女士优先",
        "招女工20名",
        "性别：女",
        "男18-38 女18-40",
        "服务员5名（女）",
        "女性优先录取",
        "限男",
        "男女不限，女性优先",
        "招聘普工50名（限女性）",
        "男士优先考虑",
        "需要女员工",
        "仅限男性报名",
        "45岁以下男性",
        "女，18-35岁",
        "保洁阿姨优先",
        "招聘前台美女一名",
        "帅哥优先",
    ),
    "looks": (
        "五官端正",
        "形象良好",
        "形象气质佳",
        "气质端庄",
        "相貌端正",
        "品貌端正",
        "长相甜美",
        "颜值高",
        "外形条件好",
        "身材匀称",
        "端正大方",
    ),
    "height": (
        "身高170cm以上",
        "身高1.65米以上",
        "身高165以上",
        "女身高158cm以上",
        "体重不超过75公斤",
        "男162cm以上",
    ),
    "ethnicity": (
        "限汉族",
        "汉族优先",
        "不招彝族",
        "少数民族勿扰",
        "藏族、维吾尔族除外",
        "暂不招少数民族",
        "不收回族",
    ),
    "religion": (
        "无宗教信仰",
        "清真除外",
        "信教者勿扰",
        "不招信教人员",
    ),
    "hukou": (
        "本地户口优先",
        "限本地户籍",
        "外地人勿扰",
        "不招河南人",
        "本市户口",
        "东北人除外",
        "限本省",
        "本地人优先",
        "苏州户籍者优先",
        "不招新疆、西藏籍",
        "城镇户口",
    ),
    "health": (
        "乙肝勿扰",
        "需查乙肝两对半",
        "无乙肝等传染病",
        "HBV携带者不予录用",
        "无任何传染疾病",
        "大小三阳勿扰",
        "艾滋病检测",
    ),
    "marital": (
        "已婚优先",
        "未婚",
        "已婚已育优先",
        "限未婚女性",
        "三年内不得怀孕",
        "已育妇女优先",
        "入职须孕检",
        "离异者勿扰",
    ),
    "deposit": (
        "押金300元",
        "需交服装押金200元",
        "体检费自理",
        "交纳保证金500元",
        "收取中介费200元",
        "服装费100元从工资中扣除",
        "培训费自理",
        "自费体检",
        "需缴纳报名费50元",
        "办证费80元自理",
        "押金三个月后退还",
    ),
    "documents": (
        "扣押身份证",
        "身份证由公司统一保管",
        "代为保管毕业证",
        "收取身份证原件",
    ),
    "minor": (
        "15岁以上",
        "14-40岁",
        "年满15周岁",
        "16岁以下也可",
        "可招童工",
    ),
    "false-pay": (
        "轻松月入过万",
        "日赚500",
        "上不封顶",
        "保录",
    ),
    "disability": (
        "残疾人勿扰",
        "不招残疾人",
        "四肢健全",
        "无身体残疾",
    ),
    "training-loan": (
        "先学后付",
        "可办理培训贷款",
        "学费可分期",
        "培训贷",
        "毕业后还款学费",
    ),
    "repost": (
        "58同城",
        "智联招聘",
    ),
}
LAWFUL = (
    "不用缴纳任何押金、服装费等费用",
    "入职不收取押金",
    "不收押金，不押证件",
    "无需任何费用，谨防中介骗取中介费",
    "免押金",
    "体检费由公司承担",
    "体检费报销",
    "工作服免费发放",
    "培训费全免",
    "男女不限",
    "性别不限",
    "男女均可",
    "男女不限，18岁以上",
    "销售女装",
    "男装导购",
    "负责女厕清洁",
    "三八妇女节发放礼品",
    "生育保险",
    "养老、医疗、工伤、失业、生育保险",
    "结婚礼金500元，生育礼金300元",
    "孕婴店导购",
    "婚庆策划",
    "品行端正",
    "态度端正",
    "作风正派",
    "维护公司形象",
    "企业形象好",
    "形象设计师",
    "不限户籍",
    "户口不限",
    "解决户口",
    "带户口本复印件",
    "携带身份证复印件一份",
    "身份证原件及复印件",
    "需携带身份证",
    "办理健康证",
    "身体健康",
    "无色盲色弱",
    "不招未满16周岁",
    "禁止使用童工",
    "16周岁以上",
    "年满18周岁",
    "残疾人优先",
    "欢迎残疾人报名",
    "民族不限",
    "各民族均可",
    "少数民族优先",
    "单身公寓",
    "婚假产假",
    "夫妻房",
    "投标保证金办理",
    "负责收取客人押金",
    "不查乙肝",
    "乙肝可入职",
    "免费培训",
    "家属随迁",
    "女职工特殊保护",
    "男女各50名",
    "抖音运营",
    "快手主播",
    "妇女用品",
    "子女入学",
    "父母医疗补贴",
    "外地员工提供住宿",
    "高度责任心",
    "工资本月发放",
    "不扣押身份证件",
    "入职无需体检",
    "岗前培训费用公司承担",
    "已婚未婚均可",
    "不限婚否",
    "来源：58同城",
    "双职工家庭优先安排夫妻房",
    "我们不收取求职者任何费用（押金、服装费、体检费）",
    "上班需自带水杯",
    "美女如云的城市",
    "抖音直播运营专员",
    "男性用品导购",
    "五险、生育险",
    "负责小学生辅导",
)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [(rule, sentence) for rule, sentences in UNLAWFUL.items() for sentence in sentences],
)
def test_an_unlawful_sentence_is_found_with_its_words(rules, rule, sentence):
    found = rules(sentence)

    assert rule in found
    assert found[rule] in sentence


@pytest.mark.parametrize("sentence", LAWFUL)
def test_a_lawful_sentence_passes(rules, sentence):
    assert rules(sentence) == {}


def test_every_rule_of_words_has_its_sentences():
    assert {rule.code for rule in WORD_RULES} == set(UNLAWFUL)


def test_every_rule_has_basis_rewording_and_level():
    for rule in RULES.values():
        assert "《" in rule.basis or "〔" in rule.basis
        assert rule.rewording
        assert rule.level in {"prohibit", "review", "block"}


def test_the_officials_page_has_a_section_for_every_rule_and_no_other():
    page = Path(__file__).resolve().parents[3] / "docs" / "rules" / "job-ads.md"
    sections = set(re.findall(r"^### `([a-z-]+)`", page.read_text(encoding="utf-8"), re.M))

    assert sections == set(RULES)


@pytest.mark.parametrize("cell", ["男", "女", "限男", "女性优先", "男性"])
def test_the_sex_column_itself_breaks_the_law(cell):
    assert "sex" in judge(Case(cells={"gender": cell})).rules


@pytest.mark.parametrize("cell", ["不限", "男女不限", "男女均可", "性别不限", ""])
def test_an_open_sex_column_is_lawful(cell):
    assert "sex" not in judge(Case(cells={"gender": cell})).rules


def test_the_text_may_break_what_the_column_keeps():
    finding = judge(Case(cells={"gender": "不限", "text": "仓库管理，已婚女士优先"}))

    assert {"sex", "marital"} <= set(finding.rules)


def test_an_upper_age_is_for_review_and_a_lower_one_is_lawful():
    (upper,) = [b for b in judge(Case("18-45岁")).breaches if b.rule == "age"]

    assert (upper.level, upper.words) == ("review", "18-45岁")
    assert "age" not in judge(Case("年满18周岁以上")).rules


def test_pay_left_open_is_unclear():
    assert "pay-unclear" in judge(Case(cells={"pay": "面议"})).rules
    assert "pay-unclear" not in judge(Case("月薪4000元")).rules


def test_a_gimmick_beside_a_real_wage_is_no_false_pay():
    assert "false-pay" in judge(Case("月入过万不是梦，上不封顶")).rules
    assert "false-pay" not in judge(Case("月薪3500-5500元，多劳多得，上不封顶")).rules


def test_ten_thousand_and_more_for_anybody_is_a_gimmick():
    assert "false-pay" in judge(Case("操作工，不限学历，无需经验，月收入1万元以上")).rules
    assert "false-pay" not in judge(Case("电工，持高压证，5年经验，月薪10000-12000元")).rules


def test_the_seven_elements_are_asked_for_by_name():
    (missing,) = [b for b in judge(Case("招聘普工，月薪5000元")).breaches if b.rule == "incomplete"]

    for element in ("单位基本情况", "招聘人数", "工作地点", "有效期限"):
        assert element in missing.rewording
    assert "基本薪资" not in missing.rewording.removeprefix("补齐：")


def test_a_complete_ad_is_complete(lexicon):
    cells = {
        "company": "嘉善某电子有限公司",
        "job_title": "普工",
        "headcount": "20人",
        "education": "初中",
        "pay": "4500-6000元/月",
        "workplace": "浙江省嘉兴市嘉善县",
        "text": "负责流水线装配，年满16周岁，初中以上学历。有效期至2026-12-31",
    }

    assert judge(Case(cells=cells, lexicon=lexicon)).breaches == ()


def _found(read, **cells):
    return {breach["rule"]: breach["words"] for breach in read(**cells)["findings"]}


def test_a_span_below_sixteen_in_the_column_of_ages_is_child_labour(read):
    assert _found(read, age="15-18")["minor"] == "15-18"
    assert "minor" not in _found(read, age="16-18")


def test_a_year_of_birth_is_an_upper_age(read):
    assert _found(read, age="1980年后出生")["age"] == "1980年后出生"


def test_a_span_of_head_counts_is_no_age(read):
    assert "age" not in _found(read, job_title="普工", headcount="20-30")


def test_a_promise_stays_one_beside_a_stated_wage(read):
    assert "false-pay" in _found(read, text="底薪4000元，月入过万不是梦")
    assert "false-pay" not in _found(read, text="月薪3500-5500元，多劳多得，上不封顶")
