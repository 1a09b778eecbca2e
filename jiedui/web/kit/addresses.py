"""Where a request comes from, for limits that are counted by address."""

from django.conf import settings


def address_of(request):
    """The visitor's address. Only what our own proxies wrote is believed: of the list in
    X-Forwarded-For the last JIEDUI_PROXIES entries are theirs, the rest anybody can invent."""
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.PROXIES and len(told) >= settings.PROXIES and all(told):
        return told[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")
