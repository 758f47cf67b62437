import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0001_initial"),
        ("core", "0002_database"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="conversations.message",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "search entries",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["words"], name="search_by_word")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWeek",
            fields=[("number", models.IntegerField(primary_key=True, serialize=False))],
        ),
    ]
