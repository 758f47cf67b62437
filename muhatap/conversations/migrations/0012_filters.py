from django.db import migrations, models

# As core.turkish.fold: what one types without the right letters or case finds its word.
FOLD = """
    CREATE FUNCTION muhatap_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT lower(translate(normalize($1, NFC), 'İIıÇçĞğÖöŞşÜüÂâÎîÛû', 'iiiccggoossuuaaiiuu'))
    $$
"""
INDEX = """
    CREATE INDEX conversation_by_words ON conversations_conversation
    USING gin (muhatap_fold(customer_name) gin_trgm_ops, muhatap_fold(subject) gin_trgm_ops)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_database"),
        ("conversations", "0011_views"),
    ]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="read_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(FOLD, "DROP FUNCTION muhatap_fold(text)"),
        migrations.RunSQL(INDEX, "DROP INDEX conversation_by_words"),
    ]
