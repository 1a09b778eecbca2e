from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "jiedui.matching"
    label = "matching"
    verbose_name = "匹配"
