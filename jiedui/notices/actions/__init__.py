"""Every write to messages: telling, delivering, and what somebody does not want to be told."""

from jiedui.notices.actions.choices import (
    ask_wechat,
    bind_wechat,
    loosen_wechat,
    obey_reply,
    opt_in,
    opt_out,
)
from jiedui.notices.actions.delivering import (
    clear_stranded,
    note_failed,
    note_later,
    note_report,
    note_sent,
    note_unknown,
    resend,
    take_up,
)
from jiedui.notices.actions.telling import (
    forget_codes,
    read_all,
    send_code,
    tell,
    tell_organisation,
)

__all__ = [
    "ask_wechat",
    "bind_wechat",
    "clear_stranded",
    "forget_codes",
    "loosen_wechat",
    "note_failed",
    "note_later",
    "note_report",
    "note_sent",
    "note_unknown",
    "obey_reply",
    "opt_in",
    "opt_out",
    "read_all",
    "resend",
    "send_code",
    "take_up",
    "tell",
    "tell_organisation",
]
