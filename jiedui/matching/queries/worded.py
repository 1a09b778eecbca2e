"""A request as a human would write it. Letters between two bureaus are written in Chinese."""

from django.utils.translation import gettext as _

from jiedui.catalog.models import (
    EmployerKind,
    Occupation,
    OccupationLevel,
    Region,
    RegionLevel,
    WishGroup,
)

FEW, NEARLY_ALL = -1, -2  # counts that are told only so, since a number would point at somebody
ALL_WORK = 10_000_000
# What is counted within a request: nothing that may decide who gets a post.
TRAITS = {
    "veteran": "退役军人",
    "college": "大专及以上",
    "graduate": "近两年毕业生",
    "over-45": "45岁以上",
    "helped": "脱贫户和监测对象家庭",
}
CLASSES = {OccupationLevel.MAJOR, OccupationLevel.MIDDLE, OccupationLevel.MINOR}


class Names:
    """Names of spans of occupations and places, and of kinds of employer.

    Only the catalogue's names: what a person said in own words may tell who it was.
    """

    def __init__(self):
        self.kinds = dict(EmployerKind.objects.values_list("bit", "name"))
        self.works, self.classes = {}, set()
        for one in Occupation.objects.current().only("code", "name", "level"):
            self.works[one.interval()] = one.name
            if one.level in CLASSES:
                self.classes.add(one.interval())
        # Everyday groups of several classes: their spans and their name, the widest first.
        self.groups = []
        for group in WishGroup.objects.current():
            if len(spans := group.intervals()) == 1:
                self.works[spans[0]] = group.name
            else:
                self.groups.append((frozenset(spans), group.name))
        self.groups.sort(key=lambda one: -len(one[0]))
        self.places = {}

    def work(self, low, high):
        """Of a class that nobody has named: the class around it."""
        if high - low >= ALL_WORK:
            return _("不限工种")
        for width in (1, 100, 10_000, 1_000_000):
            wide = low // width * width
            if (low, high) in self.works:
                return self.works[low, high]
            if high <= wide + width and (wide, wide + width) in self.works:
                return self.works[wide, wide + width]
        return _("不限工种")

    def place(self, low, high):
        if (low, high) not in self.places:
            found = Region.objects.exclude(level=RegionLevel.TOWN).filter(prefix__range=(low, low))
            self.places |= {one.interval(): one.name for one in found}
            self.places.setdefault((low, high), _("不限地点"))
        return self.places[low, high]

    def around(self, span):
        return _("%(place)s内其他地方") % {"place": self.place(*span)}

    @property
    def elsewhere(self):
        return _("只想去别处")

    @property
    def any_work(self):
        return _("不限工种")

    @property
    def other(self):
        return _("其他工种")

    @property
    def lodging(self):
        return _("要住宿")

    @property
    def couples(self):
        return _("要夫妻房")


def worded(told, names, east):
    """(what posts, of whom): the two halves of one line of a letter, without the number asked."""
    spans = told["terms"]
    posts = "、".join(dict.fromkeys(_all_posts(spans, names, exact=told["exact"])))
    where = "、".join(dict.fromkeys(names.place(span[2], span[3]) for span in spans))
    parts = [posts, where + _roaming(told, names, east), _pay(told)]
    if start := told["starts_on"]:
        parts.append(f"{start.month}月{start.day}日起可到岗")
    return "，".join(part for part in parts if part), _of_whom(told)


def _all_posts(spans, names, *, exact):
    """Everyday groups by the name that people know, the rest by the classification's names."""
    for kind in dict.fromkeys(span[4] for span in spans):
        mine = [span for span in spans if span[4] == kind]
        for group, name in names.groups:
            if group <= {(low, high) for low, high, *_more in mine}:
                mine = [span for span in mine if (span[0], span[1]) not in group]
                house = names.kinds.get(kind, "")
                related = "" if name.endswith("岗位") else "岗位"
                yield f"{house}的{name}{related}" if house else f"{name}{related}"
        yield from (_posts(span, names, exact=exact) for span in mine)


def _posts(span, names, *, exact):
    low, high, *_place, kind = span
    house = names.kinds.get(kind, "")
    if high - low >= ALL_WORK:
        return f"{house}岗位" if house else "岗位不限工种"
    name = names.work(low, high)
    related = "岗位" if not exact or (low, high) in names.classes else ""
    return f"{house}的{name}{related}" if house else f"{name}{related}"


def _roaming(told, names, east):
    """Some would go anywhere around the pair; asked for nearer, that need not be said."""
    wide = told["wide"]
    around = east.parent
    if around is None or not wide or wide == FEW:
        return ""
    city = names.place(*around.interval())
    if all(tuple(span[2:4]) == around.interval() for span in told["terms"]):
        return ""
    if wide == told["people"]:
        return f"或{city}"
    return f"（{said(wide)}在{city}内都可以）"


def _pay(told):
    if not told["pay"]:
        return "工资没有提出最低要求"
    return f"月薪 {told['pay']:,} 元起（{told['accept']}% 的人接受）"


def _of_whom(told):
    parts = []
    for name, need in (("lodging", "要住宿"), ("couples", "要夫妻房")):
        if told[name]:
            parts.append(f"{said(told[name])}{need}")
    traits = [
        f"{TRAITS[code]} {count} 人" if count > 0 else f"多数是{TRAITS[code]}"
        for code, count in told["traits"].items()
        if count > 0 or count == NEARLY_ALL
    ]
    if traits:
        parts.append("其中" + "、".join(traits))
    return "；".join(parts)


def said(count):
    """12 人, 少数人, 多数人."""
    return {FEW: "少数人", NEARLY_ALL: "多数人"}.get(count, f"{count} 人")
