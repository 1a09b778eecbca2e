from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "jiedui.notices"
    label = "notices"
    verbose_name = "通知"
