from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "jiedui.web.desk"
    label = "desk"
