"""Every remark that a row or a sheet can get: a stable code, how grave it is, one sentence."""

import re

from django.utils.translation import gettext_lazy as _

from jiedui.workers.queries import IDENTITY_FAULTS

# Whoever wrote a number into the wrong column: it must not lie in the remark in clear.
LONG_NUMBER = re.compile(r"[0-9０-９]{7,}[Xx]?")
REFUSE, DOUBT, NOTE = "refuse", "doubt", "note"

SAID = {
    # people
    "name-missing": (REFUSE, _("没有姓名：请补填。")),
    "name-odd": (DOUBT, _("姓名里有数字或符号：请核对。")),
    "identity-missing": (
        DOUBT,
        _("没有身份证号，只能凭姓名和出生日期辨认：请补填身份证号，或核对后勾选导入。"),
    ),
    "identity-rounded": (
        DOUBT,
        _("身份证号末三位是000，可能被Excel改写过：请照证件核对后再勾选。"),
    ),
    "birthday-missing": (REFUSE, _("身份证号和出生日期都没有，无法确认年龄：请至少补填一项。")),
    "birthday-unreadable": (REFUSE, _("出生日期看不懂：请写成1990-01-31这样的格式。")),
    "birthday-month": (DOUBT, _("出生日期只到月份：请补填到日，或补填身份证号。")),
    "birthday-differs": (DOUBT, _("出生日期与身份证号不一致：请照证件核对。")),
    "age-differs": (NOTE, _("年龄与身份证号算出的不一致，已按身份证号。")),
    "sex-differs": (DOUBT, _("性别与身份证号不一致：请照证件核对。")),
    "under-age": (REFUSE, _("未满16周岁，不能登记求职（禁止使用童工）：请核对出生日期。")),
    "under-eighteen": (NOTE, _("年满16未满18周岁，是未成年工：推荐岗位时注意特殊保护。")),
    "very-old": (DOUBT, _("年龄超过75岁：请核对出生日期。")),
    "twice-in-sheet": (DOUBT, _("这个身份证号在本表出现两次，两行内容不同：请核对保留哪一行。")),
    "same-line-twice": (NOTE, _("与本表前面一行完全重复，已略过。")),
    "name-differs": (DOUBT, _("这个身份证号在库里登记的是另一个姓名：请核对是不是同一人。")),
    "registered-elsewhere": (
        REFUSE,
        _("这个人已在别的县登记：请先与该县核对，由其办理转出后再导入。"),
    ),
    "outside-region": (REFUSE, _("户籍不在本单位辖区：请删去这一行，或改由所在县导入。")),
    "home-unknown": (DOUBT, _("看不出是哪个县的人：请补填户籍县（或乡镇）。")),
    "marked-deceased": (
        DOUBT,
        _("库里已标记此人去世：请核对姓名和身份证号；确是误标的，先在人员页恢复。"),
    ),
    "older-survey": (DOUBT, _("库里有更晚的调查结果：请核对后再勾选，避免旧表覆盖新意愿。")),
    "phone-wrong": (NOTE, _("电话号码不对，没有采用：请核对。")),
    "town-unknown": (NOTE, _("乡镇名称没有对上区划，只记到县。")),
    "wish-unknown": (DOUBT, _("意向工种没有对上任何职业：请改成常用叫法，或核对后勾选导入。")),
    "wish-part-unknown": (NOTE, _("有一项意向工种没有对上职业，其余已采用。")),
    "place-unknown": (DOUBT, _("意向地点没有对上地名：请写到省、市或县，或核对后勾选导入。")),
    "place-part-unknown": (NOTE, _("有一项意向地点没有对上地名，其余已采用。")),
    "wish-negated": (
        DOUBT,
        _("意向里有“不、除外、以外”这样的话，系统没有猜：请改写成愿意做、愿意去的，或核对后勾选。"),
    ),
    "wishes-many": (DOUBT, _("意向超过20项，只取前20项：请核对。")),
    "class-coarse": (
        NOTE,
        _("只写了“监测户”，没有写哪一类：按边缘易致贫户登记，优先照顾相同。"),
    ),
    "cell-swallows": (
        DOUBT,
        _("一格里夹着许多换行和分隔符，可能多写了一个引号、吞掉了后面的行：请核对原表。"),
    ),
    "pay-unclear": (NOTE, _("没有读出月薪：匹配时无法与最低期望比较，请补写数字。")),
    "only-header": (NOTE, _("表里只有表头，没有数据。")),
    "sheets-read": (NOTE, _("表头相同的几张工作表已一并读取。")),
    "pay-unreadable": (NOTE, _("期望月薪看不懂，没有采用：请写成数字。")),
    "education-unreadable": (NOTE, _("文化程度看不懂，没有采用。")),
    "class-unreadable": (NOTE, _("户类型看不懂，没有采用：请用标准名称。")),
    "class-conflict": (DOUBT, _("同一户的人户类型不一致：请核对。")),
    "certificate-unknown": (NOTE, _("证书没有对上目录，没有采用：请写证书全称。")),
    "date-unreadable": (NOTE, _("日期看不懂，没有采用：请写成2026-03-01这样的格式。")),
    "value-unreadable": (NOTE, _("这一格看不懂，没有采用。")),
    "partner-open": (NOTE, _("同行人按姓名或身份证号在同户中查找，找到后自动关联。")),
    "marital-unread": (NOTE, _("婚姻状况不采集、不用于匹配，没有读取。")),
    # vacancies
    "title-missing": (REFUSE, _("没有岗位名称：请补填。")),
    "firm-other": (
        REFUSE,
        _("这一行写的是别的单位：单位自己的表只能填本单位的岗位，请删去这一行。"),
    ),
    "employer-missing": (REFUSE, _("没有用人单位名称：请补填。")),
    "openings-zero": (REFUSE, _("招聘人数是0：已招满请删去这一行，否则请填人数。")),
    "openings-unclear": (DOUBT, _("招聘人数没有写明（如“若干”）：请填准确人数。")),
    "openings-huge": (DOUBT, _("招聘人数超过一万：请核对。")),
    "workplace-unknown": (DOUBT, _("看不出工作地在哪个县（市、区）：请补填。")),
    "occupation-unknown": (
        DOUBT,
        _("岗位名称没有对上任何职业：请改成常用叫法，或核对后勾选导入。"),
    ),
    "vacancy-outside": (
        REFUSE,
        _("工作地不在本单位辖区及结对地区：请由工作所在地的人社部门导入。"),
    ),
    "law-prohibit": (NOTE, _("文字里有法律不允许发布的内容：可以导入，改好后才能发布。")),
    "law-review": (NOTE, _("文字里有需要核实的内容。")),
    "posts-many": (DOUBT, _("一行里写了几个岗位：请拆成几行。")),
    "posts-more": (NOTE, _("文字里还提到别的岗位：这一行只按岗位名称读取，其余请另列。")),
    "occupation-unsure": (NOTE, _("职业归类不太有把握：请在岗位页面核对。")),
    "workplace-from-name": (NOTE, _("没有写工作地，按单位名称里的地名判断：请核对。")),
    "posting-twice": (
        DOUBT,
        _(
            "同一单位在同一地点的同名岗位出现两次，内容又不相同："
            "请在“区别标记”列写明不同之处（如车间、班次）。"
        ),
    ),
    "posting-expired": (REFUSE, _("有效期已过：请与用人单位核实后填写新的有效期。")),
    "reserved-beyond-openings": (REFUSE, _("优先名额多于招聘人数：请改小优先名额。")),
    "pay-upside-down": (REFUSE, _("月薪下限高于上限：请核对两个数字。")),
    "age-upside-down": (REFUSE, _("最低年龄高于最高年龄：请核对两个数字。")),
    "bad-credit-code": (
        REFUSE,
        _("统一社会信用代码不对（18位，最后一位是校验码）：请照营业执照再核对一遍。"),
    ),
    "credit-code-wrong": (
        NOTE,
        _("统一社会信用代码不对（18位，最后一位是校验码），没有采用：请照营业执照核对。"),
    ),
    "posting-refused": (REFUSE, _("这一行不能入库：请对照岗位信息表的填写要求核对。")),
    # any row
    "two-answers": (DOUBT, _("两列都是同一项内容，填的却不一样：请核对。")),
    "cell-error": (DOUBT, _("单元格里是Excel的错误值（如#N/A）：请改正后再导入。")),
    "formula-empty": (
        DOUBT,
        _("单元格是没有结果的公式：请在Excel里打开并保存一次，或改成数值。"),
    ),
    "changed-meanwhile": (
        DOUBT,
        _("审阅之后，库里这一条已被别人改过：没有覆盖，请重新核对后再勾选。"),
    ),
    # the sheet as a whole
    "sheet-not-read": (NOTE, _("工作簿里还有别的工作表没有读：需要的话请分别上传。")),
    "sheet-hidden": (NOTE, _("隐藏的工作表没有读。")),
    "formulas-not-run": (NOTE, _("表里有公式：只采用保存下来的结果，不重新计算。")),
    "column-twice": (NOTE, _("有两列同名：两列填得不一样的行会标为存疑。")),
    "column-unread": (NOTE, _("有的列没有对上，没有读取：可以在“列对应”里指定。")),
    "columns-needed": (NOTE, _("缺少必需的列：请在“列对应”里指定。")),
    "cells-cut": (NOTE, _("超过256列的内容没有读取。")),
}  # fmt: skip
SAID |= {code: (REFUSE, said) for code, said in IDENTITY_FAULTS.items()}
# What the bare number behind a remark is.
LINE, AGE = _("第%(said)s行"), _("%(said)s岁")
COUNTED = {
    "same-line-twice": LINE, "twice-in-sheet": LINE, "posting-twice": LINE,
    "under-age": AGE, "under-eighteen": AGE, "very-old": AGE,
    "age-differs": _("表里 / 算出：%(said)s岁"),
}  # fmt: skip


def remark(code, field="", said=""):
    """A remark as a row keeps it; `said` are the words it speaks of, never a secret number."""
    kept = {"code": code}
    if field:
        kept["field"] = field
    if said:
        kept["said"] = LONG_NUMBER.sub("…", str(said))[:60]
    return kept


def gravity(code):
    return SAID[code][0]


def sentence(kept):
    """The remark in the reader's language, with the words it speaks of."""
    words = str(SAID[kept["code"]][1])
    said = kept.get("said", "")
    if kept["code"].startswith("law-"):
        said = "、".join(rule_name(code) for code in said.split("、"))
    elif said and kept["code"] in COUNTED:
        said = COUNTED[kept["code"]] % {"said": said}
    return f"{words}（{said}）" if said else words


# What the reader of ads calls its rules (docs/rules/job-ads.md), for officials.
RULES = {
    "sex": _("性别限制"),
    "looks": _("相貌要求"),
    "height": _("身高要求"),
    "ethnicity": _("民族限制"),
    "religion": _("宗教信仰"),
    "hukou": _("户籍地域限制"),
    "age": _("年龄上限"),
    "health": _("健康歧视"),
    "disability": _("残疾歧视"),
    "marital": _("婚育要求"),
    "deposit": _("押金收费"),
    "documents": _("扣押证件"),
    "minor": _("招用童工"),
    "night": _("未成年人夜班"),
    "training-loan": _("培训贷"),
    "false-pay": _("虚假薪酬"),
    "minimum-wage": _("低于最低工资"),
    "fraud": _("涉嫌诈骗"),
    "pay-unclear": _("薪酬不明"),
    "incomplete": _("要素不全"),
    "repost": _("转载未注明来源"),
}


def rule_name(code):
    """The rule in words; a rule without a name of its own keeps its code."""
    return str(RULES.get(code, code))
