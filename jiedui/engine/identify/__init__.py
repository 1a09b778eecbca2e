"""Are these two records one person?"""

from jiedui.engine.identify.blocking import BLOCKS
from jiedui.engine.identify.case import FIELDS, Case, Record
from jiedui.engine.identify.finding import Agreement, Likeness
from jiedui.engine.identify.judge import compare, judge
from jiedui.engine.identify.model import COMPARISONS, Model, NotTrained, load
from jiedui.engine.identify.numbers import corrections, misread_days
from jiedui.engine.identify.spelling import spell

__all__ = [
    "BLOCKS",
    "COMPARISONS",
    "FIELDS",
    "Agreement",
    "Case",
    "Likeness",
    "Model",
    "NotTrained",
    "Record",
    "compare",
    "corrections",
    "judge",
    "load",
    "misread_days",
    "spell",
]
