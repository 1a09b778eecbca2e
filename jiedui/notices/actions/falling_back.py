"""When WeChat has lost somebody, the telephone is tried."""

from django.db import transaction

from jiedui.notices.actions.choices import loosen_wechat
from jiedui.notices.actions.delivering import note_failed
from jiedui.notices.actions.telling import tell_by_sms


@transaction.atomic
def note_gone(notice, *, provider, trouble, at):
    """The person has left the official account: what was to be said goes by SMS."""
    notice = note_failed(notice, provider=provider, trouble=trouble, at=at)
    loosen_wechat(open_id=notice.address, at=at)
    tell_by_sms(notice, at=at)
    return notice
