"""The helpers' phones at the desk: who carries which, when it was last heard of, and its end."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jiedui.accounts import actions as accounts
from jiedui.accounts.models import Device
from jiedui.web.kit.pages import refusals_on, staff
from jiedui.web.kit.paging import page_of


class RevokeForm(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("停用原因"),
        help_text=gettext_lazy("比如：手机丢了、人调走了。"),
        max_length=120,
    )


def _visible(request):
    found = Device.objects.visible_to(request.user)
    return found.select_related("user__organisation", "revoked_by")


@staff("devices.revoke")
@require_safe
def listed(request):
    return render(
        request,
        "desk/devices/list.html",
        {"page": page_of(_visible(request), request, newest_first=True)},
    )


@staff("devices.revoke")
@require_http_methods(["GET", "POST"])
def revoke(request, pk):
    """Asked once more before it happens: what is not yet sent from that phone is lost."""
    device = get_object_or_404(_visible(request), pk=pk)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            accounts.revoke_device(device, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已停用。这部手机下次联网时会自己清空。"))
            return redirect("desk:devices")
    return render(request, "desk/devices/revoke.html", {"device": device, "form": form})
