from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "jiedui.web.kit"
    label = "kit"
