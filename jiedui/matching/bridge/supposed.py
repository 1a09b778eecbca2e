"""What if? The same people and vacancies as in an earlier run, with one thing changed."""

from dataclasses import replace

import numpy as np
from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal
from jiedui.matching.bridge.question import MOST_PAY, NO_AGE_LIMIT, Question
from jiedui.matching.bridge.weighed import checked_weights

AGES = ("none", "stated")


def what_ifs(told) -> dict:
    """The supposition in its checked form; an unknown or empty one is refused.

    least_pay_less: everybody would do it for so many yuan less a month;
    pay_more: every vacancy pays so many yuan more;
    ages: "none" drops every upper age, "stated" enforces also those without a lawful reason;
    openings: {vacancy: how many}; weights: {weight: value}.
    """
    checks = {
        "least_pay_less": lambda v: _whole(v, 1, 100_000),
        "pay_more": lambda v: _whole(v, 1, 100_000),
        "ages": lambda v: v in AGES,
        "openings": lambda v: (
            isinstance(v, dict)
            and v
            and all(str(key).isascii() and str(key).isdigit() for key in v)
            and all(_whole(count, 0, 100_000) for count in v.values())
        ),
        "weights": lambda v: isinstance(v, dict) and bool(v),
    }
    if not told or set(told) - set(checks) or not all(checks[name](told[name]) for name in told):
        raise Refusal(
            "what-if-unclear",
            _("这个假设看不懂：可以改变最低工资期望、岗位工资、年龄上限、招聘人数或权重。"),
        )
    kept = dict(told)
    if "openings" in kept:
        kept["openings"] = {str(key): count for key, count in kept["openings"].items()}
    return kept


def _whole(value, low, high):
    return type(value) is int and low <= value <= high


def supposing(question: Question, what_if, *, weights, seed) -> Question:
    """The question as it would be; people and vacancies stay exactly those that took part."""
    workers, vacancies = question.problem.workers, question.problem.vacancies
    if less := what_if.get("least_pay_less"):
        told = workers.least_pay > 0
        lower = np.where(told, np.maximum(workers.least_pay - less, 1), 0)
        workers = replace(workers, least_pay=lower)
    if more := what_if.get("pay_more"):
        vacancies = replace(
            vacancies, pay_low=_more(vacancies.pay_low, more),
            pay_high=_more(vacancies.pay_high, more),
        )  # fmt: skip
    if "ages" in what_if:
        stated = np.maximum(question.stated_age_max, vacancies.age_min)
        none = np.full(len(vacancies), NO_AGE_LIMIT, np.int8)
        vacancies = replace(vacancies, age_max=stated if what_if["ages"] == "stated" else none)
    if counts := what_if.get("openings"):
        openings = vacancies.openings.copy()
        for row, key in enumerate(question.vacancies):
            openings[row] = counts.get(str(key), openings[row])
        reserved = np.minimum(vacancies.reserved, openings)
        vacancies = replace(vacancies, openings=openings, reserved=reserved)
    problem = replace(
        question.problem,
        workers=workers,
        vacancies=vacancies,
        weights=checked_weights(weights),
        seed=seed,
    )
    return replace(question, problem=problem)


def _more(pay, more):
    return np.where(pay > 0, np.minimum(pay + more, MOST_PAY), 0)
