from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    name = "jiedui.subsidies"
    label = "subsidies"
    verbose_name = "补贴"
