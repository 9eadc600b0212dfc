"""Entered values are public policy: everyone reads them, and only their own county writes them."""

from django.db import migrations

from shouwang.kernel.scope.declare import Grants, RowSecurity


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0001_entered_values"),
        ("kernel", "0001_scope"),
    ]
    operations = [
        RowSecurity("enteredvalue", commands=("INSERT", "UPDATE", "DELETE")),
        migrations.RunSQL(
            "CREATE POLICY scope_select ON policies_enteredvalue FOR SELECT USING (true)",
            "DROP POLICY scope_select ON policies_enteredvalue",
        ),
        Grants("policies"),
    ]
