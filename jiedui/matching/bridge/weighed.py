"""The weights of a policy as the engine wants them."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal
from jiedui.engine.match.weights import Weights
from jiedui.matching.models import Policy

WEIGHTS = tuple(Weights.explained())


def policy_over(west, on) -> Policy:
    """The weights that hold in this place on this day; refused where there are none."""
    policy = Policy.objects.over(west).in_force(on).first()
    if policy is None:
        raise Refusal(
            "no-policy", _("这一天没有适用的权重方案：请先载入方案（load_catalogue），或改日期。")
        )
    return policy


def checked_weights(values) -> Weights:
    """{name: value} → weights; a name too few or too many, or a figure out of range, is refused."""
    if wrong := sorted(set(values) ^ set(WEIGHTS)):
        raise Refusal(
            "policy-incomplete",
            format_lazy(
                _("权重方案与计算程序不一致（{names}）：请对照现行方案补齐或删除。"),
                names=", ".join(wrong),
            ),
        )
    told = {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    try:
        return Weights(**told)
    except ValueError as unfit:
        raise Refusal(
            "policy-out-of-range",
            _("权重必须是不小于0的整数，且总分不能超出计算范围：请改小后再试。"),
        ) from unfit
