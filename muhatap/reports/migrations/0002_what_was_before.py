from django.db import migrations


class Migration(migrations.Migration):
    """A desk that has been at work already measures its past, too: every conversation is to be read once."""

    dependencies = [("reports", "0001_measures")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO reports_mark (conversation_id) SELECT id FROM conversations_conversation",
            migrations.RunSQL.noop,
        )
    ]
