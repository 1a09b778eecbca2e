"""One person's road as stations: where somebody stands, and what is awaited next, from whom."""

from django.utils.translation import gettext_lazy as _

from jiedui.candidacies.models import Stage
from jiedui.web.kit.templatetags.kit import Station

# Each station, and what is awaited there while it is the next one: told to the officer, and to
# the person whose road it is.
STATIONS = (
    (_("意愿"), _("等调查人员询问"), _("请您说说想做什么")),
    (_("推荐"), _("等经办人推荐"), _("自己选，或等经办人推荐")),
    (_("报名"), _("等本人答复"), _("等您答复")),
    (_("面试"), _("等用人单位约时间"), _("等单位约时间")),
    (_("录用"), _("等用人单位决定"), _("等单位决定")),
    (_("签约"), _("等双方签字"), _("等您和单位签字")),
    (_("出行"), _("等发车安排"), _("等发车安排")),
    (_("在岗"), _("等用人单位确认到岗"), _("等单位确认到岗")),
    (_("补贴"), _("等在岗期满"), _("等在岗期满")),
)
WISHED = 0
REACHED = {
    Stage.PROPOSED: 1,
    Stage.REGISTERED: 2,
    Stage.INTERVIEWED: 3,
    Stage.OFFERED: 4,
    Stage.HIRED: 5,
    Stage.WORKING: 7,
}


def stations(*, has_wish, stage, dates=None, own=False):
    """The road of somebody whose furthest live candidacy is at `stage` (or None).

    `dates` says on which day a station was reached, by its place on the road; `own` speaks to
    the person instead of the officer.
    """
    here = REACHED.get(stage, WISHED if has_wish else -1)
    dates = dates or {}
    return [
        Station(
            name=name,
            state=_state(place, here),
            note=awaited[own] if place == here + 1 else dates.get(place, ""),
        )
        for place, (name, *awaited) in enumerate(STATIONS)
    ]


def _state(place, here):
    if place < here:
        return "done"
    if place == here:
        return "now"
    return "next" if place == here + 1 else "ahead"


def furthest(candidacies):
    """The live candidacy that has come furthest, or None."""
    return max(candidacies, key=lambda one: REACHED[one.stage], default=None)
