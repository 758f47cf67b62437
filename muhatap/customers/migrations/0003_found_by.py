"""Fill in what customers are found by; from now on the actions keep it."""

from django.db import migrations

FILL = """
    UPDATE customers_customer customer
       SET found_by = trim(
           lower(translate(normalize(name, NFC), 'İIıÇçĞğÖöŞşÜüÂâÎîÛû', 'iiiccggoossuuaaiiuu')) || ' ' || coalesce(
               (SELECT string_agg(value, ' ' ORDER BY id) FROM customers_identity WHERE customer_id = customer.id), ''))
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_people")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
