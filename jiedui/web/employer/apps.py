from django.apps import AppConfig


class EmployerConfig(AppConfig):
    name = "jiedui.web.employer"
    label = "employer"
