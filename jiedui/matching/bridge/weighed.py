"""The weights of a policy as the engine wants them."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiedui.core.refusal import Refusal
from jiedui.engine.match.weights import Weights

WEIGHTS = tuple(Weights.explained())


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
