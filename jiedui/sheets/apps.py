from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "jiedui.sheets"
    label = "sheets"
    verbose_name = "表格"
