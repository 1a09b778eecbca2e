"""The rows that household classes already kept will point to; the sheet fills in the rest."""

from django.db import migrations

CLASSES = (
    ("unstable", "脱贫不稳定户", 10),
    ("marginal", "边缘易致贫户", 20),
    ("sudden", "突发严重困难户", 30),
    ("low_income", "低收入人口、防止返贫致贫对象", 40),
    ("subsistence", "低保户", 50),
    ("destitute", "特困人员", 60),
    ("relocated", "易地搬迁户", 70),
    ("general", "一般户", 80),
    ("lifted", "脱贫户", 90),
)


def seed(apps, schema_editor):
    table = apps.get_model("catalog", "HouseholdClass")
    table.objects.bulk_create(
        [
            table(code=code, name=name, order=order, confidence="sourced")
            for code, name, order in CLASSES
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_household_classes_with_their_dates")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
