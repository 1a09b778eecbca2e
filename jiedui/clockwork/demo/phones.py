"""Two helpers' phones at the desk: one in use, one that was lost and revoked."""

from datetime import timedelta

from django.utils import timezone

from jiedui.accounts import actions as accounts


def carry(officer, helpers):
    """Their keys are thrown away: nobody can speak for a phone of the demonstration."""
    now = timezone.now()
    for helper, name, days in zip(helpers, ("红米手机", "村里的旧手机"), (6, 40), strict=True):
        at = now - timedelta(days=days)
        device, _key = accounts.enrol_device(helper, name=name, at=at, by=helper)
        accounts.hear_of(device, at=now - timedelta(days=days / 2), waiting=days // 20)
    accounts.revoke_device(device, by=officer, because="手机丢在班车上", at=now)
