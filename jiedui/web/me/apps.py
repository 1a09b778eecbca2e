from django.apps import AppConfig


class MeConfig(AppConfig):
    name = "jiedui.web.me"
    label = "me"
