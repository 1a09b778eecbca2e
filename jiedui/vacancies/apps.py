from django.apps import AppConfig


class VacanciesConfig(AppConfig):
    name = "jiedui.vacancies"
    label = "vacancies"
    verbose_name = "岗位"
