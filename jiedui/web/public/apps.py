from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "jiedui.web.public"
    label = "public"
