from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_firms_register_themselves'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_index', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'indexes': [models.Index(fields=['address_index', 'made_at'], name='attempts_of_an_address')],
            },
        ),
    ]
