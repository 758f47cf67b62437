from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_search")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="tried_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="handed_over_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="delivery",
            name="is_uncertain",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="delivery",
            name="only_to",
            field=models.JSONField(default=list),
        ),
    ]
