"""The second factor of those who sign in with a password, by allauth: our words, our seal.

What allauth would say by e-mail or in its own words is said here; the secret of a one-time
password and the seed of the recovery codes lie sealed in the database.
"""

import io

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm, ReauthenticateForm
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as FactorAgainForm
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _

from jiedui.accounts import actions as accounts
from jiedui.core.fields import seal, unseal
from jiedui.web.kit.addresses import address_of
from jiedui.web.kit.pages import door_of
from jiedui.web.kit.sessions import begin

SEALED_AT = "mfa_authenticator.data"
SAID = {
    "mfa/messages/totp_activated.txt": _("动态口令已开通：下次登录时要用它。"),
    "mfa/messages/totp_deactivated.txt": _("动态口令已停用。"),
    "mfa/messages/recovery_codes_generated.txt": _("新的恢复码已生成，旧的作废。"),
    "mfa/messages/webauthn_added.txt": _("通行密钥已添加。"),
    "mfa/messages/webauthn_removed.txt": _("通行密钥已移除。"),
    "account/messages/password_changed.txt": _("密码已修改，其他地方的登录已全部退出。"),
    "usersessions/messages/sessions_logged_out.txt": _("其他地方的登录已全部退出。"),
}


class Doorkeeper(DefaultAccountAdapter):
    """Nobody signs up here, and nothing is sent by e-mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("试得太多次了：请等五分钟再试。"),
        "rate_limited": _("试得太多次了：请等五分钟再试。"),
        "incorrect_password": _("密码不对：请核对后再试。"),
        "enter_current_password": _("现在的密码不对：请核对后再试。"),
    }

    def is_open_for_signup(self, request):
        return False

    def get_login_redirect_url(self, request):
        return door_of(request.user)

    def get_client_ip(self, request):
        return address_of(request) or "0.0.0.0"

    def add_message(
        self, request, level, message_template=None, message_context=None, extra_tags="",
        message=None,
    ):  # fmt: skip
        if said := message or SAID.get(message_template):
            messages.add_message(request, level, said, extra_tags=extra_tags)


class Factors(DefaultMFAAdapter):
    """Secrets are sealed, codes are drawn without a further library."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("口令不对：请看手机上现在显示的六位数，或用一个没用过的恢复码。"),
    }

    def encrypt(self, text):
        return str(seal(text, SEALED_AT))

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text, SEALED_AT)

    def get_totp_issuer(self):
        return "结对 Jiedui"

    def build_totp_svg(self, url):
        drawn = io.BytesIO()
        segno.make(url).save(drawn, kind="svg", xmldecl=False, scale=5, border=2, light="#fff")
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user, type):
        return ""


class CodeForm(AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _worded(self.fields["code"])


class CodeAgainForm(FactorAgainForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _worded(self.fields["code"])


class FirstCodeForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _worded(self.fields["code"])
        self.fields["code"].label = _("应用里显示的六位数")


def _worded(field):
    field.label = _("动态口令或恢复码")
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class PasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("给它起个名字")
        self.fields["name"].help_text = _("例如“办公室电脑”“我的手机”。")
        self.fields["name"].required = True
        self.fields["name"].max_length = 40


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("密码")
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}


class NewPasswordForm(ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = {"oldpassword": _("现在的密码"), "password1": _("新密码"),
                 "password2": _("新密码，再输一次")}  # fmt: skip
        for name, label in words.items():
            old = name == "oldpassword"
            self.fields[name].label = label
            self.fields[name].widget.attrs = {
                "autocomplete": "current-password" if old else "new-password"
            }
        self.fields["password1"].help_text = _("至少10位，不要全用数字，也不要用常见的密码。")


# --- what allauth and Django tell us ---------------------------------------------------------


def listen():
    """Sign-ins and changes of factors go into the log; the library has no other way to say so."""
    user_logged_in.connect(_came_in, dispatch_uid="jiedui-came-in")
    authenticator_added.connect(_added, dispatch_uid="jiedui-factor-added")
    authenticator_removed.connect(_removed, dispatch_uid="jiedui-factor-removed")


def _came_in(sender, request, user, **rest):
    begin(request)
    accounts.note_signin(user)


def _added(sender, user, authenticator, **rest):
    accounts.note_factor(user, kind=authenticator.type, what="added", by=user)


def _removed(sender, user, authenticator, **rest):
    accounts.note_factor(user, kind=authenticator.type, what="removed", by=user)
