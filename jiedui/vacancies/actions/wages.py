"""Pay is held to the minimum wage again when a post is let out or renewed: figures rise."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal
from jiedui.vacancies import bridge
from jiedui.vacancies.bridge import WAGE_RULE
from jiedui.vacancies.models import Breach, Level, Version
from jiedui.vacancies.queries import parts

TOLD = ("pay_low", "pay_high", "pay_period", "pay_said", "title", "conditions", "duties", "shifts")


def judge_pay_again(vacancies, *, on):
    """Make what is objected to of the pay what this day's figures say; without a day nothing is.

    What an officer has cleared stays cleared as long as the same figures are objected to.
    """
    if on is None:
        return
    wages, told = bridge.Wages(on), words_of(vacancies)
    standing = {}
    for part in parts([vacancy.pk for vacancy in vacancies]):
        for breach in Breach.objects.filter(vacancy__in=part, rule=WAGE_RULE):
            standing.setdefault(breach.vacancy_id, []).append(breach)
    gone, come = [], []
    for vacancy in vacancies:
        now = wages.objections(terms_of_pay(vacancy), told.get(vacancy.pk, ""))
        old = standing.get(vacancy.pk, [])
        kept = [breach for breach in old if any(_still(breach, one) for one in now)]
        gone += [breach.pk for breach in old if breach not in kept]
        come += [_breach(vacancy, one) for one in now if not kept]
    for part in parts(gone):
        Breach.objects.filter(pk__in=part).delete()
    Breach.objects.bulk_create(come, batch_size=500)


def refuse_too_little(vacancy, *, on):
    """A post is not renewed at a wage that has become unlawful meanwhile."""
    judge_pay_again([vacancy], on=on)
    breach = vacancy.breaches.standing().filter(rule=WAGE_RULE).first()
    if breach is not None:
        raise below_minimum(breach.rewording)


def below_minimum(why):
    return Refusal("pay-below-minimum", format_lazy(_("工资低于当地最低工资标准：{why}"), why=why))


def terms_of_pay(vacancy):
    return {name: getattr(vacancy, name) for name in TOLD} | {"region": vacancy.region_id}


def words_of(vacancies):
    """{vacancy: its newest original words}"""
    found = {}
    for part in parts([vacancy.pk for vacancy in vacancies]):
        rows = Version.objects.filter(vacancy__in=part).order_by("number")
        found |= dict(rows.values_list("vacancy", "said"))
    return found


def _still(breach, objection):
    if breach.words != objection.words[:200]:
        return False
    return bool(breach.cleared_by_id) or (
        (breach.level, breach.rewording) == (objection.level, objection.rewording[:300])
    )


def _breach(vacancy, objection):
    return Breach(
        vacancy=vacancy,
        rule=objection.rule,
        level=Level(objection.level),
        words=objection.words[:200],
        basis=objection.basis[:300],
        rewording=objection.rewording[:300],
    )
