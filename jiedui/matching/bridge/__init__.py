"""Rows to the columns of a question, and the answer back: the only place that knows both."""

from jiedui.matching.bridge.answer import prove, solved
from jiedui.matching.bridge.brief import FLOOR, Brief, Found, Line, brief, reach_of
from jiedui.matching.bridge.called import Grasp, counted_again, grasp, people_wishing
from jiedui.matching.bridge.explained import Explained, explain, explain_vacancies, explain_workers
from jiedui.matching.bridge.filed import read_answer, read_question, write_answer, write_question
from jiedui.matching.bridge.one import Fit, Fits, fits, lacking
from jiedui.matching.bridge.question import Question, gather
from jiedui.matching.bridge.supposed import supposing, what_ifs
from jiedui.matching.bridge.weighed import WEIGHTS, checked_weights, policy_over

__all__ = [
    "FLOOR",
    "WEIGHTS",
    "Brief",
    "Explained",
    "Fit",
    "Fits",
    "Found",
    "Grasp",
    "Line",
    "Question",
    "brief",
    "checked_weights",
    "counted_again",
    "explain",
    "explain_vacancies",
    "explain_workers",
    "fits",
    "gather",
    "grasp",
    "lacking",
    "people_wishing",
    "policy_over",
    "prove",
    "reach_of",
    "read_answer",
    "read_question",
    "solved",
    "supposing",
    "what_ifs",
    "write_answer",
    "write_question",
]
