"""Two records side by side, and in words why they may be one person."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from jiedui.workers.models import Worker

FIELDS = {
    "name": _("姓名"),
    "identity": _("证件、生日"),
    "sex": _("性别"),
    "phone": _("电话"),
    "place": _("住址"),
}
SAID = {
    ("name", "rare"): _("姓名相同，这个名字很少见"),
    ("name", "same"): _("姓名相同"),
    ("name", "common"): _("姓名相同，但同名的人多"),
    ("name", "unwritten"): _("姓名相同，只有一个字没能打出来"),
    ("name", "sound"): _("姓名同音不同字"),
    ("name", "near"): _("姓名读音相近"),
    ("name", "respelt"): _("姓名只有一个音节译写不同"),
    ("name", "character"): _("姓名差一个字"),
    ("name", "frame"): _("姓名可能是同一个名字的不同译写"),
    ("name", "part"): _("一个姓名是另一个的一部分"),
    ("name", "surname"): _("只有头一个字相同"),
    ("name", "other"): _("姓名不同"),
    ("identity", "same"): _("身份证号相同"),
    ("identity", "slip"): _("身份证号只错一处（一位，或相邻两位颠倒）"),
    ("identity", "slips"): _("身份证号错两处"),
    ("identity", "two-numbers"): _("两个号码都有效，却不相同"),
    ("identity", "unlike-one-day"): _("身份证号不同，出生日期相同"),
    ("identity", "unlike"): _("身份证号不同"),
    ("identity", "day"): _("出生日期相同"),
    ("identity", "day-slip"): _("出生日期只差一处"),
    ("identity", "new-year"): _("出生年份相同，有一个只写到1月1日"),
    ("identity", "old-calendar"): _("出生日期相差半月到五十天，像是一个写了农历"),
    ("identity", "year"): _("只有出生年份相同"),
    ("identity", "other-day"): _("出生日期不同"),
    ("sex", "same"): _("性别相同"),
    ("sex", "other"): _("性别不同"),
    ("phone", "own"): _("电话相同，别人没有登记这个号码"),
    ("phone", "family"): _("电话相同，像是一家人合用"),
    ("phone", "many"): _("电话相同，但许多人登记了同一个号码"),
    ("phone", "slip"): _("电话只差一位"),
    ("phone", "other"): _("电话不同"),
    ("place", "village"): _("同一个村"),
    ("place", "town"): _("同一个乡镇"),
    ("place", "untold"): _("同一个县，乡镇没有写"),
    ("place", "county"): _("同一个县，乡镇不同"),
    ("place", "elsewhere"): _("不在同一个县"),
}
# Weights in bits, in words: (at least, how it speaks, the tone of the tag)
SPEAKS = (
    (5.0, _("很能说明是同一人"), "done"),
    (1.0, _("像是同一人"), "river"),
    (-1.0, _("说明不了什么"), ""),
    (-5.0, _("不像同一人"), "wait"),
    (float("-inf"), _("很能说明不是同一人"), "stop"),
)
# What an officer chooses between, in the order of the page; all may be taken from either record.
SHOWN = (
    "name", "identity", "phone", "sex", "born_on", "ethnicity", "education", "town", "village",
    "household", "employment", "workplace", "employer_name", "graduated_in", "is_veteran",
    "languages", "remark",
)  # fmt: skip
SECRET = {"identity", "phone"}


@dataclass(frozen=True, slots=True)
class Reason:
    field: object
    said: object
    speaks: object
    tone: str
    speaks_for: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both records. Each side is pieces (text, differs); numbers are masked, and
    where two numbers differ only the figures that differ are shown."""

    field: str
    label: object
    one: list
    other: list
    differs: bool
    # Both say something, and something else: here an officer has to choose.
    contested: bool

    @property
    def only_side(self):
        """The side that alone says something; empty when both do."""
        return "" if self.one and self.other else "one" if self.one else "other"


def reasons(likeness):
    """What speaks for and against, the heaviest first."""
    told = sorted(likeness.reasons, key=lambda reason: -abs(reason[2]))
    return [_reason(*reason) for reason in told]


def _reason(field, level, weight):
    speaks, tone = next((said, tone) for least, said, tone in SPEAKS if weight >= least)
    return Reason(FIELDS[field], SAID[field, level], speaks, tone, weight >= 1)


def side_by_side(likeness):
    """Every field in which at least one of the two records says something."""
    one, other = likeness.one, likeness.other
    roofs = _roofs(one, other)
    return [row for field in SHOWN if (row := _row(field, one, other, roofs))]


def _roofs(one, other):
    """Who else lives under each roof, by name: a household's number says nothing to anybody."""
    names = {}
    under = Worker.objects.present().filter(household__in=[one.household_id, other.household_id])
    for key, household, name in under.order_by("pk").values_list("pk", "household_id", "name"):
        if key not in (one.pk, other.pk):
            names.setdefault(household, []).append(name)
    return {person.pk: "、".join(names.get(person.household_id, ())) for person in (one, other)}


def _row(field, one, other, roofs):
    mine, theirs = _said(one, field, roofs), _said(other, field, roofs)
    if not (mine or theirs):
        return None
    differs = mine != theirs
    pieces = _masked if field in SECRET else _plain
    return Row(
        field,
        Worker._meta.get_field(field).verbose_name if field != "household" else _("同户的人"),
        pieces(mine, theirs),
        pieces(theirs, mine),
        differs,
        differs and bool(mine and theirs) and not _follows(field, one, other),
    )


def _follows(field, one, other):
    """A birthday is that of the number, where there is one."""
    return field == "born_on" and bool(one.identity or other.identity)


def _said(worker, field, roofs):
    if field == "household":
        return roofs[worker.pk]
    if field in {"sex", "education", "employment"}:
        return str(getattr(worker, f"get_{field}_display")()) if getattr(worker, field) else ""
    value = getattr(worker, field)
    if field == "is_veteran":
        return str(_("是")) if value else ""
    if field == "town":
        return value.short if value else ""
    return str(value) if value else ""


def _plain(mine, theirs):
    return [(mine, bool(theirs) and mine != theirs)] if mine else []


def _masked(mine, theirs):
    """****3****9876: the last four, and the figures in which the other number differs."""
    if not mine:
        return []
    if len(mine) != len(theirs):
        return [("*" * (len(mine) - 4) + mine[-4:], bool(theirs))]
    shown = [
        (figure if figure != there or at >= len(mine) - 4 else "*", figure != there)
        for at, (figure, there) in enumerate(zip(mine, theirs, strict=True))
    ]
    pieces = []
    for figure, differs in shown:
        if pieces and pieces[-1][1] == differs:
            pieces[-1] = (pieces[-1][0] + figure, differs)
        else:
            pieces.append((figure, differs))
    # Two numbers that have little in common would stand there in full.
    if sum(differs for _figure, differs in shown) > 4:
        return [("*" * (len(mine) - 4) + mine[-4:], True)]
    return pieces
