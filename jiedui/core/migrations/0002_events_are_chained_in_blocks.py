from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="序号")),
                ("first", models.BigIntegerField(unique=True, verbose_name="起始事件")),
                ("last", models.BigIntegerField(unique=True, verbose_name="末尾事件")),
                ("absent", models.TextField(blank=True, verbose_name="空号")),
                ("prints", models.BinaryField(verbose_name="各事件摘要的前四字节")),
                ("previous", models.CharField(max_length=64, unique=True, verbose_name="上一段摘要")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="摘要")),
            ],
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("block", models.BigIntegerField(verbose_name="段号")),
                ("last", models.BigIntegerField(verbose_name="末尾事件")),
                ("digest", models.CharField(max_length=64, verbose_name="摘要")),
            ],
        ),
    ]
