from django.apps import AppConfig


class ClockworkConfig(AppConfig):
    name = "jiedui.clockwork"
    label = "clockwork"
    verbose_name = "后台"
