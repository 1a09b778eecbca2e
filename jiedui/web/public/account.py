"""What somebody with a password can do with the own account; the names are allauth's."""

from allauth.account.views import password_change, reauthenticate
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions.views import list_usersessions
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.urls import path
from django.utils.cache import patch_cache_control

from jiedui.web.public import signin


def own(view):
    """Only for those who have a password; workers sign in by telephone and have none."""

    @login_required
    def guarded(request, *args, **kwargs):
        if not request.user.has_usable_password():
            raise Http404
        answer = view(request, *args, **kwargs)
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    return guarded


urlpatterns = [
    path("signin/", signin.Signin.as_view(), name="account_login"),
    path("signin/code/", factors.authenticate, name="mfa_authenticate"),
    path("signout/", signin.signout, name="account_logout"),
    path("account/", own(factors.index), name="mfa_index"),
    path("account/again/", own(reauthenticate), name="account_reauthenticate"),
    path("account/again/code/", own(factors.reauthenticate), name="mfa_reauthenticate"),
    path(
        "account/again/passkey/",
        own(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/password/", own(password_change), name="account_change_password"),
    path("account/sessions/", own(list_usersessions), name="usersessions_list"),
    path("account/code/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("account/code/off/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/recovery/", own(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/recovery/new/",
        own(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("account/passkeys/", own(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("account/passkeys/add/", own(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", own(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "account/passkeys/<int:pk>/remove/",
        own(passkeys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
]
