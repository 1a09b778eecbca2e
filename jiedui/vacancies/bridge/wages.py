"""Whether the pay of a posting reaches the minimum wage of its place on a day."""

from jiedui.catalog.queries import least_pay, wages_in_force
from jiedui.vacancies.bridge.reading import engine
from jiedui.vacancies.queries import Objection

WAGE_RULE = "minimum-wage"  # what the reader calls it
TEXT = ("title", "conditions", "duties", "shifts")


class Wages:
    """The figures in force on a day, asked once for a whole list of postings."""

    def __init__(self, on):
        self.on = on
        self._known = None

    def objections(self, terms, said="") -> tuple[Objection, ...]:
        """At most one objection: the gravest. Without a day or a place nothing is judged."""
        region = terms.get("region")
        if self.on is None or region is None or not (terms.get("pay_low") or terms.get("pay_high")):
            return ()
        if self._known is None:
            self._known = wages_in_force(self.on)
        county = region if region < 1_000_000 else region // 1000  # a town is paid as its county
        floors = [_floor(least) for least in least_pay(county, self.on, known=self._known)]
        breach = engine().judge_pay(_offer(terms, said), floors)
        if breach is None:
            return ()
        return (Objection(breach.rule, breach.level, breach.words, breach.basis, breach.rewording),)


def _offer(terms, said):
    return engine().Offer(
        monthly_low=terms.get("pay_low"),
        monthly_high=terms.get("pay_high"),
        period=terms.get("pay_period") or "month",
        pay_words=terms.get("pay_said") or "",
        text="\n".join(filter(None, (said, *(terms.get(name) for name in TEXT)))),
    )


def _floor(least):
    return engine().Floor(
        place=least.place,
        since=least.since,
        monthly=least.monthly,
        hourly_fen=least.hourly_fen,
        notice=least.notice,
        is_sure=least.is_sourced,
    )
