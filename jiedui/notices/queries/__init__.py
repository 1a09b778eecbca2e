"""The words of the templates, who is reached where, and what somebody finds at the own door."""

from jiedui.notices.queries.inbox import inbox, unread_count
from jiedui.notices.queries.reach import (
    Reach,
    phone_index,
    reach_of,
    refused_kinds,
    wechat_of,
)
from jiedui.notices.queries.words import (
    TEMPLATES,
    Template,
    Words,
    said,
    shown,
    sms_text,
    wire_values,
    words_of,
)

__all__ = [
    "TEMPLATES",
    "Reach",
    "Template",
    "Words",
    "inbox",
    "phone_index",
    "reach_of",
    "refused_kinds",
    "said",
    "shown",
    "sms_text",
    "unread_count",
    "wechat_of",
    "wire_values",
    "words_of",
]
