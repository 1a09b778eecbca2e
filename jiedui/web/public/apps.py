from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "jiedui.web.public"
    label = "public"

    def ready(self):
        from jiedui.web.public import factors  # noqa: PLC0415 -- its forms need the models

        factors.listen()
