"""Who visits whom: villages given to helpers as proposed or as the officer decides."""

from collections import Counter, defaultdict

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jiedui.accounts.scope import own
from jiedui.web.desk.surveys import tabs_of, wave_or_404
from jiedui.web.kit.pages import refusals_told, staff
from jiedui.workers import actions
from jiedui.workers.models import Assignment, Household
from jiedui.workers.queries.rounds import helpers_of, in_walking_order, natural, propose, roofs_of

# A village is named in the form by its town and its own name.
KEY = "{}|{}"


def roofs_visible_to(user, wave):
    return roofs_of(wave).filter(own(user, "home"))


def villages_of(request, wave, helpers):
    """One line for each village: roofs, who has them, and whom the machine proposes."""
    given = _given(wave)
    proposed = {
        roof.pk: helper.pk for helper, roofs in propose(wave, helpers).items() for roof in roofs
    }
    roofs_in = defaultdict(list)
    for roof in roofs_visible_to(request.user, wave).select_related("town"):
        roofs_in[roof.town_id, roof.village].append(roof)
    order = sorted(roofs_in, key=lambda place: (place[0] or 0, natural(place[1])))
    return [_line(place, roofs_in[place], given, proposed) for place in order]


def _given(wave):
    return dict(Assignment.objects.filter(wave=wave).values_list("household_id", "helper_id"))


def _line(place, roofs, given, proposed):
    held = Counter(given[roof.pk] for roof in roofs if roof.pk in given)
    meant = Counter(proposed[roof.pk] for roof in roofs if roof.pk in proposed)
    return {
        "key": KEY.format(place[0] or "", place[1]),
        "town": roofs[0].town.short if roofs[0].town_id else "",
        "village": place[1],
        "roofs": len(roofs),
        "people": sum(roof.people for roof in roofs),
        "held": held.most_common(),
        "open": len(roofs) - sum(held.values()),
        "proposed": meant.most_common(1)[0][0] if len(meant) == 1 else None,
        "shared": len(meant) > 1,
    }


@staff("surveys.see")
@require_http_methods(["GET", "POST"])
def assign(request, pk):
    wave = wave_or_404(request, pk)
    helpers = list(helpers_of(wave).select_related("organisation"))
    if request.method == "POST":
        with refusals_told(request):
            _tell_given(request, give(request, wave, helpers))
        return redirect("desk:wave_assign", pk=pk)
    names = {helper.pk: helper.full_name for helper in helpers}
    lines = villages_of(request, wave, helpers)
    for line in lines:
        line["held"] = [(names.get(helper, ""), many) for helper, many in line["held"]]
    told = {
        "wave": wave, "tabs": tabs_of(request, wave, "wave_assign"), "helpers": helpers,
        "lines": lines, "open": sum(line["open"] for line in lines),
        "loads": _loads(wave, helpers),
    }  # fmt: skip
    return render(request, "desk/surveys/assign.html", told)


def _loads(wave, helpers):
    given = Counter(_given(wave).values())
    return [{"helper": helper, "roofs": given[helper.pk]} for helper in helpers]


def _tell_given(request, given):
    messages.success(
        request, ngettext("已分派 %(n)s 户。", "已分派 %(n)s 户。", given) % {"n": given}
    )


def give(request, wave, helpers):
    """The whole proposal, or the villages for which the officer has named somebody."""
    if "all" in request.POST:
        seen = set(roofs_visible_to(request.user, wave).values_list("pk", flat=True))
        proposal = {
            helper: [roof for roof in roofs if roof.pk in seen]
            for helper, roofs in propose(wave, helpers).items()
        }
        return actions.give_out(wave, proposal=proposal, by=request.user)
    known = {str(helper.pk): helper for helper in helpers}
    given = 0
    for field, value in request.POST.items():
        if field.startswith("v:") and value in known:
            given += actions.assign(
                wave, _of_village(request, wave, field[2:]), helper=known[value], by=request.user
            )
    return given


def _of_village(request, wave, key):
    town, _bar, village = key.partition("|")
    roofs = roofs_visible_to(request.user, wave).filter(village=village)
    return roofs.filter(town=int(town)) if town.isdecimal() else roofs.filter(town=None)


@staff("surveys.see")
@require_http_methods(["GET", "POST"])
def village(request, pk):
    """The roofs of one village in walking order, to be moved one by one."""
    wave, key = wave_or_404(request, pk), request.GET.get("of", "")
    helpers = list(helpers_of(wave))
    if request.method == "POST":
        with refusals_told(request):
            _tell_given(request, move(request, wave, helpers))
        return redirect(request.get_full_path())
    roofs = in_walking_order(wave, _of_village(request, wave, key).prefetch_related("members"))
    held = {
        one.household_id: one
        for one in Assignment.objects.filter(wave=wave, household__in=roofs).select_related(
            "helper"
        )
    }
    lines = [{"roof": roof, "given": held.get(roof.pk)} for roof in roofs]
    told = {"wave": wave, "lines": lines, "helpers": helpers, "village": key.partition("|")[2]}
    return render(request, "desk/surveys/village.html", told)


def move(request, wave, helpers):
    picked = [pk for pk in request.POST.getlist("roof") if pk.isdecimal()]
    chosen = Household.objects.filter(own(request.user, "home"), pk__in=picked)
    known = {str(helper.pk): helper for helper in helpers}
    to = request.POST.get("helper", "")
    if to in known:
        return actions.assign(wave, chosen, helper=known[to], by=request.user)
    actions.unassign(wave, chosen, by=request.user)
    return 0
