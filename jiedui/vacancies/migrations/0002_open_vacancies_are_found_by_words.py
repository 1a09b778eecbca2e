from django.db import migrations, models


def make_the_table(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE VIRTUAL TABLE vacancies_search USING fts5("
            "title, alias, place, duties, sound, tokenize = 'unicode61 remove_diacritics 0')"
        )


def take_it_away(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE vacancies_search")


class Migration(migrations.Migration):
    dependencies = [("vacancies", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("rowid", models.BigIntegerField(primary_key=True, serialize=False)),
                ("title", models.TextField(verbose_name="岗位名称")),
                ("alias", models.TextField(verbose_name="别的叫法")),
                ("place", models.TextField(verbose_name="地点、单位")),
                ("duties", models.TextField(verbose_name="工作内容")),
                ("sound", models.TextField(verbose_name="读音")),
            ],
            options={"db_table": "vacancies_search", "managed": False},
        ),
        migrations.RunPython(make_the_table, take_it_away),
    ]
