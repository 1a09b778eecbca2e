from django.apps import AppConfig


class VillageConfig(AppConfig):
    name = "jiedui.web.village"
    label = "village"
