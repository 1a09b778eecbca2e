"""How far it is, in words: straight and rounded, because nobody has measured the roads."""

from django.utils.translation import gettext as _

CITY, PROVINCE = 100, 10_000
LEAST = 10  # nearer than this the points of two seats say nothing


def straight(kilometres):
    """直线约 1,600 公里: to a hundred beyond a thousand, to ten below; "" where unknown."""
    if kilometres is None:
        return ""
    step = 100 if kilometres >= 1000 else 10
    told = round(kilometres / step) * step
    if told <= LEAST:
        return _("直线不到 %(n)s 公里") % {"n": LEAST}
    return _("直线约 %(n)s 公里") % {"n": f"{told:,}"}


def near_by(away, there):
    """The distance alone, where the place is named beside it: 就在本县, 直线约 1,600 公里."""
    return _("就在本县") if away.home.prefix == there.prefix else straight(away.to(there))


def how_far(away, there):
    """From somebody's home county to a place of work: the step on the map, then the distance."""
    if away.home.prefix == there.prefix:
        return _("就在本县")
    step, told = _step(away.home, there), straight(away.to(there))
    return _("%(step)s，%(straight)s") % {"step": step, "straight": told} if told else step


def _step(home, there):
    if home.prefix // CITY == there.prefix // CITY:
        return _("在本市（州）内，%(place)s") % {"place": there.name}
    if home.prefix // PROVINCE == there.prefix // PROVINCE:
        return _("在本省内，%(place)s") % {"place": there.full_name}
    return _("出省，%(place)s") % {"place": there.full_name}
