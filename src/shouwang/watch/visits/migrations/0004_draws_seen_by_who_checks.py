"""A township sees a county's draw as far as households of its own were drawn."""

from django.db import migrations

# What is drawn shows only in the scope that sees its household: the sub-select is read under the
# row security of its own table.
CREATE = """
CREATE POLICY drawn_here ON visits_lookback FOR SELECT
 USING (id IN (SELECT d.look_back_id FROM visits_drawn AS d))
"""
DROP = "DROP POLICY drawn_here ON visits_lookback"


class Migration(migrations.Migration):
    dependencies = [("visits", "0003_withdrawal_of_authorisation")]
    operations = [migrations.RunSQL(CREATE, DROP)]
