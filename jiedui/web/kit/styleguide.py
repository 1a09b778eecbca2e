"""The living style page: every token and every component, as the pages use them."""

from datetime import date

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from jiedui.web.kit.paging import Page
from jiedui.web.kit.templatetags.kit import Station, Tab

COLOURS = (
    ("ink", "#1b2430", _("文字")),
    ("quiet", "#56626e", _("次要文字")),
    ("paper", "#ffffff", _("纸面")),
    ("mist", "#f5f7f6", _("衬底")),
    ("line", "#dde3e1", _("分隔线")),
    ("control", "#838f99", _("控件边框")),
    ("river", "#0b6a66", _("主色：链接、主要动作")),
    ("river-deep", "#084f4c", _("主色，按下")),
    ("river-tint", "#e3f0ee", _("主色衬底")),
    ("cinnabar", "#b23a24", _("不可为：拒绝、违法文字")),
    ("cinnabar-tint", "#fbebe7", _("不可为衬底")),
    ("amber", "#7a4f00", _("等待、存疑")),
    ("amber-tint", "#fdf3dc", _("等待衬底")),
    ("green", "#2b6e3f", _("已完成")),
    ("green-tint", "#e6f2e9", _("已完成衬底")),
)
SIZES = (
    ("h1", "28"),
    ("h2", "22"),
    ("h3", "18"),
    ("lead", "18"),
    ("body", "16"),
    ("table", "15"),
    ("small", "13"),
)
STEPS = (1, 2, 3, 4, 5, 6, 8, 10, 12)

ROAD = (
    Station(_("意愿"), "done", _("3月2日 走访")),
    Station(_("推荐"), "done", _("3月9日")),
    Station(_("报名"), "now", _("3月12日")),
    Station(_("面试"), "next", _("等嘉善约时间")),
    Station(_("录用")),
    Station(_("签约")),
    Station(_("出行")),
    Station(_("在岗")),
    Station(_("补贴")),
)


class SampleForm(forms.Form):
    name = forms.CharField(label=_("姓名"), help_text=_("与身份证一致，少数民族姓名请写间隔点 ·"))
    kind = forms.ChoiceField(
        label=_("类别"),
        choices=[("people", _("人员台账")), ("vacancies", _("岗位信息表"))],
        widget=forms.RadioSelect,
    )
    least_pay = forms.IntegerField(label=_("最低月薪（元）"), min_value=0)


def style(request):
    """Open to all: it shows no person and no figure of a county."""
    wrong = SampleForm({"name": "扎西·卓玛", "kind": "people", "least_pay": "三千五"})
    told = {
        "colours": COLOURS,
        "sizes": SIZES,
        "steps": STEPS,
        "road": ROAD,
        "form": SampleForm(auto_id="sample_%s"),
        "wrong": wrong,
        "day": date(2026, 3, 2),
        "tabs": [
            Tab(_("推荐"), "#tabs", 318, True),
            Tab(_("未匹配"), "#tabs", 41),
            Tab(_("空缺"), "#tabs", 12),
        ],
        "page": Page([], before=1, after=2),
        "said": "招普工20名，限女性，45岁以下，包吃包住，不用缴纳任何押金。",
        "phrases": ["限女性"],
    }
    return render(request, "kit/style.html", told)
