from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "jiedui.accounts"
    label = "accounts"
    verbose_name = "账户与结对"
