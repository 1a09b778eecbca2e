from django.apps import AppConfig


class CandidaciesConfig(AppConfig):
    name = "jiedui.candidacies"
    label = "candidacies"
    verbose_name = "推荐"
