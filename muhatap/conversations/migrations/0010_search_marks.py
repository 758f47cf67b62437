from django.db import migrations, models

# What search.marks() gives new entries, for those that are there.
MARKS = """
UPDATE conversations_searchentry AS entry
SET words = array_to_tsvector(tsvector_to_array(entry.words) || ARRAY(
    SELECT floor(extract(epoch FROM entry.at) / 604800)::int || '.' || mark FROM unnest(array_remove(ARRAY[
        '@c' || message.channel_id,
        '@by' || message.author_id,
        CASE WHEN message.direction = 'note' THEN '@note' END,
        CASE WHEN message.has_attachments THEN '@file' END
    ], NULL)) AS mark))
FROM conversations_message AS message WHERE message.id = entry.message_id
"""
# Slips were forgiven in the newest eight weeks until now; from here on words are gathered as they come.
WORDS = """
INSERT INTO conversations_searchword (stem)
SELECT DISTINCT split_part(word, '.', 2) FROM ts_stat($$
    SELECT words FROM conversations_searchentry
    WHERE at > (SELECT max(at) FROM conversations_searchentry) - interval '56 days'
$$) WHERE split_part(word, '.', 2) ~ '^[a-z]{3,5}$'
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0009_moves")]

    operations = [
        migrations.AlterField(
            model_name="searchword",
            name="stem",
            field=models.CharField(db_collation="C", max_length=5, primary_key=True, serialize=False),
        ),
        migrations.RunSQL(MARKS, migrations.RunSQL.noop),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
    ]
