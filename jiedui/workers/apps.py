from django.apps import AppConfig


class WorkersConfig(AppConfig):
    name = "jiedui.workers"
    label = "workers"
    verbose_name = "劳动者"
