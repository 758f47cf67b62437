from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0012_filters"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("has_failure", True)),
                fields=["-last_message_at", "-id"],
                name="conversation_with_failure",
            ),
        ),
    ]
